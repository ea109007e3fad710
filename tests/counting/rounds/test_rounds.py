"""Rounds: only what the outcome offers may follow, each with its own amendment; one history."""

import pytest

from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.election import Mode
from counting.model.figures import Row
from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.model.state import Phase
from counting.names.listed import labels
from counting.rounds.history import history, offers, pages_of, roster
from counting.rounds.next_round import Named
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, Release
from counting.steps.count import OpenCount
from counting.steps.define import SealCongress
from counting.steps.hand_totals import RecordTally
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound, WithdrawRound
from counting.steps.rulings import (
    AskSuperior,
    ReduceSeats,
)
from counting.steps.sheets import RecordReading
from counting.steps.spellings import MergeWriteIns
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import (
    BOTH,
    A,
    B,
    C,
    D,
    names,
    now,
    open_round,
    rounds_hall,
    tied,
    vacant,
    vote,
)


class TestWhatMayFollow:
    def test_nothing_follows_before_the_figures_are_certified(self) -> None:
        hall = rounds_hall()
        vote(hall, 9, 4, 2, certify=False)
        assert offers(now(hall)) == ()
        answer = hall.give(
            OpenRound(contest=C, why="separate_vote", candidates=(Named("c01"), Named("c02")))
        )
        assert (answer.code, answer.facts["phase"]) == ("round.not_offered", "closed")

    def test_nothing_follows_a_result_that_fills_every_seat(self) -> None:
        hall = rounds_hall()
        vote(hall, 9, 8, 2)
        assert offers(now(hall)) == ()
        for why in ("revote", "separate_vote", "vote_again", "formal", "amended"):
            assert hall.refused(OpenRound(contest=C, why=why)) == "round.not_offered"

    def test_a_tie_is_voted_on_again_or_people_leave_it(self) -> None:
        hall = tied()
        assert offers(now(hall)) == ("revote", "accept")
        assert hall.refused(OpenRound(contest=C, why="separate_vote")) == "round.not_offered"

    @pytest.mark.parametrize("options", [[], ["separate_vote"], ["ask_superior"], BOTH])
    def test_vacancies_offer_exactly_what_the_rules_have(self, options: list[str]) -> None:
        rules = {"fewer_than_seats": options}
        assert offers(now(vacant(overrides=rules))) == (*options, "accept")
        for kind, command in (
            ("separate_vote", OpenRound(contest=C, why="separate_vote")),
            ("reduce_seats", ReduceSeats(C, 1, "主席团决定")),
            ("ask_superior", AskSuperior(C, "主席团决定")),
        ):
            answer = vacant(overrides=rules).give(command)
            refused = isinstance(answer, Refusal) and answer.code == "round.not_offered"
            assert refused == (kind not in options)

    def test_a_void_vote_is_held_again_with_the_same_candidates_and_seats(self) -> None:
        hall = rounds_hall()
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
            RecordReturned(C, 11),
        )
        assert offers(now(hall)) == ("vote_again",)
        found = open_round(hall, "vote_again")
        assert (names(found), found.contest.seats) == ((A, B, D), 2)
        assert found.contest.rules == hall.state.rounds[C, 1].contest.rules

    def test_a_void_vote_can_no_longer_be_corrected_once_it_is_held_again(self) -> None:
        hall = rounds_hall()
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
            RecordReturned(C, 11),
        )
        open_round(hall, "vote_again")
        again = RecordReturned(C, 10, "再数一遍", round=1)
        assert hall.refused(again) == "contest.round_followed"

    def test_no_rules_that_elect_nobody_in_a_tie_offer_a_revote(self) -> None:
        hall = tied(overrides={"tie": "none_elected"})
        assert offers(now(hall)) == ("separate_vote", "accept")

    def test_an_official_congress_opens_no_round_without_people(self) -> None:
        hall = Rehearsal(mode="official")
        hall.must(SealCongress(("all",)))
        assert hall.state.mode is Mode.OFFICIAL
        assert hall.refused(OpenRound(contest=C, why="revote")) == "official.needs_people"


