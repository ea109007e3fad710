"""Commands that do not fit: every error at once, each at its field, in the user's language."""

import json
import re
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.input.documents import MAX_DEPTH, read_json
from counting.model.refusal import InputError, Problem
from counting.steps import codec
from counting.steps.codec import parse_command
from kiosk.words import entries, say

TALLY: dict[str, Any] = {
    "command": "RecordTally",
    "contest": "c",
    "batch": "1",
    "rows": {"c01": {"for": 1, "against": 0, "abstain": 0, "row_void": 0}},
    "valid": 1,
    "invalid": 0,
}
ADJUDICATE: dict[str, Any] = {
    "command": "Adjudicate",
    "contest": "c",
    "batch": "1",
    "reading": 1,
    "decision": "invalid",
    "reason": "r",
}


def problems(command: object) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_command(command if isinstance(command, str) else json.dumps(command))
    for problem in caught.value.problems:
        message = say(problem.code, problem.facts, "zh").message
        assert re.search("[\u4e00-\u9fff]", message)
        assert not re.search("should|required|permitted|[Ii]nput", message)
        assert "…" not in message
    return caught.value.problems


def found(command: object) -> list[tuple[str, str]]:
    return [(p.place, p.code.removeprefix("input.")) for p in problems(command)]


def test_every_error_of_a_command_is_told_at_once_at_its_place() -> None:
    wrong = {
        "rows": {"c01": {"for": "x", "abstain": 0, "row_void": 0, "no": 1}, "c02": 5},
        "valid": True,
        "write_ins": [{"name": " ", "for": 1}, {"for": 2}],
        "pass": 1.5,
        "colour": "red",
        "by": ["甲", 5],
    }
    assert found({key: value for key, value in {**TALLY, **wrong}.items() if key != "invalid"}) == [
        ("by[1]", "not_a_text"),
        ("rows.c01.for", "not_a_whole_number"),
        ("rows.c01.against", "missing_key"),
        ("rows.c01.no", "unknown_key"),
        ("rows.c02", "not_an_object"),
        ("valid", "not_a_whole_number"),
        ("invalid", "missing_key"),
        ("write_ins[0].name", "not_a_text"),
        ("write_ins[1].name", "missing_key"),
        ("pass", "not_a_whole_number"),
        ("colour", "unknown_key"),
    ]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("void", [("decision", "not_a_choice")]),
        ({"marks": {"c01": "yes"}}, [("decision.marks.c01", "not_a_choice")]),
        ({"mark": {}}, [("decision.mark", "unknown_key")]),
        (7, [("decision", "not_an_object")]),
    ],
)
def test_a_decision_is_a_table_or_a_word(decision: object, expected: list[tuple[str, str]]) -> None:
    assert found({**ADJUDICATE, "decision": decision}) == expected


def test_an_unknown_key_is_told_with_the_known_ones_as_documents_write_them() -> None:
    row = TALLY["rows"]["c01"]
    (problem,) = problems({**TALLY, "rows": {"c01": {**row, "four": 1}}})
    assert problem.facts == {"key": "four", "allowed": "for, against, abstain, row_void"}
    (problem,) = problems({**TALLY, "passes": 1})
    assert problem.facts["allowed"] == (
        "contest, batch, rows, valid, invalid, write_ins, pass, round, reason"
    )


@pytest.mark.parametrize("key", ["for", "against", "abstain", "row_void"])
def test_a_row_counted_by_hand_states_every_figure(key: str) -> None:
    row = {k: n for k, n in TALLY["rows"]["c01"].items() if k != key}
    (problem,) = problems({**TALLY, "rows": {"c01": row}})
    assert (problem.place, problem.code) == (f"rows.c01.{key}", "input.missing_key")
    assert problem.facts == {"key": key}


