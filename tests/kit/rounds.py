"""Halls that go through several rounds: counted quickly, certified, ready for what follows."""

from collections.abc import Mapping
from typing import Any

from counting.model.figures import Row
from counting.model.state import Round, State
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.codec import EVENTS
from counting.steps.count import CloseCount, OpenCount
from counting.steps.hand_totals import RecordTally
from counting.steps.handle import evolve
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound
from tests.kit.congress import Rehearsal, contest_object

C = "committee"
A, B, D = "候选甲甲", "候选甲乙", "候选甲丙"
BOTH = ["separate_vote", "reduce_seats", "ask_superior"]


def rounds_hall(*, seats: int = 2, candidates: int = 3, due: int = 10, **changes: Any) -> Rehearsal:
    """A sealed congress of one contest; `changes` are keys of the definition."""
    given = {
        "electors": {"due": due},
        "contests": [contest_object(seats=seats, candidates=candidates)],
    } | changes
    return Rehearsal(**given).sealed()


def now(hall: Rehearsal, contest: str = C) -> Round:
    """The current round."""
    round_ = hall.state.current(contest)
    assert round_ is not None
    return round_


def vote(
    hall: Rehearsal,
    *approvals: int,
    contest: str = C,
    sheets: int | None = None,
    write_ins: Mapping[str, int] | None = None,
    certify: bool = True,
) -> Round:
    """Everyone due attends and votes in the current round, and hand totals give these approvals.

    Whoever did not approve a candidate opposed it.
    """
    due = now(hall, contest).figures.due
    cast = due if sheets is None else sheets
    own = contest if now(hall, contest).contest.own_electors else None
    hall.must(
        RecordAttendance(due, own),
        RecordIssued(contest=contest, unsealed=due, issued=due, remaining=0),
        RecordReturned(contest, cast),
    )
    return count(hall, *approvals, contest=contest, write_ins=write_ins, certify=certify)


def count(
    hall: Rehearsal,
    *approvals: int,
    contest: str = C,
    write_ins: Mapping[str, int] | None = None,
    certify: bool = True,
) -> Round:
    """Count the returned sheets of the current round as one batch by hand, and close it."""
    cast = now(hall, contest).figures.returned or 0
    listed = now(hall, contest).contest.candidates
    rows = {c.id: Row(for_=n, against=cast - n) for c, n in zip(listed, approvals, strict=True)}
    hall.must(
        OpenCount(contest),
        OpenBatch(contest, "1", cast),
        RecordTally(
            contest=contest,
            batch="1",
            rows=rows,
            valid=cast,
            invalid=0,
            write_ins=dict(write_ins or {}),
        ),
        CloseBatch(contest, "1"),
        CloseCount(contest),
    )
    if certify:
        hall.must(Certify(contest))
    return now(hall, contest)


def open_round(hall: Rehearsal, why: str, contest: str = C, **wanted: Any) -> Round:
    """Open the next round; it has to be possible."""
    hall.must(OpenRound(contest=contest, why=why, **wanted))  # type: ignore[arg-type]
    return now(hall, contest)


def names(round_: Round) -> tuple[str, ...]:
    return tuple(candidate.name for candidate in round_.contest.candidates)


def folded(hall: Rehearsal) -> State:
    """The state that the stored form of a hall's events folds into."""
    state = State()
    for event in hall.events:
        state = evolve(state, EVENTS.load(EVENTS.dump(event, (), "0" * 32)))
    return state


def pre_election(**changes: object) -> Rehearsal:
    """Three preliminary candidates of five become formal ones; two delegations of 6 and 4."""
    contest = contest_object(seats=2, candidates=5, pre_election={"formal_candidates": 3} | changes)
    delegations = [
        {"id": "d1", "name": "城关代表团", "due": 6},
        {"id": "d2", "name": "青山代表团", "due": 4},
    ]
    overrides = {"quorum": {"fraction": "1/2", "compare": ">", "base": "due"}}
    return rounds_hall(contests=[contest], delegations=delegations, overrides=overrides)


def by_delegation(hall: Rehearsal, one: int = 6, two: int = 4) -> Rehearsal:
    for name, number in (("d1", one), ("d2", two)):
        hall.must(
            RecordAttendance(number, C, delegation=name),
            RecordIssued(contest=C, unsealed=number, issued=number, remaining=0, delegation=name),
            RecordReturned(C, number, delegation=name),
        )
    return hall


def tied(**changes: object) -> Rehearsal:
    """One seat taken, two candidates with equal approvals for the other."""
    hall = rounds_hall(**changes)
    vote(hall, 8, 6, 6)
    return hall


def vacant(**changes: object) -> Rehearsal:
    """One of two seats taken, the other two candidates short of half."""
    hall = rounds_hall(**changes)
    vote(hall, 9, 4, 2)
    return hall
