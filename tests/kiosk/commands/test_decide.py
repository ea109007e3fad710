"""`scrutineer decide`: figures in, a decision out, with the status that says how it went."""

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.kit.command_line import document, run


class TestDecide:
    FIGURES: ClassVar[dict[str, Any]] = {
        "profile": "cpc-grassroots-congress",
        "contest": {"id": "c", "office": "member", "seats": 1, "candidates": ["甲", "乙"]},
        "electors": {"due": 100, "present": 81},
        "ballots": {"issued": 81, "returned": 81, "valid": 80, "invalid": 1},
        "votes": [
            {"candidate": "甲", "for": 80, "against": 0, "abstain": 0, "row_void": 0},
            {"candidate": "乙", "for": 0, "against": 70, "abstain": 10, "row_void": 0},
        ],
    }

    def test_figures_on_standard_input_are_decided(self) -> None:
        result = run("decide", "-", given=json.dumps(self.FIGURES))
        assert result.exit_code == 0
        assert document(result)["elected"] == ["甲"]

    def test_impossible_figures_elect_nobody_and_end_with_status_1(self) -> None:
        figures = {**self.FIGURES, "electors": {"due": 100, "present": 101}}
        result = run("decide", "-", given=json.dumps(figures))
        assert result.exit_code == 1
        answer = document(result)
        assert answer["elected"] == []
        assert all(error["message"] for error in answer["errors"])

    @pytest.mark.parametrize("given", ["", "{", "[]", '{"profile": 1}', "\x00"])
    def test_unreadable_figures_end_with_status_2(self, given: str) -> None:
        result = run("decide", "-", given=given)
        assert result.exit_code == 2
        assert result.stdout == ""


GUIDE = (Path(__file__).parents[3] / "docs" / "guide.md").read_text(encoding="utf-8")
FIGURES = GUIDE.split("## Figures for `decide`")[1].split("## The demo")[0]
EXAMPLES = re.findall(r"```json\n(.*?)```", FIGURES, re.DOTALL)


def asked(example: str) -> dict[str, Any]:
    result = run("decide", "-", given=example)
    assert result.exit_code == 0
    answer: dict[str, Any] = document(result)
    return answer


class TestTheExamplesOfTheGuide:
    def test_one_office_several_and_each_other_kind_have_one(self) -> None:
        kinds = [json.loads(example)["contest"].get("kind") for example in EXAMPLES]
        assert kinds == [None, None, "choice", "resolution", "rating"]

    def test_one_office(self) -> None:
        assert asked(EXAMPLES[0])["elected"] == ["甲"]

    def test_votes_added_down_elect_the_deputy(self) -> None:
        chair, deputy = asked(EXAMPLES[1])["offices"]
        assert (chair["elected"], deputy["elected"]) == (["甲"], ["乙"])
        assert deputy["figures"]["乙"] == {"own": 25, "added": 30, "sum": 55}

    def test_most_marks_choose(self) -> None:
        answer = asked(EXAMPLES[2])
        assert (answer["needed"], answer["elected"]) == (1, ["建桥", "修路"])

    def test_a_majority_of_those_present_adopts(self) -> None:
        assert asked(EXAMPLES[3])["adopted"] == ["关于工作报告的决议"]

    def test_a_rating_is_ordered(self) -> None:
        answer = asked(EXAMPLES[4])
        assert [one["candidate"] for one in answer["ratings"]] == ["甲", "乙"]
        assert [one["candidate"] for one in answer["order"]] == ["乙", "甲"]


class TestWords:
    def test_an_impossible_office_is_named_by_its_title(self) -> None:
        question = json.loads(EXAMPLES[1])
        question["votes"][2]["against"] = 74
        result = run("decide", "-", given=json.dumps(question))
        assert result.exit_code == 1
        (error,) = document(result)["errors"]
        assert error["message"].startswith("副主任")

    def test_what_does_not_hold_together_is_told_at_once_with_its_place(self) -> None:
        question = json.loads(EXAMPLES[1])
        question["contest"]["add_down"] = ["chair", "mayor", "chair"]
        question["contest"]["offices"][1]["seats"] = 3
        result = run("decide", "-", given=json.dumps(question))
        assert (result.exit_code, result.stdout) == (2, "")
        for place in ("contest.add_down[1]", "contest.add_down[2]", "contest.offices[1].seats"):
            assert place in result.stderr
