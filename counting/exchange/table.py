"""A sheet as a table: its titles, the rows below them, and what its layout says about both.

A merged cell stands for every row it covers where a column may be merged. What would be lost or is
not seen is told: merged cells elsewhere, hidden rows and columns, rows of totals.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from openpyxl.utils import get_column_letter

from counting.exchange.book import Cell, Merge, Row, Sheet
from counting.exchange.typed import plain
from counting.model.refusal import InputError, Problem, excerpt

_TITLES_WITHIN: Final = 10  # filled rows from the top: a heading may stand above the titles
_NUMBERING: Final = frozenset({"序号", "序", "顺序", "顺序号", "行号", "#"})
_TOTALS: Final = re.compile(
    r"(?:[本全]页|本表|以上|全部|人数|各项)?(?:合计|总计|小计|共计|总共|合共|累计|总数|总人数|人数)"
    r"(?:人数)?(?:[:=]?\d*[人名位票个项张]?)"
    r"|共\d+[人名位个项]|(?:sub|grand)?total:?\d*|sum:?\d*",
)
_FOOTERS: Final = re.compile(
    r"以下空白|以下无正文|(?:制表|填表|审核|复核|负责|联系|经办)人?:.*|(?:备?注|说明):.*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """Which columns a table may have.

    `columns` are their keys by every title they are known by (as `word` makes it); `titles` what
    messages call them. The row of titles is the one that has most of them, and has `needed`. The
    value of a merged cell stands for all its rows in the columns `spread`. Values in the columns
    `chosen` come from a list, so that they never sum up the rows above (总人数 is a base too).
    `family` begins the codes of what is wrong, `unknown` is that of a title that is none.
    """

    family: str
    unknown: str
    columns: Mapping[str, str]
    titles: Mapping[str, str]
    needed: str = ""
    spread: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()

    @property
    def known(self) -> str:
        """The titles as messages list them."""
        return "、".join(self.titles.values())


@dataclass(slots=True)
class Table:
    """What stands below the titles: each row with its number, its cells by their keys.

    `titles` is the number of their row, None where there is none; `said` has the title of each key
    as it stands there.
    """

    titles: int | None = None
    columns: dict[int, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def word(value: object) -> str:
    """A title as it is compared: its width, spaces, letter case, and marks of need do not count."""
    return re.sub(r"\*+$|\((?:必填|选填)\)$", "", plain(str(value))).lower()


def read_table(sheet: Sheet, form: TableForm) -> Table:
    """The table that stands in a sheet.

    Problems are `workbook.merged`, `workbook.hidden_rows`, `workbook.hidden_columns`,
    `workbook.totals`, `form.unknown`, and ``same_column`` and ``untitled_column`` of the family.
    Rows of totals are left out.
    """
    table = Table(_row_of_titles(sheet, form))
    if table.titles is None:
        return table
    ignored = _take_titles(sheet, form, table)
    table.problems += _untitled(sheet, form, table, ignored)
    table.problems += _hidden(sheet, table, ignored)
    spread = dict(_spread(sheet, form, table, ignored))
    for number in sorted(sheet.rows):
        if number <= table.titles:
            continue
        row = sheet.rows[number]
        if said := _totals(row, {c for c, key in table.columns.items() if key in form.chosen}):
            facts = {"given": excerpt(str(said.value))}
            table.problems.append(Problem("workbook.totals", said.place, facts))
            continue
        cells = {key: row[column] for column, key in table.columns.items() if column in row}
        if cells:
            table.rows.append((number, {**spread.get(number, {}), **cells}))
    return table


def _row_of_titles(sheet: Sheet, form: TableForm) -> int | None:
    best: dict[int, int] = {}
    for number in sorted(sheet.rows)[:_TITLES_WITHIN]:
        keys = {form.columns.get(word(cell.value)) for cell in sheet.rows[number].values()}
        if not form.needed or form.needed in keys:
            best[number] = len(keys - {None})
    return max(best, key=best.__getitem__, default=None)


def _take_titles(sheet: Sheet, form: TableForm, table: Table) -> set[int]:
    """The columns of `table`; returned are those that only number the rows."""
    ignored = set()
    assert table.titles is not None
    for column, cell in sheet.rows[table.titles].items():
        key = form.columns.get(word(cell.value))
        if key is None and word(cell.value) in _NUMBERING:
            ignored.add(column)
        elif key is None:
            facts = {"given": excerpt(str(cell.value)), "known": form.known}
            table.problems.append(Problem(form.unknown, cell.place, facts))
            ignored.add(column)
        elif key in table.columns.values():
            facts = {"title": form.titles[key]}
            table.problems.append(Problem(f"{form.family}.same_column", cell.place, facts))
            ignored.add(column)
        else:
            table.columns[column] = key
            table.said[key] = str(cell.value).strip()
    return ignored


def _untitled(sheet: Sheet, form: TableForm, table: Table, ignored: set[int]) -> Iterator[Problem]:
    assert table.titles is not None
    below = (row for number, row in sheet.rows.items() if number > table.titles)
    for column in sorted({c for row in below for c in row} - set(table.columns) - ignored):
        place = sheet.place(column, table.titles)
        yield Problem(f"{form.family}.untitled_column", place, {"known": form.known})


def _hidden(sheet: Sheet, table: Table, ignored: set[int]) -> Iterator[Problem]:
    assert table.titles is not None
    rows = sorted(n for n in sheet.hidden_rows if n > table.titles and set(sheet.rows[n]) - ignored)
    if rows:
        place = sheet.place(min(set(sheet.rows[rows[0]]) - ignored), rows[0])
        yield Problem("workbook.hidden_rows", place, {"rows": spans(rows)})
    columns = [c for c in sorted(table.columns) if sheet.column_hidden(c)]
    if columns:
        letters = "、".join(get_column_letter(column + 1) for column in columns)
        place = sheet.place(columns[0], table.titles)
        yield Problem("workbook.hidden_columns", place, {"columns": letters})


def spans(numbers: Sequence[int]) -> str:
    """Numbers in their order, those that follow each other as one: 3、5-8."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "、".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def _totals(row: Row, chosen: Collection[int]) -> Cell | None:
    """The cell, in none of the columns `chosen`, by which a row sums up or closes the list."""
    for column, cell in row.items():
        if cell.kind == "text" and column not in chosen:
            said = plain(str(cell.value)).lower()
            if _TOTALS.fullmatch(said) or _FOOTERS.fullmatch(said):
                return cell
    return None


