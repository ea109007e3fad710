"""Commands of the count: apply, status."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from counting.model.refusal import InputError, Problem, Refusal, system_errors
from counting.rounds.status import status
from counting.steps.codec import parse_command
from counting.store import Evidence, Store
from kiosk.commands.command import Answer, command
from kiosk.commands.congress import on_congress, on_record
from kiosk.commands.what_followed import answer_of
from kiosk.console import in_words, place_words, reading

_PATIENCE = 3.0  # seconds
_MAX_LINE = 1_000_000  # bytes; a command of 500 candidates has some 20,000


@command("status", json="always")
@on_record
def status_(record: Evidence) -> Answer:
    """Show where every contest stands."""
    document: dict[str, Any] = status(record.state(), record.length, record.shown_head)
    for contest in document["contests"]:
        if contest["outcome"]:
            contest["outcome"] = in_words(contest["outcome"])
    return Answer(document=document)


@command("apply", json="always", lasting=True)
@on_congress
@click.argument("file")
@click.option("--stop", is_flag=True)
def apply_(store: Store, file: str, stop: bool) -> Iterator[Refusal | dict[str, object]]:
    """Carry out the commands of a file: read one, commit it, answer, read the next."""
    ending = _Ending()
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        with reading(f"{file}: {place_words(f'line {number}')}"):
            step, by = parse_command(line)
        with ending.put_off():
            answer = store.execute(step, by)
            yield answer if isinstance(answer, Refusal) else answer_of(store, answer)
        if stop and isinstance(answer, Refusal):
            break


class _Ending:
    """Ends the program on SIGTERM: at once while waiting for a line, else after the answer.

    A reader that never takes its answer is not waited for longer than `_PATIENCE`.
    """

    def __init__(self) -> None:
        self._busy = self._asked = False
        signal.signal(signal.SIGTERM, self._asked_to_end)

    def _asked_to_end(self, *_: object) -> None:
        if not self._busy:
            sys.exit(0)
        self._asked = True
        timer = threading.Timer(_PATIENCE, os._exit, [0])
        timer.daemon = True
        timer.start()

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """A command begun is committed and answered before we stop."""
        self._busy = True
        yield
        self._busy = False
        if self._asked:
            sys.exit(0)


def _lines(file: str) -> Iterator[bytes]:
    with system_errors("file.unreadable", file):
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115
    with source:
        while line := source.readline(_MAX_LINE + 1):
            if len(line) > _MAX_LINE:
                raise InputError((Problem("command.too_long", file, {"limit": _MAX_LINE}),))
            yield line
