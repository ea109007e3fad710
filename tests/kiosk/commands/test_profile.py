"""The command `profile`: a list, and one profile as a table with the source of every value."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

import pytest
from click.testing import CliRunner

from counting.model.ballot import Mark
from counting.model.rules import Differential, Rules, Source, Threshold, WriteInRule
from counting.rules import profiles
from counting.rules.parameters import OFFICES, SOURCED
from kiosk.cli import main
from kiosk.words.rules import profile_sections, rule_sections, unworded, words
from kiosk.words.text_table import places, table, wrapped
from tests.kit.contests import at_least, contest, more_than, rules

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


def variants() -> list[Rules]:
    """Rules in which every word that a value may take occurs."""
    base = rules()
    hints = get_type_hints(Rules)
    found = [base, replace(base, quorum=None), replace(base, blank=None)]
    for field in fields(Rules):
        words_of = [w for w in get_args(hints[field.name]) if isinstance(w, str)]
        found += [replace(base, **{field.name: word}) for word in words_of]
    found += [replace(base, marks=scheme) for scheme in ("S1", "S2", "S3", "S4", "S5")]
    found += [replace(base, blank=mark) for mark in Mark]
    for share in (more_than("1/2", "due"), at_least("2/3", "registered")):
        found.append(replace(base, quorum=share, majority=share, separate_vote=share))
    for kind in ("ratio", "plus", "equal", "any"):
        found.append(replace(base, differential=Differential(kind)))
    found.append(
        replace(base, differential=Differential("ratio", at_most=more_than("1/5", "due").fraction))
    )
    found.append(
        replace(base, differential=Differential("plus", at_most=more_than("1", "due").fraction))
    )
    for needs in ("after_against", "one_for_one", "free"):
        for who in ("anyone", "electors", "members"):
            for unmarked in ("for", "abstain", "void"):
                found.append(replace(base, write_in=WriteInRule(True, needs, who, unmarked)))
    found.append(replace(base, write_in=WriteInRule(False, "free", "anyone", "for")))
    for flag in (True, False):
        found.append(replace(base, invalid_review=flag, tie_needs_majority=flag))
    ways = ("separate_vote", "reduce_seats", "ask_superior")
    for mask in range(8):
        some = tuple(way for i, way in enumerate(ways) if mask >> i & 1)
        found.append(replace(base, fewer_than_seats=some))
    return found


def test_every_value_has_a_sentence() -> None:
    assert set().union(*(unworded(held, SOURCES) for held in variants())) == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sentences_are_whole_in_both_languages(language: str) -> None:
    for held in variants():
        for section in profile_sections(held, SOURCES, words(language), language):
            for sentence in section.sentences:
                assert "%(" not in sentence.text
                assert "{" not in sentence.text


def test_a_contest_s_threshold_is_told_as_a_number() -> None:
    held = replace(contest(due=302), sources=SOURCES)
    texts = [s.text for section in rule_sections(held, str, "en") for s in section.sentences]
    assert any("at least 152" in text for text in texts)


def test_chinese_needs_no_web_request() -> None:
    code = (
        "import sys\nfrom kiosk.words.rules import words\n"
        "assert words('zh')('half') == '二分之一'\n"
        "assert 'flask' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_line_breaks_between_characters_or_at_spaces_and_never_before_a_comma() -> None:
    assert list(wrapped("到会人数超过，方可进行", 12)) == ["到会人数超", "过，方可进行"]
    assert list(wrapped("more than half", 9)) == ["more than", "half"]
    assert table([("甲", "a"), ("bb", "乙")], (0, 0)) == "甲  a\nbb  乙"


@pytest.mark.parametrize("office", OFFICES)
def test_thresholds_stay_exact_fractions(office: str) -> None:
    held, _ = profiles.resolve(profiles.load("cppcc"), {}, office)
    assert isinstance(held.quorum, Threshold)
    assert held.quorum.fraction.denominator == 3


@pytest.mark.parametrize("arguments", [["profile", "show", "cppcc"], ["decide", "-"]])
def test_rules_alone_load_nothing_that_only_papers_pages_or_logs_need(arguments: list[str]) -> None:
    """Heavy imports are why a command line starts slowly."""
    code = (
        "import sys\nfrom kiosk.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'flask', 'pydantic', 'sqlite3', 'reportlab', 'fontTools', 'serial', 'babel'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=json.dumps(QUESTION),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
