"""How the program speaks at a terminal: JSON on standard output, words on standard error."""

import io
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from counting.model.refusal import InputError, Problem, Refusal, system_problem
from kiosk.words import cli, say

DONE, REFUSED, WRONG_INPUT = 0, 1, 2
_NUMBERED: Final = re.compile(r"\b(batch|byte|event|line|page) (\S+)$")


def language() -> str:
    """Chinese, unless the environment asks for English."""
    for name in ("SCRUTINEER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def sentence(table: str, name: str, /, **facts: object) -> str:
    """A sentence of the command line in the user's language, with facts as words."""
    return cli.sentence(table, name, language(), **facts)


def ready_streams() -> None:
    """Make the standard streams fit to be written to, however we were started.

    One that was closed becomes the null device, so that no database is ever opened in its place.
    Answers are UTF-8 whatever the locale; what is no text (half of a pair, a byte of a file name)
    is written as the escape that JSON has for it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def forget_output() -> None:
    """What standard output could not take must not be tried again, and fail again, at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def emit(value: object) -> None:
    """One JSON document on a line of standard output, flushed. Raises as `show`."""
    show(json.dumps(value, ensure_ascii=False))


def show(text: str) -> None:
    """Lines on standard output, flushed.

    Raises InputError `output.failed` when they cannot be written, BrokenPipeError when nobody
    reads them any more.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        forget_output()
        raise InputError((system_problem("output.failed", "stdout", error),)) from error


def tell(text: str) -> None:
    """A message for people, on standard error."""
    sys.stderr.write(text.rstrip() + "\n")
    sys.stderr.flush()


def refused(refusal: Refusal) -> dict[str, object]:
    """The contract's form of a refusal."""
    return {"refused": stated(refusal.code, refusal.facts)}


def stated(code: str, facts: Mapping[str, object], **more: object) -> dict[str, object]:
    """A refusal, an error or a warning with its words."""
    return {
        "code": code,
        **more,
        "facts": _plain(facts),
        "message": say(code, facts, language()).message,
    }


def in_words(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome as JSON, its errors, warnings and notes with words for people, of offices too."""
    found = outcome.keys() & {"errors", "warnings", "sensitivity"}
    said = outcome | {k: [stated(f["code"], f["facts"]) for f in outcome[k]] for k in found}
    if "offices" in outcome:
        said["offices"] = [in_words(office) for office in outcome["offices"]]
    return said


class WrongInput(InputError):
    """Input that cannot be used, with the file or line that all its problems stand in."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.source = source


@contextmanager
def reading(source: str) -> Iterator[None]:
    """What is wrong with the input that is read inside is told with its source before it."""
    try:
        yield
    except InputError as error:
        raise WrongInput(source, error.problems) from error


def problem_lines(problems: Sequence[Problem], source: str = "") -> str:
    """Every problem on a line of its own: file, place (in a workbook its column), words, code."""
    lines = []
    for problem in problems:
        words = say(problem.code, problem.facts, language()).message
        column = problem.facts.get("column")
        where = place_words(problem.place)
        if column:
            where = sentence("places", "column", place=where, column=column)
        if where in (source, Path(source).name):  # the source says so already
            where = ""
        places = (source, where)
        place = ": ".join(part for part in places if part)
        lines.append(f"{place}: {words} [{problem.code}]" if place else f"{words} [{problem.code}]")
    return "\n".join(lines)


def place_words(place: str) -> str:
    """A place as people read it: `event 5` in the user's language, key paths and files as are."""
    return _NUMBERED.sub(lambda found: sentence("places", found[1], number=found[2]), place)


def stop_refused(refusal: Refusal, *, as_json: bool = False) -> NoReturn:
    """End with status 1, saying which rule said no."""
    if as_json:
        emit(refused(refusal))
    else:
        words = say(refusal.code, refusal.facts, language())
        said = sentence("places", "refused", heading=words.heading, message=words.message)
        tell(f"{said} [{refusal.code}]")
    sys.exit(REFUSED)


def stop_wrong(error: InputError, *, as_json: bool = False) -> NoReturn:
    """End with status 2, naming every problem with its place."""
    tell(problem_lines(error.problems, error.source if isinstance(error, WrongInput) else ""))
    if as_json:
        emit({"errors": [stated(p.code, p.facts, place=p.place) for p in error.problems]})
    sys.exit(WRONG_INPUT)


def _plain(value: Any) -> Any:
    """Facts as JSON can carry them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
