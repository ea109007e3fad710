"""The contract's `decide`: every key of the answer, every fault of the question with its place."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.exchange.decide import decide
from counting.model.refusal import InputError
from tests.kit.contests import names

QUESTION: dict[str, Any] = {
    "profile": "cpc-grassroots-congress",
    "overrides": {},
    "contest": {"id": "c", "office": "member", "seats": 1, "candidates": ["甲", "乙"]},
    "electors": {"due": 100, "present": 81},
    "ballots": {
        "unsealed": 100,
        "issued": 81,
        "remaining": 19,
        "returned": 81,
        "valid": 80,
        "invalid": 1,
    },
    "votes": [
        {"candidate": "甲", "for": 80, "against": 0, "abstain": 0, "row_void": 0},
        {"candidate": "乙", "for": 0, "against": 70, "abstain": 10, "row_void": 0},
    ],
    "write_ins": [],
}


def asked(**changes: Any) -> dict[str, Any]:
    """The contract's question with parts replaced; `votes__0__for` reaches below."""
    question = deepcopy(QUESTION)
    for path, value in changes.items():
        *above, last = (int(key) if key.isdigit() else key for key in path.split("__"))
        part: Any = question
        for key in above:
            part = part[key]
        part[last] = value
    return question


def problems(question: object) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        decide(question)
    return {problem.place: problem.code for problem in caught.value.problems}


def test_the_example_of_the_contract() -> None:
    answer = decide(QUESTION)
    accounts = answer.pop("accounts")
    assert answer == {
        "quorum": {"met": True, "needed": 80, "of": "due"},
        "contest_void": False,
        "needed": 51,
        "of": "due",
        "elected": ["甲"],
        "not_elected": ["乙"],
        "tie": None,
        "vacancies": 0,
        "next": "none",
        "options": [],
        "full_vote": {"甲": ["valid"]},
        "sensitivity": [],
        "errors": [],
        "warnings": [],
    }
    assert all(set(account) == {"code", "ok", "facts"} for account in accounts)
    assert all(account["ok"] for account in accounts)
    assert "returned<=issued" in [account["code"] for account in accounts]


def test_the_answer_is_plain_json() -> None:
    answer = decide(asked(votes__0__against=3, ballots__returned=90))
    assert json.loads(json.dumps(answer)) == answer


def test_what_may_be_absent_may_be_absent() -> None:
    question = deepcopy(QUESTION)
    for path in ("overrides", "write_ins"):
        del question[path]
    for key in ("unsealed", "remaining"):
        del question["ballots"][key]
    answer = decide(question)
    assert answer["elected"] == ["甲"]
    assert "issued+remaining=unsealed" not in [a["code"] for a in answer["accounts"]]


@pytest.mark.parametrize("base", ["registered", "total", "all_members"])
def test_other_counts_of_electors_default_to_those_due(base: str) -> None:
    question = asked(overrides={"majority": {"base": base}})
    assert (decide(question)["needed"], decide(question)["of"]) == (51, base)
    question["electors"][base] = 140
    assert decide(question)["needed"] == 71


