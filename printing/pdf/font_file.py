"""One font file, TrueType or CFF: its characters, their widths, their outlines as we embed them.

No PDF library that we use embeds CFF, and several files must share one font in the PDF: so every
outline becomes quadratic curves on 1000 units to the em, once per process, when first drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from counting.model.refusal import InputError, Problem

UNITS: Final = 1000  # per em, of every outline given
_CURVE_ERROR: Final = 0.8  # of those units: 0.004 mm at the size of a name
# Embedding as OS/2 states it in fsType: the lowest four bits are a kind, others stand alone.
_KIND: Final = 0x000F
_RESTRICTED: Final = 0x0002
_WHOLE_OR_BITMAPS_ONLY: Final = 0x0300


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph as TrueType: a fontTools glyph, and its left side bearing in 1/1000 em."""

    glyph: Any
    left: int

    @property
    def blank(self) -> bool:
        """Whether nothing is drawn."""
        return not self.glyph.numberOfContours


class FontFile:
    """An open font. Widths are in ems; outlines are converted when first asked for."""

    def __init__(self, path: Path | str) -> None:
        """Open the first font of a file. Raises whatever a damaged file makes fontTools raise."""
        self.path = Path(path)
        self._font = TTFont(path, lazy=True, fontNumber=0)
        if "glyf" not in self._font and "CFF " not in self._font and "CFF2" not in self._font:
            raise ValueError("no outlines")
        self._names: Mapping[int, str] = self._font.getBestCmap() or {}
        self._metrics = self._font["hmtx"].metrics
        self._units = int(self._font["head"].unitsPerEm)
        self._glyph_set = self._font.getGlyphSet()
        self._outlines: dict[tuple[str, int], Outline] = {}
        self._lock = Lock()

    @property
    def postscript_name(self) -> str:
        """The font's own name, or the file's if it has none."""
        return str(self._font["name"].getDebugName(6) or self.path.stem)

    @property
    def embeddable(self) -> bool:
        """Whether its maker lets a subset of its outlines be embedded (OS/2, fsType)."""
        allowed = int(self._font["OS/2"].fsType) if "OS/2" in self._font else 0
        return allowed & _KIND != _RESTRICTED and not allowed & _WHOLE_OR_BITMAPS_ONLY

    def has(self, char: str) -> bool:
        """Whether the font lists this character."""
        return ord(char) in self._names

    def advance(self, char: str) -> float:
        """How far the pen moves after `char`, in ems; KeyError if the font lacks it."""
        return float(self._metrics[self._names[ord(char)]][0]) / self._units

    def outline(self, char: str, shift: int = 0) -> Outline:
        """The glyph of `char`, moved right by `shift` units; converted once.

        KeyError if the font lacks it; InputError `fonts.unreadable` if the file is damaged there.
        """
        name = self._names[ord(char)]
        with self._lock:
            if (name, shift) not in self._outlines:
                try:
                    self._outlines[name, shift] = self._convert(name, shift)
                except Exception as error:  # damage shows itself in many ways
                    raise InputError((unreadable(self.path, error),)) from error
            return self._outlines[name, shift]

    def _convert(self, name: str, shift: int) -> Outline:
        scale = UNITS / self._units
        pen = TTGlyphPen(None)
        # The two kinds of outline run round a shape in opposite directions.
        curves = Cu2QuPen(pen, max_err=_CURVE_ERROR, reverse_direction="glyf" not in self._font)
        moved = TransformPen(curves, Transform(scale, 0, 0, scale, shift, 0))
        self._glyph_set[name].draw(DecomposingFilterPen(moved, self._glyph_set))
        glyph = pen.glyph()
        glyph.recalcBounds(None)
        return Outline(glyph, getattr(glyph, "xMin", 0))


def unreadable(path: Path | str, error: Exception) -> Problem:
    """The problem with a font file that cannot be read."""
    words = error.strerror if isinstance(error, OSError) else str(error)
    facts = {"file": str(path), "problem": words or type(error).__name__}
    return Problem("fonts.unreadable", str(path), facts)


def open_named(path: Path | str) -> FontFile:
    """A font file that the operator named, if it can be read and may be embedded.

    Raises InputError `fonts.unreadable`, `fonts.not_embeddable`.
    """
    try:
        if not Path(path).is_file():
            raise FileNotFoundError(2, "no such file")
        font = FontFile(path)
        facts = {"file": str(path), "font": font.postscript_name}
        may_embed = font.embeddable
    except Exception as error:  # as above: any file may be named
        raise InputError((unreadable(path, error),)) from error
    if not may_embed:
        raise InputError((Problem("fonts.not_embeddable", str(path), facts),))
    return font
