"""Elections as data: every `[[case]]` of the TOML files beside this one, through `decide`.

A case names its article and states only what it is about. `for` gives approvals by candidate in
ballot order (all other valid sheets opposed); `votes` gives [for, against, abstain, row_void];
`candidates` is a number of them that nobody approves.
Unstated figures are those of a hall where everyone due is present, every ballot issued came back
and is valid. `expect` is part of the answer; errors, warnings and notes are given by their codes,
and `broken` are the codes of the accounts that do not hold. Cases about several offices and other
kinds are in the form of `sheet_questions`; what is expected of an office stands under its id.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counting.exchange.decide import decide
from tests.elections.sheet_questions import form_of
from tests.kit.contests import names

HERE = Path(__file__).parent
CODED = ("errors", "warnings", "sensitivity")
STATED = {
    "name",
    "article",
    "profile",
    "overrides",
    "office",
    "seats",
    "electors",
    "due",
    "present",
    "unsealed",
    "issued",
    "remaining",
    "returned",
    "valid",
    "invalid",
    "for",
    "votes",
    "write_ins",
    "candidates",
    "vote",
    "reduced_to",
    "eligible",
    "unmarked",
    "expect",
    "offices",
    "validity",
    "same_name",
    "add_down",
    "kind",
    "choose",
    "method",
    "grades",
}


def cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, case)
        for path in sorted(HERE.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", ())
    ]


CASES = cases()


def question(case: dict[str, Any]) -> dict[str, Any]:
    if form := form_of(case):
        return form(case)
    due = case["due"]
    present = case.get("present", due)
    issued = case.get("issued", present)
    returned = case.get("returned", issued)
    invalid = case.get("invalid", 0)
    valid = case.get("valid", returned - invalid)
    approved = case.get("for") or dict.fromkeys(names(case.get("candidates", 0)), 0)
    votes = case.get("votes") or {
        name: [approvals, valid - approvals, 0, 0] for name, approvals in approved.items()
    }
    unmarked = case.get("unmarked", {})
    rounds = {key: case[key] for key in ("vote", "reduced_to", "eligible") if key in case}
    paper = {key: case[key] for key in ("unsealed", "remaining") if key in case}
    return {
        "profile": case["profile"],
        "overrides": case.get("overrides", {}),
        "contest": {
            "id": "c",
            "office": case.get("office", "member"),
            "seats": case.get("seats", 1),
            "candidates": list(votes),
            **rounds,
        },
        "electors": {"due": due, "present": present, **case.get("electors", {})},
        "ballots": {
            **paper,
            "issued": issued,
            "returned": returned,
            "valid": valid,
            "invalid": invalid,
        },
        "votes": [
            {
                "candidate": name,
                "for": row[0],
                "against": row[1],
                "abstain": row[2],
                "row_void": row[3],
            }
            for name, row in votes.items()
        ],
        "write_ins": [
            {"name": name, "for": approvals, "unmarked": unmarked.get(name, 0)}
            for name, approvals in case.get("write_ins", {}).items()
        ],
    }


def part_of(answer: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The part of the answer that a case speaks of, in the case's form."""
    found: dict[str, Any] = {}
    offices = {office["id"]: office for office in answer.get("offices", ())}
    for key, value in expected.items():
        if key in offices:
            found[key] = part_of(offices[key], value)
        elif key == "broken":
            found[key] = [account["code"] for account in answer["accounts"] if not account["ok"]]
        elif key in CODED:
            found[key] = [finding["code"] for finding in answer[key]]
        elif key == "tie" and value == "none":
            found[key] = "none" if answer["tie"] is None else answer["tie"]
        elif isinstance(value, dict) and key not in ("full_vote", "figures"):
            found[key] = {k: answer[key][k] for k in value}
        else:
            found[key] = answer[key]
    return found


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{stem}: {case['name']}" for stem, case in CASES]
)
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= STATED
    assert case["article"].strip()
    expected = case["expect"]
    assert expected
    answer = decide(question(case))
    assert part_of(answer, expected) == expected
    # What holds in every case, stated or not.
    if "errors" not in expected:
        assert answer["errors"] == []
    for said, to_fill in filled(case, answer):
        # Tied seats are held open for what follows; where none of the tied is elected, vacant.
        nobody = case.get("overrides", {}).get("tie") == "none_elected"
        tied = said["tie"]["seats"] if said["tie"] and not nobody else 0
        assert len(said["elected"]) + tied + said["vacancies"] == to_fill


def filled(case: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int]]:
    """What is said of each office whose seats do not wait, and its seats."""
    waiting = {w["facts"].get("office") for w in answer["warnings"] if "waiting" in w["code"]}
    for office in answer.get("offices", ()):
        if office["id"] not in waiting:
            yield office, case["offices"][office["id"]].get("seats", 1)
    if "elected" in answer:
        marks = next(iter(case.get("choose", {"": 1}).values()))
        yield answer, case.get("reduced_to", case.get("seats", marks))


def test_no_case_is_there_twice() -> None:
    told = [case["name"] for _, case in CASES]
    assert len(set(told)) == len(told) >= 270
