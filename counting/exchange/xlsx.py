"""Reading a definition from its workbook, every error at its sheet and cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Final

from openpyxl.utils import get_column_letter

from counting.definition import read as definition
from counting.exchange.book import Cell, Formula, Row, read_sheets
from counting.exchange.sheets import (
    FIELDS,
    FLAGS,
    FORMER,
    HELP,
    MEETING,
    OVERRIDES,
    RULES,
    SHEETS,
    VALUES,
    Field,
    SheetForm,
)
from counting.model.election import AgendaItem, Congress
from counting.model.refusal import InputError, Problem, excerpt
from counting.rules.parameters import LEAVES

_SHEETS: Final = (MEETING, *(sheet.title for sheet in SHEETS), OVERRIDES.title)


@dataclass(slots=True)
class Read:
    """What was read so far: the definition, where each of its values stands, what is wrong."""

    given: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def located(self, problem: Problem) -> Problem:
        """The problem at its cell: its own, or that of the nearest thing it is part of."""
        path = problem.place
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return replace(problem, place=self.places.get(path, MEETING))


def read(data: bytes) -> tuple[Congress, tuple[AgendaItem, ...], Callable[[Problem], Problem]]:
    """The congress and agenda that a workbook says, and what puts a later problem at its cell.

    `data` is the file. Raises InputError with every problem, placed as ``sheet!cell``: codes
    ``workbook.*``, and those of `counting.definition`.
    """
    if len(data) > definition.MAX_BYTES:
        facts: dict[str, object] = {"bytes": len(data), "most": definition.MAX_BYTES}
        raise InputError((Problem("definition.too_large", "file", facts),))
    sheets = read_sheets(data, _SHEETS)
    found = Read()
    _take(found, sheets)
    try:
        congress, agenda = definition.from_object(found.given)
    except InputError as error:
        told = {problem.place for problem in found.problems}
        located = (found.located(problem) for problem in error.problems)
        more = (problem for problem in located if problem.place not in told)
        raise InputError((*found.problems, *more)) from error
    if found.problems:
        raise InputError(tuple(found.problems))
    return congress, agenda, found.located


def _take(found: Read, sheets: Mapping[str, list[Row]]) -> None:
    for name in (MEETING, "选举项目", "候选人"):
        if name not in sheets:
            facts = {"sheet": name, "known": "、".join((*_SHEETS, HELP, VALUES))}
            found.problems.append(Problem("workbook.missing_sheet", name, facts))
    _take_meeting(found, sheets.get(MEETING, []))
    lists = {sheet.key: sheet for sheet in SHEETS}
    contests = _take_list(found, lists["contests"], sheets, {})
    known = {str(entry.get("title")): entry["id"] for _, entry in contests}
    known |= {entry["id"]: entry["id"] for _, entry in contests}
    found.given["contests"] = [entry for _, entry in contests]
    for key in ("delegations", "agenda"):
        found.given[key] = [entry for _, entry in _take_list(found, lists[key], sheets, known)]
    _take_candidates(found, _take_list(found, lists["candidates"], sheets, known))
    found.given["overrides"] = _take_overrides(found, sheets.get(OVERRIDES.title, []))


def _take_meeting(found: Read, rows: list[Row]) -> None:
    fields = {one.title: one for one in FIELDS}
    for one in FIELDS:
        found.places[one.key] = f"{MEETING}!B{FIELDS.index(one) + 1}"
    for row in rows:
        label, cell = row.get(0), row.get(1)
        if label is None or cell is None:
            continue
        known = fields.get(str(label.value).strip())
        if known is None:
            facts = {"given": excerpt(label.value), "known": "、".join(fields)}
            found.problems.append(Problem("workbook.unknown_label", label.place, facts))
            continue
        found.places[known.key] = cell.place
        _set(found.given, known.key, _value(found, known, cell, {}))
    found.given.setdefault("electors", {})  # so that it is `due` that is missing, at its cell


def _columns(found: Read, about: SheetForm, titles: Row) -> dict[int, Field]:
    fields = {one.title: one for one in about.fields}
    columns = {}
    for column, cell in titles.items():
        one = fields.get(str(cell.value).strip())
        if one is None:
            facts = {"given": excerpt(cell.value), "known": "、".join(fields)}
            found.problems.append(Problem("workbook.unknown_label", cell.place, facts))
        else:
            columns[column] = one
    return columns


def _take_list(
    found: Read, about: SheetForm, sheets: Mapping[str, list[Row]], contests: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """The entries of a sheet, each with the place of its row; blank ids are numbered."""
    rows = sheets.get(about.title, [])
    columns = _columns(found, about, rows[0]) if rows else {}
    entries: list[tuple[str, dict[str, Any]]] = []
    for number, row in enumerate(rows[1:], 2):
        filled = {column: cell for column, cell in row.items() if column in columns}
        if not filled:
            continue
        path = f"{about.key}[{len(entries)}]"
        line = f"{about.title}!A{number}"
        found.places[path] = line
        entry: dict[str, Any] = {}
        for column, one in columns.items():
            letter = get_column_letter(column + 1)
            found.places[f"{path}.{one.key}"] = f"{about.title}!{letter}{number}"
            if column in filled:
                _set(entry, one.key, _value(found, one, filled[column], contests))
        entries.append((line, entry))
    if about.key != "candidates":
        for number, (_, entry) in enumerate(entries, 1):
            entry.setdefault("id", f"{about.ids}{number:02}")
    return entries


def _take_candidates(found: Read, entries: list[tuple[str, dict[str, Any]]]) -> None:
    """Each candidate to its contest, in the order of the rows; blank ids count within it."""
    places = dict(found.places)
    by_id = {entry["id"]: number for number, entry in enumerate(found.given["contests"])}
    for number, (line, entry) in enumerate(entries):
        contest = entry.pop("contest", None)
        if contest is None:
            facts = {"sheet": "候选人", "known": "、".join(by_id)}
            found.problems.append(Problem("workbook.no_contest", line, facts))
            continue
        if contest not in by_id:
            continue  # told already, at its cell
        owner = found.given["contests"][by_id[contest]]
        listed = owner.setdefault("candidates", [])
        entry.setdefault("id", f"c{len(listed) + 1:02}")
        path = f"contests[{by_id[contest]}].candidates[{len(listed)}]"
        found.places[path] = line
        for key in ("id", "name", "note"):
            cell = places.get(f"candidates[{number}].{key}")
            if cell:
                found.places[f"{path}.{key}"] = cell
        listed.append(entry)
    for number, owner in enumerate(found.given["contests"]):
        owner.setdefault("candidates", [])
        found.places[f"contests[{number}].candidates"] = found.places[f"contests[{number}]"]


def _take_overrides(found: Read, rows: list[Row]) -> dict[str, Any]:
    """Rows of key, value and office as the nested tables that a definition has."""
    titled = {**FORMER, **{title: key for key, title in RULES.items()}}
    columns = _columns(found, OVERRIDES, rows[0]) if rows else {}
    overrides: dict[str, Any] = {}
    for row in rows[1:]:
        cells = {one.key: row[column] for column, one in columns.items() if column in row}
        if not cells:
            continue
        where = next(iter(cells.values())).place
        if "key" not in cells or "value" not in cells:
            missing = "项目" if "key" not in cells else "规定"
            found.problems.append(Problem("workbook.half_a_row", where, {"missing": missing}))
            continue
        key = str(cells["key"].value).strip()
        key = titled.get(key, key)
        if key not in RULES:
            facts = {"given": excerpt(key), "known": "、".join(RULES.values())}
            found.problems.append(Problem("workbook.unknown_rule", cells["key"].place, facts))
            continue
        path = key
        if "office" in cells:
            office = _value(found, OVERRIDES.fields[2], cells["office"], {})
            path = f"office.{office}.{key}"
        found.places[f"overrides.{path}"] = cells["value"].place
        _set(overrides, path, _rule_value(found, key, cells["value"]))
    return overrides


def _rule_value(found: Read, key: str, cell: Cell) -> Any:
    value = _plain(found, cell)
    if isinstance(value, date | time):
        facts = {"given": excerpt(str(value)), "title": RULES[key]}
        found.problems.append(Problem("workbook.date_not_text", cell.place, facts))
    text = str(value).strip()
    if LEAVES[key].kind == "flag":
        return FLAGS.get(text, value)
    if LEAVES[key].kind == "words":
        return [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",")]
    return text


def _value(found: Read, one: Field, cell: Cell, contests: Mapping[str, str]) -> Any:
    """A cell as a definition has it; what cannot be read stays, to be reported at its place."""
    return _READERS[one.kind](found, one, _plain(found, cell), cell, contests)


def _plain(found: Read, cell: Cell) -> Any:
    if isinstance(cell.value, Formula):
        facts = {"given": excerpt(str(cell.value))}
        found.problems.append(Problem("workbook.formula", cell.place, facts))
        return str(cell.value)
    if isinstance(cell.value, float) and cell.value.is_integer():
        return int(cell.value)
    return cell.value


def _text(found: Read, one: Field, value: Any, cell: Cell, _contests: Mapping[str, str]) -> Any:
    if isinstance(value, date | time):
        facts = {"given": excerpt(str(value)), "title": one.title}
        found.problems.append(Problem("workbook.date_not_text", cell.place, facts))
    return value.strip() if isinstance(value, str) else str(value)


def _whole(_found: Read, _one: Field, value: Any, _cell: Cell, _contests: Mapping[str, str]) -> Any:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isdecimal() and len(text) <= 12 else value


def _date(_found: Read, _one: Field, value: Any, _cell: Cell, _contests: Mapping[str, str]) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _time(_found: Read, _one: Field, value: Any, _cell: Cell, _contests: Mapping[str, str]) -> Any:
    if isinstance(value, datetime | time):
        return value.strftime("%H:%M")
    return str(value).strip()


def _flag(_found: Read, _one: Field, value: Any, _cell: Cell, _contests: Mapping[str, str]) -> Any:
    return FLAGS.get(str(value).strip(), value)


def _word(found: Read, one: Field, value: Any, cell: Cell, _contests: Mapping[str, str]) -> Any:
    text = str(value).strip()
    if text not in one.words and text not in one.words.values():
        facts = {"given": excerpt(text), "title": one.title, "known": "、".join(one.words)}
        found.problems.append(Problem("workbook.unknown_word", cell.place, facts))
    return one.words.get(text, text)


def _contest(found: Read, _one: Field, value: Any, cell: Cell, contests: Mapping[str, str]) -> Any:
    text = str(value).strip()
    if text not in contests:
        facts = {"given": excerpt(text), "known": "、".join(contests)}
        found.problems.append(Problem("workbook.unknown_contest", cell.place, facts))
    return contests.get(text, text)


_READERS: Final[Mapping[str, Callable[[Read, Field, Any, Cell, Mapping[str, str]], Any]]] = {
    "text": _text,
    "whole": _whole,
    "date": _date,
    "time": _time,
    "flag": _flag,
    "word": _word,
    "contest": _contest,
}


def _set(table: dict[str, Any], path: str, value: Any) -> None:
    name, _, rest = path.partition(".")
    if not rest:
        table[name] = value
        return
    inner = table.setdefault(name, {})
    if isinstance(inner, dict):
        _set(inner, rest, value)
