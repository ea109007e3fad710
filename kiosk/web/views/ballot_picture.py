"""A specimen of a contest's ballot for the public terminal, cut out of its sealed geometry.

The names on it are placeholders: a terminal never shows marks beside a candidate's name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counting.model.ballot import Mark
from counting.model.election import Contest
from counting.model.geometry import Box, PageGeometry
from counting.rules.schemes import SCHEMES, blank_mark

_EDGE = 5.0  # mm of paper around the cut-out
_HEAD = 17.0  # mm for its title
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LETTERS = "ABCDEFGHIJ"
_PAPERS = (
    ("粉", "pink"),
    ("红", "pink"),
    ("黄", "yellow"),
    ("蓝", "blue"),
    ("绿", "green"),
    ("橙", "orange"),
    ("紫", "violet"),
    ("灰", "grey"),
)
# What the specimen shows, row after row; approvals are held to the seats.
_PATTERN = (
    Mark.FOR,
    Mark.FOR,
    Mark.AGAINST,
    Mark.ABSTAIN,
    Mark.FOR,
    Mark.FOR,
    Mark.ABSTAIN,
    Mark.FOR,
)
STROKES = {"○": "circle", "×": "cross", "√": "tick"}
"""How a symbol is drawn on screens."""


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box of the specimen, with the stroke drawn in it ("" for none)."""

    box: Box
    stroke: str


@dataclass(frozen=True, slots=True)
class PicturedName:
    """A name on the specimen: its place in the row of placeholders, and where it stands."""

    stem: str
    letter: str
    box: Box
    middle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The cut-out, in millimetres, and the whole sheet it was cut from."""

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    names: tuple[PicturedName, ...]
    lines: tuple[tuple[Box, DrawnBox], ...]
    rule: float | None
    paper: str
    sheet: PageGeometry
    frame: Box


def ballot_picture(contest: Contest, pages: Sequence[PageGeometry]) -> Picture:
    """The specimen of a contest whose sealed geometry is `pages` (at least one)."""
    sheet = pages[0]
    shown = _shown(sheet)
    bounds = _around(
        [b.box for b in sheet.boxes if b.candidate in shown]
        + [n.box for n in sheet.names if n.candidate in shown]
    )
    dx, dy = _EDGE - bounds.x, _HEAD - bounds.y
    marks = _pattern(contest, len(shown))
    boxes = tuple(
        DrawnBox(_moved(b.box, dx, dy), _stroke(contest, b.choice, marks[shown.index(b.candidate)]))
        for b in sheet.boxes
        if b.candidate in shown
    )
    names = tuple(
        PicturedName(
            _STEMS[i], _LETTERS[i], _moved(cell.box, dx, dy), _below(sheet, cell.candidate)
        )
        for cell in sheet.names
        if cell.candidate in shown
        for i in (shown.index(cell.candidate),)
    )
    bottom = _HEAD + bounds.h
    lines: list[tuple[Box, DrawnBox]] = []
    rule = None
    for page in pages:
        for line in page.write_ins[:1]:
            all_of_it = _around([line.name, *(b.box for b in line.boxes)])
            rule = bottom + 4.0
            down = rule + 4.0 - all_of_it.y
            across = _EDGE + 14.0 - all_of_it.x
            symbol = _stroke(contest, line.boxes[0].choice, Mark.FOR)
            lines.append(
                (
                    _moved(line.name, across, down),
                    DrawnBox(_moved(line.boxes[0].box, across, down), symbol),
                )
            )
            lines += [
                (_moved(line.name, across, down), DrawnBox(_moved(b.box, across, down), ""))
                for b in line.boxes[1:]
            ]
            bottom = rule + 4.0 + all_of_it.h
    return Picture(
        width=bounds.w + 2 * _EDGE,
        height=bottom + 13.0,
        boxes=boxes,
        names=names,
        lines=tuple(lines[:3]),
        rule=rule,
        paper=next((css for word, css in _PAPERS if word in contest.ballot.colour), "white"),
        sheet=sheet,
        frame=bounds,
    )


def _shown(sheet: PageGeometry) -> list[str]:
    """The candidates of the cut-out: the top left part of the sheet that can be read large."""
    rows = _steps(cell.box.y for cell in sheet.names)
    columns = _steps(cell.box.x for cell in sheet.names)
    wide = min(len(columns), 4 if len(columns) > 2 else len(columns))
    deep = min(len(rows), 2 if wide > 2 else 4 if wide > 1 else 5)
    return [
        cell.candidate
        for cell in sheet.names
        if cell.box.x <= columns[wide - 1] + 0.1 and cell.box.y <= rows[deep - 1] + 0.1
    ][: len(_PATTERN)]


def _steps(values: Iterable[float]) -> list[float]:
    """Distinct positions, those nearer than a millimetre taken as one."""
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > 1.0:
            steps.append(value)
    return steps


def _pattern(contest: Contest, count: int) -> list[Mark]:
    left = max(1, contest.seats - 1 if contest.write_in_lines else contest.seats)
    marks = []
    for mark in _PATTERN[:count]:
        if mark is Mark.FOR and not left:
            mark = Mark.ABSTAIN
        left -= mark is Mark.FOR
        marks.append(mark)
    return marks


def _stroke(contest: Contest, choice: str, mark: Mark) -> str:
    """What is drawn in a box so that its row means `mark`; "" when a blank box means it."""
    if choice != "symbol" and choice != mark.value:
        return ""
    if choice == "symbol" and blank_mark(contest.rules) is mark:
        return ""
    table = SCHEMES[contest.scheme].accepts[choice]
    return next((STROKES[symbol] for symbol, meaning in table.items() if meaning is mark), "")


def _below(sheet: PageGeometry, candidate: str) -> bool:
    """Whether a name stands above or below its box (and is set in the middle of its cell)."""
    cell = next(n.box for n in sheet.names if n.candidate == candidate)
    box = next(b.box for b in sheet.boxes if b.candidate == candidate)
    return cell.y >= box.y + box.h - 1 or cell.y + cell.h <= box.y + 1


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    right, bottom = max(b.x + b.w for b in boxes), max(b.y + b.h for b in boxes)
    return Box(left, top, right - left, bottom - top)


def _moved(box: Box, dx: float, dy: float) -> Box:
    return Box(round(box.x + dx, 2), round(box.y + dy, 2), box.w, box.h)
