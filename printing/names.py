"""How a candidate's name is set in its fixed cell: spaced, solid, in two lines, or smaller.

Two characters are spaced to three, as print shops do; longer names stand solid. A name too wide
breaks after the dot between its parts or shrinks, whichever leaves it larger, down to a floor;
below that it is refused. Nothing is cut, and no box moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counting.geometry import Box, PageGeometry
from counting.model import Candidate, Contest, Problem
from printing.fonts import Face, typeface
from printing.ink import Align, Ink

NAME_FACE: Final[Face] = "song"
NOTE_FACE: Final[Face] = "hei"
NAME_FLOOR: Final = 2.8  # 8 points
NOTE_FLOOR: Final = 2.1  # 6 points
NAME_LARGEST: Final = 5.8
_NOTE_SIZE: Final = 2.9
_LINE: Final = 1.16  # from one line of a name to the next, in its size
_NOTE_GAP: Final = 0.9
_DOTS: Final = "·•・"


@dataclass(frozen=True, slots=True)
class SetName:
    """A name as it will be drawn: its lines, their size and letter spacing, in millimetres."""

    lines: tuple[str, ...]
    size: float
    spacing: float
    note_lines: tuple[str, ...] = ()
    note_size: float = 0.0

    @property
    def height(self) -> float:
        """From the top of the first em box to the foot of the last."""
        names = self.size * (1 + _LINE * (len(self.lines) - 1))
        notes = sum(self.note_size * _LINE for _ in self.note_lines)
        return names + (notes + _NOTE_GAP if self.note_lines else 0.0)


def usual_size(cells: Sequence[Box], notes: bool) -> float:
    """The size of every ordinary name on a ballot: the same for all, set by the smallest cell.

    An ordinary name is up to four characters.
    """
    width = min(cell.w for cell in cells)
    height = min(cell.h for cell in cells) - ((_NOTE_SIZE * _LINE + _NOTE_GAP) if notes else 0.0)
    return min(NAME_LARGEST, width / 4.1, height / 1.05)


def set_name(candidate: Candidate, cell: Box, usual: float) -> SetName | None:
    """The name in its cell, or None when it does not fit at the smallest size allowed."""
    note_lines, note_size = _set_note(candidate.note, cell)
    if note_lines is None:
        return None
    height = cell.h - (len(note_lines) * note_size * _LINE + _NOTE_GAP if note_lines else 0.0)
    size, lines = max(
        (min(usual, _fitting(lines, cell.w, height)), lines) for lines in _ways(candidate.name)
    )
    if size < NAME_FLOOR:
        return None
    spacing = size if len(candidate.name) == 2 and _is_han(candidate.name) else 0.0
    if spacing and size * 3 > cell.w:
        spacing = max(cell.w - size * 2, 0.0)
    return SetName(lines, size, spacing, note_lines, note_size)


def draw_name(ink: Ink, name: SetName, cell: Box, align: Align, line_height: float | None) -> None:
    """Draw a name in its cell, centred or from the left.

    With `line_height` (of an ordinary name) it stands at the cell's top, a smaller name in the
    middle of that line; with None it is centred in the cell's height.
    """
    x = cell.x + cell.w / 2 if align == "centre" else cell.x
    y = cell.y
    if line_height is None:
        y += (cell.h - name.height) / 2
    elif len(name.lines) == 1:
        y += (line_height - name.size) / 2
    for number, line in enumerate(name.lines):
        top = y + number * name.size * _LINE
        ink.text(NAME_FACE, name.size, x, top, line, align=align, spacing=name.spacing)
    y += name.size * (1 + _LINE * (len(name.lines) - 1)) + _NOTE_GAP
    for number, line in enumerate(name.note_lines):
        ink.text(NOTE_FACE, name.note_size, x, y + number * name.note_size * _LINE, line,
                 align=align)  # fmt: skip


def overlong(contest: Contest, pages: Sequence[PageGeometry]) -> tuple[Problem, ...]:
    """The names and notes that do not fit their cells even at the smallest size."""
    cells = {name.candidate: name.box for page in pages for name in page.names}
    usual = usual_size(tuple(cells.values()), any(c.note for c in contest.candidates))
    return tuple(
        Problem(
            "layout.name_too_long",
            f"contests.{contest.id}.candidates.{candidate.id}",
            {
                "candidate": candidate.id,
                "name": candidate.name,
                "note": candidate.note,
                "width": cells[candidate.id].w,
                "smallest": NAME_FLOOR,
            },
        )
        for candidate in contest.candidates
        if set_name(candidate, cells[candidate.id], usual) is None
    )


def _set_note(note: str, cell: Box) -> tuple[tuple[str, ...] | None, float]:
    """One line of note, smaller if it must be, or two; None when even that is too long."""
    if not note:
        return (), 0.0
    ways: list[tuple[str, ...]] = [(note,)]
    if cell.h >= NAME_FLOOR + 2 * NOTE_FLOOR * _LINE + _NOTE_GAP:
        half = (len(note) + 1) // 2
        space = note.find(" ", max(half - 3, 0))
        cut = space + 1 if 0 < space < len(note) - 1 else half
        ways.append((note[:cut].rstrip(), note[cut:]))
    face = typeface(NOTE_FACE)
    for lines in ways:
        size = min(_NOTE_SIZE, *(cell.w / max(face.width(line), 0.01) for line in lines))
        if size >= NOTE_FLOOR:
            return lines, size
    return None, 0.0


def _ways(name: str) -> list[tuple[str, ...]]:
    """One line, and every way to break the name in two after a dot or at a space."""
    ways: list[tuple[str, ...]] = [(name,)]
    for place, char in enumerate(name[:-1], 1):
        if char in _DOTS:
            ways.append((name[:place], name[place:]))
        elif char == " " and name[place:].strip():
            ways.append((name[: place - 1], name[place:]))
    return ways


def _fitting(lines: tuple[str, ...], width: float, height: float) -> float:
    face = typeface(NAME_FACE)
    widest = max(face.width(line) for line in lines)
    air = 1.0 if len(lines) == 1 else 0.93  # two lines keep clear of what is above and below
    return min(width / max(widest, 0.01), air * height / (1 + _LINE * (len(lines) - 1)))


def _is_han(text: str) -> bool:
    # Noto gives every ideograph a full em; Latin initials are narrower and are not spaced.
    face = typeface(NAME_FACE)
    return all(face.advance(char) == 1.0 for char in text)
