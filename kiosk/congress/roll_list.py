"""Reading a list of people from a workbook or a CSV file, every error at its row and cell."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from openpyxl.utils import get_column_letter

from counting.codes.badges import MAX_BADGE
from counting.exchange.book import MOST_COLUMNS, Cell, Formula, read_sheets
from counting.exchange.book import Row as Cells
from counting.model.refusal import InputError, Problem, excerpt
from counting.names.same import key
from kiosk.congress.roll import RollRow

SHEET: Final = "代表名册"
MAX_BYTES: Final = 4_000_000
MOST_PEOPLE: Final = 10_000
FORMS: Final = (".xlsx", ".csv")
_TITLES_WITHIN: Final = 10  # rows from the top: a title of the list may stand above its columns
_BETWEEN_HAN: Final = re.compile(r"(?<=[^\x00-\u02af])\s+(?=[^\x00-\u02af])")
_WITHDRAWN: Final[Mapping[str, bool]] = {
    "": False, "在册": False, "正常": False, "active": False,
    "撤销": True, "已撤销": True, "withdrawn": True,
}  # fmt: skip

Missing = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class RollColumn:
    """One column: its key, its title, other words for it, a hint, and the longest text it takes."""

    key: str
    title: str
    also: tuple[str, ...]
    hint: str
    longest: int = 0
    width: int = 14


COLUMNS: Final = (
    RollColumn("number", "证号", ("编号", "代表证号", "number", "no", "no.", "badge"),
           f"代表证上的号码，1 到 {MAX_BADGE}；不填的按次序编号。同一号码就是同一个人", width=10),
    RollColumn("name", "姓名", ("name",), "必填。两个字的姓名中间不必空格", 40, 24),
    RollColumn(
        "delegation", "代表团", ("所在代表团", "单位", "delegation"), "印在代表证上", 30, 26
    ),
    RollColumn("capacity", "身份", ("类别", "代表类别", "capacity"),
           "如正式代表、列席、特邀、工作人员；也可以填别的", 16),
    RollColumn("seat", "座位", ("座位号", "座次", "席位", "seat"), "如主席台、3排12座", 20, 16),
    RollColumn(
        "withdrawn", "状态", ("status",), "不再参加的人填“撤销”，不印证件；不填为在册", 8, 10
    ),
)  # fmt: skip
CAPACITIES: Final = ("正式代表", "列席", "特邀", "工作人员")
"""Suggestions; any text may stand there."""
_COLUMN_OF: Final = {word: one for one in COLUMNS for word in (one.title, *one.also)}


def read(data: bytes, form: str, missing: Missing) -> tuple[RollRow, ...]:
    """The rows of a list in their order; `data` is the file, `form` its suffix (of `FORMS`).

    `missing` names the characters of a text that no font has, with their code points. Raises
    InputError with every problem at its cell (``C5``, in a workbook ``代表名册!C5``): `roll.*`,
    `glyph.missing`, and `workbook.*` as of any workbook.
    """
    if form not in _READERS:
        raise InputError((Problem("roll.form", "file", {"known": ", ".join(FORMS)}),))
    if len(data) > MAX_BYTES:
        raise InputError((Problem("roll.too_large", "file", {"most": MAX_BYTES}),))
    sheet, lines = _READERS[form](data)
    number, columns, problems = _columns(sheet, lines)
    rows: list[RollRow] = []
    for line, cells in enumerate(lines[number + 1 :], number + 2):
        if not cells:
            continue
        if len(rows) == MOST_PEOPLE:
            facts = {"sheet": sheet or SHEET, "most": MOST_PEOPLE}
            raise InputError((*problems, Problem("roll.too_many", _place(sheet, 0, line), facts)))
        rows.append(_row(sheet, line, cells, columns, missing, problems))
    problems += _twice(rows)
    if not rows:
        problems.append(Problem("roll.nobody", sheet or "file"))
    if problems:
        raise InputError(tuple(problems))
    return tuple(rows)


def _workbook(data: bytes) -> tuple[str, list[Cells]]:
    sheets = read_sheets(data)
    if not sheets:
        raise InputError((Problem("workbook.missing_sheet", SHEET, {"sheet": SHEET, "known": ""}),))
    name = SHEET if SHEET in sheets else next(iter(sheets))
    return name, sheets[name]


def _csv(data: bytes) -> tuple[str, list[Cells]]:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raise _unreadable(str(error)) from error
    return "", [
        {
            column: Cell(value, _place("", column, line))
            for column, value in enumerate(row[:MOST_COLUMNS])
            if value.strip()
        }
        for line, row in enumerate(table, 1)
    ]


_READERS: Final[Mapping[str, Callable[[bytes], tuple[str, list[Cells]]]]] = {
    ".xlsx": _workbook,
    ".csv": _csv,
}


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, or GB 18030 as Excel saves CSV on a Chinese Windows."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\0" not in text:
                return text
    raise _unreadable("UTF-8, GB18030")


def _unreadable(problem: str) -> InputError:
    return InputError((Problem("roll.unreadable", "file", {"problem": excerpt(problem)}),))


def _columns(
    sheet: str, lines: Sequence[Cells]
) -> tuple[int, dict[int, RollColumn], list[Problem]]:
    """Where the titles stand (row, from 0), which column is which, and what is wrong with them."""
    known = "、".join(one.title for one in COLUMNS)
    number = next((n for n, row in enumerate(lines[:_TITLES_WITHIN]) if _has_name(row)), None)
    if number is None:
        raise InputError((Problem("roll.no_titles", sheet or "file", {"known": known}),))
    cells = lines[number]
    columns: dict[int, RollColumn] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        one = _COLUMN_OF.get(_word(cell.value))
        given = excerpt(str(cell.value))
        if one is None:
            facts = {"given": given, "known": known}
            problems.append(Problem("roll.unknown_column", cell.place, facts))
        elif one in columns.values():
            problems.append(Problem("roll.same_column", cell.place, {"title": one.title}))
        else:
            columns[column] = one
    untitled = sorted({c for row in lines[number + 1 :] for c in row} - set(cells))
    problems += (
        Problem("roll.untitled_column", _place(sheet, column, number + 1), {"known": known})
        for column in untitled
    )
    return number, columns, problems


def _word(value: object) -> str:
    return "".join(str(value).split()).lower()


def _has_name(cells: Cells) -> bool:
    titles = (_COLUMN_OF.get(_word(cell.value)) for cell in cells.values())
    return any(one is not None and one.key == "name" for one in titles)


def _row(
    sheet: str,
    line: int,
    cells: Cells,
    columns: Mapping[int, RollColumn],
    missing: Missing,
    problems: list[Problem],
) -> RollRow:
    told: dict[str, Any] = {}
    places = {one.key: _place(sheet, column, line) for column, one in columns.items()}
    for column, one in columns.items():
        cell = cells.get(column) or Cell("", places[one.key])
        if (wrong := _no_value(one, cell)) is not None:
            problems.append(wrong)
            cell = Cell("〓" if one.key == "name" else "", cell.place)
        told[one.key] = _VALUES.get(one.key, _text)(one, cell, problems)
    for title, text in told.items():
        if isinstance(text, str):
            problems += _unprintable(text, places[title], told["name"], missing)
    return RollRow(places.get("number", places["name"]), **told)


def _no_value(one: RollColumn, cell: Cell) -> Problem | None:
    """What a spreadsheet made of a cell that should hold plain text or a number."""
    if isinstance(cell.value, Formula) or str(cell.value).startswith("="):
        return Problem("workbook.formula", cell.place, {"given": excerpt(str(cell.value))})
    if isinstance(cell.value, date | time):
        facts = {"given": excerpt(str(cell.value)), "title": one.title}
        return Problem("workbook.date_not_text", cell.place, facts)
    return None


def _unprintable(text: str, place: str, name: str, missing: Missing) -> Iterator[Problem]:
    for character, codepoint in missing(text):
        facts = {"name": name, "character": character, "codepoint": codepoint}
        yield Problem("roll.glyph", place, facts)


def _clean(value: object) -> str:
    """One line, and no space within a Chinese text: 李　明 is 李明, which we space ourselves."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _BETWEEN_HAN.sub("", " ".join(str(value).split()))


