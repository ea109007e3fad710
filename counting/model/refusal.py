"""How a rule or an input says no: codes and facts, words come later."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule said no: a stable code, the facts that made it say so. Words are looked up later."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of an input: code, the place it stands at (file position or key path), facts."""

    code: str
    place: str
    facts: Mapping[str, object] = field(default_factory=dict)


class InputError(Exception):
    """Input that cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.place}: {p.code} {dict(p.facts)}" for p in problems))
        self.problems = problems


def system_problem(code: str, place: object, error: OSError) -> Problem:
    """What the operating system says of a file or a port, as one problem at `place`."""
    return Problem(code, str(place), {"problem": error.strerror or str(error)})


@contextmanager
def system_errors(code: str, place: object) -> Iterator[None]:
    """An error of the operating system as InputError `code` at `place`."""
    try:
        yield
    except OSError as error:
        raise InputError((system_problem(code, place, error),)) from error


_LONGEST = 60  # characters of a wrong value that a message repeats


def excerpt(value: object) -> str:
    """`value` as a message may repeat it: short, on one line, without invisible characters."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
