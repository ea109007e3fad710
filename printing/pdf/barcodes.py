"""A code as Code 128 bars: vectors from python-barcode's modules, never an image."""

import re
from typing import Final

from barcode import Code128

from counting.layout.lay_out import X_MODULE
from counting.layout.sizes import QUIET_MODULES
from counting.model.geometry import Box

QUIET_ZONE: Final = QUIET_MODULES * X_MODULE
"""What must stay white at each end of a symbol, in millimetres."""

_TOLERANCE: Final = 0.02
_BAR: Final = re.compile("1+")


def width_of(digits: str) -> float:
    """The width of the symbol with its quiet zones, in millimetres."""
    place, width = _runs(digits)[-1]
    return (place + width + 2 * QUIET_MODULES) * X_MODULE


def bars(digits: str, area: Box) -> str:
    """The operators that draw a code into its area, quiet zones left free at both ends.

    ValueError if the code is wider than the area was laid out for.
    """
    runs = _runs(digits)
    place, width = runs[-1]
    free = area.w - (place + width + 2 * QUIET_MODULES) * X_MODULE
    if free < -_TOLERANCE:
        raise ValueError(f"a code of {len(digits)} digits is wider than its area")
    left = area.x + free / 2 + QUIET_MODULES * X_MODULE
    rectangles = " ".join([f"{start} 0 {modules} 1 re" for start, modules in runs])
    return f"q {X_MODULE} 0 0 {area.h:.2f} {left:.3f} {area.y:.2f} cm {rectangles} f Q"


def _runs(digits: str) -> list[tuple[int, int]]:
    """Each bar as (first module, width in modules), from the start of the symbol."""
    (modules,) = Code128(digits).build()
    return [(bar.start(), bar.end() - bar.start()) for bar in _BAR.finditer(modules)]
