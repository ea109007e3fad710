"""A pre-election by delegation: each its own quorum and paper, all boxes counted together."""

import pytest

from counting.model.refusal import InputError
from counting.model.state import Phase
from counting.rounds.history import history, offers
from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Release
from counting.steps.count import OpenCount
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import WithdrawRound
from counting.steps.rulings import AcceptResult
from tests.kit.congress import congress, contest_object
from tests.kit.rounds import (
    A,
    B,
    C,
    D,
    by_delegation,
    count,
    folded,
    names,
    now,
    open_round,
    pre_election,
    rounds_hall,
    vote,
)


class TestPreElection:
    def test_it_needs_more_than_half_of_those_due_and_its_figures_stay_with_the_presidium(
        self,
    ) -> None:
        found = now(pre_election())
        assert found.contest.preliminary
        assert (found.contest.seats, found.contest.rules.majority.base) == (3, "due")
        assert found.contest.rules.announce == "presidium"
        assert found.contest.rules.live_display == "progress"
        hall = by_delegation(pre_election(), 4, 3)
        assert count(hall, 6, 6, 5, 1, 0).outcome.elected == (B, A)
        assert hall.refused(Release(C, "floor")) == "release.beyond_rules"
        hall.must(Release(C, "presidium"))

    def test_each_delegation_has_its_own_quorum(self) -> None:
        hall = pre_election()
        hall.must(RecordAttendance(6, C, "d1"), RecordAttendance(2, C, "d2"))
        answer = hall.give(
            RecordIssued(contest=C, unsealed=4, issued=2, remaining=2, delegation="d2")
        )
        assert (answer.code, answer.facts["present"], answer.facts["needed"]) == (
            "delegation.no_quorum",
            2,
            3,
        )
        hall.must(RecordIssued(contest=C, unsealed=6, issued=6, remaining=0, delegation="d1"))

    def test_figures_are_recorded_for_a_delegation_that_votes_by_itself(self) -> None:
        hall = pre_election()
        assert hall.refused(RecordAttendance(10)) == "delegation.needed"
        assert hall.refused(RecordAttendance(10, C)) == "delegation.needed"
        assert (
            hall.refused(RecordIssued(contest=C, unsealed=10, issued=10, remaining=0))
            == "delegation.needed"
        )
        assert hall.refused(RecordReturned(C, 10)) == "delegation.needed"
        assert hall.refused(RecordAttendance(3, C, "d9")) == "delegation.unknown"
        assert hall.refused(RecordAttendance(7, C, "d1")) == "attendance.above_due"
        assert rounds_hall().refused(RecordAttendance(3, C, "d1")) == "delegation.votes_together"

    def test_one_attendance_serves_every_contest_that_votes_by_delegation(self) -> None:
        hall = pre_election()
        hall.must(RecordAttendance(6, delegation="d1"), RecordAttendance(4, delegation="d2"))
        assert now(hall).figures.present == 10
        assert now(hall).phase is Phase.ATTENDED

    def test_the_round_is_as_far_as_the_delegation_that_is_furthest_behind(self) -> None:
        hall = pre_election()
        hall.must(
            RecordAttendance(6, C, "d1"),
            RecordIssued(contest=C, unsealed=6, issued=6, remaining=0, delegation="d1"),
        )
        assert now(hall).phase is Phase.SEALED
        hall.must(RecordReturned(C, 6, delegation="d1"), RecordAttendance(4, C, "d2"))
        assert now(hall).phase is Phase.ATTENDED
        assert hall.refused(OpenCount(C)) == "delegation.not_returned"
        hall.must(
            RecordIssued(contest=C, unsealed=5, issued=4, remaining=1, delegation="d2"),
            RecordReturned(C, 3, delegation="d2"),
        )
        figures = now(hall).figures
        assert now(hall).phase is Phase.RETURNED
        assert (figures.present, figures.unsealed, figures.remaining) == (10, 11, 1)
        assert (figures.issued, figures.returned) == (10, 9)

    def test_boxes_are_not_counted_together_while_one_holds_too_many_sheets(self) -> None:
        hall = pre_election()
        hall.must(RecordAttendance(6, C, "d1"), RecordAttendance(4, C, "d2"))
        hall.must(
            RecordIssued(contest=C, unsealed=6, issued=6, remaining=0, delegation="d1"),
            RecordIssued(contest=C, unsealed=4, issued=4, remaining=0, delegation="d2"),
            RecordReturned(C, 5, delegation="d1"),
            RecordReturned(C, 5, delegation="d2"),
        )
        # Together they are not above what was issued; apart, one box is.
        assert (now(hall).figures.returned, now(hall).figures.issued) == (10, 10)
        assert now(hall).phase is Phase.VOID
        answer = hall.give(OpenCount(C))
        assert (answer.code, answer.facts["delegation"]) == ("delegation.void", "青山代表团")
        assert (answer.facts["returned"], answer.facts["issued"]) == (5, 4)
        again = RecordReturned(C, 4, delegation="d2")
        assert hall.refused(again) == "returned.needs_reason"
        hall.must(RecordReturned(C, 4, "数错一张", delegation="d2"), OpenCount(C))

    def test_a_delegation_whose_vote_is_void_votes_again_by_itself(self) -> None:
        hall = by_delegation(pre_election())
        hall.must(RecordReturned(C, 5, "再数一遍", delegation="d2"))
        assert now(hall).phase is Phase.VOID
        again = RecordIssued(contest=C, unsealed=4, issued=4, remaining=0, delegation="d2")
        assert hall.refused(again) == "issued.needs_reason"
        hall.must(
            RecordIssued(
                contest=C, unsealed=4, issued=4, remaining=0, reason="该团重新投票", delegation="d2"
            ),
            RecordReturned(C, 4, delegation="d2"),
            OpenCount(C),
        )

    def test_a_delegation_s_paper_is_put_right_while_all_boxes_are_counted(self) -> None:
        hall = by_delegation(pre_election())
        hall.must(OpenCount(C), RecordReturned(C, 3, "一张不是选票", delegation="d2"))
        assert (now(hall).phase, now(hall).figures.returned) == (Phase.COUNTING, 9)

        def issued(out: int) -> RecordIssued:
            return RecordIssued(
                contest=C, unsealed=4, issued=out, remaining=4 - out, reason="误记", delegation="d2"
            )

        hall.must(issued(2))
        assert now(hall).phase is Phase.VOID  # two went out there and three came back
        hall.must(issued(4))
        assert (now(hall).phase, now(hall).figures.issued) == (Phase.COUNTING, 10)
        first = now(hall).corrections[0]
        assert (first.what, first.before, first.after) == ("returned", 4, 3)
        assert first.of == now(hall).delegations["d2"].delegation.name

    def test_those_pre_elected_become_the_formal_candidates_in_ballot_order(self) -> None:
        hall = by_delegation(pre_election())
        count(hall, 6, 9, 1, 7, 2)
        assert offers(now(hall)) == ("formal",)
        found = open_round(hall, "formal")
        assert names(found) == (A, B, "候选甲丁")
        sealed = hall.state.congress.contest(C)
        assert (found.contest.seats, found.contest.rules) == (2, sealed.rules)
        assert found.delegations == {}
        vote(hall, 8, 9, 2)
        told = history(hall.state, C)
        assert told.elected_in == {A: 2, B: 2}
        assert [(r.why, r.preliminary) for r in told.rounds] == [
            ("pre_election", True),
            ("formal", False),
        ]

    def test_too_few_formal_candidates_are_found_by_another_vote_by_delegation(self) -> None:
        hall = by_delegation(pre_election())
        count(hall, 9, 8, 5, 5, 2)
        assert offers(now(hall)) == ("separate_vote", "formal", "accept")
        found = open_round(hall, "separate_vote", leading=2)
        assert (names(found), found.contest.seats) == ((D, "候选甲丁"), 1)
        assert found.contest.preliminary
        assert set(found.delegations) == {"d1", "d2"}
        by_delegation(hall)
        count(hall, 6, 3)
        assert names(open_round(hall, "formal")) == (A, B, D)

    def test_a_tie_among_the_pre_elected_is_voted_on_before_the_formal_vote(self) -> None:
        hall = by_delegation(pre_election())
        count(hall, 9, 8, 6, 6, 1)
        assert offers(now(hall)) == ("revote", "accept")
        open_round(hall, "revote")
        by_delegation(hall)
        count(hall, 6, 4)
        assert names(open_round(hall, "formal")) == (A, B, D)

    def test_a_pre_election_of_all_together_has_no_delegations(self) -> None:
        assert now(pre_election(by="together")).delegations == {}

    def test_its_accounts_stand_for_each_delegation(self) -> None:
        hall = by_delegation(pre_election())
        found = count(hall, 6, 9, 1, 7, 2)
        apart = [a for a in found.outcome.balances if a.facts.get("delegation") == "城关代表团"]
        assert {a.code for a in apart} == {
            "present<=due",
            "issued+remaining=unsealed",
            "issued<=present",
            "returned<=issued",
        }
        assert all(account.ok for account in found.outcome.balances)


