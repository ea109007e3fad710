"""What surrounds the names on a side: fiducials, heading, instructions, seal, barcode."""

from collections.abc import Sequence
from dataclasses import dataclass

from counting.layout.arrange import Grid
from counting.layout.cells import Choice, Shape
from counting.layout.furnishing import FURNISHINGS, Furnishing
from counting.layout.sizes import (
    BAR_HEIGHT,
    BARCODE_MODULES,
    FIDUCIAL_CENTRE,
    FIDUCIAL_SIZE,
    PAPERS,
    QUIET_MODULES,
    SCALE_BAR,
    SEAL,
    SIDE_MARGIN,
    X_MODULE,
    PaperSize,
    millimetres,
)
from counting.model.election import Candidate, Contest
from counting.model.geometry import Box, MarkBox, PageGeometry
from counting.model.geometry import WriteInLine as Line
from counting.model.rules import Identification

_GAP = 3.0
_BESIDE_FIDUCIAL = FIDUCIAL_CENTRE + FIDUCIAL_SIZE / 2 + 3.0


@dataclass(frozen=True, slots=True)
class Room:
    """What a side makes room for beside the names: a place for the seal, or none."""

    seal: bool


@dataclass(frozen=True, slots=True)
class SideFrame:
    """A side without its names: `body` is where they go."""

    paper: PaperSize
    heading: Box
    instructions: Box
    body: Box
    seal_area: Box | None
    write_ins: tuple[Line, ...]
    barcode: Box
    scale_bar: Box


def frame_of(contest: Contest, room: Room, *, side: int, last: bool) -> SideFrame:
    """The frame of a side. Write-in lines and the seal stand on the last side only."""
    paper = PAPERS[contest.ballot.paper]
    furnishing = FURNISHINGS[contest.ballot.size]
    top = FIDUCIAL_CENTRE - FIDUCIAL_SIZE / 2 - 0.5
    heading_height = furnishing.heading[contest.ballot.paper][side - 1]
    heading = Box(_BESIDE_FIDUCIAL, top, paper.width - 2 * _BESIDE_FIDUCIAL, heading_height)
    width = paper.width - 2 * SIDE_MARGIN
    instructions_height = furnishing.instructions[contest.ballot.paper][side - 1]
    instructions = Box(SIDE_MARGIN, heading.y + heading.h, width, instructions_height)
    barcode, scale_bar = _foot(paper, contest.identification)
    foot = min(barcode.y, scale_bar.y) - _GAP
    lines = contest.write_in_lines if last else 0
    seal = room.seal and last
    write_ins, tail_top = _write_ins(contest, furnishing, lines, foot, seal, width)
    seal_area = None
    if seal:
        tail_top = min(tail_top, foot - SEAL)
        seal_area = Box(SIDE_MARGIN + width - SEAL, foot - SEAL, SEAL, SEAL)
    body_top = instructions.y + instructions.h + _GAP
    below = _GAP if tail_top < foot else 0.0
    body = Box(SIDE_MARGIN, body_top, width, tail_top - below - body_top)
    return SideFrame(paper, heading, instructions, body, seal_area, write_ins, barcode, scale_bar)


def page_of(
    frame: SideFrame, shape: Shape, grid: Grid, candidates: Sequence[Candidate]
) -> PageGeometry:
    """The side with the names in their cells."""
    cells = grid.cells(len(candidates), shape)
    placed = [shape.place(c.id, cell) for c, cell in zip(candidates, cells, strict=True)]
    near, far_x, far_y = (
        FIDUCIAL_CENTRE,
        frame.paper.width - FIDUCIAL_CENTRE,
        frame.paper.height - FIDUCIAL_CENTRE,
    )
    return PageGeometry(
        width=frame.paper.width,
        height=frame.paper.height,
        fiducials=((near, near), (far_x, near), (near, far_y), (far_x, far_y)),
        barcode=_rounded(frame.barcode),
        scale_bar=_rounded(frame.scale_bar),
        heading=_rounded(frame.heading),
        instructions=_rounded(frame.instructions),
        seal_area=_rounded(frame.seal_area) if frame.seal_area else None,
        boxes=tuple(box for boxes, _ in placed for box in boxes),
        names=tuple(name for _, name in placed),
        write_ins=frame.write_ins,
    )


def _rounded(box: Box) -> Box:
    return Box(millimetres(box.x), millimetres(box.y), millimetres(box.w), millimetres(box.h))


def _foot(paper: PaperSize, identification: Identification) -> tuple[Box, Box]:
    """Barcode at the lower right between the fiducials; the scale bar left of it, or above."""
    width = (BARCODE_MODULES[identification] + 2 * QUIET_MODULES) * X_MODULE
    bottom = paper.height - FIDUCIAL_CENTRE + FIDUCIAL_SIZE / 2 + 0.5
    right = paper.width - _BESIDE_FIDUCIAL
    barcode = Box(right - width, bottom - BAR_HEIGHT, width, BAR_HEIGHT)
    room = right - width - _GAP - _BESIDE_FIDUCIAL
    if room >= SCALE_BAR:
        return barcode, Box(_BESIDE_FIDUCIAL, bottom - 4.0, SCALE_BAR, 4.0)
    return barcode, Box(_BESIDE_FIDUCIAL, barcode.y - 6.0, SCALE_BAR, 4.0)


def _write_ins(
    contest: Contest, furnishing: Furnishing, lines: int, foot: float, seal: bool, width: float
) -> tuple[tuple[Line, ...], float]:
    """Write-in lines at the foot of the body, and their top; two columns where there is room."""
    if not lines:
        return (), foot
    room = width - (SEAL + 2 * _GAP if seal else 0.0)
    column = furnishing.two_columns * (2.0 if seal else 1.0)  # beside a seal one line is enough
    columns = 2 if lines > 1 and room / 2 >= column else 1
    rows = -(-lines // columns)
    height = max(rows * furnishing.pitch, SEAL if seal else 0.0)
    pitch = min(height / rows, furnishing.pitch_most)
    top = foot - height
    first = top + (height - rows * pitch) / 2
    column_width = room / columns
    choice: Choice = "symbol" if contest.ballot.layout == "one-box" else "for"
    made = []
    for number in range(lines):
        column, row = divmod(number, rows)
        x = SIDE_MARGIN + column * column_width
        y = first + row * pitch
        box_width, box_height = furnishing.box
        box = Box(x + furnishing.label, y + (pitch - box_height) / 2, box_width, box_height)
        name_x = box.x + box_width + 3.5
        name = Box(name_x, box.y, x + column_width - 4.0 - name_x, box_height)
        mark = MarkBox(f"write-in-{number + 1}", choice, _rounded(box))
        made.append(Line(number + 1, _rounded(name), (mark,)))
    return tuple(made), top
