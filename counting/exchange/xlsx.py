"""Reading a definition from its workbook, every error at its sheet and cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils import get_column_letter

from counting.definition import read as definition
from counting.exchange.book import Book, Cell, Sheet
from counting.exchange.located import Located
from counting.exchange.rule_values import read_rule
from counting.exchange.sheets import (
    FIELDS,
    FORMER,
    HELP,
    LAST,
    MEETING,
    OVERRIDES,
    RULES,
    SHEETS,
    VALUES,
    Field,
    SheetForm,
)
from counting.exchange.table import Table, TableForm, read_table, spans, word
from counting.exchange.typed import plain
from counting.exchange.values import Unread, text, value
from counting.model.election import AgendaItem, Congress
from counting.model.refusal import InputError, Problem, excerpt
from counting.names.same import key as same

_CHOSEN: Final[Mapping[str, frozenset[str]]] = {OVERRIDES.key: frozenset({"value"})}
_SHEETS: Final = (MEETING, *(sheet.title for sheet in SHEETS), OVERRIDES.title)


@dataclass(slots=True)
class Read(Located):
    """What was read so far, and what is wrong with it."""

    problems: list[Problem] = field(default_factory=list)

    def take(
        self, table: dict[str, Any], one: Field, cell: Cell, contests: Mapping[str, str]
    ) -> None:
        """Put what a cell says into a table, at the key of the field; or the problem it is."""
        try:
            _set(table, one.key, value(one, cell, contests))
        except Unread as error:
            self.problems.append(error.problem)
            _set(table, one.key, _STANDS_IN.get(one.kind, str(cell.value).strip() or "?"))


_STANDS_IN: Final[Mapping[str, Any]] = {"names": [], "flag": False}
"""What stands for a value that was told to be wrong, where its text would be another problem."""


def read(data: bytes) -> tuple[Congress, tuple[AgendaItem, ...], Callable[[Problem], Problem]]:
    """The congress and agenda that a workbook says, and what puts a later problem at its cell.

    `data` is the file. Raises InputError with every problem, placed as ``sheet!cell``: codes
    ``workbook.*``, and those of `counting.definition`.
    """
    if len(data) > definition.MAX_BYTES:
        facts: dict[str, object] = {"bytes": len(data), "most": definition.MAX_BYTES}
        raise InputError((Problem("definition.too_large", "file", facts),))
    found = Read()
    _take(found, _sheets(found, Book(data)))
    try:
        congress, agenda = definition.from_object(found.given)
    except InputError as error:
        told = {problem.place for problem in found.problems}
        located = (found.located(problem) for problem in error.problems)
        more = (problem for problem in located if problem.place not in told)
        raise InputError(definition.first_problems((*found.problems, *more))) from error
    if found.problems:
        raise InputError(definition.first_problems(found.problems))
    return congress, agenda, found.located


def _sheets(found: Read, book: Book) -> dict[str, Sheet]:
    """The sheets of a definition by their names. One that is hidden and holds something is told."""
    sheets = {}
    for title, part in book.sheets.items():
        name = next((known for known in _SHEETS if plain(known) == plain(title)), None)
        if name is None:
            continue
        if name in sheets:
            found.problems.append(Problem("workbook.same_column", title, {"title": name}))
            continue
        sheet = book.sheet(title)
        if part.hidden and len(sheet.rows) > 1:
            found.problems.append(Problem("workbook.hidden_sheet", title, {"sheet": title}))
        sheets[name] = sheet
    return sheets


def _take(found: Read, sheets: Mapping[str, Sheet]) -> None:
    for name in (MEETING, "选举项目", "候选人"):
        if name not in sheets:
            facts = {"sheet": name, "known": "、".join((*_SHEETS, HELP, VALUES))}
            found.problems.append(Problem("workbook.missing_sheet", name, facts))
    _take_meeting(found, sheets.get(MEETING, Sheet()))
    lists = {about.key: (about, _table(found, about, sheets)) for about in (*SHEETS, OVERRIDES)}
    contests = _take_list(found, *lists["contests"], {})
    known = {str(entry.get("title")): entry["id"] for _, entry in contests}
    known |= {entry["id"]: entry["id"] for _, entry in contests}
    found.given["contests"] = [entry for _, entry in contests]
    for entry in found.given["contests"]:
        if "electors_from" in entry:
            entry["electors_from"] = [known.get(name, name) for name in entry["electors_from"]]
    for key in ("delegations", "agenda"):
        found.given[key] = [entry for _, entry in _take_list(found, *lists[key], known)]
    _take_conveners(found)
    _take_candidates(found, _take_list(found, *lists["candidates"], known))
    found.given["overrides"] = _take_overrides(found, lists["overrides"][1])


def _take_meeting(found: Read, sheet: Sheet) -> None:
    fields = {word(one.title): one for one in FIELDS}
    for number, one in enumerate(FIELDS, 1):
        found.put(one.key, f"{MEETING}!B{number}", one.title)
    for number, row in sheet.rows.items():
        if 0 in row and (known := fields.get(word(row[0].value))):
            found.put(known.key, sheet.place(1, number), known.title)
    for merge in sheet.merges:
        row = sheet.rows.get(merge.top, {})
        heading = merge.top == merge.bottom and 0 in row and word(row[0].value) not in fields
        if merge.left <= 1 and merge.left in row and not heading:
            place = sheet.place(merge.left, merge.top)
            found.problems.append(Problem("workbook.merged", place, {"range": merge.range}))
    filled = {number: row for number, row in sheet.rows.items() if 0 in row and 1 in row}
    if hidden := sorted(sheet.hidden_rows & set(filled)):
        facts = {"rows": spans(hidden)}
        found.problems.append(Problem("workbook.hidden_rows", sheet.place(1, hidden[0]), facts))
    if filled and sheet.column_hidden(1):
        facts = {"columns": "B"}
        found.problems.append(Problem("workbook.hidden_columns", sheet.place(1, 1), facts))
    seen: set[str] = set()
    for row in filled.values():
        label, cell = row[0], row[1]
        known = fields.get(word(label.value))
        if known is None:
            titles = "、".join(one.title for one in FIELDS)
            facts = {"given": excerpt(str(label.value)), "known": titles}
            found.problems.append(Problem("workbook.unknown_label", label.place, facts))
            continue
        if known.key in seen:
            facts = {"title": known.title}
            found.problems.append(Problem("workbook.same_column", label.place, facts))
            continue
        seen.add(known.key)
        found.put(known.key, cell.place, known.title)
        found.take(found.given, known, cell, {})
    found.given.setdefault("electors", {})  # so that it is `due` that is missing, at its cell


def _table(found: Read, about: SheetForm, sheets: Mapping[str, Sheet]) -> Table:
    form = TableForm(
        family="workbook",
        unknown="workbook.unknown_label",
        columns={word(one.title): one.key for one in about.fields},
        titles={one.key: one.title for one in about.fields},
        spread=frozenset(one.key for one in about.fields if one.spread),
        chosen=_CHOSEN.get(about.key, frozenset()),
    )
    table = read_table(sheets.get(about.title, Sheet(name=about.title)), form)
    found.problems += table.problems
    return table


def _take_list(
    found: Read, about: SheetForm, table: Table, contests: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """The entries of a sheet, each with the place of its row; blank ids are numbered."""
    fields = {one.key: one for one in about.fields}
    letters = {key: get_column_letter(column + 1) for column, key in table.columns.items()}
    entries: list[tuple[str, dict[str, Any]]] = []
    for number, cells in table.rows:
        path = f"{about.key}[{len(entries)}]"
        line = f"{about.title}!A{number}"
        found.put(path, line)
        entry: dict[str, Any] = {}
        for key, letter in letters.items():
            found.put(f"{path}.{key}", f"{about.title}!{letter}{number}", fields[key].title)
            if key in cells:
                found.take(entry, fields[key], cells[key], contests)
        entries.append((line, entry))
    if about.key != "candidates":
        for number, (_, entry) in enumerate(entries, 1):
            entry.setdefault("id", f"{about.ids}{number:02}")
    return entries


def _take_conveners(found: Read) -> None:
    """Who convenes a delegation stands in its row, but is no part of it."""
    for number, entry in enumerate(found.given["delegations"]):
        if names := entry.pop("conveners", None):
            place = f"delegations[{number}].conveners"
            path = f"people.conveners.{entry['id']}"
            found.put(path, found.places[place], found.titles[place])
            people = found.given.setdefault("people", {})
            people.setdefault("conveners", {})[entry["id"]] = names


def _take_candidates(found: Read, entries: list[tuple[str, dict[str, Any]]]) -> None:
    """Each candidate to its contest, in the order of the rows; blank ids count within it."""
    by_id = {entry["id"]: number for number, entry in enumerate(found.given["contests"])}
    moves: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for number, (line, entry) in enumerate(entries):
        contest = entry.pop("contest", None)
        if contest is None:
            known = "、".join(str(one.get("title", one["id"])) for one in found.given["contests"])
            facts = {"sheet": "候选人", "known": known}
            found.problems.append(Problem("workbook.no_contest", line, facts))
            continue
        if contest not in by_id:
            continue  # told already, at its cell
        owner = found.given["contests"][by_id[contest]]
        listed = owner.setdefault("candidates", [])
        entry.setdefault("id", f"c{len(listed) + 1:02}")
        path = f"contests[{by_id[contest]}].candidates[{len(listed)}]"
        _same_places(found, f"candidates[{number}]", path)
        move: dict[str, Any] = {k: entry.pop(k) for k in ("before", "reason") if k in entry}
        if move:
            moves.setdefault(contest, []).append((f"candidates[{number}]", move))
            move["id"] = entry["id"]
        listed.append(entry)
    for number, owner in enumerate(found.given["contests"]):
        owner.setdefault("candidates", [])
        found.put(f"contests[{number}].candidates", found.places[f"contests[{number}]"], "候选人")
        _take_moves(found, f"contests[{number}].moved", owner, moves.get(owner["id"], []))


def _take_moves(
    found: Read, path: str, contest: dict[str, Any], moves: list[tuple[str, dict[str, Any]]]
) -> None:
    """The moves that the rows of candidates ask for, whom they go before by name or by id."""
    named: dict[str, list[str]] = {}
    for entry in contest["candidates"]:
        named.setdefault(same(str(entry.get("name"))), []).append(entry["id"])
    ids = {entry["id"] for entry in contest["candidates"]}
    moved: list[dict[str, Any]] = []
    for row, move in moves:
        if "before" not in move:
            place = found.places.get(f"{row}.before", found.places[row])
            facts = {"key": found.titles.get(f"{row}.before", "")}
            found.problems.append(Problem("definition.missing", place, facts))
            continue
        before = plain(str(move["before"]))
        fitting = [before] if before in ids else named.get(same(before), [before])
        if len(fitting) > 1:
            found.problems.append(_either(found.places[f"{row}.before"], before, fitting))
            fitting = []
        move["before"] = None if before == LAST or not fitting else fitting[0]
        _same_places(found, row, f"{path}[{len(moved)}]")
        moved.append(move)
        if len(moved) == 1:
            found.put(path, found.places[f"{row}.before"], found.titles[f"{row}.before"])
    if moved:
        contest["moved"] = moved


def _either(place: str, name: str, ids: list[str]) -> Problem:
    facts = {"given": excerpt(name), "number": len(ids), "ids": "、".join(ids)}
    return Problem("workbook.moved_before_either", place, facts)


def _same_places(found: Read, row: str, path: str) -> None:
    """What is wrong at `path` is wrong in the cells of that row."""
    found.put(path, found.places[row])
    for key in ("id", "name", "note", "before", "reason", "introduction"):
        if place := found.places.get(f"{row}.{key}"):
            found.put(f"{path}.{key}", place, found.titles[f"{row}.{key}"])


def _take_overrides(found: Read, table: Table) -> dict[str, Any]:
    """Rows of key, value and office as the nested tables that a definition has."""
    titled = {plain(title): key for key, title in RULES.items()}
    titled = {**{plain(title): key for title, key in FORMER.items()}, **titled}
    titled |= {key: key for key in RULES}
    fields = {one.key: one for one in OVERRIDES.fields}
    overrides: dict[str, Any] = {}
    for _, cells in table.rows:
        where = next(iter(cells.values())).place
        if "key" not in cells or "value" not in cells:
            missing = fields["key" if "key" not in cells else "value"].title
            found.problems.append(Problem("workbook.half_a_row", where, {"missing": missing}))
            continue
        try:
            said = text(cells["key"], fields["key"].title)
            key = titled.get(plain(said))
            if key is None:
                facts = {"given": excerpt(said), "known": "、".join(RULES.values())}
                raise Unread(Problem("workbook.unknown_rule", cells["key"].place, facts))
            office = value(fields["office"], cells["office"], {}) if "office" in cells else ""
            path = f"office.{office}.{key}" if office else key
            if first := found.places.get(f"overrides.{path}"):
                facts = {"rule": RULES[key], "first": first}
                raise Unread(Problem("workbook.rule_twice", cells["value"].place, facts))
            found.put(f"overrides.{path}", cells["value"].place, RULES[key])
            _set(overrides, path, read_rule(key, cells["value"]))
        except Unread as error:
            found.problems.append(error.problem)
    return overrides


def _set(table: dict[str, Any], path: str, value: Any) -> None:
    name, _, rest = path.partition(".")
    if not rest:
        table[name] = value
        return
    inner = table.setdefault(name, {})
    if isinstance(inner, dict):
        _set(inner, rest, value)
