"""The faces on paper: which characters they have, their widths, their outlines as TrueType.

Song (宋体, Noto Serif SC) sets names and titles, Hei (黑体, Noto Sans SC) headings, figures and
instructions. Both come from the package pylopdf-fonts-zh-cn. A character that a face lacks is
taken from the font files that the operator names in the environment, in their order. Papers ask
for a face by its role; the operator may name a file for a role, else one of the two stands for it.
"""

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from counting.input.text import is_no_character
from counting.model.refusal import InputError, Problem
from counting.names.same import DOTS
from printing.pdf.font_file import UNITS, FontFile, Outline, open_named
from printing.pdf.roles import SHIPPED, Role, entries, unknown_role

Face = Literal["song", "hei"]

SETTING: Final = "SCRUTINEER_FONTS"
"""The environment variable that names further font files, separated as in PATH.

`role=path` is the file of a role, a path alone lends what a face lacks.
"""

_FILES: Final = {
    "song": pylopdf_fonts_zh_cn.serif_path,
    "hei": pylopdf_fonts_zh_cn.sans_path,
}
# Characters that no name may have, though a file may draw something for them: controls, formats,
# halves of pairs, separators, and private ones, which mean another thing in every font.
_NEVER_SPARED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
ASCENT: Final = 0.88  # of the em box above the baseline: a CJK face's, not the line box's 1.16
MISSING_GLYPH: Final = "〓"
"""What Chinese printers set for a character they lack. A hand-written name may hold any."""


class Typeface:
    """A face, and the files that help it out: `own` draws what it has, then `spares` in order."""

    def __init__(self, face: Face | Role, own: FontFile, spares: tuple[FontFile, ...] = ()) -> None:
        self.face = face
        self._own = own
        self._spares = spares
        self._spared: dict[str, FontFile | None] = {}

    @property
    def postscript_name(self) -> str:
        return self._own.postscript_name

    def has(self, char: str) -> bool:
        """Whether this character can be drawn."""
        return self._own.has(char) or self._spare(char) is not None

    def advance(self, char: str) -> float:
        """How far the pen moves after `char`, in ems; KeyError if it cannot be drawn."""
        if char in DOTS:  # half an em, whatever width the font gives it
            return 0.5
        return self._file(char).advance(char)

    def width(self, text: str) -> float:
        """The sum of the advances, in ems."""
        return sum(map(self.advance, text))

    def outline(self, char: str) -> Outline:
        """The glyph of `char`; KeyError if it cannot be drawn."""
        file = self._file(char)
        shift = 0
        if char in DOTS:
            shift = round((self.advance(char) - file.advance(char)) * UNITS / 2)
        return file.outline(char, shift)

    def spares_of(self, text: str) -> tuple[str, ...]:
        """The names of the spare files that draw some of `text`, sorted."""
        files = {spare for char in text if not self._own.has(char) and (spare := self._spare(char))}
        return tuple(sorted(file.postscript_name for file in files))

    def _file(self, char: str) -> FontFile:
        file = self._own if self._own.has(char) else self._spare(char)
        if file is None:
            raise KeyError(char)
        return file

    def _spare(self, char: str) -> FontFile | None:
        """The first spare file that draws something for `char`; ours may leave a space blank."""
        if not self._spares:
            return None
        if char not in self._spared:
            may = unicodedata.category(char) not in _NEVER_SPARED and not is_no_character(char)
            self._spared[char] = next(
                (
                    file
                    for file in self._spares
                    if may and file.has(char) and (char.isspace() or not file.outline(char).blank)
                ),
                None,
            )
        return self._spared[char]


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """The operator's font files: those of each role, and those that lend what a face lacks."""

    roles: Mapping[Role, tuple[FontFile, ...]]
    spares: tuple[FontFile, ...]


@cache
def _own(face: Face) -> FontFile:
    return FontFile(_FILES[face]())


