"""Turns a refusal's code and facts into words: heading, reason, what to do, and was it counted.

One TOML file per language holds a table per code, with the keys of `Words`; texts may name facts
in braces. The table `terms` gives the words for facts that are values of the model, per fact name;
those for values of rules stand in `counting.rules.wording`.
Command line and web speak from these same tables.
"""

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

LANGUAGES = ("zh", "en")
UNKNOWN = "code.unknown"
COUNTED = frozenset({"no", "yes", "pending", ""})
JOINED_BY = {"zh": "、", "en": ", "}
# Stands before what is said of one of several offices on a sheet.
OF_OFFICE = {"zh": "{}：", "en": "{}: "}
# Stands where a text names a fact that this refusal does not carry.
MISSING = "…"

# Facts that rules, identities and rounds name: their words stand with those of the rules
# (`counting.rules.wording`).
_KINDS: Mapping[str, str] = {
    "of": "bases",
    "base": "bases",
    "other_base": "bases",
    "mark": "marks",
    "office": "offices",
    "account": "accounts",
    "figures": "figures",
    "offer": "next",
    "offers": "next",
}
_RULES: Mapping[str, str] = {
    "to": "announce",
    "limit": "announce",
    "level": "full_vote",
    "here": "identification",
    "who": "write_in.who",
    "unmarked": "write_in.unmarked",
}
# Facts that say the same values as another.
_SAME: Mapping[str, str] = {"needed": "phase", "printed_as": "purpose"}

_FULL_WIDTH = tuple("。！？；，")  # no space follows these

Counted = Literal["no", "yes", "pending", ""]
Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What people read. `counted`: whether this sheet was counted, "" when no sheet is meant."""

    heading: str
    reason: str
    todo: str = ""
    counted: Counted = ""

    @property
    def message(self) -> str:
        """Reason and what to do in one paragraph, as the command line prints it."""
        said = self.reason or self.heading
        return said + ("" if said.endswith(_FULL_WIDTH) else " ") + self.todo if self.todo else said


def say(code: str, facts: Mapping[str, object], lang: str) -> Words:
    """Words of a code in a language ("zh", "zh-CN", "en_GB", …; Chinese for any other).

    A code without words is told as such with its facts, a missing fact as "…": an answer to
    people is never lost for want of words.
    """
    language = language_of(lang)
    entry = entries(language).get(code)
    if entry is None:
        entry = entries(language)[UNKNOWN]
        listed = (f"{name}={value}" for name, value in facts.items())
        facts = {"code": code, "facts": JOINED_BY[language].join(listed)}
    fill = Filler(language)
    reason = fill.format(entry.get("reason", ""), **facts)
    if (office := facts.get("office_title")) and "{office_title}" not in entry.get("reason", ""):
        reason = OF_OFFICE[language].format(office) + reason
    return Words(
        heading=fill.format(entry["heading"], **facts),
        reason=reason,
        todo=fill.format(entry.get("todo", ""), **facts),
        counted=cast(Counted, entry.get("counted", "")),
    )


def language_of(lang: str) -> str:
    """The language that we have for a tag: its first part when known, else Chinese."""
    first = lang.replace("_", "-").split("-")[0].lower()
    return first if first in LANGUAGES else LANGUAGES[0]


def entries(language: str) -> Table:
    """Every code with its texts, of one of `LANGUAGES`."""
    return _tables(language)[0]


def terms(language: str) -> Table:
    """Words for values, by the name of the fact, of one of `LANGUAGES`."""
    names = {*_tables(language)[1], *_SAME, *_KINDS, *_RULES}
    return {name: _values(name, language) for name in names}


def term(name: str, value: object, lang: str) -> str:
    """The word for a fact's value: `term("of", "due", "en")` is "electors due"; else the value.

    Several values, also as one text with ", " between them, become a list in words.
    """
    language = language_of(lang)
    if isinstance(value, str):
        known = _values(name, language)
        parts = value.split(", ")
        if value in known or known.keys().isdisjoint(parts):
            return known.get(value, value)
        return JOINED_BY[language].join(known.get(part, part) for part in parts)
    if isinstance(value, Mapping):
        keys = _values(name, language)
        pairs = (f"{keys.get(key, key)} {term(name, item, lang)}" for key, item in value.items())
        return JOINED_BY[language].join(pairs)
    if isinstance(value, Iterable):
        return JOINED_BY[language].join(term(name, item, lang) for item in value) or "—"
    return MISSING if value is None else str(value)


@cache
def _values(name: str, language: str) -> Mapping[str, str]:
    """Words for the values of a fact; none where it has no such words."""
    own = _tables(language)[1]
    shared = own.get(_SAME.get(name, ""), {})
    if name in _KINDS or name in _RULES:
        # Whoever says no value of a rule need not wait for their words: 10 of the 80 ms of `order`.
        from counting.rules.wording import value_words, words_for

        if name in _KINDS:
            shared = words_for(_KINDS[name], language=language)
        else:
            shared = value_words(_RULES[name], "word", language)
    return {**shared, **own.get(name, {})}


@cache
def _tables(language: str) -> tuple[Table, Table]:
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    words_for_values = tables.pop("terms")
    return tables, words_for_values


class Filler(string.Formatter):
    """Fills braces with facts as words, and never fails for a fact that is not there."""

    def __init__(self, language: str) -> None:
        self.language = language

    def get_field(self, field_name: str, _args: Any, kwargs: Any) -> tuple[str, str]:
        return term(field_name, kwargs.get(field_name), self.language), field_name
