"""How large a thing can be set on a wall: computed here, so that no page needs inline style.

Sizes are in hall units (u = 1 % of the height of a 16:9 screen); a wall is 165.8 u wide between
its margins. A size reaches the style sheet as a class `set-46` (4.6 u), made by `size_rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.web.wall.names import NameView, ems

WIDTH = 165.8
_DIGIT = 0.555
_LINE = 1.07
_TITLE_LINE = 1.25
_LEAST, _MOST = 24, 130


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name stands: beside its figure in a column (`beside`), or alone in `width`.

    `gap` between columns, `figure` size, `most` the largest size of a name, `foot` the height
    taken below it; all in hall units. `disc`: what the full-vote disc takes, in figure sizes.
    """

    columns: int
    gap: float
    figure: float
    most: float
    beside: bool
    width: float = 0.0
    foot: float = 0.0
    disc: float = 0.62


@dataclass(frozen=True, slots=True)
class Setting:
    """How the names of a page are set: `size` in tenths of a unit, one line up to `room` ems."""

    size: int
    room: float


def name_setting(
    names: Sequence[NameView], cell: NamePlace, columns: int, deep: int, digits: int, height: float
) -> Setting:
    """One size for all names of a page: nobody is set smaller than others.

    `deep` rows share `height`. A name that breaks after its dot takes two lines, with its figure
    beside the second, where that lets every name be set larger.
    """
    if not cell.beside:
        longest = max((name.length for name in names), default=1.0)
        row = (height - 5.0) / max(deep, 1)
        return Setting(_tenths(min(cell.most, cell.width / longest, 0.88 * row)), cell.width)
    width = (WIDTH - (columns - 1) * cell.gap) / columns
    figure = (digits * _DIGIT + cell.disc) * cell.figure + 0.7 if digits else 0.0
    free = width - figure
    row = height / max(deep, 1) - cell.foot - 0.4
    size = min(cell.most, row / _LINE)
    for name in names:
        size = min(
            size, max(free / max(name.length, 1.0), _two_lines(name, cell, width, free, row))
        )
    return Setting(_tenths(size), free / size + 0.01)


def _two_lines(name: NameView, cell: NamePlace, width: float, free: float, row: float) -> float:
    """The largest size at which a name fits on two lines, 0 for one without a dot to break at."""
    if len(name.parts) < 2:
        return 0.0
    tall = cell.foot > 0  # a tall figure stands beside both lines
    head = max(ems(part) for part in name.parts[:-1])
    deepest = row / (_LINE * len(name.parts))
    return min((free if tall else width) / head, free / ems(name.parts[-1]), deepest)


def lines_class(pieces: Sequence[str], width: float, height: float, most: float) -> str:
    """The class that sets a title of unbreakable pieces as large as fits a block.

    A line more costs a unit of size, so that a short title stays on one line.
    """
    widths = [ems(piece) for piece in pieces] or [1.0]
    best, merit = _LEAST / 10, float("-inf")
    for tenths in range(_LEAST, int(most * 10) + 1):
        size = tenths / 10
        lines = _lines(widths, width / size)
        fits = max(widths) * size <= width and lines * _TITLE_LINE * size <= height
        if fits and size - (lines - 1) > merit:
            best, merit = size, size - (lines - 1)
    return f"set-{_tenths(best)}"


def _lines(widths: Sequence[float], room: float) -> int:
    """How many lines pieces take when each line is filled as far as it goes."""
    lines, used = 1, 0.0
    for width in widths:
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        used += width
    return lines


def size_class(text: str, room: float, most: float) -> str:
    """The class that sets a text as large as fits `room` units on one line, `most` at most."""
    return f"set-{_tenths(min(most, room / max(ems(text), 1.0)))}"


def size_rules() -> str:
    """The style rules of all sizes, for the generated style sheet."""
    return "".join(f".set-{n}{{--set:{n / 10:g}}}" for n in range(_LEAST, _MOST + 1))


def _tenths(size: float) -> int:
    return max(_LEAST, min(_MOST, int(size * 10)))
