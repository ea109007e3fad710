"""The rule for text that comes in: what no name, reason or label may hold, and how long each is."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LENGTHS: Final[Mapping[str, tuple[int, int]]] = {
    "title": (1, 200),
    "place": (0, 120),
    "name": (1, 60),
    "note": (0, 60),
    "introduction": (0, 800),
    "colour": (0, 20),
    "item_number": (0, 20),
    "reason": (1, 200),
    "reader": (0, 100),
}
"""Fewest and most characters of every text, outer spaces aside."""

_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Letters and symbols that show nothing: fillers of Hangul and Khmer, the blank of Braille.
_BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Stray:
    """A character that no text may hold: its code point (U+200B) and its position, from 1."""

    codepoint: str
    position: int


def stray(text: str) -> Stray | None:
    """The first character of `text` that no text may hold, if there is one.

    These are controls, line ends, invisible formatting (direction overrides, joiners, marks),
    fillers that show nothing, private and half characters, and code points that are no character.
    """
    if text.isascii() and text.isprintable():
        return None
    for position, char in enumerate(text, start=1):
        if char in _BLANK or unicodedata.category(char) in _FORBIDDEN or is_no_character(char):
            return Stray(f"U+{ord(char):04X}", position)
    return None


def is_no_character(char: str) -> bool:
    """The 66 code points that Unicode will never give a character."""
    point = ord(char)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
