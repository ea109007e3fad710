"""Reading a definition: both forms say the same, every error at once with its place, the seal."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given

from counting.definition import read as definition
from counting.definition.form import BOUNDS, COUNTS, DefinitionForm
from counting.definition.seal import canonical, seal
from counting.input.forms import every_table, fields_of
from counting.input.text import LENGTHS
from counting.layout import lay_out as layout
from counting.model.ballot import Mark
from counting.model.election import AgendaItem, Congress, Electors, Mode, Seal
from counting.steps.codec import EVENTS
from counting.steps.define import CongressDefined
from tests.kit.congress import contest_object, definition_object
from tests.kit.definitions import (
    DOCUMENT,
    Object,
    as_toml,
    definitions,
    examples,
    few,
    kept,
    names,
    read,
    read_contest,
    refused,
)

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


def test_outer_spaces_go_and_inner_ones_of_a_title_stay() -> None:
    contest = read_contest({"title": " 委员　选举 ", "candidates": names("李明", "王伟", "张三")})
    assert contest.title == "委员　选举"


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
    assert agenda == (AgendaItem(id="a", item_number="", title="休息", minutes=5, start="09:30"),)


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
    for form in every_table(DefinitionForm):
        for key in fields_of(form):
            assert re.search(rf"`(\w+\.)?\.?{key}[`.]", text), key
    for table in (BOUNDS, COUNTS, LENGTHS):
        for key, (_, most) in table.items():
            if key not in ("delegations", "agenda", "note", "colour", "item_number", "passes"):
                assert f"{most:,}" in text or str(most) in text, (key, most)
    assert f"{definition.MAX_BYTES:,}" in text


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
    again = kept((congress, agenda))
    assert again == (congress, agenda)
    assert canonical(again) == canonical((congress, agenda))


# The canonical form and the seal


def test_the_canonical_form_is_sorted_compact_utf8_with_fractions_as_text() -> None:
    value = {"b": (Fraction(1, 2), Fraction(3)), "a": Mark.FOR, "甲": [1.5, 10.0, None, True]}
    expected = '{"a":"for","b":["1/2","3"],"甲":[1.5,10,null,true]}'
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_the_canonical_form_has_no_place_for_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(value)


def sealed(congress: Congress) -> Seal:
    return seal(congress, {c.id: layout.lay_out(c) for c in congress.contests})


def test_the_seal_is_the_same_for_the_same_congress_and_after_storing() -> None:
    congress, agenda = definition.from_object(definition_object())
    again, _ = kept((congress, agenda))
    assert sealed(congress).hash == sealed(again).hash
    assert re.fullmatch("[0-9a-f]{64}", sealed(congress).hash)


def moved(congress: Congress) -> Seal:
    geometry = {c.id: layout.lay_out(c) for c in congress.contests}
    (page, *rest) = geometry["committee"]
    nudged = replace(page.boxes[0], box=replace(page.boxes[0].box, x=page.boxes[0].box.x + 0.1))
    page = replace(page, boxes=(nudged, *page.boxes[1:]))
    return seal(congress, {**geometry, "committee": (page, *rest)})


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
    defined = CongressDefined(*definition.from_object(definition_object()))
    body = json.loads(EVENTS.dump(defined, (), "0" * 32))
    body["facts"]["congress"]["contests"][0]["seats"] = "many"
    (problem,) = refused(lambda: EVENTS.load(json.dumps(body)))
    assert problem.code == "log.unreadable_event"
    assert problem.place == "CongressDefined.congress.contests.0.seats"


def test_names_of_people_are_shown_one_way_however_they_are_typed() -> None:
    typed = ["王 伟", "李\u3000明", "艾尔肯 • 吐尔逊", "Maria  Fernández"]
    candidates = [{"id": f"c{n}", "name": name} for n, name in enumerate(typed)]
    contest = contest_object(candidates=candidates, eligible=["赵 静"])
    (read,) = definition.from_object(definition_object(contests=[contest]))[0].contests
    names = [candidate.name for candidate in read.candidates]
    assert names == ["王伟", "李明", "艾尔肯·吐尔逊", "Maria Fernández"]
    assert read.eligible == ("赵静",)
