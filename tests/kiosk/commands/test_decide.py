"""`scrutineer decide`: figures in, a decision out, with the status that says how it went."""

import json
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
