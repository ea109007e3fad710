"""The form of a definition file: its keys, types and bounds, and every breach of them by place."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, LiteralString

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from counting.model.election import BallotSize, Office
from counting.model.refusal import Problem, shown
from counting.model.rules import Identification

PERSONS: Final = (1, 10_000_000)
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "due": PERSONS,
    "registered": PERSONS,
    "total": PERSONS,
    "all_members": PERSONS,
    "seats": (1, 500),
    "formal_candidates": (1, 500),
    "write_in_lines": (0, 20),
    "passes": (1, 2),
    "minutes": (0, 1440),
}
"""Least and most of every number; persons, seats, lines, passes, minutes."""

COUNTS: Final[Mapping[str, tuple[int, int]]] = {
    "contests": (1, 50),
    "candidates": (1, 500),
    "delegations": (0, 2000),
    "agenda": (0, 500),
    "moved": (0, 500),
    "eligible": (1, 10_000),
    "electors_from": (0, 10),
}
"""Fewest and most entries of every list."""

LENGTHS: Final[Mapping[str, tuple[int, int]]] = {
    "title": (1, 200),
    "place": (0, 120),
    "name": (1, 60),
    "note": (0, 60),
    "colour": (0, 20),
    "item_number": (0, 20),
    "reason": (1, 200),
}
"""Fewest and most characters of every text, outer spaces aside."""

ID: Final = re.compile(r"\w[\w.-]{0,39}")
DATE: Final = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)

FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, invisible formatting (bidi overrides, joiners, marks), half characters, line ends."""


def _refuse(code: LiteralString, **facts: object) -> PydanticCustomError:
    return PydanticCustomError(code, "refused", facts)


def _clean(value: str) -> str:
    for position, char in enumerate(value, start=1):
        if unicodedata.category(char) in FORBIDDEN:
            raise _refuse(
                "definition.forbidden_character", codepoint=f"U+{ord(char):04X}", position=position
            )
    return value.strip()


def _text(key: str) -> Callable[[str], str]:
    least, most = LENGTHS[key]

    def check(value: str) -> str:
        value = _clean(value)
        if len(value) < least:
            raise _refuse("definition.empty_text")
        if len(value) > most:
            raise _refuse("definition.text_too_long", length=len(value), most=most)
        return value

    return check


def _whole(key: str) -> Callable[[int], int]:
    least, most = BOUNDS[key]

    def check(value: int) -> int:
        if not least <= value <= most:
            raise _refuse(
                "definition.number_out_of_range", given=shown(value), least=least, most=most
            )
        return value

    return check


def _id(value: str) -> str:
    if not ID.fullmatch(value):
        raise _refuse("definition.bad_id", given=shown(value))
    return value


def _date(value: str) -> str:
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise _refuse("definition.bad_date", given=shown(value))


def _time(value: str) -> str:
    if not TIME.fullmatch(value):
        raise _refuse("definition.bad_time", given=shown(value))
    return value


def _count_of(key: str) -> Any:
    least, most = COUNTS[key]
    return Field(min_length=least, max_length=most)


Id = Annotated[str, AfterValidator(_id)]
Title = Annotated[str, AfterValidator(_text("title"))]
Name = Annotated[str, AfterValidator(_text("name"))]
Due = Annotated[int, AfterValidator(_whole("due"))]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ElectorsForm(_Form):
    due: Due
    registered: Due | None = None
    total: Due | None = None
    all_members: Due | None = None


class DelegationForm(_Form):
    id: Id
    name: Name
    due: Due


class AgendaForm(_Form):
    id: Id
    item_number: Annotated[str, AfterValidator(_text("item_number"))] = ""
    title: Title
    minutes: Annotated[int, AfterValidator(_whole("minutes"))]
    kind: Literal["report", "election", "break", "other"] = "other"
    contest: str | None = None
    start: Annotated[str, AfterValidator(_time)] | None = None


class CandidateForm(_Form):
    id: Id
    name: Name
    note: Annotated[str, AfterValidator(_text("note"))] = ""


class BallotForm(_Form):
    paper: Literal["A5", "A4", "A3"] = "A4"
    colour: Annotated[str, AfterValidator(_text("colour"))] = ""
    layout: Literal["one-box", "three-box"] | None = None
    mark_position: Literal["before", "after", "above", "below"] = "above"
    size: BallotSize = "ordinary"


class MoveForm(_Form):
    id: str
    before: str | None = None
    reason: Annotated[str, AfterValidator(_text("reason"))]


class PreElectionForm(_Form):
    formal_candidates: Annotated[int, AfterValidator(_whole("formal_candidates"))]
    by: Literal["delegation", "together"] = "delegation"