@pytest.mark.parametrize(
    ("command", "key", "allowed"),
    [
        ({**TALLY, "pass_": 1}, "pass_", "pass"),
        ({**TALLY, "rows": {"c01": {**TALLY["rows"]["c01"], "for_": 1}}}, "for_", "for"),
        ({**TALLY, "write_ins": [{"name": "甲", "for": 1, "for_": 1}]}, "for_", "for"),
        (
            {"command": "OpenBatch", "contest": "c", "batch": "1", "size": 1, "pass_": 1},
            "pass_",
            "pass",
        ),
        ({"command": "Certify", "contest": "c", "round_": 1}, "round_", "round"),
    ],
)
def test_no_key_is_taken_by_the_name_that_the_program_has_for_it(
    command: object, key: str, allowed: str
) -> None:
    (problem,) = problems(command)
    assert problem.code == "input.unknown_key"
    assert problem.place.rpartition(".")[2] == problem.facts["key"] == key
    assert allowed in str(problem.facts["allowed"]).split(", ")


def test_a_name_counted_by_hand_stands_once() -> None:
    twice = [{"name": "甲", "for": 1}, {"name": "甲", "for": 2}]
    (problem,) = problems({**TALLY, "write_ins": twice})
    assert (problem.code, problem.place) == ("write_in.repeated_row", "write_ins[1]")
    assert problem.facts == {"name": "甲", "for": 1, "again": 2}


def test_what_is_no_json_is_told_by_line_and_column() -> None:
    (problem,) = problems('{"command": }')
    assert (problem.code, problem.facts) == ("command.json", {"line": 1, "column": 13})
    with pytest.raises(InputError) as caught:
        parse_command('{"command": "县"}'.encode("gb18030"))
    assert caught.value.problems[0].code == "definition.encoding"


def test_half_a_character_and_a_key_given_twice_are_told_at_their_places() -> None:
    assert found('{"command": "OpenCount", "contest": "\\ud800", "contest": "c", "by": []}') == [
        ("contest", "duplicate_key")
    ]
    assert found('{"command": "OpenCount", "contest": "\\ud800"}') == [
        ("contest", "forbidden_character")
    ]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 100_000])
def test_nesting_without_end_is_refused(depth: int) -> None:
    with pytest.raises(InputError) as caught:
        read_json("[" * depth + "]" * depth)
    assert [problem.code for problem in caught.value.problems] == ["input.nested_too_deep"]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KINDS: dict[str, Any] = {**codec._COMMANDS, **codec._FLAT}


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_every_error_of_any_command_has_words(data: st.DataObject, name: str) -> None:
    kind = KINDS[name]
    keys = [f.name for f in fields(kind)] if name in codec._COMMANDS else list(kind.model_fields)
    line = {key: data.draw(junk) for key in keys}
    told: tuple[Problem, ...] = ()
    try:
        parse_command(json.dumps({"command": name, **line}))
    except InputError as error:
        told = error.problems
    for problem in told:
        assert problem.code in entries("zh"), problem
        assert problem.facts.get("expected", "table") in (
            "text", "whole_number", "true_or_false", "list", "table",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "place", "zh", "en"),
    [
        ({"command": "Nope"}, "command", "没有命令 Nope；", "There is no command Nope;"),
        ([1], "command", "没有命令 [1]；", "There is no command [1];"),
        (
            {"command": "RecordAttendance", "present": "x"},
            "present",
            "应为整数，读到 x。",
            "A whole number is needed; found x.",
        ),
        (
            {**ADJUDICATE, "decision": "foo"},
            "decision",
            "读到 foo，允许：invalid, {marks, write_ins}。",
            "Found foo; allowed: invalid, {marks, write_ins}.",
        ),
        (
            {**ADJUDICATE, "decision": 3},
            "decision",
            "应为一组键和值，读到 3。",
            "An object is needed; found 3.",
        ),
    ],
)
def test_an_error_says_once_what_was_given_and_what_is_needed(
    command: object, place: str, zh: str, en: str
) -> None:
    (problem,) = problems(command)
    assert problem.place == place
    for language, words in (("zh", zh), ("en", en)):
        assert say(problem.code, problem.facts, language).message.startswith(words)
