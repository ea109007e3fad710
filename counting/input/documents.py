"""Untrusted JSON as plain objects, and what no document may hold, each at its place."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any, Final

from counting.model.refusal import InputError, Problem, excerpt

Loc = tuple[int | str, ...]

MAX_DEPTH: Final = 12
MAX_PROBLEMS: Final = 1000
HUGE: Final = 10**30  # stands for any whole number of more digits, which no bound admits


def toml_position(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, int]:
    """Line and column, from 1, at which `text` is no TOML; its end where no place was said."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
    if found:
        return int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    return len(lines), len(lines[-1]) + 1


def toml_table(data: bytes, code: str, place: str) -> dict[str, Any]:
    """A TOML file as a table; InputError `code` with line and column where it is none, or no UTF-8.

    For files that somebody writes who has our documents at hand. A definition has more to say.
    """
    text = data.decode("utf-8", errors="replace")
    try:
        data.decode("utf-8")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    except tomllib.TOMLDecodeError as error:
        line, column = toml_position(text, error)
    raise InputError((Problem(code, place, {"line": line, "column": column}),))


def key_name(field: str) -> str:
    """A field as documents write it: `pass_` and `for_` are `pass` and `for` outside of Python."""
    return field[:-1] if field.endswith("_") and iskeyword(field[:-1]) else field


def place(loc: Loc, root: str) -> str:
    """A key path as people read it, ``contests[0].candidates[3].name``; `root` where it is ()."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{excerpt(step)}" for step in loc)
    return "".join(steps).removeprefix(".") or root


class _Twice(dict[str, Any]):
    """A JSON object that names a key twice; `keys_twice` lists them."""

    keys_twice: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = _Twice(pairs)
    if len(table) == len(pairs):
        return dict(table)
    times = Counter(key for key, _ in pairs)
    table.keys_twice = tuple(key for key, count in times.items() if count > 1)
    return table


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= 30 else HUGE * (-1 if digits.startswith("-") else 1)


def from_json(text: str) -> object:
    """What `text` says, still to be walked by `plain`.

    Raises json.JSONDecodeError and RecursionError.
    """
    return json.loads(text, object_pairs_hook=_pairs, parse_int=_number)


def decoded(data: bytes) -> str:
    """The text of a document in UTF-8, its byte order mark left out.

    Raises InputError `definition.encoding`, placed ``byte N``, for any other encoding.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        value = f"0x{data[error.start]:02X}"
        facts = {"byte": error.start, "value": value, "line": line}
        raise InputError((Problem("definition.encoding", f"byte {error.start}", facts),)) from error


def read_json(data: bytes | str, at: str = "") -> object:
    """The plain object of a JSON document, UTF-8 where it is bytes.

    Raises InputError: `command.json`, placed `at`, for what is no JSON; `definition.encoding` as
    `decoded` does, `input.*` as `plain` does.
    """
    try:
        value = from_json(data if isinstance(data, str) else decoded(data))
    except RecursionError as error:
        raise too_deep("input", at) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise InputError((Problem("command.json", at, where),)) from error
    return plain(value, "input", ".")


def too_deep(family: str, at: str) -> InputError:
    """The error of a document that is nested without end."""
    return InputError((Problem(f"{family}.nested_too_deep", at, {"most": MAX_DEPTH}),))


def plain(
    value: object, family: str, root: str, scalar: Callable[[object, Loc], object] | None = None
) -> object:
    """`value` as dicts, lists and scalars; `scalar` turns what else may stand there into these.

    Raises InputError with every key given twice, half character, key that is no text and nesting
    beyond `MAX_DEPTH`: ``duplicate_key``, ``forbidden_character``, ``wrong_type`` and
    ``nested_too_deep`` of `family`.
    """
    walk = _Walk(family, root, scalar or (lambda value, loc: value))
    walked = walk.value(value, ())
    if walk.problems:
        raise InputError(tuple(walk.problems[:MAX_PROBLEMS]))
    return walked


class _Walk:
    def __init__(self, family: str, root: str, scalar: Callable[[object, Loc], object]) -> None:
        self._family, self._root, self._scalar = family, root, scalar
        self._too_deep = False
        self.problems: list[Problem] = []

    def value(self, value: object, loc: Loc) -> object:
        if len(loc) > MAX_DEPTH:
            if not self._too_deep:
                self._note("nested_too_deep", loc, most=MAX_DEPTH)
            self._too_deep = True
            return None
        if isinstance(value, Mapping):
            for key in getattr(value, "keys_twice", ()):
                self._note("duplicate_key", (*loc, key), key=excerpt(key))
            return {self._key(key, loc): self.value(v, (*loc, key)) for key, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner, (*loc, number)) for number, inner in enumerate(value)]
        return self._scalar(self._text(value, loc) if isinstance(value, str) else value, loc)

    def _key(self, key: object, loc: Loc) -> object:
        if isinstance(key, str):
            return self._text(key, (*loc, key))
        self._note("wrong_type", loc, given=excerpt(key), expected="text")
        return key

    def _text(self, text: str, loc: Loc) -> str:
        """JSON can write half of a character pair, which no file or paper can hold."""
        if half := re.search("[\ud800-\udfff]", text):
            facts = {"codepoint": f"U+{ord(half[0]):04X}", "position": half.start() + 1}
            self._note("forbidden_character", loc, **facts)
        return text

    def _note(self, kind: str, loc: Loc, **facts: object) -> None:
        self.problems.append(Problem(f"{self._family}.{kind}", place(loc, self._root), facts))
