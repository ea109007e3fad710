"""What people rule on a result: accepted, seats given up, the superior asked, lots drawn."""

from dataclasses import replace
from typing import Any

import pytest

from counting.rounds.history import history, offers
from counting.steps.certify import Release, WithdrawCertification
from counting.steps.rounds import OpenRound
from counting.steps.rulings import (
    AcceptResult,
    AskSuperior,
    RecordLot,
    ReduceSeats,
    WithdrawRuling,
)
from tests.kit.rounds import (
    BOTH,
    A,
    B,
    C,
    D,
    folded,
    now,
    open_round,
    rounds_hall,
    tied,
    vacant,
    vote,
)


def test_a_result_that_people_accept_is_final_with_its_vacancies() -> None:
    hall = vacant()
    assert not history(hall.state, C).settled
    assert hall.refused(AcceptResult(C, " ")) == "round.needs_reason"
    hall.must(AcceptResult(C, "主席团决定空额"))
    told = history(hall.state, C)
    assert (told.settled, told.vacancies, told.final) == (True, 1, (A,))
    assert offers(now(hall)) == ()


def test_seats_are_reduced_to_no_fewer_than_are_held() -> None:
    hall = rounds_hall(seats=4, candidates=5, overrides={"fewer_than_seats": BOTH})
    vote(hall, 9, 8, 3, 2, 1)
    answer = hall.give(ReduceSeats(C, 1, "接近应选名额"))
    assert (answer.code, answer.facts["least"], answer.facts["most"]) == (
        "round.seats_out_of_range",
        2,
        3,
    )
    hall.must(ReduceSeats(C, 3, "主席团决定"))
    assert open_round(hall, "separate_vote").contest.seats == 1


def test_seats_reduced_to_those_held_end_the_contest() -> None:
    hall = vacant(overrides={"fewer_than_seats": BOTH})
    hall.must(ReduceSeats(C, 1, "主席团决定"))
    told = history(hall.state, C)
    assert (told.seats, told.vacancies, told.settled) == (1, 0, True)
    outcome = now(hall).outcome
    assert (outcome.elected, outcome.vacancies, outcome.next) == ((A,), 0, "none")
    assert outcome.errors == ()


def test_seats_that_a_tie_left_empty_can_be_given_up() -> None:
    rules = {"tie": "none_elected", "fewer_than_seats": BOTH}
    hall = tied(overrides=rules)
    hall.must(ReduceSeats(C, 1, "主席团决定"))
    outcome = now(hall).outcome
    assert (outcome.elected, outcome.vacancies, outcome.errors) == ((A,), 0, ())
    assert history(hall.state, C).settled


def test_a_later_round_may_be_reduced_to_those_whom_earlier_ones_elected() -> None:
    hall = vacant(overrides={"fewer_than_seats": BOTH})
    open_round(hall, "separate_vote", leading=2)
    vote(hall, 3, 2)
    hall.must(ReduceSeats(C, 1, "主席团决定"))
    outcome = now(hall).outcome
    assert (now(hall).contest.reduced_to, outcome.vacancies, outcome.errors) == (0, 0, ())


def test_asking_the_superior_leaves_the_contest_open_for_its_answer() -> None:
    hall = vacant(overrides={"fewer_than_seats": BOTH})
    hall.must(AskSuperior(C, "请示县委"))
    assert offers(now(hall)) == ("separate_vote", "reduce_seats", "accept")
    assert not history(hall.state, C).settled


def test_a_lot_is_recorded_with_whom_it_fell_on() -> None:
    hall = tied(overrides={"tie": "lot"})
    assert offers(now(hall)) == ("lot", "accept")
    assert hall.refused(RecordLot(C, (A,), "抽签")) == "round.lot_among_tied"
    assert hall.refused(RecordLot(C, (B, D), "抽签")) == "round.lot_among_tied"
    hall.must(RecordLot(C, (D,), "当场抽签"))
    told = history(hall.state, C)
    assert (told.elected_in, told.settled) == ({A: 1, D: 1}, True)


