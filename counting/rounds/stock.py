"""The stock of ballots of a round: how many were printed, and what must be left to be cancelled."""

from collections.abc import Iterator

from counting.model.figures import Balance
from counting.model.state import Round


def printed_ballots(round_: Round) -> int | None:
    """Ballots of all print batches, spares included; a batch that was reprinted counts no more.

    None where no printing was recorded: then nothing is known of the stock. Specimens and test
    decks are no ballots.
    """
    runs = [run for run in round_.printed if run.purpose == "ballot"]
    if not runs:
        return None
    replaced = {run.reprint_of for run in runs}
    return sum(run.sheets for run in runs if run.batch not in replaced)


def remainder_due(round_: Round) -> int | None:
    """How many ballots must be left over: printed less issued, or else what was recorded as left.

    None before ballots are issued; negative where more were issued than printed.
    """
    if round_.figures.issued is None:
        return None
    printed = printed_ballots(round_)
    return round_.figures.remaining if printed is None else printed - round_.figures.issued


def stock_balances(round_: Round) -> tuple[Balance, ...]:
    """The identities of the stock, as far as known. They warn: they do not keep anything closed."""
    return tuple(_balances(round_))


def _balances(round_: Round) -> Iterator[Balance]:
    printed, figures = printed_ballots(round_), round_.figures
    if printed is not None and figures.unsealed is not None:
        facts = {"unsealed": figures.unsealed, "printed": printed}
        yield Balance("unsealed<=printed", figures.unsealed <= printed, facts)
    remainder = round_.remainder
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
        yield Balance("issued+cancelled=printed", facts["sum"] == printed, facts)
    elif figures.remaining is not None:
        facts = {"cancelled": cancelled, "remaining": figures.remaining}
        yield Balance("cancelled=remaining", cancelled == figures.remaining, facts)
