"""Cases about several offices and other kinds as questions of `decide`.

Several offices: `offices` by id, each with `for` (approvals; all other valid sheets opposed) or
`votes` ([for, against, abstain, row_void]), `seats`, `office`, `write_ins`, and where each is
judged alone its `valid` (the rest of those returned is invalid). A choice has `votes` by item; a
resolution `votes` by motion ([for, against, abstain], with keypads also not pressed); a rating
`grades` (labels, the best first) and `votes` by name (one number a grade, then abstentions).
"""

from collections.abc import Callable
from typing import Any


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """What every question says; unstated figures are those of a hall where all are well."""
    due = case["due"]
    present = case.get("present", due)
    issued = case.get("issued", present)
    returned = case.get("returned", issued)
    invalid = case.get("invalid", 0)
    return {
        "profile": case["profile"],
        "overrides": case.get("overrides", {}),
        "electors": {"due": due, "present": present, **case.get("electors", {})},
        "ballots": {
            "issued": issued,
            "returned": returned,
            "valid": case.get("valid", returned - invalid),
            "invalid": invalid,
        },
    }


def offices(case: dict[str, Any]) -> dict[str, Any]:
    question = asked(case)
    sheets = question["ballots"]
    ruled = {key: case[key] for key in ("validity", "same_name", "add_down") if key in case}
    alone = case.get("validity") == "office"
    contest: dict[str, Any] = {"id": "c", **ruled, "offices": []}
    votes, write_ins = [], []
    for id_, office in case["offices"].items():
        valid = office.get("valid", sheets["valid"])
        rows = office.get("votes") or {
            name: [approvals, valid - approvals, 0, 0] for name, approvals in office["for"].items()
        }
        contest["offices"].append(
            {
                "id": id_,
                "office": office.get("office", "other"),
                "seats": office.get("seats", 1),
                "candidates": list(rows),
                "write_in_lines": office.get("write_in_lines", 0),
            }
        )
        words = ("for", "against", "abstain", "row_void")
        votes += [
            {"office": id_, "candidate": name, **dict(zip(words, row, strict=True))}
            for name, row in rows.items()
        ]
        write_ins += [
            {"office": id_, "name": name, "for": approvals}
            for name, approvals in office.get("write_ins", {}).items()
        ]
        if alone:
            invalid = office.get("invalid", sheets["returned"] - valid)
            figures = {"valid": valid, "invalid": invalid}
            sheets.setdefault("offices", {})[id_] = figures
    return {**question, "contest": contest, "votes": votes, "write_ins": write_ins}


def choice(case: dict[str, Any]) -> dict[str, Any]:
    rows = [{"candidate": name, "for": votes} for name, votes in case["votes"].items()]
    contest = {"seats": case["seats"]} if "seats" in case else {}
    return _of_kind(case, {**contest, "choose": case["choose"]}, rows)


def resolution(case: dict[str, Any]) -> dict[str, Any]:
    words = ("for", "against", "abstain", "not_pressed")
    rows = [
        {"candidate": motion, **dict(zip(words, said, strict=False))}
        for motion, said in case["votes"].items()
    ]
    method = case.get("method", "paper")
    question = _of_kind(case, {"method": method}, rows)
    if method != "paper":
        del question["ballots"]
    return question


def rating(case: dict[str, Any]) -> dict[str, Any]:
    grades = [{"id": f"g{n}", "label": label} for n, label in enumerate(case["grades"], start=1)]
    rows = [
        {
            "candidate": name,
            "grades": {grade["id"]: n for grade, n in zip(grades, given[:-1], strict=True)},
            "abstain": given[-1],
        }
        for name, given in case["votes"].items()
    ]
    return _of_kind(case, {"grades": grades}, rows)


def _of_kind(
    case: dict[str, Any], contest: dict[str, Any], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    named = {"id": "c", "kind": case["kind"], "candidates": [row["candidate"] for row in rows]}
    return {**asked(case), "contest": {**named, **contest}, "votes": rows}


FORMS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "offices": offices,
    "choice": choice,
    "resolution": resolution,
    "rating": rating,
}
"""How a case is asked, by its kind; several offices are one of their own."""


def form_of(case: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
    """The form of a case; None for an election to one office."""
    return FORMS.get("offices" if "offices" in case else case.get("kind", "election"))
