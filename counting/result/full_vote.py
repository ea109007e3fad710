"""Full vote (全票): which of its four levels hold for whom, and when they cannot."""

from collections.abc import Mapping, Sequence

from counting.model.figures import Figures, Tally
from counting.model.outcome import Finding
from counting.model.rules import FullVoteLevel
from counting.result.election import Standing
from counting.result.row_sums import sheets

LEVELS: tuple[FullVoteLevel, ...] = ("valid", "returned", "present", "due")


def level_figures(figures: Figures, tally: Tally) -> dict[FullVoteLevel, int | None]:
    """What approvals are compared with at each level: sheets or persons, None if unrecorded."""
    valid, _ = sheets(figures, tally)
    return {
        "valid": valid,
        "returned": figures.returned,
        "present": figures.present,
        "due": figures.due,
    }


def full_votes(
    standing: Sequence[Standing], figures: Mapping[FullVoteLevel, int | None]
) -> dict[str, tuple[FullVoteLevel, ...]]:
    """Per name the levels at which its approvals are all there could be, none against.

    No rule text defines the word, so every level that holds is named (rules.md, full vote).
    """
    return {s.name: levels for s in standing if (levels := _levels(s, figures))}


def _levels(
    standing: Standing, figures: Mapping[FullVoteLevel, int | None]
) -> tuple[FullVoteLevel, ...]:
    if not standing.approvals or standing.against or standing.abstain or standing.row_void:
        return ()
    return tuple(level for level in LEVELS if figures[level] == standing.approvals)


def exhaustion(seats: int, standing: Sequence[Standing], valid: int) -> tuple[Finding, ...]:
    """The error of figures in which full votes leave nothing over, yet others have approvals.

    N names at N seats that all stand at the V valid sheets use up all N x V approvals; anyone
    else must have none.
    """
    full = [s.name for s in standing if s.approvals == valid > 0]
    others = [s for s in standing if s.approvals and s.approvals != valid]
    left_over = sum(s.approvals for s in others)
    if len(full) < seats or (len(full) == seats and not left_over):
        return ()
    facts = {
        "full": full,
        "seats": seats,
        "valid": valid,
        "others": [s.name for s in others],
        "approvals": left_over,
    }
    return (Finding("full_vote.exhausted", facts),)
