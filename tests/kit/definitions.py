"""Definitions for tests: reading them, refusing them, and drawing random ones."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from counting.definition import read as definition
from counting.model.election import Congress, Contest
from counting.model.refusal import InputError, Problem
from counting.names import same
from counting.steps.codec import EVENTS
from counting.steps.define import CongressDefined
from kiosk.words import LANGUAGES, UNKNOWN, entries, say
from tests.kit.congress import contest_object, definition_object

Object = dict[str, Any]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "definition.md"


def kept(defined: definition.Defined) -> definition.Defined:
    """A congress and its agenda as they come back from the log."""
    event = EVENTS.load(EVENTS.dump(CongressDefined(*defined), (), "0" * 32))
    assert isinstance(event, CongressDefined)
    return event.congress, event.agenda


def examples() -> list[str]:
    """The TOML examples of the documentation, in its order."""
    return re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


def read(**changes: Any) -> Congress:
    return definition.from_object(definition_object(**changes))[0]


def read_contest(changes: Object, **top: Any) -> Contest:
    return read(contests=[contest_object(**changes)], **top).contests[0]


def refused(act: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        act()
    for problem in error.value.problems:
        for language in LANGUAGES:
            words = say(problem.code, problem.facts, language)
            assert problem.code in entries(language), problem.code
            assert words.heading != entries(language)[UNKNOWN]["heading"]
            assert "…" not in words.reason or "…" in str(problem.facts), words
    return error.value.problems


def found(**changes: Any) -> list[tuple[str, str]]:
    return [(p.code, p.place) for p in refused(lambda: read(**changes))]


def found_in(changes: Object, **top: Any) -> list[tuple[str, str]]:
    return found(contests=[contest_object(**changes)], **top)


def syntax(text: str | bytes, form: Literal["json", "toml"]) -> Problem:
    data = text.encode() if isinstance(text, str) else text
    (problem,) = refused(lambda: definition.parse(data, form))
    return problem


def names(*given: str) -> list[Object]:
    return [{"id": f"c{number}", "name": name} for number, name in enumerate(given)]


def as_toml(value: Object, above: str = "") -> str:
    """A small TOML writer for tests: what JSON says, as TOML says it."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            head = f"[[{above}{key}]]\n"
            lines += [head + as_toml(entry, f"{above}{key}.") for entry in inner]
        elif isinstance(inner, dict):
            lines.append(f"[{above}{key}]\n" + as_toml(inner, f"{above}{key}."))
        elif inner is not None:
            lines.insert(0, f"{key} = {json.dumps(inner, ensure_ascii=False)}\n")
    return "".join(lines)


text = st.text(
    st.characters(
        categories=["L", "N", "P"],
        max_codepoint=0xFFFF,
        exclude_characters="\x7f\u115f\u1160\u3164\uffa0",
    ),
    min_size=1,
    max_size=8,
).filter(lambda value: value.strip() == value)
ids = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
due = st.integers(1, 10_000_000)


@st.composite
def contests(draw: st.DrawFn, id_: str) -> Object:
    seats = draw(st.integers(1, 5))
    people = draw(st.lists(text, min_size=seats, max_size=7, unique_by=same.key))
    marks = draw(st.sampled_from(["S1", "S2", "S3", "S4", "S5"]))
    contest = {
        "id": id_,
        "title": f"选举 {id_}",
        "office": draw(st.sampled_from(["member", "alternate", "delegate", "other"])),
        "seats": seats,
        "marks": marks,
        "write_in_lines": draw(st.integers(0, 4)),
        "ballot": {
            "paper": "A4",
            "colour": draw(st.sampled_from(["", "粉红"])),
            "size": draw(st.sampled_from(["ordinary", "large"])),
        },
        "candidates": [{"id": f"c{i}", "name": name, "note": ""} for i, name in enumerate(people)],
    }
    optional = st.fixed_dictionaries(
        {},
        optional={
            "identification": st.sampled_from(["style", "token"]),
            "passes": st.integers(1, 2),
            "electors": st.fixed_dictionaries({"due": due}, optional={"registered": due}),
        },
    )
    return contest | draw(optional)


@st.composite
def definitions(draw: st.DrawFn) -> Object:
    contest_ids = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    parts = draw(st.lists(st.integers(1, 500), max_size=3))
    override = st.fixed_dictionaries(
        {},
        optional={
            "full_vote": st.sampled_from(["valid", "returned", "present", "due"]),
            "quorum": st.just({"fraction": "2/3", "compare": ">", "base": "due"}),
            "fewer_than_seats": st.just(["reduce_seats"]),
            "office": st.just({"delegate": {"tie": "none_elected"}}),
        },
    )
    return {
        "title": draw(text),
        "profile": "generic-majority",
        "date": "2026-11-23",
        "place": draw(text),
        "mode": draw(st.sampled_from(["rehearsal", "official"])),
        "sample": draw(st.booleans()),
        "electors": {"due": sum(parts) or draw(due)},
        "delegations": [
            {"id": f"d{i}", "name": f"第{i}团", "due": part} for i, part in enumerate(parts)
        ],
        "overrides": draw(override),
        "agenda": [
            {"id": f"a{i}", "title": draw(text), "minutes": 10, "kind": "election", "contest": c}
            for i, c in enumerate(contest_ids)
        ],
        "contests": [draw(contests(contest_id)) for contest_id in contest_ids],
    }


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
