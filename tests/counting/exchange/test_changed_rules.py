"""What clerks write about rules and the order of names is read, or its error is told truly."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from counting.exchange import xlsx
from counting.exchange.rule_values import allowed
from counting.exchange.sheets import RULES
from counting.exchange.template import workbook
from counting.model.refusal import InputError, Problem
from counting.rules.parameters import LEAVES
from tests.kit.congress import definition_object


def edited(edits: dict[str, Any]) -> bytes:
    """The workbook of a small congress with some cells changed."""
    book = load_workbook(io.BytesIO(workbook(definition_object())))
    for place, value in edits.items():
        sheet, _, at = place.partition("!")
        book[sheet][at] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(edits: dict[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with that workbook."""
    try:
        xlsx.read(edited(edits))
    except InputError as error:
        return error.problems
    return ()


def one_problem(edits: dict[str, Any]) -> Problem:
    """The one thing that is wrong with that workbook."""
    (problem,) = problems(edits)
    return problem


@pytest.mark.parametrize("key", sorted(LEAVES))
def test_every_value_that_the_workbook_offers_for_a_rule_is_read(key: str) -> None:
    if LEAVES[key].kind != "share":
        for said in allowed(key).partition("（")[0].split("、"):
            found = problems({"规则变更!A2": RULES[key], "规则变更!B2": said})
            codes = {problem.code for problem in found}
            assert not codes & {"workbook.totals", "rules.wrong_value"}, said


@pytest.mark.parametrize("said", ["150%", "0.5", "多数", "1/0"])
def test_a_share_that_is_none_is_told_with_how_one_is_written(said: str) -> None:
    problem = one_problem({"规则变更!A2": "当选票数·比例", "规则变更!B2": said})
    assert (problem.code, problem.place) == ("rules.wrong_value", "规则变更!B2")
    assert problem.facts["allowed"] == "0 至 1，如 2/3"


def test_a_rule_that_is_changed_twice_is_told_with_both_cells() -> None:
    twice = {"规则变更!A2": "得票相等", "规则变更!B2": "抽签"}
    problem = one_problem(twice | {"规则变更!A3": "得票相等", "规则变更!B3": "都不当选"})
    assert (problem.code, problem.place) == ("workbook.rule_twice", "规则变更!B3")
    assert problem.facts == {"rule": "得票相等", "first": "规则变更!B2"}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((("计票期间的显示", "显示得票"), ("票数公布范围", "主席团")), "规则变更!B3"),
        ((("票数公布范围", "主席团"), ("计票期间的显示", "显示得票")), "规则变更!B4"),
    ],
)
def test_votes_on_the_walls_beyond_their_audience_are_told_at_the_rule(
    rows: tuple[tuple[str, str], ...], place: str
) -> None:
    rows = (("得票相等", "抽签"), *rows)
    cells = {
        f"规则变更!{column}{number}": said
        for number, row in enumerate(rows, 2)
        for column, said in zip("AB", row, strict=True)
    }
    problem = one_problem(cells)
    assert (problem.code, problem.place) == ("definition.running_beyond", place)
    assert problem.facts["rule"] == "计票期间的显示"


def test_another_error_makes_no_false_one_of_a_dot_in_a_name() -> None:
    edits = {"选举项目!R2": "按姓氏笔画", "候选人!C2": "买买提．艾力", "大会!B1": None}
    assert [(p.code, p.place) for p in problems(edits)] == [("definition.missing", "大会!B1")]


def test_whom_a_candidate_moves_before_is_known_by_any_dot() -> None:
    edits = {"选举项目!R2": "按姓氏笔画", "候选人!C2": "买买提．艾力"}
    edits |= {"候选人!E3": "买买提·艾力", "候选人!F3": "主席团决定"}
    (contest,) = xlsx.read(edited(edits))[0].contests
    assert [(move.candidate, move.before) for move in contest.moved] == [("c01", "c00")]


def test_moving_before_one_of_two_of_a_name_asks_which() -> None:
    edits = {"选举项目!R2": "按姓氏笔画", "候选人!E4": "王伟", "候选人!F4": "主席团决定"}
    edits |= {"候选人!C2": "王伟", "候选人!D2": "男", "候选人!C3": "王　伟", "候选人!D3": "女"}
    problem = one_problem(edits)
    assert (problem.code, problem.place) == ("workbook.moved_before_either", "候选人!E4")
    assert problem.facts["ids"] == "c00、c01"


def test_a_name_in_letters_is_told_once_where_strokes_cannot_place_it() -> None:
    edits = {"选举项目!R2": "按姓氏笔画", "候选人!C2": "Anna Smith"}
    problem = one_problem(edits)
    assert (problem.code, problem.place) == ("definition.unknown_strokes", "候选人!C2")


def test_what_a_renamed_column_would_say_is_missing_by_its_title() -> None:
    found = problems({"候选人!C1": "名字"})
    missing = [p.facts["key"] for p in found if p.code == "definition.missing"]
    assert missing == ["姓名"] * 3
