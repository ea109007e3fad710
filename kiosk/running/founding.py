"""Making a congress directory out of a definition file: whole, or not at all."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal

from counting.definition import read as definition
from counting.model.election import AgendaItem, Congress
from counting.model.refusal import InputError, Problem, Refusal, system_errors
from counting.steps.define import DefineCongress
from counting.store import FILE, Store
from counting.store.schema import remove
from kiosk.congress.agenda import SetAgenda
from kiosk.congress.meeting import FILE as MEETING_FILE
from kiosk.printshop.problems import paper_problems
from kiosk.running.opening import create_count, open_meeting

Agenda = tuple[AgendaItem, ...]
Definition = tuple[Congress, Agenda]
Located = Callable[[Problem], Problem]


def _text(form: Literal["json", "toml"], data: bytes) -> tuple[Congress, Agenda, Located]:
    return (*definition.parse(data, form), lambda problem: problem)


def _workbook(data: bytes) -> tuple[Congress, Agenda, Located]:
    from counting.exchange import xlsx  # for those alone who use it: it takes its time to load

    return xlsx.read(data)


_FORMS: Mapping[str, Callable[[bytes], tuple[Congress, Agenda, Located]]] = {
    ".json": partial(_text, "json"),
    ".toml": partial(_text, "toml"),
    ".xlsx": _workbook,
}
"""Suffix → how such a file is read, with what puts a later problem at its place in it."""


def read_definition(path: Path) -> Definition:
    """A definition file as a congress, or InputError with every error in it."""
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(_FORMS)
        raise InputError((Problem("definition.form", path.name, {"known": known}),))
    with system_errors("file.unreadable", path), path.open("rb") as file:
        size = path.stat().st_size
        # Never take in more than the limit that parsing states; it names the size it saw.
        data = file.read(definition.MAX_BYTES + 1)
    if size > definition.MAX_BYTES:
        facts = {"bytes": size, "most": definition.MAX_BYTES}
        raise InputError((Problem("definition.too_large", path.name, facts),))
    congress, agenda, located = form(data)
    if problems := paper_problems(congress, agenda):
        raise InputError(tuple(map(located, problems)))
    return congress, agenda


def create_congress(directory: Path, congress: Congress, agenda: tuple[AgendaItem, ...]) -> None:
    """A new congress directory, whole or not at all.

    Raises InputError `store.*`; what stood in the directory before is left as it was.
    """
    if (directory / MEETING_FILE).exists():
        raise InputError((Problem("store.exists", str(directory / MEETING_FILE)),))
    existed = directory.exists()
    try:
        _fill(create_count(directory), congress, agenda)
    except BaseException:
        if not existed:
            with suppress(OSError):  # another process may have made its congress there
                directory.rmdir()
        raise


def _fill(store: Store, congress: Congress, agenda: tuple[AgendaItem, ...]) -> None:
    """Define the congress in a database just made; close it, and remove it if that fails."""
    try:
        _carried_out(store.execute(DefineCongress(congress)), store.path)
        meeting = open_meeting(store)
        try:
            _carried_out(meeting.execute(SetAgenda(congress.date, agenda)), store.path)
        finally:
            meeting.close()
    except BaseException:
        store.close()
        for name in (FILE, MEETING_FILE):
            remove(store.directory / name)
        raise
    store.close()


def _carried_out(answer: object, path: Path) -> None:
    if isinstance(answer, Refusal):
        raise InputError((Problem(answer.code, str(path), answer.facts),))
