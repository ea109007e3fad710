"""Papers of a pre-election: nobody is elected in it, and the formal vote is still due."""

import re

import pytest

from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Release
from counting.steps.count import ReopenCount
from counting.steps.rulings import RecordLot
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import paper, words
from tests.kit.rounds import BOTH, C, now, open_round, rounds_hall, vote

PRE = contest_object(seats=2, candidates=5, pre_election={"formal_candidates": 3, "by": "together"})
OTHER = contest_object(id="k2", title="纪委委员", seats=1, candidates=2)
FLOOR = {"announce": "floor", "live_display": "progress"}
END = "本次大会的选举到此结束"


def tied(tie: str) -> Rehearsal:
    """Two have all they need, two stand equal for the third place."""
    hall = rounds_hall(contests=[PRE], overrides={"tie": tie, "fewer_than_seats": BOTH})
    vote(hall, 8, 8, 6, 6, 1)
    return hall


def said(hall: Rehearsal, *kinds: str) -> str:
    return "\n".join(words(paper(kind, hall)) for kind in kinds)


def test_whom_the_lot_falls_on_becomes_a_formal_candidate() -> None:
    hall = tied("lot")
    tie = now(hall).outcome
    assert tie
    assert tie.tie
    hall.must(RecordLot(C, (tie.tie.candidates[0],), "当众抽签"))
    text = said(hall, "elected", "count")
    assert "经抽签，候选甲丙列为正式候选人。" in text
    assert "当选。" not in text


def test_where_the_rules_take_none_of_the_tied_none_is_a_formal_candidate() -> None:
    text = said(tied("none_elected"), "elected", "count")
    assert "都不列为正式候选人。" in text
    assert "，都不当选" not in text


def test_a_revote_is_explained_without_anybody_elected() -> None:
    hall = tied("revote_among_tied")
    open_round(hall, "revote")
    text = said(hall, "script")
    assert "不能确定正式候选人，尚有 1 个名额未定" in text
    assert "再次投票，产生 1 名，以得票多的列为正式候选人" in text


def test_places_are_those_of_formal_candidates_never_seats() -> None:
    hall = tied("lot")
    for kind in ("candidates", "script", "elected"):
        text = said(hall, kind)
        assert "应产生正式候选人 3 名" in text
        assert "应选 3 名" not in text
    assert "应产生正式候选人 3 名，已产生 2 名" in said(hall, "elected")
    rules = said(hall, "rules")
    assert "预选时，本办法关于选票效力的规定所称应选名额，是指应产生的正式候选人名额。" in rules


class TestBesideAnotherContest:
    @pytest.fixture
    def hall(self) -> Rehearsal:
        return rounds_hall(contests=[PRE, OTHER], overrides=FLOOR)

    def test_the_elections_are_not_over_while_the_formal_vote_is_due(self, hall: Rehearsal) -> None:
        assert END not in said(hall, "script")
        vote(hall, 8, 7, 6, 2, 1)
        vote(hall, 9, 1, contest="k2")
        hall.must(Release("k2", "floor"))
        text = said(hall, "script")
        assert "委员预选、纪委委员选举到此结束。" in text
        assert END not in text

    def test_figures_are_kept_to_the_presidium_of_the_pre_election_alone(
        self, hall: Rehearsal
    ) -> None:
        assert "委员预选的得票情况只向" in said(hall, "script")


class TestTheEnd:
    """A chair reads that the elections are over only where that is known."""

    CONDITION = "（不需要再次投票、另行选举或者重新选举的，宣读下一句）\n" + END

    def test_before_the_count_it_is_a_sentence_for_one_case(self) -> None:
        hall = rounds_hall()
        assert self.CONDITION in said(hall, "script")
        vote(hall, 9, 8, 1, certify=False)
        assert END in said(hall, "script")
        assert self.CONDITION not in said(hall, "script")
        hall.must(ReopenCount(C, reason="再点一遍"))
        assert self.CONDITION in said(hall, "script")

    def test_while_another_contest_waits_only_this_one_is_over(self) -> None:
        two = [contest_object(seats=1, candidates=2), OTHER]
        hall = rounds_hall(contests=two)
        vote(hall, 9, 1)
        text = words(paper("script", hall, contest=C))
        assert "委员选举到此结束。" in text
        assert END not in text


def test_attendance_by_delegation_is_printed() -> None:
    delegations = [
        {"id": "d1", "name": "城关代表团", "due": 6},
        {"id": "d2", "name": "青山代表团", "due": 4},
    ]
    contest = PRE | {"pre_election": {"formal_candidates": 3}}
    hall = rounds_hall(contests=[contest], delegations=delegations)
    hall.must(RecordAttendance(5, C, delegation="d1"))
    text = said(hall, "attendance")
    assert re.search("城关代表团\n6\n5\n1\n青山代表团\n4\n_+\n_+\n", text)
