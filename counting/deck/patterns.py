"""Marks over the sheets of a test deck by which any two candidates get different figures.

With V sheets a candidate can get f approvals and a oppositions, f + a ≤ V. No two candidates shall
get the same (f, a), and no sheet more approvals than there are seats. The pairs are spread over the
sheets like bins in turn, so every sheet gets the same number of approvals, give or take one.
"""

from collections.abc import Iterator
from typing import NamedTuple

from counting.model.ballot import Mark


class Least(NamedTuple):
    """How often every candidate has to get each mark."""

    for_: int
    against: int
    abstain: int


_ANY = Least(0, 0, 0)


def enough(count: int, seats: int, least: Least, *, exactly: bool) -> int:
    """The fewest sheets that tell `count` candidates apart and give each its `least` marks.

    `exactly`: every sheet has to approve as many as there are seats; then there must be more
    candidates than seats, else no number would be enough.
    """
    if exactly and seats >= count:
        raise ValueError("every sheet would be the same")
    high = 1
    while not _possible(count, seats, high, least, 1, exactly=exactly):
        high *= 2
    low = high // 2  # not enough; what is enough stays so with more sheets
    while high - low > 1:
        middle = (low + high) // 2
        if _possible(count, seats, middle, least, 1, exactly=exactly):
            high = middle
        else:
            low = middle
    return high


def pattern(
    count: int, seats: int, sheets: int, least: Least, *, exactly: bool
) -> list[list[Mark]]:
    """The marks of each sheet, in ballot order; figures rise from candidate to candidate.

    With fewer sheets than `enough` some candidates get the same figures: as few as can be.
    """
    for wanted, alike in _ladder(count, least):
        if _possible(count, seats, sheets, wanted, alike, exactly=exactly):
            figures = _figures(count, seats, sheets, wanted, alike, exactly=exactly)
            return _spread(figures, sheets)
    raise ValueError("no way to mark a sheet")


def _ladder(count: int, least: Least) -> Iterator[tuple[Least, int]]:
    """What is asked for, less and less: least marks, then how many candidates may be alike."""
    yield least, 1
    for alike in range(1, count + 1):
        yield _ANY, alike


def _slots(count: int, sheets: int, least: Least, alike: int) -> list[int]:
    """Numbers of approvals that can be given out, rising: one for each (f, a) that is allowed."""
    most = sheets - least.against - least.abstain
    return [
        approvals
        for approvals in range(least.for_, most + 1)
        for _ in range(min(count, alike * (most - approvals + 1)))
    ]


def _wanted(seats: int, count: int, sheets: int, slots: list[int], *, exactly: bool) -> int | None:
    """How many approvals are given in all: as many as the seats allow; None: impossible."""
    if len(slots) < count:
        return None
    fewest, most = sum(slots[:count]), sum(slots[-count:])
    allowed = min(seats, count) * sheets
    if fewest > allowed or (exactly and allowed > most):
        return None
    return min(allowed, most)


def _possible(
    count: int, seats: int, sheets: int, least: Least, alike: int, *, exactly: bool
) -> bool:
    slots = _slots(count, sheets, least, alike)
    return _wanted(seats, count, sheets, slots, exactly=exactly) is not None


def _figures(
    count: int, seats: int, sheets: int, least: Least, alike: int, *, exactly: bool
) -> list[tuple[int, int]]:
    """(approvals, oppositions) of each candidate, rising."""
    slots = _slots(count, sheets, least, alike)
    total = _wanted(seats, count, sheets, slots, exactly=exactly)
    assert total is not None
    taken = _summing(slots, count, total)
    found: list[tuple[int, int]] = []
    times: dict[int, int] = {}
    for approvals in taken:
        place = times.get(approvals, 0)
        times[approvals] = place + 1
        found.append((approvals, least.against + place // alike))
    return found


def _summing(slots: list[int], count: int, total: int) -> list[int]:
    """`count` of the slots whose sum is `total`: the lowest, some of the highest, one between."""
    low, high = count, 0
    rest = total - sum(slots[:count])
    while low and rest >= (gain := slots[-1 - high] - slots[low - 1]):
        rest -= gain
        low, high = low - 1, high + 1
    between = []
    if rest:
        low -= 1
        between = [slots[low] + rest]  # there is such a slot: the numbers have no gap
    return sorted((*slots[:low], *between, *slots[len(slots) - high :]))


def _spread(figures: list[tuple[int, int]], sheets: int) -> list[list[Mark]]:
    """Approvals dealt to the sheets in turn, oppositions after them, the rest abstaining."""
    marks = [[Mark.ABSTAIN] * len(figures) for _ in range(sheets)]
    at = 0
    for row, (approvals, against) in enumerate(figures):
        for step in range(approvals):
            marks[(at + step) % sheets][row] = Mark.FOR
        for step in range(approvals, approvals + against):
            marks[(at + step) % sheets][row] = Mark.AGAINST
        at += approvals
    return marks
