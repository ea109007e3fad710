"""The history of a contest's rounds, and what holds however they go on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from counting.model.state import Phase
from counting.rounds.history import history, offers
from counting.rounds.next_round import Named
from counting.rounds.status import status
from counting.steps.rounds import OpenRound
from counting.steps.rulings import (
    AcceptResult,
    AskSuperior,
    RecordLot,
    ReduceSeats,
)
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import (
    BOTH,
    A,
    B,
    C,
    D,
    now,
    open_round,
    rounds_hall,
    vacant,
    vote,
)


class TestHistory:
    def test_it_tells_every_round_and_who_was_elected_in_which(self) -> None:
        hall = rounds_hall(seats=2, candidates=4, overrides={"majority": {"fraction": "1/3"}})
        vote(hall, 9, 3, 3, 3)
        open_round(
            hall, "separate_vote", candidates=(Named("c01"), Named("c02")), reason="另行选举"
        )
        vote(hall, 4, 4)
        open_round(hall, "revote")
        vote(hall, 3, 4)
        told = history(hall.state, C)
        assert [(r.round, r.why, r.parent, r.seats) for r in told.rounds] == [
            (1, "first", None, 2),
            (2, "separate_vote", 1, 1),
            (3, "revote", 2, 1),
        ]
        assert [r.elected for r in told.rounds] == [(A,), (), (D,)]
        assert told.rounds[1].note == "另行选举"
        assert (told.final, told.settled) == ((D, A), True)  # by strokes: 丙 before 甲

    def test_alternates_are_announced_by_votes_round_after_round(self) -> None:
        contest = contest_object(office="alternate", seats=3, candidates=4)
        hall = rounds_hall(contests=[contest])
        vote(hall, 7, 2, 9, 1)
        open_round(hall, "separate_vote", candidates=(Named("c01"), Named("c03")))
        vote(hall, 8, 1)
        assert history(hall.state, C).final == (D, A, B)

    def test_status_adds_the_chain_to_each_round(self) -> None:
        hall = vacant()
        open_round(hall, "separate_vote")
        first, second = status(hall.state, 0, None)["contests"]
        assert (first["why"], second["why"], second["parent"]) == ("first", "separate_vote", 1)
        assert first["elected_in"] == {A: 1}
        assert second["amendment"] == now(hall).amendment.hash
        assert first["offers"] == []
        assert (second["settled"], second["final"]) == (False, None)
        codes = [account["code"] for account in first["accounts"]]
        assert "issued+remaining=unsealed" in codes
        assert "for+against+abstain+row_void=valid" in codes


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_however_a_contest_goes_on_nobody_is_elected_twice_nor_above_its_seats(
    data: st.DataObject,
) -> None:
    """Any chain of offered rounds and rulings: elected + vacancies = seats, and it can end."""
    seats, candidates = data.draw(st.integers(1, 3)), data.draw(st.integers(3, 5))
    tie = data.draw(st.sampled_from(["revote_among_tied", "none_elected", "lot"]))
    overrides = {"tie": tie, "fewer_than_seats": BOTH}
    hall = rounds_hall(seats=seats, candidates=candidates, overrides=overrides)
    for _ in range(4):
        found = now(hall)
        if found.phase is Phase.SEALED:
            most = 10 * found.contest.seats
            approvals: list[int] = []
            for _ in found.contest.candidates:
                room = most - sum(approvals)
                approvals.append(data.draw(st.integers(0, min(9, room))))
            vote(hall, *approvals)
        told = history(hall.state, C)
        assert len(told.elected_in) + told.vacancies == told.seats <= seats
        assert set(told.final) == set(told.elected_in)
        assert told.settled == (not offers(now(hall)))
        if told.settled:
            return
        offer = data.draw(st.sampled_from(offers(now(hall))))
        hall.give(RULINGS[offer](hall) if offer in RULINGS else OpenRound(contest=C, why=offer))


def drawn(hall: Rehearsal) -> RecordLot:
    tie = now(hall).outcome.tie
    return RecordLot(C, tie.candidates[: tie.seats], "抽签")


RULINGS = {
    "accept": lambda hall: AcceptResult(C, "接受"),
    "ask_superior": lambda hall: AskSuperior(C, "请示"),
    "reduce_seats": lambda hall: ReduceSeats(C, history(hall.state, C).seats - 1, "减少"),
    "lot": drawn,
}
