"""A code as Code 128 bars: vectors from python-barcode's table of symbols, never an image."""

import re
from functools import cache
from itertools import count
from typing import Final

from barcode.charsets.code128 import CODES, START_CODES, STOP

from counting.layout.lay_out import X_MODULE
from counting.layout.sizes import QUIET_MODULES
from counting.model.geometry import Box

QUIET_ZONE: Final = QUIET_MODULES * X_MODULE
"""What must stay white at each end of a symbol, in millimetres."""

_TOLERANCE: Final = 0.02
_BAR: Final = re.compile("1+")
_SYMBOLS: Final[tuple[str, ...]] = (*CODES, f"{STOP}11")  # as modules; the last one ends a code
_MODULES: Final = 11  # of every symbol but the last, which has two more


def width_of(digits: str) -> float:
    """The width of the code with its quiet zones, in millimetres. ValueError as `bars`."""
    return _width(_symbols(digits))


def bars(digits: str, area: Box) -> str:
    """The operators that draw a code into its area, quiet zones left free at both ends.

    ValueError if the digits are not even in number, or wider than the area was laid out for.
    """
    symbols = _symbols(digits)
    free = area.w - _width(symbols)
    if free < -_TOLERANCE:
        raise ValueError(f"a code of {len(digits)} digits is wider than its area")
    left = area.x + free / 2 + QUIET_MODULES * X_MODULE
    rectangles = " ".join(map(_rectangles, symbols, count(0, _MODULES)))
    return f"q {X_MODULE} 0 0 {area.h:.2f} {left:.3f} {area.y:.2f} cm {rectangles} f Q"


def _symbols(digits: str) -> list[int]:
    """Start, pairs of digits (set C), checksum and end, as places in `_SYMBOLS` (ISO 15417)."""
    if not digits or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{digits!r} is not an even number of digits")
    symbols = [START_CODES["C"], *(int(digits[at : at + 2]) for at in range(0, len(digits), 2))]
    weighted = sum(place * symbol for place, symbol in enumerate(symbols))
    symbols += [(START_CODES["C"] + weighted) % 103, len(CODES)]
    return symbols


def _width(symbols: list[int]) -> float:
    return (_MODULES * len(symbols) + 2 + 2 * QUIET_MODULES) * X_MODULE


@cache
def _rectangles(symbol: int, start: int) -> str:
    """The bars of a symbol that begins at a module: some two thousand of these make every code."""
    runs = _BAR.finditer(_SYMBOLS[symbol])
    return " ".join([f"{start + bar.start()} 0 {bar.end() - bar.start()} 1 re" for bar in runs])
