"""Cut one font file down to the characters given on standard input, as woff2 (a process apart)."""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont


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


if __name__ == "__main__":
    cut(sys.argv[1], sys.argv[2], sys.stdin.buffer.read().decode())
