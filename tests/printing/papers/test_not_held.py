"""Papers of a contest that was not held, and what they say was taken back."""

from dataclasses import replace
from typing import get_args

import pytest

from counting.model.state import Correction, RulingKind
from counting.steps.adjourn import Adjourn
from counting.steps.attendance import RecordAttendance
from counting.steps.paper import RecordReturned
from printing.papers.corrections import corrections
from printing.papers.model import BLANK, Table
from tests.kit.congress import Rehearsal
from tests.kit.papers import counted, paper, words


class TestNotHeld:
    """A contest recorded as not held is told as that, never as one still to be counted."""

    @pytest.fixture
    def hall(self) -> Rehearsal:
        rules = {"quorum": {"fraction": "2/3", "compare": ">=", "base": "due"}}
        hall = Rehearsal(overrides=rules).sealed()
        hall.must(RecordAttendance(6), Adjourn("committee", "风雪天，代表未能到会"))
        return hall

    @pytest.mark.parametrize("kind", ["count", "elected"])
    def test_its_papers_say_why_and_leave_no_line_to_fill_in(
        self, hall: Rehearsal, kind: str
    ) -> None:
        text = words(paper(kind, hall))
        assert "实到会 6 人，少于规定的 7 人，本项选举没有举行。" in text
        assert "未举行的理由：风雪天，代表未能到会。" in text
        assert BLANK not in text
        assert "计票尚未结束" not in text

    def test_the_report_of_returned_ballots_gives_no_verdict(self, hall: Rehearsal) -> None:
        assert "未举行" in words(paper("return", hall))

    def test_a_void_vote_that_is_not_held_again_is_not_said_to_be(self) -> None:
        hall = Rehearsal().returned(10)
        hall.must(RecordReturned("committee", 11, "又点一遍"), Adjourn("committee", "改日"))
        text = words(paper("elected", hall))
        assert "发出选票 10 张，收回 11 张，多于规定的张数，选举无效，没有重新举行。" in text
        assert "重新选举。" not in text


@pytest.mark.parametrize("kind", get_args(RulingKind))
def test_every_ruling_that_is_taken_back_has_words(kind: RulingKind) -> None:
    round_ = counted("ffa").state.current("committee")
    assert round_
    one = Correction(f"{kind}_withdrawn", "", None, None, "记错了")
    _, table = corrections(replace(round_, corrections=(one,)))
    assert isinstance(table, Table)
    ((what, *_),) = table.rows
    assert what.startswith("撤回")