class TestRevote:
    def test_the_tied_alone_stand_for_the_tied_seats_and_nobody_is_written_in(self) -> None:
        found = open_round(tied(), "revote")
        assert (found.number, names(found), found.contest.seats) == (2, (B, D), 1)
        assert not found.contest.rules.write_in.allowed
        assert found.contest.write_in_lines == 0

    def test_most_votes_win_below_half_of_those_present(self) -> None:
        hall = tied()
        open_round(hall, "revote")
        assert vote(hall, 3, 2).outcome.elected == (B,)
        assert history(hall.state, C).elected_in == {A: 1, B: 2}

    def test_where_the_rules_ask_for_it_the_winner_also_needs_more_than_half_of_those_present(
        self,
    ) -> None:
        hall = tied(overrides={"tie_needs_majority": True})
        open_round(hall, "revote")
        outcome = vote(hall, 5, 4).outcome
        assert (outcome.needed, outcome.of, outcome.elected) == (6, "present", ())
        assert offers(now(hall)) == ("separate_vote", "accept")

    def test_another_tie_is_voted_on_once_more(self) -> None:
        hall = tied()
        open_round(hall, "revote")
        vote(hall, 4, 4)
        assert open_round(hall, "revote").number == 3
        vote(hall, 4, 5)
        assert history(hall.state, C).elected_in == {A: 1, D: 3}

    def test_a_tied_written_name_stands_as_a_newcomer(self) -> None:
        hall = rounds_hall(seats=1, candidates=2)
        vote(hall, 2, 1, write_ins={"白露": 7})
        assert history(hall.state, C).elected_in == {"白露": 1}
        other = rounds_hall(seats=1, candidates=2, overrides={"majority": {"fraction": "1/3"}})
        vote(other, 4, 2, write_ins={"白露": 4})
        found = open_round(other, "revote")
        assert names(found) == (A, "白露")
        assert [c.id for c in roster(other.state, C)] == ["c00", "c01", "n1"]

    def test_people_may_set_the_order_of_the_tied_and_nothing_else(self) -> None:
        hall = tied()
        answer = hall.give(
            OpenRound(contest=C, why="revote", candidates=(Named("c00"), Named("c01")))
        )
        assert answer.code == "round.other_candidates"
        found = open_round(hall, "revote", candidates=(Named("c02"), Named("c01")))
        assert names(found) == (D, B)

    def test_equal_names_are_told_apart_by_id(self) -> None:
        listed = [
            {"id": "a", "name": "李明", "note": "男"},
            {"id": "b", "name": "王宁"},
            {"id": "c", "name": "李明", "note": "女"},
        ]
        hall = rounds_hall(
            contests=[contest_object(seats=1, candidates=listed)],
            overrides={"majority": {"fraction": "1/3"}},
        )
        assert vote(hall, 4, 4, 1).outcome.tie.candidates == ("李明（男）", "王宁")
        by_name = OpenRound(contest=C, why="revote", candidates=(Named(name="李明"), Named("b")))
        assert hall.refused(by_name) == "round.equal_names"
        found = open_round(hall, "revote")
        assert [c.note for c in found.contest.candidates] == ["男", ""]
        assert labels(found.contest) == ("李明（男）", "王宁")
        vote(hall, 6, 3)
        assert history(hall.state, C).elected_in == {"李明（男）": 2}

    def test_a_namesake_of_somebody_elected_may_stand_for_the_vacancy(self) -> None:
        listed = [
            {"id": "a", "name": "李明", "note": "男"},
            {"id": "b", "name": "王宁"},
            {"id": "c", "name": "李明", "note": "女"},
        ]
        hall = rounds_hall(contests=[contest_object(seats=2, candidates=listed)])
        vote(hall, 9, 2, 4)
        again = OpenRound(contest=C, why="separate_vote", candidates=(Named("a"), Named("b")))
        assert hall.refused(again) == "round.already_elected"
        found = open_round(hall, "separate_vote", leading=1)
        assert labels(found.contest) == ("李明（女）",)
        vote(hall, 9)
        assert history(hall.state, C).elected_in == {"李明（男）": 1, "李明（女）": 2}


