"""Questions of `decide` about several offices and other kinds, each with figures that can be."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

ROW = {"for": 60, "against": 40, "abstain": 0, "row_void": 0}
PAPER = {"issued": 100, "returned": 100, "valid": 100, "invalid": 0}
OFFICES: dict[str, Any] = {
    "profile": "villagers-committee",
    "contest": {
        "id": "leaders",
        "validity": "sheet",
        "same_name": "allowed",
        "add_down": ["chair", "deputy"],
        "offices": [
            {
                "id": "chair",
                "title": "主任",
                "office": "other",
                "seats": 1,
                "candidates": ["甲", "乙"],
            },
            {
                "id": "deputy",
                "title": "副主任",
                "office": "other",
                "seats": 1,
                "candidates": ["乙", "丙"],
            },
        ],
    },
    "electors": {"due": 100, "present": 100},
    "ballots": PAPER,
    "votes": [
        {"office": "chair", "candidate": "甲", **ROW},
        {"office": "chair", "candidate": "乙", **ROW, "for": 30, "against": 70},
        {"office": "deputy", "candidate": "乙", **ROW, "for": 25, "against": 75},
        {"office": "deputy", "candidate": "丙", **ROW, "for": 40, "against": 60},
    ],
    "write_ins": [],
}
CHOICE: dict[str, Any] = {
    "profile": "generic-majority",
    "contest": {
        "id": "projects",
        "kind": "choice",
        "choose": {"at_most": 2},
        "seats": 2,
        "candidates": ["修路", "建桥", "亮灯"],
    },
    "electors": {"due": 100, "present": 100},
    "ballots": PAPER,
    "votes": [
        {"candidate": "修路", "for": 80},
        {"candidate": "建桥", "for": 60},
        {"candidate": "亮灯", "for": 20},
    ],
}
RESOLUTION: dict[str, Any] = {
    "profile": "generic-majority",
    "contest": {"id": "r", "kind": "resolution", "method": "keypad", "candidates": ["决议"]},
    "electors": {"due": 100, "present": 90},
    "votes": [{"candidate": "决议", "for": 50, "against": 20, "abstain": 10, "not_pressed": 10}],
}
RATING: dict[str, Any] = {
    "profile": "generic-majority",
    "contest": {
        "id": "satisfaction",
        "kind": "rating",
        "grades": [{"id": "g1", "label": "满意"}, {"id": "g2", "label": "不满意"}],
        "candidates": ["甲"],
    },
    "electors": {"due": 100, "present": 100},
    "ballots": PAPER,
    "votes": [{"candidate": "甲", "grades": {"g1": 70, "g2": 20}, "abstain": 10}],
}


def changed(question: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The question with parts replaced, or taken out where the value is `...`."""
    found: dict[str, Any] = deepcopy(dict(question))
    for path, value in changes.items():
        *above, last = (int(key) if key.isdigit() else key for key in path.split("__"))
        part: Any = found
        for key in above:
            part = part[key]
        if value is ...:
            del part[last]
        else:
            part[last] = value
    return found
