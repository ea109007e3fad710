"""One cell of a workbook: text that stays text, whatever it begins with."""

import re
from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# What XML 1.0 has no place for: controls, half characters, and two code points that are none.
_NOT_TO_BE_HELD: Final = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def put(cell: Any, value: str | int | None) -> Any:
    """Set a cell; a text is never taken for a formula, also not after it was saved as CSV again.

    Characters that a workbook cannot hold stand as 〓, and what looks like an escape of one
    (``_x0041_``) is escaped itself. Returns the cell.
    """
    if isinstance(value, str):
        cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", _NOT_TO_BE_HELD.sub("〓", value))
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_LIKE_A_FORMULA)
    else:
        cell.value = value
    return cell
