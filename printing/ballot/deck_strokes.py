"""The marks of a test deck as strokes of a pen: no two alike, and the same in every print."""

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from counting.deck.deck import DeckSheet, DrawnName
from counting.model.election import Contest
from counting.model.geometry import Box, PageGeometry, WriteInLine
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document

_CLEAR: Final = 0.7  # from the edge of the box to the outermost ink, at least
_PEN: Final = (0.6, 0.9)
_SMALLEST: Final = 0.78  # of the largest mark that stays clear of the box
_TURN: Final = math.radians(9)
_NAME_SIZE: Final = 5.0
_NUMBER_SIZE: Final = 2.4

Point = tuple[float, float]


def strokes(
    document: Document,
    contest: Contest,
    pages: Sequence[PageGeometry],
    number: int,
    deck: Sequence[DeckSheet],
) -> tuple[tuple[str, ...], ...]:
    """The operators of what is drawn on each side of the deck's sheet `number` (from 1).

    How a mark leans, and how large it is, follows from the number alone. The number is printed as
    well: where a count of the deck differs, people look for the sheet that was read wrongly.
    """
    sheet = deck[number - 1]
    hand = Random(f"sheet {number}")
    seen = dict(zip((c.id for c in contest.candidates), sheet.rows, strict=True))
    lines = [line for page in pages for line in page.write_ins]
    written = {id(lines[name.line - 1]): name for name in sheet.names}
    sides = []
    for page in pages:
        canvas = Canvas(document)
        for mark in page.boxes:
            _mark(canvas, hand, mark.box, seen[mark.candidate].get(mark.choice, ""))
        for line in page.write_ins:
            if name := written.get(id(line)):
                _write(canvas, hand, line, name)
        below = page.barcode.y + page.barcode.h + 0.6
        words = f"第 {number} 张　共 {len(deck)} 张"
        middle = page.barcode.x + page.barcode.w / 2
        canvas.text("hei", _NUMBER_SIZE, middle, below, words, align="centre")
        sides.append(tuple(canvas.operators))
    return tuple(sides)


def _write(canvas: Canvas, hand: Random, line: WriteInLine, name: DrawnName) -> None:
    size = min(_NAME_SIZE, line.name.h * 0.7)
    foot = line.name.y + line.name.h
    canvas.text("song", size, line.name.x + 2.0 + hand.uniform(0, 2), foot - size * 1.12, name.name)
    for mark in line.boxes:
        if mark.choice == name.choice:
            _mark(canvas, hand, mark.box, name.symbol)


def _mark(canvas: Canvas, hand: Random, box: Box, symbols: str) -> None:
    """Each symbol by itself within the box; with several, one lies over the other."""
    for symbol in symbols:
        weight = hand.uniform(*_PEN)
        largest = min(box.w, box.h) / 2 - _CLEAR - weight / 2
        half = largest * hand.uniform(_SMALLEST, 1.0)
        play = largest - half
        x = box.x + box.w / 2 + hand.uniform(-play, play)
        y = box.y + box.h / 2 + hand.uniform(-play, play)
        angle = hand.uniform(-_TURN, _TURN)
        for path in _SHAPES[symbol](hand):
            canvas.strokes(weight, *(_turned(point, half, angle, x, y) for point in path))


def _turned(point: Point, half: float, angle: float, x: float, y: float) -> Point:
    across, down = point
    cos, sin = math.cos(angle), math.sin(angle)
    return x + half * (across * cos - down * sin), y + half * (across * sin + down * cos)


def _circle(hand: Random) -> list[list[Point]]:
    """Nearly round, begun near the top and drawn a little past its beginning."""
    start = math.radians(hand.uniform(230, 300))
    whole = math.radians(hand.uniform(362, 385))
    wide, high = hand.uniform(0.86, 1.0), hand.uniform(0.84, 1.0)
    steps = 24
    drift = hand.uniform(-0.08, 0.0)
    path = []
    for step in range(steps + 1):
        angle = start - whole * step / steps
        reach = 1.0 + drift * step / steps
        path.append((wide * reach * math.cos(angle), high * reach * math.sin(angle)))
    return [path]


def _cross(hand: Random) -> list[list[Point]]:
    def end(across: float, down: float) -> Point:
        return across * hand.uniform(0.6, 0.7), down * hand.uniform(0.6, 0.7)

    return [[end(-1, -1), end(1, 1)], [end(1, -1), end(-1, 1)]]


def _tick(hand: Random) -> list[list[Point]]:
    turn = (-0.25 + hand.uniform(-0.08, 0.08), 0.62 + hand.uniform(-0.06, 0.06))
    begin = (-0.72 + hand.uniform(-0.08, 0.08), 0.08 + hand.uniform(-0.1, 0.1))
    return [[begin, turn, (0.72, -0.58 + hand.uniform(-0.08, 0.08))]]


_SHAPES: Final[Mapping[str, Callable[[Random], list[list[Point]]]]] = {
    "○": _circle,
    "×": _cross,
    "√": _tick,
}
