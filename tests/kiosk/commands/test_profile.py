"""The command `profile`: a list, and one profile as a table with the source of every value."""

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from counting.model.rules import Source, Threshold
from counting.rules import profiles
from counting.rules.keys import OFFICES, SOURCED
from kiosk.cli import main
from kiosk.words.rules import rule_sections
from kiosk.words.text_table import places, table, wrapped
from tests.kit.contests import contest

QUESTION = {
    "profile": "cpc-grassroots-congress",
    "contest": {"id": "c", "office": "member", "seats": 1, "candidates": ["甲", "乙"]},
    "ballots": {"issued": 81, "returned": 81, "valid": 81, "invalid": 0},
    "votes": [
        {"candidate": "甲", "for": 80, "against": 1, "abstain": 0, "row_void": 0},
        {"candidate": "乙", "for": 0, "against": 81, "abstain": 0, "row_void": 0},
    ],
    "electors": {"due": 100, "present": 81},
}
SOURCES = {key: Source("第一条", "M") for key in SOURCED}


def told(*arguments: str, language: str = "en") -> Any:
    found = CliRunner().invoke(
        main, ["profile", *arguments, "--json"], env={"SCRUTINEER_LANG": language}
    )
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def page(*arguments: str, language: str = "en") -> str:
    found = CliRunner().invoke(main, ["profile", *arguments], env={"SCRUTINEER_LANG": language})
    assert found.exit_code == 0, found.output
    return found.stdout


def test_the_list_names_every_profile() -> None:
    assert [entry["name"] for entry in told("list")] == list(profiles.names())
    assert "cppcc " in page("list")


@pytest.mark.parametrize("name", profiles.names())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_is_shown_with_its_article_and_confidence(name: str, language: str) -> None:
    document = told("show", name, language=language)
    entries = [entry for section in document["sections"] for entry in section["rules"]]
    resolved, sources = profiles.resolve(profiles.load(name), {}, "")
    assert sorted(entry["key"] for entry in entries) == sorted(
        line.key for line in profiles.describe(resolved, sources)
    )
    for entry in entries:
        source = sources[entry["key"]]
        assert (entry["article"], entry["confidence"]) == (source.article, source.confidence)
        assert " = " not in entry["text"]


def test_values_of_an_office_follow_with_what_it_is_called() -> None:
    (chief,) = [
        o for o in told("show", "peoples-congress")["offices"] if o["office"] == "secretary"
    ]
    assert chief["called"] == "正职领导人员"
    assert [rule["key"] for rule in chief["rules"]] == ["differential"]


def test_one_office_is_shown_alone() -> None:
    document = told("show", "cpc-local-plenary", "--office", "secretary")
    assert "offices" not in document
    texts = [rule["text"] for section in document["sections"] for rule in section["rules"]]
    assert "There are as many candidates as seats." in texts


def test_the_table_is_aligned_where_characters_are_wide() -> None:
    rows = [
        line for line in page("show", "cppcc", language="zh").splitlines() if line.endswith("[H]")
    ]
    assert len(rows) > 1
    assert len({places(row.split("[H]")[0]) for row in rows}) == 1


@pytest.mark.parametrize(
    ("arguments", "place", "code"),
    [
        (["show"], "NAME", "profile.name_missing"),
        (["show", "no-such"], "profile", "profile.unknown"),
        (["show", "cppcc", "--office", "mayor"], "--office", "definition.unknown_office"),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_place(
    arguments: list[str], place: str, code: str
) -> None:
    found = CliRunner().invoke(main, ["profile", *arguments])
    assert found.exit_code == 2
    assert found.stderr.startswith(f"{place}:")
    assert f"[{code}]" in found.stderr


def test_a_contest_s_threshold_is_told_as_a_number() -> None:
    held = replace(contest(due=302), sources=SOURCES)
    texts = [s.text for section in rule_sections(held, "en") for s in section.sentences]
    assert any("at least 152" in text for text in texts)


def test_a_line_breaks_between_characters_or_at_spaces_and_never_before_a_comma() -> None:
    assert list(wrapped("到会人数超过，方可进行", 12)) == ["到会人数超", "过，方可进行"]
    assert list(wrapped("more than half", 9)) == ["more than", "half"]
    assert table([("甲", "a"), ("bb", "乙")], (0, 0)) == "甲  a\nbb  乙"


@pytest.mark.parametrize("office", OFFICES)
def test_thresholds_stay_exact_fractions(office: str) -> None:
    held, _ = profiles.resolve(profiles.load("cppcc"), {}, office)
    assert isinstance(held.quorum, Threshold)
    assert held.quorum.fraction.denominator == 3


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["order", "王伟", "李明"], ""),
        (["profile", "show", "cppcc"], "pydantic"),
        (["decide", "-"], "pydantic"),
    ],
)
def test_rules_alone_load_nothing_that_only_papers_pages_or_logs_need(
    arguments: list[str], needed: str
) -> None:
    """Heavy imports are why a command line starts slowly; untrusted input needs pydantic.

    To put names in order takes no election either.
    """
    code = (
        "import sys\nfrom kiosk.cli import main\n"
        "main(sys.argv[2:], standalone_mode=False)\n"
        "heavy = {'flask', 'pydantic', 'sqlite3', 'reportlab', 'fontTools', 'serial', 'babel'}\n"
        "heavy |= {'counting.model.election'} if sys.argv[1] == '' else set()\n"
        "assert heavy & set(sys.modules) <= {sys.argv[1]}, heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, needed, *arguments],
        input=json.dumps(QUESTION),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
