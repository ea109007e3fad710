"""Names in the order of strokes, by either collation; a name that cannot be placed is reported.

A character goes by its number of strokes, then by their types in writing order: 横 1, 竖 2, 撇 3,
点 4, 折 5 (提 counts as 横, 捺 as 点). Different characters of one sequence go by their number
in the national table 通用规范汉字表, those outside it after them by code point: so no two
characters are ever equal, and people of one surname stand together. The table and its sources:
docs/strokes.md.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from counting.names.same import DOTS, is_ideograph

NameOrder = Literal["surname_strokes", "full_name_strokes"]
Key = tuple[int, ...]

_TABLE: Final = "strokes"
_EMPTY: Final = 0  # places count from 1, so an empty middle goes before every character
_PASSED_OVER: Final = frozenset({"Zs", "Cc", "Cf", "Mn"})
"""Spaces, invisible signs, and variation selectors, which choose a glyph of the same character."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A character of a name whose stroke sequence is not known, and the name it stands in."""

    name: str
    character: str

    @property
    def codepoint(self) -> str:
        return f"U+{ord(self.character):04X}"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Names in order; `unplaced` are those with an unknown character, in the order given."""

    names: tuple[str, ...]
    unplaced: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()


@cache
def _lines() -> list[str]:
    """The table as sequence, characters, sequence, characters …; read when first asked for."""
    return (files("counting.names") / f"{_TABLE}.txt").read_text(encoding="utf-8").split()


@cache
def _places() -> Mapping[str, int]:
    """Character → its place among all, from 1."""
    return {character: place for place, character in enumerate("".join(_lines()[1::2]), start=1)}


@cache
def _sequences() -> Mapping[str, str]:
    lines = _lines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return {character: types for types, characters in pairs for character in characters}


def sequence(character: str) -> str | None:
    """The types of a character's strokes in writing order, as digits 1 to 5; None: not known."""
    return _sequences().get(character)


def compared(name: str) -> str:
    """What of a name is compared: its characters without spaces, middle dots and invisible signs.

    Compatibility ideographs count as the characters that they are canonically equal to.
    """
    return "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if character not in DOTS and unicodedata.category(character) not in _PASSED_OVER
    )


def unknown(name: str) -> tuple[Unknown, ...]:
    """The characters of a name that have no known sequence, each once; a name of none is unknown.

    A name in which nothing can be compared is reported by its first character.
    """
    text = compared(name)
    if not text:
        return tuple(Unknown(name, character) for character in name[:1])
    known = _places()
    return tuple(Unknown(name, char) for char in dict.fromkeys(text) if char not in known)


def unknown_in_short(name: str) -> tuple[Unknown, ...]:
    """As `unknown`, but of letters the first alone: who reads it knows that the others follow."""
    found = unknown(name)
    letters = [u for u in found if u.character.isalpha() and not is_ideograph(u.character)]
    return tuple(one for one in found if one not in letters[1:])


def key(name: str, rule: NameOrder) -> Key | None:
    """What a name is sorted by under `rule`; None when a character of it has no known sequence."""
    known = _places()
    text = compared(name)
    if not text or any(character not in known for character in text):
        return None
    return _KEYS[rule](tuple(known[character] for character in text))


def _by_surname(places: Key) -> Key:
    """A name of two characters has an empty middle, and so goes before those of its surname."""
    return (places[0], _EMPTY, places[1]) if len(places) == 2 else places


_KEYS: Final[Mapping[NameOrder, Callable[[Key], Key]]] = {
    "surname_strokes": _by_surname,
    "full_name_strokes": lambda places: places,
}


def in_order(names: Iterable[str], rule: NameOrder) -> Ordered:
    """`names` by strokes; equal names keep the order given, and no name is dropped or guessed."""
    placed: list[tuple[Key, str]] = []
    unplaced: list[str] = []
    for name in names:
        places = key(name, rule)
        if places is None:
            unplaced.append(name)
        else:
            placed.append((places, name))
    placed.sort(key=lambda entry: entry[0])
    reported = tuple(entry for name in dict.fromkeys(unplaced) for entry in unknown(name))
    return Ordered(tuple(name for _, name in placed), tuple(unplaced), reported)
