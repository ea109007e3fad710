"""What a rule value means in words: one row a value, for screens, papers, ballots and workbooks.

One TOML file per language holds under ``rules``, per parameter and value, the text of each
register; beside them the words for bases, fractions, marks and offices. Texts name facts of the
`RuleLine` in braces. ``sentence_in_figures`` (``clause_in_figures``) stands instead of
``sentence`` where the definition alone fixes the threshold as a number. Papers, ballots and
workbooks are Chinese, so the English file holds only sentences and words.
"""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:  # words alone are said by commands that load no rules
    from counting.rules.lines import RuleLine

Register = Literal[
    "sentence",
    "clause",
    "ballot",
    "speech",
    "word",
    "short",
    "label",
    "election",
    "amount",
]
"""Whole sentences of a screen; clauses of a paper, without a full stop; notes on a ballot; what
the chair reads out; words inside other sentences; what walls and public terminals have room for;
entries of a workbook's lists; titles of elections; shares of the seats."""
LANGUAGES: Final = ("zh", "en")


def rule_words(
    line: "RuleLine",
    register: Register,
    language: str = "zh",
    called: Mapping[str, str] | None = None,
) -> str:
    """One rule value in words, its facts filled in. A profile's seats are "N".

    `called`: what a clause calls the `electors`, the `presidium` and the `meeting` of this body.
    """
    row = vocabulary(language)["rules"][line.key][line.value_code]
    text: str = row[register]
    if "figure" in line.facts:
        text = row.get(f"{register}_in_figures", text)
    including = words_for("including", language=language)["write_ins"]
    given = {"seats": "N", **vocabulary("zh")["called"], **(called or {}), **line.facts}
    given["including"] = including if given.get("write_ins", True) else ""
    if "name_order" in given:
        given["strokes"] = value_words("name_order", "ballot")[str(given["name_order"])]
    if "base" in given:
        given["base"] = words_for("bases", register, language)[str(given["base"])]
        given["fraction"] = fraction_words(Fraction(str(given["fraction"])), register, language)
    for bound in ("at_least", "at_most"):
        share = given.get(bound)
        if isinstance(share, Fraction):
            given[bound] = fraction_words(share, "amount", language)
    return text.format(**given)


def value_words(key: str, register: Register, language: str = "zh") -> dict[str, str]:
    """A parameter's values, each with its text in a register, where it has one."""
    rows = vocabulary(language)["rules"][key].items()
    return {code: row[register] for code, row in rows if register in row}


def names(register: Register = "clause") -> dict[str, str]:
    """What each parameter is called in Chinese, in reading order; `label`: in a workbook."""
    rules = vocabulary("zh")["rules"]
    return {key: row.get(register, row["name"]) for key, row in rules.items()}


def words_for(kind: str, register: Register = "word", language: str = "zh") -> dict[str, str]:
    """The words for ``bases``, ``marks``, ``offices``, and ``fields``, ``sections`` or ``profile``.

    Where registers differ, an entry says it for some of them, the others say its sentence's.
    """
    return {
        code: entry if isinstance(entry, str) else entry.get(register, entry["sentence"])
        for code, entry in vocabulary(language)[kind].items()
    }


def fraction_words(share: Fraction, register: Register, language: str = "zh") -> str:
    """半数, 三分之二, two thirds; in figures where the language has no words for it."""
    known = words_for("fractions", register, language)
    digits = known.get("digits", "")
    if word := known.get(str(share)):
        return word
    if share.denominator < len(digits):
        whole, part = digits[share.denominator], digits[share.numerator]
        return known["other"].format(denominator=whole, numerator=part)
    return str(share)


@cache
def vocabulary(language: str) -> Mapping[str, Any]:
    """The whole table of a language, one of `LANGUAGES`, read once when it is first asked for."""
    return tomllib.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf-8"))
