"""The stock of ballots of a round: how many were printed, and what must be left to be cancelled."""

from collections.abc import Iterator

from counting.model.figures import Account
from counting.model.state import ContestState


def printed_ballots(found: ContestState) -> int | None:
    """Ballots of all print batches, spares included; a batch that was reprinted counts no more.

    None where no printing was recorded: then nothing is known of the stock. Specimens and test
    decks are no ballots.
    """
    runs = [run for run in found.printed if run.purpose == "ballot"]
    if not runs:
        return None
    replaced = {run.reprint_of for run in runs}
    return sum(run.quantity + run.spare for run in runs if run.batch not in replaced)


def remainder_due(found: ContestState) -> int | None:
    """How many ballots must be left over: printed less issued, or else what was recorded as left.

    None before ballots are issued; negative where more were issued than printed.
    """
    if found.figures.issued is None:
        return None
    printed = printed_ballots(found)
    return found.figures.remaining if printed is None else printed - found.figures.issued


def stock_accounts(found: ContestState) -> tuple[Account, ...]:
    """The identities of the stock, as far as known. They warn: they do not keep anything closed."""
    return tuple(_accounts(found))


def _accounts(found: ContestState) -> Iterator[Account]:
    printed, figures = printed_ballots(found), found.figures
    if printed is not None and figures.unsealed is not None:
        facts = {"unsealed": figures.unsealed, "printed": printed}
        yield Account("unsealed<=printed", figures.unsealed <= printed, facts)
    remainder = found.remainder
    if remainder is None or figures.issued is None:
        return
    cancelled = remainder.cancelled
    if printed is not None:
        facts = {
            "issued": figures.issued,
            "cancelled": cancelled,
            "sum": figures.issued + cancelled,
            "printed": printed,
        }
        yield Account("issued+cancelled=printed", facts["sum"] == printed, facts)
    elif figures.remaining is not None:
        facts = {"cancelled": cancelled, "remaining": figures.remaining}
        yield Account("cancelled=remaining", cancelled == figures.remaining, facts)
