"""What a carried-out command came to: kinds of events, and what people have to know of now."""

from dataclasses import asdict

from counting.model.state import Phase
from counting.names.listed import labels
from counting.rounds.status import round_balances
from counting.steps.adjudicate import SheetAdjudicated
from counting.steps.batches import PassesDiffered
from counting.steps.corrections import FiguresCorrected
from counting.steps.delegations import DelegationIssued, DelegationReturned
from counting.steps.hand_totals import TallyRecorded
from counting.steps.paper import BallotsIssued, BallotsReturned
from counting.steps.remainder import RemainderCancelled
from counting.store import CountDone, Store
from kiosk.console import stated


def answer_of(store: Store, done: CountDone) -> dict[str, object]:
    """What `apply` answers: kinds of events, what follows from them, no marks.

    For a reading its verdict and handle; for a decision how the sheet counts now, and why; for a
    figure that does not balance with the others every account that does not hold.
    """
    document: dict[str, object] = {"events": [type(event).__name__ for event in done.events]}
    if recorded := done.recorded:
        document["reading"] = recorded.reading
        document["verdict"] = recorded.record.status.value
        if recorded.sleeve is not None:
            document["sleeve"] = recorded.sleeve
    for event in done.events:
        if isinstance(event, SheetAdjudicated):
            document["verdict"] = event.record.status.value
            document["why"] = [stated(code, {}) for code in event.record.reasons]
        elif isinstance(event, TallyRecorded):
            document["rows"] = _rows(store, event)
        elif isinstance(event, PassesDiffered):
            document["differences"] = [asdict(difference) for difference in event.differences]
    if follows := _follows(store, done):
        document["follows"] = follows
    if not done.erased:
        document["warning"] = stated("store.not_erased", {})
    return document


def _rows(store: Store, event: TallyRecorded) -> list[dict[str, object]]:
    """Hand totals with the name of each row, so that figures put in a wrong row are seen."""
    round_ = store.state().rounds[event.contest, event.round]
    return [
        {"candidate": candidate.id, "name": label, "for": row.for_}
        for candidate, label, row in zip(
            round_.contest.candidates, labels(round_.contest), event.tally.rows, strict=True
        )
    ]


_PAPER = (BallotsIssued, BallotsReturned, DelegationIssued, DelegationReturned, FiguresCorrected)


def _follows(store: Store, done: CountDone) -> list[dict[str, object]]:
    """What people have to know of after a figure of the paper was recorded or cancelled."""
    event = next((e for e in done.events if isinstance(e, (*_PAPER, RemainderCancelled))), None)
    round_ = store.state().rounds.get((event.contest, event.round)) if event else None
    if round_ is None:
        return []
    broken = [b for b in round_balances(round_) if not b.ok]
    found = [
        stated("follows.account", {"account": b.code, "figures": dict(b.facts)}) for b in broken
    ]
    if round_.phase is Phase.VOID:
        found.insert(0, stated("follows.void", {"contest": round_.contest.title}))
    return found
