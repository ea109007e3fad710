"""Commands about rules alone: decide."""

import json
import sys
from pathlib import Path

import click

from counting.model import InputError, Problem
from counting.object_reader import unique
from kiosk.console import REFUSED, emit, stated, stop_wrong

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
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=unique)
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
