"""Sums over sheets, as a commutative monoid: `empty`, `add`, `combine`, and `of` for many."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from counting.model.ballot import CastVoteRecord, Mark, SheetStatus
from counting.model.figures import Row, Tally
from counting.sheets.validity import ABSTAIN, AGAINST, FOR, VOID


def empty(n: int) -> Tally:
    """The tally of no sheets over `n` candidates: the neutral element of `combine`."""
    return Tally(rows=(Row(),) * n)


def add(tally: Tally, record: CastVoteRecord) -> Tally:
    """One more sheet. Only a valid sheet counts in the rows; ValueError as in `of`."""
    return combine(tally, of((record,), len(tally.rows)))


def combine(a: Tally, b: Tally) -> Tally:
    """Both together. Raises ValueError when they are over different ballots."""
    rows = tuple(
        Row(p.for_ + q.for_, p.against + q.against, p.abstain + q.abstain, p.row_void + q.row_void)
        for p, q in zip(a.rows, b.rows, strict=True)
    )
    return Tally(
        rows=rows,
        write_ins=_by_name(Counter(a.write_ins) + Counter(b.write_ins)),
        valid=a.valid + b.valid,
        invalid=a.invalid + b.invalid,
        pending=a.pending + b.pending,
        unmarked=_by_name(Counter(a.unmarked) + Counter(b.unmarked)),
    )


def of(records: Iterable[CastVoteRecord], n: int) -> Tally:
    """The tally of these sheets over `n` candidates.

    The valid sheets' marks are laid end to end, so that candidate i's column is every n-th
    character from i and is counted at the speed of `str.count`. Raises ValueError when a valid
    sheet has another number of rows than `n`, or a row nobody decided.
    """
    found = list(records)
    sheets = Counter([record.status for record in found])
    valid = [record for record in found if record.status is SheetStatus.VALID]
    if any(len(record.marks) != n for record in valid):
        raise ValueError(f"a sheet has not {n} rows")
    laid = "".join([record.marks for record in valid])
    written = [record.write_ins for record in valid if record.write_ins]
    names = Counter(name for sheet in written for name, mark in sheet if mark == Mark.FOR)
    unmarked = Counter(name for record in valid if record.unmarked for name in record.unmarked)
    return Tally(
        rows=tuple(_row(laid[i::n], len(valid)) for i in range(n)),
        write_ins=_by_name(names),
        valid=len(valid),
        invalid=sheets[SheetStatus.INVALID],
        pending=sheets[SheetStatus.PENDING],
        unmarked=_by_name(unmarked),
    )


def renamed(tally: Tally, names: Mapping[str, str]) -> Tally:
    """The same sums with each written name counted under the one that `names` has for it."""
    return replace(
        tally,
        write_ins=_renamed(tally.write_ins, names),
        unmarked=_renamed(tally.unmarked, names),
    )


def _renamed(sums: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, approvals in sums.items():
        found[names[name]] += approvals
    return _by_name(found)


def _row(column: str, sheets: int) -> Row:
    row = Row(column.count(FOR), column.count(AGAINST), column.count(ABSTAIN), column.count(VOID))
    if row.for_ + row.against + row.abstain + row.row_void != sheets:
        raise ValueError("a valid sheet has a row that nobody decided")
    return row


def _by_name(approvals: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(approvals.items()))
