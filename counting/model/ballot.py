"""What a sheet says: marks, written names, decisions, and the record that is kept of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Mark(StrEnum):
    """What one row of a sheet says about one candidate; `None` beside it means: left to people."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    VOID = "void"


SIMULATED: Final = "simulated:"
"""How the name of a simulated reader begins, in every reading and event that it makes."""


@dataclass(frozen=True, slots=True)
class WriteIn:
    """A name written on a sheet; `mark` None: not yet judged by people.

    `unmarked`: no mark stands beside the name, and the rules say what that means.
    """

    name: str
    mark: Mark | None
    unmarked: bool = False


class SheetStatus(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about a doubtful sheet: marks and write-ins, or `None`: invalid."""

    marks: str | None
    write_ins: tuple[WriteIn, ...]
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class CastVoteRecord:
    """What one sheet says: nothing in it tells whose it is, or when or in what order it was read.

    `marks` is one character a candidate in ballot order (`counting.sheets.validity.PACKED`):
    ``+`` for, ``-`` against, ``0`` abstain, ``x`` row void, ``?`` left to people.
    A written name stands beside its mark's word, or beside "" when nobody has judged it.
    `reasons` are the codes why the sheet is invalid or pending. `unmarked` are the written names
    beside which no mark stood, so that the rules said what that means.
    """

    marks: str
    write_ins: tuple[tuple[str, str], ...]
    status: SheetStatus
    reasons: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
