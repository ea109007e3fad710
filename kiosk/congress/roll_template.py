"""The workbook of a roll: empty for a clerk to fill in, or with everybody who is on it."""

import io
from collections.abc import Iterable
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from counting.exchange.archive import timeless
from counting.exchange.cells import put
from kiosk.congress.roll import Person
from kiosk.congress.roll_list import CAPACITIES, COLUMNS, SHEET

_ROWS: Final = 600  # rows that come with drop-down lists; more may be filled in without
_TITLE: Final = Font(name="黑体", size=11, bold=True)
_FONT: Final = Font(name="宋体", size=11)
_MUST: Final = PatternFill("solid", fgColor="FCE9D2")
_MAY: Final = PatternFill("solid", fgColor="E8EEF4")
_LISTS: Final = {"capacity": CAPACITIES, "withdrawn": ("在册", "撤销")}
_STRICT: Final = frozenset({"withdrawn"})


def roll_workbook(people: Iterable[Person] = ()) -> bytes:
    """One sheet of titles with hints, and a row for each of `people`; equal input, equal bytes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet.freeze_panes = "A2"
    for column, one in enumerate(COLUMNS, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = one.width
        title = put(sheet.cell(1, column), one.title)
        title.font, title.fill = _TITLE, _MUST if one.key == "name" else _MAY
        title.comment = Comment(one.hint, "Scrutineer", 90, 240)
        if one.key != "number":
            # Text, so that a seat like 3-12 does not become the twelfth of March.
            sheet.column_dimensions[letter].number_format = "@"
        if choices := _LISTS.get(one.key):
            rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            rule.showErrorMessage = one.key in _STRICT
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_ROWS + 1}")
    for row, person in enumerate(people, 2):
        _fill(sheet, row, person)
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _fill(sheet: Worksheet, row: int, person: Person) -> None:
    for column, one in enumerate(COLUMNS, 1):
        value = getattr(person, one.key)
        if one.key == "withdrawn":
            value = "撤销" if value else ""
        cell = put(sheet.cell(row, column), value)
        cell.font = _FONT
        if one.key != "number":
            cell.number_format = "@"
