"""Two passes over one batch: whether they agree, where they differ, what people still owe."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from counting.model.ballot import CastVoteRecord
from counting.model.election import Contest
from counting.model.figures import Tally
from counting.model.state import Batch, Lane, RowDifference, Sheet
from counting.names.listed import labels
from counting.names.same import identity_of
from counting.result.kinds import sums_of
from counting.sheets import tally as tallies

Differences = tuple[RowDifference, ...]


def compare(contest: Contest, first: Lane, second: Lane, *, reviewed: bool) -> Differences | None:
    """Where two passes over the same batch disagree, per candidate, then per kind of sheet.

    Records are compared as multisets, as they were read: sheets that both passes read alike agree,
    and what people decided about a doubtful one in the first pass holds for both. What is left
    over, and a batch counted by hand, is compared by what people decided; None while they have not.
    `reviewed`: people must confirm sheets found invalid, so these are waited for as well. A name
    is the same in every form of it (`counting.names.same`).
    """
    one, two = apart(contest, first, second)
    if any(_waits(sheet, reviewed=reviewed) for sheet in (*one, *two)):
        return None
    if first.hand or second.hand:
        return _differences(contest, _figures(contest, first), _figures(contest, second))
    finals = [Counter(_compared(contest, s.final) for s in sheets) for sheets in (one, two)]
    if finals[0] == finals[1]:
        return ()
    found = _differences(contest, _read(contest, first), _read(contest, second))
    unlike = (finals[0] - finals[1]).total()
    # Equal sums from unequal sheets: two mistakes that cancel are still two mistakes.
    return found or (RowDifference("sheets", {"unlike": unlike}, {}),)


def undecided_between_passes(contest: Contest, batch: Batch, *, reviewed: bool) -> int:
    """Sheets for which the comparison of a batch's passes waits: 0 where none does."""
    if len(batch.lanes) < 2 or batch.open_lane:
        return 0
    both = apart(contest, batch.lanes[1], batch.lanes[2])
    return sum(
        sheet.undecided or (reviewed and sheet.unconfirmed) for sheets in both for sheet in sheets
    )


def apart(
    contest: Contest, first: Lane, second: Lane
) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...]]:
    """The sheets of each pass that the other did not read alike; all beside one counted by hand.

    What the second pass met in its sleeve is the same sheet in both.
    """
    one, two = _sheets(first), _sheets(second)
    if first.hand or second.hand:
        return one, two
    met = {sheet.sleeve for sheet in two if sheet.sleeve is not None}
    one = tuple(sheet for sheet in one if sheet.sleeve not in met)
    two = tuple(sheet for sheet in two if sheet.sleeve is None)
    return _beyond(contest, one, two), _beyond(contest, two, one)


def _beyond(
    contest: Contest, sheets: Iterable[Sheet], others: Iterable[Sheet]
) -> tuple[Sheet, ...]:
    alike = Counter(_compared(contest, sheet.record) for sheet in others)
    left: list[Sheet] = []
    # Of equal sheets those that wait are taken for the ones that the other pass read as well.
    for sheet in sorted(sheets, key=_open_to_people, reverse=True):
        record = _compared(contest, sheet.record)
        if alike[record]:
            alike[record] -= 1
        else:
            left.append(sheet)
    return tuple(left)


def _sheets(lane: Lane) -> tuple[Sheet, ...]:
    return tuple(lane.sheets.values()) if lane.open else lane.counted


def _open_to_people(sheet: Sheet) -> bool:
    return sheet.undecided or sheet.unconfirmed


def _waits(sheet: Sheet, *, reviewed: bool) -> bool:
    """Whether people still have to decide it: without a sleeve it lies in the pile, unknown."""
    open_ = sheet.undecided or (reviewed and sheet.unconfirmed)
    return open_ and sheet.sleeve is not None


def _compared(contest: Contest, record: CastVoteRecord) -> CastVoteRecord:
    if not record.write_ins:
        return record
    same = identity_of(contest)
    return replace(
        record,
        write_ins=tuple(sorted((same(name), mark) for name, mark in record.write_ins)),
        unmarked=tuple(sorted(map(same, record.unmarked))),
    )


def _figures(contest: Contest, lane: Lane) -> Tally:
    """What a pass came to after people's decisions."""
    if lane.hand:
        return _by_key(contest, lane.hand)
    return _tally(contest, (sheet.final for sheet in _sheets(lane)))


def _read(contest: Contest, lane: Lane) -> Tally:
    """What a pass came to as it was read."""
    return _tally(contest, (sheet.record for sheet in _sheets(lane)))


def _tally(contest: Contest, records: Iterable[CastVoteRecord]) -> Tally:
    return _by_key(contest, sums_of(contest).of(records, len(contest.candidates)))


def _by_key(contest: Contest, tally: Tally) -> Tally:
    same = identity_of(contest)
    forms: dict[str, str] = {}
    for name in sorted({*tally.write_ins, *tally.unmarked}):
        forms.setdefault(same(name), name)
    return tallies.renamed(tally, {n: forms[same(n)] for n in (*tally.write_ins, *tally.unmarked)})


def _differences(contest: Contest, a: Tally, b: Tally) -> Differences:
    def row(tally: Tally, i: int) -> dict[str, int]:
        r = tally.rows[i]
        return {
            "for": r.for_,
            "against": r.against,
            "abstain": r.abstain,
            "row_void": r.row_void,
        }

    def sheets(tally: Tally) -> dict[str, int]:
        return {"valid": tally.valid, "invalid": tally.invalid, "pending": tally.pending}

    pairs = [(label, row(a, i), row(b, i)) for i, label in enumerate(labels(contest))]
    same = identity_of(contest)
    ours, theirs = ({same(n): v for n, v in t.write_ins.items()} for t in (a, b))
    shown = {same(name): name for name in (*b.write_ins, *a.write_ins)}
    pairs += [
        (shown[name], {"for": ours.get(name, 0)}, {"for": theirs.get(name, 0)})
        for name in sorted({*ours, *theirs})
    ]
    pairs.append(("sheets", sheets(a), sheets(b)))
    return tuple(RowDifference(name, one, two) for name, one, two in pairs if one != two)