def test_voters_default_to_those_present() -> None:
    question = asked(overrides={"majority": {"base": "voters"}})
    assert decide(question)["needed"] == 41
    question["electors"]["voters"] = 79
    assert decide(question)["needed"] == 40


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"profile": 3}, "profile", "input.not_a_text"),
        ({"profile": "none-such"}, "profile", "profile.unknown"),
        ({"overrides": []}, "overrides", "input.not_an_object"),
        ({"overrides": {"quorums": 1}}, "overrides.quorums", "rules.unknown_key"),
        ({"contest": None}, "contest", "input.not_an_object"),
        ({"contest__office": "king"}, "contest.office", "input.not_a_choice"),
        ({"contest__seats": 0}, "contest.seats", "input.out_of_range"),
        ({"contest__seats": True}, "contest.seats", "input.not_a_whole_number"),
        ({"contest__seats": "1"}, "contest.seats", "input.not_a_whole_number"),
        ({"contest__candidates": "甲乙"}, "contest.candidates", "input.not_an_array"),
        ({"contest__candidates": ["甲", 2]}, "contest.candidates[1]", "input.not_a_text"),
        ({"contest__candidates": ["甲", " "]}, "contest.candidates[1]", "input.not_a_text"),
        (
            {"contest__candidates": ["甲", "甲"]},
            "contest.candidates[1]",
            "candidates.duplicate_name",
        ),
        (
            {"contest__candidates": ["A李明", "Ａ李明"]},
            "contest.candidates[1]",
            "candidates.duplicate_name",
        ),
        ({"contest__seat": 1}, "contest.seat", "input.unknown_key"),
        ({"electors__due": 0}, "electors.due", "input.out_of_range"),
        ({"electors__present": -1}, "electors.present", "input.out_of_range"),
        ({"electors__present": 80.0}, "electors.present", "input.not_a_whole_number"),
        ({"electors__absent": 19}, "electors.absent", "input.unknown_key"),
        ({"ballots__valid": None}, "ballots.valid", "input.not_a_whole_number"),
        ({"ballots__unsealed": None}, "ballots.unsealed", "input.not_a_whole_number"),
        ({"ballots__issued": 10**30}, "ballots.issued", "input.out_of_range"),
        ({"votes": {}}, "votes", "input.not_an_array"),
        ({"votes__0": "甲"}, "votes[0]", "input.not_an_object"),
        ({"votes__1__for": "many"}, "votes[1].for", "input.not_a_whole_number"),
        ({"votes__1__note": ""}, "votes[1].note", "input.unknown_key"),
        ({"write_ins": [{"name": "丙"}]}, "write_ins[0].for", "input.missing_key"),
        ({"write_ins": [{"name": "", "for": 1}]}, "write_ins[0].name", "input.not_a_text"),
        ({"extra": 1}, "extra", "input.unknown_key"),
    ],
)
def test_wrong_types_and_unknown_keys_are_named_with_their_place(
    changes: dict[str, Any], place: str, code: str
) -> None:
    assert problems(asked(**changes)) == {place: code}


@pytest.mark.parametrize("question", [None, [], "decide", 7, True])
def test_a_question_must_be_an_object(question: object) -> None:
    assert problems(question) == {".": "input.not_an_object"}


def test_every_missing_key_is_told_at_once() -> None:
    assert problems({}) == dict.fromkeys(
        ("profile", "contest", "electors", "ballots", "votes"), "input.missing_key"
    )
    assert problems({**QUESTION, "ballots": {"issued": 1}, "electors": {}}) == dict.fromkeys(
        (
            "ballots.returned",
            "ballots.valid",
            "ballots.invalid",
            "electors.due",
            "electors.present",
        ),
        "input.missing_key",
    )


def errors(**changes: Any) -> dict[str, dict[str, Any]]:
    answer = decide(asked(**changes))
    assert answer["elected"] == []
    assert answer["next"] == "errors"
    assert all(set(error) == {"code", "facts", "message"} for error in answer["errors"])
    return {error["code"]: error["facts"] for error in answer["errors"]}


def vote(name: str, for_: int = 0, against: int = 80) -> dict[str, Any]:
    return {"candidate": name, "for": for_, "against": against, "abstain": 0, "row_void": 0}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"votes": [vote("甲", 80, 0)]},
            {"votes.missing_candidate": {"candidate": "乙", "rows": 1, "candidates": 2}},
        ),
        (
            {"votes": [vote("甲", 60, 20), vote("乙"), vote("丙", 3, 77)]},
            {"votes.unknown_name": {"name": "丙", "for": 3}},
        ),
        (
            {"votes": [vote("甲", 60, 20), vote("乙"), vote("甲", 61, 19)]},
            {"votes.repeated": {"candidate": "甲", "for": 60, "again": 61}},
        ),
        (
            {"votes": [vote("甲", 60, 19), vote("乙")]},
            {"for+against+abstain+row_void=valid": {"candidate": "甲", "sum": 79, "valid": 80}},
        ),
        (
            {"votes": [vote("甲", 60, 20), vote("乙", 21, 59)]},
            {"approvals<=valid*seats": {"approvals": 81, "valid": 80, "seats": 1, "most": 80}},
        ),
        (
            {"electors": {"due": 80, "present": 81}},
            {"present<=due": {"due": 80, "absent": -1, "present": 81}},
        ),
        (
            {"votes": [vote("甲", 60, 1), vote("乙")], "votes__0__abstain": 19}
            | {
                "write_ins": [{"name": "丙", "for": 2}],
                "votes__1__against": 0,
                "votes__1__abstain": 80,
            },
            {
                "write_ins<=against": {"write_ins": 2, "against": 1},
                "write_in<=sheets": {"write_in": "丙", "approvals": 2, "sheets": 1},
            },
        ),
        (
            {"write_ins": [{"name": "丙", "for": 0}, {"name": "丙", "for": 0}]},
            {"write_in.repeated_row": {"name": "丙", "for": 0, "again": 0}},
        ),
        ({"write_ins": [{"name": "乙", "for": 0}]}, {"write_ins.listed_candidate": {"name": "乙"}}),
    ],
)
def test_figures_that_cannot_be_are_named_with_both_numbers(
    changes: dict[str, Any], found: dict[str, dict[str, Any]]
) -> None:
    assert errors(**changes) == found


