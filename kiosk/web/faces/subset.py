"""Cut a font down to the characters given on standard input, as woff2 (a process apart).

`FILE TARGET` cuts a font file; `song TARGET` or `hei TARGET` makes a font of those characters that
this face lacks and the operator's own fonts have, so that a name that prints also shows.
"""

import sys
from typing import Literal, cast, get_args

from fontTools import subset
from fontTools.ttLib import TTFont

Face = Literal["song", "hei"]


def cut(source: str, target: str, text: str) -> None:
    """Write `target`: the characters of `text` that the font at `source` has."""
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "locl", "halt", "palt", "ccmp"]
    options.notdef_outline = True
    font = TTFont(source, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def cut_spare(face: Face, target: str, text: str) -> None:
    """Write `target`: the characters of `text` that only the operator's fonts have."""
    from printing.pdf import fonts

    source = fonts.typeface(face)
    chars = tuple(char for char in dict.fromkeys(text) if source.spares_of(char))
    made = fonts.build(source, chars)
    glyphs = made.font.getGlyphOrder()[1:]
    made.setupCharacterMap(dict(zip(map(ord, chars), glyphs, strict=True)))
    names = "Scrutineer Spare", "Regular", "ScrutineerSpare-Regular"
    made.setupNameTable(dict(zip(("familyName", "styleName", "psName"), names, strict=True)))
    made.setupOS2()
    made.setupPost(keepGlyphNames=False)
    made.font.flavor = "woff2"
    made.font.save(target)


if __name__ == "__main__":
    source, target = sys.argv[1:]
    text = sys.stdin.buffer.read().decode()
    if source in get_args(Face):
        cut_spare(cast(Face, source), target, text)
    else:
        cut(source, target, text)
