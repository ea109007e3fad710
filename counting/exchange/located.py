"""Problems of a definition at the cells of its workbook, in the words that stand there.

A definition calls its parts by keys, ids and codes; whoever fills in a workbook knows cells, the
titles of columns, names, and the choices of lists.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from counting.exchange.sheets import FIELDS, MEETING, OVERRIDES, PROFILES, RULES, SHEETS
from counting.model.refusal import Problem

_ALL: Final = (*FIELDS, *(one for about in SHEETS for one in about.fields))
_CALLED: Final[Mapping[str, str]] = {
    **{one.key.rpartition(".")[2]: one.title for one in _ALL},
    "moved": next(one.title for one in _ALL if one.key == "before"),
    "overrides": OVERRIDES.title,
}
"""Keys of a definition, and where in a workbook they are filled in."""
_WORDS: Final[Mapping[object, str]] = {
    code: said for about in SHEETS for one in about.fields for said, code in one.words.items()
}
_KEYS: Final = ("field", "other_field")  # facts that name keys
_CODED: Final = ("layout", "needed", "marks", "value", "other_value")  # facts chosen from lists
_IDS: Final = ("candidate", "before", "contest", "given", "known")  # facts that name ids


@dataclass(slots=True)
class Located:
    """What was read so far: the definition, where its values stand and what they are called."""

    given: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, place: str, title: str = "") -> None:
        """Say where the value at a key path stands, and below which title."""
        self.places[path] = place
        if title:
            self.titles[path] = title

    def located(self, problem: Problem) -> Problem:
        """The problem at its cell: its own, or that of the nearest thing it is part of.

        Its facts name cells, titles, names and choices too, where they name places, keys, ids and
        codes.
        """
        path, facts = problem.place, dict(problem.facts)
        at = self._nearest(path)
        if title := self.titles.get(at, ""):
            if at.startswith(path) or path.startswith(f"{at}["):  # a list stands in one cell
                facts["column"] = title
            if at == path and "key" in facts:
                facts["key"] = title
        elif "key" in facts:  # a column that is not there
            facts["key"] = _column(path) or facts["key"]
        if facts.get("first") in self.places:
            facts["first"] = self.places[str(facts["first"])]
        facts |= {
            name: _CALLED.get(str(facts[name]), facts[name]) for name in _KEYS if name in facts
        }
        facts |= {name: _WORDS[facts[name]] for name in _CODED if facts.get(name) in _WORDS}
        if facts.get("rule") in RULES:
            facts["rule"] = RULES[str(facts["rule"])]
        facts |= self._named(path, facts)
        if path.startswith("overrides."):
            facts |= _rules(path, facts)
        if problem.code == "profile.unknown":
            facts["known"] = "、".join(PROFILES)
        return replace(problem, place=self.places.get(at, MEETING), facts=facts)

    def _nearest(self, path: str) -> str:
        """The path that has a cell: this one, a part of it, one beside it, what it is part of."""
        if path in self.places:
            return path
        around = (path, path.rpartition(".")[0]) if path.startswith("overrides.") else (path,)
        for above in around:
            if found := next((p for p in self.places if p.startswith(f"{above}.")), ""):
                return found
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return path

    def _named(self, path: str, facts: Mapping[str, object]) -> dict[str, object]:
        """Facts that are ids, by the names of those who have them."""
        names: dict[str, str] = {}
        if ".electors_from" in path:
            names = {entry["id"]: str(entry.get("title")) for entry in self.given["contests"]}
        elif ".moved[" in path:
            contest = self.given["contests"][int(path[path.find("[") + 1 : path.find("]")])]
            names = {entry["id"]: str(entry.get("name")) for entry in contest["candidates"]}
        return {
            name: "、".join(names.get(one, one) for one in str(facts[name]).split(", "))
            for name in _IDS
            if names and name in facts
        }


def _column(path: str) -> str:
    """The title of the column of a value by its path: candidates[0].name is 姓名; "" for none."""
    within = {about.key: {one.key: one.title for one in about.fields} for about in SHEETS}
    *above, last = re.split(r"\[\d+\]\.", path)
    return within.get(above[-1].rpartition(".")[2], {}).get(last, "") if above else ""


def _rules(path: str, facts: Mapping[str, object]) -> dict[str, object]:
    """What a problem of a rule calls it, and the values beside it, by their titles."""
    key = path.removeprefix("overrides.")
    if key.startswith("office."):
        key = key.split(".", 2)[2]
    above = key.rpartition(".")[0]
    beside = (f"{above}.{one}".lstrip(".") for one in str(facts.get("allowed", "")).split(", "))
    titles = [RULES[one] for one in beside if one in RULES]
    called: dict[str, object] = {"key": RULES[key]} if key in RULES and "key" in facts else {}
    return called | ({"allowed": "、".join(titles)} if titles else {})