def typeface(face: Face | Role) -> Typeface:
    """The face with the files of this process's environment, opened once.

    A role without a file of its own is the face of ours that stands for it.
    Raises InputError `fonts.*` for every file that cannot be used.
    """
    return _typeface(face, os.environ.get(SETTING, ""))


@cache
def _typeface(face: Face | Role, setting: str) -> Typeface:
    named = named_files(setting)
    if face == "song" or face == "hei":
        return Typeface(face, _own(face), named.spares)
    if not named.roles.get(face):
        return _typeface(SHIPPED[face], setting)
    own, *others = named.roles[face]
    return Typeface(face, own, (*others, _own(SHIPPED[face]), *named.spares))


@cache
def named_files(setting: str) -> NamedFiles:
    """The font files of a setting, each in its order.

    Raises InputError `fonts.unreadable`, `fonts.not_embeddable`, `fonts.role` for every entry that
    cannot be used.
    """
    roles: dict[Role, tuple[FontFile, ...]] = {}
    spares: tuple[FontFile, ...] = ()
    problems: list[Problem] = []
    for role, path in entries(setting):
        name, equals, _ = path.partition("=")
        if role is None and equals and name.isalpha() and not Path(path).exists():
            problems.append(unknown_role(name, path))
            continue
        try:
            file = open_named(path)
        except InputError as error:
            problems += error.problems
            continue
        if role is None:
            spares += (file,)
        else:
            roles[role] = (*roles.get(role, ()), file)
    if problems:
        raise InputError(tuple(problems))
    return NamedFiles(roles, spares)


def missing_glyphs(text: str) -> list[tuple[str, str]]:
    """The characters of `text` that cannot be printed, each with its code point ("U+2CC56").

    Every name may be set in either face, so a character must be in both. Control and format
    characters have no glyph and are reported too. InputError as `typeface`.
    """
    faces = (typeface("song"), typeface("hei"))
    return [
        (char, f"U+{ord(char):04X}")
        for char in dict.fromkeys(text)
        if not all(face.has(char) for face in faces)
    ]


def glyph_problems(code: str, place: str, text: str, **facts: object) -> list[Problem]:
    """A problem for each of `missing_glyphs`: `facts`, then its `character` and `codepoint`."""
    return [
        Problem(code, place, {**facts, "character": char, "codepoint": codepoint})
        for char, codepoint in missing_glyphs(text)
    ]


def legible(text: str, missing: Iterable[str] | None = None) -> str:
    """The text with `MISSING_GLYPH` for the characters of `missing`: those without a glyph."""
    if missing is None:
        missing = [char for char, _ in missing_glyphs(text)]
    return text.translate({ord(char): MISSING_GLYPH for char in missing})


@lru_cache(maxsize=32)
def subset(source: Typeface, chars: tuple[str, ...]) -> bytes:
    """A TrueType font whose glyph n is `chars[n - 1]` (glyph 0 is empty); the same for equal input.

    Built only from the tables a PDF needs: no character map, since a PDF names glyphs by number.
    """
    buffer = BytesIO()
    build(source, chars).font.save(buffer)
    return buffer.getvalue()


def build(source: Typeface, chars: tuple[str, ...]) -> FontBuilder:
    """That font under way, for those who add tables of their own."""
    order = [".notdef", *(f"g{number}" for number in range(1, len(chars) + 1))]
    outlines = [source.outline(char) for char in chars]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0)
    builder.setupGlyphOrder(order)
    empty = TTGlyphPen(None).glyph()
    glyphs = [empty, *(outline.glyph for outline in outlines)]
    builder.setupGlyf(dict(zip(order, glyphs, strict=True)))
    metrics = [(UNITS, 0)] + [
        (round(source.advance(char) * UNITS), outline.left)
        for char, outline in zip(chars, outlines, strict=True)
    ]
    builder.setupHorizontalMetrics(dict(zip(order, metrics, strict=True)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    return builder
