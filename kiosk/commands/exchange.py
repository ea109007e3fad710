"""Commands that exchange files with other programs: template, export."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from counting.exchange.results import exportable, results
from counting.exchange.template import template
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import State
from counting.store import Evidence
from kiosk.commands.command import DIRECTORY, FILE, Answer, command, force, usage_error
from kiosk.commands.congress import on_record, out_file
from kiosk.congress.roll import Person
from kiosk.congress.roll_template import roll_workbook
from kiosk.console import sentence
from kiosk.printshop.files import not_of_the_congress, unwritable, whole_file
from kiosk.running.opening import meeting_of, read_count

EXPORTS: Final[Mapping[str, Callable[[State, str | None], bytes]]] = {"xlsx": results}
"""Format → what makes it of the state and the last head that may be shown."""


@command("template")
@click.argument("file", metavar="FILE.xlsx", type=FILE)
@click.option("--roll", is_flag=True)
@click.option("--of", "directory", type=DIRECTORY, metavar="DIR")
@force
def template_(file: Path, roll: bool, directory: Path | None, force: bool) -> Answer:
    """Write a workbook to fill in: a definition, or with `roll` a list of people."""
    if directory and not roll:
        raise usage_error("needs", option="--of DIR", other="--roll")
    if file.suffix.lower() != ".xlsx":
        raise InputError((Problem("definition.form", file.name, {"known": ".xlsx"}),))
    data, what = (_roll(directory), "roll_template") if roll else (template(), "template")
    return _written(file, data, what, force=force)


def _roll(directory: Path | None) -> bytes:
    """The workbook of a roll: empty, or with everybody whom a congress knows."""
    people: Mapping[int, Person] = {}
    if directory:
        people = meeting_of(read_count(directory)).roll.people
    return roll_workbook(people[number] for number in sorted(people))


@command("export")
@on_record
@click.option("--format", "form", required=True, type=click.Choice(list(EXPORTS)))
@out_file
@force
def export_(record: Evidence, form: str, out: Path, force: bool) -> Answer | Refusal:
    """Write the results of every closed count to a file."""
    not_of_the_congress(record, out)
    state = record.state()
    if not exportable(state):
        phases = {round_.phase.value for round_ in state.rounds.values()} or {"defined"}
        return Refusal("export.nothing_closed", {"phase": ", ".join(sorted(phases))})
    return _written(out, EXPORTS[form](state, record.shown_head), "exported", force=force)


def _written(path: Path, data: bytes, what: str, *, force: bool) -> Answer:
    """Write a file; `what` names the sentence that says which."""
    with unwritable(path), whole_file(path, force=force) as file:
        file.write(data)
    return Answer(document={"out": str(path)}, lines=(sentence("files", what, out=path),))