RULINGS = [
    AcceptResult(C, "主席团决定空额"),
    AskSuperior(C, "请示"),
    ReduceSeats(C, 1, "主席团决定"),
    OpenRound(contest=C, why="separate_vote", leading=2, reason="主席团决定"),
]


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda ruling: type(ruling).__name__)
def test_a_ruling_may_name_the_round_that_it_is_about(ruling: Any) -> None:
    ways = ["separate_vote", "ask_superior", "reduce_seats"]
    hall = vacant(overrides={"fewer_than_seats": ways})
    assert hall.refused(replace(ruling, round=2)) == "contest.unknown_round"
    hall.must(replace(ruling, round=1))


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda ruling: type(ruling).__name__)
def test_a_ruling_about_a_round_that_another_followed_is_refused(ruling: Any) -> None:
    hall = vacant()
    open_round(hall, "separate_vote", leading=2)
    assert hall.refused(replace(ruling, round=1)) == "contest.round_followed"


WHY = "主席团重新研究"
TIES = {"tie": "lot"}
WITHDRAWN: list[tuple[Any, Any]] = [
    (lambda: vacant(overrides={"fewer_than_seats": BOTH}), AcceptResult(C, WHY)),
    (lambda: vacant(overrides={"fewer_than_seats": BOTH}), AskSuperior(C, WHY)),
    (lambda: vacant(overrides={"fewer_than_seats": BOTH}), ReduceSeats(C, 1, WHY)),
    (lambda: tied(overrides=TIES), RecordLot(C, (D,), WHY)),
]


@pytest.mark.parametrize(
    ("before", "ruling"), WITHDRAWN, ids=[type(ruling).__name__ for _, ruling in WITHDRAWN]
)
def test_a_ruling_is_taken_back_as_if_nobody_had_ruled(before: Any, ruling: Any) -> None:
    hall = before()
    was, offered, told = now(hall), offers(now(hall)), history(hall.state, C)
    hall.must(ruling)
    assert hall.refused(WithdrawRuling(C, " ")) == "ruling.needs_reason"
    hall.must(WithdrawRuling(C, "记错了"))
    (correction,) = now(hall).corrections
    assert (correction.what.partition("_withdrawn")[1], correction.reason) == (
        "_withdrawn",
        "记错了",
    )
    assert replace(now(hall), corrections=()) == was
    assert offers(now(hall)) == offered
    assert history(hall.state, C) == told
    assert folded(hall) == hall.state
    hall.must(WithdrawCertification(C, "票数要再看一遍"))


def test_rulings_are_taken_back_the_last_one_first() -> None:
    hall = vacant(overrides={"fewer_than_seats": BOTH})
    hall.must(AskSuperior(C, "请示"), ReduceSeats(C, 1, "县委批复"))
    hall.must(WithdrawRuling(C, "批复看错了"))
    assert [ruling.kind for ruling in now(hall).rulings] == ["ask_superior"]
    assert [(c.before, c.after) for c in now(hall).corrections] == [(1, 2)]
    assert now(hall).outcome.vacancies == 1  # type: ignore[union-attr]


def test_there_has_to_be_a_ruling() -> None:
    assert vacant().refused(WithdrawRuling(C, WHY)) == "ruling.nothing"


def test_a_ruling_that_the_floor_has_heard_stands() -> None:
    hall = vacant()
    hall.must(AcceptResult(C, WHY), Release(C, "presidium"))
    hall.must(WithdrawRuling(C, WHY), AcceptResult(C, WHY), Release(C, "floor"))
    assert hall.refused(WithdrawRuling(C, WHY)) == "ruling.released"


def test_a_ruling_that_a_round_followed_stands() -> None:
    hall = vacant(overrides={"fewer_than_seats": BOTH})
    hall.must(AskSuperior(C, "请示"))
    open_round(hall, "separate_vote", leading=2)
    assert hall.refused(WithdrawRuling(C, WHY)) == "ruling.nothing"
    assert hall.refused(WithdrawRuling(C, WHY, round=1)) == "contest.round_followed"