class TestSeparateVote:
    def test_the_leading_losers_stand_for_the_vacancies_in_ballot_order(self) -> None:
        hall = rounds_hall(seats=2, candidates=5)
        vote(hall, 9, 2, 4, 1, 3)
        found = open_round(hall, "separate_vote", leading=2)
        assert (names(found), found.contest.seats) == ((D, "候选甲戊"), 1)

    def test_losers_equal_at_the_cut_stand_together(self) -> None:
        hall = rounds_hall(seats=2, candidates=5)
        vote(hall, 9, 1, 3, 3, 2)
        found = open_round(hall, "separate_vote", leading=1)
        assert names(found) == (D, "候选甲丁")

    def test_so_many_equal_losers_that_the_ratio_is_broken_are_for_people(self) -> None:
        narrow = {"differential": {"kind": "ratio", "at_least": "1/10", "at_most": "1/2"}}
        crowded = rounds_hall(seats=6, candidates=9, overrides=narrow)
        vote(crowded, 9, 9, 9, 9, 9, 3, 3, 3, 0)
        answer = crowded.give(OpenRound(contest=C, why="separate_vote"))
        assert (answer.code, answer.facts["candidates"], answer.facts["most"]) == (
            "round.leading_tied",
            3,
            2,
        )

    def test_too_few_losers_are_for_people_to_make_up(self) -> None:
        answer = vacant().give(OpenRound(contest=C, why="separate_vote", leading=3))
        assert (answer.code, answer.facts["losers"], answer.facts["needed"]) == (
            "round.too_few_losers",
            2,
            3,
        )

    def test_people_may_name_others_and_newcomers(self) -> None:
        hall = vacant()
        found = open_round(
            hall, "separate_vote", candidates=(Named("c02"), Named(name="白露", note="女"))
        )
        assert names(found) == (D, "白露")
        assert found.contest.rules == hall.state.rounds[C, 1].contest.rules

    @pytest.mark.parametrize(
        ("candidates", "code"),
        [
            ((Named("c00"), Named("c01")), "round.already_elected"),
            ((Named("c01"), Named("c01")), "round.candidate_twice"),
            ((Named("c09"),), "round.unknown_candidate"),
            ((Named(name="白\u202e露"),), "definition.forbidden_character"),
            ((Named(name=" "),), "definition.empty_text"),
        ],
    )
    def test_a_list_that_cannot_be_is_refused(
        self, candidates: tuple[Named, ...], code: str
    ) -> None:
        assert (
            vacant().refused(OpenRound(contest=C, why="separate_vote", candidates=candidates))
            == code
        )

    def test_a_list_outside_the_differential_ratio_needs_the_reason_of_people(self) -> None:
        overrides = {"differential": {"kind": "plus", "at_least": "1"}}
        hall = vacant(overrides=overrides)
        answer = hall.give(OpenRound(contest=C, why="separate_vote", candidates=(Named("c01"),)))
        assert answer.code == "round.ratio_needs_reason"
        assert (answer.facts["candidates"], answer.facts["seats"]) == (1, 1)
        note = "主席团决定等额"
        found = open_round(hall, "separate_vote", candidates=(Named("c01"),), reason=note)
        assert found.amendment.note == note

    def test_somebody_elected_before_cannot_be_elected_again_by_a_written_name(self) -> None:
        hall = vacant()
        open_round(hall, "separate_vote")
        due = 10
        hall.must(
            RecordAttendance(due),
            RecordIssued(contest=C, unsealed=due, issued=due, remaining=0),
            RecordReturned(C, due),
            OpenCount(C),
        )  # fmt: skip
        hall.must(OpenBatch(C, "1", due))
        sheet = Reading(code=None, marks={"c01": Mark.AGAINST}, write_ins=(WriteIn(A, Mark.FOR),))
        (event,) = hall.must(RecordReading(C, "1", sheet))
        assert event.record.status is SheetStatus.PENDING
        assert event.record.reasons == ("write_in.already_elected",)
        other = vacant()
        found = open_round(other, "separate_vote")
        other.must(
            RecordAttendance(due),
            RecordIssued(contest=C, unsealed=due, issued=due, remaining=0),
            RecordReturned(C, due),
            OpenCount(C), OpenBatch(C, "1", due),
        )  # fmt: skip
        rows = {c.id: Row(0, due) for c in found.contest.candidates}
        totals = RecordTally(
            contest=C, batch="1", rows=rows, valid=due, invalid=0, write_ins={A: 1}
        )
        assert other.refused(totals) == "tally.already_elected"

    def test_no_written_name_is_merged_into_somebody_elected_before(self) -> None:
        hall = vacant()
        due = 10
        found = open_round(hall, "separate_vote")
        rows = {c.id: Row(0, due) for c in found.contest.candidates}
        hall.must(
            RecordAttendance(due),
            RecordIssued(contest=C, unsealed=due, issued=due, remaining=0),
            RecordReturned(C, due),
            OpenCount(C), OpenBatch(C, "1", due),
            RecordTally(
                contest=C, batch="1", rows=rows, valid=due, invalid=0, write_ins={"候选甲申": 1}
            ),
            CloseBatch(C, "1"),
        )  # fmt: skip
        merge = MergeWriteIns(C, ("候选甲申",), A, "笔误")
        assert hall.refused(merge) == "merge.already_elected"


