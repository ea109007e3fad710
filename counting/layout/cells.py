"""The kinds of cells a candidate can have: where its boxes and its name stand within the cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from counting.layout.sizes import millimetres
from counting.model.election import BallotSize, Contest
from counting.model.geometry import Box, MarkBox, NameCell

Choice = Literal["symbol", "for", "against", "abstain"]
Placed = tuple[tuple[MarkBox, ...], NameCell]
COLUMNS: Final[tuple[Choice, ...]] = ("for", "against", "abstain")

_ROW_GAP = 3.2  # between two boxes of a list: a hairline in its middle is 1.6 mm clear of both
_COLUMN_GAP = 5.0
_EDGE = 1.5  # from a box to the edge of its cell
_NAME_GAP = 2.0  # between a box and the name above or below it
_SIDE_INSET = 1.0  # of a name above or below its box, from its neighbours
_NAME_INSET = 0.6  # of a list's name cell, from the hairlines above and below


@dataclass(frozen=True, slots=True)
class Cells:
    """What a kind of cell measures in one size of print; pairs are (width, height).

    `least` is the smallest cell, `ideal` what looks best, `most` what it grows to where there is
    room. `box` is the largest box, `box_ratio` its width by its height. `name` is the height of a
    name above or below its box in the smallest cell and the largest, `share` how much of what the
    cell grows is the name's; in a list the name is as high as its row, and `kept` is the width that
    its boxes leave it. Of three boxes: the `gap` between them, the `head` above for their captions.
    """

    least: tuple[float, float]
    ideal: tuple[float, float]
    most: tuple[float, float]
    box: tuple[float, float]
    box_ratio: float
    name: tuple[float, float] = (0.0, 0.0)
    share: float = 0.0
    gap: float = 0.0
    kept: float = 0.0
    head: float = 0.0


Kind = Literal["stack", "list", "three"]
_ORDINARY_THREE = partial(
    Cells,
    ideal=(60.0, 12.0),
    most=(90.0, 15.0),
    box=(11.25, 9.0),
    box_ratio=1.25,
    gap=2.4,
    kept=38.0,
    head=6.5,
)
_LARGE_THREE = partial(
    Cells,
    most=(120.0, 22.0),
    box=(14.4, 12.0),
    box_ratio=1.2,
    gap=3.2,
    kept=54.8,
    head=8.5,
)
_STACK = partial(Cells, box_ratio=1.6, share=0.4)
_ORDINARY_LIST = partial(
    Cells, ideal=(58.0, 13.0), most=(78.0, 17.0), box=(14.0, 10.0), box_ratio=1.4, kept=30.5
)
_LARGE_LIST = partial(Cells, box=(17.5, 12.5), box_ratio=1.4, kept=45.7)
# By kind, size of print, and whether there are notes.
CELLS: Final[Mapping[tuple[Kind, BallotSize, bool], Cells]] = {
    ("stack", "ordinary", False): _STACK(
        (26.0, 21.0), (33.0, 28.0), (50.0, 39.0), (50.0, 16.0), name=(8.0, 14.0)
    ),
    ("stack", "ordinary", True): _STACK(
        (26.0, 22.0), (33.0, 32.0), (50.0, 43.0), (50.0, 16.0), name=(9.5, 17.0)
    ),
    ("stack", "large", False): _STACK(
        (39.0, 28.5), (46.0, 36.0), (60.0, 46.0), (60.0, 20.0), name=(13.0, 20.0)
    ),
    ("stack", "large", True): _STACK(
        (39.0, 31.5), (46.0, 40.0), (60.0, 50.0), (60.0, 20.0), name=(16.0, 23.0)
    ),
    ("list", "ordinary", False): _ORDINARY_LIST((40.0, 10.0)),
    ("list", "ordinary", True): _ORDINARY_LIST((40.0, 10.4)),
    ("list", "large", False): _LARGE_LIST((60.0, 13.4), (72.0, 17.0), (100.0, 22.0)),
    ("list", "large", True): _LARGE_LIST((60.0, 16.8), (72.0, 19.0), (100.0, 24.0)),
    ("three", "ordinary", False): _ORDINARY_THREE((57.0, 9.2)),
    ("three", "ordinary", True): _ORDINARY_THREE((57.0, 9.4)),
    ("three", "large", False): _LARGE_THREE((86.0, 13.4), (92.0, 16.0)),
    ("three", "large", True): _LARGE_THREE((86.0, 16.8), (92.0, 18.0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of cell as a ballot uses it. `by_rows`: names run along rows, not down columns.

    `head` is the height above the first row that captions take.
    """

    least: tuple[float, float]
    ideal: tuple[float, float]
    most: tuple[float, float]
    by_rows: bool
    head: float
    place: Callable[[str, Box], Placed]


