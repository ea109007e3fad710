"""Commands that make a congress: check, init, rehearse, seal."""

from dataclasses import replace
from pathlib import Path

import click

from counting.definition.warnings import warnings_of
from counting.model.election import Congress, Mode
from counting.model.refusal import InputError, Refusal
from counting.steps.define import SealCongress, unsure_values
from counting.store import Store
from kiosk.commands.command import DIRECTORY, FILE, Answer, command
from kiosk.commands.congress import on_congress
from kiosk.console import reading, sentence, stated
from kiosk.printshop.problems import paper_problems
from kiosk.running.founding import create_congress, read_definition
from kiosk.running.opening import meeting_of


@command("check")
@click.argument("file", type=FILE)
def check_(file: Path) -> Answer:
    """Tell all errors of a definition file at once."""
    with reading(str(file)):
        congress, agenda = read_definition(file)
    unsure = unsure_values(congress)
    line = sentence(
        "done",
        "checked",
        title=congress.title,
        contests=len(congress.contests),
        seats=sum(contest.seats for contest in congress.contests),
        items=len(agenda),
        unsure=len(unsure),
    )
    warnings = [stated(found.code, found.facts) for found in warnings_of(congress)]
    return Answer(
        document={"errors": [], "unconfirmed": sorted(unsure), "warnings": warnings},
        lines=(line, *(str(warning["message"]) for warning in warnings)),
    )


@command("init")
@click.argument("directory", metavar="DIR", type=DIRECTORY)
@click.argument("file", type=FILE)
def init_(directory: Path, file: Path) -> Answer:
    """Create a congress from a definition file."""
    with reading(str(file)):
        congress, agenda = read_definition(file)
    create_congress(directory, congress, agenda)
    return _created(directory, congress)


@command("rehearse")
@on_congress
@click.argument("new", type=DIRECTORY)
def rehearse_(store: Store, new: Path) -> Answer | Refusal:
    """Create a rehearsal with the definition of a congress."""
    defined = store.state().congress
    if defined is None:
        return Refusal("congress.not_defined")
    congress = replace(defined, mode=Mode.REHEARSAL)
    create_congress(new, congress, meeting_of(store).agenda.items)
    return _created(new, congress)


def _created(directory: Path, congress: Congress) -> Answer:
    mode = congress.mode.value
    return Answer(
        document={"directory": str(directory), "mode": mode},
        lines=(
            sentence("done", "created", directory=directory, title=congress.title, mode=mode),
            *(sentence("done", "contest", id=c.id, title=c.title) for c in congress.contests),
        ),
    )


@command("seal")
@on_congress
@click.option("--confirm", multiple=True, metavar="all|KEY…")
def seal_(store: Store, confirm: tuple[str, ...]) -> Answer | Refusal:
    """Freeze a congress."""
    congress = store.state().congress
    agenda = meeting_of(store).agenda
    if congress and (problems := paper_problems(congress, agenda.items)):
        raise InputError(problems)
    keys = tuple(key for value in confirm for key in value.split(","))
    answer = store.execute(SealCongress(keys))
    if isinstance(answer, Refusal):
        return answer
    seal = store.state().seal
    assert seal is not None  # the command has just been carried out
    head = store.shown_head
    return Answer(
        document={"definition_hash": seal.hash, "head": head},
        lines=(sentence("done", "sealed", title=seal.congress.title, head=head),),
    )
