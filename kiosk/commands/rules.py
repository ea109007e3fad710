"""Commands about rules alone: decide, order, profile."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counting.input.documents import read_json
from counting.model.refusal import InputError, Problem
from kiosk.console import REFUSED, emit, language, stated, stop_wrong, tell
from kiosk.words import say

if TYPE_CHECKING:
    from counting.names.strokes import NameOrder

_MAX_BYTES = 5_000_000


def _read(file: str) -> object:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as source:
                data = source.read(_MAX_BYTES + 1)
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        raise InputError((Problem("file.unreadable", file, what),)) from error
    if len(data) > _MAX_BYTES:
        facts = {"bytes": len(data), "most": _MAX_BYTES}
        raise InputError((Problem("definition.too_large", "", facts),))
    return read_json(data)


@click.command("decide")
@click.argument("file")
def decide_(file: str) -> None:
    """Apply the rules alone to the figures in FILE (JSON; `-` for standard input)."""
    from counting.exchange.decide import decide

    try:
        answer = decide(_read(file))
    except InputError as error:
        stop_wrong(error, file)
    for kind in ("errors", "warnings", "sensitivity"):
        answer[kind] = [stated(f["code"], f["facts"]) for f in answer[kind]]
    emit(answer)
    if answer["errors"]:
        sys.exit(REFUSED)


@click.command("order")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--rule",
    type=click.Choice(["surname_strokes", "full_name_strokes"]),
    default="surname_strokes",
    show_default=True,
    help="Surname first, a name of two characters before longer ones; or character by character.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, with what is unknown.")
def order_(names: tuple[str, ...], rule: "NameOrder", as_json: bool) -> None:
    """Put names in the order of strokes, one a line.

    A name with a character whose strokes are not known is not placed: it is reported, and the
    exit status is 1 unless the JSON document says so.
    """
    from counting.names.strokes import in_order

    ordered = in_order(names, rule)
    if as_json:
        unknown = [
            {"name": u.name, "character": u.character, "codepoint": u.codepoint}
            for u in ordered.unknown
        ]
        unplaced = list(ordered.unplaced)
        emit({"rule": rule, "names": list(ordered.names), "unplaced": unplaced, "unknown": unknown})
        return
    for name in ordered.names:
        click.echo(name)
    for name in dict.fromkeys(ordered.unplaced):
        found = [f"{u.character} ({u.codepoint})" for u in ordered.unknown if u.name == name]
        words = say("order.unplaced", {"name": name, "characters": found}, language())
        tell(f"{words.message} [order.unplaced]")
    if ordered.unplaced:
        sys.exit(REFUSED)


@click.command("profile")
@click.argument("action", type=click.Choice(["list", "show"]))
@click.argument("name", required=False)
@click.option("--office", help="Only the rules of this office (member, delegate, …).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def profile_(action: str, name: str | None, office: str | None, as_json: bool) -> None:
    """List the rule profiles, or show the one called NAME with the source of every value."""
    from kiosk.words import profile_tables as tables

    if action == "list":
        profiles = tables.list_document()
        page = tables.list_page(profiles)
        told: object = profiles
    else:
        profile = tables.profile_document(name, office, language())
        page = tables.profile_page(profile, language())
        told = profile
    if as_json:
        emit(told)
    else:
        click.echo(page)