def test_messages_are_made_by_the_words_given() -> None:
    question = asked(votes=[vote("甲", 80, 0)])
    answer = decide(question, lambda code, facts: f"{code}:{facts['candidate']}")
    assert answer["errors"][0]["message"] == "votes.missing_candidate:乙"


def test_names_are_taken_in_ballot_order_whatever_the_order_of_the_rows() -> None:
    question = asked(votes=QUESTION["votes"][::-1])
    assert decide(question) == decide(QUESTION)


def test_a_hundred_and_twenty_candidates() -> None:
    listed = list(names(120))
    question = asked(
        contest={"id": "c", "office": "member", "seats": 100, "candidates": listed},
        votes=[vote(name, 80 - i // 4, i // 4) for i, name in enumerate(listed)],
    )
    answer = decide(question)
    assert len(answer["elected"]) == 100
    assert answer["not_elected"] == listed[100:]


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(QUESTION)), junk)
def test_junk_anywhere_is_answered_or_refused_with_its_place(key: str, value: object) -> None:
    try:
        answer = decide({**deepcopy(QUESTION), key: value})
    except InputError as refused:
        found = [(problem.place, problem.code) for problem in refused.problems]
    else:
        found = [(key, json.dumps(answer))]
    assert found
    assert all(map(all, found))


# Optional keys: rounds, proxies, lists, names without a mark


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"vote": "third"}, "input.not_a_choice", "contest.vote"),
        ({"vote": 1}, "input.not_a_text", "contest.vote"),
        ({"reduced_to": -1}, "input.out_of_range", "contest.reduced_to"),
        ({"reduced_to": "2"}, "input.not_a_whole_number", "contest.reduced_to"),
        ({"eligible": "林一"}, "input.not_an_array", "contest.eligible"),
        ({"eligible": ["林一", 3]}, "input.not_a_text", "contest.eligible[1]"),
        ({"eligible": ["林一", "林一"]}, "candidates.duplicate_name", "contest.eligible[1]"),
        ({"round": 2}, "input.unknown_key", "contest.round"),
    ],
)
def test_an_optional_key_that_does_not_fit_is_named_with_its_place(
    changes: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(InputError) as error:
        decide(asked(**{f"contest__{key}": value for key, value in changes.items()}))
    assert [(p.code, p.place) for p in error.value.problems] == [(code, place)]


def test_optional_keys_left_out_change_nothing() -> None:
    told = asked(contest__vote="first", electors__voters=81)
    assert decide(told) == decide(asked())
    with_zero = decide(asked(electors__proxies=0))
    accounts = {account["code"]: account["ok"] for account in with_zero["accounts"]}
    assert accounts["proxies=0"]
    assert with_zero["elected"] == ["甲"]


@pytest.mark.parametrize(("unmarked", "code"), [(0, []), (3, []), (4, ["write_in.unmarked_above"])])
def test_no_more_names_without_a_mark_than_the_approvals_that_hold_them(
    unmarked: int, code: list[str]
) -> None:
    written = [{"name": "林一", "for": 3, "unmarked": unmarked}]
    question = asked(write_ins=written, votes__0__for=60, votes__0__against=20)
    assert [error["code"] for error in decide(question)["errors"]] == code
