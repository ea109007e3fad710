"""How large a thing can be set on a wall: computed here, so that no page needs inline style.

Sizes are in hall units (u = 1 % of the height of a 16:9 screen); a wall is 165.8 u wide between
its margins. A size reaches the style sheet as a class `set-46` (4.6 u), made by `size_rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.web.names import NameView, ems

WIDTH = 165.8
_DIGIT = 0.555
_LINE = 1.1
_LEAST, _MOST = 24, 130


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a name stands: beside its figure in a column (`beside`), or alone in `width`.

    `gap` between columns, `figure` size, `most` the largest size of a name, `foot` the height
    taken below it; all in hall units.
    """

    columns: int
    gap: float
    figure: float
    most: float
    beside: bool
    width: float = 0.0
    foot: float = 0.0


def name_size(
    names: Sequence[NameView], cell: Cell, columns: int, deep: int, digits: int, height: float
) -> int:
    """One size for all names of a page, in tenths of a unit: nobody is set smaller than others.

    `deep` rows share `height`; a name of two parts may take two lines, with the figure (and the
    full-vote disc) beside the second.
    """
    if not cell.beside:
        longest = max((name.length for name in names), default=1.0)
        return _tenths(min(cell.most, cell.width / longest))
    width = (WIDTH - (columns - 1) * cell.gap) / columns
    figure = (digits * _DIGIT + 0.62) * cell.figure + 0.7 if digits else 0.0
    room = height / max(deep, 1) - cell.foot - 0.5
    size = min(cell.most, room / _LINE)
    for name in names:
        if len(name.parts) > 1:
            head = max(ems(part) for part in name.parts[:-1])
            beside_both = cell.figure > 2 * size  # a tall figure stands beside both lines
            head_room = width - figure if beside_both or cell.foot else width
            size = min(
                size,
                head_room / head,
                (width - figure) / ems(name.parts[-1]),
                room / (_LINE * len(name.parts)),
            )
        else:
            size = min(size, (width - figure) / max(name.length, 1.0))
    return _tenths(size)


def size_class(text: str, room: float, most: float) -> str:
    """The class that sets a text as large as fits `room` units on one line, `most` at most."""
    return f"set-{_tenths(min(most, room / max(ems(text), 1.0)))}"


def size_rules() -> str:
    """The style rules of all sizes, for the generated style sheet."""
    return "".join(f".set-{n}{{--set:{n / 10:g}}}" for n in range(_LEAST, _MOST + 1))


def _tenths(size: float) -> int:
    return max(_LEAST, min(_MOST, int(size * 10)))
