"""What a device or a teller saw on one sheet: its code, its marks, the names written on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from counting.model.ballot import Mark, WriteIn
from counting.model.election import Mode
from counting.model.rules import Identification

Purpose = Literal["ballot", "test_deck", "specimen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCode:
    """The code on a ballot; `contest` is its index in the sealed definition, from 0.

    `token` is twelve random digits in token mode, None in style mode. `side` is the printed side
    (1 or 2): both sides of a sheet are the same ballot, so it takes no part in comparison.
    """

    mode: Mode
    identification: Identification
    purpose: Purpose
    definition_tag: int
    contest: int
    round: int
    token: str | None = None
    side: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a device or a teller saw on one sheet, before any rule is applied.

    `code` is the sheet's own, or its digits where nobody has decoded them yet, or None.
    `marks` holds only the rows that were seen: candidate id → mark, or None for "left to people";
    a row left out takes the scheme's meaning of a blank box. `write_ins` may be unnamed ("").
    """

    code: BallotCode | str | None
    marks: Mapping[str, Mark | None]
    write_ins: tuple[WriteIn, ...] = ()
    source: Literal["cards", "image", "omr", "hand", "data"] = "data"
    reader: str = ""
    doubtful: bool = False
