"""The rules agree with a second implementation, from single sheets to the outcome."""

import random
from dataclasses import replace
from typing import Any

import pytest

from counting import outcome, tally
from counting.model import (
    Contest,
    Figures,
    Mark,
    Outcome,
    Reading,
    SheetStatus,
    Tally,
    WriteIn,
)
from counting.validity import record_of
from tests import oracle
from tests.builders import at_least, contest, more_than, write_in_rule

WORDS = ("for", "against", "abstain", "void")
BASES = ("due", "present", "registered", "total", "all_members", "voters", "returned", "valid")


def some_contest(chance: random.Random) -> Contest:
    pick = chance.choice
    share = pick((more_than, at_least))
    return contest(
        chance.randint(1, 3),
        chance.randint(0, 5),
        quorum=pick(
            (None, more_than("1/2", "due"), at_least("4/5", "due"), more_than("2/3", "total"))
        ),
        majority=share(pick(("1/2", "1/3", "2/3", "1/4")), pick(BASES)),
        marks=pick(("S1", "S2", "S3", "S4", "S5")),
        blank=pick((None, Mark.AGAINST, Mark.FOR)),
        undervote=pick(("valid", "valid", "void")),
        unclear=pick(("row_void", "abstain", "sheet_void")),
        return_base=pick(("issued", "voters")),
        tie=pick(("revote_among_tied", "fewest_against_then_revote", "none_elected", "lot")),
        fewer_than_seats=pick(((), ("separate_vote",), ("reduce_seats", "ask_superior"))),
        write_in=write_in_rule(
            allowed=chance.random() < 0.8,
            needs=pick(("after_against", "one_for_one", "free")),
            unmarked=pick(("for", "abstain", "void")),
        ),
    )


def some_sheet(
    chance: random.Random, held: Contest, leaning: list[float], writing: float
) -> oracle.Sheet:
    marks: dict[str, str | None] = {}
    for candidate, popular in zip(held.candidates, leaning, strict=True):
        drawn = chance.random()
        if drawn < popular:
            marks[candidate.id] = "for"
        elif drawn < 0.97:
            marks[candidate.id] = chance.choice(("against", "against", "abstain"))
        elif drawn < 0.985:
            marks[candidate.id] = "void"
    if marks and chance.random() < 0.004:
        marks[chance.choice(list(marks))] = None
    names: list[tuple[str, str | None]] = []
    while chance.random() < writing:
        listed = [candidate.name for candidate in held.candidates]
        name = chance.choice(["林一"] * 12 + ["林二"] * 6 + ["", *listed[:1]])
        names.append((name, chance.choice(("for", "for", "for", "-", "abstain", "void"))))
    return {"marks": marks, "names": names, "source": chance.choice(("data",) * 9 + ("cards",))}


def read(sheet: oracle.Sheet) -> Reading:
    written = tuple(
        WriteIn(name, None, unmarked=True)
        if word == "-"
        else WriteIn(name, Mark(word) if word else None)
        for name, word in sheet["names"]
    )
    marks = {row: Mark(word) if word else None for row, word in sheet["marks"].items()}
    return Reading(None, marks, written, source=sheet["source"])


def some_election(
    chance: random.Random,
) -> tuple[Contest, dict[str, int], list[oracle.Sheet]]:
    held = some_contest(chance)
    leaning = [chance.choice((0.2, 0.5, 0.5, 0.8, 1.0)) for _ in held.candidates]
    writing = chance.choice((0.05, 0.1, 0.1, 0.6))
    # Several tries, so that overvotes and sheets for people do not swamp every election.
    sheets = []
    for _ in range(chance.randint(0, 14)):
        tries = [some_sheet(chance, held, leaning, writing) for _ in range(6)]
        good = [s for s in tries if oracle.judge(held, s)[0] == "valid"]
        sheets.append(chance.choice(good) if good and chance.random() < 0.97 else tries[0])
    issued = max(0, len(sheets) + chance.choice((0,) * 6 + (1, 2, -1)))
    present = issued + chance.choice((0, 0, 1))
    due = max(1, present + chance.choice((0, 0, 1, 3)))
    electors = {"due": due, "present": present, "issued": issued}
    electors["voters"] = present + chance.choice((0, 0, 0, -1)) if present else 0
    for base in ("registered", "total", "all_members"):
        electors[base] = due + chance.choice((0, 0, 2))
    return held, electors, sheets


