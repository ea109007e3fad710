"""Commands about rules alone: decide, profile."""

import json
import sys
from pathlib import Path

import click

from counting.model import InputError, Problem
from kiosk.console import REFUSED, emit, language, stated, stop_wrong

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
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError((Problem("command.json", "", {"problem": str(error)}),)) from error


@click.command("decide")
@click.argument("file")
def decide_(file: str) -> None:
    """Apply the rules alone to the figures in FILE (JSON; `-` for standard input)."""
    from counting.decide import decide

    try:
        answer = decide(_read(file))
    except InputError as error:
        stop_wrong(error, file)
    for kind in ("errors", "warnings", "sensitivity"):
        answer[kind] = [stated(f["code"], f["facts"]) for f in answer[kind]]
    emit(answer)
    if answer["errors"]:
        sys.exit(REFUSED)


@click.command("profile")
@click.argument("action", type=click.Choice(["list", "show"]))
@click.argument("name", required=False)
@click.option("--office", help="Only the rules of this office (member, delegate, …).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def profile_(action: str, name: str | None, office: str | None, as_json: bool) -> None:
    """List the rule profiles, or show the one called NAME with the source of every value."""
    from kiosk import profile_tables as tables

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
