"""Where everything stands on the paper of a ballot, as immutable values in millimetres."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, millimetres from the top left corner."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class MarkBox:
    """Where a row's box stands; `choice` is `symbol` in one-box layouts."""

    candidate: str
    choice: Literal["symbol", "for", "against", "abstain"]
    box: Box


@dataclass(frozen=True, slots=True)
class NameCell:
    """The fixed cell a candidate's name and note must fit into."""

    candidate: str
    box: Box


@dataclass(frozen=True, slots=True)
class WriteInLine:
    """One write-in line: where the name is written, and its boxes as of a candidate."""

    line: int
    name: Box
    boxes: tuple[MarkBox, ...]


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """One side of a ballot: everything a printer draws and a reader looks for, in millimetres."""

    width: float
    height: float
    fiducials: tuple[tuple[float, float], ...]
    barcode: Box
    scale_bar: Box
    heading: Box
    instructions: Box
    seal_area: Box | None
    boxes: tuple[MarkBox, ...]
    names: tuple[NameCell, ...]
    write_ins: tuple[WriteInLine, ...]
