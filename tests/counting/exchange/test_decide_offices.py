"""`decide` with several offices and with other kinds: what it answers, every fault by its place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.exchange.decide import decide
from counting.model.refusal import InputError
from kiosk.words import LANGUAGES, entries, say
from tests.kit.questions import CHOICE, OFFICES, PAPER, RATING, RESOLUTION, ROW, changed


def problems(question: object) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        decide(question)
    for problem in caught.value.problems:
        for language in LANGUAGES:
            assert problem.code in entries(language)
            assert "…" not in say(problem.code, problem.facts, language).message
    return [(problem.place, problem.code) for problem in caught.value.problems]


def test_the_answer_has_every_office_in_the_order_of_the_definition() -> None:
    answer = decide(OFFICES)
    assert all(account["ok"] for account in answer.pop("accounts"))
    assert answer == {
        "quorum": {"met": True, "needed": 51, "of": "registered"},
        "contest_void": False,
        "offices": [
            {
                "id": "chair",
                "needed": 51,
                "of": "returned",
                "elected": ["甲"],
                "not_elected": ["乙"],
                "tie": None,
                "vacancies": 0,
                "next": "none",
                "options": [],
                "full_vote": {},
                "sensitivity": [],
                "figures": {
                    "甲": {"own": 60, "added": 0, "sum": 60},
                    "乙": {"own": 30, "added": 0, "sum": 30},
                },
            },
            {
                "id": "deputy",
                "needed": 51,
                "of": "returned",
                "elected": ["乙"],
                "not_elected": ["丙"],
                "tie": None,
                "vacancies": 0,
                "next": "none",
                "options": [],
                "full_vote": {},
                "sensitivity": [],
                "figures": {
                    "乙": {"own": 25, "added": 30, "sum": 55},
                    "丙": {"own": 40, "added": 0, "sum": 40},
                },
            },
        ],
        "errors": [],
        "warnings": [],
    }


def test_figures_stand_only_where_votes_are_added_down() -> None:
    answer = decide(changed(OFFICES, contest__add_down=...))
    assert [set(office) & {"figures"} for office in answer["offices"]] == [set(), set()]
    assert answer["offices"][1]["elected"] == []


@pytest.mark.parametrize("question", [OFFICES, CHOICE, RESOLUTION, RATING])
def test_every_answer_is_plain_json(question: dict[str, Any]) -> None:
    answer = decide(question)
    assert answer["errors"] == []
    assert json.loads(json.dumps(answer)) == answer


def test_a_contest_of_one_office_says_so_by_its_kind_or_not_at_all() -> None:
    alone = {
        "profile": "generic-majority",
        "contest": {"id": "c", "office": "member", "seats": 1, "candidates": ["甲"]},
        "electors": {"due": 100, "present": 100},
        "ballots": PAPER,
        "votes": [{"candidate": "甲", **ROW}],
    }
    said = changed(alone, contest__kind="election")
    assert json.dumps(decide(said)) == json.dumps(decide(alone))


def test_a_choice_is_answered_as_an_election() -> None:
    answer = decide(CHOICE)
    assert answer["elected"] == ["建桥", "修路"]
    assert (answer["needed"], answer["vacancies"], answer["tie"]) == (51, 0, None)
    assert answer["warnings"] == []


def test_a_resolution_is_adopted_or_not() -> None:
    answer = decide(RESOLUTION)
    assert (answer["needed"], answer["of"]) == (46, "present")
    assert (answer["adopted"], answer["not_adopted"]) == (["决议"], [])
    assert "elected" not in answer


def test_a_rating_gives_each_figure_with_its_base() -> None:
    answer = decide(RATING)
    assert answer["ratings"] == [
        {
            "candidate": "甲",
            "grades": {"g1": {"n": 70, "of": 100}, "g2": {"n": 20, "of": 100}},
            "abstain": {"n": 10, "of": 100},
        }
    ]
    assert "elected" not in answer


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"contest__same_name": ..., "contest__add_down": ...},
            [("contest.offices[1].candidates[0]", "offices.name_in_two")],
        ),
        (
            {"contest__offices__0__seats": 3},
            [("contest.offices[0].seats", "offices.seats_above_names")],
        ),
        (
            {"contest__offices__0__candidates": [], "votes": OFFICES["votes"][2:]},
            [("contest.offices[0].candidates", "offices.nobody_stands")],
        ),
        ({"contest__offices": []}, [("contest.offices", "offices.none")]),
        (
            {
                "contest__offices__1__id": "chair",
                "contest__add_down": [],
                "votes": OFFICES["votes"][:2],
            },
            [("contest.offices[1].id", "definition.duplicate_id")],
        ),
        ({"contest__add_down": ["chair", "mayor"]}, [("contest.add_down[1]", "offices.unknown")]),
        (
            {"contest__add_down": ["chair", "deputy", "chair"]},
            [("contest.add_down[2]", "add_down.twice")],
        ),
        ({"votes__3__office": "mayor"}, [("votes[3].office", "offices.unknown")]),
        ({"votes__3__office": ...}, [("votes[3].office", "input.missing_key")]),
        (
            {"write_ins": [{"name": "林一", "for": 1}]},
            [("write_ins[0].office", "input.missing_key")],
        ),
        (
            {"write_ins": [{"office": "x", "name": "林一", "for": 1}]},
            [("write_ins[0].office", "offices.unknown")],
        ),
        ({"contest__validity": "row"}, [("contest.validity", "input.not_a_choice")]),
        ({"contest__same_name": "maybe"}, [("contest.same_name", "input.not_a_choice")]),
        ({"contest__seats": 2}, [("contest.seats", "input.unknown_key")]),
        ({"contest__kind": "lottery"}, [("contest.kind", "input.not_a_choice")]),
        (
            {"ballots__offices": {"chair": {"valid": 100, "invalid": 0}}},
            [("ballots.offices", "offices.judged_by_sheet")],
        ),
        ({"ballots__valid": ...}, [("ballots.valid", "input.missing_key")]),
        ({"contest__validity": "office"}, [("ballots.offices", "input.missing_key")]),
        (
            {
                "contest__validity": "office",
                "ballots__offices": {
                    "chair": {"valid": 100, "invalid": 0},
                    "mayor": {"valid": 1, "invalid": -1},
                },
            },
            [("ballots.offices.mayor.invalid", "input.out_of_range")],
        ),
        (
            {
                "contest__validity": "office",
                "ballots__offices": {
                    "chair": {"valid": 100, "invalid": 0},
                    "mayor": {"valid": 1, "invalid": 1},
                },
            },
            [
                ("ballots.offices.mayor", "offices.unknown"),
                ("ballots.offices.deputy", "input.missing_key"),
            ],
        ),
    ],
)
def test_what_does_not_fit_between_offices_is_named_with_its_place(
    changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert problems(changed(OFFICES, **changes)) == found


def test_every_fault_of_offices_is_told_at_once() -> None:
    question = changed(
        OFFICES,
        overrides={"quorums": 1},
        contest__same_name=...,
        contest__add_down=["deputy", "deputy", "mayor"],
        contest__offices__0__seats=4,
        electors__due=0,
        votes__0__office="king",
    )
    assert sorted(problems(question)) == sorted(
        [
            ("overrides.quorums", "rules.unknown_key"),
            ("electors.due", "input.out_of_range"),
            ("contest.offices[0].seats", "offices.seats_above_names"),
            ("contest.offices[1].candidates[0]", "offices.name_in_two"),
            ("contest.add_down[1]", "add_down.twice"),
            ("contest.add_down[2]", "offices.unknown"),
            ("votes[0].office", "offices.unknown"),
        ]
    )


@pytest.mark.parametrize(
    ("question", "changes", "found"),
    [
        (CHOICE, {"contest__choose": {}}, [("contest.choose", "choose.one_of")]),
        (
            CHOICE,
            {"contest__choose": {"exactly": 4, "at_most": 5}, "contest__seats": 6},
            [
                ("contest.choose", "choose.one_of"),
                ("contest.choose.exactly", "choose.above_items"),
                ("contest.choose.at_most", "choose.above_items"),
                ("contest.seats", "choose.above_items"),
            ],
        ),
        (
            CHOICE,
            {"contest__choose": {"at_most": 0}},
            [("contest.choose.at_most", "input.out_of_range")],
        ),
        (CHOICE, {"contest__choose": ...}, [("contest.choose", "input.missing_key")]),
        (CHOICE, {"votes__0__against": 1}, [("votes[0].against", "input.unknown_key")]),
        (CHOICE, {"write_ins": [{"name": "x", "for": 1}]}, [("write_ins", "write_ins.no_office")]),
        (CHOICE, {"contest__candidates": []}, [("contest.candidates", "candidates.none")]),
        (CHOICE, {"ballots": ...}, [("ballots", "input.missing_key")]),
        (RESOLUTION, {"contest__method": "lamp"}, [("contest.method", "input.not_a_choice")]),
        (
            RESOLUTION,
            {"votes__0__not_pressed": ...},
            [("votes[0].not_pressed", "input.missing_key")],
        ),
        (RESOLUTION, {"contest__method": "hands"}, [("votes[0].not_pressed", "input.unknown_key")]),
        (
            RESOLUTION,
            {"profile": "villagers-committee"},
            [("contest.method", "resolution.base_without_paper")],
        ),
        (
            RATING,
            {"contest__grades__0__label": ...},
            [("contest.grades[0].label", "input.missing_key")],
        ),
        (
            RATING,
            {"contest__grades__0__label": " "},
            [("contest.grades[0].label", "input.not_a_text")],
        ),
        (
            RATING,
            {"contest__grades__1__label": "满意"},
            [("contest.grades[1].label", "grades.equal")],
        ),
        (
            RATING,
            {"contest__grades": [{"id": "g1", "label": "满意"}]},
            [("contest.grades", "grades.too_few"), ("votes[0].grades.g2", "grades.unknown")],
        ),
        (
            RATING,
            {"votes__0__grades": {"g1": 70, "g9": 20}},
            [("votes[0].grades.g9", "grades.unknown"), ("votes[0].grades.g2", "input.missing_key")],
        ),
        (RATING, {"contest__seats": 1}, [("contest.seats", "input.unknown_key")]),
    ],
)
def test_what_does_not_fit_in_another_kind_is_named_with_its_place(
    question: dict[str, Any], changes: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    asked = changed(question, **changes)
    if changes.get("contest__method") == "lamp":  # read as a vote on paper, as far as it goes
        asked = {**asked, "ballots": {**PAPER, "valid": 90, "invalid": 10}}
        del asked["votes"][0]["not_pressed"]
    assert problems(asked) == found


def test_an_error_about_an_office_says_which() -> None:
    answer = decide(changed(OFFICES, votes__2__for=26))
    (error,) = answer["errors"]
    assert error["code"] == "for+against+abstain+row_void=valid"
    assert error["facts"] == {
        "office": "deputy",
        "office_title": "副主任",
        "candidate": "乙",
        "sum": 101,
        "valid": 100,
    }
    assert say(error["code"], error["facts"], "zh").message.startswith("副主任：乙")
    assert [office["elected"] for office in answer["offices"]] == [[], []]


def test_rows_are_looked_for_in_their_own_office() -> None:
    twice = {"office": "deputy", "candidate": "甲", **ROW}
    answer = decide(changed(OFFICES, votes=[*OFFICES["votes"][:3], twice]))
    assert [(error["code"], error["facts"]["office"]) for error in answer["errors"]] == [
        ("votes.unknown_name", "deputy"),
        ("votes.missing_candidate", "deputy"),
    ]


def test_a_vote_by_keypads_may_tell_its_ballots_all_the_same() -> None:
    ballots = {"issued": 90, "returned": 90, "valid": 90, "invalid": 0}
    assert decide({**RESOLUTION, "ballots": ballots})["adopted"] == ["决议"]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
PATHS = [
    (question, f"{above}{key}")
    for question in (OFFICES, CHOICE, RESOLUTION, RATING)
    for above, part in (("", question), ("contest__", question["contest"]))
    for key in sorted(part)
]


@given(st.sampled_from(PATHS), junk)
def test_junk_anywhere_is_answered_or_refused_with_its_place(
    where: tuple[dict[str, Any], str], value: object
) -> None:
    question, path = where
    try:
        found = [(path, json.dumps(decide(changed(question, **{path: value}))))]
    except InputError as refused:
        found = [(problem.place, problem.code) for problem in refused.problems]
    assert found
    assert all(map(all, found))
