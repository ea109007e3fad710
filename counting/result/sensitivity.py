"""Fragile outcomes: whether another base in use would change who is elected, with both numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from counting.model.election import Contest
from counting.model.figures import Figures
from counting.model.outcome import Finding
from counting.result.election import Decided, Standing, elect
from counting.rules.thresholds import OTHER_BASES, base_figure, in_force, needed


def sensitivity(
    contest: Contest,
    figures: Figures,
    standing: Sequence[Standing],
    decided: Decided | None,
    unmarked: Mapping[str, int],
) -> tuple[Finding, ...]:
    """Notes for the presidium; they never change the decision (rules.md, fragile outcomes).

    `unmarked`: sheets by name written without a mark. The caller has found the figures
    possible and the quorum met; `decided` is None when the vote is void.
    """
    return (
        *_majority(contest, figures, standing, decided),
        *_return_base(contest, figures, standing, decided),
        *_unmarked(contest, figures, standing, decided, unmarked),
    )


def _majority(
    contest: Contest, figures: Figures, standing: Sequence[Standing], decided: Decided | None
) -> Iterator[Finding]:
    rule = in_force(contest.rules, contest.vote)
    if decided is None or not rule.fraction:
        return
    for base in OTHER_BASES.get(rule.base, ()):
        if base_figure(base, figures) is None:
            continue
        other = needed(replace(rule, base=base), figures)
        would = elect(contest.rules, contest.seats_to_fill, standing, other)
        if _changes(decided, would):
            yield Finding(
                "sensitivity.majority",
                {
                    "base": rule.base,
                    "needed": needed(rule, figures),
                    "other_base": base,
                    "other_needed": other,
                    **_change(decided, would),
                },
            )


def _return_base(
    contest: Contest, figures: Figures, standing: Sequence[Standing], decided: Decided | None
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
    threshold = needed(in_force(contest.rules, contest.vote), figures)
    would = None
    if returned <= there:
        would = elect(contest.rules, contest.seats_to_fill, standing, threshold)
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
    figures: Figures,
    standing: Sequence[Standing],
    decided: Decided | None,
    unmarked: Mapping[str, int],
) -> Iterator[Finding]:
    """A name without a mark approves, abstains or is void: all three exist in practice."""
    if decided is None or not unmarked:
        return
    meaning = contest.rules.write_in.unmarked
    counted = meaning == "for"
    other: Literal["for", "abstain"] = "abstain" if counted else "for"
    sign = -1 if counted else 1
    known = {s.name: s for s in standing if s.place is None}
    changed = [
        s if s.place is not None else _with(s, sign * unmarked.get(s.name, 0)) for s in standing
    ]
    changed += [
        Standing(name=name, approvals=sheets)
        for name, sheets in unmarked.items()
        if name not in known
    ]
    threshold = needed(in_force(contest.rules, contest.vote), figures)
    would = elect(contest.rules, contest.seats_to_fill, changed, threshold)
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
