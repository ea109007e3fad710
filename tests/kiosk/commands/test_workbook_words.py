"""What is wrong with a workbook is said by its cells, titles, names and choices: no key or code."""

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from counting.exchange import xlsx
from counting.exchange.sheets import FIELDS, RULES, SHEETS
from counting.exchange.template import workbook
from counting.model.refusal import InputError, Problem
from kiosk.words import say
from tests.kit.congress import contest_object, definition_object

WRONG = ("x", -3, 99_999_999_999, 2.5, None, "=1", "3/2", "王\u202e五", "甲" * 900)
# Given as they are: characters by their number, scripts of the mark schemes, papers, ids to copy.
KNOWN = re.compile(r"U\+[0-9A-F]+|\\u[0-9a-f]{4}|\bS[1-5]\b|\bA[345]\b|c01")
LETTERS = re.compile("[A-Za-z_]{2,}")


def problems(edits: Mapping[str, Any], **changes: Any) -> tuple[Problem, ...]:
    book = load_workbook(io.BytesIO(workbook(definition_object(**changes))))
    for place, value in edits.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    try:
        xlsx.read(out.getvalue())
    except InputError as error:
        return error.problems
    return ()


def foreign(problem: Problem) -> list[str]:
    """What of its words a clerk would not understand."""
    said = say(problem.code, problem.facts, "zh").message
    for given in (str(problem.facts.get(name)) for name in ("given", "contest")):
        said = said.replace(given, "")
    return LETTERS.findall(KNOWN.sub("", f"{problem.facts.get('column', '')} {said}"))


def sheets() -> dict[str, list[str]]:
    """The cells of the first entry, by their sheet."""
    lists = {
        about.title: [
            f"{about.title}!{get_column_letter(column)}2"
            for column in range(1, len(about.fields) + 1)
        ]
        for about in SHEETS
    }
    return {"大会": [f"大会!B{row}" for row in range(1, len(FIELDS) + 1)], **lists}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_cells_are_told_in_the_words_of_their_sheet(wrong: Any) -> None:
    agenda = [{"id": "a", "title": "报告", "minutes": 5}]
    delegations = [{"id": "d1", "name": "东", "due": 4}, {"id": "d2", "name": "西", "due": 6}]
    told = []
    for cells in sheets().values():
        told += problems(dict.fromkeys(cells, wrong), agenda=agenda, delegations=delegations)
    assert told
    assert [(problem.code, found) for problem in told if (found := foreign(problem))] == []


@pytest.mark.parametrize("value", ["甲", "0", "9/2"])
def test_wrong_rules_are_told_by_their_titles_and_choices(value: str) -> None:
    cells = {}
    for row, title in enumerate(RULES.values(), 2):
        cells |= {f"规则变更!A{row}": title, f"规则变更!B{row}": value}
    told = problems(cells)
    assert len(told) > len(RULES) / 2
    assert [(problem.code, found) for problem in told if (found := foreign(problem))] == []


PARTY = {"profile": "cpc-grassroots-congress"}
FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "definition.moved_without_strokes": (
        {"moved": [{"id": "c01", "before": None, "reason": "本人要求"}]}, {}, "候选人!E3",
    ),
    "definition.moved_before_unplaced": (
        {"order": "strokes", "moved": [{"id": "c01", "before": "c01", "reason": "误"}]}, {},
        "候选人!E3",
    ),
    "definition.token_without_clause": ({"identification": "token"}, PARTY, "选举项目!G2"),
    "definition.order_against_rules": (
        {"order": "strokes", "office": "secretary"}, PARTY, "选举项目!R2",
    ),
    "definition.too_few_candidates": ({"candidates": 2}, PARTY, "选举项目!A2"),
    "definition.formal_above_candidates": (
        {"pre_election": {"formal_candidates": 9, "by": "together"}}, {}, "选举项目!U2",
    ),
    "definition.pre_election_delegations": (
        {"pre_election": {"formal_candidates": 2}}, {}, "选举项目!U2",
    ),
    "definition.electors_from_unknown": ({"electors_from": ["nobody"]}, {}, "选举项目!T2"),
    "definition.write_in_not_allowed": (
        {"office": "other", "write_in_lines": 2}, {"profile": "peoples-congress"}, "选举项目!F2",
    ),
    "definition.layout_scheme": ({"ballot": {"layout": "three-box"}}, {}, "选举项目!O2"),
    "definition.blank_fixed": ({}, {"overrides": {"blank": "for"}}, "规则变更!B2"),
    "definition.agenda_too_early": (
        {},
        {"agenda": [{"id": "a", "title": "报告", "minutes": 50, "start": "09:00"},
                    {"id": "b", "title": "休息", "minutes": 5, "start": "09:10"}]},
        "议程!G3",
    ),
    "definition.out_of_reach": (
        {},
        {"overrides": {"quorum": {"fraction": "1/1", "compare": ">=", "base": "all_members"}},
         "electors": {"due": 10, "all_members": 20}},
        "大会!B7",
    ),
    "rules.missing_value": (
        {}, {"overrides": {"separate_vote": {"fraction": "1/2"}}}, "规则变更!B2",
    ),
    "rules.unknown_key": (
        {}, {"overrides": {"differential": {"kind": "equal", "at_most": "3"}}}, "规则变更!B3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_between_cells_is_told_in_their_words(code: str) -> None:
    contest, congress, cell = FAULTS[code]
    told = problems({}, contests=[contest_object(**contest)], **congress)
    found = {problem.code: problem for problem in told}
    assert code in found, told
    assert found[code].place == cell
    assert foreign(found[code]) == []


def test_a_move_is_told_by_the_names_of_the_people() -> None:
    moved = [{"id": "c01", "before": "c01", "reason": "误"}]
    (problem,) = problems({}, contests=[contest_object(order="strokes", moved=moved)])
    assert "候选甲乙 要排在 候选甲乙 之前" in say(problem.code, problem.facts, "zh").message
