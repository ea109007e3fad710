"""The form of a definition file: its keys, types and bounds, and every breach of them by place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from counting.input.documents import Loc
from counting.input.forms import Family, Form, problems_of, refuse, whole
from counting.input.text import LENGTHS, stray
from counting.model.election import BallotSize, OfficeType
from counting.model.refusal import Problem, excerpt
from counting.model.rules import Identification
from counting.names.shown import shown
from counting.rules.keys import OFFICES

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
    "scrutineers": (0, 200),
    "tellers": (0, 500),
    "presidium": (0, 500),
    "conveners": (0, 20),
}
"""Fewest and most entries of every list."""

LONGEST_ID: Final = 40  # characters
ID: Final = re.compile(rf"\w[\w.-]{{0,{LONGEST_ID - 1}}}")
DATE: Final = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _clean(value: str) -> str:
    if found := stray(value):
        raise refuse("forbidden_character", **asdict(found))
    return value.strip()


def _text(key: str) -> Callable[[str], str]:
    least, most = LENGTHS[key]

    def check(value: str) -> str:
        value = _clean(value)
        if len(value) < least:
            raise refuse("empty_text")
        if len(value) > most:
            raise refuse("text_too_long", length=len(value), most=most)
        return value

    return check


def _whole(key: str) -> AfterValidator:
    return whole(*BOUNDS[key])


def _id(value: str) -> str:
    if not ID.fullmatch(value):
        raise refuse("bad_id", given=excerpt(value))
    return value


def _date(value: str) -> str:
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise refuse("bad_date", given=excerpt(value))


def _time(value: str) -> str:
    if not TIME.fullmatch(value):
        raise refuse("bad_time", given=excerpt(value))
    return value


def _office(value: object) -> object:
    if value not in OFFICES:
        raise refuse("unknown_office", given=excerpt(value), allowed=", ".join(OFFICES))
    return value


def _count_of(key: str) -> BeforeValidator:
    least, most = COUNTS[key]

    def check(value: object) -> object:
        if isinstance(value, list) and not least <= len(value) <= most:
            raise refuse("count_out_of_range", given=len(value), least=least, most=most)
        return value

    return BeforeValidator(check)


Id = Annotated[str, AfterValidator(_id)]
Title = Annotated[str, AfterValidator(_text("title"))]
Name = Annotated[str, AfterValidator(_text("name"))]
Person = Annotated[Name, AfterValidator(shown)]
Due = Annotated[int, _whole("due")]


class ElectorsForm(Form):
    due: Due
    registered: Due | None = None
    total: Due | None = None
    all_members: Due | None = None


class DelegationForm(Form):
    id: Id
    name: Name
    due: Due


class AgendaForm(Form):
    id: Id
    item_number: Annotated[str, AfterValidator(_text("item_number"))] = ""
    title: Title
    minutes: Annotated[int, _whole("minutes")]
    kind: Literal["report", "election", "break", "other"] = "other"
    contest: str | None = None
    start: Annotated[str, AfterValidator(_time)] | None = None
    date: Annotated[str, AfterValidator(_date)] | None = None


class CandidateForm(Form):
    id: Id
    name: Person
    note: Annotated[str, AfterValidator(_text("note"))] = ""
    introduction: Annotated[str, AfterValidator(_text("introduction"))] = ""


class PeopleForm(Form):
    chief: Person | None = None
    scrutineers: Annotated[list[Person], _count_of("scrutineers")] = Field([])
    tellers: Annotated[list[Person], _count_of("tellers")] = Field([])
    presidium: Annotated[list[Person], _count_of("presidium")] = Field([])
    secretary_general: Person | None = None
    conveners: dict[str, Annotated[list[Person], _count_of("conveners")]] = Field({})


class BallotForm(Form):
    paper: Literal["A5", "A4", "A3"] = "A4"
    colour: Annotated[str, AfterValidator(_text("colour"))] = ""
    layout: Literal["one-box", "three-box"] | None = None
    mark_position: Literal["before", "after", "above", "below"] = "above"
    size: BallotSize = "ordinary"


class MoveForm(Form):
    id: str
    before: str | None = None
    reason: Annotated[str, AfterValidator(_text("reason"))]


class PreElectionForm(Form):
    formal_candidates: Annotated[int, _whole("formal_candidates")]
    by: Literal["delegation", "together"] = "delegation"


class ContestForm(Form):
    id: Id
    title: Title
    office: Annotated[OfficeType, BeforeValidator(_office)]
    seats: Annotated[int, _whole("seats")]
    marks: str
    write_in_lines: Annotated[int, _whole("write_in_lines")] = 0
    identification: Identification | None = None
    passes: Annotated[int, _whole("passes")] | None = None
    electors: ElectorsForm | None = None
    electors_from: Annotated[list[str], _count_of("electors_from")] = Field([])
    pre_election: PreElectionForm | None = None
    ballot: BallotForm = BallotForm()
    order: Literal["file", "strokes"] = "file"
    moved: Annotated[list[MoveForm], _count_of("moved")] = Field([])
    eligible: Annotated[list[Person], _count_of("eligible")] | None = None
    candidates: Annotated[list[CandidateForm], _count_of("candidates")]


class DefinitionForm(Form):
    """A whole definition; what each key means stands in docs/definition.md."""

    title: Title
    profile: str
    date: Annotated[str, AfterValidator(_date)]
    place: Annotated[str, AfterValidator(_text("place"))] = ""
    mode: Literal["rehearsal", "official"] = "rehearsal"
    sample: bool = False
    electors: ElectorsForm
    delegations: Annotated[list[DelegationForm], _count_of("delegations")] = Field(
        default_factory=list
    )
    agenda: Annotated[list[AgendaForm], _count_of("agenda")] = Field([])
    overrides: dict[str, Any] = Field({})
    eligible: Annotated[list[Person], _count_of("eligible")] | None = None
    people: PeopleForm | None = None
    contests: Annotated[list[ContestForm], _count_of("contests")]


DEFINITION: Final = Family(
    "definition",
    "definition",
    {
        "out_of_range": "definition.number_out_of_range",
        "text": "definition.wrong_type",
        "whole_number": "definition.wrong_type",
        "true_or_false": "definition.wrong_type",
        "list": "definition.wrong_type",
        "table": "definition.wrong_type",
    },
)


def fill(given: object) -> tuple[DefinitionForm | None, object, tuple[Problem, ...]]:
    """The filled form or None, what of `given` fits it, and the problems of what does not.

    What fits has the shape of `given` with every part removed that a problem is about (list
    entries become None, so that the others keep their numbers); it serves the further checks, so
    that they too can report at once.
    """
    try:
        form = DefinitionForm.model_validate(given)
    except ValidationError as error:
        bad = {detail["loc"] for detail in error.errors(include_url=False)}
        return None, _without(given, bad, ()), problems_of(error, DEFINITION, DefinitionForm)
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
