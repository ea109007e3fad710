"""How names are set: two characters fill three, long names break after the middle dot."""

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

DOTS = "·•‧・"
_WIDE = frozenset("WF")
_HALF_EM = 0.5


@dataclass(frozen=True, slots=True)
class NameView:
    """A name for a page. `parts` joined give `text`; `ems` is the width of its longest part."""

    text: str
    parts: tuple[str, ...]
    spaced: bool
    ems: float
    length: float


@lru_cache(maxsize=4096)
def name_view(text: str) -> NameView:
    """The setting of one name. Spacing is the style sheet's, never characters of the name."""
    parts: list[str] = [""]
    for char in text:
        parts[-1] += char
        if char in DOTS:
            parts.append("")
    kept = tuple(part for part in parts if part)
    spaced = len(text) == 2 and all(is_wide(char) for char in text)
    longest = 3.0 if spaced else max((ems(part) for part in kept), default=0.0)
    return NameView(text, kept, spaced, longest, 3.0 if spaced else ems(text))


def is_wide(char: str) -> bool:
    """Whether a character takes a whole em."""
    return east_asian_width(char) in _WIDE


def ems(text: str) -> float:
    """About how many ems a text is wide in the sans face."""
    return sum(1.0 if is_wide(char) else _HALF_EM if char in DOTS else 0.58 for char in text)
