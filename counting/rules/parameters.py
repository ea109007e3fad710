"""The parameters of a profile: the fields of `Rules`, as profiles and overrides write them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainValidator,
    WrapValidator,
    create_model,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from counting.input.forms import Family, Form, raise_within, refuse, tables
from counting.model.ballot import Mark
from counting.model.refusal import excerpt
from counting.model.rules import (
    Differential,
    DifferentialKind,
    MajorityBase,
    QuorumBase,
    Rules,
    Threshold,
    Way,
    WriteInRule,
)
from counting.rules.keys import NONE_IS
from counting.rules.schemes import SCHEMES

RULES: Final = Family(
    "rules",
    "rules",
    {"missing": "rules.missing_value"}
    | dict.fromkeys(("unknown_word", "text", "list", "table"), "rules.wrong_value"),
)


def wrong(value: object, allowed: str) -> PydanticCustomError:
    """What a validator raises for a value that a rule cannot have."""
    return refuse("rules.wrong_value", given=excerpt(value), allowed=allowed)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a value that is no table may be: a word, several words, a flag or a share.

    `allowed` are the words, of a share the least and the most.
    """

    kind: Literal["word", "words", "flag", "share"]
    allowed: tuple[str, ...] = ()


def _flag(value: object) -> object:
    if not isinstance(value, bool):
        raise wrong(value, "true, false")
    return value


def _share(least: int, most: int) -> PlainValidator:
    """An exact fraction written as text, "1/2" or "0", from `least` to `most`. Never a float."""

    def read(value: object) -> Fraction:
        found = _FRACTION.fullmatch(value) if isinstance(value, str) else None
        share = Fraction(int(found[1]), int(found[2] or 1)) if found else None
        if share is None or not least <= share <= most:
            raise wrong(value, f'"{least}" … "{most}"')
        return share

    return PlainValidator(read)


_FRACTION: Final = re.compile(r"(0|[1-9][0-9]{0,3})(?:/([1-9][0-9]{0,3}))?")
_Flag = Annotated[bool, Leaf("flag"), BeforeValidator(_flag)]
_Part = Annotated[Fraction, Leaf("share", ("0", "1")), _share(0, 1)]
_Amount = Annotated[Fraction | None, Leaf("share", ("0", "500")), _share(0, 500)]


def _written(kind: type, default: Any = ..., /, **otherwise: Any) -> type[Form]:
    """A form with the fields of `kind`, those of `otherwise` written in another way."""
    hints = {name: _Flag if hint is bool else hint for name, hint in get_type_hints(kind).items()}
    written: dict[str, Any] = {name: (hint, default) for name, hint in (hints | otherwise).items()}
    return create_model(kind.__name__, __base__=Form, **written)


def table_of(form: type[Form], make: Callable[[Any], object], *instead: str) -> Any:
    """A table that fits `form`, made into a value; the word `instead` of it means None."""
    allowed = ", ".join((*instead, "{" + ", ".join(form.model_fields) + "}"))

    def read(value: object, fit: Callable[[object], Any]) -> object:
        if value in instead:
            return None
        if not isinstance(value, Mapping):
            raise wrong(value, allowed)
        return make(fit(value))

    return Annotated[form, WrapValidator(read)]


class _Threshold(Form):
    fraction: _Part
    compare: Literal[">", ">="]
    base: MajorityBase

    @model_validator(mode="after")
    def can_be_reached(self) -> "_Threshold":
        if self.fraction == 1 and self.compare == ">":
            raise_within([("fraction", refuse("rules.above_all"))])
        return self


class _Quorum(_Threshold):
    base: QuorumBase


def _threshold(form: _Threshold) -> Threshold:
    return Threshold(form.fraction, form.compare == ">", form.base)


class _Differential(Form):
    kind: DifferentialKind
    at_least: _Amount = None
    at_most: _Amount = None

    @model_validator(mode="after")
    def bounds_fit(self) -> "_Differential":
        raise_within(self._unfit())
        return self

    def _unfit(self) -> Iterator[tuple[str, PydanticCustomError]]:
        given = {"at_least": self.at_least, "at_most": self.at_most}
        bounds = {key: bound for key, bound in given.items() if bound is not None}
        if self.kind in ("equal", "any"):
            for key in bounds:
                yield key, refuse("rules.unknown_key", key=key, allowed="kind")
            return
        if self.at_least is None:
            yield "at_least", refuse("rules.missing_value", key="at_least")
        for key, bound in bounds.items():
            if self.kind == "plus" and bound.denominator != 1:
                yield key, wrong(str(bound), '"0", "1", "2" …')
            elif key == "at_most" and self.at_least is not None and bound < self.at_least:
                yield key, wrong(str(bound), f'"{self.at_least}" …')


def _differential(form: _Differential) -> Differential:
    return Differential(form.kind, form.at_least or Fraction(0), form.at_most)


_BLANKS: Final = (NONE_IS["blank"], *(mark.value for mark in Mark))


def _one_of(*words: str) -> BeforeValidator:
    def read(value: object) -> object:
        if value not in words:
            raise wrong(value, ", ".join(words))
        return value

    return BeforeValidator(read)


def _blank(word: str) -> Mark | None:
    return None if word == NONE_IS["blank"] else Mark(word)


def _ways(value: object) -> object:
    """Some of a few words in order of preference, none twice; it may be none at all."""
    ways = value if isinstance(value, list | tuple) else (value, value)
    if any(way not in get_args(Way) for way in ways) or len(set(ways)) < len(ways):
        raise wrong(value, ", ".join(get_args(Way)))
    return tuple(ways)


VALUES: Final = _written(
    Rules,
    None,
    quorum=table_of(_Quorum, _threshold, NONE_IS["quorum"]),
    majority=table_of(_Threshold, _threshold),
    differential=table_of(_Differential, _differential),
    marks=Annotated[str, Leaf("word", tuple(SCHEMES)), _one_of(*SCHEMES)],
    blank=Annotated[str, Leaf("word", _BLANKS), _one_of(*_BLANKS), AfterValidator(_blank)],
    write_in=table_of(_written(WriteInRule), lambda form: WriteInRule(**dict(form))),
    separate_vote=table_of(_Threshold, _threshold, NONE_IS["separate_vote"]),
    fewer_than_seats=Annotated[
        tuple[Way, ...], Leaf("words", get_args(Way)), BeforeValidator(_ways)
    ],
)
"""What any of the parameters may be; the values are those that `Rules` holds."""


def _leaves() -> Iterator[tuple[str, Leaf]]:
    for name, field in VALUES.model_fields.items():
        parts: Any = next(tables(field.annotation), None)
        if parts is None:
            yield name, _leaf(field)
            continue
        if name in NONE_IS:
            yield name, Leaf("word", (NONE_IS[name],))
        yield from ((f"{name}.{part}", _leaf(f)) for part, f in parts.model_fields.items())


def _leaf(field: FieldInfo) -> Leaf:
    stated = (found for found in field.metadata if isinstance(found, Leaf))
    return next(stated, Leaf("word", get_args(field.annotation)))


LEAVES: Final[Mapping[str, Leaf]] = dict(_leaves())
"""Every value that may be overridden, by its key path."""