def _rounded(x: float, y: float, w: float, h: float) -> Box:
    return Box(millimetres(x), millimetres(y), millimetres(w), millimetres(h))


def _stacked(cells: Cells, box_first: bool, candidate: str, cell: Box) -> Placed:
    """The box above (or below) the name, both centred in the cell's width."""
    least, most = cells.name
    name_height = min(least + max(cell.h - cells.least[1], 0.0) * cells.share, most)
    box_height = min(cell.h - _NAME_GAP - name_height - 2 * _EDGE, cells.box[1])
    box_width = min(cell.w - 4.0, box_height * cells.box_ratio)
    used = box_height + _NAME_GAP + name_height
    top = cell.y + (_EDGE if box_first else _EDGE / 2)
    box_y = top if box_first else top + used - box_height
    name_y = top + box_height + _NAME_GAP if box_first else top
    box = _rounded(cell.x + (cell.w - box_width) / 2, box_y, box_width, box_height)
    name = _rounded(cell.x + _SIDE_INSET, name_y, cell.w - 2 * _SIDE_INSET, name_height)
    return (MarkBox(candidate, "symbol", box),), NameCell(candidate, name)


def _beside(cells: Cells, box_first: bool, candidate: str, cell: Box) -> Placed:
    """The box left (or right) of the name."""
    height = min(cell.h - _ROW_GAP, cells.box[1])
    width = min(height * cells.box_ratio, cells.box[0], cell.w - cells.kept)
    inner = cell.w - _COLUMN_GAP
    box_x = cell.x + _COLUMN_GAP / 2 if box_first else cell.x + _COLUMN_GAP / 2 + inner - width
    name_x = cell.x + _COLUMN_GAP / 2 + (width + 3.0 if box_first else 0.0)
    box = _rounded(box_x, cell.y + (cell.h - height) / 2, width, height)
    name = _list_name(name_x, cell, inner - width - 3.0)
    return (MarkBox(candidate, "symbol", box),), NameCell(candidate, name)


def _three(cells: Cells, candidate: str, cell: Box) -> Placed:
    """The name, then a box each for approval, disapproval and abstention."""
    height = min(cell.h - _ROW_GAP, cells.box[1])
    inner = cell.w - _COLUMN_GAP
    width = min(height * cells.box_ratio, (cell.w - cells.kept) / 3)
    gap = cells.gap * (1.0 if cell.w < cells.least[0] * 1.16 else 1.5)
    left = cell.x + _COLUMN_GAP / 2
    boxes_width = 3 * width + 2 * gap
    first = left + inner - boxes_width
    boxes = tuple(
        MarkBox(
            candidate,
            choice,
            _rounded(first + column * (width + gap), cell.y + (cell.h - height) / 2, width, height),
        )
        for column, choice in enumerate(COLUMNS)
    )
    return boxes, NameCell(candidate, _list_name(left, cell, inner - boxes_width - 2.5))


def _list_name(x: float, cell: Box, width: float) -> Box:
    return _rounded(x, cell.y + _NAME_INSET, width, cell.h - 2 * _NAME_INSET)


SHAPES: Final[Mapping[tuple[str, str], tuple[Kind, Callable[[Cells, str, Box], Placed]]]] = {
    ("one-box", "above"): ("stack", lambda cells, who, cell: _stacked(cells, True, who, cell)),
    ("one-box", "below"): ("stack", lambda cells, who, cell: _stacked(cells, False, who, cell)),
    ("one-box", "before"): ("list", lambda cells, who, cell: _beside(cells, True, who, cell)),
    ("one-box", "after"): ("list", lambda cells, who, cell: _beside(cells, False, who, cell)),
    ("three-box", "any"): ("three", _three),
}


def shape_of(contest: Contest) -> Shape:
    """The kind of cell this contest's ballot has; notes and large print make a cell larger."""
    style = contest.ballot
    kind, place = SHAPES[style.layout, style.mark_position if style.layout == "one-box" else "any"]
    noted = any(candidate.note for candidate in contest.candidates)
    cells = CELLS[kind, style.size, noted]
    return Shape(
        least=cells.least,
        ideal=cells.ideal,
        most=cells.most,
        by_rows=kind == "stack",
        head=cells.head,
        place=partial(place, cells),
    )
