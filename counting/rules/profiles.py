"""Rule profiles per kind of body: data with sources, loaded lazily, resolved for one office.

A profile is one TOML file in bodies/, named after itself; adding a body is adding a file::

    title = "…"                 # what people read
    body = "…"                  # the kind of body
    extends = "generic-majority"  # optional: start from another profile
    full_vote = "present"       # a parameter; `parameters.PARAMETERS` lists them all
    [offices]                   # optional: what an office of a definition is called in this body
    delegate = "…"
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

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, cast

from counting.model.ballot import Mark
from counting.model.refusal import InputError, Problem, shown
from counting.model.rules import Rules, Source
from counting.rules.lines import RuleLine, describe
from counting.rules.parameters import OFFICES, PARAMETERS, SOURCED
from counting.rules.schemes import SCHEMES
from counting.rules.shapes import Misfit, Table, Unfit

__all__ = ["Profile", "RuleLine", "describe", "examine", "load", "names", "resolve"]

_BODIES: Final = files("counting.rules") / "bodies"
_ABOUT: Final = ("title", "body", "extends", "offices")
_CONFIDENCE: Final = ("T", "H", "M")
_MARKS_STATED: Final = Source("选举办法规定的划票符号（本定义 marks）", "M")


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of body's rules. `values` are bare as in the TOML, offices under ``office``.

    `sources` are keyed by parameter (``quorum``), by a field that has its own
    (``write_in.unmarked``), or by either below an office (``office.delegate.differential``).
    `offices`: what an office of a definition is called in this body, where that is not plain.
    """

    name: str
    title: str
    body: str
    values: Mapping[str, Any]
    sources: Mapping[str, Source]
    extends: str | None = None
    offices: Mapping[str, str] = field(default_factory=dict)

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
        facts = {"profile": shown(name), "known": ", ".join(known)}
        place = f"{below[-1]}.toml: extends" if below else "profile"
        raise InputError((Problem("profile.unknown", place, facts),))
    if name in below:
        facts = {"profiles": " → ".join((*below, name))}
        raise InputError((Problem("profile.extends_cycle", f"{name}.toml: extends", facts),))
    file = _table(name, folder)
    parent = None
    if isinstance(file.get("extends"), str):
        parent = _load(file["extends"], folder, (*below, name))
    problems = [replace(p, place=f"{name}.toml: {p.place}") for p in _problems(file, parent)]
    if problems:
        raise InputError(tuple(problems))
    stated = {k: v for k, v in file.items() if k not in (*_ABOUT, "sources")}
    own = {k: _source(v) for k, v in file.get("sources", {}).items()}
    sources = {**(parent.sources if parent else {})}
    sources |= {key: own.get(key) or own[_whole(key)] for key in _stated(stated)} | own
    values = _overlaid(parent.values if parent else {}, stated)
    offices = file.get("offices", parent.offices if parent else {})
    extends = file.get("extends")
    return Profile(name, file["title"], file["body"], values, sources, extends, offices)


def _table(name: str, folder: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / f"{name}.toml").read_bytes().decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        facts = {"error": shown(str(error))}
        raise InputError((Problem("profile.syntax", f"{name}.toml", facts),)) from error


def _source(entry: Mapping[str, str]) -> Source:
    return Source(entry["article"], cast(Literal["T", "H", "M"], entry["confidence"]))


def _problems(file: Mapping[str, Any], parent: Profile | None) -> Iterator[Problem]:
    """Everything wrong with one file, its values judged together with what they extend."""
    for key in ("title", "body"):
        if not isinstance(file.get(key), str) or not file[key].strip():
            yield Problem("profile.missing_text", key, {"key": key})
    if not isinstance(file.get("extends", ""), str):
        facts = {"given": shown(file["extends"]), "allowed": '"…"'}
        yield Problem("rules.wrong_value", "extends", facts)
    yield from _office_problems(file.get("offices", {}))
    stated = {k: v for k, v in file.items() if k not in (*_ABOUT, "sources")}
    strange = list(_strangers(stated))
    yield from (_problem(misfit) for misfit in strange)
    if strange:
        return
    values = _overlaid(parent.values if parent else {}, stated)
    for name in PARAMETERS:
        if name not in values:
            yield Problem("profile.missing_value", name, {"key": name})
        else:
            yield from _unfit((), name, values[name])
    for office, table in values.get("office", {}).items():
        for name in table:
            merged = _laid(name, values.get(name), table[name])
            yield from _unfit(("office", office), name, merged)
    yield from _source_problems(file, stated, values)


def _office_problems(offices: object) -> Iterator[Problem]:
    if not isinstance(offices, Mapping):
        yield Problem("rules.wrong_value", "offices", {"given": shown(offices), "allowed": "{…}"})
        return
    for office, words in offices.items():
        if office not in OFFICES:
            facts = {"key": shown(office), "allowed": ", ".join(OFFICES)}
            yield Problem("rules.unknown_key", f"offices.{shown(office)}", facts)
        elif not isinstance(words, str) or not words.strip():
            facts = {"given": shown(words), "allowed": '"…"'}
            yield Problem("rules.wrong_value", f"offices.{office}", facts)


