"""The kinds of cells a candidate can have: where its boxes and its name stand within the cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from counting.geometry import Box, MarkBox, NameCell
from counting.layout.paper import BOX_LEAST, millimetres
from counting.model import Contest

Choice = Literal["symbol", "for", "against", "abstain"]
Placed = tuple[tuple[MarkBox, ...], NameCell]
COLUMNS: Final[tuple[Choice, ...]] = ("for", "against", "abstain")

_ROW_GAP = 3.2  # between two boxes of a list: a hairline in its middle is 1.6 mm clear of both
_COLUMN_GAP = 5.0
_EDGE = 1.5  # from a box to the edge of its cell
_NAME_GAP = 2.0  # between a box and the name above or below it


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of cell. Sizes are (width, height); `by_rows`: names run along rows, not down.

    `head` is the height above the first row that captions take. `ideal` is what looks best, `most`
    what a cell grows to when there is room.
    """

    least: tuple[float, float]
    ideal: tuple[float, float]
    most: tuple[float, float]
    by_rows: bool
    head: float
    place: Callable[[str, Box], Placed]


def _rounded(x: float, y: float, w: float, h: float) -> Box:
    return Box(millimetres(x), millimetres(y), millimetres(w), millimetres(h))


def _stacked(candidate: str, cell: Box, name_height: float, box_first: bool) -> Placed:
    """The box above (or below) the name, both centred in the cell's width."""
    box_height = min(cell.h - _NAME_GAP - name_height - 2 * _EDGE, 16.0)
    box_width = min(cell.w - 4.0, box_height * 1.6)
    used = box_height + _NAME_GAP + name_height
    top = cell.y + (_EDGE if box_first else _EDGE / 2)
    box_y = top if box_first else top + used - box_height
    name_y = top + box_height + _NAME_GAP if box_first else top
    box = _rounded(cell.x + (cell.w - box_width) / 2, box_y, box_width, box_height)
    name = _rounded(cell.x + 0.75, name_y, cell.w - 1.5, name_height)
    return (MarkBox(candidate, "symbol", box),), NameCell(candidate, name)


def _beside(candidate: str, cell: Box, box_first: bool) -> Placed:
    """The box left (or right) of the name."""
    height = min(cell.h - _ROW_GAP, 10.0)
    width = min(height * 1.4, 14.0)
    inner = cell.w - _COLUMN_GAP
    box_x = cell.x + _COLUMN_GAP / 2 if box_first else cell.x + _COLUMN_GAP / 2 + inner - width
    name_x = cell.x + _COLUMN_GAP / 2 + (width + 3.0 if box_first else 0.0)
    box = _rounded(box_x, cell.y + (cell.h - height) / 2, width, height)
    name = _rounded(name_x, cell.y + 1.0, inner - width - 3.0, cell.h - 2.0)
    return (MarkBox(candidate, "symbol", box),), NameCell(candidate, name)


def _three(candidate: str, cell: Box) -> Placed:
    """The name, then a box each for approval, disapproval and abstention."""
    height = min(cell.h - _ROW_GAP, 9.0)
    width = min(max(height * 1.25, BOX_LEAST), (cell.w - 38.0) / 3)
    gap = 2.4 if cell.w < 66.0 else 3.6
    inner = cell.w - _COLUMN_GAP
    left = cell.x + _COLUMN_GAP / 2
    boxes_width = 3 * width + 2 * gap
    boxes = tuple(
        MarkBox(
            candidate,
            choice,
            _rounded(
                left + inner - boxes_width + column * (width + gap),
                cell.y + (cell.h - height) / 2,
                width,
                height,
            ),
        )
        for column, choice in enumerate(COLUMNS)
    )
    name = _rounded(left, cell.y + 1.0, inner - boxes_width - 2.5, cell.h - 2.0)
    return boxes, NameCell(candidate, name)


def _stack_shape(box_first: bool, notes: bool) -> Shape:
    name = 12.0 if notes else 8.0
    return Shape(
        least=(26.0, 13.0 + name),
        ideal=(33.0, 20.0 + name),
        most=(50.0, 31.0 + name),
        by_rows=True,
        head=0.0,
        place=lambda candidate, cell: _stacked(candidate, cell, name, box_first),
    )


def _list_shape(box_first: bool, notes: bool) -> Shape:
    return Shape(
        least=(43.0, 10.8 if notes else 10.0),
        ideal=(58.0, 13.0),
        most=(78.0, 17.0),
        by_rows=False,
        head=0.0,
        place=lambda candidate, cell: _beside(candidate, cell, box_first),
    )


def _three_shape(_box_first: bool, notes: bool) -> Shape:
    return Shape(
        least=(57.0, 10.8 if notes else 9.2),
        ideal=(60.0, 12.0),
        most=(90.0, 15.0),
        by_rows=False,
        head=6.5,
        place=_three,
    )


SHAPES: Final[Mapping[tuple[str, str], Callable[[bool], Shape]]] = {
    ("one-box", "above"): lambda notes: _stack_shape(True, notes),
    ("one-box", "below"): lambda notes: _stack_shape(False, notes),
    ("one-box", "before"): lambda notes: _list_shape(True, notes),
    ("one-box", "after"): lambda notes: _list_shape(False, notes),
    ("three-box", "any"): lambda notes: _three_shape(True, notes),
}


def shape_of(contest: Contest) -> Shape:
    """The kind of cell this contest's ballot has; notes make a cell taller."""
    style = contest.ballot
    key = (style.layout, style.mark_position if style.layout == "one-box" else "any")
    return SHAPES[key](any(candidate.note for candidate in contest.candidates))
