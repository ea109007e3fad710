"""Profile files: one more is one more body, what a bad one is told, lines for people."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from counting.model.election import OfficeType
from counting.model.refusal import InputError
from counting.model.rules import Rules, Source, Threshold
from counting.rules import profiles
from counting.rules.keys import OFFICES, PARAMETERS, SOURCED

LOCAL, GRASSROOTS, GENERIC = "cpc-local-congress", "cpc-grassroots-congress", "generic-majority"
HALF_OF_DUE = Threshold(Fraction(1, 2), True, "due")


def rules(profile: str, office: OfficeType = "member", /, **overrides: Any) -> Rules:
    return profiles.resolve(profiles.load(profile), overrides, office)[0]


def source(profile: str, key: str, office: OfficeType = "member") -> Source:
    return profiles.resolve(profiles.load(profile), {}, office)[1][key]


def problems(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        act()
    return [(p.code, p.place) for p in error.value.problems]


# A body more is a file more

FILE = """
title = "学会"
body = "学术团体"
extends = "base"
tie = "lot"
[quorum]
base = "total"
[write_in]
unmarked = "void"
[office.secretary]
tie = "none_elected"
[sources]
tie = {article = "章程第九条", confidence = "T"}
quorum = {article = "章程第七条", confidence = "H"}
write_in = {article = "章程第八条", confidence = "H"}
"office.secretary.tie" = {article = "章程第十条", confidence = "T"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = Path(profiles.__file__).parent / "bodies" / "cpc-local-congress.toml"
    (tmp_path / "base.toml").write_bytes(shipped.read_bytes())
    (tmp_path / "society.toml").write_text(FILE, "utf-8")
    return tmp_path


def test_a_new_file_is_a_new_profile(folder: Path) -> None:
    assert profiles.names(folder) == ("base", "society")
    society = profiles.load("society", folder)
    assert (society.title, society.body) == ("学会", "学术团体")


def test_a_profile_takes_over_what_it_extends_with_its_sources(folder: Path) -> None:
    society = profiles.load("society", folder)
    resolved, sources = profiles.resolve(society, {}, "member")
    assert resolved.majority == HALF_OF_DUE
    assert sources["majority"] == source(LOCAL, "majority")
    assert resolved.tie == "lot"
    assert sources["tie"] == Source("章程第九条", "T")


def test_a_partly_changed_table_is_merged_and_has_the_new_source(folder: Path) -> None:
    resolved, sources = profiles.resolve(profiles.load("society", folder), {}, "member")
    assert resolved.quorum == Threshold(Fraction(1, 2), True, "total")
    assert sources["quorum"].article == "章程第七条"


def test_a_source_for_the_whole_table_also_covers_the_field_that_was_changed(folder: Path) -> None:
    resolved, sources = profiles.resolve(profiles.load("society", folder), {}, "member")
    assert resolved.write_in.unmarked == "void"
    assert sources["write_in.unmarked"].article == "章程第八条"
    assert sources["write_in.who"] == source(LOCAL, "write_in.who")


def test_an_office_has_its_own_value_and_source(folder: Path) -> None:
    resolved, sources = profiles.resolve(profiles.load("society", folder), {}, "secretary")
    assert resolved.tie == "none_elected"
    assert sources["tie"].article == "章程第十条"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('title = "学会"', "", ("profile.missing_text", "society.toml: title")),
        ('body = "学术团体"', "body = 7", ("profile.missing_text", "society.toml: body")),
        ('"base"', '"bases"', ("profile.unknown", "society.toml: extends")),
        ('"base"', '"society"', ("profile.extends_cycle", "society.toml: extends")),
        ('"base"', "7", None),
        ('tie = "lot"', 'ties = "lot"', ("rules.unknown_key", "society.toml: ties")),
        ('tie = "lot"', 'tie = "coin"', ("rules.wrong_value", "society.toml: tie")),
        ('base = "total"', 'base = "some"', ("rules.wrong_value", "society.toml: quorum.base")),
        (
            'tie = "none_elected"',
            'tie = "coin"',
            ("rules.wrong_value", "society.toml: office.secretary.tie"),
        ),
        ("office.secretary]", "office.mayor]", ("rules.unknown_key", "society.toml: office.mayor")),
        (
            'tie = {article = "章程第九条", confidence = "T"}',
            "",
            ("profile.missing_source", "society.toml: sources.tie"),
        ),
        (
            'confidence = "H"}\nwrite_in',
            'confidence = "X"}\nwrite_in',
            ("rules.wrong_value", "society.toml: sources.quorum"),
        ),
        (
            'tie = {article = "章程第九条", ',
            "tie = {",
            ("rules.wrong_value", "society.toml: sources.tie"),
        ),
        (
            "quorum = {article",
            'ties = {article = "x", confidence = "T"}\nquorum = {article',
            ("profile.source_without_value", "society.toml: sources.ties"),
        ),
        ("[quorum]", "[quorum", ("profile.syntax", "society.toml")),
        (
            "[quorum]",
            'offices = {mayor = "镇长"}\n[quorum]',
            ("rules.unknown_key", "society.toml: offices.mayor"),
        ),
        (
            "[quorum]",
            'offices = {member = ""}\n[quorum]',
            ("rules.wrong_value", "society.toml: offices.member"),
        ),
    ],
)
def test_a_bad_profile_file_is_told_what_and_where(
    folder: Path, old: str, new: str, found: tuple[str, str] | None
) -> None:
    assert FILE.count(old) >= 1
    (folder / "society.toml").write_text(FILE.replace(old, new, 1), "utf-8")
    named = problems(lambda: profiles.load("society", folder))
    assert (found or ("rules.wrong_value", "society.toml: extends")) in named


