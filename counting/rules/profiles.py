"""Rule profiles per kind of body: data with sources, loaded lazily, resolved for one office.

A profile is one TOML file in bodies/, named after itself; adding a body is adding a file::

    title = "…"                 # what people read
    body = "…"                  # the kind of body
    extends = "generic-majority"  # optional: start from another profile
    full_vote = "present"       # a parameter; `keys.PARAMETERS` lists them all
    [offices]                   # optional: what an office of a definition is called in this body
    delegate = "…"
    [staff]                     # optional: clauses of the rules on paper about those who count
    tellers = "…"
    [called]                    # optional: what people and organs of this body are called
    electors = "…"
    [procedure]                 # optional: clauses of the rules on paper that no value stands for
    conducted = {clause = "…", article = "…", confidence = "T"}
    [preparatory]               # optional: items of the meeting that readies a congress
    agenda = "…"
    [quorum]                    # a parameter of several fields
    fraction = "1/2"
    compare = ">"
    base = "due"
    [office.delegate.differential]  # the same parameter for one office
    at_least = "1/5"
    [sources]                   # every value stated above, with article and confidence
    full_vote = {article = "…", confidence = "M"}
    "office.delegate.differential" = {article = "…", confidence = "H"}

Values are laid over each other: profile, its table of the office, then the overrides of the
congress (same keys and tables), then their table of the office. Tables merge field by field.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, create_model
from pydantic_core import PydanticCustomError

from counting.input.documents import toml_table
from counting.input.forms import Form, problems_of, refuse
from counting.model.ballot import Mark
from counting.model.refusal import InputError, Problem, excerpt
from counting.model.rules import Rules, Source
from counting.rules.keys import OFFICES, OWN_SOURCE, PARAMETERS, SOURCED
from counting.rules.lines import RuleLine, describe
from counting.rules.parameters import RULES, VALUES, table_of, wrong
from counting.rules.schemes import SCHEMES

__all__ = ["Clause", "Profile", "RuleLine", "describe", "examine", "load", "names", "resolve"]

_BODIES: Final = files("counting.rules") / "bodies"
STAFF: Final = ("scrutineers", "tellers", "barred")
"""What a profile says of those who count: each a clause, `{meeting}` for what the meeting is."""
CALLED: Final = ("electors", "delegates", "address", "presidium", "chair", "meeting")
"""Whom a profile names: who votes, and what they are in a congress of delegates where the body
may also meet in whole; how the chair speaks to them; who conducts the election; who
presides; the meeting, where its title does not say it."""
PROCEDURE: Final = ("basis", "conducted", "candidates", "introduced", "tie", "reported")
"""What a profile says of an election beside its values, each a clause that may name in braces the
`meeting` and who is `CALLED`: by what texts; who conducts it; how candidates came about and are
introduced; a revote among the tied that somebody has to confirm; to whom the result is reported."""
PREPARATORY: Final = ("credentials", "presidium", "agenda")
"""The items of a preparatory meeting, in its order, `{meeting}` as above."""
_MARKS_STATED: Final = Source("选举办法规定的划票符号", "M")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the rules on paper, without a full stop, and where it comes from."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of body's rules. `values` are bare as in the TOML, offices under ``office``.

    `sources` are keyed by parameter (``quorum``), by a field that has its own
    (``write_in.unmarked``), or by either below an office (``office.delegate.differential``).
    `offices`: what an office of a definition is called in this body, where that is not plain.
    `staff`: who names scrutineers and tellers, and who may be neither, as the paper says it.
    `called` and `procedure` have some of the keys of `CALLED` and `PROCEDURE`.
    `preparatory`: what the preparatory meeting deals with, in its order.
    """

    name: str
    title: str
    body: str
    values: Mapping[str, Any]
    sources: Mapping[str, Source]
    extends: str | None = None
    offices: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    procedure: Mapping[str, Clause] = field(default_factory=dict)
    preparatory: Mapping[str, str] = field(default_factory=dict)

    def source(self, key: str, office: str) -> Source:
        """The source of the value that holds for `office`."""
        return self.sources.get(f"office.{office}.{key}") or self.sources[key]


def names(folder: Traversable | None = None) -> tuple[str, ...]:
    """The names of all profiles, sorted."""
    entries = (folder or _BODIES).iterdir()
    return tuple(sorted(e.name[: -len(".toml")] for e in entries if e.name.endswith(".toml")))


def load(name: str, folder: Traversable | None = None) -> Profile:
    """The profile of that name, what it extends laid below it.

    Raises InputError with every problem of the file (``profile.*`` for the file, ``rules.*`` for
    its values), placed as ``NAME.toml: key.path``; ``profile.unknown`` where there is none.
    `folder` replaces the shipped profiles.
    """
    return _shipped(name) if folder is None else _load(name, folder, ())


