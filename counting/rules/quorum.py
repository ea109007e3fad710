"""Whether enough electors are present for a vote to be held, and thresholds as whole numbers."""

from counting.model.election import Figures, Quorum
from counting.model.rules import Base, Rules, Threshold


def base_figure(base: Base, figures: Figures) -> int | None:
    """The figure that a rule's base names, or None while it is not recorded."""
    value: int | None = getattr(figures, base)
    return value


def whole_number(threshold: Threshold, figure: int) -> int:
    """The smallest whole number that reaches `threshold` of `figure`, exactly.

    More than half of 100 is 51, of 101 also 51; at least four fifths of 109 is 88.
    """
    share = threshold.fraction * figure
    return share.__floor__() + 1 if threshold.strict else share.__ceil__()


def quorum(rules: Rules, figures: Figures) -> Quorum:
    """Whether those present suffice, how many are needed, and of what. No rule: always met.

    Where the rules allow proxies, an elector who votes through one takes part like one present.

    Sources: local regulations 24 (congress, plenary), grassroots regulations (four fifths),
    Election Law 45; the profile names the one in force.
    """
    if rules.quorum is None:
        return Quorum(met=True, needed=0, of="due")
    figure = base_figure(rules.quorum.base, figures)
    if figure is None:
        return Quorum(met=False, needed=0, of=rules.quorum.base)
    needed = whole_number(rules.quorum, figure)
    present = figures.present
    if present is not None and rules.proxy != "none":
        present += figures.proxies or 0
    return Quorum(present is not None and present >= needed, needed, rules.quorum.base)
