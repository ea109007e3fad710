"""How large everything on a ballot is set: one table for each size of print.

Of a pair the first is what is wanted, the second the smallest allowed; between them a text shrinks
to fit its place. 1 mm is 2.83 points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counting.model.election import BallotSize

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NameSizes:
    """Of a candidate's name and the note below it; `roomy`: a name's in the widest cells."""

    name: Range
    note: Range
    roomy: float


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """Millimetres of the em box. `symbol_row` is the height of the row that shows the marks."""

    congress: Range
    title: Range
    seats: Range
    back_congress: Range
    back_title: Range
    notes: Range
    scheme: Range
    symbol_box: float
    symbol_row: float
    names: NameSizes
    caption: float
    write_in: float
    foot: float
    seal: float


# At least 8 points for a name, 6 for a note.
ORDINARY_NAMES: Final = NameSizes(name=(5.8, 2.8), note=(2.9, 2.1), roomy=7.2)

TYPE_SIZES: Final[Mapping[BallotSize, TypeSizes]] = {
    "ordinary": TypeSizes(
        congress=(4.2, 3.0),
        title=(8.4, 5.0),
        seats=(4.0, 3.0),
        back_congress=(3.4, 2.6),
        back_title=(5.6, 3.6),
        notes=(3.6, 2.6),
        scheme=(4.2, 3.0),
        symbol_box=6.4,
        symbol_row=9.0,
        names=ORDINARY_NAMES,
        caption=3.3,
        write_in=3.8,
        foot=3.4,
        seal=3.2,
    ),
    "large": TypeSizes(
        congress=(5.2, 3.0),
        title=(10.4, 5.0),
        seats=(5.2, 4.2),
        back_congress=(4.4, 2.6),
        back_title=(6.4, 3.6),
        notes=(4.9, 4.2),
        scheme=(5.6, 4.4),
        symbol_box=8.6,
        symbol_row=12.0,
        names=NameSizes(name=(8.2, 5.6), note=(4.4, 3.5), roomy=9.4),  # 16 and 10 points at least
        caption=4.6,
        write_in=5.2,
        foot=4.2,
        seal=4.2,
    ),
}
