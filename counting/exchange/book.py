"""The filled cells of a workbook, with what its sheets say about them, read within bounds."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel

from counting.exchange.archive import BROKEN, refuse_unbounded
from counting.exchange.parts import Parts, SheetPart, attribute, flag, name_of, text_of, unescaped
from counting.model.refusal import InputError, Problem, excerpt

MOST_ROWS: Final = 30_000
"""Of one sheet: 50 contests of 500 candidates and their titles fit."""
MOST_COLUMNS: Final = 64
_UNREADABLE: Final = (*BROKEN, TypeError, AttributeError, SyntaxError, ArithmeticError)

Value = str | int | float | bool | date | datetime | time | timedelta
Kind = Literal["text", "number", "flag", "date", "time", "duration", "error", "formula"]
_CELL: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_ERROR: Final = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|EXTERNAL!|PYTHON!|GETTING_DATA|#+)|Err:[0-9]{3}"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its value, where it stands (``候选人!C5``), what kind of value it is.

    `format` is its number format. `merged` is the range of the merged cell that it is part of,
    where its value stands in another row.
    """

    value: Value
    place: str
    kind: Kind = "text"
    format: str = "General"
    merged: str = ""


Row = dict[int, Cell]  # by column, from 0; only what is filled


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A merged cell: its rows from 1, its columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int
    range: str


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The cells of a sheet that hold something, by the number of their row, from 1.

    `name` goes before the places of its cells; a CSV file has none.
    """

    name: str = ""
    rows: dict[int, Row] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)

    def place(self, column: int, row: int) -> str:
        """Where a cell stands; `column` from 0, `row` from 1."""
        cell = f"{get_column_letter(column + 1)}{row}"
        return f"{self.name}!{cell}" if self.name else cell

    def column_hidden(self, column: int) -> bool:
        """Whether a column, from 0, is hidden."""
        return any(column in columns for columns in self.hidden_columns)


class Book:
    """A workbook whose sheets are read when they are asked for.

    Raises InputError `workbook.unreadable`, `workbook.too_large`, `workbook.entities`.
    """

    def __init__(self, data: bytes) -> None:
        refuse_unbounded(data, "file")
        with _readable():
            self._parts = Parts(data)
            self.sheets = {part.title: part for part in self._parts.sheets}

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name.

        Raises InputError `workbook.unreadable`, `workbook.too_many_rows`.
        """
        with _readable():
            return _sheet(self._parts, self.sheets[name])


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        facts = {"problem": excerpt(str(error))}
        raise InputError((Problem("workbook.unreadable", "file", facts),)) from error


def _sheet(parts: Parts, about: SheetPart) -> Sheet:
    sheet = Sheet(name=about.title)
    row, column, hidden = 0, -1, False
    for is_cell, element in parts.walk(about.part, "c"):
        name = name_of(element)
        if is_cell:
            found = _CELL.fullmatch(attribute(element, "r"))
            column = column_index_from_string(found[1]) - 1 if found else column + 1
            if _take_cell(parts, sheet, row, column, element) and hidden:
                sheet.hidden_rows.add(row)
        elif name == "row":
            row, column = int(attribute(element, "r") or row + 1), -1
            hidden = _unseen(element, "ht")
        elif name == "col" and _unseen(element, "width"):
            first, last = int(attribute(element, "min")), int(attribute(element, "max"))
            sheet.hidden_columns.append(range(first - 1, last))
        elif name == "mergeCell":
            _take_merge(sheet, attribute(element, "ref"))
    return sheet


def _unseen(element: ET.Element, size: str) -> bool:
    given = attribute(element, size)
    return flag(element, "hidden") or (bool(given) and float(given) == 0)


def _take_cell(parts: Parts, sheet: Sheet, row: int, column: int, element: ET.Element) -> bool:
    """Whether something stands in the cell."""
    if next(reversed(sheet.rows.get(row, {})), 0) >= MOST_COLUMNS:
        return False  # there is no such column: it is told at the first cell beyond them
    cell = _cell(parts, element, sheet.place(column, row))
    if cell is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return False
    if row > MOST_ROWS:
        _too_many(sheet)
    sheet.rows.setdefault(row, {})[column] = cell
    return True


def _take_merge(sheet: Sheet, ref: str) -> None:
    corners = [_CELL.fullmatch(corner) for corner in ref.split(":")]
    first, last = corners[0], corners[-1]
    if first is None or last is None:
        raise ValueError(ref)
    if len(sheet.merges) == MOST_ROWS:
        _too_many(sheet)
    left, right = (column_index_from_string(corner[1]) - 1 for corner in (first, last))
    sheet.merges.append(Merge(int(first[2]), left, int(last[2]), right, ref))


def _too_many(sheet: Sheet) -> None:
    facts: dict[str, object] = {"sheet": sheet.name, "most": MOST_ROWS}
    raise InputError((Problem("workbook.too_many_rows", sheet.name, facts),))


def _cell(parts: Parts, element: ET.Element, place: str) -> Cell | None:
    """A cell with what it says; None where it holds nothing."""
    held = {name_of(inner): inner for inner in element}
    style = int(attribute(element, "s") or 0)
    form = parts.formats[style] if style < len(parts.formats) else "General"
    if "f" in held:
        text = (held["f"].text or "").strip()
        return Cell(f"={text}", place, "formula", form)
    kind = attribute(element, "t") or "n"
    if kind == "inlineStr":
        return _text(text_of(held["is"]), place, form) if "is" in held else None
    said = held["v"].text if "v" in held else None
    if said is None:
        return None
    return _VALUES[kind](parts, said, place, form)


def _text(text: str, place: str, form: str = "General") -> Cell:
    return Cell(text, place, "error" if _ERROR.fullmatch(text.strip()) else "text", form)


def text_cell(text: str, place: str) -> Cell:
    """A cell of a text file."""
    return _text(text, place)


def _number(parts: Parts, said: str, place: str, form: str) -> Cell:
    number = float(said)
    if not math.isfinite(number):
        raise ValueError(said)
    if is_timedelta_format(form):
        return Cell(from_excel(number, parts.first_day, timedelta=True), place, "duration", form)
    if is_date_format(form):
        return _dated(from_excel(number, parts.first_day), place, form)
    whole = int(number) if number.is_integer() else number
    return Cell(whole, place, "number", form)


def _dated(value: Value, place: str, form: str) -> Cell:
    return Cell(value, place, "time" if isinstance(value, time) else "date", form)


_VALUES: Final[Mapping[str, Callable[[Parts, str, str, str], Cell]]] = {
    "n": _number,
    "s": lambda parts, said, place, form: _text(parts.texts[int(said)], place, form),
    "str": lambda _parts, said, place, form: _text(unescaped(said), place, form),
    "b": lambda _parts, said, place, form: Cell(said.strip() in ("1", "true"), place, "flag", form),
    "e": lambda _parts, said, place, form: Cell(said, place, "error", form),
    "d": lambda _parts, said, place, form: _dated(datetime.fromisoformat(said), place, form),
}
"""A cell's value by the type that the sheet says it has."""
