"""A congress's definition: from JSON or TOML to the model, its canonical form, and its seal.

A definition is read once, at the boundary, with every error reported at once (`parse`). From then
on the model travels in events (`counting.steps.codec`), and the seal is a SHA-256 over its
canonical form.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Final, Literal

from counting.definition.checks import problems_of
from counting.definition.form import (
    AgendaForm,
    ContestForm,
    DefinitionForm,
    ElectorsForm,
    PeopleForm,
    PreElectionForm,
    fill,
)
from counting.definition.part import Part
from counting.input.documents import (
    MAX_PROBLEMS,
    Loc,
    decoded,
    from_json,
    plain,
    toml_position,
    too_deep,
)
from counting.model.election import (
    AgendaItem,
    BallotStyle,
    Candidate,
    Congress,
    Contest,
    Delegation,
    Electors,
    Mode,
    Move,
    Officers,
    PreElection,
)
from counting.model.refusal import InputError, Problem, excerpt
from counting.model.rules import Rules
from counting.names.ballot_order import by_strokes
from counting.rules.profiles import load, resolve
from counting.rules.schemes import SCHEMES

MAX_BYTES: Final = 1_000_000
"""A definition is larger than this only by mistake: 50 contests of 500 names take 2 MB."""
MAX_DOTS: Final = 100  # outside strings, on one TOML line: reading dotted keys takes square time
_QUOTED: Final = re.compile(r""""[^"\n]*"|'[^'\n]*'|#[^\n]*""")

Defined = tuple[Congress, tuple[AgendaItem, ...]]


def parse(data: bytes, form: Literal["json", "toml"]) -> Defined:
    """The congress and agenda that a definition file says.

    `data` is the file's bytes, UTF-8, at most `MAX_BYTES`. Raises InputError with every problem,
    each at its place: a key path (``contests[0].candidates[3].name``), for syntax
    ``line:column``, for encoding ``byte N``. Codes are ``definition.*``, ``rules.*`` for
    overrides, ``profile.*`` for the profile.
    """
    if len(data) > MAX_BYTES:
        facts: dict[str, object] = {"bytes": len(data), "most": MAX_BYTES}
        raise InputError((Problem("definition.too_large", "file", facts),))
    return from_object(_READERS[form](decoded(data)))


def _json(text: str) -> object:
    try:
        return from_json(text)
    except json.JSONDecodeError as error:
        raise _syntax(error.lineno, error.colno, error.msg) from error
    except RecursionError as error:
        raise too_deep("definition", "file") from error


def _toml(text: str) -> object:
    if any(line.count(".") > MAX_DOTS for line in _QUOTED.sub("", text).splitlines()):
        raise too_deep("definition", "file")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(*toml_position(text, error), str(error)) from error
    except RecursionError as error:
        raise too_deep("definition", "file") from error
    except ValueError as error:  # Python reads no number of more than 4300 digits
        number = re.search(r"[0-9_]{4000,}", text)
        before = text[: number.start()] if number else ""
        column = len(before) - before.rfind("\n")
        raise _syntax(before.count("\n") + 1, column, str(error)) from error


_READERS: Final[Mapping[str, Callable[[str], object]]] = {"json": _json, "toml": _toml}


def _syntax(line: int, column: int, message: str) -> InputError:
    facts = {"line": line, "column": column, "error": excerpt(message)}
    return InputError((Problem("definition.syntax", f"{line}:{column}", facts),))


def from_object(obj: object) -> Defined:
    """The congress and agenda of an already parsed definition (dicts, lists, scalars).

    Raises InputError as `parse` does. Dates and times may be text or TOML's own.
    """
    form, fitting, breaches = fill(plain(obj, "definition", "definition", _as_text))
    found = (*breaches, *problems_of(Part(DefinitionForm, fitting)))
    if found or form is None:
        raise InputError(first_problems(found))
    return _congress(form), tuple(_item(item) for item in form.agenda)