def counted(
    held: Contest, electors: dict[str, int], sheets: list[oracle.Sheet]
) -> tuple[Tally, Outcome]:
    records = [record_of(held, read(sheet)) for sheet in sheets]
    summed = tally.of(records, len(held.candidates))
    paper = Figures(**electors, returned=len(sheets))
    return summed, outcome.decide(held, paper, summed)


def answer(held: Contest, summed: Tally, found: Outcome) -> dict[str, Any]:
    """Our answer in the oracle's form."""
    rows = {
        candidate.name: [row.for_, row.against, row.abstain, row.row_void]
        for candidate, row in zip(held.candidates, summed.rows, strict=True)
    }
    tie = found.tie
    return {
        "statuses": {
            "valid": summed.valid,
            "invalid": summed.invalid,
            "pending": summed.pending,
        },
        "rows": rows,
        "write_ins": dict(summed.write_ins),
        "quorum": (found.quorum.met, found.quorum.needed),
        "needed": found.needed,
        "void": found.contest_void,
        "elected": set(found.elected),
        "tie": (set(tie.candidates), tie.seats) if tie else (set(), 0),
        "vacancies": found.vacancies,
        "next": found.next,
        "full_vote": {name: list(levels) for name, levels in found.full_vote.items()},
    }


@pytest.mark.parametrize("seed", range(20))
def test_both_implementations_agree_on_random_elections(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        held, electors, sheets = some_election(chance)
        summed, found = counted(held, electors, sheets)
        assert answer(held, summed, found) == oracle.hold(held, electors, sheets)
        if not found.contest_void and not summed.pending:
            assert found.errors == ()


def test_the_random_elections_meet_every_kind_of_outcome() -> None:
    """Otherwise agreement would say little."""
    chance = random.Random(1)
    met: set[str] = set()
    for _ in range(1500):
        held, electors, sheets = some_election(chance)
        summed, found = counted(held, electors, sheets)
        met.add(found.next)
        met |= {"void"} if found.contest_void else set()
        met |= {"no quorum"} if not found.quorum.met else set()
        met |= {"invalid"} if summed.invalid else set()
        met |= {"write-in elected"} if set(found.elected) & set(summed.write_ins) else set()
        met |= {"full vote"} if found.full_vote else set()
        met |= {"three tied"} if found.tie and len(found.tie.candidates) > 2 else set()
        met |= {finding.code for finding in (*found.warnings, *found.sensitivity)}
    assert met >= {
        "errors",
        "vote_again",
        "revote_among_tied",
        "separate_vote",
        "reduce_seats",
        "none",
        "void",
        "no quorum",
        "invalid",
        "write-in elected",
        "full vote",
        "three tied",
        "tie.fewest_against",
        "tie.none_elected",
        "tie.lot",
        "sensitivity.majority",
        "sensitivity.return_base",
    }


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_sheets_does_not_matter(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        held, electors, sheets = some_election(chance)
        before = counted(held, electors, sheets)
        chance.shuffle(sheets)
        assert counted(held, electors, sheets) == before


@pytest.mark.parametrize("seed", range(10))
def test_one_more_approval_on_a_sheet_never_costs_the_seat(seed: int) -> None:
    """Where bases stand still: a sheet that gains an approval stays valid."""
    chance = random.Random(seed)
    tried = 0
    for _ in range(300):
        held, electors, sheets = some_election(chance)
        _, found = counted(held, electors, sheets)
        if not found.elected or held.rules.undervote == "void":
            continue
        records = [record_of(held, read(sheet)) for sheet in sheets]
        for place, candidate in enumerate(held.candidates):
            if candidate.name not in found.elected:
                continue
            for i, record in enumerate(records):
                room = record.marks.count("+") + len(record.write_ins) < held.seats
                if record.status is SheetStatus.VALID and record.marks[place] == "0" and room:
                    marks = record.marks[:place] + "+" + record.marks[place + 1 :]
                    more = [*records[:i], replace(record, marks=marks), *records[i + 1 :]]
                    paper = Figures(**electors, returned=len(sheets))
                    again = outcome.decide(held, paper, tally.of(more, len(held.candidates)))
                    assert candidate.name in again.elected
                    tried += 1
                    break
    assert tried > 5
