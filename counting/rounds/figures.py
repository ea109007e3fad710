"""The paper's figures of a round, recorded and put right: what phase they lead to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from counting.model.figures import Figures
from counting.model.state import Correction, Phase, Round
from counting.result.balances import returned_within

BEFORE_COUNT = (Phase.SEALED, Phase.ATTENDED, Phase.ISSUED, Phase.RETURNED)
"""How far the paper goes before the count opens, in this order."""

UNTIL_CERTIFIED = (Phase.ISSUED, Phase.RETURNED, Phase.COUNTING, Phase.CLOSED, Phase.VOID)
"""From the first ballot until scrutineers answer for the count: what was recorded may be put
right."""


def is_void(round_: Round, figures: Figures) -> bool:
    """Whether more sheets came back than could, by these figures."""
    return returned_within(round_.contest, figures) is False


def with_figures(round_: Round, figures: Figures, reached: Phase, *, void: bool) -> Round:
    """The round after figures of its paper were recorded or put right.

    `reached` is how far these figures bring a round that has not come so far. One whose count is
    open stays there, a closed one is counted on: what it came to must be decided anew. `void`: by
    these figures more sheets came back than could.
    """
    at = round_.stands_at
    if at in BEFORE_COUNT:
        at = max(at, reached, key=BEFORE_COUNT.index)
    if at is Phase.CLOSED:
        at, figures = Phase.COUNTING, replace(figures, valid=None, invalid=None)
        round_ = reopened(round_)
    return replace(
        round_,
        figures=figures,
        phase=Phase.VOID if void else at,
        resumes=at if void else None,
        declared_valid=round_.declared_valid and at is Phase.COUNTING,
    )


def reopened(round_: Round) -> Round:
    """A closed round whose count is open again: what it came to is decided anew."""
    return replace(
        round_,
        phase=Phase.COUNTING,
        figures=replace(round_.figures, valid=None, invalid=None),
        tally=None,
        outcome=None,
    )


def corrected(
    round_: Round,
    what: str,
    reason: str,
    *,
    of: str = "",
    before: int | None = None,
    after: int | None = None,
) -> Round:
    """The round with one more correction on its list."""
    one = Correction(what, of, before, after, reason)
    return replace(round_, corrections=(*round_.corrections, one))


def figures_corrected(
    round_: Round, before: Figures, after: Mapping[Any, int | None], reason: str, of: str = ""
) -> Round:
    """The round with a correction for each figure that is another than `before`.

    Figures that were not recorded yet are no corrections.
    """
    for name, value in after.items():
        known = getattr(before, name)
        if known is not None and known != value:
            round_ = corrected(round_, name, reason, of=of, before=known, after=value)
    return round_