def _source_problems(
    file: Mapping[str, Any], stated: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[Problem]:
    own = file.get("sources", {})
    if not isinstance(own, Mapping):
        yield Problem("rules.wrong_value", "sources", {"given": shown(own), "allowed": "{…}"})
        return
    for key in _stated(stated):
        if key not in own and _whole(key) not in own:
            yield Problem("profile.missing_source", f"sources.{key}", {"key": key})
    valued = {*_stated(values), *(_whole(key) for key in _stated(values))}
    for key, entry in own.items():
        if key not in valued:
            yield Problem("profile.source_without_value", f"sources.{shown(key)}", {"key": key})
        elif (
            not isinstance(entry, Mapping)
            or set(entry) != {"article", "confidence"}
            or not isinstance(entry["article"], str)
            or not entry["article"].strip()
            or entry["confidence"] not in _CONFIDENCE
        ):
            facts = {"given": shown(entry), "allowed": '{article = "…", confidence = "T|H|M"}'}
            yield Problem("rules.wrong_value", f"sources.{key}", facts)


def _strangers(tree: Mapping[str, Any]) -> Iterator[Misfit]:
    """Keys of a profile or of overrides that no parameter and no office has."""
    allowed = ", ".join((*PARAMETERS, "office"))
    for key, value in tree.items():
        if key != "office":
            if key not in PARAMETERS:
                facts = {"key": shown(key), "allowed": allowed}
                yield Misfit("rules.unknown_key", (shown(key),), facts)
            continue
        if not isinstance(value, Mapping):
            facts = {"given": shown(value), "allowed": ", ".join(OFFICES)}
            yield Misfit("rules.wrong_value", ("office",), facts)
            continue
        for office, table in value.items():
            path = ("office", shown(office))
            if office not in OFFICES:
                facts = {"key": shown(office), "allowed": ", ".join(OFFICES)}
                yield Misfit("rules.unknown_key", path, facts)
            elif not isinstance(table, Mapping):
                facts = {"given": shown(table), "allowed": "{…}"}
                yield Misfit("rules.wrong_value", path, facts)
            else:
                for name in table:
                    if name not in PARAMETERS:
                        facts = {"key": shown(name), "allowed": ", ".join(PARAMETERS)}
                        yield Misfit("rules.unknown_key", (*path, shown(name)), facts)


def _problem(misfit: Misfit, *above: str) -> Problem:
    return Problem(misfit.code, ".".join((*above, *misfit.path)), misfit.facts)


def _unfit(above: tuple[str, ...], name: str, value: object) -> Iterator[Problem]:
    try:
        PARAMETERS[name].read(value)
    except Unfit as unfit:
        yield from (_problem(misfit.below(name), *above) for misfit in unfit.misfits)


def _laid(name: str, below: object, above: object) -> object:
    shape = PARAMETERS[name]
    return shape.merge(below, above) if isinstance(shape, Table) else above


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        if key == "office":
            offices = dict(below.get("office", {}))
            for office, table in value.items():
                offices[office] = _overlaid(offices.get(office, {}), table)
            merged["office"] = offices
        else:
            merged[key] = _laid(key, below.get(key), value)
    return merged


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
        sourced = getattr(PARAMETERS[name], "sourced", ())
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
    values = {name: profile.values[name] for name in PARAMETERS}
    for name, above in profile.values.get("office", {}).get(office, {}).items():
        values[name] = _laid(name, values[name], above)
    sources = {key: profile.source(key, office) for key in SOURCED}
    problems = [_problem(misfit, "overrides") for misfit in _strangers(overrides)]
    layers: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), overrides)]
    tables = overrides.get("office")
    for other, table in tables.items() if isinstance(tables, Mapping) else ():
        if other in OFFICES and isinstance(table, Mapping):
            layers.append((("office", other), table))
    for path, layer in layers:
        for name, above in layer.items():
            if name not in PARAMETERS:
                continue
            merged = _laid(name, values[name], above)
            wrong = list(_unfit(("overrides", *path), name, merged))
            problems += wrong
            if wrong or path not in ((), ("office", office)):
                continue
            values[name] = merged
            for key in _stated({name: above}):
                sources[key] = replace(sources[key], overridden=True)
    if marks is not None and marks in SCHEMES:
        values["marks"] = marks
        sources["marks"] = _MARKS_STATED
    read: dict[str, Any] = {name: PARAMETERS[name].read(value) for name, value in values.items()}
    if SCHEMES[read["marks"]].blank is not None:
        read["blank"] = None
    elif read["blank"] is None:
        read["blank"] = Mark.ABSTAIN
    return Rules(**read), sources, tuple(problems)


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
