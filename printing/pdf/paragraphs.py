"""Breaking Chinese text into lines of a width, and the size at which it fits a box."""

from collections.abc import Sequence
from typing import Final

from counting.names.same import DOTS
from printing.pdf.fonts import Face, typeface
from printing.pdf.roles import Role

_NEVER_FIRST: Final = frozenset("，。；：！？、）”』》…—" + DOTS)
_NEVER_LAST: Final = frozenset("（“『《")


def break_lines(
    face: Face | Role, size: float, width: float, text: str, spacing: float = 0.0
) -> tuple[str, ...]:
    """The lines of `text` at `size` within `width` millimetres, `spacing` after each character.

    Closing punctuation is drawn back with the character before it; a run of Latin letters or
    figures, or a word glued by a no-break space, stays whole.
    """
    metrics = typeface(face)
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for piece in _pieces(text):
        advance = metrics.width(piece) * size + spacing * len(piece)
        if line and used + advance > width + 1e-6:
            lines.append("".join(line).rstrip())
            line, used = [], 0.0
            piece = piece.lstrip()
            advance = metrics.width(piece) * size + spacing * len(piece)
        line.append(piece)
        used += advance
    return (*lines, "".join(line)) if line else tuple(lines)


def fit_lines(
    face: Face,
    sizes: tuple[float, float],
    width: float,
    height: float,
    leading: float,
    paragraphs: Sequence[str],
) -> tuple[float, tuple[tuple[str, ...], ...]] | None:
    """The largest size from `sizes` (largest, smallest) at which all paragraphs fit the box."""
    largest, smallest = sizes
    steps = round((largest - smallest) / 0.1)
    for step in range(steps + 1):
        size = largest - 0.1 * step
        lines = tuple(break_lines(face, size, width, paragraph) for paragraph in paragraphs)
        count = sum(map(len, lines))
        if count * size * leading <= height + 1e-6 and all(
            typeface(face).width(line) * size <= width + 1e-6 for each in lines for line in each
        ):
            return size, lines
    return None


def _pieces(text: str) -> list[str]:
    """Text cut where a line may break."""
    pieces: list[str] = []
    for char in text:
        if pieces and (
            char in _NEVER_FIRST
            or pieces[-1][-1] in _NEVER_LAST
            or (char.isascii() and pieces[-1][-1].isascii() and char != " ")
        ):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
