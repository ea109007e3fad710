"""A decided outcome laid out for a wall: a board of all names, then balanced pages of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal, TypeVar

from counting.model.figures import Row, Tally
from counting.model.state import Round
from counting.names.listed import labels
from counting.rounds.claims import NameResult, Status, name_results
from counting.rounds.history import elected_by
from kiosk.web.wall.names import NameView, name_view
from kiosk.web.wall.setting import NamePlace, Setting, name_setting

ROWS_PER_PAGE = 8
NINE = 9
_OTHERS: frozenset[Status] = frozenset({"not_elected", "open"})
BOARD_COLUMNS = 5
T = TypeVar("T")

PageKind = Literal["nine", "board", "rows", "others", "tie", "names", "running"]
_CELLS: dict[PageKind, NamePlace] = {
    # The figure is 12.1 % of the height: up to 14.4 units where the screen is not wider than 3:2.
    "nine": NamePlace(columns=3, gap=6.2, figure=14.4, most=7.5, beside=True, foot=5.6, disc=0),
    "board": NamePlace(columns=0, gap=3.0, figure=4.2, most=6.4, beside=True),
    "running": NamePlace(columns=0, gap=3.0, figure=4.2, most=6.4, beside=True),
    "names": NamePlace(columns=0, gap=3.0, figure=0, most=8.0, beside=True),
    "tie": NamePlace(columns=1, gap=0, figure=8.4, most=6.9, beside=False, width=62),
    "rows": NamePlace(columns=1, gap=0, figure=8.4, most=6.9, beside=False, width=62),
    "others": NamePlace(columns=1, gap=0, figure=8.4, most=6.9, beside=False, width=62),
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One name with its sums; `row` is None where figures may not be shown."""

    number: int
    name: NameView
    row: Row | None
    full: bool = False
    write_in: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its columns of rows, and how its names are set."""

    kind: PageKind
    columns: tuple[tuple[ResultRow, ...], ...]
    setting: Setting

    @property
    def rows(self) -> tuple[ResultRow, ...]:
        return tuple(row for column in self.columns for row in column)

    @property
    def has_void(self) -> bool:
        return any(row.row and row.row.row_void for row in self.rows)

    @property
    def has_full(self) -> bool:
        return any(row.full for row in self.rows)

    @property
    def digits(self) -> int:
        return max((len(str(row.row.for_)) for row in self.rows if row.row), default=1)


def result_pages(round_: Round, *, figures: bool, height: float) -> tuple[Page, ...]:
    """All pages of a result in the order they are turned: who is elected, then what is left.

    `height` is the room for rows, in hall units. Empty when nothing has been decided.
    """
    if round_.outcome is None:
        return ()
    results = name_results(round_)
    names = elected_by(round_)
    rows = _rows(results, names)
    elected = [rows[name] for name in names]
    tied = [rows[result.label] for result in results if result.status == "tied"]
    pages: list[Page] = []
    if not figures:
        pages += _columned("names", elected, height)
    elif len(elected) <= NINE:
        pages += [_page("nine", (elected,), height)] if elected else []
    else:
        pages += _columned("board", elected, height)
        pages += _listed("rows", elected, height)
    pages += _listed("tie", tied, height)
    if figures:
        others = [rows[result.label] for result in results if result.status in _OTHERS]
        pages += _listed("others", others, height)
    return tuple(pages)


def running_pages(round_: Round, tally: Tally, *, height: float) -> tuple[Page, ...]:
    """Candidates' sums so far, in ballot order."""
    named = zip(labels(round_.contest), tally.rows, strict=True)
    rows = [ResultRow(number, name_view(name), row) for number, (name, row) in enumerate(named, 1)]
    return tuple(_columned("running", rows, height))


def balanced(rows: Sequence[T], most: int) -> list[Sequence[T]]:
    """Rows in as few parts of at most `most` as can be, as equal as can be, larger ones first.

    35 by 8 is 5 × 7, not 8, 8, 8, 8, 3.
    """
    if not rows:
        return []
    short, longer = divmod(len(rows), ceil(len(rows) / most))
    parts: list[Sequence[T]] = []
    start = 0
    for index in range(ceil(len(rows) / most)):
        end = start + short + (index < longer)
        parts.append(rows[start:end])
        start = end
    return parts


def _columned(kind: PageKind, rows: Sequence[ResultRow], height: float) -> list[Page]:
    """Boards of at most five columns; column k of the first board is page k of the rows."""
    columns = balanced(rows, ROWS_PER_PAGE)
    return [_page(kind, part, height) for part in balanced(columns, BOARD_COLUMNS)]


def _listed(kind: PageKind, rows: Sequence[ResultRow], height: float) -> list[Page]:
    return [_page(kind, (part,), height) for part in balanced(rows, ROWS_PER_PAGE)]


def _page(kind: PageKind, columns: Iterable[Sequence[ResultRow]], height: float) -> Page:
    kept = tuple(tuple(column) for column in columns)
    rows = [row for column in kept for row in column]
    deep = ceil(len(rows) / 3) if kind == "nine" else max(len(column) for column in kept)
    digits = max((len(str(row.row.for_)) for row in rows if row.row), default=0)
    cell = _CELLS[kind]
    if not cell.columns and len(kept) <= 2:
        cell = replace(cell, most=8.0, figure=5.6 if cell.figure else 0.0, gap=14.0)
    number = cell.columns or len(kept)
    setting = name_setting([r.name for r in rows], cell, number, deep, digits, height)
    return Page(kind, kept, setting)


def _rows(results: Sequence[NameResult], elected: Sequence[str]) -> dict[str, ResultRow]:
    """Every name of a round as a row, the elected numbered in the order of their announcement."""
    places = {name: place for place, name in enumerate(elected, 1)}
    return {
        result.label: ResultRow(
            places.get(result.label, 0),
            name_view(result.label),
            result.row,
            full=result.full,
            write_in=result.written,
        )
        for result in results
    }
