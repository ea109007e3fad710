"""What the rules make of the votes on motions: adopted by a majority of a base, or not."""

from counting.model.election import Contest
from counting.model.figures import Figures, Tally
from counting.model.outcome import Adoption, Finding
from counting.names.listed import labels
from counting.result.balances import balances
from counting.result.outcome import AS_IT_IS, broken, is_void
from counting.result.sensitivity import needed_under
from counting.rules.thresholds import in_force, quorum


def decide(
    contest: Contest, figures: Figures, tally: Tally, impossible: tuple[Finding, ...] = ()
) -> Adoption:
    """Each motion on its own: there are no seats, and no two motions compete.

    Who pressed nothing and who raised no hand counts for nothing, but is present. Nothing is
    decided while a figure is impossible, the vote is void or the quorum was not met: then a motion
    stands in neither list. Raises ValueError when the base of the majority was not recorded.
    """
    checked = balances(contest, figures, tally)
    void = is_void(checked)
    named = {f.facts.get("candidate") for f in impossible}
    errors = (*impossible, *broken(checked, void=void, named=named))
    met = quorum(contest.rules, figures)
    needed = needed_under(AS_IT_IS, contest, figures)
    counts = met.met and not void and not errors
    votes = list(zip(labels(contest), tally.rows, strict=True)) if counts else []
    return Adoption(
        quorum=met,
        balances=checked,
        contest_void=void,
        errors=errors,
        needed=needed,
        of=in_force(contest.rules, contest.vote).base,
        adopted=tuple(motion for motion, row in votes if row.for_ >= needed),
        not_adopted=tuple(motion for motion, row in votes if row.for_ < needed),
        next="errors" if errors else "vote_again" if void else "none",
    )
