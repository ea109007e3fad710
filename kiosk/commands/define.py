"""Commands that make a congress: check, init, rehearse, seal."""

from dataclasses import replace
from pathlib import Path

import click

from counting.model.election import Congress, Mode
from counting.model.refusal import InputError, Refusal
from counting.steps.define import SealCongress, unsure_values
from kiosk.console import emit, stop_refused, stop_wrong, tell
from kiosk.printshop.problems import paper_problems
from kiosk.running.founding import create_congress, read_definition
from kiosk.running.opening import open_count


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def check_(file: Path, as_json: bool) -> None:
    """Show all errors of a definition FILE at once, each with its place."""
    try:
        congress, agenda = read_definition(file)
    except InputError as error:
        stop_wrong(error, str(file), as_json=as_json)
    seats = sum(contest.seats for contest in congress.contests)
    unsure = unsure_values(congress)
    if as_json:
        emit({"errors": [], "unconfirmed": sorted(unsure)})
        return
    tell(
        f"{congress.title}: {len(congress.contests)} contests, {seats} seats, "
        f"{len(agenda)} agenda items, {len(unsure)} rule values to confirm when official. OK"
    )


@click.command("init")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def init_(directory: Path, file: Path, as_json: bool) -> None:
    """Create a congress in DIR from the definition FILE (TOML, JSON or xlsx)."""
    try:
        congress, agenda = read_definition(file)
    except InputError as error:
        stop_wrong(error, str(file), as_json=as_json)
    create_congress(directory, congress, agenda)
    _created(directory, congress, as_json)


@click.command("rehearse")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("new", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def rehearse_(directory: Path, new: Path, as_json: bool) -> None:
    """Create a rehearsal NEW with the definition of DIR, its own keys and its own codes."""
    store = open_count(directory)
    try:
        state = store.state()
    finally:
        store.close()
    if state.congress is None:
        stop_refused(Refusal("congress.not_defined"), as_json=as_json)
    congress = replace(state.congress, mode=Mode.REHEARSAL)
    create_congress(new, congress, state.agenda)
    _created(new, congress, as_json)


def _created(directory: Path, congress: Congress, as_json: bool) -> None:
    if as_json:
        emit({"directory": str(directory), "mode": congress.mode.value})
    else:
        tell(f"{directory}: {congress.title} ({congress.mode.value})")


@click.command("seal")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--confirm",
    multiple=True,
    metavar="all|KEY…",
    help="Rule values that the adopted rules confirm; needed for an official congress.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def seal_(directory: Path, confirm: tuple[str, ...], as_json: bool) -> None:
    """Freeze the congress in DIR: resolved rules, candidate order, geometry of the ballots."""
    store = open_count(directory)
    try:
        congress = store.state().congress
        if congress and (problems := paper_problems(congress, store.state().agenda)):
            raise InputError(problems)
        keys = tuple(key for value in confirm for key in value.split(","))
        answer = store.execute(SealCongress(keys))
        if isinstance(answer, Refusal):
            stop_refused(answer, as_json=as_json)
        seal = store.state().seal
        assert seal is not None  # the command has just been carried out
        if as_json:
            emit({"definition_hash": seal.hash, "head": store.shown_head})
        else:
            tell(f"{seal.congress.title}\ndefinition {seal.hash}\nhead {store.shown_head}")
    finally:
        store.close()
