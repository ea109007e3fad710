"""What all commands share: their answers, refusals and exit statuses.

A command returns what it has to say and never says it: an `Answer`, a `Refusal`, or, as it goes
on, one document or refusal after the other. Wrong input is raised, as anywhere, as InputError.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import click

from counting.model.refusal import InputError, Refusal
from kiosk.commands.spoken import Spoken
from kiosk.console import (
    DONE,
    REFUSED,
    emit,
    refused,
    sentence,
    show,
    stop_refused,
    stop_wrong,
    tell,
)

Json = Literal["asked", "always", "only", "never"]

DIRECTORY: Final = click.Path(path_type=Path, file_okay=False)
FILE: Final = click.Path(path_type=Path, dir_okay=False)
force = click.option("--force", is_flag=True)
_ASKED: Final = "scrutineer.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command has to say: `document` as JSON, or else `page` and `lines` as words.

    `page` goes to standard output, `lines` to standard error; so do `notes`, which nobody must
    miss, with JSON too. `incomplete` words (not the document, which says so itself) give the exit
    status `REFUSED`.
    """

    document: object
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    page: str = ""
    status: int = DONE
    incomplete: bool = False


class ConsoleCommand(Spoken):
    """A command of `scrutineer`.

    `json`: whether it answers with JSON when `--json` asks for it, always (with or without that
    option), or always or never and without the option. SIGTERM ends a `lasting` command with
    status 0.
    """

    def __init__(
        self, *args: Any, json: Json = "asked", lasting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._always_json = json in ("always", "only")
        self._lasting = lasting
        if json in ("asked", "always"):
            self.params.append(click.Option(["--json", "as_json"], is_flag=True))

    def invoke(self, ctx: click.Context) -> None:
        """Run the command and say its answer. Raises InputError of streams."""
        if self._lasting:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
        asked = ctx.meta[_ASKED] = ctx.params.pop("as_json", False)
        try:
            answer = super().invoke(ctx)
        except InputError as error:
            stop_wrong(error, as_json=asked)
        if status := _say(answer, as_json=asked or self._always_json):
            sys.exit(status)


def _say(answer: object, *, as_json: bool) -> int:
    """Say an answer; the exit status."""
    match answer:
        case None:
            return DONE
        case Refusal():
            stop_refused(answer, as_json=as_json)
        case Answer():
            return _say_answer(answer, as_json=as_json)
        case Iterator():
            return _say_each(answer)
    raise TypeError(f"{answer!r} is no answer")


def _say_answer(answer: Answer, *, as_json: bool) -> int:
    if answer.page and not as_json:
        show(answer.page)
    for line in answer.notes if as_json else (*answer.lines, *answer.notes):
        tell(line)
    if as_json:
        emit(answer.document)
    return REFUSED if answer.incomplete and not as_json else answer.status


def _say_each(answers: Iterator[object]) -> int:
    status = DONE
    with closing(answers) as each:  # type: ignore[type-var]  # generators all
        for answer in each:
            emit(refused(answer) if isinstance(answer, Refusal) else answer)
            status = REFUSED if isinstance(answer, Refusal) else status
    return status


def command(
    name: str, *, json: Json = "asked", lasting: bool = False
) -> Callable[..., ConsoleCommand]:
    """Make a function the command of that name; its help is in `kiosk.words.cli`."""
    return click.command(name, cls=ConsoleCommand, json=json, lasting=lasting)


def usage_error(key: str, **facts: object) -> click.UsageError:
    """Wrong usage, to be raised; `key` names a sentence of the table `usage`."""
    return click.UsageError(sentence("usage", key, **facts))


def json_asked() -> bool:
    """Whether the command under way was given `--json`."""
    return bool(click.get_current_context().meta.get(_ASKED))
