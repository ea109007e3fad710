"""Reading a list of people from a workbook or a CSV file, every error at its row and cell."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from counting.codes.badges import MAX_BADGE
from counting.exchange.book import Book, Cell, Sheet
from counting.exchange.csv_file import read_csv
from counting.exchange.table import TableForm, read_table, word
from counting.exchange.typed import plain
from counting.exchange.values import Unread, text, whole
from counting.model.refusal import InputError, Problem, excerpt
from counting.names.same import key
from counting.names.shown import one_line, shown
from kiosk.congress.roll import DELEGATE, RollRow

SHEET: Final = "代表名册"
MAX_BYTES: Final = 4_000_000
MOST_PEOPLE: Final = 10_000
FORMS: Final = (".xlsx", ".csv")
_WITHDRAWN: Final[Mapping[str, bool]] = {
    "": False, "在册": False, "正常": False, "active": False,
    "撤销": True, "已撤销": True, "withdrawn": True,
}  # fmt: skip

Missing = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class RollColumn:
    """One column: its key, its title, other words for it, a hint, and the longest text it takes.

    A merged cell gives its value to every row it covers where it is `spread`.
    """

    key: str
    title: str
    also: tuple[str, ...]
    hint: str
    longest: int = 0
    width: int = 14
    spread: bool = False


COLUMNS: Final = (
    RollColumn("number", "证号", ("编号", "代表证号", "number", "no", "no.", "badge"),
           f"代表证上的号码，1 到 {MAX_BADGE}；不填的按次序编号。同一号码就是同一个人", width=10),
    RollColumn("name", "姓名", ("name",), "必填。两个字的姓名中间不必空格", 40, 24),
    RollColumn(
        "delegation", "代表团", ("所在代表团", "单位", "delegation"), "印在代表证上", 30, 26,
        spread=True,
    ),
    RollColumn("capacity", "身份", ("类别", "代表类别", "capacity"),
           "如正式代表、列席、特邀、工作人员；也可以填别的", 16, spread=True),
    RollColumn("seat", "座位", ("座位号", "座次", "席位", "seat"), "如主席台、3排12座", 20, 16,
               spread=True),
    RollColumn(
        "withdrawn", "状态", ("status",), "不再参加的人填“撤销”，不印证件；不填为在册", 8, 10,
        spread=True,
    ),
)  # fmt: skip
CAPACITIES: Final = (DELEGATE, "列席", "特邀", "工作人员")
"""Suggestions; any text may stand there."""
_BY_KEY: Final = {one.key: one for one in COLUMNS}
_FORM: Final = TableForm(
    family="roll",
    unknown="roll.unknown_column",
    columns={word(title): one.key for one in COLUMNS for title in (one.title, *one.also)},
    titles={one.key: one.title for one in COLUMNS},
    needed="name",
    spread=frozenset(one.key for one in COLUMNS if one.spread),
)


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
    sheet = _READERS[form](data)
    table = read_table(sheet, _FORM)
    if table.titles is None:
        raise InputError((Problem("roll.no_titles", sheet.name or "file", {"known": _FORM.known}),))
    problems = table.problems
    # Messages call a column what the list calls it.
    columns = {
        column: replace(_BY_KEY[key], title=table.said[key])
        for column, key in table.columns.items()
    }
    rows: list[RollRow] = []
    for number, cells in table.rows:
        places = {one: sheet.place(column, number) for column, one in columns.items()}
        if len(rows) == MOST_PEOPLE:
            facts = {"sheet": sheet.name or SHEET, "most": MOST_PEOPLE}
            place = sheet.place(0, number)
            raise InputError((*problems, Problem("roll.too_many", place, facts)))
        rows.append(_row(places, cells, missing, problems))
    problems += _twice(rows)
    if not rows and not problems:
        problems.append(Problem("roll.nobody", sheet.name or "file"))
    if problems:
        raise InputError(tuple(problems))
    return tuple(rows)


def _workbook(data: bytes) -> Sheet:
    """The sheet of people: of those that can be seen, the one of that name, or the only one.

    Raises InputError `roll.which_sheet`, `workbook.missing_sheet`, and what `Book` raises.
    """
    book = Book(data)
    seen = [title for title, part in book.sheets.items() if not part.hidden]
    named = [title for title in seen if plain(title) == SHEET]
    if len(named) == 1:
        return book.sheet(named[0])
    sheets = [sheet for sheet in map(book.sheet, seen) if sheet.rows]
    if len(sheets) > 1:  # who has sheets of other things beside the list need not be asked
        sheets = [s for s in sheets if read_table(s, _FORM).titles is not None] or sheets
    if len(sheets) > 1:
        facts = {"sheets": "、".join(sheet.name for sheet in sheets), "sheet": SHEET}
        raise InputError((Problem("roll.which_sheet", "file", facts),))
    if not sheets:
        facts = {"sheet": SHEET, "known": "、".join(book.sheets)}
        raise InputError((Problem("workbook.missing_sheet", SHEET, facts),))
    return sheets[0]


def _csv(data: bytes) -> Sheet:
    return read_csv(data, _FORM)


_READERS: Final[Mapping[str, Callable[[bytes], Sheet]]] = {".xlsx": _workbook, ".csv": _csv}


def _row(
    places: Mapping[RollColumn, str],
    cells: Mapping[str, Cell],
    missing: Missing,
    problems: list[Problem],
) -> RollRow:
    told: dict[str, Any] = {}
    at: dict[str, str] = {}
    for one, place in places.items():
        at[one.key] = place
        cell = cells.get(one.key) or Cell("", place)
        try:
            told[one.key] = _VALUES.get(one.key, _text)(one, cell)
        except Unread as error:
            problems.append(error.problem)
            told[one.key] = _VALUES_UNREAD.get(one.key, "")
    for title, said in told.items():
        if isinstance(said, str):
            problems += _unprintable(said, at[title], told["name"], missing)
    return RollRow(at.get("number", at["name"]), **told)


def _unprintable(text: str, place: str, name: str, missing: Missing) -> Iterator[Problem]:
    for character, codepoint in missing(text):
        facts = {"name": name, "character": character, "codepoint": codepoint}
        yield Problem("roll.glyph", place, facts)


def _said(one: RollColumn, cell: Cell) -> str:
    """The text of a cell on one line; nothing that looks like a formula, from a CSV file either."""
    said = text(cell, one.title)
    if said.startswith("="):
        raise Unread(Problem("workbook.formula", cell.place, {"given": excerpt(said)}))
    return one_line(said)


def _text(one: RollColumn, cell: Cell) -> str:
    said = _said(one, cell)
    if len(said) > one.longest:
        facts = {"title": one.title, "length": len(said), "most": one.longest}
        raise Unread(Problem("roll.too_long", cell.place, facts))
    return said


def _name(one: RollColumn, cell: Cell) -> str:
    if len(str(cell.value).strip().splitlines()) > 1:
        raise Unread(Problem("roll.several_lines", cell.place, {"given": excerpt(str(cell.value))}))
    said = _text(one, cell)
    if not said:
        raise Unread(Problem("roll.no_name", cell.place))
    if re.search("[:：]", said) or not any(map(str.isalpha, said)):
        raise Unread(Problem("roll.not_a_name", cell.place, {"given": excerpt(said)}))
    return shown(said)


def _number(one: RollColumn, cell: Cell) -> int | None:
    if cell.value == "":
        return None
    number = whole(cell, one.title, ("号",))
    if isinstance(number, int) and 1 <= number <= MAX_BADGE:
        return number
    facts = {"given": excerpt(str(cell.value)), "most": MAX_BADGE}
    raise Unread(Problem("roll.number", cell.place, facts))


def _withdrawn(one: RollColumn, cell: Cell) -> bool:
    said = plain(_said(one, cell)).lower()
    if said not in _WITHDRAWN:
        facts = {"given": excerpt(said), "title": one.title, "known": "在册、撤销"}
        raise Unread(Problem("workbook.unknown_word", cell.place, facts))
    return _WITHDRAWN[said]


_VALUES: Final[Mapping[str, Callable[[RollColumn, Cell], Any]]] = {
    "name": _name,
    "number": _number,
    "withdrawn": _withdrawn,
}
_VALUES_UNREAD: Final[Mapping[str, Any]] = {"number": None, "withdrawn": False}
"""What stands for a value that was told to be wrong; of a text, none."""


def _twice(rows: Iterable[RollRow]) -> Iterator[Problem]:
    """Numbers given twice; and rows without a number that only a number could tell apart."""
    numbers: dict[int, str] = {}
    people: dict[tuple[str, str | None], RollRow] = {}
    for row in rows:
        if row.number is not None:
            if row.number in numbers:
                same = {"number": row.number, "first": numbers[row.number]}
                yield Problem("roll.same_number", row.place, same)
            numbers.setdefault(row.number, row.place)
        person = (key(row.name), row.delegation)
        first = people.setdefault(person, row)
        if row.name and first is not row and None in (row.number, first.number):
            facts = {"name": row.name, "first": first.place}
            yield Problem("roll.same_person", row.place, facts)
