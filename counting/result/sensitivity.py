"""Fragile outcomes: whether another base in use would change who is elected, with both numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from counting.model.election import Contest
from counting.model.figures import Figures
from counting.model.outcome import Finding
from counting.model.rules import Base
from counting.result.election import Decided, Standing
from counting.rules.thresholds import OTHER_BASES, base_figure, in_force, needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another reading of the rules: bases read as others, names without a mark the other way."""

    instead: Mapping[Base, Base] = field(default_factory=dict)
    unmarked: bool = False


Electing = Callable[[Variant], Decided]
"""Who would be elected under another reading, everything else being as it is."""


def needed_under(variant: Variant, contest: Contest, figures: Figures) -> int:
    """How many approvals elect under this reading."""
    rule = in_force(contest.rules, contest.vote)
    base = variant.instead.get(rule.base, rule.base)
    return needed(replace(rule, base=base), figures)


def standing_under(
    variant: Variant, contest: Contest, standing: Sequence[Standing], unmarked: Mapping[str, int]
) -> Sequence[Standing]:
    """Who stands, with how many approvals, under this reading.

    `unmarked`: sheets by name written without a mark, which approve or do not.
    """
    if not variant.unmarked or not unmarked:
        return standing
    sign = -1 if contest.rules.write_in.unmarked == "for" else 1
    known = {s.name for s in standing if s.place is None}
    changed = [
        s if s.place is not None else _with(s, sign * unmarked.get(s.name, 0)) for s in standing
    ]
    changed += [
        Standing(name=name, approvals=sheets)
        for name, sheets in unmarked.items()
        if name not in known
    ]
    return changed


def sensitivity(
    contest: Contest,
    figures: Figures,
    standing: Sequence[Standing],
    decided: Decided | None,
    unmarked: Mapping[str, int],
    electing: Electing,
) -> tuple[Finding, ...]:
    """Notes for the presidium; they never change the decision (rules.md, fragile outcomes).

    `unmarked`: sheets by name written without a mark. The caller has found the figures
    possible and the quorum met; `decided` is None when the vote is void.
    """
    return (
        *_majority(contest, figures, decided, electing),
        *_return_base(contest, figures, decided, electing),
        *_unmarked(contest, standing, decided, unmarked, electing),
    )


def _majority(
    contest: Contest, figures: Figures, decided: Decided | None, electing: Electing
) -> Iterator[Finding]:
    rule = in_force(contest.rules, contest.vote)
    if decided is None or not rule.fraction:
        return
    for base in OTHER_BASES.get(rule.base, ()):
        if base_figure(base, figures) is None:
            continue
        variant = Variant(instead={rule.base: base})
        would = electing(variant)
        if _changes(decided, would):
            yield Finding(
                "sensitivity.majority",
                {
                    "base": rule.base,
                    "needed": needed(rule, figures),
                    "other_base": base,
                    "other_needed": needed_under(variant, contest, figures),
                    **_change(decided, would),
                },
            )


def _return_base(
    contest: Contest, figures: Figures, decided: Decided | None, electing: Electing
) -> Iterator[Finding]:
    """Sheets that exceed one of issued and voters, but not the other, void the vote or not."""
    base = contest.rules.return_base
    other: Literal["issued", "voters"] = "issued" if base == "voters" else "voters"
    here, there = base_figure(base, figures), base_figure(other, figures)
    returned = figures.returned
    if here is None or there is None or returned is None:
        return
    if (returned > here) == (returned > there):
        return
    would = electing(Variant()) if returned <= there else None
    if _changes(decided, would):
        yield Finding(
            "sensitivity.return_base",
            {
                "returned": returned,
                "base": base,
                "figure": here,
                "other_base": other,
                "other_figure": there,
                **_change(decided, would),
            },
        )


def _unmarked(
    contest: Contest,
    standing: Sequence[Standing],
    decided: Decided | None,
    unmarked: Mapping[str, int],
    electing: Electing,
) -> Iterator[Finding]:
    """A name without a mark approves, abstains or is void: all three exist in practice."""
    if decided is None or not unmarked:
        return
    meaning = contest.rules.write_in.unmarked
    other: Literal["for", "abstain"] = "abstain" if meaning == "for" else "for"
    variant = Variant(unmarked=True)
    known = {s.name: s for s in standing if s.place is None}
    changed = standing_under(variant, contest, standing, unmarked)
    would = electing(variant)
    if _changes(decided, would):
        yield Finding(
            "sensitivity.unmarked",
            {
                "unmarked": meaning,
                "other_unmarked": other,
                "names": list(unmarked),
                "sheets": list(unmarked.values()),
                "approvals": [known[n].approvals if n in known else 0 for n in unmarked],
                "other_approvals": [s.approvals for n in unmarked for s in changed if s.name == n],
                **_change(decided, would),
            },
        )


def _with(standing: Standing, more: int) -> Standing:
    return replace(standing, approvals=standing.approvals + more)


def _changes(decided: Decided | None, would: Decided | None) -> bool:
    now, then = decided or Decided(), would or Decided()
    return set(now.elected) != set(then.elected) or now.tie != then.tie


def _change(decided: Decided | None, would: Decided | None) -> dict[str, list[str]]:
    now, then = decided or Decided(), would or Decided()
    return {
        "also_elected": [name for name in then.elected if name not in now.elected],
        "not_elected": [name for name in now.elected if name not in then.elected],
        "tied": list(then.tie.candidates) if then.tie else [],
    }
