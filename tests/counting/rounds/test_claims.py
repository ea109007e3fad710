"""What is said of a round: the status of each name, what elects, what fails."""

from dataclasses import replace

import pytest

from counting.model.election import Candidate
from counting.model.outcome import Finding
from counting.model.state import Round
from counting.names.ballot_order import first_difference, list_order
from counting.names.listed import labels
from counting.rounds.claims import (
    elects,
    elects_words,
    follows,
    name_results,
    order_words,
    vacant,
)
from counting.rounds.history import announcement_of, history
from counting.rounds.next_round import Named
from counting.steps.rulings import AcceptResult, RecordLot
from tests.kit.congress import contest_object
from tests.kit.contests import contest
from tests.kit.rounds import (
    A,
    B,
    C,
    D,
    by_delegation,
    count,
    now,
    open_round,
    pre_election,
    rounds_hall,
    vote,
)


def statuses(round_: Round) -> dict[str, str]:
    return {result.label: result.status for result in name_results(round_)}


class TestStatus:
    def test_each_name_of_the_ballot_and_each_written_one_has_its_status(self) -> None:
        round_ = vote(rounds_hall(), 9, 8, 1, write_ins={"石明远": 1})
        assert statuses(round_) == {
            A: "elected", B: "elected", D: "not_elected", "石明远": "not_elected",
        }  # fmt: skip

    def test_equal_names_are_told_apart_and_each_is_elected(self) -> None:
        people = [
            {"id": "c01", "name": "刘建国", "note": "男"},
            {"id": "c02", "name": "刘建国", "note": "女"},
            {"id": "c03", "name": "周海波"},
        ]
        given = contest_object(seats=2, candidates=3) | {"candidates": people}
        round_ = vote(rounds_hall(contests=[given]), 10, 10, 0)
        assert statuses(round_) == {
            "刘建国（男）": "elected", "刘建国（女）": "elected", "周海波": "not_elected",
        }  # fmt: skip
        assert [result.full for result in name_results(round_)] == [True, True, False]

    def test_tied_names_wait_and_the_lot_elects(self) -> None:
        hall = rounds_hall(overrides={"tie": "lot"})
        tied = vote(hall, 8, 6, 6)
        assert statuses(tied) == {A: "elected", B: "tied", D: "tied"}
        hall.must(RecordLot(contest=C, elected=(B,), reason="当场抽签"))
        assert statuses(now(hall)) == {A: "elected", B: "elected", D: "not_elected"}

    def test_a_tie_that_elects_nobody_leaves_its_names_not_elected(self) -> None:
        round_ = vote(rounds_hall(overrides={"tie": "none_elected"}), 8, 6, 6)
        assert statuses(round_)[B] == "not_elected"

    def test_while_figures_disagree_nothing_is_decided(self) -> None:
        round_ = vote(rounds_hall(), 9, 8, 1, certify=False)
        assert round_.outcome is not None
        broken = replace(round_.outcome, errors=(Finding("counted=returned", {}),))
        assert set(statuses(replace(round_, outcome=broken)).values()) == {"open"}

    def test_a_pre_election_elects_nobody(self) -> None:
        hall = by_delegation(pre_election())
        round_ = count(hall, 9, 8, 7, 4, 1)
        assert list(statuses(round_).values()) == ["nominated"] * 3 + ["not_elected"] * 2

    def test_before_the_count_is_closed_nobody_has_a_status(self) -> None:
        assert name_results(now(rounds_hall())) == ()


class TestWhatElects:
    def test_the_share_of_the_rules_with_its_base_and_number(self) -> None:
        round_ = vote(rounds_hall(), 9, 8, 1)
        claim = elects(round_)
        assert (claim.code, claim.needed, claim.figure) == ("more_than", 6, 10)
        assert elects_words(claim, "short") == "当选须 6 票（实到会 10 的过半数）"

    def test_a_revote_is_won_by_most_votes_and_never_said_to_need_one(self) -> None:
        hall = rounds_hall()
        vote(hall, 8, 6, 6)
        open_round(hall, "revote")
        round_ = vote(hall, 6, 4)
        assert elects(round_).code == "most_votes"
        for register in ("sentence", "clause", "short"):
            assert elects_words(elects(round_), register) == "得票多的当选"
        assert "1" not in elects_words(elects(round_), "short", "en")

    def test_a_separate_vote_elects_by_the_majority_again(self) -> None:
        hall = rounds_hall()
        vote(hall, 9, 4, 2)
        open_round(hall, "separate_vote", candidates=(Named("c01"), Named("c02")))
        assert elects(now(hall)).code == "more_than"


