"""Resolved rules as lines of codes and facts, which `wording` turns into sentences and clauses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from counting.model.ballot import Mark
from counting.model.election import Contest
from counting.model.rules import Differential, Rules, Source, Threshold, WriteInRule
from counting.rules.keys import NONE_IS, SOURCED
from counting.rules.schemes import SCHEMES
from counting.rules.thresholds import in_force, whole_number


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One value of the rules. Its words are looked up by `key` and `value_code`.

    `key` is a parameter (``quorum``) or a field with its own source (``write_in.unmarked``).
    `value_code` per key: the parameter's word as in the profile; ``yes`` or ``no`` for a flag;
    ``more_than`` or ``at_least`` for thresholds (quorum also ``none``, separate_vote
    ``same``); the kind for differential (``part`` for a ratio that is no whole per cent),
    followed by ``_range`` where it is bounded above; for write_in its `needs`, ``none``, or
    ``no_lines`` where the ballot has no room for a name; ``scheme`` for a blank that the mark
    scheme itself gives a meaning; the ways joined by ``+``, or ``none``, for fewer_than_seats.
    `facts` hold numbers as they are read out; those of a ``part`` are fractions.
    """

    key: str
    value_code: str
    facts: Mapping[str, object]
    article: str
    confidence: Literal["T", "H", "M"]
    overridden: bool


_ONLY_WHERE: Mapping[str, Callable[[Contest], bool]] = {
    "blank": lambda contest: SCHEMES[contest.scheme].blank is None,
    "tie_needs_majority": lambda contest: "revote" in contest.rules.tie,
    "name_order": lambda contest: any(
        "strokes" in order for order in (contest.rules.ballot_order, contest.rules.announce_order)
    ),
    "write_in.who": lambda contest: contest.write_in_lines > 0,
    "write_in.unmarked": lambda contest: contest.write_in_lines > 0,
}
"""Where a value decides anything beside the others; elsewhere no screen and no paper says it."""


def describe(rules: Rules, sources: Mapping[str, Source]) -> list[RuleLine]:
    """One line for each parameter, and for each field with its own source, in reading order.

    `sources` is what `resolve` gave (or a contest holds). Fields of a write-in rule are left out
    where nothing may be written in.
    """
    lines = []
    for key in SOURCED:
        name, _, field = key.partition(".")
        if field and not rules.write_in.allowed:
            continue
        value = getattr(getattr(rules, name), field) if field else getattr(rules, name)
        code, facts = (NONE_IS[key], {}) if value is None else _line(value)
        if key == "tie_needs_majority":
            facts = _threshold(in_force(rules, "revote"))
        if key in ("ballot_order", "announce_order"):
            facts = {"name_order": rules.name_order}
        source = sources.get(key, sources[name])
        lines.append(
            RuleLine(
                key=key,
                value_code=code,
                facts=facts,
                article=source.article,
                confidence=source.confidence,
                overridden=source.overridden,
            )
        )
    return lines


def lines_of(contest: Contest) -> list[RuleLine]:
    """What decides something in this contest, with its seats.

    A threshold whose base the definition fixes also says that `figure` and the `number` needed.
    """
    lines = describe(contest.rules, contest.sources)
    return [
        replace(
            line,
            value_code="no_lines" if _needs_lines(line, contest) else line.value_code,
            facts={
                **line.facts,
                "seats": contest.seats,
                **_in_figures(line, contest),
                **_write_ins(line, contest),
            },
        )
        for line in lines
        if line.key not in _ONLY_WHERE or _ONLY_WHERE[line.key](contest)
    ]


def _needs_lines(line: RuleLine, contest: Contest) -> bool:
    return line.key == "write_in" and contest.rules.write_in.allowed and not contest.write_in_lines


def _write_ins(line: RuleLine, contest: Contest) -> dict[str, object]:
    """Whether names written in are among the approvals that may be too many."""
    if line.key != "overvote":
        return {}
    return {"write_ins": contest.rules.write_in.allowed and contest.write_in_lines > 0}


def _in_figures(line: RuleLine, contest: Contest) -> dict[str, object]:
    threshold = getattr(contest.rules, line.key, None)
    if not isinstance(threshold, Threshold):
        return {}
    figure = getattr(contest.electors, threshold.base, None)
    if figure is None:
        return {}
    number = whole_number(threshold, figure)
    return {"figure": figure, "number": number if line.key == "quorum" else max(1, number)}


def _line(value: object) -> tuple[str, dict[str, object]]:
    match value:
        case bool():
            return ("yes" if value else "no"), {}
        case Threshold():
            return ("more_than" if value.strict else "at_least"), _threshold(value)
        case Differential():
            return _differential(value)
        case WriteInRule():
            return (value.needs if value.allowed else "none"), {}
        case tuple():
            return "+".join(value) or "none", {}
        case Mark():
            return value.value, {}
        case _:
            return str(value), {}


def _threshold(value: Threshold) -> dict[str, object]:
    return {"fraction": str(value.fraction), "base": value.base}


def _differential(value: Differential) -> tuple[str, dict[str, object]]:
    if value.kind in ("equal", "any"):
        return value.kind, {}
    bounds = {"at_least": value.at_least}
    if value.at_most is not None:
        bounds["at_most"] = value.at_most
    code = value.kind if value.at_most is None else f"{value.kind}_range"
    if value.kind != "ratio":
        return code, {key: str(bound) for key, bound in bounds.items()}
    if all((100 * bound).denominator == 1 for bound in bounds.values()):
        return code, {key: f"{100 * bound}%" for key, bound in bounds.items()}
    return code.replace("ratio", "part"), dict(bounds)
