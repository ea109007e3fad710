"""A definition with errors: every one at once, each with its place and both numbers."""

import json
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counting.definition import read as definition
from counting.input import documents
from counting.model.ballot import Mark
from counting.model.refusal import InputError, Problem
from kiosk.words import entries
from tests.kit.congress import contest_object, definition_object
from tests.kit.definitions import (
    Object,
    definitions,
    examples,
    few,
    found,
    found_in,
    kept,
    names,
    read,
    read_contest,
    refused,
    syntax,
)

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
        ("toml", b"a=" + b"[" * 400_000),
        ("toml", b"a=" + b"{a=" * 100_000),
        ("toml", b".".join([b"a"] * 400_000) + b"=1"),
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
    assert len(problems) == documents.MAX_PROBLEMS + 1
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
        assert kept((congress, agenda)) == (congress, agenda)


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


def test_names_that_differ_in_form_alone_are_equal() -> None:
    for one, other in (("A李明", "Ａ李明"), ("艾尔肯·吐尔逊", "艾尔肯‧吐尔逊"), ("龙青", "⻰⻘")):
        (problem,) = refused(
            lambda one=one, other=other: read_contest({"candidates": names(one, "乙", other)})
        )
        assert problem.code == "definition.duplicate_name"


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