def _text(one: RollColumn, cell: Cell, problems: list[Problem]) -> str:
    text = _clean(cell.value)
    if len(text) > one.longest:
        facts = {"title": one.title, "length": len(text), "most": one.longest}
        problems.append(Problem("roll.too_long", cell.place, facts))
    if one.key == "name" and not text:
        problems.append(Problem("roll.no_name", cell.place))
    return text


def _number(_one: RollColumn, cell: Cell, problems: list[Problem]) -> int | None:
    text = _clean(cell.value)
    if not text:
        return None
    if text.isdecimal() and len(text) <= 12 and 1 <= int(text) <= MAX_BADGE:
        return int(text)
    facts = {"given": excerpt(text), "most": MAX_BADGE}
    problems.append(Problem("roll.number", cell.place, facts))
    return None


def _withdrawn(one: RollColumn, cell: Cell, problems: list[Problem]) -> bool:
    text = _clean(cell.value)
    if text.lower() not in _WITHDRAWN:
        facts = {"given": excerpt(text), "title": one.title, "known": "在册、撤销"}
        problems.append(Problem("workbook.unknown_word", cell.place, facts))
    return _WITHDRAWN.get(text.lower(), False)


_VALUES: Final[Mapping[str, Callable[[RollColumn, Cell, list[Problem]], Any]]] = {
    "number": _number,
    "withdrawn": _withdrawn,
}


def _twice(rows: Iterable[RollRow]) -> Iterator[Problem]:
    """Numbers given twice; and rows without a number that only a number could tell apart."""
    numbers: dict[int, str] = {}
    people: dict[tuple[str, str | None], str] = {}
    for row in rows:
        if row.number is not None:
            if row.number in numbers:
                same = {"number": row.number, "first": numbers[row.number]}
                yield Problem("roll.same_number", row.place, same)
            numbers.setdefault(row.number, row.place)
            continue
        person = (key(row.name), row.delegation)
        if row.name and person in people:
            facts = {"name": row.name, "first": people[person]}
            yield Problem("roll.same_person", row.place, facts)
        people.setdefault(person, row.place)


def _place(sheet: str, column: int, line: int) -> str:
    cell = f"{get_column_letter(column + 1)}{line}"
    return f"{sheet}!{cell}" if sheet else cell