@cache
def _shipped(name: str) -> Profile:
    return _load(name, _BODIES, ())


def _load(name: str, folder: Traversable, below: tuple[str, ...]) -> Profile:
    known = names(folder)
    if name not in known:
        facts = {"profile": excerpt(name), "known": ", ".join(known)}
        place = f"{below[-1]}.toml: extends" if below else "profile"
        raise InputError((Problem("profile.unknown", place, facts),))
    if name in below:
        facts = {"profiles": " → ".join((*below, name))}
        raise InputError((Problem("profile.extends_cycle", f"{name}.toml: extends", facts),))
    file = _table(name, folder)
    parent = None
    if isinstance(file.get("extends"), str):
        parent = _load(file["extends"], folder, (*below, name))
    about = {key: value for key, value in file.items() if key in _ABOUT.model_fields}
    stated = {key: value for key, value in file.items() if key not in about}
    problems = [*_breaches(_ABOUT, about), *_problems(about.get("sources", {}), stated, parent)]
    if problems:
        raise InputError(tuple(replace(p, place=f"{name}.toml: {p.place}") for p in problems))
    told = _ABOUT.model_validate(about)
    own, sources = told.sources, dict(parent.sources if parent else {})
    sources |= {key: own.get(key) or own[_whole(key)] for key in _stated(stated)} | own
    values = _laid(parent.values if parent else {}, stated)
    offices = about.get("offices", parent.offices if parent else {})
    return Profile(
        name=name,
        title=told.title,
        body=told.body,
        values=values,
        sources=sources,
        extends=told.extends,
        offices=offices,
        staff={**(parent.staff if parent else {}), **about.get("staff", {})},
        called={**(parent.called if parent else {}), **about.get("called", {})},
        procedure={**(parent.procedure if parent else {}), **_clauses(about.get("procedure", {}))},
        preparatory={
            **(parent.preparatory if parent else {}),
            **about.get("preparatory", {}),
        },
    )


def _table(name: str, folder: Traversable) -> dict[str, Any]:
    return toml_table((folder / f"{name}.toml").read_bytes(), "profile.syntax", f"{name}.toml")


def _filled(refusal: Callable[[object], PydanticCustomError]) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, str) or not value.strip():
            raise refusal(value)
        return value

    return BeforeValidator(check)


def _heading(key: str) -> BeforeValidator:
    return _filled(lambda _: refuse("profile.missing_text", key=key))


def _source(entry: object) -> Source:
    try:
        return Source(**dict(_Source.model_validate(entry)))
    except ValidationError:
        raise wrong(entry, '{article = "…", confidence = "T|H|M"}') from None


_Text = Annotated[str, _filled(lambda value: wrong(value, '"…"'))]


class _Source(Form):
    article: _Text
    confidence: Literal["T", "H", "M"]


class _Clause(_Source):
    clause: _Text


def _clauses(tables: Mapping[str, Any]) -> dict[str, Clause]:
    read = {key: _Clause.model_validate(table) for key, table in tables.items()}
    return {key: Clause(c.clause, Source(c.article, c.confidence)) for key, c in read.items()}


def _any_of(kind: Any, *keys: str) -> Any:
    """A table with some of these keys, all of one kind."""
    fields: dict[str, Any] = dict.fromkeys(keys, (kind, None))
    return create_model("Table", __base__=Form, **fields)


class _Head(Form):
    """What a profile's file says beside its values, but for its words for offices."""

    title: Annotated[str, _heading("title")] = Field("", validate_default=True)
    body: Annotated[str, _heading("body")] = Field("", validate_default=True)
    extends: _Text | None = None
    sources: dict[str, Annotated[Source, PlainValidator(_source)]] = Field({})


_ABOUT: Final = create_model(
    "About",
    __base__=_Head,
    offices=(table_of(_any_of(_Text, *OFFICES), dict), {}),
    staff=(table_of(_any_of(_Text, *STAFF), dict), {}),
    called=(table_of(_any_of(_Text, *CALLED), dict), {}),
    procedure=(table_of(_any_of(_Clause, *PROCEDURE), dict), {}),
    preparatory=(table_of(_any_of(_Text, *PREPARATORY), dict), {}),
)

_FOR_ALL: Final = _any_of(Any, *PARAMETERS)
_FOR_OFFICES: Final = _any_of(table_of(_FOR_ALL, dict), *OFFICES)
_TREE: Final = create_model("Tree", __base__=_FOR_ALL, office=(table_of(_FOR_OFFICES, dict), None))
"""The keys of a profile's values or of overrides, whatever stands there."""


