"""Contests that hang on others: alternates joined by losers, plenaries of those elected."""

import pytest

from counting.definition.form import LONGEST_ID
from counting.model.state import Phase
from counting.rounds.history import history
from counting.rounds.next_round import Named
from counting.steps.attendance import RecordAttendance
from counting.steps.paper import RecordIssued
from counting.steps.rounds import OpenRound
from counting.steps.rulings import (
    AcceptResult,
    SeatElectors,
)
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import A, B, C, D, folded, names, now, open_round, rounds_hall, vote


class TestAlternates:
    @staticmethod
    def hall() -> Rehearsal:
        alternate = contest_object(
            id="alternate",
            title="候补委员选举",
            office="alternate",
            seats=1,
            candidates=[{"id": "c00", "name": "白露"}, {"id": "c01", "name": "石明远"}],
        )
        return rounds_hall(contests=[contest_object(), alternate])

    def test_losing_committee_candidates_join_the_alternates_list(self) -> None:
        hall = self.hall()
        vote(hall, 9, 8, 3)
        command = OpenRound(contest="alternate", why="amended", losers_of=C)
        assert hall.refused(command) == "round.needs_reason"
        found = open_round(hall, "amended", "alternate", losers_of=C, reason="选举办法规定")
        assert names(found) == ("白露", "石明远", D)
        assert (found.number, found.contest.seats, found.amendment.losers_of) == (2, 1, C)
        hall.must(RecordAttendance(10))
        assert hall.state.rounds["alternate", 1].phase is Phase.ATTENDED
        assert hall.state.rounds["alternate", 1].figures.issued is None
        old = RecordIssued(contest="alternate", unsealed=10, issued=10, remaining=0, round=1)
        assert hall.refused(old) == "contest.round_followed"

    @pytest.mark.parametrize("length", [1, 36, 37, 40])
    def test_each_joins_under_an_id_of_its_own_however_long_the_contest_s(
        self, length: int
    ) -> None:
        committee = "k" * length
        alternate = contest_object(
            id="alternate",
            title="候补委员选举",
            office="alternate",
            seats=1,
            candidates=[{"id": "n1", "name": "白露"}, {"id": "c01", "name": "石明远"}],
        )
        contests = [contest_object(id=committee, seats=1, candidates=4), alternate]
        hall = rounds_hall(contests=contests)
        vote(hall, 8, 1, 1, 0, contest=committee)
        found = open_round(hall, "amended", "alternate", losers_of=committee, reason="规定")
        ids = [candidate.id for candidate in found.contest.candidates]
        assert ids[:2] == ["n1", "c01"]
        assert len(set(ids)) == len(ids) == 5
        assert all(len(one) <= LONGEST_ID for one in ids)
        assert folded(hall).rounds["alternate", 2].contest == found.contest

    def test_only_while_no_ballot_of_the_old_list_is_out(self) -> None:
        hall = self.hall()
        vote(hall, 9, 8, 3)
        hall.must(RecordIssued(contest="alternate", unsealed=10, issued=10, remaining=0))
        command = OpenRound(contest="alternate", why="amended", losers_of=C, reason="增补")
        assert hall.refused(command) == "round.not_offered"

    def test_nobody_has_lost_while_a_committee_seat_is_open(self) -> None:
        hall = self.hall()
        vote(hall, 9, 4, 4)
        command = OpenRound(contest="alternate", why="amended", losers_of=C, reason="增补")
        assert hall.refused(command) == "round.source_open"

    def test_the_list_of_a_committee_stays_as_sealed(self) -> None:
        hall = self.hall()
        command = OpenRound(
            contest=C, why="amended", candidates=(Named("c00"), Named("c01")), reason="换人"
        )
        assert hall.refused(command) == "round.not_offered"


class TestPlenaries:
    @staticmethod
    def hall(**changes: object) -> Rehearsal:
        standing = contest_object(
            id="standing",
            title="常务委员选举",
            office="standing",
            seats=1,
            candidates=[{"id": "s1", "name": A}, {"id": "s2", "name": D}],
            electors_from=[C],
        )
        return rounds_hall(contests=[contest_object(seats=3, candidates=4), standing], **changes)

    def test_its_electors_are_those_whom_the_congress_elected(self) -> None:
        hall = self.hall()
        assert now(hall, "standing").figures.due == 3
        assert hall.refused(RecordAttendance(3, "standing")) == "electors.not_seated"
        assert hall.refused(SeatElectors("standing")) == "electors.not_settled"
        vote(hall, 9, 3, 8, 2)
        hall.must(AcceptResult(C, "空额一名"), SeatElectors("standing"))
        found = now(hall, "standing")
        assert (found.seated, found.figures.due) == ((D, A), 2)
        assert hall.refused(RecordAttendance(3, "standing")) == "attendance.above_due"
        vote(hall, 2, 0, contest="standing")
        assert history(hall.state, "standing").final == (A,)

    def test_a_candidate_who_was_not_elected_calls_for_another_list(self) -> None:
        hall = self.hall()
        vote(hall, 9, 8, 3, 7)
        answer = hall.give(SeatElectors("standing"))
        assert (answer.code, answer.facts["name"]) == ("electors.candidate_outside", D)
        found = open_round(
            hall,
            "amended",
            "standing",
            candidates=(Named("s1"), Named(name=B)),
            reason="丙未当选，改提乙",
        )
        hall.must(SeatElectors("standing"))
        assert names(found) == (A, B)
        assert now(hall, "standing").figures.due == 3

    def test_a_bracket_in_the_name_of_an_elector_makes_nobody_else_one(self) -> None:
        committee = contest_object(
            candidates=[
                {"id": "c00", "name": "王（外聘）军"},
                {"id": "c01", "name": "李明", "note": "女"},
                {"id": "c02", "name": "李明", "note": "男"},
            ]
        )
        standing = contest_object(
            id="standing",
            title="常务委员选举",
            office="standing",
            seats=1,
            candidates=[{"id": "s1", "name": "王"}, {"id": "s2", "name": "李　明"}],
            electors_from=[C],
        )
        hall = rounds_hall(contests=[committee, standing])
        vote(hall, 9, 8, 3)
        answer = hall.give(SeatElectors("standing"))
        assert (answer.code, answer.facts["name"]) == ("electors.candidate_outside", "王")
        open_round(
            hall,
            "amended",
            "standing",
            candidates=(Named(name="王（外聘）军"), Named("s2")),
            reason="王不是委员",
        )
        hall.must(SeatElectors("standing"))
        assert now(hall, "standing").seated == ("王（外聘）军", "李明（女）")

    def test_its_electors_stay_in_its_later_rounds(self) -> None:
        hall = self.hall(overrides={"majority": {"fraction": "1/4"}})
        vote(hall, 9, 2, 8, 7)
        hall.must(SeatElectors("standing"))
        vote(hall, 1, 1, contest="standing")
        found = open_round(hall, "revote", "standing")
        assert (found.figures.due, found.seated) == (3, ("候选甲丁", D, A))

    def test_a_contest_with_fixed_electors_has_none_to_seat(self) -> None:
        assert self.hall().refused(SeatElectors(C)) == "electors.not_from_contests"


def test_the_events_of_a_plenary_survive_the_log() -> None:
    plenary = TestPlenaries.hall()
    vote(plenary, 9, 2, 8, 7)
    plenary.must(SeatElectors("standing"))
    assert folded(plenary) == plenary.state
