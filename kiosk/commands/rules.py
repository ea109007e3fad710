"""Commands about rules alone: decide, profile."""

import sys
from pathlib import Path

import click

from counting.exchange.decide import decide
from counting.input.documents import read_json
from counting.model.refusal import InputError, Problem, system_errors
from kiosk.commands.command import Answer, command
from kiosk.console import DONE, REFUSED, in_words, language, reading
from kiosk.words import profile_tables as tables

_MAX_BYTES = 5_000_000


def _read(file: str) -> object:
    with system_errors("file.unreadable", file):
        if file == "-":
            data = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as source:
                data = source.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        facts = {"bytes": len(data), "most": _MAX_BYTES}
        raise InputError((Problem("definition.too_large", "", facts),))
    return read_json(data)


@command("decide", json="only")
@click.argument("file")
def decide_(file: str) -> Answer:
    """Apply the rules alone to figures."""
    with reading(file):
        answer = in_words(decide(_read(file)))
    return Answer(document=answer, status=REFUSED if answer["errors"] else DONE)


@command("profile")
@click.argument("action", type=click.Choice(["list", "show"]))
@click.argument("name", required=False)
@click.option("--office", metavar="OFFICE")
def profile_(action: str, name: str | None, office: str | None) -> Answer:
    """List the rule profiles, or show one with the source of every value."""
    if action == "list":
        profiles = tables.list_document()
        return Answer(document=profiles, page=tables.list_page(profiles))
    profile = tables.profile_document(name, office, language())
    return Answer(document=profile, page=tables.profile_page(profile, language()))
