"""One cell of a workbook: text that stays text, whatever it begins with."""

from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def put(cell: Any, value: str | int | None) -> Any:
    """Set a cell; a text is never taken for a formula, also not after it was saved as CSV again.

    Characters that a workbook cannot hold stand as 〓. Returns the cell.
    """
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("〓", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_LIKE_A_FORMULA)
    else:
        cell.value = value
    return cell
