"""The filled cells of a workbook, sheet by sheet, read within bounds."""

import io
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from counting.exchange.archive import BROKEN, refuse_unbounded
from counting.model.refusal import InputError, Problem, excerpt

MOST_ROWS: Final = 30_000
"""Of one sheet: 50 contests of 500 candidates and their titles fit."""
MOST_COLUMNS: Final = 64
_UNREADABLE: Final = (*BROKEN, TypeError, AttributeError, SyntaxError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its value, and where it stands (``候选人!C5``)."""

    value: Any
    place: str


Row = dict[int, Cell]  # by column, from 0; only what is filled


class Formula(str):
    """A formula's text: people must put its value in its place."""

    __slots__ = ()


def read_sheets(data: bytes, wanted: Collection[str] | None = None) -> dict[str, list[Row]]:
    """The rows of each sheet, in the workbook's order; of those `wanted` by name, or of all.

    A formula is its text as `Formula`. Raises InputError `workbook.unreadable`,
    `workbook.too_large`, `workbook.entities`, `workbook.too_many_rows`.
    """
    refuse_unbounded(data, "file")
    try:
        return _sheets(data, wanted)
    except _UNREADABLE as error:
        facts = {"problem": excerpt(str(error))}
        raise InputError((Problem("workbook.unreadable", "file", facts),)) from error


def _sheets(data: bytes, wanted: Collection[str] | None) -> dict[str, list[Row]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and parts that we do not read
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        return {
            name: list(_rows(book[name]))
            for name in book.sheetnames
            if (wanted is None or name in wanted) and hasattr(book[name], "iter_rows")
        }
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file claims about its own size is not to be trusted
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MOST_ROWS:
            facts = {"sheet": sheet.title, "most": MOST_ROWS}
            raise InputError((Problem("workbook.too_many_rows", sheet.title, facts),))
        found: Row = {}
        for column, cell in enumerate(row[:MOST_COLUMNS]):
            value = cell.value
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            place = f"{sheet.title}!{get_column_letter(column + 1)}{number}"
            found[column] = Cell(Formula(value) if cell.data_type == "f" else value, place)
        yield found
