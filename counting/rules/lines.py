"""Resolved rules as lines of codes and facts, which a screen or paper turns into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from counting.model.ballot import Mark
from counting.model.rules import Differential, Rules, Source, Threshold, WriteInRule
from counting.rules.parameters import PARAMETERS


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One value of the rules. The sentence is looked up by `key` and `value_code`.

    `key` is a parameter (``quorum``) or a field with its own source (``write_in.unmarked``).
    `value_code` per key: the parameter's word as in the profile; ``yes`` or ``no`` for a flag;
    ``more_than`` or ``at_least`` for thresholds (quorum also ``none``, separate_vote
    ``same``); the kind for differential, followed by ``_range`` where it is bounded above; for
    write_in its `needs`, or ``none``; ``scheme`` for a blank that the mark scheme itself gives a
    meaning; the ways joined by ``+``, or ``none``, for fewer_than_seats. `facts` hold numbers as
    they are read out.
    """

    key: str
    value_code: str
    facts: Mapping[str, object]
    article: str
    confidence: Literal["T", "H", "M"]
    overridden: bool


def _threshold(value: Threshold) -> tuple[str, dict[str, object]]:
    facts: dict[str, object] = {
        "fraction": str(value.fraction),
        "numerator": value.fraction.numerator,
        "denominator": value.fraction.denominator,
        "base": value.base,
    }
    return ("more_than" if value.strict else "at_least"), facts


def _amount(kind: str, amount: Fraction) -> str:
    if kind != "ratio":
        return str(amount)
    percent = amount * 100
    return f"{percent} %" if percent.denominator == 1 else str(amount)


def _differential(value: Differential) -> tuple[str, dict[str, object]]:
    if value.kind in ("equal", "any"):
        return value.kind, {}
    facts: dict[str, object] = {"at_least": _amount(value.kind, value.at_least)}
    if value.at_most is None:
        return value.kind, facts
    return f"{value.kind}_range", {**facts, "at_most": _amount(value.kind, value.at_most)}


def _line(value: object) -> tuple[str, dict[str, object]]:
    match value:
        case bool():
            return ("yes" if value else "no"), {}
        case Threshold():
            return _threshold(value)
        case Differential():
            return _differential(value)
        case WriteInRule():
            return (value.needs if value.allowed else "none"), {}
        case tuple():
            return "+".join(value) or "none", {"ways": value}
        case Mark():
            return value.value, {}
        case _:
            return str(value), {}


_NONE_IS = {"quorum": "none", "blank": "scheme", "separate_vote": "same"}
"""What the absence of a value means, for the parameters that may have none."""


def describe(rules: Rules, sources: Mapping[str, Source]) -> list[RuleLine]:
    """One line for each parameter, and for each field with its own source, in reading order.

    `sources` is what `resolve` gave (or a contest holds). Fields of a write-in rule are left out
    where nothing may be written in.
    """
    lines = []
    for name, shape in PARAMETERS.items():
        value = getattr(rules, name)
        code, facts = (_NONE_IS[name], {}) if value is None else _line(value)
        lines.append(_sourced(name, code, facts, sources[name]))
        if isinstance(value, WriteInRule) and not value.allowed:
            continue
        for field in getattr(shape, "sourced", ()):
            key = f"{name}.{field}"
            code, facts = _line(getattr(value, field))
            lines.append(_sourced(key, code, facts, sources.get(key, sources[name])))
    return lines


def _sourced(key: str, code: str, facts: dict[str, object], source: Source) -> RuleLine:
    return RuleLine(key, code, facts, source.article, source.confidence, source.overridden)
