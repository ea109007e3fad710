"""What one sheet says under a mark scheme and the rules: valid, invalid, or left to people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from counting.model.ballot import CastVoteRecord, Decision, Mark, SheetStatus, WriteIn
from counting.model.election import Contest
from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.model.rules import Rules
from counting.names.listed import labels, listed_names, names_elected_before, not_eligible
from counting.names.same import key_of
from counting.names.shown import shown_in
from counting.rules.schemes import blank_mark

FOR, AGAINST, ABSTAIN, VOID, PEOPLE = "+", "-", "0", "x", "?"
PACKED: Mapping[Mark | None, str] = MappingProxyType(
    {
        Mark.FOR: FOR,
        Mark.AGAINST: AGAINST,
        Mark.ABSTAIN: ABSTAIN,
        Mark.VOID: VOID,
        None: PEOPLE,
    }
)
"""Mark → the one character that stands for it in a record; None is "left to people"."""


def pack(mark: Mark | None) -> str:
    """The one character of a mark; None, left to people, is ``?``."""
    return PACKED[mark]


def record_of(contest: Contest, reading: Reading) -> CastVoteRecord:
    """The record of one sheet, as the rules of its contest understand the reading.

    Whatever the rules do not decide makes the sheet pending, with its reasons; that comes before
    every rule by which a sheet is invalid. Raises ValueError for a row that the ballot lacks:
    admission refuses those.
    """
    known = {candidate.id for candidate in contest.candidates}
    if strangers := sorted(reading.marks.keys() - known):
        raise ValueError(f"no such rows on the ballot of {contest.id}: {strangers}")
    blank = blank_mark(contest.rules)
    seen = "".join([PACKED[reading.marks.get(c.id, blank)] for c in contest.candidates])
    written = tuple(_judged(contest, write_in) for write_in in reading.write_ins)
    marks = _unclear(contest.rules, seen)
    doubts = (
        *(("sheet.doubtful",) if reading.doubtful else ()),
        *(("row.undecided",) if PEOPLE in marks else ()),
        *write_in_doubts(contest, marks, written),
    )
    faults = sheet_faults(contest, marks, written)
    if doubts:
        return _record(marks, written, SheetStatus.PENDING, doubts)
    if reading.source == "cards" and (missed := faults & _CARD_DOUBTS.keys()):
        return _record(
            marks, written, SheetStatus.PENDING, [_CARD_DOUBTS[fault] for fault in missed]
        )
    return _concluded(contest, marks, written, faults)


_CARD_DOUBTS = {"overvote": "overvote.cards", "undervote": "undervote.cards"}
"""Faults that one missed command card can cause: from cards they go to people first."""


def decide_sheet(
    contest: Contest, record: CastVoteRecord, decision: Decision
) -> CastVoteRecord | Refusal:
    """The record as people decided it, or why their decision cannot stand.

    `decision.marks` None makes the sheet invalid. A row of ``?`` in it keeps what was read; a row
    that nobody decided is refused. `decision.write_ins` are all the names on the sheet.
    """
    if decision.marks is None:
        return _record(
            record.marks, _written(record), SheetStatus.INVALID, ("adjudicated.invalid",)
        )
    if len(decision.marks) != len(contest.candidates):
        raise ValueError(f"{len(decision.marks)} rows decided of {len(contest.candidates)}")
    merged = "".join(
        read if decided == PEOPLE else decided
        for read, decided in zip(record.marks, decision.marks, strict=True)
    )
    if undecided := [
        label for label, char in zip(labels(contest), merged, strict=True) if char == PEOPLE
    ]:
        return Refusal("adjudicate.row_undecided", {"candidate": "、".join(undecided)})
    marks = _unclear(contest.rules, merged)
    written = tuple(_judged(contest, write_in) for write_in in decision.write_ins)
    if doubts := write_in_doubts(contest, marks, written):
        names = "、".join(write_in.name or "—" for write_in in written)
        return Refusal(f"adjudicate.{doubts[0]}", {"name": names, "seats": contest.seats})
    return _concluded(contest, marks, written, sheet_faults(contest, marks, written))


def write_in_doubts(contest: Contest, marks: str, written: tuple[WriteIn, ...]) -> tuple[str, ...]:
    """The codes why the names written on a sheet are for people to judge, if any.

    Only a name that approves, or that nobody has judged, can have an effect; the rest stand as
    they are. Whether an against is missing is not asked while a row is undecided.
    Sources: local regulations and grassroots 25 (only after an against, never after
    abstaining); rules.md, `write_in`.
    """
    standing = tuple(w for w in written if w.mark in {Mark.FOR, None})
    if not standing:
        return ()
    facts = _WriteInFacts(contest, marks, standing)
    return tuple(code for code, holds in _WRITE_IN_DOUBTS.items() if holds(facts))


@dataclass(frozen=True, slots=True)
class _WriteInFacts:
    contest: Contest
    marks: str
    standing: tuple[WriteIn, ...]

    @property
    def needs(self) -> str:
        return "undecided" if PEOPLE in self.marks else self.contest.rules.write_in.needs

    @property
    def beside_abstaining(self) -> bool:
        """Whether a name stands in the place of a candidate about whom the elector abstained.

        Surely so where every row abstains; with a candidate for every seat (equal elections) also
        where names, approvals and abstentions together are more than the seats. Version 0.1 asked
        only the former. A sheet on which nobody is abstained about may be overvoted, no more.
        """
        marks, seats = self.marks, self.contest.seats
        if ABSTAIN not in marks:
            return False
        if set(marks) == {ABSTAIN}:
            return True
        kept = marks.count(FOR) + marks.count(ABSTAIN)
        equal = len(marks) == seats and not self.contest.as_first_version
        return equal and kept + len(self.standing) > seats

    @property
    def names(self) -> list[str]:
        """The keys of the names, "" for one of which nothing can be seen."""
        return [key_of(self.contest)(w.name) for w in self.standing]


_WRITE_IN_DOUBTS: Mapping[str, Callable[[_WriteInFacts], bool]] = {
    "write_in.not_allowed": lambda f: not f.contest.rules.write_in.allowed,
    "write_in.unnamed": lambda f: "" in f.names,
    "write_in.undecided": lambda f: any(w.mark is None for w in f.standing),
    "write_in.listed_candidate": lambda f: not listed_names(f.contest).isdisjoint(f.names),
    "write_in.not_eligible": lambda f: bool(not_eligible(f.contest, f.names)),
    "write_in.already_elected": lambda f: not names_elected_before(f.contest).isdisjoint(f.names),
    "write_in.repeated": lambda f: len({*f.names} - {""}) < len([n for n in f.names if n]),
    "write_in.without_against": lambda f: f.needs == "after_against" and AGAINST not in f.marks,
    "write_in.more_than_against": lambda f: (
        f.needs == "one_for_one" and len(f.standing) > f.marks.count(AGAINST)
    ),
    "write_in.after_abstaining": lambda f: f.needs == "free" and f.beside_abstaining,
}


def sheet_faults(contest: Contest, marks: str, written: tuple[WriteIn, ...]) -> frozenset[str]:
    """The codes by which a sheet without doubts is invalid.

    More approvals than seats, write-ins included, is a fault everywhere; fewer, and an unclear
    row, only where the adopted rules say so.
    """
    rules = contest.rules
    approvals = marks.count(FOR) + sum(w.mark is Mark.FOR for w in written)
    holds = {
        "overvote": approvals > contest.seats,
        "undervote": rules.undervote == "void" and approvals < contest.seats,
        "row.unclear": rules.unclear == "sheet_void" and VOID in marks,
    }
    return frozenset(code for code, true in holds.items() if true)


def _judged(contest: Contest, write_in: WriteIn) -> WriteIn:
    """A name set as names are; without a mark, as the rules read it.

    A line nobody has read stays undecided.
    """
    name = shown_in(contest)(write_in.name)
    if not write_in.unmarked:
        return replace(write_in, name=name)
    meaning = Mark(contest.rules.write_in.unmarked) if key_of(contest)(name) else None
    return WriteIn(name, meaning, unmarked=True)


def _unclear(rules: Rules, marks: str) -> str:
    return marks.replace(VOID, ABSTAIN) if rules.unclear == "abstain" else marks


def _concluded(
    contest: Contest, marks: str, written: tuple[WriteIn, ...], faults: frozenset[str]
) -> CastVoteRecord:
    if faults:
        return _record(marks, written, SheetStatus.INVALID, faults)
    unmarked = _could_approve(contest, marks, written)
    return _record(marks, written, SheetStatus.VALID, (), unmarked)


def _could_approve(contest: Contest, marks: str, written: tuple[WriteIn, ...]) -> tuple[str, ...]:
    """Names without a mark that approve, or would if the rules said so and the sheet stood."""
    unmarked = tuple(sorted(w.name for w in written if w.unmarked and w.name))
    if not unmarked:
        return ()
    read = tuple(replace(w, mark=Mark.FOR) if w.unmarked else w for w in written)
    too_many = "overvote" in sheet_faults(contest, marks, read)
    return () if too_many or write_in_doubts(contest, marks, read) else unmarked


def _record(
    marks: str,
    written: Iterable[WriteIn],
    status: SheetStatus,
    reasons: Iterable[str],
    unmarked: tuple[str, ...] = (),
) -> CastVoteRecord:
    """A record whose parts are sorted, so that equal sheets are equal records.

    A written name stands beside its mark's word, or beside "" when nobody has judged it.
    """
    names = sorted((w.name, w.mark.value if w.mark else "") for w in written)
    return CastVoteRecord(marks, tuple(names), status, tuple(sorted(reasons)), unmarked)


def _written(record: CastVoteRecord) -> tuple[WriteIn, ...]:
    return tuple(WriteIn(name, Mark(mark) if mark else None) for name, mark in record.write_ins)
