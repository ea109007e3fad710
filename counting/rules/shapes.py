"""The shapes a rule value may have in a profile or an override, and how each is read."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from counting.model.refusal import shown

FRACTION = re.compile(r"(0|[1-9][0-9]{0,3})(?:/([1-9][0-9]{0,3}))?")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit: `code` (``rules.…``), where below the parameter, its facts."""

    code: str
    path: tuple[str, ...]
    facts: Mapping[str, object]

    def below(self, key: str) -> "Misfit":
        return Misfit(self.code, (key, *self.path), self.facts)


class Unfit(Exception):
    """Raised inside this package while reading one value; never leaves it."""

    def __init__(self, *misfits: Misfit) -> None:
        super().__init__(str(misfits))
        self.misfits = misfits


def _wrong(value: object, allowed: tuple[str, ...] | str) -> Unfit:
    listed = allowed if isinstance(allowed, str) else ", ".join(allowed)
    return Unfit(Misfit("rules.wrong_value", (), {"given": shown(value), "allowed": listed}))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. `meaning` maps a word to what the rules hold; else the word itself."""

    words: tuple[str, ...]
    meaning: Mapping[str, object] | None = None

    def read(self, value: object) -> Any:
        if not isinstance(value, str) or value not in self.words:
            raise _wrong(value, self.words)
        return self.meaning[value] if self.meaning is not None else value


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of some of a few words, in order of preference, none twice; it may be empty."""

    words: tuple[str, ...]

    def read(self, value: object) -> tuple[str, ...]:
        if (
            not isinstance(value, list | tuple)
            or not all(isinstance(word, str) and word in self.words for word in value)
            or len(set(value)) < len(value)
        ):
            raise _wrong(value, self.words)
        return tuple(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise _wrong(value, ("true", "false"))
        return value


@dataclass(frozen=True, slots=True)
class Share:
    """An exact fraction written as text, "1/2" or "0", from `least` to `most`. Never a float."""

    least: Fraction
    most: Fraction

    def read(self, value: object) -> Fraction:
        found = FRACTION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise _wrong(value, f'"{self.least}" … "{self.most}"')
        share = Fraction(int(found[1]), int(found[2] or 1))
        if not self.least <= share <= self.most:
            raise _wrong(value, f'"{self.least}" … "{self.most}"')
        return share


Shape = Choice | Choices | Flag | Share


@dataclass(frozen=True, slots=True)
class Table:
    """A parameter of several fields. `build` makes the value of the rules from the read fields.

    `instead` is a word that may stand for the whole table, with its meaning (``quorum = "none"``).
    `kind` names the field that decides which other fields make sense: an override that changes it
    starts the table anew. `optional` fields may be absent, `sourced` ones carry their own source.
    """

    fields: Mapping[str, Shape]
    build: Callable[[Mapping[str, Any]], Any]
    instead: Mapping[str, object] | None = None
    kind: str | None = None
    optional: tuple[str, ...] = ()
    sourced: tuple[str, ...] = ()

    def read(self, value: object) -> Any:
        if isinstance(value, str) and self.instead is not None and value in self.instead:
            return self.instead[value]
        if not isinstance(value, Mapping):
            raise _wrong(value, (*(self.instead or ()), "{" + ", ".join(self.fields) + "}"))
        misfits = list(self._strangers(value))
        read = {}
        for name, shape in self.fields.items():
            if name in value:
                try:
                    read[name] = shape.read(value[name])
                except Unfit as unfit:
                    misfits += [m.below(name) for m in unfit.misfits]
            elif name not in self.optional:
                misfits.append(Misfit("rules.missing_value", (name,), {"key": name}))
        if misfits:
            raise Unfit(*misfits)
        return self.build(read)

    def _strangers(self, value: Mapping[str, object]) -> Iterator[Misfit]:
        for name in value:
            if name not in self.fields:
                facts = {"key": shown(name), "allowed": ", ".join(self.fields)}
                yield Misfit("rules.unknown_key", (shown(name),), facts)

    def merge(self, below: object, above: object) -> object:
        """`above` laid over `below` field by field, unless it starts the table anew."""
        if not isinstance(below, Mapping) or not isinstance(above, Mapping):
            return above
        if self.kind is not None and above.get(self.kind, below.get(self.kind)) != below.get(
            self.kind
        ):
            return above
        return {**below, **above}
