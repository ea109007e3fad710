"""Builders of small font files, as an operator might name them."""

from collections.abc import Mapping
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in ems; of no size: a blank glyph."""
BLANK: Rectangle = (0, 0, 0, 0)
RING: Rectangle = (0.1, 0.0, 0.9, 0.8)
# Three characters of Extension C that no Noto SC face draws.
LACKED = "\U0002a700\U0002a701\U0002a702"
SHAPES: Mapping[str, Rectangle] = {
    LACKED[0]: RING,
    LACKED[1]: (0.1, 0.0, 0.5, 0.4),
    LACKED[2]: (0.5, 0.4, 0.9, 0.8),
}


def font_file(
    path: Path,
    shapes: Mapping[str, Rectangle] = SHAPES,
    *,
    cff: bool = False,
    units: int = 2048,
    name: str = "TestRare-Regular",
    fs_type: int = 0,
) -> Path:
    """A font whose glyphs are rectangles; a wide one has a hole, to show which way it is filled."""
    names = {char: f"g{number}" for number, char in enumerate(shapes)}
    order = [".notdef", *names.values()]
    builder = FontBuilder(units, isTTF=not cff)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(char): glyph for char, glyph in names.items()})
    drawn = {}
    for char, glyph in [("", ".notdef"), *names.items()]:
        pen = T2CharStringPen(units, None) if cff else TTGlyphPen(None)
        left, bottom, right, top = (round(edge * units) for edge in shapes.get(char, BLANK))
        if right > left:
            corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
            _contour(pen, corners[::-1] if cff else corners)
            if right - left > units // 2:
                inset = units // 10
                hole = [
                    (left + inset, bottom + inset),
                    (right - inset, bottom + inset),
                    (right - inset, top - inset),
                    (left + inset, top - inset),
                ]
                _contour(pen, hole[::-1] if cff else hole)
        drawn[glyph] = pen.getCharString() if cff else pen.glyph()
    if cff:
        builder.setupCFF(name, {}, drawn, {})
    else:
        builder.setupGlyf(drawn)
    bearings = {names.get(char): round(shape[0] * units) for char, shape in shapes.items()}
    builder.setupHorizontalMetrics({glyph: (units, bearings.get(glyph, 0)) for glyph in order})
    builder.setupHorizontalHeader(ascent=units * 88 // 100, descent=-units * 12 // 100)
    builder.setupNameTable({"familyName": "Test Rare", "styleName": "Regular", "psName": name})
    builder.setupOS2(fsType=fs_type)
    builder.setupPost()
    builder.save(path)
    return path


def _contour(pen: TTGlyphPen | T2CharStringPen, points: list[tuple[int, int]]) -> None:
    first, *others = points
    pen.moveTo(first)
    for point in others:
        pen.lineTo(point)
    pen.closePath()
