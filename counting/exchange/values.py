"""What a cell says, as a definition has it, or the problem that stands in its way."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from counting.exchange import typed
from counting.exchange.book import Cell, Kind
from counting.exchange.sheets import FLAGS, Field
from counting.model.refusal import Problem, excerpt

_SPACES: Final = " \t\u00a0\u3000"
# Sections of a number format that show a number as its digits, without what only spaces or colours.
_PLAIN_FORMATS: Final = frozenset({"general", "@", "0", "#", "#0", "##0", "g/通用格式"})
_TRIMMINGS: Final = re.compile(r"_.|\\ | |\[[a-z0-9$-]+\]")
_MOST_SHOWN: Final = 10**11  # a cell shows longer numbers as 1.2E+11
_TEXT_FROM: Final[dict[Kind, str]] = {
    "date": "workbook.date_not_text",
    "time": "workbook.date_not_text",
    "duration": "workbook.duration_not_text",
    "flag": "workbook.flag_not_text",
}
_NEVER: Final[dict[Kind, str]] = {
    "error": "workbook.error_value",
    "formula": "workbook.formula",
}


class Unread(Exception):
    """A cell that does not say what is asked for."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def text(cell: Cell, title: str) -> str:
    """The text of a cell, a whole number as its digits; outer spaces aside, line ends not.

    Raises Unread for what a spreadsheet made something else of, or shows otherwise than it is.
    """
    _refuse(cell, title, _NEVER | _TEXT_FROM)
    if isinstance(cell.value, int | float):
        section = cell.format.split(";")[0].lower()
        if _TRIMMINGS.sub("", section) not in _PLAIN_FORMATS or abs(cell.value) >= _MOST_SHOWN:
            raise _unread("workbook.shown_otherwise", cell, title, format=excerpt(cell.format))
        return f"{cell.value:.15g}"
    return str(cell.value).strip(_SPACES)


def _refuse(cell: Cell, title: str, kinds: Mapping[Kind, str]) -> None:
    if cell.kind in kinds:
        raise _unread(kinds[cell.kind], cell, title)
    if _shows_nothing(cell):
        raise _unread("workbook.shown_otherwise", cell, title, format=excerpt(cell.format))


def _shows_nothing(cell: Cell) -> bool:
    """Whether the number format hides what stands in the cell: ``;;;``."""
    sections = cell.format.split(";")
    if isinstance(cell.value, str):
        return len(sections) == 4 and not sections[3].strip()
    return len(sections) > 1 and not sections[0].strip()


def _unread(code: str, cell: Cell, title: str, **facts: object) -> Unread:
    given = excerpt(_shown(cell.value))
    return Unread(Problem(code, cell.place, {"given": given, "title": title, **facts}))


def _shown(value: object) -> str:
    """A value about as its cell shows it."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    return str(value)


def whole(cell: Cell, title: str, units: tuple[str, ...] = ()) -> object:
    """A whole number, typed or as it is; what cannot be read as one stays, for the form to refuse.

    Raises Unread.
    """
    _refuse(cell, title, _NEVER | _TEXT_FROM)
    if cell.kind == "number":
        if "%" in cell.format:
            raise _unread("workbook.shown_otherwise", cell, title, format=excerpt(cell.format))
        return cell.value
    number = typed.whole(str(cell.value), units)
    return str(cell.value).strip() if number is None else number


def _date(one: Field, cell: Cell, _contests: Mapping[str, str]) -> Any:
    _refuse(cell, one.title, _NEVER)
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time(0):
            raise _unread("workbook.not_a_date", cell, one.title)
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta | bool):
        raise _unread("workbook.not_a_date", cell, one.title)
    return typed.day(str(value)) or str(value).strip()


def _time(one: Field, cell: Cell, _contests: Mapping[str, str]) -> Any:
    _refuse(cell, one.title, _NEVER)
    value = cell.value
    if isinstance(value, timedelta) and timedelta(0) <= value < timedelta(days=1):
        hours, seconds = divmod(int(value.total_seconds()), 3600)
        value = time(hours, seconds // 60, seconds % 60)
    if isinstance(value, time):
        if value.second:
            raise _unread("workbook.not_a_time", cell, one.title)
        return value.strftime("%H:%M")
    if isinstance(value, date | timedelta | bool):
        raise _unread("workbook.not_a_time", cell, one.title)
    return typed.time_of_day(str(value)) or str(value).strip()


def _flag(one: Field, cell: Cell, _contests: Mapping[str, str]) -> Any:
    if cell.kind == "flag":
        return cell.value
    said = text(cell, one.title)
    if said not in FLAGS:
        raise _unread("workbook.unknown_word", cell, one.title, known="、".join(FLAGS))
    return FLAGS[said]


def _word(one: Field, cell: Cell, _contests: Mapping[str, str]) -> Any:
    said = text(cell, one.title)
    found = chosen({**one.also, **one.words}, said)
    if found is None:
        raise _unread("workbook.unknown_word", cell, one.title, known="、".join(one.words))
    return found


def _profile(one: Field, cell: Cell, _contests: Mapping[str, str]) -> Any:
    said = text(cell, one.title)
    return chosen(one.words, said) or said


def chosen(words: Mapping[str, str], said: str) -> str | None:
    """What one of `words` stands for, or one of these itself, whatever its width and spaces."""
    by_word = {typed.plain(word): code for word, code in words.items()}
    by_word |= {typed.plain(code): code for code in words.values()}
    return by_word.get(typed.plain(said))


def _contest(one: Field, cell: Cell, contests: Mapping[str, str]) -> Any:
    said = text(cell, one.title)
    by_name = {typed.plain(name): code for name, code in contests.items()}
    if (code := by_name.get(typed.plain(said))) is None:
        titles = [name for name, code in contests.items() if name != code] or list(contests)
        facts = {"given": excerpt(said), "known": "、".join(titles)}
        raise Unread(Problem("workbook.unknown_contest", cell.place, facts))
    return code


def names(said: str) -> list[str]:
    """The entries of a list in a cell: on lines, or between commas or semicolons of any width."""
    for mark in "，、；;\n":
        said = said.replace(mark, ",")
    return [part.strip() for part in said.split(",") if part.strip()]


_READERS: Final[Mapping[str, Callable[[Field, Cell, Mapping[str, str]], Any]]] = {
    "text": lambda one, cell, _contests: text(cell, one.title),
    "whole": lambda one, cell, _contests: whole(cell, one.title, one.units),
    "date": _date,
    "time": _time,
    "flag": _flag,
    "word": _word,
    "profile": _profile,
    "contest": _contest,
    "names": lambda one, cell, _contests: names(text(cell, one.title)),
}


def value(one: Field, cell: Cell, contests: Mapping[str, str]) -> Any:
    """A cell as the field `one` has it; `contests` are their ids by title and by id.

    What cannot be read as a number, date or time stays as it is, for the form to refuse. Raises
    Unread.
    """
    return _READERS[one.kind](one, cell, contests)
