"""Sizes that hold on every sheet, in millimetres, and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from counting.model.rules import Identification

MAX_SIDES: Final = 2  # in style mode a ballot is one sheet: both sides are paired by the feed

# Measured in the design study: at 10 mm 6.4 % of fed pages lost a fiducial, at 14 mm none.
FIDUCIAL_TO_EDGE: Final = 14.0
FIDUCIAL_SIZE: Final = 5.0
FIDUCIAL_CENTRE: Final = 17.0

BOX_LEAST: Final = 5.5
CLEAR: Final = 1.5  # nothing is printed nearer to a box than this

X_MODULE: Final = 0.339  # four dots of a 300 dpi printer
QUIET_MODULES: Final = 10
BAR_HEIGHT: Final = 13.0
BAR_HEIGHT_LEAST: Final = 12.0
# Code 128 set C: start, one symbol for two digits, check symbol, stop; 22 and 34 digits.
BARCODE_MODULES: Final[Mapping[Identification, int]] = {
    "style": 11 * (1 + 11 + 1) + 13,
    "token": 11 * (1 + 17 + 1) + 13,
}

SCALE_BAR: Final = 50.0
SEAL: Final = 42.0  # the round seal of a county-level party body
SIDE_MARGIN: Final = 14.0

PaperName = Literal["A5", "A4", "A3"]


@dataclass(frozen=True, slots=True)
class PaperSize:
    """A sheet, lying as it is fed."""

    width: float
    height: float


PAPERS: Final[Mapping[PaperName, PaperSize]] = {
    "A5": PaperSize(148.0, 210.0),
    "A4": PaperSize(210.0, 297.0),
    "A3": PaperSize(420.0, 297.0),
}


def larger_than(paper: PaperName) -> tuple[PaperName, ...]:
    """The papers above this one, the next first."""
    names = tuple(PAPERS)
    return names[names.index(paper) + 1 :]


def millimetres(value: float) -> float:
    """Hundredths of a millimetre, so that a sealed geometry is the same number everywhere."""
    return round(value, 2)