def first_problems(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first `MAX_PROBLEMS`, and `definition.more_problems` where there are more."""
    if len(found) <= MAX_PROBLEMS:
        return tuple(found)
    facts: dict[str, object] = {"shown": MAX_PROBLEMS, "total": len(found)}
    return (*found[:MAX_PROBLEMS], Problem("definition.more_problems", "definition", facts))


def _as_text(value: object, loc: Loc) -> object:
    """TOML's own dates and times as text, where a definition has one."""
    if loc[-1:] == ("date",) and type(value) is date:
        return value.isoformat()
    if loc[-1:] == ("start",) and isinstance(value, time) and not (value.second or value.tzinfo):
        return value.strftime("%H:%M")
    return value


def _electors(form: ElectorsForm) -> Electors:
    due = form.due
    return Electors(due, form.registered or due, form.total or due, form.all_members or due)


def _item(form: AgendaForm) -> AgendaItem:
    return AgendaItem(**form.model_dump())


def _congress(form: DefinitionForm) -> Congress:
    mode = Mode(form.mode)
    profile = load(form.profile)
    return Congress(
        title=form.title,
        profile=form.profile,
        profile_title=profile.title,
        date=form.date,
        place=form.place,
        mode=mode,
        electors=_electors(form.electors),
        contests=tuple(_contest(contest, form, mode) for contest in form.contests),
        delegations=tuple(Delegation(**d.model_dump()) for d in form.delegations),
        overrides=form.overrides,
        sample=form.sample,
        people=_people(form.people),
    )


def _people(form: PeopleForm | None) -> Officers | None:
    """Who serves the meeting; None also where the table names nobody."""
    if form is None:
        return None
    officers = Officers(
        chief=form.chief or "",
        scrutineers=tuple(form.scrutineers),
        tellers=tuple(form.tellers),
        presidium=tuple(form.presidium),
        secretary_general=form.secretary_general or "",
        conveners={place: tuple(names) for place, names in form.conveners.items() if names},
    )
    return None if officers == Officers() else officers


def _contest(form: ContestForm, congress: DefinitionForm, mode: Mode) -> Contest:
    profile = load(congress.profile)
    rules, sources = resolve(profile, congress.overrides, form.office, form.marks)
    identification = form.identification or rules.identification
    if identification != rules.identification:
        rules = replace(rules, identification=identification)
        stated = replace(sources["identification"], overridden=True)
        sources = {**sources, "identification": stated}
    twice = mode is Mode.OFFICIAL and identification == "style"
    ballot = form.ballot.model_dump()
    ballot["layout"] = form.ballot.layout or SCHEMES[form.marks].layout
    candidates = tuple(Candidate(**c.model_dump()) for c in form.candidates)
    moved = tuple(Move(m.id, m.before, m.reason) for m in form.moved)
    if form.order == "strokes":
        candidates = by_strokes(candidates, rules.name_order, moved)
    return Contest(
        id=form.id,
        title=form.title,
        office=form.office,
        seats=form.seats,
        candidates=candidates,
        rules=rules,
        electors=_entitled(form, congress),
        own_electors=form.electors is not None or bool(form.electors_from),
        identification=identification,
        passes=form.passes or (2 if twice else 1),
        write_in_lines=form.write_in_lines,
        ballot=BallotStyle(**ballot),
        sources=sources,
        order=form.order,
        moved=moved,
        eligible=_eligible(form, congress, rules),
        pre_election=_pre_election(form.pre_election),
        electors_from=tuple(form.electors_from),
    )


def _eligible(form: ContestForm, congress: DefinitionForm, rules: Rules) -> tuple[str, ...] | None:
    """The contest's own list; the congress's where the rules limit who may be written in."""
    names = form.eligible
    if names is None and rules.write_in.who != "anyone":
        names = congress.eligible
    return None if names is None else tuple(names)


def _entitled(form: ContestForm, congress: DefinitionForm) -> Electors:
    """A plenary's electors are at first expected to be as many as those contests have seats."""
    if form.electors is None and form.electors_from:
        due = sum(c.seats for c in congress.contests if c.id in form.electors_from)
        return Electors(due, due, due, due)
    return _electors(form.electors or congress.electors)


def _pre_election(form: PreElectionForm | None) -> PreElection | None:
    return PreElection(form.formal_candidates, form.by == "delegation") if form else None
