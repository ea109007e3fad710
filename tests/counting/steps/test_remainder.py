"""Ballots left over: cancelled once the issued are known, beside what was printed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.figures import Balance
from counting.model.refusal import Refusal
from counting.model.state import Phase, PrintRun, State
from counting.rounds.status import round_balances, round_status
from counting.rounds.stock import printed_ballots, remainder_due
from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Certify
from counting.steps.codec import EVENTS, parse_command
from counting.steps.count import CloseCount
from counting.steps.handle import evolve
from counting.steps.paper import RecordIssued, RecordPrinted
from counting.steps.remainder import CancelRemainder, RemainderCancelled
from printing.papers.kinds import KINDS
from tests.kit.congress import Rehearsal, command_line, reading
from tests.kit.papers import facts, words

C = "committee"


def printing(quantity: int, spare: int = 0, **changes: Any) -> RecordPrinted:
    given: dict[str, Any] = {"round": 1, "purpose": "ballot", "fonts": ("Song",)} | changes
    return RecordPrinted(PrintRun(contest=C, quantity=quantity, spare=spare, **given))


def issued(*runs: RecordPrinted, unsealed: int = 10, out: int = 8) -> Rehearsal:
    """Ten electors due, `out` here and each with a ballot."""
    hall = Rehearsal().sealed()
    hall.must(
        *runs,
        RecordAttendance(out),
        RecordIssued(contest=C, unsealed=unsealed, issued=out, remaining=unsealed - out),
    )
    return hall


def accounts(hall: Rehearsal) -> dict[str, Balance]:
    return {account.code: account for account in round_balances(hall.state.rounds[C, 1])}


class TestCancelling:
    def test_it_waits_until_ballots_are_issued(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(printing(10), RecordAttendance(8))
        assert hall.refused(CancelRemainder(C, 2)) == "remainder.before_issued"

    def test_what_is_left_is_printed_less_issued(self) -> None:
        hall = issued(printing(10, 3))
        (event,) = hall.must(CancelRemainder(C, 5))
        assert event == RemainderCancelled(C, 1, 5, 5, "")

    def test_without_a_record_of_printing_it_is_what_remained(self) -> None:
        hall = issued(unsealed=12)
        assert hall.refused(CancelRemainder(C, 5)) == "remainder.sum"
        hall.must(CancelRemainder(C, 4))

    def test_another_figure_is_refused_with_both_numbers(self) -> None:
        answer = issued(printing(10)).give(CancelRemainder(C, 3))
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.facts) == ("remainder.sum", {"cancelled": 3, "expected": 2})

    def test_another_figure_with_a_reason_is_recorded_and_shows_in_the_accounts(self) -> None:
        hall = issued(printing(10))
        hall.must(CancelRemainder(C, 1, "一张污损，另行封存"))
        found = accounts(hall)["issued+cancelled=printed"]
        assert not found.ok
        assert found.facts == {"issued": 8, "cancelled": 1, "sum": 9, "printed": 10}

    def test_it_is_given_again_only_with_a_reason(self) -> None:
        hall = issued(printing(10))
        hall.must(CancelRemainder(C, 1, "点错"))
        assert hall.refused(CancelRemainder(C, 2)) == "remainder.needs_reason"
        hall.must(CancelRemainder(C, 2, "重新清点"))
        assert accounts(hall)["issued+cancelled=printed"].ok

    def test_it_may_be_corrected_until_certified_and_not_after(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 10)
        hall.must(CancelRemainder(C, 0), CancelRemainder(C, 0, "再核"), Certify(C))
        assert hall.refused(CancelRemainder(C, 0, "又核")) == "contest.wrong_phase"

    def test_a_void_vote_has_a_remainder_too(self) -> None:
        hall = Rehearsal().returned(11)
        assert hall.state.rounds[C, 1].phase is Phase.VOID
        hall.must(CancelRemainder(C, 0))

    @pytest.mark.parametrize("cancelled", [-1, 10**8])
    def test_an_absurd_figure_is_refused(self, cancelled: int) -> None:
        assert issued().refused(CancelRemainder(C, cancelled, "x")) == "figure.absurd"

    def test_certifying_does_not_wait_for_it(self) -> None:
        hall = Rehearsal().closed([reading("ffa")] * 10)
        hall.must(Certify(C))


class TestAfterwards:
    def test_no_further_ballots_are_printed_but_specimens_and_test_decks_are(self) -> None:
        hall = issued(printing(10))
        hall.must(CancelRemainder(C, 2))
        assert hall.refused(printing(5)) == "print.remainder_cancelled"
        hall.must(printing(1, purpose="specimen"), printing(9, purpose="test_deck"))

    @pytest.mark.parametrize(("issued_", "left"), [(7, 4), (8, 3)])
    def test_no_ballot_that_was_cancelled_went_out(self, issued_: int, left: int) -> None:
        hall = issued(printing(11), out=8)
        hall.must(
            RecordIssued(contest=C, unsealed=11, issued=7, remaining=4, reason="误记"),
            CancelRemainder(C, 4),
        )
        again = RecordIssued(contest=C, unsealed=11, issued=issued_, remaining=left, reason="更正")
        answer = hall.give(again)
        if left >= 4:
            assert not isinstance(answer, Refusal)
            return
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.facts) == (
            "issued.remainder_cancelled",
            {"issued": 8, "left": 3, "cancelled": 4},
        )
        hall.must(CancelRemainder(C, 3, "作废数点错"), again)

    def test_issuing_may_still_be_corrected_downwards(self) -> None:
        hall = issued(printing(10))
        hall.must(
            CancelRemainder(C, 2),
            RecordIssued(contest=C, unsealed=10, issued=7, remaining=3, reason="一张未领"),
        )
        assert not accounts(hall)["issued+cancelled=printed"].ok


class TestTheStock:
    def test_reprinted_batches_and_what_is_no_ballot_do_not_count(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(
            printing(10, 2),
            printing(20),
            printing(30, 1, reprint_of=2, reason="污损"),
            printing(5, purpose="specimen"),
            printing(7, purpose="test_deck"),
        )
        assert printed_ballots(hall.state.rounds[C, 1]) == 12 + 31

    @given(
        st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9), st.integers(0, 3)), max_size=8)
    )
    def test_the_printed_are_those_of_the_batches_that_stand(
        self, runs: list[tuple[int, int, int]]
    ) -> None:
        """A run of the last three may be printed anew, one that was replaced already too."""
        hall = Rehearsal().sealed()
        standing: dict[int, int] = {}
        for batch, (quantity, spare, back) in enumerate(runs, 1):
            replaced = batch - back if 0 < back < batch else None
            hall.must(printing(quantity, spare, reprint_of=replaced, reason="重印"))
            standing[batch] = quantity + spare
            standing.pop(replaced or 0, None)
        round_ = printed_ballots(hall.state.rounds[C, 1])
        assert round_ == (sum(standing.values()) if standing else None)

    def test_a_reprint_stays_what_it_was(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(printing(10))
        other = printing(1, purpose="specimen", reprint_of=1, reason="x")
        assert hall.refused(other) == "print.other_purpose"

    def test_a_number_that_another_batch_took_is_refused(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(printing(10, batch=1))
        assert hall.refused(printing(10, batch=1)) == "print.another_batch"
        hall.must(printing(10, batch=2))

    def test_more_unsealed_than_printed_is_no_refusal_but_an_account(self) -> None:
        hall = issued(printing(9))
        found = accounts(hall)["unsealed<=printed"]
        assert not found.ok
        assert found.facts == {"unsealed": 10, "printed": 9}

    def test_without_a_record_of_printing_there_is_no_such_account(self) -> None:
        assert "unsealed<=printed" not in accounts(issued())

    def test_more_issued_than_printed_leaves_less_than_nothing_and_needs_a_reason(self) -> None:
        hall = issued(printing(5))
        assert remainder_due(hall.state.rounds[C, 1]) == -3
        assert hall.refused(CancelRemainder(C, 0)) == "remainder.sum"
        hall.must(CancelRemainder(C, 0, "有一批印制没有登记"))


class TestTold:
    def test_status_tells_printed_and_cancelled(self) -> None:
        from counting.rounds.history import history

        hall = issued(printing(10, 2))

        def told() -> tuple[object, object]:
            round_ = round_status(hall.state.rounds[C, 1], history(hall.state, C))
            return round_["printed"], round_["cancelled"]

        assert told() == (12, None)
        hall.must(CancelRemainder(C, 4))
        assert told() == (12, 4)

    def test_the_distribution_report_tells_it_instead_of_asking(self) -> None:
        hall = issued(printing(10, 2))
        assert "□ 是" in words(KINDS["distribution"](facts(hall)))
        hall.must(CancelRemainder(C, 3, "一张污损"))
        said = words(KINDS["distribution"](facts(hall)))
        assert "印制 12 张，发出 8 张，余票 3 张已当众作废" in said
        assert "一张污损" in said
        assert "□ 是" not in said

    def test_the_event_is_stored_and_read_back(self) -> None:
        event = RemainderCancelled(C, 1, 4, 5, "一张污损")
        assert EVENTS.load(EVENTS.dump(event, ("甲",), "0" * 32)) == event

    def test_the_command_is_one_line_of_apply(self) -> None:
        line = command_line("CancelRemainder", contest=C, cancelled=4, reason="点清")
        assert parse_command(line) == (CancelRemainder(C, 4, "点清"), ())

    def test_the_same_events_give_the_same_state(self) -> None:
        hall = issued(printing(10))
        hall.must(CancelRemainder(C, 2))
        state = State()
        for event in hall.events:
            state = evolve(state, event)
        assert state == hall.state


def test_the_count_is_closed_whatever_was_left_over() -> None:
    hall = Rehearsal().counting(2)
    hall.must(CancelRemainder(C, 3, "多印了"))
    hall.batch([reading("ffa")] * 2)
    hall.must(CloseCount(C), Certify(C))