def test_every_event_of_a_pre_election_survives_the_log() -> None:
    hall = by_delegation(pre_election())
    count(hall, 9, 8, 6, 6, 1)
    open_round(hall, "revote")
    hall.must(WithdrawRound(C, "名单有误"))
    open_round(hall, "revote")
    by_delegation(hall)
    count(hall, 6, 4)
    open_round(hall, "formal")
    vote(hall, 8, 4, 4)
    hall.must(AcceptResult(C, "空额"))
    assert folded(hall) == hall.state


def problems(**contest: object) -> set[str]:
    """The codes and places of the problems of a definition with this one contest."""
    given = {"seats": 2, "candidates": 5} | contest
    overrides = {"differential": {"kind": "plus", "at_least": "1", "at_most": "1"}}
    with pytest.raises(InputError) as caught:
        congress(contests=[contest_object(**given)], overrides=overrides)
    return {f"{p.code} {p.place}" for p in caught.value.problems}


FORMAL = "contests[0].pre_election.formal_candidates"


class TestDefinition:
    @pytest.mark.parametrize("formal", [2, 4])
    def test_the_differential_ratio_is_asked_of_the_formal_candidates(self, formal: int) -> None:
        pre = {"formal_candidates": formal, "by": "together"}
        assert problems(pre_election=pre) == {f"definition.formal_candidates {FORMAL}"}

    def test_more_formal_candidates_than_stand_cannot_be_found(self) -> None:
        pre = {"formal_candidates": 3, "by": "together"}
        found = problems(pre_election=pre, candidates=2)
        assert found == {f"definition.formal_above_candidates {FORMAL}"}

    def test_a_vote_by_delegation_needs_delegations(self) -> None:
        found = problems(pre_election={"formal_candidates": 3})
        assert found == {"definition.pre_election_delegations contests[0].pre_election"}

    def test_electors_come_from_contests_listed_earlier(self) -> None:
        found = problems(candidates=3, electors_from=["committee", "nobody"])
        code = "definition.electors_from_unknown contests[0].electors_from"
        assert found == {f"{code}[0]", f"{code}[1]"}
