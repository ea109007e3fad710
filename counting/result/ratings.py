"""What a rating comes to: sheets by grade for each item, and an order in which equals share."""

from collections.abc import Sequence

from counting.model.election import Contest
from counting.model.figures import Figures, Tally
from counting.model.outcome import Finding, Rating, Ratings
from counting.names.listed import labels
from counting.result.balances import balances
from counting.result.outcome import broken, is_void
from counting.result.row_sums import sheets
from counting.rules.thresholds import quorum


def decide(
    contest: Contest, figures: Figures, tally: Tally, impossible: tuple[Finding, ...] = ()
) -> Ratings:
    """Counts, each of the valid sheets; nobody is elected.

    The order goes by the best grade, equal ones by the next, and so on; items that are equal in
    every grade share a rank. Nothing is told while a figure is impossible, the vote is void (more
    sheets came back than went out) or the quorum was not met.
    """
    checked = balances(contest, figures, tally)
    void = is_void(checked)
    named = {f.facts.get("candidate") for f in impossible}
    errors = (*impossible, *broken(checked, void=void, named=named))
    met = quorum(contest.rules, figures)
    counts = met.met and not void and not errors
    return Ratings(
        quorum=met,
        balances=checked,
        contest_void=void,
        errors=errors,
        ratings=_ratings(contest, figures, tally) if counts else (),
        next="errors" if errors else "vote_again" if void else "none",
    )


def _ratings(contest: Contest, figures: Figures, tally: Tally) -> tuple[Rating, ...]:
    valid, _ = sheets(figures, tally)
    ids = [grade.id for grade in contest.grades]
    given = [[row.others.get(id_, 0) for id_ in ids] for row in tally.rows]
    return tuple(
        Rating(
            name=label,
            grades=dict(zip(ids, counts, strict=True)),
            abstain=row.abstain,
            of=valid,
            rank=_rank(counts, given),
        )
        for label, counts, row in zip(labels(contest), given, tally.rows, strict=True)
    )


def _rank(counts: Sequence[int], given: Sequence[Sequence[int]]) -> int:
    return 1 + sum(list(other) > list(counts) for other in given)