def test_a_profile_that_extends_nothing_must_state_every_value(folder: Path) -> None:
    (folder / "bare.toml").write_text('title = "t"\nbody = "b"\n[sources]\n', "utf-8")
    named = problems(lambda: profiles.load("bare", folder))
    assert named == [("profile.missing_value", f"bare.toml: {name}") for name in PARAMETERS]


def test_a_ring_of_three_profiles_is_found(folder: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / f"{name}.toml").write_text(FILE.replace('"base"', f'"{other}"'), "utf-8")
    assert problems(lambda: profiles.load("a", folder)) == [
        ("profile.extends_cycle", "a.toml: extends")
    ]


def test_a_profile_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "society.toml").write_bytes(FILE.encode("gb18030"))
    assert problems(lambda: profiles.load("society", folder)) == [
        ("profile.syntax", "society.toml")
    ]


# Lines for people


def lines(
    profile: str, office: OfficeType = "member", **overrides: Any
) -> dict[str, profiles.RuleLine]:
    resolved, sources = profiles.resolve(profiles.load(profile), overrides, office)
    return {line.key: line for line in profiles.describe(resolved, sources)}


@pytest.mark.parametrize("name", profiles.names())
@pytest.mark.parametrize("office", OFFICES)
def test_every_parameter_has_one_line_in_order(name: str, office: OfficeType) -> None:
    written = rules(name, office).write_in.allowed
    expected = [key for key in SOURCED if written or not key.startswith("write_in.")]
    assert list(lines(name, office)) == expected


def test_a_line_tells_the_threshold_in_parts() -> None:
    line = lines(LOCAL)["quorum"]
    assert line.value_code == "more_than"
    assert line.facts == {"fraction": "1/2", "base": "due"}
    assert (line.confidence, line.overridden) == ("T", False)
    assert lines(GRASSROOTS)["quorum"].value_code == "at_least"
    assert lines(GENERIC)["quorum"].value_code == "none"


@pytest.mark.parametrize(
    ("differential", "code", "facts"),
    [
        ({}, "ratio", {"at_least": "10%"}),
        ({"at_least": "1/3"}, "part", {"at_least": Fraction(1, 3)}),
        (
            {"at_least": "1/3", "at_most": "1/1"},
            "part_range",
            {"at_least": Fraction(1, 3), "at_most": 1},
        ),
        ({"at_most": "1/5"}, "ratio_range", {"at_least": "10%", "at_most": "20%"}),
        (
            {"kind": "plus", "at_least": "1", "at_most": "2"},
            "plus_range",
            {"at_least": "1", "at_most": "2"},
        ),
        ({"kind": "equal"}, "equal", {}),
    ],
)
def test_a_line_tells_the_differential_as_people_say_it(
    differential: dict[str, str], code: str, facts: dict[str, object]
) -> None:
    line = lines(LOCAL, differential=differential)["differential"]
    assert (line.value_code, line.facts) == (code, facts)


def test_lines_leave_out_what_a_write_in_means_where_there_is_none() -> None:
    without = lines(LOCAL, write_in={"allowed": False})
    assert without["write_in"].value_code == "none"
    assert "write_in.unmarked" not in without


def test_a_line_says_that_it_was_overridden() -> None:
    overridden = lines(LOCAL, invalid_review=False)["invalid_review"]
    assert (overridden.value_code, overridden.overridden) == ("no", True)
