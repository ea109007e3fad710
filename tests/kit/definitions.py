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


letters = st.text("王丁田白石李明川山", min_size=1, max_size=4)


@st.composite
def contests(draw: st.DrawFn, id_: str, earlier: list[str], by_delegation: bool) -> Object:
    """A contest that may come after those of the ids `earlier`; `by_delegation`: delegations may
    hold its pre-election."""
    seats = draw(st.integers(1, 5))
    order = draw(st.sampled_from(["file", "strokes"]))
    kind = letters if order == "strokes" else text
    people = draw(st.lists(kind, min_size=seats, max_size=7, unique_by=same.key))
    marks = draw(st.sampled_from(["S1", "S2", "S3", "S4", "S5"]))
    contest = {
        "id": id_,
        "title": f"选举 {id_}",
        "office": draw(st.sampled_from(["member", "alternate", "delegate", "other"])),
        "seats": seats,
        "marks": marks,
        "write_in_lines": draw(st.integers(0, 4)),
        "ballot": {
            "paper": draw(st.sampled_from(["A5", "A4", "A3"])),
            "colour": draw(st.sampled_from(["", "粉红"])),
            "mark_position": draw(st.sampled_from(["above", "below", "before", "after"])),
            "size": draw(st.sampled_from(["ordinary", "large"])),
        },
        "order": order,
        "candidates": [
            {
                "id": f"c{i}",
                "name": name,
                "note": draw(st.sampled_from(["", "女", "1970 年生"])),
                "introduction": draw(st.sampled_from(["", "女，汉族，现任办公室主任。"])),
            }
            for i, name in enumerate(people)
        ],
    }
    if order == "strokes":
        moved = draw(st.sets(st.sampled_from(range(len(people))), max_size=len(people) - 1))
        if staying := sorted({*range(len(people))} - moved):
            places = st.sampled_from([None, *(f"c{i}" for i in staying)])
            contest["moved"] = [
                {"id": f"c{i}", "before": draw(places), "reason": "主席团决定"}
                for i in sorted(moved)
            ]
    if earlier and draw(st.booleans()):
        contest["electors_from"] = draw(st.lists(st.sampled_from(earlier), min_size=1, unique=True))
    else:
        own = st.fixed_dictionaries(
            {"due": due}, optional=dict.fromkeys(("registered", "total", "all_members"), due)
        )
        contest |= draw(st.fixed_dictionaries({}, optional={"electors": own}))
    if draw(st.booleans()):
        delegations = by_delegation and "electors" not in contest
        ways = ["delegation", "together"] if delegations else ["together"]
        formal = draw(st.integers(seats, len(people)))
        contest["pre_election"] = {"formal_candidates": formal, "by": draw(st.sampled_from(ways))}
    optional = st.fixed_dictionaries(
        {},
        optional={
            "identification": st.sampled_from(["style", "token"]),
            "passes": st.integers(1, 2),
            "eligible": st.lists(letters, min_size=1, max_size=3),
        },
    )
    return contest | draw(optional)


@st.composite
def definitions(draw: st.DrawFn) -> Object:
    """Definitions with any key that a definition may have, all of them right."""
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
    named = st.lists(st.sampled_from(["顾新田", "段小满", "卫清明"]), max_size=3, unique=True)
    serving: dict[str, st.SearchStrategy[object]] = {
        "chief": st.just("沈秋白"),
        "secretary_general": st.just("文谷雨"),
        **dict.fromkeys(("scrutineers", "tellers", "presidium"), named),
    }
    if parts:
        conveners = named.filter(bool).map(lambda names: {"d0": names})
        serving["conveners"] = conveners
    optional = st.fixed_dictionaries(
        {},
        optional={
            "eligible": st.lists(letters, min_size=1, max_size=3),
            "people": st.fixed_dictionaries({}, optional=serving),
        },
    )
    start = st.fixed_dictionaries({}, optional={"start": st.just("09:05")})
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
            {
                "id": f"a{i}",
                "item_number": draw(st.sampled_from(["", "一", "（二）"])),
                "title": draw(text),
                "minutes": 10,
                "kind": draw(st.sampled_from(["report", "election", "break", "other"])),
                "contest": c,
                "date": f"2026-11-{23 + i}",
            }
            | draw(start)
            for i, c in enumerate(contest_ids)
        ],
        "contests": [
            draw(contests(id_, contest_ids[:number], bool(parts)))
            for number, id_ in enumerate(contest_ids)
        ],
    } | draw(optional)


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