def _breaches(form: type[Form], given: object, *above: str) -> tuple[Problem, ...]:
    try:
        form.model_validate(given)
    except ValidationError as error:
        return problems_of(error, RULES, form, above)
    return ()


def _problems(
    sources: object, stated: Mapping[str, Any], parent: Profile | None
) -> Iterator[Problem]:
    """What is wrong with the values of one file, judged together with what they extend."""
    strange = _breaches(_TREE, stated)
    yield from strange
    if strange:
        return
    values = _laid(parent.values if parent else {}, stated)
    offices = values.pop("office", {})
    for name in PARAMETERS:
        if name not in values:
            yield Problem("profile.missing_value", name, {"key": name})
    yield from _breaches(VALUES, values)
    for office, own in offices.items():
        merged = {name: _laid(values.get(name), value) for name, value in own.items()}
        yield from _breaches(VALUES, merged, "office", office)
    if not isinstance(sources, Mapping):
        return
    for key in _stated(stated):
        if key not in sources and _whole(key) not in sources:
            yield Problem("profile.missing_source", f"sources.{key}", {"key": key})
    keys = {*_stated({**values, "office": offices})}
    for key in sources:
        if key not in keys | {_whole(key) for key in keys}:
            yield Problem("profile.source_without_value", f"sources.{excerpt(key)}", {"key": key})


def _laid(below: Any, above: Any) -> Any:
    """`above` laid over `below`, tables field by field; another `kind` starts a table anew."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    if above.get("kind", below.get("kind")) != below.get("kind"):
        return above
    return {**below, **{key: _laid(below.get(key), value) for key, value in above.items()}}


def _whole(key: str) -> str:
    """The parameter a sourced field belongs to, its office kept: the key itself for others."""
    parameter = key.removesuffix("." + key.rpartition(".")[2])
    return parameter if parameter.rpartition(".")[2] in PARAMETERS else key


def _stated(tree: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The keys of `sources` that the values of `tree` are about."""
    for name, value in tree.items():
        if name == "office":
            for office, table in value.items():
                yield from _stated(table, f"office.{office}.")
            continue
        sourced = OWN_SOURCE.get(name, ())
        if not isinstance(value, Mapping) or set(value) - set(sourced):
            yield f"{above}{name}"
        if isinstance(value, Mapping):
            yield from (f"{above}{name}.{field}" for field in sourced if field in value)


def examine(
    profile: Profile, overrides: Mapping[str, Any], office: str, marks: str | None = None
) -> tuple[Rules, Mapping[str, Source], tuple[Problem, ...]]:
    """The rules of `office` with every override that fits, and the problems of those that do not.

    `marks` is the mark scheme the contest names itself; it goes above profile and overrides.
    Sources are keyed by parameter, `overridden` where the overrides state the value, with the
    article and confidence of what they replace.
    """
    own = profile.values.get("office", {}).get(office, {})
    values = _laid({name: profile.values[name] for name in PARAMETERS}, own)
    sources = {key: profile.source(key, office) for key in SOURCED}
    problems = list(_breaches(_TREE, overrides, "overrides"))
    for path, layer in _layers(overrides):
        for name, above in layer.items():
            if name not in PARAMETERS:
                continue
            merged = _laid(values[name], above)
            found = _breaches(VALUES, {name: merged}, "overrides", *path)
            problems += found
            if found or path not in ((), ("office", office)):
                continue
            values[name] = merged
            for key in _stated({name: above}):
                sources[key] = replace(sources[key], overridden=True)
    if marks is not None and marks in SCHEMES:
        values["marks"] = marks
        sources["marks"] = _MARKS_STATED
    read = dict(VALUES.model_validate(values))
    if SCHEMES[read["marks"]].blank is not None:
        read["blank"] = None
    elif read["blank"] is None:
        read["blank"] = Mark.ABSTAIN
    return Rules(**read), sources, tuple(problems)


def _layers(
    overrides: Mapping[str, Any],
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """What the overrides say for all offices, then for each, with its path."""
    yield (), overrides
    tables = overrides.get("office")
    for office, table in tables.items() if isinstance(tables, Mapping) else ():
        if office in OFFICES and isinstance(table, Mapping):
            yield ("office", office), table


def resolve(
    profile: Profile, overrides: Mapping[str, Any], office: str, marks: str | None = None
) -> tuple[Rules, Mapping[str, Source]]:
    """The rules that hold for `office`, and where each value comes from.

    Raises InputError with every override that does not fit, placed as ``overrides.key.path``.
    `blank` is set only where the mark scheme leaves a blank box open (S5). See `examine`.
    """
    rules, sources, problems = examine(profile, overrides, office, marks)
    if problems:
        raise InputError(problems)
    return rules, sources
