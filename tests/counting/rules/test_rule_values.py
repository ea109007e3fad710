"""Rule values that few bodies use: revotes, separate votes, fewer seats, proxies, lists, names."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.definition.read import from_object
from counting.model.ballot import Decision, Mark, SheetStatus, WriteIn
from counting.model.election import Candidate, Contest
from counting.model.figures import Tally
from counting.model.outcome import Outcome
from counting.model.refusal import Refusal
from counting.model.rules import Threshold
from counting.names.listed import labels
from counting.result.balances import balances
from counting.result.outcome import decide
from counting.sheets import tally as tallies
from counting.sheets.validity import decide_sheet, record_of
from counting.steps.attendance import RecordAttendance
from counting.steps.define import SealCongress
from counting.steps.paper import RecordIssued
from tests.kit.congress import Rehearsal, contest_object, definition_object
from tests.kit.contests import contest, figures, more_than, reading, tally, write_in_rule
from tests.kit.definitions import kept

A_THIRD = Threshold(Fraction(1, 3), False, "returned")


def codes(found: Outcome) -> tuple[list[str], list[str], list[str]]:
    return (
        [f.code for f in found.errors],
        [f.code for f in found.warnings],
        [f.code for f in found.sensitivity],
    )


# Revotes and separate votes


@pytest.mark.parametrize(("most", "elected"), [(1, True), (0, False), (40, True)])
def test_in_a_revote_most_votes_win_however_few(most: int, elected: bool) -> None:
    held = replace(contest(1, 2), vote="revote")
    found = decide(held, figures(100, 90), tally(90, most, 0))
    assert (bool(found.elected), found.needed, found.sensitivity) == (elected, 1, ())


@pytest.mark.parametrize(("approvals", "elected"), [(45, ()), (46, ("赵甲",))])
def test_a_revote_may_need_more_than_half_of_those_present(
    approvals: int, elected: tuple[str, ...]
) -> None:
    held = replace(contest(1, 2, tie_needs_majority=True), vote="revote")
    found = decide(held, figures(100, 90), tally(90, approvals, 0))
    assert (found.elected, found.needed, found.of) == (elected, 46, "present")


def test_a_revote_that_is_tied_again_stands_as_a_tie() -> None:
    held = replace(contest(1, 2), vote="revote")
    found = decide(held, figures(100), tally(100, 50, 50))
    assert found.tie
    assert found.next == "revote_among_tied"


@pytest.mark.parametrize(("approvals", "elected"), [(33, ()), (34, ("赵甲",))])
def test_a_separate_vote_may_have_a_floor_of_its_own(
    approvals: int, elected: tuple[str, ...]
) -> None:
    held = replace(contest(1, 2, separate_vote=A_THIRD), vote="separate")
    found = decide(held, figures(100), tally(100, approvals, 0))
    assert (found.elected, found.needed, found.of) == (elected, 34, "returned")


def test_a_separate_vote_takes_the_same_majority_where_nothing_else_is_said() -> None:
    held = replace(contest(1, 2), vote="separate")
    assert decide(held, figures(100), tally(100, 50, 0)).elected == ()
    assert decide(held, figures(100), tally(100, 51, 0)).elected == ("赵甲",)


# Reduced seats

CLOSE = {"fewer_than_seats": ("separate_vote", "reduce_seats")}


def test_reduced_seats_leave_no_vacancy() -> None:
    held = contest(3, 4, **CLOSE)
    votes = tally(100, 60, 55, 50, 40)
    before = decide(held, figures(100), votes)
    assert (before.vacancies, before.options) == (1, ("separate_vote", "reduce_seats"))
    after = decide(replace(held, reduced_to=2), figures(100), votes)
    assert (after.elected, after.vacancies, after.next) == (before.elected, 0, "none")


def test_the_sheets_were_marked_for_the_seats_of_the_ballot() -> None:
    held = replace(contest(3, 4, **CLOSE), reduced_to=2)
    three = record_of(held, reading({"c01": "for", "c02": "for", "c03": "for"}))
    assert three.status is SheetStatus.VALID
    found = decide(held, figures(100), tally(100, 100, 100, 50, 50))
    assert found.errors == ()


@pytest.mark.parametrize("reduced_to", [0, 1, 3, 4])
def test_seats_are_reduced_below_their_number_and_not_below_the_elected(reduced_to: int) -> None:
    held = replace(contest(3, 4, **CLOSE), reduced_to=reduced_to)
    found = decide(held, figures(100), tally(100, 60, 55, 50, 40))
    assert codes(found)[0] == ["seats.reduced_wrongly"]
    assert found.elected == ()


def test_seats_are_reduced_only_where_the_rules_offer_it() -> None:
    held = replace(contest(3, 4), reduced_to=2)
    found = decide(held, figures(100), tally(100, 60, 55, 50, 40))
    assert codes(found)[0] == ["seats.not_to_be_reduced"]


# Proxies


def broken(rule: str, **changes: Any) -> list[str]:
    held = contest(1, 2, proxy=rule)
    return [a.code for a in balances(held, figures(100, 30, **changes), None) if not a.ok]


@pytest.mark.parametrize(
    ("rule", "issued", "proxies", "found"),
    [
        ("none", 30, 0, []),
        ("none", 31, 0, ["issued<=present"]),
        ("none", 31, 1, ["proxies=0", "issued<=present"]),
        ("written_3", 120, 90, []),
        ("written_3", 120, 91, ["proxies<=3*present"]),
        ("written_3", 31, 0, ["issued<=present+proxies"]),
        ("written_3", 32, 1, ["issued<=present+proxies"]),
        ("near_relative", 31, 1, []),
        ("near_relative", 130, 100, []),
    ],
)
def test_ballots_are_issued_to_those_present_and_their_proxies(
    rule: str, issued: int, proxies: int, found: list[str]
) -> None:
    paper = {"issued": issued, "unsealed": issued, "proxies": proxies, "returned": 1}
    assert broken(rule, **paper) == found


def test_an_elector_who_votes_through_another_takes_part() -> None:
    held = contest(1, 2, proxy="written_3", majority=more_than("1/2", "returned"))
    paper = figures(100, 40, proxies=11, issued=51, unsealed=51, returned=51, valid=51)
    found = decide(held, paper, tally(51, 26, 0))
    assert (found.quorum.met, found.quorum.needed, found.elected) == (True, 51, ("赵甲",))
    fewer = replace(paper, proxies=10, issued=50, unsealed=50, returned=50, valid=50)
    assert not decide(held, fewer, tally(50, 26, 0)).quorum.met


def test_proxies_are_recorded_when_ballots_go_out() -> None:
    hall = Rehearsal(profile="villagers-committee").sealed()
    hall.must(RecordAttendance(6))
    assert (
        hall.refused(
            RecordIssued(contest="committee", unsealed=10, issued=9, remaining=1, proxies=2)
        )
        == "issued.above_present"
    )
    hall.must(RecordIssued(contest="committee", unsealed=10, issued=8, remaining=2, proxies=2))
    paper = hall.state.current("committee").figures
    assert (paper.proxies, paper.voters) == (2, 8)


def test_proxies_are_refused_where_the_rules_allow_none() -> None:
    hall = Rehearsal()
    hall.must(SealCongress(), RecordAttendance(6))
    assert (
        hall.refused(
            RecordIssued(contest="committee", unsealed=10, issued=6, remaining=4, proxies=1)
        )
        == "proxies=0"
    )


# Lists of who may be written in

WRITTEN = (WriteIn("林一", Mark.FOR),)


def listed(*names: str) -> Contest:
    held = contest(1, 2, write_in=write_in_rule(who="members"))
    return replace(held, eligible=names or None)


def test_a_name_outside_the_list_is_left_to_people() -> None:
    inside = record_of(listed("林 一"), reading({"c01": "against"}, WRITTEN))
    outside = record_of(listed("林二"), reading({"c01": "against"}, WRITTEN))
    assert inside.status is SheetStatus.VALID
    assert (outside.status, outside.reasons) == (SheetStatus.PENDING, ("write_in.not_eligible",))


def test_people_cannot_make_a_name_outside_the_list_approve() -> None:
    held = listed("林二")
    doubtful = record_of(held, reading({"c01": "against"}, WRITTEN))
    answer = decide_sheet(held, doubtful, Decision("??", WRITTEN, "清楚"))
    assert isinstance(answer, Refusal)
    assert answer.code == "adjudicate.write_in.not_eligible"
    void = Decision("??", (WriteIn("林一", Mark.VOID),), "不在名单")
    decided = decide_sheet(held, doubtful, void)
    assert not isinstance(decided, Refusal)
    assert tallies.of([decided], 2).write_ins == {}


def test_approvals_of_a_name_outside_the_list_cannot_be() -> None:
    votes = tally(100, 40, 0, write_ins={"林一": 60})
    found = decide(listed("林二"), figures(100), votes)
    assert codes(found)[0] == ["write_ins.not_eligible"]


def test_with_a_list_nobody_need_check_an_elected_write_in() -> None:
    votes = tally(100, 40, 0, write_ins={"林一": 60})
    assert "write_in.eligibility" in codes(decide(listed(), figures(100), votes))[1]
    assert "write_in.eligibility" not in codes(decide(listed("林一"), figures(100), votes))[1]


def test_a_definition_lists_who_may_be_written_in() -> None:
    plenary = {"profile": "cpc-local-plenary", "eligible": ["林一", "林二"]}
    own = contest_object(id="b", title="乙", office="member", eligible=["林三"])
    held, agenda = from_object(definition_object(**plenary, contests=[contest_object(), own]))
    assert [c.eligible for c in held.contests] == [("林一", "林二"), ("林三",)]
    assert kept((held, agenda)) == (held, agenda)
    anyone, _ = from_object(definition_object(eligible=["林一"]))
    assert anyone.contests[0].eligible is None


# A name without a mark in its three meanings


def with_unmarked(meaning: str, approvals: int, unmarked: int, against: int = 100) -> Outcome:
    held = contest(1, 1, write_in=write_in_rule(unmarked=meaning))
    rows = tally(100, 100 - against).rows
    return decide(
        held,
        figures(100),
        Tally(rows=rows, write_ins={"林一": approvals}, valid=100, unmarked={"林一": unmarked}),
    )


@pytest.mark.parametrize(
    ("meaning", "approvals", "unmarked", "noted"),
    [
        ("for", 55, 4, False),
        ("for", 55, 5, True),
        ("for", 50, 50, False),
        ("abstain", 46, 4, False),
        ("abstain", 46, 5, True),
        ("void", 46, 5, True),
        ("void", 51, 9, False),
    ],
)
def test_another_meaning_of_a_name_without_a_mark_is_noted_where_it_elects(
    meaning: str, approvals: int, unmarked: int, noted: bool
) -> None:
    found = with_unmarked(meaning, approvals, unmarked)
    assert codes(found)[2] == (["sensitivity.unmarked"] if noted else [])


def test_the_note_has_both_numbers() -> None:
    (note,) = with_unmarked("for", 55, 5).sensitivity
    assert note.facts["approvals"] == [55]
    assert note.facts["other_approvals"] == [50]
    assert note.facts["not_elected"] == ["林一"]


def test_a_name_that_only_ever_stood_without_a_mark_is_noted_too() -> None:
    held = contest(1, 1, write_in=write_in_rule(unmarked="void"))
    votes = Tally(rows=tally(100, 0).rows, write_ins={}, valid=100, unmarked={"林一": 60})
    (note,) = decide(held, figures(100), votes).sensitivity
    assert note.facts["also_elected"] == ["林一"]
    assert note.facts["approvals"] == [0]


@given(st.lists(st.sampled_from(["marked", "unmarked", "plain"]), max_size=12))
def test_sheets_with_names_without_a_mark_are_summed(kinds: list[str]) -> None:
    held = contest(1, 2)
    written = {
        "marked": (WriteIn("林一", Mark.FOR),),
        "unmarked": (WriteIn("林一", None, unmarked=True),),
        "plain": (),
    }
    records = [record_of(held, reading({"c01": "against"}, written[kind])) for kind in kinds]
    half = len(records) // 2
    found = tallies.combine(tallies.of(records[:half], 2), tallies.of(records[half:], 2))
    assert found == tallies.of(records, 2)
    assert found.unmarked.get("林一", 0) == kinds.count("unmarked")
    assert found.write_ins.get("林一", 0) == kinds.count("unmarked") + kinds.count("marked")


def test_a_name_that_could_not_approve_is_not_kept() -> None:
    """Under the other meaning this sheet would be invalid, or left to people."""
    held = contest(1, 2, write_in=write_in_rule(unmarked="void"))
    name = (WriteIn("林一", None, unmarked=True),)
    assert record_of(held, reading({"c01": "for", "c02": "against"}, name)).unmarked == ()
    assert record_of(held, reading({}, name)).unmarked == ()
    assert record_of(held, reading({"c02": "against"}, name)).unmarked == ("林一",)


# Equal names

TWINS = (
    Candidate("c01", "王军", "女"),
    Candidate("c02", "王 军", "男"),
    Candidate("c03", "李明", "女"),
)


def twins(**changes: Any) -> Contest:
    return replace(contest(1, 3, **changes), candidates=TWINS)


def test_equal_names_are_told_apart_by_their_notes() -> None:
    held = twins()
    assert labels(held) == ("王军（女）", "王 军（男）", "李明")


def test_an_outcome_names_which_of_two_of_one_name_is_elected() -> None:
    found = decide(twins(), figures(100), tally(100, 20, 60, 10))
    assert found.elected == ("王 军（男）",)
    assert found.not_elected == ("王军（女）", "李明")


def test_two_of_one_name_can_be_tied_and_have_full_votes() -> None:
    tied = decide(twins(), figures(100, 100), tally(100, 0, 0, 0))
    assert tied.tie is None
    found = decide(replace(twins(), seats=2), figures(100), tally(100, 100, 100, 0))
    assert set(found.full_vote) == {"王军（女）", "王 军（男）"}


def test_neither_of_two_of_one_name_may_be_written_in() -> None:
    for name in ("王军", "王军（女）", "王军(女)"):
        written = (WriteIn(name, Mark.FOR),)
        found = record_of(twins(), reading({"c01": "against"}, written))
        assert found.reasons == ("write_in.listed_candidate",)
