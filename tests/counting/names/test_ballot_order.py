"""Candidates by strokes where a definition asks for it, and the clerk's moves with reasons."""

from typing import Any

import pytest

from counting.definition import read as definition
from counting.definition.seal import seal
from counting.model.election import Candidate, Contest, Move
from counting.model.refusal import InputError
from tests.kit.congress import contest_object, definition_object
from tests.kit.definitions import kept

Object = dict[str, Any]
RARE = "王\U0002a6d6"


def candidates(*names: str) -> list[Object]:
    return [{"id": f"c{number}", "name": name} for number, name in enumerate(names, start=1)]


def given(*names: str, **changes: Any) -> Object:
    contest = contest_object(seats=1, candidates=candidates(*names), **changes)
    return definition_object(contests=[contest], profile="generic-majority")


def read(*names: str, **changes: Any) -> Contest:
    return definition.from_object(given(*names, **changes))[0].contests[0]


def order_of(contest: Contest) -> list[str]:
    return [candidate.id for candidate in contest.candidates]


def problems(obj: Object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        definition.from_object(obj)
    return [(p.code, p.place) for p in error.value.problems]


def move(candidate: str, before: str | None = None, reason: str = "名单已经批准") -> Object:
    return {"id": candidate, "reason": reason} | ({"before": before} if before else {})


def test_candidates_stand_as_listed_unless_strokes_are_asked_for() -> None:
    assert order_of(read("魏一", "田大利", "田富", "丁一")) == ["c1", "c2", "c3", "c4"]
    by_strokes = read("魏一", "田大利", "田富", "丁一", order="strokes")
    assert order_of(by_strokes) == ["c4", "c3", "c2", "c1"]


def test_the_collation_is_that_of_the_rules() -> None:
    obj = given("田富", "田大利", order="strokes")
    obj["overrides"] = {"name_order": "full_name_strokes"}
    assert order_of(definition.from_object(obj)[0].contests[0]) == ["c2", "c1"]


def test_equal_names_keep_the_order_of_the_file() -> None:
    contest = contest_object(
        seats=1,
        order="strokes",
        candidates=[
            {"id": "b", "name": "王明", "note": "女"},
            {"id": "a", "name": "王 明", "note": "男"},
        ],
    )
    obj = definition_object(contests=[contest], profile="generic-majority")
    assert order_of(definition.from_object(obj)[0].contests[0]) == ["b", "a"]


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        ([move("c4", "c1")], ["c4", "c1", "c2", "c3"]),
        ([move("c1")], ["c2", "c3", "c4", "c1"]),
        ([move("c4", "c2"), move("c3", "c4")], ["c1", "c3", "c4", "c2"]),
        ([move("c1"), move("c2")], ["c3", "c4", "c1", "c2"]),
    ],
)
def test_the_clerk_moves_names_in_turn(moved: list[Object], order: list[str]) -> None:
    assert order_of(read("丁一", "王一", "田一", "魏一", order="strokes", moved=moved)) == order


def test_a_name_of_unknown_strokes_is_reported_and_may_be_placed_by_the_clerk() -> None:
    assert problems(given("丁一", RARE, order="strokes")) == [
        ("definition.unknown_strokes", "contests[0].candidates[1].name")
    ]
    placed = read("丁一", RARE, order="strokes", moved=[move("c2", "c1", "丁姓之前，已核对")])
    assert placed.candidates == (Candidate("c2", RARE), Candidate("c1", "丁一"))
    assert order_of(read("丁一", RARE)) == ["c1", "c2"]


def test_moves_are_sealed_with_their_reasons_and_survive_being_stored() -> None:
    congress, agenda = definition.from_object(
        given("丁一", "王一", order="strokes", moved=[move("c2", "c1", "按批准名单")])
    )
    assert congress.contests[0].moved == (Move("c2", "c1", "按批准名单"),)
    assert kept((congress, agenda)) == (congress, agenda)
    other, _ = definition.from_object(
        given("丁一", "王一", order="strokes", moved=[move("c2", "c1", "另有理由")])
    )
    assert seal(other, {}).hash != seal(congress, {}).hash


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"moved": [move("c2")]}, ("definition.moved_without_strokes", "contests[0].moved")),
        (
            {"order": "strokes", "moved": [move("c9")]},
            ("definition.moved_unknown_candidate", "contests[0].moved[0].id"),
        ),
        (
            {"order": "strokes", "moved": [move("c2", "c9")]},
            ("definition.moved_unknown_candidate", "contests[0].moved[0].before"),
        ),
        (
            {"order": "strokes", "moved": [move("c2", "c2")]},
            ("definition.moved_before_unplaced", "contests[0].moved[0].before"),
        ),
        (
            {"order": "strokes", "moved": [move("c2", "c1"), move("c1")]},
            ("definition.moved_before_unplaced", "contests[0].moved[0].before"),
        ),
        (
            {"order": "strokes", "moved": [move("c2"), move("c2", "c1")]},
            ("definition.moved_twice", "contests[0].moved[1].id"),
        ),
        (
            {"order": "strokes", "moved": [move("c2", reason=" ")]},
            ("definition.empty_text", "contests[0].moved[0].reason"),
        ),
        (
            {"order": "strokes", "moved": [{"id": "c2"}]},
            ("definition.missing", "contests[0].moved[0].reason"),
        ),
        (
            {"order": "strokes", "moved": [move("c2") | {"after": "c1"}]},
            ("definition.unknown_key", "contests[0].moved[0].after"),
        ),
        ({"order": "pinyin"}, ("definition.unknown_word", "contests[0].order")),
    ],
)
def test_a_move_that_cannot_be_is_named_with_its_place(
    changes: Object, problem: tuple[str, str]
) -> None:
    assert problems(given("丁一", "王一", **changes)) == [problem]


def test_strokes_are_refused_where_the_rules_have_an_approved_order() -> None:
    obj = given("丁一", "王一", order="strokes")
    obj["overrides"] = {"ballot_order": "superior"}
    assert problems(obj) == [("definition.order_against_rules", "contests[0].order")]
