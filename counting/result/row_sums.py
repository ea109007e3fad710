"""What the rows of choices, resolutions and ratings must sum to, each with its numbers.

Paper: every valid sheet gives one answer a row. Keypads: every elector present is in one of the
four figures, the fourth being who pressed nothing. Hands: nobody raises two.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counting.model.election import Contest, Method
from counting.model.figures import Balance, Figures, Row, Tally
from counting.names.listed import labels


def sheets(figures: Figures, tally: Tally) -> tuple[int, int]:
    """Valid and invalid sheets: the recorded figures, or else what was tallied."""
    valid = tally.valid if figures.valid is None else figures.valid
    invalid = tally.invalid if figures.invalid is None else figures.invalid
    return valid, invalid


def chosen_rows(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    """No item is chosen on more sheets than are valid."""
    valid, _ = sheets(figures, tally)
    yield from _each(
        contest, tally, "for<=valid", lambda row: row.for_, lambda sum_: sum_ <= valid, valid=valid
    )


def chosen(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    """All marks together: as many a sheet as the choice allows, or exactly so many."""
    if contest.choose is None:
        return
    valid, _ = sheets(figures, tally)
    marks, most = sum(row.for_ for row in tally.rows), valid * contest.choose.n
    facts = {"chosen": marks, "valid": valid, "choose": contest.choose.n, "most": most}
    if contest.choose.exactly:
        yield Balance("chosen=valid*choose", marks == most, facts)
    else:
        yield Balance("chosen<=valid*choose", marks <= most, facts)


def motion_rows(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    """The votes on each motion, by the way in which it is voted."""
    yield from _METHODS[contest.method](contest, figures, tally)


def graded_rows(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    """All grades of an item and those who gave none are the valid sheets."""
    yield from _on_paper("grades+abstain=valid", contest, figures, tally)


def _on_paper(code: str, contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    valid, _ = sheets(figures, tally)
    yield from _each(contest, tally, code, _total, lambda sum_: sum_ == valid, valid=valid)


def _paper(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    yield from _on_paper("for+against+abstain=valid", contest, figures, tally)


def _keypad(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    present = figures.present or 0
    code = "for+against+abstain+not_pressed=present"
    yield from _each(contest, tally, code, _total, lambda sum_: sum_ == present, present=present)


def _hands(contest: Contest, figures: Figures, tally: Tally) -> Iterator[Balance]:
    present = figures.present or 0
    code = "for+against+abstain<=present"
    yield from _each(contest, tally, code, _total, lambda sum_: sum_ <= present, present=present)


def _total(row: Row) -> int:
    return row.total


def _each(
    contest: Contest,
    tally: Tally,
    code: str,
    sum_of: Callable[[Row], int],
    holds: Callable[[int], bool],
    **figure: int,
) -> Iterator[Balance]:
    """One balance when every row obeys, else one for each that does not."""
    named = zip(labels(contest), map(sum_of, tally.rows), strict=True)
    broken = [(label, sum_) for label, sum_ in named if not holds(sum_)]
    for label, sum_ in broken:
        yield Balance(code, False, {"candidate": label, "sum": sum_, **figure})
    if not broken:
        yield Balance(code, True, {"candidates": len(contest.candidates), **figure})


_METHODS: Final[Mapping[Method, Callable[[Contest, Figures, Tally], Iterator[Balance]]]] = {
    "paper": _paper,
    "keypad": _keypad,
    "hands": _hands,
}
