"""How wide a name is: East Asian characters take a whole em, others about half of one."""

from unicodedata import east_asian_width

from counting.names.same import DOTS


def is_wide(char: str) -> bool:
    """Whether a character takes a whole em, or two places of a terminal."""
    return east_asian_width(char) in "WF"


def ems(text: str, narrow: float = 0.5) -> float:
    """About how many ems a text is wide: a middle dot takes half of one, others `narrow`."""
    return sum(0.5 if char in DOTS else 1.0 if is_wide(char) else narrow for char in text)


def fills_three(name: str) -> bool:
    """Whether a name is set as wide as three characters: one of two ideographs (李　明)."""
    return len(name) == 2 and all(map(is_wide, name))
