"""How much room heading, instructions and write-in lines take, by size of print and paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counting.layout.sizes import PaperName
from counting.model.election import BallotSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnishing:
    """Millimetres. `heading` and `instructions` are heights on the front and on the back.

    A write-in line has a label, a box (width, height) and a rule to write on; lines stand `pitch`
    to `pitch_most` apart. `two_columns` is the narrowest column with room for a written name.
    """

    heading: Mapping[PaperName, tuple[float, float]]
    instructions: Mapping[PaperName, tuple[float, float]]
    label: float
    box: tuple[float, float]
    pitch: float
    pitch_most: float
    two_columns: float


FURNISHINGS: Final[Mapping[BallotSize, Furnishing]] = {
    "ordinary": Furnishing(
        heading={"A5": (20.0, 11.0), "A4": (25.0, 12.0), "A3": (25.0, 12.0)},
        instructions={"A5": (26.5, 9.0), "A4": (26.0, 9.0), "A3": (22.0, 9.0)},
        label=15.0,
        box=(10.5, 7.8),
        pitch=11.0,
        pitch_most=14.0,
        two_columns=58.0,
    ),
    "large": Furnishing(
        heading={"A5": (25.0, 13.0), "A4": (31.0, 14.0), "A3": (31.0, 14.0)},
        instructions={"A5": (46.0, 12.5), "A4": (41.0, 12.5), "A3": (31.0, 12.5)},
        label=21.0,
        box=(14.0, 10.2),
        pitch=13.6,
        pitch_most=17.0,
        two_columns=80.0,
    ),
}
