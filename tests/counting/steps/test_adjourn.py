"""A contest that is not held: recorded as such, and taken up again where it is held after all."""

from typing import Any

import pytest

from counting.rounds.history import history, offers
from counting.rounds.status import round_status
from counting.steps.adjourn import Adjourn, WithdrawAdjournment
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import OpenBatch
from counting.steps.count import OpenCount
from counting.steps.define import SealCongress
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.recounts import AbandonPass
from counting.steps.rounds import OpenRound
from counting.steps.sleeves import RecordSleeves
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import folded, now, pre_election, vote

C = "committee"
WHY = "到会人数不足"
QUORUM = {"quorum": {"fraction": "2/3", "compare": ">=", "base": "due"}}


def hall_of(*, present: int | None = None) -> Rehearsal:
    """Ten are due, seven needed; so many have come, or nobody was counted yet."""
    hall = Rehearsal(overrides=QUORUM).sealed()
    if present is not None:
        hall.must(RecordAttendance(present))
    return hall


def void() -> Rehearsal:
    hall = Rehearsal()
    hall.must(
        SealCongress(),
        RecordAttendance(9),
        RecordIssued(contest=C, unsealed=10, issued=8, remaining=2),
        RecordReturned(C, 9),
    )
    return hall


def cause(hall: Rehearsal) -> object:
    told: Any = round_status(now(hall), history(hall.state, C))["adjourned"]
    return told and told["cause"]


@pytest.mark.parametrize(
    ("before", "because"),
    [
        (lambda: hall_of(present=6), "quorum"),
        (void, "void"),
        (lambda: hall_of(present=7), "put_off"),
        (hall_of, "put_off"),
    ],
    ids=["too few present", "void", "put off", "put off before anybody was counted"],
)
def test_a_contest_is_recorded_as_not_held_and_says_why(before: Any, because: str) -> None:
    hall = before()
    phase = now(hall).phase
    assert hall.refused(Adjourn(C, " ")) == "adjourn.needs_reason"
    hall.must(Adjourn(C, WHY))
    assert (cause(hall), now(hall).adjourned.reason, now(hall).phase) == (because, WHY, phase)
    assert offers(now(hall)) == ()
    assert not history(hall.state, C).settled
    assert folded(hall) == hall.state


def test_what_goes_its_way_is_carried_through() -> None:
    hall = Rehearsal(overrides=QUORUM).returned(8)
    assert hall.refused(Adjourn(C, WHY)) == "adjourn.under_way"
    hall.must(OpenCount(C))
    assert hall.refused(Adjourn(C, WHY)) == "adjourn.under_way"


def test_too_few_present_after_all_though_ballots_are_out() -> None:
    hall = hall_of(present=8)
    hall.must(RecordIssued(contest=C, unsealed=10, issued=6, remaining=4))
    assert hall.refused(Adjourn(C, WHY)) == "adjourn.under_way"
    hall.must(RecordAttendance(6, C, reason="点错了"), Adjourn(C, WHY))
    assert cause(hall) == "quorum"


def test_a_journal_is_not_left_open_behind_it() -> None:
    hall = Rehearsal().counting(8)
    hall.must(OpenBatch(C, "1", 4), RecordReturned(C, 11, "又点一遍"))
    assert hall.refused(Adjourn(C, WHY)) == "adjourn.batch_open"
    hall.must(AbandonPass(C, "1", "选举无效"), Adjourn(C, WHY))
    assert cause(hall) == "void"


@pytest.mark.parametrize(
    "command",
    [
        Adjourn(C, WHY),
        RecordAttendance(9, C),
        RecordIssued(contest=C, unsealed=10, issued=8, remaining=2, reason="又点一遍"),
        RecordReturned(C, 8, "又点一遍"),
        RecordSleeves(C, (1,)),
        OpenCount(C),
        OpenRound(contest=C, why="vote_again"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_more_is_recorded_about_it(command: Command) -> None:
    hall = void()
    hall.must(Adjourn(C, "选举无效，改日进行"))
    assert hall.refused(command) == "contest.adjourned"


def test_attendance_of_the_congress_leaves_its_figures_as_they_were() -> None:
    other = contest_object(id="delegates", title="代表选举")
    hall = Rehearsal(contests=[contest_object(), other], overrides=QUORUM).sealed()
    hall.must(RecordAttendance(6), Adjourn(C, WHY), RecordAttendance(9))
    assert (now(hall).figures.present, now(hall, "delegates").figures.present) == (6, 9)


def test_where_nothing_is_held_nobodys_attendance_is_asked_for() -> None:
    hall = hall_of(present=6)
    hall.must(Adjourn(C, WHY))
    assert hall.refused(RecordAttendance(9)) == "contest.adjourned"
    apart = pre_election()
    apart.must(Adjourn(C, "改日进行"))
    assert apart.refused(RecordAttendance(6, delegation="d1")) == "contest.adjourned"


def test_who_comes_late_makes_it_possible_after_all() -> None:
    hall = hall_of(present=6)
    hall.must(Adjourn(C, WHY))
    assert hall.refused(WithdrawAdjournment(C, "")) == "adjourn.needs_reason"
    hall.must(WithdrawAdjournment(C, "休会后人数足够"))
    assert hall.refused(WithdrawAdjournment(C, "再次")) == "adjourn.nothing"
    assert [c.what for c in now(hall).corrections] == ["adjournment_withdrawn"]
    assert cause(hall) is None
    assert vote(hall, 9, 8, 1).phase == "certified"


def test_a_void_vote_is_held_again_once_that_is_taken_back() -> None:
    hall = void()
    hall.must(Adjourn(C, "改日进行"), WithdrawAdjournment(C, "当场重新选举"))
    hall.must(OpenRound(contest=C, why="vote_again"))
    assert (now(hall).number, now(hall).adjourned) == (2, None)


def test_a_delegation_that_has_its_ballots_is_not_put_off() -> None:
    hall = pre_election()
    hall.must(
        RecordAttendance(6, delegation="d1"),
        RecordIssued(contest=C, delegation="d1", unsealed=6, issued=6, remaining=0),
    )
    assert hall.refused(Adjourn(C, "改日进行")) == "adjourn.under_way"
