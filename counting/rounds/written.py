"""The names written on the sheets of a round: which of them are one name, and what that asks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from counting.model.ballot import SheetStatus
from counting.model.figures import Balance, Tally
from counting.model.refusal import Refusal
from counting.model.state import Lane, Round
from counting.result.balances import balances
from counting.result.kinds import sums_of
from counting.sheets.written import named, names_of_forms


def tally_of(round_: Round, lanes: Iterable[Lane]) -> Tally:
    """The sums of these passes over batches, after people's decisions, one row for each name."""
    sums = sums_of(round_.contest)
    total = sums.empty(len(round_.contest.candidates))
    for lane in lanes:
        if counted := lane.tally or lane.hand:
            total = sums.combine(total, counted)
    return sums.named(round_.contest, total, round_.spellings)


def first_passes(round_: Round) -> tuple[Lane, ...]:
    """The pass over each batch by which sheets are counted."""
    return tuple(batch.lanes[1] for batch in round_.batches.values() if 1 in batch.lanes)


def unbearable(round_: Round) -> Refusal | None:
    """Why the names that people merged cannot be one person, by what the sheets say.

    `merge.same_sheet`: a valid sheet approves several of them. `merge.above_sheets`: a batch
    counted by hand has more approvals of the name than sheets that could hold it.
    """
    if not round_.spellings:
        return None
    lanes = first_passes(round_)
    twice: Counter[str] = Counter()
    forms = Counter(
        name for lane in lanes for sheet in lane.counted for name, _ in sheet.final.write_ins
    )
    names = names_of_forms(round_.contest, forms, round_.spellings)
    for lane in lanes:
        for sheet in lane.counted:
            if sheet.final.status is SheetStatus.VALID:
                approved = Counter(names[n] for n, mark in sheet.final.write_ins if mark == "for")
                twice.update(name for name, times in approved.items() if times > 1)
    for name, sheets in sorted(twice.items()):
        several = sorted({form for form, shown in names.items() if shown == name})
        return Refusal("merge.same_sheet", {"names": ", ".join(several), "sheets": sheets})
    for batch in round_.batches.values():
        hand = batch.lanes[1].hand if 1 in batch.lanes else None
        if hand is not None:
            for balance in hand_balances(round_, batch.size, hand):
                if not balance.ok:
                    facts = {"batch": batch.id, "account": balance.code, **balance.facts}
                    return Refusal("merge.above_sheets", facts)
    return None


def hand_balances(round_: Round, size: int, tally: Tally) -> tuple[Balance, ...]:
    """The identities of a batch of `size` sheets that people counted: those of the whole count."""
    figures = replace(round_.figures, issued=None, voters=None, returned=size)
    return balances(round_.contest, figures, named(round_.contest, tally, round_.spellings))
