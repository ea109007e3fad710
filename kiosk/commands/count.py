"""Commands of the count: apply, status."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from counting.model.refusal import InputError, Problem, Refusal
from counting.rounds.status import status
from counting.steps.codec import parse_command
from counting.store import Done
from kiosk.console import REFUSED, emit, refused, stop_wrong
from kiosk.running.opening import open_count

_PATIENCE = 3.0  # seconds
_MAX_LINE = 1_000_000  # bytes; a command of 500 candidates has some 20,000


@click.command("status")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, expose_value=False, help="Always so.")
def status_(directory: Path) -> None:
    """Show where every contest of DIR stands, as JSON."""
    store = open_count(directory)
    try:
        emit(status(store.state(), store.length, store.shown_head))
    finally:
        store.close()


@click.command("apply")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("file")
@click.option("--stop", is_flag=True, help="End at the first refusal.")
@click.option("--json", "as_json", is_flag=True, expose_value=False, help="Always so.")
def apply_(directory: Path, file: str, stop: bool) -> None:
    """Carry out commands from FILE, one JSON object a line (`-`: standard input).

    Reads one, commits it, writes its answer, reads the next.
    """
    ending = _Ending()
    store = open_count(directory)
    some_refused = False
    try:
        for number, line in enumerate(_lines(file), 1):
            if not line.strip():
                continue
            try:
                command, by = parse_command(line)
            except InputError as error:
                stop_wrong(error, f"{file}: line {number}")
            with ending.put_off():
                answer = store.execute(command, by)
                emit(_answer(answer))
            if isinstance(answer, Refusal):
                some_refused = True
                if stop:
                    break
    finally:
        store.close()
    if some_refused:
        sys.exit(REFUSED)


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
    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        raise InputError((Problem("file.unreadable", file, what),)) from error
    with source:
        while line := source.readline(_MAX_LINE + 1):
            if len(line) > _MAX_LINE:
                raise InputError((Problem("command.too_long", file, {"limit": _MAX_LINE}),))
            yield line


def _answer(answer: Done | Refusal) -> dict[str, object]:
    """What `apply` answers: kinds of events, for a reading its verdict and handle, no marks."""
    if isinstance(answer, Refusal):
        return refused(answer)
    document: dict[str, object] = {"events": [type(event).__name__ for event in answer.events]}
    if recorded := answer.recorded:
        document["reading"] = recorded.reading
        document["verdict"] = recorded.record.status.value
        if recorded.sleeve is not None:
            document["sleeve"] = recorded.sleeve
    if not answer.erased:
        document["warning"] = refused(Refusal("store.not_erased"))["refused"]
    return document
