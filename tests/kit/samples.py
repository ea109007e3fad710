"""The sample congresses in memory, driven as far as a test needs, as their papers see them."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from counting.definition import read as definition
from counting.model.election import Contest
from counting.model.figures import Row
from counting.model.state import State
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.hand_totals import RecordTally
from counting.steps.paper import RecordIssued, RecordReturned
from kiosk.congress.agenda import Agenda, timetable
from kiosk.congress.roll import Roll, numbered
from kiosk.congress.roll_list import read
from kiosk.printshop.bearers import bearer
from printing.papers.facts import Facts, Planned
from tests.kit.congress import Rehearsal
from tests.kit.papers import facts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = tuple(sorted(path.stem for path in EXAMPLES.glob("*.toml")))
Stage = Literal["drafted", "sealed", "certified"]


@cache
def sample(name: str, stage: Stage) -> Facts:
    """A sample's facts: before the seal, after it, or with every contest counted and certified."""
    congress, items = definition.parse((EXAMPLES / f"{name}.toml").read_bytes(), "toml")
    hall = Rehearsal()
    hall.state = State()
    hall.must(DefineCongress(congress))
    if stage != "drafted":
        hall.must(SealCongress())
    if stage == "certified":
        _count(hall)
    lines = timetable(Agenda(congress.date, items))
    schedule = tuple(
        Planned(line.item, line.planned, line.planned + timedelta(minutes=line.item.minutes))
        for line in lines
    )
    listed = read((EXAMPLES / f"{name}-roll.csv").read_bytes(), ".csv", lambda _: ())
    roll = tuple(map(bearer, numbered(Roll(), listed)))
    return replace(facts(hall), schedule=schedule, roll=roll)


def _count(hall: Rehearsal) -> None:
    assert hall.state.congress
    due = hall.state.congress.electors.due
    hall.must(RecordAttendance(due - 1))
    for contest in hall.state.congress.contests:
        hall.must(
            RecordIssued(contest=contest.id, unsealed=due, issued=due - 1, remaining=1),
            RecordReturned(contest.id, due - 1),
            OpenCount(contest.id),
        )
        for pass_ in range(1, contest.passes + 1):
            hall.must(OpenBatch(contest.id, "1", due - 1, pass_), _totals(contest, due - 1, pass_))
            hall.must(CloseBatch(contest.id, "1"))
        hall.must(CloseCount(contest.id), Certify(contest.id))


def _totals(contest: Contest, sheets: int, pass_: int) -> RecordTally:
    """Hand totals by which the first names of the ballot are elected, the others short of it."""
    valid, seats = sheets - 1, contest.seats
    rows = {}
    for number, candidate in enumerate(contest.candidates):
        against = number % 4 if number < seats else valid - 1 - (number - seats)
        rows[candidate.id] = Row(for_=valid - against, against=against)
    return RecordTally(
        contest=contest.id, batch="1", rows=rows, valid=valid, invalid=1, write_ins={}, pass_=pass_
    )