def _spread(
    sheet: Sheet, form: TableForm, table: Table, ignored: set[int]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """By row: the values that merged cells above give it. Other merged cells become problems."""
    assert table.titles is not None
    found: dict[int, dict[str, Cell]] = defaultdict(dict)
    numbers = sorted(sheet.rows)
    last: dict[int, int] = {}
    for merge in sorted(sheet.merges):
        if merge.bottom <= table.titles or ignored.issuperset(range(merge.left, merge.right + 1)):
            continue
        if merge.top <= last.get(merge.left, 0):  # no program writes cells that are merged twice
            raise InputError((Problem("workbook.unreadable", "file", {"problem": merge.range}),))
        last[merge.left] = merge.bottom
        covered = _within(numbers, merge)
        first = sheet.rows.get(merge.top, {}).get(merge.left) if merge.top > table.titles else None
        key = table.columns.get(merge.left)
        under = _under(sheet, merge, [n for n in covered if n > table.titles])
        if under or (first and (merge.left < merge.right or key not in form.spread)):
            place = sheet.place(merge.left, merge.top)
            table.problems.append(Problem("workbook.merged", place, {"range": merge.range}))
        elif first and key:
            for number in covered:
                if number > merge.top:
                    place = sheet.place(merge.left, number)
                    found[number][key] = replace(first, place=place, merged=merge.range)
    yield from found.items()


def _within(numbers: Sequence[int], merge: Merge) -> Sequence[int]:
    return numbers[bisect_left(numbers, merge.top) : bisect_right(numbers, merge.bottom)]


def _under(sheet: Sheet, merge: Merge, covered: Sequence[int]) -> bool:
    """Whether something stands below a merged cell, where nobody sees it."""
    return any(
        (number, column) != (merge.top, merge.left)
        for number in covered
        for column in sheet.rows[number]
        if merge.left <= column <= merge.right
    )
