"""The rules agree with a second implementation, from single sheets to the outcome."""

import random
from dataclasses import replace

import pytest

from counting.model.ballot import SheetStatus
from counting.model.figures import Figures
from counting.result import outcome
from counting.sheets import tally
from counting.sheets.validity import record_of
from tests.elections import oracle_sheets, random_sheets
from tests.elections.random_elections import counted, disagreements, read, some_election


@pytest.mark.parametrize("seed", range(20))
def test_both_implementations_agree_on_random_elections(seed: int) -> None:
    assert disagreements(seed, 250) == []


@pytest.mark.parametrize("seed", range(12))
def test_both_implementations_agree_on_offices_and_kinds(seed: int) -> None:
    assert random_sheets.disagreements(seed, 250) == []


def test_the_random_offices_meet_every_kind_of_outcome() -> None:
    chance = random.Random(1)
    met: set[str] = set()
    for _ in range(3000):
        held, hall, sheets = random_sheets.some_vote(chance)
        sums = oracle_sheets.count(held, sheets)
        found = random_sheets.decided(held, hall, sheets, sums)
        met |= {"void"} if found.contest_void else set()
        met |= {"no quorum"} if not found.quorum.met else set()
        met |= {warning.code for warning in found.warnings}
        for office in found.offices:
            out, figures = office.outcome, office.figures or {}
            met |= {out.next, "tie"} if out.tie else {out.next}
            met |= {finding.code for finding in out.sensitivity}
            won = [figures[name] for name in out.elected if name in figures]
            met |= {"elected by votes added" for figure in won if figure.own < out.needed}
            met |= {"judged alone"} if held.validity == "office" and out.elected else set()
    assert met >= {
        "void",
        "no quorum",
        "tie",
        "vote_again",
        "revote_among_tied",
        "separate_vote",
        "reduce_seats",
        "none",
        "add_down.waiting",
        "offices.elected_twice",
        "elected by votes added",
        "judged alone",
        "tie.fewest_against",
        "tie.lot",
        "sensitivity.majority",
    }


def test_the_random_elections_meet_every_kind_of_outcome() -> None:
    """Otherwise agreement would say little."""
    chance = random.Random(1)
    met: set[str] = set()
    for _ in range(1500):
        held, electors, sheets = some_election(chance)
        summed, found = counted(held, electors, sheets, {})
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
        before = counted(held, electors, sheets, {})
        chance.shuffle(sheets)
        assert counted(held, electors, sheets, {}) == before


@pytest.mark.parametrize("seed", range(10))
def test_one_more_approval_on_a_sheet_never_costs_the_seat(seed: int) -> None:
    """Where bases stand still: a sheet that gains an approval stays valid."""
    chance = random.Random(seed)
    tried = 0
    for _ in range(300):
        held, electors, sheets = some_election(chance)
        _, found = counted(held, electors, sheets, {})
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
