"""Doubtful sheets of a round: what people decide by, and how each counts now."""

from counting.model.ballot import CastVoteRecord, SheetStatus
from counting.model.state import Round
from counting.names.listed import labels
from counting.sheets.validity import PACKED


def doubtful_sheets(round_: Round) -> list[dict[str, object]]:
    """Sheets that people decide or have decided, by sleeve: what a decision is made from.

    `reading` is the handle that Adjudicate takes; `rows` are the marks by name, None where people
    must say; `counts` is how the sheet counts now.
    """
    found: dict[tuple[str, int, int], dict[str, object]] = {
        (batch.id, lane.number, sheet.sleeve): {
            "batch": batch.id,
            "pass": lane.number,
            "sleeve": sheet.sleeve,
            "reading": handle,
            "reasons": list(sheet.record.reasons),
            "rows": _marks(round_, sheet.final),
            "write_ins": [{"name": n, "mark": m or None} for n, m in sheet.final.write_ins],
            "counts": sheet.final.status.value,
            "why": list(sheet.final.reasons) if sheet.decided else [],
        }
        for batch in round_.batches.values()
        for lane in batch.lanes.values()
        for handle, sheet in lane.sheets.items()
        if sheet.record.status is SheetStatus.PENDING and sheet.sleeve is not None
    }
    return [found[place] for place in sorted(found)]


def _marks(round_: Round, record: CastVoteRecord) -> dict[str, str | None]:
    words = {packed: mark.value if mark else None for mark, packed in PACKED.items()}
    shown = labels(round_.contest)
    return {label: words[char] for label, char in zip(shown, record.marks, strict=True)}
