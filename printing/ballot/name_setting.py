"""How a candidate's name is set in its fixed cell: spaced, solid, in two lines, or smaller.

Two characters are spaced to three, as print shops do; longer names stand solid. A name too wide
breaks after the dot between its parts or shrinks, whichever leaves it clearly larger, down to a
floor; before it falls below that, lines and note are set closer. Below the floor it is refused.
Nothing is cut, and no box moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from counting.model.election import Candidate, Contest
from counting.model.geometry import Box, PageGeometry
from counting.model.refusal import Problem
from counting.names.same import DOTS
from counting.names.width import fills_three
from printing.ballot.type_sizes import ORDINARY_NAMES, TYPE_SIZES, NameSizes
from printing.pdf.canvas import Align, Canvas
from printing.pdf.fonts import Face, typeface

NAME_FACE: Final[Face] = "song"
NOTE_FACE: Final[Face] = "hei"
_ORDINARY_NAME: Final = 4.1  # ems: four characters, and a little air
_WHOLE: Final = 1.12  # a name is broken only where that leaves it this much larger
_ROOMY: Final = 6.5  # ems: a cell as wide as that carries larger names

Anchor = Literal["head", "middle", "foot"]


@dataclass(frozen=True, slots=True)
class LineSetting:
    """How close lines stand: from line to line in their size, and the gap above a note in mm.

    `air` is the share of a cell's height that a name in two lines may fill.
    """

    line: float
    note_gap: float
    air: float


LOOSE: Final = LineSetting(line=1.12, note_gap=0.9, air=0.92)
CLOSE: Final = LineSetting(line=1.05, note_gap=0.2, air=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetName:
    """A name as it will be drawn: its lines, their size and letter spacing, in millimetres."""

    lines: tuple[str, ...]
    size: float
    spacing: float
    note_lines: tuple[str, ...] = ()
    note_size: float = 0.0
    setting: LineSetting = LOOSE

    @property
    def name_height(self) -> float:
        """From the top of the first em box to the foot of the last, without the note."""
        return self.size * (1 + self.setting.line * (len(self.lines) - 1))

    @property
    def height(self) -> float:
        """The same with the note."""
        return self.name_height + _note_height(self.note_lines, self.note_size, self.setting)


@dataclass(frozen=True, slots=True)
class Usual:
    """An ordinary name of a ballot, up to four characters: its size, and its height with a note."""

    size: float
    height: float


def usual_name(cells: Sequence[Box], notes: bool, sizes: NameSizes = ORDINARY_NAMES) -> Usual:
    """The size of every ordinary name on a ballot: the same for all, set by the smallest cell."""
    note = sizes.note[0] * LOOSE.line + LOOSE.note_gap if notes else 0.0
    width = min(cell.w for cell in cells)
    height = min(cell.h for cell in cells) - note
    usual = min(max(sizes.name[0], width / _ROOMY), sizes.roomy)
    size = min(usual, width / _ORDINARY_NAME, height / 1.05)
    return Usual(size, size + note)


def set_name(
    candidate: Candidate, cell: Box, usual: float, sizes: NameSizes = ORDINARY_NAMES
) -> SetName | None:
    """The name in its cell, or None when it does not fit at the smallest size allowed."""
    floor = sizes.note[1]
    ways = ((LOOSE, sizes.note), (CLOSE, (floor, floor)))
    for setting, note in ways:
        if name := _set(candidate, cell, usual, replace(sizes, note=note), setting):
            return name
    return None


def draw_name(
    canvas: Canvas,
    name: SetName,
    cell: Box,
    align: Align,
    anchor: Anchor,
    usual: Usual | None = None,
) -> None:
    """Draw a name in its cell, centred or from the left.

    At the cell's head or foot, an ordinary name and note (`usual`) begins at the same height
    whatever its neighbours are; a smaller one stands in the middle of that line.
    """
    x = cell.x + cell.w / 2 if align == "centre" else cell.x
    y = cell.y + (cell.h - name.height) / 2
    if anchor != "middle" and usual:
        spare = cell.h - max(usual.height, name.height)
        y = cell.y + (spare if anchor == "foot" else 0.0)
        if len(name.lines) == 1:
            y += (usual.size - name.size) / 2
    line = name.setting.line
    for number, text in enumerate(name.lines):
        top = y + number * name.size * line
        canvas.text(NAME_FACE, name.size, x, top, text, align=align, spacing=name.spacing)
    y += name.name_height + name.setting.note_gap
    for number, text in enumerate(name.note_lines):
        top = y + number * name.note_size * line
        canvas.text(NOTE_FACE, name.note_size, x, top, text, align=align)


def overlong(contest: Contest, pages: Sequence[PageGeometry]) -> tuple[Problem, ...]:
    """The names and notes that do not fit their cells even at the smallest size."""
    sizes = TYPE_SIZES[contest.ballot.size].names
    cells = {name.candidate: name.box for page in pages for name in page.names}
    noted = any(candidate.note for candidate in contest.candidates)
    usual = usual_name(tuple(cells.values()), noted, sizes)
    return tuple(
        Problem(
            "layout.name_too_long",
            f"contests.{contest.id}.candidates.{candidate.id}",
            {
                "candidate": candidate.id,
                "name": candidate.name,
                "note": candidate.note,
                "width": cells[candidate.id].w,
                "smallest": sizes.name[1],
            },
        )
        for candidate in contest.candidates
        if set_name(candidate, cells[candidate.id], usual.size, sizes) is None
    )


def _set(
    candidate: Candidate, cell: Box, usual: float, sizes: NameSizes, setting: LineSetting
) -> SetName | None:
    note_lines, note_size = _set_note(candidate.note, cell, sizes, setting)
    if note_lines is None:
        return None
    height = cell.h - _note_height(note_lines, note_size, setting)
    fitting = [
        (size, lines)
        for lines in _ways(candidate.name)
        if (size := min(usual, _fitting(lines, cell.w, height, setting))) >= sizes.name[1]
    ]
    if not fitting:
        return None
    size, lines = max(fitting, key=lambda way: way[0] * (_WHOLE if len(way[1]) == 1 else 1.0))
    spacing = size if fills_three(candidate.name) else 0.0
    if spacing and size * 3 > cell.w:
        spacing = max(cell.w - size * 2, 0.0)
    return SetName(
        lines=lines,
        size=size,
        spacing=spacing,
        note_lines=note_lines,
        note_size=note_size,
        setting=setting,
    )


def _note_height(lines: Sequence[str], size: float, setting: LineSetting) -> float:
    return len(lines) * size * setting.line + setting.note_gap if lines else 0.0


def _set_note(
    note: str, cell: Box, sizes: NameSizes, setting: LineSetting
) -> tuple[tuple[str, ...] | None, float]:
    """One line of note, smaller if it must be, or two; None when even that is too long."""
    if not note:
        return (), 0.0
    largest, smallest = sizes.note
    ways: list[tuple[str, ...]] = [(note,)]
    if cell.h >= sizes.name[1] + _note_height(("", ""), smallest, setting):
        half = (len(note) + 1) // 2
        space = max(note.find(blank, max(half - 3, 0)) for blank in " 　")
        cut = space + 1 if 0 < space < len(note) - 1 else half
        ways.append((note[:cut].rstrip(), note[cut:]))
    face = typeface(NOTE_FACE)
    for lines in ways:
        size = min(largest, *(cell.w / max(face.width(line), 0.01) for line in lines))
        if size >= smallest:
            return lines, size
    return None, 0.0


def _ways(name: str) -> list[tuple[str, ...]]:
    """One line, and every way to break the name in two after a dot or at a space."""
    ways: list[tuple[str, ...]] = [(name,)]
    for place, char in enumerate(name[:-1], 1):
        if char in DOTS:
            ways.append((name[:place], name[place:]))
        elif char == " " and name[place:].strip():
            ways.append((name[: place - 1], name[place:]))
    return ways


def _fitting(lines: tuple[str, ...], width: float, height: float, setting: LineSetting) -> float:
    face = typeface(NAME_FACE)
    widest = max(face.width(line) for line in lines)
    air = 1.0 if len(lines) == 1 else setting.air  # two lines keep clear of what is around them
    return min(width / max(widest, 0.01), air * height / (1 + setting.line * (len(lines) - 1)))
