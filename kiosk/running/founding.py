"""Making a congress directory out of a definition file: whole, or not at all."""

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final, Literal

from counting.definition import read as definition
from counting.model.election import AgendaItem, Congress
from counting.model.refusal import InputError, Problem, Refusal, system_errors
from counting.steps.define import DefineCongress
from counting.store import FILE, Store
from counting.store.count.leases import process_ended
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
    """A new congress directory, whole or not at all, also when the program is killed meanwhile.

    It is made out of sight and takes its place when it is complete; what a killed program left of
    one is cleared away. Raises InputError `store.*`; what stood in the directory before is left as
    it was.
    """
    for name in (FILE, MEETING_FILE):
        if (directory / name).exists() and not _left_behind(directory, name):
            raise InputError((Problem("store.exists", str(directory / name)),))
    existed = directory.is_dir()
    hidden = _hidden(directory)
    try:
        with system_errors("store.cannot_open", directory):
            hidden.mkdir(parents=True)
            _fill(create_count(hidden), congress, agenda)
            if existed:
                for name in (MEETING_FILE, FILE):  # the count last: with it the congress is there
                    _move(hidden / name, directory / name)
            else:
                hidden.rename(directory)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(hidden)
        raise
    if existed:
        hidden.rmdir()


_UNFINISHED: Final = ".unfinished-"  # and the number of the process that makes it


def _hidden(directory: Path) -> Path:
    """Where a congress is made: on the same disk, in the directory or, before it is there, beside
    it. What processes that have ended left there is cleared away.
    """
    parent, prefix = directory, _UNFINISHED
    if not directory.is_dir():
        parent, prefix = directory.parent, f".{directory.name}{_UNFINISHED}"
    for old in parent.glob(f"{prefix}*") if parent.is_dir() else ():
        if process_ended(old.name.removeprefix(prefix)):
            if (old / FILE).exists() and not (old / MEETING_FILE).exists():
                remove(directory / MEETING_FILE)  # half moved: it was never a congress
            shutil.rmtree(old, ignore_errors=True)
    return parent / f"{prefix}{os.getpid()}"


def _left_behind(directory: Path, name: str) -> bool:
    """Whether a program that was killed had moved this file here, and the count not yet."""
    return name == MEETING_FILE and any(
        process_ended(old.name.removeprefix(_UNFINISHED))
        and (old / FILE).exists()
        and not (old / MEETING_FILE).exists()
        for old in directory.glob(f"{_UNFINISHED}*")
    )


def _move(file: Path, place: Path) -> None:
    """Give a file its place where none of that name is; InputError `store.exists` where one is."""
    try:
        os.link(file, place)  # fails where a rename would replace what another process made
    except FileExistsError as error:
        raise InputError((Problem("store.exists", str(place)),)) from error
    except OSError:  # a file system without links
        if place.exists():
            raise InputError((Problem("store.exists", str(place)),)) from None
        file.rename(place)
    else:
        file.unlink()


def _fill(store: Store, congress: Congress, agenda: tuple[AgendaItem, ...]) -> None:
    """Define the congress in a database just made, and close it."""
    with closing(store):
        _carried_out(store.execute(DefineCongress(congress)), store.path)
        with closing(open_meeting(store)) as meeting:
            _carried_out(meeting.execute(SetAgenda(congress.date, agenda)), store.path)


def _carried_out(answer: object, path: Path) -> None:
    if isinstance(answer, Refusal):
        raise InputError((Problem(answer.code, str(path), answer.facts),))
