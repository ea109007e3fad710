"""Reading a definition: both forms say the same, every error at once with its place, the seal."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counting import definition, layout
from counting.definition_form import BOUNDS, COUNTS, FORMS, LENGTHS
from counting.model import (
    AgendaItem,
    Congress,
    Contest,
    Electors,
    InputError,
    Mark,
    Mode,
    Problem,
    Seal,
)
from kiosk.words import LANGUAGES, UNKNOWN, entries, say
from tests.congress import contest_object, definition_object

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "definition.md"
Object = dict[str, Any]


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


# What is read


def test_what_may_be_left_out_takes_its_default() -> None:
    given = definition_object(profile="cpc-local-congress")
    for key in ("mode", "place"):
        del given[key]
    contest = contest_object()
    for key in ("identification",):
        del contest[key]
    given["contests"] = [contest]
    congress, agenda = definition.from_object(given)
    assert (congress.mode, congress.place, congress.sample) == (Mode.REHEARSAL, "", False)
    assert (congress.delegations, agenda, congress.overrides) == ((), (), {})
    assert congress.electors == Electors(10, 10, 10, 10)
    (read,) = congress.contests
    assert (read.identification, read.passes, read.write_in_lines) == ("style", 1, 0)
    assert (read.ballot.paper, read.ballot.layout) == ("A4", "one-box")
    assert read.electors == congress.electors
    assert not read.own_electors


def test_a_contest_can_have_its_own_electors() -> None:
    contest = read_contest({"electors": {"due": 7, "total": 9}})
    assert contest.electors == Electors(due=7, registered=7, total=9, all_members=7)
    assert contest.own_electors


def test_the_resolved_rules_and_their_sources_stand_in_each_contest() -> None:
    congress = read(
        profile="cpc-local-congress",
        overrides={"full_vote": "due"},
        contests=[
            contest_object(id="a", title="甲"),
            contest_object(id="b", title="乙", office="delegate"),
        ],
    )
    member, delegate = congress.contests
    assert congress.profile_title == "党的地方代表大会"
    assert member.rules.differential.at_least == Fraction(1, 10)
    assert delegate.rules.differential.at_least == Fraction(1, 5)
    assert {c.rules.full_vote for c in congress.contests} == {"due"}
    assert member.sources["full_vote"].overridden
    assert not member.sources["quorum"].overridden


@pytest.mark.parametrize(
    ("mode", "identification", "passes", "expected"),
    [
        ("rehearsal", "style", None, 1),
        ("rehearsal", "token", None, 1),
        ("official", "style", None, 2),
        ("official", "token", None, 1),
        ("official", "style", 1, 1),
        ("rehearsal", "style", 2, 2),
    ],
)
def test_passes_are_two_for_equal_codes_in_an_official_congress(
    mode: str, identification: str, passes: int | None, expected: int
) -> None:
    stated = {} if passes is None else {"passes": passes}
    contest = read_contest({"identification": identification, **stated}, mode=mode)
    assert contest.passes == expected


def test_the_contests_own_identification_stands_in_its_rules_as_stated_here() -> None:
    contest = read_contest({"identification": "style"})
    assert contest.identification == contest.rules.identification == "style"
    assert contest.sources["identification"].overridden


@pytest.mark.parametrize(
    ("marks", "layout", "blank"),
    [
        ("S1", "one-box", None),
        ("S2", "one-box", None),
        ("S3", "three-box", None),
        ("S4", "one-box", None),
        ("S5", "one-box", Mark.ABSTAIN),
    ],
)
def test_the_mark_scheme_decides_the_layout(marks: str, layout: str, blank: Mark | None) -> None:
    contest = read_contest({"marks": marks})
    assert (contest.scheme, contest.ballot.layout, contest.rules.blank) == (marks, layout, blank)


def test_outer_spaces_go_and_inner_ones_stay() -> None:
    contest = read_contest({"candidates": names(" 李　明 ", "王伟", "张三")})
    assert contest.candidates[0].name == "李　明"


def test_a_byte_order_mark_is_no_error() -> None:
    data = json.dumps(definition_object()).encode("utf-8-sig")
    assert definition.parse(data, "json") == definition.from_object(definition_object())


def test_the_order_of_candidates_is_the_files() -> None:
    contest = read_contest({"candidates": names("丙", "甲", "乙")})
    assert [c.name for c in contest.candidates] == ["丙", "甲", "乙"]


# Both forms


def test_toml_dates_and_times_are_read_as_text() -> None:
    item = {"id": "a", "title": "休息", "minutes": 5, "start": time(9, 30)}
    given = definition_object(date=date(2026, 11, 23), agenda=[item])
    congress, agenda = definition.from_object(given)
    assert congress.date == "2026-11-23"
    assert agenda == (AgendaItem("a", "", "休息", 5, start="09:30"),)


def examples() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


def test_the_documented_example_is_a_definition() -> None:
    congress, agenda = definition.parse(examples()[0].encode(), "toml")
    assert congress.sample
    assert [c.id for c in congress.contests] == ["committee", "chair"]
    assert [item.start for item in agenda] == ["09:00", None, None]
    assert congress.contests[1].electors == Electors(60, 64, 60, 60)


def test_the_documented_overrides_fit() -> None:
    whole = examples()[0]
    start, end = whole.index("[overrides]"), whole.index("[[contests]]")
    text = whole[:start] + examples()[1] + whole[end:]
    congress, _ = definition.parse(text.encode(), "toml")
    assert congress.contests[0].rules.tie == "none_elected"


def test_every_key_and_bound_is_documented() -> None:
    text = DOCUMENT.read_text("utf-8")
    for form in FORMS.values():
        for key in form.model_fields:
            assert re.search(rf"`(\w+\.)?\.?{key}[`.]", text), key
    for table in (BOUNDS, COUNTS, LENGTHS):
        for key, (_, most) in table.items():
            if key not in ("delegations", "agenda", "note", "colour", "item_number", "passes"):
                assert f"{most:,}" in text or str(most) in text, (key, most)
    assert f"{definition.MAX_BYTES:,}" in text


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
    st.characters(categories=["L", "N", "P"], max_codepoint=0xFFFF, exclude_characters="\x7f"),
    min_size=1,
    max_size=8,
).filter(lambda value: value.strip() == value)
ids = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
due = st.integers(1, 10_000_000)


@st.composite
def contests(draw: st.DrawFn, id_: str) -> Object:
    seats = draw(st.integers(1, 5))
    people = draw(st.lists(text, min_size=seats, max_size=7, unique=True))
    marks = draw(st.sampled_from(["S1", "S2", "S3", "S4", "S5"]))
    contest = {
        "id": id_,
        "title": f"选举 {id_}",
        "office": draw(st.sampled_from(["member", "alternate", "delegate", "other"])),
        "seats": seats,
        "marks": marks,
        "write_in_lines": draw(st.integers(0, 4)),
        "ballot": {"paper": "A4", "colour": draw(st.sampled_from(["", "粉红"]))},
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


@few
@given(definitions())
def test_toml_and_json_give_the_same_congress(given_: Object) -> None:
    expected = definition.from_object(given_)
    assert definition.parse(json.dumps(given_).encode(), "json") == expected
    assert definition.parse(as_toml(given_).encode(), "toml") == expected


@few
@given(definitions())
def test_a_stored_congress_comes_back_the_same(given_: Object) -> None:
    congress, agenda = definition.from_object(given_)
    stored = json.loads(json.dumps(definition.to_object(congress, agenda)))
    again = definition.from_stored(stored)
    assert again == (congress, agenda)
    assert definition.canonical(again) == definition.canonical((congress, agenda))
    assert definition.to_object(*again) == stored


# The canonical form and the seal


def test_the_canonical_form_is_sorted_compact_utf8_with_fractions_as_text() -> None:
    value = {"b": (Fraction(1, 2), Fraction(3)), "a": Mark.FOR, "甲": [1.5, 10.0, None, True]}
    expected = '{"a":"for","b":["1/2","3"],"甲":[1.5,10,null,true]}'
    assert definition.canonical(value) == expected.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_the_canonical_form_has_no_place_for_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        definition.canonical(value)


def sealed(congress: Congress) -> Seal:
    return definition.seal(congress, {c.id: layout.lay_out(c) for c in congress.contests})


def test_the_seal_is_the_same_for_the_same_congress_and_after_storing() -> None:
    congress, agenda = definition.from_object(definition_object())
    again, _ = definition.from_stored(definition.to_object(congress, agenda))
    assert sealed(congress).hash == sealed(again).hash
    assert re.fullmatch("[0-9a-f]{64}", sealed(congress).hash)


def moved(congress: Congress) -> Seal:
    geometry = {c.id: layout.lay_out(c) for c in congress.contests}
    (page, *rest) = geometry["committee"]
    nudged = replace(page.boxes[0], box=replace(page.boxes[0].box, x=page.boxes[0].box.x + 0.1))
    page = replace(page, boxes=(nudged, *page.boxes[1:]))
    return definition.seal(congress, {**geometry, "committee": (page, *rest)})


@pytest.mark.parametrize(
    "changed",
    [
        lambda: sealed(read(mode="official")),
        lambda: sealed(read(electors={"due": 11})),
        lambda: sealed(read(overrides={"full_vote": "due"})),
        lambda: sealed(read(contests=[contest_object(candidates=names("丙", "甲", "乙"))])),
        lambda: moved(read()),
    ],
    ids=["mode", "electors", "a rule", "candidates", "a box by 0.1 mm"],
)
def test_the_seal_covers(changed: Callable[[], Seal]) -> None:
    assert changed().hash != sealed(read()).hash


def test_an_altered_stored_congress_is_refused_with_its_place() -> None:
    stored = definition.to_object(*definition.from_object(definition_object()))
    stored["congress"]["contests"][0]["seats"] = "many"
    (problem,) = refused(lambda: definition.from_stored(stored))
    assert (problem.code, problem.place) == ("definition.stored", "contests[0].seats")


# Files that are no definition


def test_another_encoding_is_told_by_its_byte() -> None:
    problem = syntax(b'title = "' + "县".encode("gb18030"), "toml")
    assert (problem.code, problem.place) == ("definition.encoding", "byte 9")
    assert problem.facts == {"byte": 9, "value": "0xCF", "line": 1}


@pytest.mark.parametrize(
    ("form", "given_", "place"),
    [
        ("json", '{\n  "title": "x",\n  "due": }', "3:10"),
        ("json", "", "1:1"),
        ("json", "{} {}", "1:4"),
        ("toml", 'title = "x"\ndue = \n', "2:7"),
        ("toml", 'title = "x', "1:11"),
        ("toml", "a = 1\na = 2\n", "2:6"),
        ("toml", "a = 2026-13-45", "1:9"),
        ("toml", "a = 1\nb = " + "9" * 5000, "2:5"),
    ],
)
def test_a_syntax_error_is_told_by_line_and_column(
    form: Literal["json", "toml"], given_: str, place: str
) -> None:
    problem = syntax(given_, form)
    assert (problem.code, problem.place) == ("definition.syntax", place)
    assert f"{problem.facts['line']}:{problem.facts['column']}" == place


@pytest.mark.parametrize("form", ["json", "toml"])
def test_fifty_megabytes_of_junk_are_refused_unread(form: Literal["json", "toml"]) -> None:
    problem = syntax(b"\xff" * 50_000_000, form)
    assert problem.code == "definition.too_large"
    assert problem.facts == {"bytes": 50_000_000, "most": definition.MAX_BYTES}


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("json", b"[" * 1_000_000),
        ("json", b'{"a":' * 100_000),
        ("json", b'{"overrides":' + b"[" * 500 + b"]" * 500 + b"}"),
        ("toml", b"a=" + b"[" * 1_000_000),
        ("toml", b"a=" + b"{a=" * 100_000),
        ("toml", b".".join([b"a"] * 1_000_000) + b"=1"),
        ("toml", b"[" + b".".join([b"a"] * 90) + b"]"),
    ],
)
def test_nesting_without_end_is_refused(form: Literal["json", "toml"], data: bytes) -> None:
    assert syntax(data, form).code == "definition.nested_too_deep"


@pytest.mark.parametrize("given_", ["[]", "7", '"x"', "null", "true"])
def test_a_file_that_is_no_table_is_refused(given_: str) -> None:
    problem = syntax(given_, "json")
    assert (problem.code, problem.place) == ("definition.wrong_type", "definition")


def test_a_json_key_given_twice_is_an_error() -> None:
    problem = syntax('{"contests": [{"seats": 1, "seats": 2}]}', "json")
    assert (problem.code, problem.place) == ("definition.duplicate_key", "contests[0].seats")


def test_half_a_character_is_refused_wherever_it_stands() -> None:
    assert found(title="\ud842", overrides={"\udc00": "x"}) == [
        ("definition.forbidden_character", "title"),
        ("definition.forbidden_character", "overrides.\\udc00"),
    ]


def test_a_flood_of_problems_is_cut_with_their_number() -> None:
    problems = refused(lambda: read(**{f"key{i}": 1 for i in range(5000)}))
    assert len(problems) == definition.MAX_PROBLEMS + 1
    assert problems[-1].code == "definition.more_problems"
    assert problems[-1].facts["total"] == 5000


@few
@given(st.binary(max_size=200), st.sampled_from(["json", "toml"]))
@example(b"\xef\xbb\xbf", "toml")
@example(b'{"contests": [{}], "electors": NaN}', "json")
@example(b'{"electors": {"due": ' + b"9" * 5000 + b"}}", "json")
@example(b"due = " + b"9" * 5000, "toml")
@example(b"date = 2026-11-23T00:00:00Z", "toml")
def test_junk_is_a_congress_or_an_input_error(data: bytes, form: Literal["json", "toml"]) -> None:
    refused(lambda: definition.parse(data, form))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["json", "toml"]))
def test_a_damaged_file_is_a_congress_or_an_input_error(
    data: st.DataObject, form: Literal["json", "toml"]
) -> None:
    whole = bytearray(
        examples()[0].encode() if form == "toml" else json.dumps(definition_object()).encode()
    )
    start = data.draw(st.integers(0, len(whole) - 1))
    whole[start : start + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    problems: tuple[Problem, ...] = ()
    try:
        definition.parse(bytes(whole), form)
    except InputError as error:
        problems = error.problems
    assert all(p.place and p.code in entries("zh") for p in problems)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.dates()
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def places_of(value: object, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [above, *(p for key, v in inner for p in places_of(v, (*above, key)))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions(), st.data())
def test_a_definition_with_junk_anywhere_is_a_congress_or_an_input_error(
    given_: Object, data: st.DataObject
) -> None:
    (first, *path) = data.draw(st.sampled_from(places_of(given_)[1:]))
    target: Any = given_
    for step in (first, *path)[:-1]:
        target = target[step]
    target[(first, *path)[-1]] = data.draw(junk)
    problems: tuple[Problem, ...] = ()
    try:
        congress, agenda = definition.from_object(given_)
    except InputError as error:
        problems = error.problems
        str(error).encode()
    assert all(p.place and p.code in entries("zh") for p in problems)
    if not problems:
        assert definition.from_stored(definition.to_object(congress, agenda)) == (congress, agenda)


# Every error at once, with its place


def test_every_error_is_reported_at_once_also_those_between_parts() -> None:
    broken = contest_object(
        id="b", title="乙", seats=9, candidates=[*names("甲", "甲"), {"id": "c9", "name": 7}]
    )
    found_ = found(
        title="",
        electors={"due": 10, "dew": 3},
        delegations=[{"id": "d", "name": "团", "due": 4}],
        agenda=[{"id": "a", "title": "t", "minutes": -1, "contest": "zz"}],
        overrides={"tie": "coin"},
        contests=[contest_object(seats=0), broken],
    )
    assert sorted(found_) == [
        ("definition.agenda_unknown_contest", "agenda[0].contest"),
        ("definition.delegations_sum", "delegations"),
        ("definition.duplicate_name", "contests[1].candidates[1].name"),
        ("definition.empty_text", "title"),
        ("definition.number_out_of_range", "agenda[0].minutes"),
        ("definition.number_out_of_range", "contests[0].seats"),
        ("definition.seats_above_candidates", "contests[1].seats"),
        ("definition.unknown_key", "electors.dew"),
        ("definition.wrong_type", "contests[1].candidates[2].name"),
        ("rules.wrong_value", "overrides.tie"),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"title": " 　"}, "empty_text", "title"),
        ({"title": "长" * 201}, "text_too_long", "title"),
        ({"title": 7}, "wrong_type", "title"),
        ({"mode": "Official"}, "unknown_word", "mode"),
        ({"date": "23.11.2026"}, "bad_date", "date"),
        ({"date": "2026-02-30"}, "bad_date", "date"),
        ({"date": "0001-01-01"}, "bad_date", "date"),
        ({"electors": {}}, "missing", "electors.due"),
        ({"electors": 10}, "wrong_type", "electors"),
        ({"electors": {"due": 0}}, "number_out_of_range", "electors.due"),
        ({"electors": {"due": -3}}, "number_out_of_range", "electors.due"),
        ({"electors": {"due": 10_000_001}}, "number_out_of_range", "electors.due"),
        ({"electors": {"due": 10**40}}, "number_out_of_range", "electors.due"),
        ({"electors": {"due": 10.0}}, "wrong_type", "electors.due"),
        ({"electors": {"due": True}}, "wrong_type", "electors.due"),
        ({"electors": {"due": "10"}}, "wrong_type", "electors.due"),
        ({"contests": []}, "count_out_of_range", "contests"),
        ({"colour": "red"}, "unknown_key", "colour"),
        ({"overrides": []}, "wrong_type", "overrides"),
        (
            {"agenda": [{"id": "a", "title": "t", "minutes": 5, "start": "9:00"}]},
            "bad_time",
            "agenda[0].start",
        ),
        (
            {"agenda": [{"id": "a", "title": "t", "minutes": 5, "kind": "vote"}]},
            "unknown_word",
            "agenda[0].kind",
        ),
    ],
)
def test_a_bad_value_of_the_congress_is_named(changes: Object, code: str, place: str) -> None:
    assert found(**changes) == [(f"definition.{code}", place)]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"id": "a b"}, "bad_id", "id"),
        ({"id": "../etc"}, "bad_id", "id"),
        ({"id": ""}, "bad_id", "id"),
        ({"office": "mayor"}, "unknown_office", "office"),
        ({"marks": "S9"}, "unknown_scheme", "marks"),
        ({"seats": 501}, "number_out_of_range", "seats"),
        ({"passes": 3}, "number_out_of_range", "passes"),
        ({"write_in_lines": -1}, "number_out_of_range", "write_in_lines"),
        ({"identification": "name"}, "unknown_word", "identification"),
        ({"candidates": []}, "count_out_of_range", "candidates"),
        ({"candidates": [{}] * 501}, "count_out_of_range", "candidates"),
        ({"ballot": {"paper": "B5"}}, "unknown_word", "ballot.paper"),
        ({"ballot": {"layout": "three-box"}}, "layout_scheme", "ballot.layout"),
        ({"marks": "S3", "ballot": {"layout": "one-box"}}, "layout_scheme", "ballot.layout"),
    ],
)
def test_a_bad_value_of_a_contest_is_named(changes: Object, code: str, place: str) -> None:
    assert found_in(changes) == [(f"definition.{code}", f"contests[0].{place}")]


@pytest.mark.parametrize("key", ["id", "title", "office", "seats", "marks", "candidates"])
def test_what_a_contest_must_say_has_no_default(key: str) -> None:
    contest = contest_object()
    del contest[key]
    assert found(contests=[contest]) == [("definition.missing", f"contests[0].{key}")]


@pytest.mark.parametrize("key", ["title", "profile", "date", "electors", "contests"])
def test_what_a_congress_must_say_has_no_default(key: str) -> None:
    given = definition_object()
    del given[key]
    (problem,) = refused(lambda: definition.from_object(given))
    assert (problem.code, problem.place) == ("definition.missing", key)


@pytest.mark.parametrize(
    ("name", "codepoint", "position"),
    [
        ("王\u202e伟", "U+202E", 2),
        ("\u2066王伟", "U+2066", 1),
        ("王\u200b伟", "U+200B", 2),
        ("王伟\n", "U+000A", 3),
        ("王\x00", "U+0000", 2),
        ("王\u2028", "U+2028", 2),
        ("\ufeff王伟", "U+FEFF", 1),
    ],
)
def test_a_name_with_a_character_that_nobody_sees_is_refused(
    name: str, codepoint: str, position: int
) -> None:
    candidates = names("甲", "乙", name)
    (problem,) = refused(lambda: read_contest({"candidates": candidates}))
    assert problem.code == "definition.forbidden_character"
    assert problem.place == "contests[0].candidates[2].name"
    assert problem.facts == {"codepoint": codepoint, "position": position}


@pytest.mark.parametrize("name", ["买买提·艾力", "𬱖", "㛃", "田富", "欧阳\U000e0100娜娜", "𱍐"])
def test_a_rare_name_is_no_error_here(name: str) -> None:
    assert read_contest({"candidates": names("甲", "乙", name)}).candidates[2].name == name


# Between parts


def both(problem: Problem, *keys: str) -> tuple[object, ...]:
    return tuple(problem.facts[key] for key in keys)


def test_more_seats_than_candidates_are_refused_with_both_numbers() -> None:
    (problem,) = refused(lambda: read_contest({"seats": 4, "candidates": 3}))
    assert (problem.code, problem.place) == (
        "definition.seats_above_candidates",
        "contests[0].seats",
    )
    assert both(problem, "seats", "candidates") == (4, 3)


@pytest.mark.parametrize(
    ("profile", "office", "seats", "candidates", "code", "bound"),
    [
        ("cpc-local-congress", "member", 35, 38, "definition.too_few_candidates", 39),
        ("cpc-local-congress", "member", 35, 39, None, None),
        ("cpc-local-congress", "alternate", 7, 7, "definition.too_few_candidates", 8),
        ("cpc-local-congress", "delegate", 30, 35, "definition.too_few_candidates", 36),
        ("cpc-local-congress", "delegate", 30, 36, None, None),
        ("cpc-grassroots-congress", "member", 9, 10, "definition.too_few_candidates", 11),
        ("cpc-grassroots-congress", "discipline", 5, 6, None, None),
        ("cpc-local-plenary", "standing", 9, 12, "definition.too_many_candidates", 11),
        ("cpc-local-plenary", "standing", 9, 11, None, None),
        ("cpc-local-plenary", "secretary", 1, 2, "definition.too_many_candidates", 1),
        ("cpc-local-plenary", "secretary", 1, 1, None, None),
        ("generic-majority", "member", 3, 3, None, None),
        ("generic-majority", "member", 1, 60, None, None),
    ],
)
def test_the_differential_is_checked_with_both_numbers(
    profile: str, office: str, seats: int, candidates: int, code: str | None, bound: int | None
) -> None:
    contest = contest_object(office=office, seats=seats, candidates=candidates)
    given = definition_object(profile=profile, contests=[contest])
    if code is None:
        assert definition.from_object(given)
        return
    (problem,) = refused(lambda: definition.from_object(given))
    assert (problem.code, problem.place) == (code, "contests[0].candidates")
    assert both(problem, "seats", "candidates") == (seats, candidates)
    assert bound in problem.facts.values()


def test_an_overridden_differential_is_the_one_that_is_checked() -> None:
    contests = [contest_object(seats=3, candidates=3)]
    assert found(profile="cpc-local-congress", contests=contests)
    overrides = {"differential": {"kind": "equal"}}
    assert read(profile="cpc-local-congress", contests=contests, overrides=overrides)


def test_an_unknown_profile_is_told_with_the_known_ones() -> None:
    (problem,) = refused(lambda: read(profile="cpc"))
    assert (problem.code, problem.place) == ("profile.unknown", "profile")
    assert "generic-majority" in str(problem.facts["known"])


def test_ids_are_never_shared_within_a_list() -> None:
    contests = [contest_object(), contest_object(title="另一项")]
    contests[1]["candidates"][2]["id"] = "c00"
    delegations = [{"id": "d", "name": n, "due": 5} for n in ("东", "西")]
    agenda = [{"id": "a", "title": t, "minutes": 1} for t in ("一", "二")]
    assert found(contests=contests, delegations=delegations, agenda=agenda) == [
        ("definition.duplicate_id", "contests[1].id"),
        ("definition.duplicate_id", "agenda[1].id"),
        ("definition.duplicate_id", "delegations[1].id"),
        ("definition.duplicate_id", "contests[1].candidates[2].id"),
    ]


def test_two_contests_may_share_candidates_and_their_ids() -> None:
    assert read(contests=[contest_object(), contest_object(id="b", title="另一项")])


def test_two_contests_of_one_title_could_not_be_told_apart() -> None:
    assert found(contests=[contest_object(), contest_object(id="b")]) == [
        ("definition.duplicate_title", "contests[1].title")
    ]


@pytest.mark.parametrize("name", ["王伟", "王 伟", "王　伟"])
def test_equal_names_are_an_error_however_they_are_spaced(name: str) -> None:
    (problem,) = refused(lambda: read_contest({"candidates": names("王伟", "乙", name)}))
    assert (problem.code, problem.place) == (
        "definition.duplicate_name",
        "contests[0].candidates[2].name",
    )
    assert problem.facts["first"] == "contests[0].candidates[0].name"


def test_equal_names_with_different_notes_are_two_persons() -> None:
    candidates = names("王伟", "王伟", "乙")
    candidates[1]["note"] = "教师"
    assert len(read_contest({"candidates": candidates}).candidates) == 3


def test_delegations_must_sum_to_those_due() -> None:
    delegations = [{"id": f"d{i}", "name": f"{i}团", "due": d} for i, d in enumerate((4, 5))]
    (problem,) = refused(lambda: read(delegations=delegations))
    assert (problem.code, problem.place) == ("definition.delegations_sum", "delegations")
    assert both(problem, "sum", "due") == (9, 10)


def test_the_agenda_names_only_contests_that_exist() -> None:
    agenda = [{"id": "a", "title": "选举", "minutes": 30, "kind": "election", "contest": "x"}]
    (problem,) = refused(lambda: read(agenda=agenda))
    assert problem.code == "definition.agenda_unknown_contest"
    assert both(problem, "contest", "known") == ("x", "committee")


def test_a_party_ballot_bears_a_random_code_only_with_the_clause() -> None:
    token = [contest_object(identification="token")]
    assert found(profile="cpc-local-congress", contests=token) == [
        ("definition.token_without_clause", "contests[0].identification")
    ]
    clause = {"identification": "token"}
    congress = read(profile="cpc-local-congress", contests=token, overrides=clause)
    assert congress.contests[0].identification == "token"
    assert congress.contests[0].sources["identification"].overridden


def test_write_in_lines_need_a_rule_that_allows_write_ins() -> None:
    overrides = {"write_in": {"allowed": False}}
    assert found_in({"write_in_lines": 2}, overrides=overrides) == [
        ("definition.write_in_not_allowed", "contests[0].write_in_lines")
    ]
    assert read_contest({"write_in_lines": 0}, overrides=overrides)


def test_a_blank_box_can_be_given_a_meaning_only_under_a_scheme_without_one() -> None:
    overrides = {"blank": "for"}
    assert found_in({"marks": "S1"}, overrides=overrides) == [
        ("definition.blank_fixed", "overrides.blank")
    ]
    assert read_contest({"marks": "S5"}, overrides=overrides).rules.blank is Mark.FOR


def test_a_bad_override_is_reported_once_for_all_contests() -> None:
    contests = [
        contest_object(id=office, title=office, office=office) for office in ("member", "delegate")
    ]
    assert found(contests=contests, overrides={"tie": "coin"}) == [
        ("rules.wrong_value", "overrides.tie")
    ]