class TestOrderOfAList:
    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            (("丁一", "王一", "魏一"), "strokes"),
            (("王一", "丁一", "魏一"), "listed"),
            (("丁一", "王\U0002a6d6"), "listed"),
        ],
    )
    def test_a_list_is_said_to_be_by_strokes_only_where_it_is(
        self, names: tuple[str, ...], expected: str
    ) -> None:
        assert list_order(contest(1, names)) == expected

    def test_equal_names_do_not_break_the_order(self) -> None:
        of = replace(
            contest(1, ("丁一", "王一")),
            candidates=(Candidate("c01", "王一", "男"), Candidate("c02", "王一", "女")),
        )
        assert list_order(of) == "strokes"
        assert len(set(labels(of))) == 2

    def test_the_first_difference_names_two_neighbours(self) -> None:
        assert first_difference(contest(1, ("丁一", "魏一", "王一"))) == ("魏一", "王一")

    def test_an_approved_order_is_called_so(self) -> None:
        assert list_order(contest(1, ("魏一", "丁一"), ballot_order="superior")) == "superior"

    def test_one_name_for_one_order(self) -> None:
        one = contest(1, ("丁一", "王一"), name_order="full_name_strokes")
        assert order_words("strokes", one) == "按姓名笔画为序"
        assert order_words("strokes", contest(1, ("丁一", "王一"))) == "按姓氏笔画为序"


class TestAfterRulings:
    def test_the_lot_has_its_place_in_the_order_that_is_claimed(self) -> None:
        people = [
            {"id": f"c{n}", "name": name} for n, name in enumerate(("王玉兰", "丁一", "魏一"))
        ]
        given = contest_object(seats=2, candidates=3) | {"candidates": people}
        hall = rounds_hall(contests=[given], overrides={"tie": "lot"})
        vote(hall, 6, 6, 8)
        hall.must(RecordLot(contest=C, elected=("丁一",), reason="当场抽签"))
        found = announcement_of(now(hall))
        assert (found.names, found.order) == (("丁一", "魏一"), "strokes")

    def test_by_votes_whoever_drew_the_lot_stands_last(self) -> None:
        hall = rounds_hall(overrides={"tie": "lot", "announce_order": "votes_then_strokes"})
        vote(hall, 8, 6, 6)
        hall.must(RecordLot(contest=C, elected=(B,), reason="当场抽签"))
        assert announcement_of(now(hall)).names == (A, B)
        assert announcement_of(now(hall)).order == "votes"

    def test_what_follows_is_what_people_ruled(self) -> None:
        hall = rounds_hall()
        vote(hall, 8, 6, 6)
        assert follows(now(hall)) == "revote_among_tied"
        hall.must(AcceptResult(contest=C, reason="主席团决定"))
        assert follows(now(hall)) == "accept"
        assert statuses(now(hall))[B] == "not_elected"
        assert vacant(now(hall)) == 0

    def test_equal_names_of_two_rounds_are_told_apart_in_the_final_list(self) -> None:
        people = [{"id": "c01", "name": "王宁", "note": "女"}, {"id": "c02", "name": "魏一"}]
        given = contest_object(seats=2, candidates=2) | {"candidates": people}
        hall = rounds_hall(contests=[given])
        vote(hall, 9, 2)
        again = (Named("c02"), Named(name="王宁", note="男"))
        open_round(hall, "separate_vote", candidates=again)
        vote(hall, 1, 9)
        assert set(history(hall.state, C).final) == {"王宁（女）", "王宁（男）"}
