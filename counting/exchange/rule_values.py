"""What the value of a rule is called in a workbook: in Chinese, and read as its code too."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

from counting.exchange.book import Cell
from counting.exchange.sheets import FLAGS, RULES, rule_words
from counting.exchange.typed import plain
from counting.exchange.values import Unread, chosen, names, text
from counting.model.refusal import Problem, excerpt
from counting.rules.parameters import LEAVES
from counting.rules.wording import fraction_words, words_for


def written(key: str, value: Any) -> str:
    """The value of a rule as a workbook shows it."""
    leaf = LEAVES[key]
    if isinstance(value, bool):
        return next(word for word, flag in FLAGS.items() if flag is value)
    words: Mapping[str, str] = rule_words(key) if leaf.kind in ("word", "words") else {}
    if isinstance(value, list | tuple):
        return "、".join(words.get(one, one) for one in value)
    return words.get(value, str(value))


def allowed(key: str) -> str:
    """What may be filled in for a rule, as people read it."""
    leaf = LEAVES[key]
    if leaf.kind == "flag":
        return "、".join(FLAGS)
    if leaf.kind == "share":
        least, most = leaf.allowed
        return f"{least} 至 {most}，如 2/3"
    many = "（可以几个，用顿号隔开）" if leaf.kind == "words" else ""
    return "、".join(rule_words(key).values()) + many


def read_rule(key: str, cell: Cell) -> Any:
    """The value of a rule that a cell says, by its words in Chinese or its code.

    Raises Unread, with `rules.wrong_value` where there is no such value.
    """
    if LEAVES[key].kind == "flag" and cell.kind == "flag":
        return cell.value
    said = text(cell, RULES[key])
    value = _READERS[LEAVES[key].kind](key, said)
    if value is None:
        facts = {"given": excerpt(said), "allowed": allowed(key), "column": RULES[key]}
        raise Unread(Problem("rules.wrong_value", cell.place, facts))
    return value


def _flag(_key: str, said: str) -> bool | None:
    return FLAGS.get(plain(said), {"true": True, "false": False}.get(said.lower()))


def _word(key: str, said: str) -> str | None:
    words = {word: code for code, word in rule_words(key).items()}
    if key.endswith("base"):
        words |= {word: code for code, word in words_for("bases", "clause").items()
                  if code in LEAVES[key].allowed}  # fmt: skip
    return chosen(words, said)


def _words(key: str, said: str) -> list[str] | None:
    found = [_word(key, one) for one in names(said)]
    return None if None in found else [one for one in found if one is not None]


def _share(key: str, said: str) -> str | None:
    """A share as a fraction; None for what is none from the least to the most of the rule."""
    words = _fractions().get(plain(said), plain(said))
    found = _SHARE.fullmatch(words)
    if found is None:
        return None
    share = Fraction(found[1]) / 100 if found[1] else Fraction(int(found[2]), int(found[3] or 1))
    least, most = LEAVES[key].allowed
    return str(share) if Fraction(least) <= share <= Fraction(most) else None


@cache
def _fractions() -> dict[str, str]:
    """二分之一, 半数 … by what they are."""
    shares = {Fraction(part, whole) for whole in range(2, 11) for part in range(1, whole)}
    return {
        fraction_words(share, register): str(share)
        for share in shares
        for register in ("sentence", "clause")
    }


_SHARE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9])?)%|([0-9]{1,4})(?:/([1-9][0-9]{0,3}))?")
_READERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "flag": _flag,
    "word": _word,
    "words": _words,
    "share": _share,
}
