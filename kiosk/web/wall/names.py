"""How names are set: two characters fill three, long names break after the middle dot."""

from dataclasses import dataclass
from functools import lru_cache

from counting.names import width
from counting.names.same import DOTS
from counting.names.width import fills_three


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
    if fills_three(text):
        return NameView(text, kept, True, 3.0, 3.0)
    return NameView(text, kept, False, max(map(ems, kept), default=0.0), ems(text))


def ems(text: str) -> float:
    """About how many ems a text is wide in the sans face."""
    return width.ems(text, narrow=0.58)
