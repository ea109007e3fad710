"""Forms of untrusted input: what pydantic finds wrong with it, as problems of ours."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, LiteralString, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from counting.input.documents import Loc, key_name, place
from counting.model.refusal import Problem, excerpt


class Form(BaseModel):
    """A table of a document: exact types, and no keys but its own; built when first used."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, defer_build=True, alias_generator=key_name
    )


@dataclass(frozen=True, slots=True)
class Family:
    """The codes of one kind of document: ``name.kind``, or what `codes` has for the kind.

    The kinds are ``missing``, ``unknown_key``, ``unknown_word``, the expected types (``text``,
    ``whole_number``, ``true_or_false``, ``list``, ``table``), and what validators `refuse`.
    `root` is the place of the document itself.
    """

    name: str
    root: str
    codes: Mapping[str, str] = field(default_factory=dict)


INPUT: Final = Family(
    "input",
    ".",
    {
        "missing": "input.missing_key",
        "unknown_word": "input.not_a_choice",
        "text": "input.not_a_text",
        "whole_number": "input.not_a_whole_number",
        "list": "input.not_an_array",
        "table": "input.not_an_object",
        "true_or_false": "input.wrong_type",
    },
)
"""Commands, the question of `decide`, the configuration."""


def refuse(kind: LiteralString, **facts: object) -> PydanticCustomError:
    """What a validator raises: the kind of error, or a whole code, with its facts."""
    return PydanticCustomError(kind, "refused", facts)


def _filled(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise refuse("text")
    return value


SAID: Final = BeforeValidator(_filled)
"""A text that is not blank; before a choice of words, so that a number is told to be no text."""
Text = Annotated[str, SAID]


def raise_within(found: Iterable[tuple[int | str, PydanticCustomError]]) -> None:
    """Raise all that a validator refuses within its value, each by the step to it, if anything."""
    errors = [InitErrorDetails(type=error, loc=(step,), input=None) for step, error in found]
    if errors:
        raise ValidationError.from_exception_data("refused", errors)


def whole(least: int, most: int) -> AfterValidator:
    """A whole number from `least` to `most`."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise refuse("out_of_range", given=excerpt(value), least=least, most=most)
        return value

    return AfterValidator(check)


def tables(kind: Any) -> Iterator[type]:
    """The forms and dataclasses that a type names, whatever they are wrapped in."""
    if isinstance(kind, type) and (issubclass(kind, BaseModel) or is_dataclass(kind)):
        yield kind
    for inner in get_args(kind):
        yield from tables(inner)


def fields_of(table: Any) -> Mapping[str, Any]:
    """The keys of a form or dataclass as documents write them, each with its type."""
    if issubclass(table, BaseModel):
        return {f.alias or key_name(n): f.annotation for n, f in table.model_fields.items()}
    hints = get_type_hints(table)
    return {key_name(f.name): hints[f.name] for f in fields(table)}


def problems_of(
    error: ValidationError, family: Family, form: Any, above: Loc = ()
) -> tuple[Problem, ...]:
    """Every breach of `form` as a problem with its place, which begins with `above`."""
    found = error.errors(include_url=False)
    words = {e["loc"][:-1] for e in found if _is_word(e["loc"][-1:])}
    return tuple(_problem(e, family, form, above) for e in found if not _beside_the_point(e, words))


def _beside_the_point(error: ErrorDetails, words: Collection[Loc]) -> bool:
    """Where a word or a table may stand, a table is told nothing of the word, nor a word of the
    table: `words` are the places where a word could stand."""
    if _is_word(error["loc"][-1:]):
        return not isinstance(error["input"], str)
    is_table = _KINDS.get(error["type"]) == "table"
    return is_table and isinstance(error["input"], str) and error["loc"][:-1] in words


def _is_word(steps: Loc) -> bool:
    return any(str(step).startswith("literal[") for step in steps)


@cache
def every_table(kind: Any) -> frozenset[type]:
    """`tables` and those that their fields name, and so on."""
    found = set(tables(kind))
    waiting = list(found)
    while waiting:
        inner = {table for t in fields_of(waiting.pop()).values() for table in tables(t)} - found
        found |= inner
        waiting += inner
    return frozenset(found)


def _problem(error: ErrorDetails, family: Family, form: Any, above: Loc) -> Problem:
    kind = _KINDS.get(error["type"], error["type"])
    facts = _FACTS.get(kind, _own)(error, form)
    code = kind if "." in kind else family.codes.get(kind, f"{family.name}.{kind}")
    branches = {table.__name__ for table in every_table(form)}
    loc = (step for step in error["loc"] if step not in branches and not _is_word((step,)))
    return Problem(code, place((*above, *loc), family.root), facts)


def _own(error: ErrorDetails, _form: Any) -> Mapping[str, object]:
    return error.get("ctx", {})


def _missing(error: ErrorDetails, _form: Any) -> Mapping[str, object]:
    return {"key": error["loc"][-1]}


def _unknown_key(error: ErrorDetails, form: Any) -> Mapping[str, object]:
    allowed = ", ".join(fields_of(_table_at(form, error["loc"][:-1])))
    return {"key": excerpt(error["loc"][-1]), "allowed": allowed}


def _table_at(form: Any, loc: Loc) -> type:
    """The innermost table on the way to a place."""
    table = next(tables(form))
    for step in loc:
        table = next(tables(fields_of(table).get(str(step))), table)
    return table


def _unknown_word(error: ErrorDetails, form: Any) -> Mapping[str, object]:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    *way, last = (*error["loc"],)
    if _is_word((last,)):  # a table may stand here instead
        instead = ", ".join(fields_of(_table_at(form, tuple(way))))
        allowed.append("{" + instead + "}")
    return {"given": excerpt(error["input"]), "allowed": ", ".join(allowed)}


def _wrong_type(error: ErrorDetails, _form: Any) -> Mapping[str, object]:
    expected = _KINDS.get(error["type"], error["type"])
    return {"given": excerpt(error["input"]), "expected": expected}


_KINDS: Final[Mapping[str, str]] = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "unexpected_keyword_argument": "unknown_key",
    "literal_error": "unknown_word",
    "enum": "unknown_word",
    "string_type": "text",
    "int_type": "whole_number",
    "bool_type": "true_or_false",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "table",
    "mapping_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "dataclass_type": "table",
}
"""What is wrong, by pydantic's own types of error."""

_FACTS: Final[Mapping[str, Callable[[ErrorDetails, Any], Mapping[str, object]]]] = {
    "missing": _missing,
    "unknown_key": _unknown_key,
    "unknown_word": _unknown_word,
    **dict.fromkeys(("text", "whole_number", "true_or_false", "list", "table"), _wrong_type),
}
