"""Who serves the meeting, and how candidates are introduced: read, checked, sealed or not."""

from typing import Any

import pytest

from counting.definition import read as definition
from counting.definition.seal import seal
from counting.layout import lay_out as layout
from counting.model.election import Congress, Officers
from tests.kit.congress import contest_object, definition_object
from tests.kit.definitions import kept, refused

PEOPLE = {
    "chief": "沈 秋白",
    "scrutineers": ["顾新田", "买买提.艾力"],
    "tellers": ["卫清明"],
    "presidium": ["文谷雨", "沈秋白"],
    "secretary_general": "文谷雨",
    "conveners": {"d1": ["白露华"]},
}
UNITS = [{"id": "d1", "name": "东片", "due": 6}, {"id": "d2", "name": "西片", "due": 4}]


def congress(**changes: Any) -> Congress:
    return definition.from_object(definition_object(delegations=UNITS, **changes))[0]


def hash_of(made: Congress) -> str:
    return seal(made, {c.id: layout.lay_out(c) for c in made.contests}).hash


def introduced(text: str) -> Congress:
    given = contest_object()
    given["candidates"][0]["introduction"] = text
    return congress(contests=[given])


def test_who_serves_the_meeting_is_read_as_names_are_shown() -> None:
    assert congress(people=PEOPLE).officers == Officers(
        chief="沈秋白",
        scrutineers=("顾新田", "买买提·艾力"),
        tellers=("卫清明",),
        presidium=("文谷雨", "沈秋白"),
        secretary_general="文谷雨",
        conveners={"d1": ("白露华",)},
    )


def test_without_them_nobody_is_named() -> None:
    assert congress().officers == Officers()


def test_they_come_back_the_same_from_the_log() -> None:
    made = congress(people=PEOPLE)
    assert kept((made, ()))[0] == made


def test_the_seal_does_not_cover_who_serves_the_meeting() -> None:
    assert hash_of(congress(people=PEOPLE)) == hash_of(congress())


def test_the_seal_covers_an_introduction_where_one_is_given() -> None:
    assert hash_of(introduced("男，汉族。")) != hash_of(introduced("女，汉族。"))
    assert hash_of(introduced("")) == hash_of(congress())


@pytest.mark.parametrize(
    ("people", "code", "place"),
    [
        ({"chief": "候选甲甲"}, "definition.officer_stands", "people.chief"),
        ({"scrutineers": ["候选甲 乙"]}, "definition.officer_stands", "people.scrutineers[0]"),
        ({"tellers": ["甲", "候选甲丙"]}, "definition.officer_stands", "people.tellers[1]"),
        ({"presidium": ["王宁", "王 宁"]}, "definition.officer_twice", "people.presidium[1]"),
        ({"conveners": {"d9": ["甲"]}}, "definition.conveners_unknown", "people.conveners.d9"),
        ({"chief": ""}, "definition.empty_text", "people.chief"),
        ({"tellers": ["甲\u202e"]}, "definition.forbidden_character", "people.tellers[0]"),
        ({"conveners": {"d1": "甲"}}, "definition.wrong_type", "people.conveners.d1"),
        ({"clerk": "甲"}, "definition.unknown_key", "people.clerk"),
    ],
)
def test_what_is_wrong_with_them_is_told_at_its_place(
    people: dict[str, Any], code: str, place: str
) -> None:
    given = definition_object(delegations=UNITS, people=people)
    (problem,) = refused(lambda: definition.from_object(given))
    assert (problem.code, problem.place) == (code, place)


def test_a_candidate_may_be_of_the_presidium() -> None:
    assert congress(people={"presidium": ["候选甲甲"]}).officers.presidium == ("候选甲甲",)


def test_another_person_of_a_candidates_name_is_told_apart_by_what_is_added() -> None:
    named = congress(people={"scrutineers": ["候选甲甲（东片）"]}).officers
    assert named.scrutineers == ("候选甲甲（东片）",)
