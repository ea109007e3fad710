"""The two faces on paper: which characters they have, their widths, their outlines as TrueType.

Song (宋体, Noto Serif SC) sets names and titles, Hei (黑体, Noto Sans SC) headings, figures and
instructions. Both come from the package pylopdf-fonts-zh-cn as CFF, which no PDF library we use
can embed; each outline is turned into quadratic curves once per process, when first drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, Final, Literal

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Offset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

Face = Literal["song", "hei"]

_FILES: Final = {
    "song": pylopdf_fonts_zh_cn.serif_path,
    "hei": pylopdf_fonts_zh_cn.sans_path,
}
_UNITS: Final = 1000  # of both fonts, per em
_CURVE_ERROR: Final = 0.8  # of those units: 0.004 mm at the size of a name
# The dot between the parts of a name takes half an em, whatever width the font gives it.
_HALF_EM_DOTS: Final = frozenset("·•・")
ASCENT: Final = 0.88  # of the em box above the baseline: a CJK face's, not the line box's 1.16


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph as TrueType: a fontTools glyph, and its left side bearing in 1/1000 em."""

    glyph: Any
    left: int


class Typeface:
    """One font of the package. Widths are in ems; outlines are converted when first asked for."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._font = TTFont(_FILES[face](), lazy=True)
        self._names: Mapping[int, str] = self._font.getBestCmap()
        self._metrics = self._font["hmtx"].metrics
        self._outlines: dict[str, Outline] = {}
        self._glyph_set: Any = None
        self._lock = Lock()

    @property
    def postscript_name(self) -> str:
        return str(self._font["name"].getDebugName(6))

    def has(self, char: str) -> bool:
        """Whether the font draws this character."""
        return ord(char) in self._names

    def advance(self, char: str) -> float:
        """How far the pen moves after `char`, in ems; KeyError if the font lacks it."""
        if char in _HALF_EM_DOTS:
            return 0.5
        return float(self._metrics[self._names[ord(char)]][0]) / _UNITS

    def width(self, text: str) -> float:
        """The sum of the advances, in ems."""
        return sum(map(self.advance, text))

    def outline(self, char: str) -> Outline:
        """The glyph of `char`, converted once."""
        with self._lock:
            if char not in self._outlines:
                self._outlines[char] = self._convert(char)
            return self._outlines[char]

    def _convert(self, char: str) -> Outline:
        if self._glyph_set is None:
            self._glyph_set = self._font.getGlyphSet()
        name = self._names[ord(char)]
        shift = 0
        if char in _HALF_EM_DOTS:
            shift = round((self.advance(char) * _UNITS - self._metrics[name][0]) / 2)
        pen = TTGlyphPen(None)
        curves = Cu2QuPen(pen, max_err=_CURVE_ERROR, reverse_direction=True)
        self._glyph_set[name].draw(TransformPen(curves, Offset(shift, 0)))
        glyph = pen.glyph()
        glyph.recalcBounds(None)
        return Outline(glyph, getattr(glyph, "xMin", 0))


@cache
def typeface(face: Face) -> Typeface:
    """The face, opened once per process."""
    return Typeface(face)


def missing_glyphs(text: str) -> list[tuple[str, str]]:
    """The characters of `text` that cannot be printed, each with its code point ("U+2CC56").

    Every name may be set in either face, so a character must be in both. Control and format
    characters have no glyph and are reported too.
    """
    faces = (typeface("song"), typeface("hei"))
    return [
        (char, f"U+{ord(char):04X}")
        for char in dict.fromkeys(text)
        if not all(face.has(char) for face in faces)
    ]


@lru_cache(maxsize=32)
def subset(face: Face, chars: tuple[str, ...]) -> bytes:
    """A TrueType font whose glyph n is `chars[n - 1]` (glyph 0 is empty); the same for equal input.

    Built only from the tables a PDF needs: no character map, since a PDF names glyphs by number.
    """
    source = typeface(face)
    order = [".notdef", *(f"g{number}" for number in range(1, len(chars) + 1))]
    outlines = [source.outline(char) for char in chars]
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0)
    builder.setupGlyphOrder(order)
    empty = TTGlyphPen(None).glyph()
    glyphs = [empty, *(outline.glyph for outline in outlines)]
    builder.setupGlyf(dict(zip(order, glyphs, strict=True)))
    metrics = [(_UNITS, 0)] + [
        (round(source.advance(char) * _UNITS), outline.left)
        for char, outline in zip(chars, outlines, strict=True)
    ]
    builder.setupHorizontalMetrics(dict(zip(order, metrics, strict=True)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    buffer = BytesIO()
    builder.font.save(buffer)
    return buffer.getvalue()