class ContestForm(_Form):
    id: Id
    title: Title
    office: Office
    seats: Annotated[int, AfterValidator(_whole("seats"))]
    marks: str
    write_in_lines: Annotated[int, AfterValidator(_whole("write_in_lines"))] = 0
    identification: Identification | None = None
    passes: Annotated[int, AfterValidator(_whole("passes"))] | None = None
    electors: ElectorsForm | None = None
    electors_from: Annotated[list[str], _count_of("electors_from")] = []
    pre_election: PreElectionForm | None = None
    ballot: BallotForm = BallotForm()
    order: Literal["file", "strokes"] = "file"
    moved: Annotated[list[MoveForm], _count_of("moved")] = []
    eligible: Annotated[list[Name], _count_of("eligible")] | None = None
    candidates: Annotated[list[CandidateForm], _count_of("candidates")]


class DefinitionForm(_Form):
    """A whole definition; what each key means stands in docs/definition.md."""

    title: Title
    profile: str
    date: Annotated[str, AfterValidator(_date)]
    place: Annotated[str, AfterValidator(_text("place"))] = ""
    mode: Literal["rehearsal", "official"] = "rehearsal"
    sample: bool = False
    electors: ElectorsForm
    delegations: Annotated[list[DelegationForm], _count_of("delegations")] = []
    agenda: Annotated[list[AgendaForm], _count_of("agenda")] = []
    overrides: dict[str, Any] = {}
    eligible: Annotated[list[Name], _count_of("eligible")] | None = None
    contests: Annotated[list[ContestForm], _count_of("contests")]


FORMS: Final[Mapping[str, type[_Form]]] = {
    "": DefinitionForm,
    "electors": ElectorsForm,
    "delegations": DelegationForm,
    "agenda": AgendaForm,
    "contests": ContestForm,
    "candidates": CandidateForm,
    "moved": MoveForm,
    "ballot": BallotForm,
    "pre_election": PreElectionForm,
}

Loc = tuple[int | str, ...]


def place(loc: Loc) -> str:
    """A key path as people read it: ``contests[0].candidates[3].name``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in loc)
    return text.removeprefix(".") or "definition"


def _last_name(loc: Loc) -> str:
    return next((step for step in reversed(loc) if isinstance(step, str)), "")


def _missing(error: ErrorDetails) -> Problem:
    facts = {"key": str(error["loc"][-1])}
    return Problem("definition.missing", place(error["loc"]), facts)


def _unknown_key(error: ErrorDetails) -> Problem:
    allowed = ", ".join(FORMS[_last_name(error["loc"][:-1])].model_fields)
    facts = {"key": shown(error["loc"][-1]), "allowed": allowed}
    return Problem("definition.unknown_key", place(error["loc"]), facts)


def _unknown_word(error: ErrorDetails) -> Problem:
    office = error["loc"][-1] == "office"
    code = "definition.unknown_office" if office else "definition.unknown_word"
    allowed = ", ".join(re.findall(r"'([^']*)'", error["ctx"]["expected"]))
    facts = {"given": shown(error["input"]), "allowed": allowed}
    return Problem(code, place(error["loc"]), facts)


def _count(error: ErrorDetails) -> Problem:
    least, most = COUNTS[str(error["loc"][-1])]
    facts = {"given": len(error["input"]), "least": least, "most": most}
    return Problem("definition.count_out_of_range", place(error["loc"]), facts)


_TRANSLATED: Final[Mapping[str, Callable[[ErrorDetails], Problem]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _unknown_word,
    "too_short": _count,
    "too_long": _count,
}
_EXPECTED: Final[Mapping[str, str]] = {
    "string_type": "text",
    "int_type": "whole_number",
    "bool_type": "true_or_false",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}


def problem_of(error: ErrorDetails) -> Problem:
    """One breach of the form as a problem: our codes keep their facts, others are translated."""
    kind = error["type"]
    if kind.startswith("definition."):
        return Problem(kind, place(error["loc"]), error["ctx"])
    if kind in _TRANSLATED:
        return _TRANSLATED[kind](error)
    facts = {"given": shown(error["input"]), "expected": _EXPECTED.get(kind, kind)}
    return Problem("definition.wrong_type", place(error["loc"]), facts)


def fill(given: object) -> tuple[DefinitionForm | None, object, tuple[Problem, ...]]:
    """The filled form or None, what of `given` fits it, and the problems of what does not.

    What fits has the shape of `given` with every part removed that a problem is about (list
    entries become None, so that the others keep their numbers); it serves the further checks, so
    that they too can report at once.
    """
    try:
        form = DefinitionForm.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False)
        bad = {detail["loc"] for detail in details}
        return None, _without(given, bad, ()), tuple(problem_of(detail) for detail in details)
    return form, form.model_dump(), ()


def _without(given: object, bad: set[Loc], loc: Loc) -> object:
    if loc in bad:
        return None
    if isinstance(given, Mapping):
        kept = {key: _without(value, bad, (*loc, key)) for key, value in given.items()}
        return {key: value for key, value in kept.items() if (*loc, key) not in bad}
    if isinstance(given, list):
        return [_without(value, bad, (*loc, number)) for number, value in enumerate(given)]
    return given
