"""Sheets in sleeves: what people decide about each, what they still owe, how it counts now."""

from counting.model.ballot import CastVoteRecord
from counting.model.election import Mode
from counting.model.state import Round, Sheet, State
from counting.names.listed import labels
from counting.sheets.validity import PACKED


def reviews(state: State) -> bool:
    """Whether people must confirm sheets found invalid before they certify.

    A rehearsal is for one person, who confirms them by certifying.
    """
    return state.mode is Mode.OFFICIAL


def unconfirmed_sheets(round_: Round) -> tuple[Sheet, ...]:
    """Sheets found invalid that nobody has confirmed or decided otherwise, by sleeve.

    Only those of the pass by which sheets are counted: its decisions hold for both.
    """
    found = (
        sheet
        for batch in round_.batches.values()
        if 1 in batch.lanes
        for sheet in batch.lanes[1].sheets.values()
        if sheet.unconfirmed
    )
    return tuple(sorted(found, key=lambda sheet: sheet.sleeve or 0))


def waiting_sheets(state: State, round_: Round) -> tuple[tuple[str, Sheet], ...]:
    """Sheets that people still have to decide or to confirm, each with its batch, by sleeve."""
    found = (
        (batch.id, sheet)
        for batch in round_.batches.values()
        if 1 in batch.lanes
        for sheet in batch.lanes[1].sheets.values()
        if sheet.undecided or (sheet.unconfirmed and reviews(state))
    )
    return tuple(sorted(found, key=lambda entry: (entry[0], entry[1].sleeve or 0)))


def doubtful_sheets(round_: Round) -> list[dict[str, object]]:
    """Sheets that people decide or have decided, by sleeve: what a decision is made from.

    A sheet that the second pass met in its sleeve is listed once, as the first read it.
    `reading` is the handle that Adjudicate and ConfirmInvalid take; `found` is pending or, for
    one that a rule made invalid, invalid; `rows` are the marks by name, None where people must
    say; `settled`: people have decided it; `counts` is how the sheet counts now.
    """
    found: dict[tuple[str, int, int], dict[str, object]] = {
        (batch.id, lane.number, sheet.sleeve): {
            "batch": batch.id,
            "pass": lane.number,
            "sleeve": sheet.sleeve,
            "reading": handle,
            "found": sheet.record.status.value,
            "reasons": list(sheet.record.reasons),
            "rows": _marks(round_, sheet.final),
            "write_ins": [{"name": n, "mark": m or None} for n, m in sheet.final.write_ins],
            "settled": sheet.decided is not None,
            "counts": sheet.final.status.value,
            "why": list(sheet.final.reasons) if sheet.decided else [],
        }
        for batch in round_.batches.values()
        for lane in batch.lanes.values()
        if lane.number == 1 or batch.lanes[1].hand is not None
        for handle, sheet in lane.sheets.items()
        if sheet.for_people and sheet.sleeve is not None
    }
    return [found[place] for place in sorted(found)]


def _marks(round_: Round, record: CastVoteRecord) -> dict[str, str | None]:
    words = {packed: mark.value if mark else None for mark, packed in PACKED.items()}
    shown = labels(round_.contest)
    return {label: words[char] for label, char in zip(shown, record.marks, strict=True)}
