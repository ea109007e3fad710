"""Builders with good defaults: a test states only what it is about."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from counting.model.ballot import CastVoteRecord, Mark, SheetStatus, WriteIn
from counting.model.election import Candidate, Contest, Electors, Office
from counting.model.figures import Figures, Row, Tally
from counting.model.reading import Reading
from counting.model.rules import Base, Differential, Rules, Threshold, WriteInRule

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


def names(n: int) -> tuple[str, ...]:
    """`n` different names, invented."""
    return tuple(SURNAMES[i % len(SURNAMES)] + "甲乙丙丁"[i // len(SURNAMES)] for i in range(n))


def more_than(fraction: str, base: Base) -> Threshold:
    return Threshold(Fraction(fraction), True, base)


def at_least(fraction: str, base: Base) -> Threshold:
    return Threshold(Fraction(fraction), False, base)


def write_in_rule(**changes: Any) -> WriteInRule:
    return replace(WriteInRule(True, "after_against", "anyone", "for"), **changes)


def rules(**changes: Any) -> Rules:
    """Rules like those of a county congress; `changes` are fields of `Rules`."""
    return replace(_RULES, **changes)


_RULES = Rules(
    quorum=more_than("1/2", "due"),
    method="majority",
    majority=more_than("1/2", "due"),
    differential=Differential("any"),
    overvote="sheet_void",
    undervote="valid",
    unclear="row_void",
    return_base="issued",
    counting="computer",
    invalid_review=True,
    marks="S1",
    blank=None,
    write_in=write_in_rule(),
    tie="revote_among_tied",
    tie_needs_majority=False,
    more_than_seats="top",
    fewer_than_seats=("separate_vote",),
    ballot_order="strokes",
    announce_order="strokes",
    name_order="surname_strokes",
    proxy="none",
    assistance="non_candidate",
    announce="floor",
    live_display="progress",
    identification="style",
    full_vote="present",
)


def contest(
    seats: int = 1, candidates: int | tuple[str, ...] = 2, *, due: int = 100, **changes: Any
) -> Contest:
    """A contest with candidates c01, c02 …; `changes` go to its rules."""
    listed = names(candidates) if isinstance(candidates, int) else candidates
    return Contest(
        id="contest",
        title="委员",
        office="member",
        seats=seats,
        candidates=tuple(Candidate(f"c{i:02}", name) for i, name in enumerate(listed, start=1)),
        rules=rules(**changes),
        electors=Electors(due, due, due, due),
    )


def office(id_: str, seats: int, candidates: tuple[str, ...], held_by: Rules) -> Office:
    """One of several offices; names are the candidates' ids."""
    return Office(
        id=id_,
        title=id_,
        office="other",
        seats=seats,
        candidates=tuple(Candidate(name, name) for name in candidates),
        rules=held_by,
    )


def figures(due: int = 100, present: int | None = None, **changes: Any) -> Figures:
    """Figures of a hall where everyone issued a ballot voted and every sheet came back valid."""
    here = due if present is None else present
    full = Figures(
        due=due,
        registered=due,
        total=due,
        all_members=due,
        present=here,
        voters=here,
        unsealed=here,
        issued=here,
        remaining=0,
        returned=here,
        valid=here,
        invalid=0,
    )
    return replace(full, **{"voters": min(here, changes.get("issued", here))} | changes)


def tally(
    valid: int, *approvals: int, write_ins: Mapping[str, int] | None = None, invalid: int = 0
) -> Tally:
    """A tally in which whoever did not approve a candidate opposed it."""
    rows = tuple(Row(for_=n, against=valid - n) for n in approvals)
    return Tally(rows=rows, write_ins=write_ins or {}, valid=valid, invalid=invalid)


def reading(
    marks: Mapping[str, Mark | str | None] | None = None,
    write_ins: tuple[WriteIn, ...] = (),
    **changes: Any,
) -> Reading:
    """A reading without code; marks may be given as words ("for")."""
    given = {row: Mark(mark) if mark else None for row, mark in (marks or {}).items()}
    return Reading(code=None, marks=given, write_ins=write_ins, **changes)


def record(
    marks: str,
    status: SheetStatus = SheetStatus.VALID,
    write_ins: tuple[tuple[str, str], ...] = (),
    reasons: tuple[str, ...] = (),
) -> CastVoteRecord:
    return CastVoteRecord(marks, write_ins, status, reasons)