class TestAmendment:
    def test_each_round_has_its_own_geometry_and_hash(self) -> None:
        hall = tied()
        found = open_round(hall, "revote")
        rows = {box.candidate for page in pages_of(hall.state, found) for box in page.boxes}
        assert rows == {"c01", "c02"}
        assert len(found.amendment.hash) == 64
        other = tied(title="另一次大会")
        assert open_round(other, "revote").amendment.hash != found.amendment.hash

    def test_a_withdrawn_round_gives_its_number_to_no_other(self) -> None:
        hall = vacant()
        open_round(hall, "separate_vote", candidates=(Named("c01"), Named(name="白露")))
        assert hall.refused(WithdrawRound(C, "")) == "round.withdraw_needs_reason"
        hall.must(WithdrawRound(C, "提名有误"))
        assert now(hall).number == 1
        found = open_round(hall, "separate_vote", candidates=(Named("c01"), Named(name="石明远")))
        assert found.number == 3
        # A command card names a candidate by its place: no place is ever given to another.
        assert [c.name for c in roster(hall.state, C)][3:] == ["白露", "石明远"]

    def test_a_round_whose_ballots_are_out_is_not_withdrawn(self) -> None:
        hall = vacant()
        assert hall.refused(WithdrawRound(C, "误")) == "round.not_withdrawn"
        open_round(hall, "separate_vote")
        hall.must(
            RecordAttendance(10), RecordIssued(contest=C, unsealed=10, issued=10, remaining=0)
        )
        assert hall.refused(WithdrawRound(C, "误")) == "round.not_withdrawn"

    def test_a_new_round_takes_its_own_attendance(self) -> None:
        hall = vacant()
        found = open_round(hall, "separate_vote")
        assert (found.phase, found.figures.present) == (Phase.SEALED, None)
        hall.must(RecordAttendance(9))
        assert hall.state.rounds[C, 1].figures.present == 10
        assert now(hall).figures.present == 9

    def test_an_earlier_round_can_still_be_released(self) -> None:
        hall = vacant()
        open_round(hall, "separate_vote")
        hall.must(Release(C, "public", round=1))
        assert hall.state.rounds[C, 1].phase is Phase.RELEASED
        assert hall.refused(Certify(C, 1)) == "contest.round_followed"

    def test_no_contest_has_more_rounds_than_a_ballot_code_can_say(self) -> None:
        hall = tied()
        for _ in range(8):
            open_round(hall, "revote")
            vote(hall, 4, 4)
        assert now(hall).number == 9
        assert hall.refused(OpenRound(contest=C, why="revote")) == "round.too_many"
