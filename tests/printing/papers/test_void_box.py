"""A delegation's box that holds too many sheets: void on every paper, whatever the sums are."""

import pytest

from counting.model.state import Phase
from counting.steps.adjourn import Adjourn
from counting.steps.paper import RecordReturned
from tests.kit.congress import Rehearsal
from tests.kit.papers import paper, words
from tests.kit.rounds import C, by_delegation, now, open_round, pre_election, rounds_hall, vote

BOX = "青山代表团发出选票 4 张，收回 5 张，多于规定的张数"


@pytest.fixture
def hall() -> Rehearsal:
    """Ten sheets issued and nine returned in all; of the second delegation five for four."""
    hall = by_delegation(pre_election())
    hall.must(
        RecordReturned(C, 4, "又点一遍", delegation="d1"),
        RecordReturned(C, 5, "又点一遍", delegation="d2"),
    )
    assert now(hall).phase is Phase.VOID
    return hall


@pytest.mark.parametrize("kind", ["return", "script", "count", "elected"])
def test_every_paper_says_whose_box_holds_too_many(hall: Rehearsal, kind: str) -> None:
    text = words(paper(kind, hall))
    assert BOX in text
    assert "选举有效。" not in text
    assert "\n有效\n" not in text.partition("选举是否有效")[2]


def test_the_vote_held_again_is_explained_by_that_box(hall: Rehearsal) -> None:
    open_round(hall, "vote_again")
    assert BOX in words(paper("script", hall))


def test_void_and_not_held_again_is_not_called_not_held(hall: Rehearsal) -> None:
    hall.must(Adjourn(C, "另行安排"))
    for kind in ("return", "elected"):
        text = words(paper(kind, hall))
        assert "无效，没有重新举行" in text
        assert "未举行" not in text


def test_a_round_put_off_after_others_is_not_said_to_be_the_whole_election() -> None:
    hall = rounds_hall()
    vote(hall, 9, 4, 2)
    open_round(hall, "separate_vote")
    hall.must(Adjourn(C, "改日"))
    text = words(paper("elected", hall))
    assert "本次另行选举没有举行，没有分发选票。" in text
    assert "本项选举没有举行" not in text
