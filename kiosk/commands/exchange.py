"""Commands that exchange files with other programs: template, export."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import State
from kiosk.console import emit, stop_refused, tell
from kiosk.running.opening import open_count, roll_of

_JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


def _workbook(state: State, head: str | None) -> bytes:
    from counting.exchange.results import results

    return results(state, head)


EXPORTS: Final[Mapping[str, Callable[[State, str | None], bytes]]] = {"xlsx": _workbook}
"""Format → what makes it of the state and the last head that may be shown."""


@click.command("template")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--roll", is_flag=True, help="A list of people instead, for badges and table-cards.")
@click.option(
    "--of",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="With --roll: filled with the people that DIR knows.",
)
@_JSON
def template_(file: Path, roll: bool, directory: Path | None, as_json: bool) -> None:
    """Write a workbook to fill in, with lists to choose from; check and init read it."""
    if directory and not roll:
        raise click.UsageError("--of DIR: --roll")
    if file.suffix.lower() != ".xlsx":
        raise InputError((Problem("definition.form", file.name, {"known": ".xlsx"}),))
    if file.exists():
        raise InputError((Problem("file.exists", str(file)),))
    _write(file, _roll(directory) if roll else _template())
    _told(file, as_json)


def _template() -> bytes:
    from counting.exchange.template import template

    return template()


def _roll(directory: Path | None) -> bytes:
    """The workbook of a roll: empty, or with everybody whom a congress knows."""
    from kiosk.congress.roll_template import roll_workbook

    people = roll_of(directory).people if directory else {}
    return roll_workbook(people[number] for number in sorted(people))


@click.command("export")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", required=True, type=click.Choice(list(EXPORTS)))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@_JSON
def export_(directory: Path, form: str, out: Path, as_json: bool) -> None:
    """Write the results of every closed count of DIR to a file."""
    from counting.exchange.results import exportable

    store = open_count(directory)
    try:
        state = store.state()
        if not exportable(state):
            phases = {round_.phase.value for round_ in state.rounds.values()} or {"defined"}
            facts = {"phase": ", ".join(sorted(phases))}
            stop_refused(Refusal("export.nothing_closed", facts), as_json=as_json)
        data = EXPORTS[form](state, store.shown_head)
    finally:
        store.close()
    _write(out, data)
    _told(out, as_json)


def _write(path: Path, data: bytes) -> None:
    from kiosk.printshop.files import whole_file

    try:
        with whole_file(path) as file:
            file.write(data)
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        raise InputError((Problem("file.unwritable", str(path), what),)) from error


def _told(path: Path, as_json: bool) -> None:
    if as_json:
        emit({"out": str(path)})
    else:
        tell(str(path))
