"""Every code that the program can give has words in both languages, and they name real facts."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.exchange.decide import decide
from kiosk.words import COUNTED, LANGUAGES, MISSING, UNKNOWN, entries, language_of, say, term, terms
from tests.elections.test_decide_cases import CASES, question

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("counting", "hardware", "printing", "kiosk")
# The values that carry a code, and where their facts stand among the arguments.
CARRIERS = {"Refusal": 1, "Finding": 1, "Problem": 2}


CODE = re.compile(r"[a-z_]+\.(?!db$|html$|json$|pdf$|toml$)[a-z_]+")
NOT_CODES = {
    "ballot.colour",  # keys of a definition
    "ballot.layout",
    "ballot.mark_position",
    "ballot.paper",
    "ballot.size",
    "counting.names",  # packages whose data is read
    "counting.rules",
    "electors.due",
    "hardware.readers",
    "overrides.blank",
    "people.chief",
    "people.conveners",
    "people.presidium",
    "people.scrutineers",
    "people.secretary_general",
    "people.tellers",
    "pre_election.by",
    "pre_election.formal_candidates",
    "separate_vote.base",
    "separate_vote.compare",
    "separate_vote.fraction",
    "write_in.unmarked",  # keys of rules that have a source of their own
    "write_in.who",
}
Scope = dict[str, list[ast.expr]]


@dataclass(frozen=True)
class Use:
    """One place in the source that gives a code; `facts` None: not to be read from the source."""

    code: str
    place: str
    facts: frozenset[str] | None


def name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
    return ""


def literal_codes(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=body, orelse=orelse):
            yield from literal_codes(body)
            yield from literal_codes(orelse)


def keys_of(value: ast.expr, scope: Scope) -> frozenset[str] | None:
    """Keys that a dict always has, as far as the source says so plainly; else None."""
    match value:
        case ast.Dict(keys=keys, values=values):
            found: set[str] = set()
            for key, item in zip(keys, values, strict=True):
                match key:
                    case None:
                        inner = keys_of(item, scope)
                    case ast.Constant(value=str(name)):
                        inner = frozenset({name})
                    case _:
                        inner = None
                if inner is None:
                    return None
                found |= inner
            return frozenset(found)
        case ast.Name(id=name) if len(scope.get(name, [])) == 1:
            return keys_of(scope[name][0], scope)
    return None


def assignments(function: ast.AST) -> Scope:
    scope: Scope = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                scope.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                scope.setdefault(name, []).append(value)
    return scope


def facts_of(call: ast.Call, scope: Scope) -> frozenset[str] | None:
    position = CARRIERS[name_of(call.func)]
    named = [word.value for word in call.keywords if word.arg == "facts"]
    given = named or call.args[position : position + 1]
    return keys_of(given[0], scope) if given else frozenset()


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, Scope]]:
    """Every call that carries a code, with what is assigned in the function around it."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    inside = {id(node): function for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in CARRIERS:
            yield node, assignments(inside[id(node)]) if id(node) in inside else {}


def uses() -> list[Use]:
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for call, scope in calls(ast.parse(path.read_text(encoding="utf-8"))):
                named = [word.value for word in call.keywords if word.arg == "code"]
                place = f"{path.relative_to(ROOT)}:{call.lineno}"
                codes = literal_codes((named or call.args)[0])
                found.extend(Use(code, place, facts_of(call, scope)) for code in codes)
    return found


def shaped_like_codes() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT)
            if place.is_relative_to("kiosk/web"):
                continue  # full of names of routes and templates
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Constant(value=str(text)) if CODE.fullmatch(text):
                        yield text, f"{place}:{node.lineno}"


USES = uses()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def fields_of(language: str, code: str) -> set[str]:
    entry = entries(language)[code]
    return set().union(*(fields(entry.get(part, "")) for part in ("heading", "reason", "todo")))


def test_the_source_gives_codes() -> None:
    assert len({use.code for use in USES}) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    wordless = {use.code: use.place for use in USES if use.code not in entries(language)}
    assert wordless == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_is_shaped_like_a_code_has_words(language: str) -> None:
    """Codes also stand in tables; what looks like one and is none is named in `NOT_CODES`."""
    wordless = {
        text: place
        for text, place in shaped_like_codes()
        if text not in entries(language) and text not in NOT_CODES
    }
    assert wordless == {}


def test_both_languages_have_the_same_codes() -> None:
    assert set(entries("zh")) == set(entries("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_whole(language: str) -> None:
    """A heading and a reason, nothing unknown, and `counted` one of four words."""
    wrong = {
        code: entry
        for code, entry in entries(language).items()
        if not {"heading"} <= set(entry) <= {"heading", "reason", "todo", "counted"}
        or not entry["heading"].strip()
        or entry.get("counted", "") not in COUNTED
    }
    assert wrong == {}


def test_both_languages_say_alike_whether_the_sheet_was_counted() -> None:
    shared = set(entries("zh")) & set(entries("en"))
    unlike = {
        code
        for code in shared
        if entries("zh")[code].get("counted") != entries("en")[code].get("counted")
    }
    assert unlike == set()


def test_both_languages_name_the_same_facts() -> None:
    shared = set(entries("zh")) & set(entries("en"))
    unlike = {
        code: (fields_of("zh", code), fields_of("en", code))
        for code in shared
        if fields_of("zh", code) != fields_of("en", code)
    }
    assert unlike == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_name_only_facts_that_are_handed_over(language: str) -> None:
    """A text that asks for a fact that a place does not give would show people a hole there."""
    holes = {
        (use.code, use.place): missing
        for use in USES
        if use.facts is not None
        and use.code in entries(language)
        and (missing := fields_of(language, use.code) - use.facts)
    }
    assert holes == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_without_words_is_told_with_its_facts(language: str) -> None:
    words = say("no.such_code", {"seats": 3}, language)
    assert words.heading == entries(language)[UNKNOWN]["heading"]
    assert "no.such_code" in words.reason
    assert "seats=3" in words.reason


plain = st.text(st.characters(exclude_characters="{}"), max_size=8)


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    code=st.sampled_from(sorted(entries("zh"))),
    facts=st.dictionaries(
        plain, st.none() | st.integers() | plain | st.fractions() | st.lists(plain), max_size=4
    ),
)
def test_no_facts_make_the_words_fail(language: str, code: str, facts: dict[str, object]) -> None:
    words = say(code, facts, language)
    assert words.heading
    assert "{" not in words.heading + words.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_fact_leaves_a_mark(language: str) -> None:
    assert say(UNKNOWN, {"code": "a.b"}, language).reason.count(MISSING) == 1
    assert term("contest", None, language) == MISSING


def test_both_languages_have_words_for_the_same_values() -> None:
    keys = [
        {(name, value) for name, table in terms(language).items() for value in table}
        for language in LANGUAGES
    ]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("name", "value", "language", "said"),
    [
        ("of", "due", "zh", "应到会"),
        ("of", "due", "en", "electors due"),
        ("contest", "due", "en", "due"),
        ("needed", "counting, closed", "zh", "计票中、计票结束"),
        ("needed", 51, "en", "51"),
        ("names", ("王宁", "白露"), "zh", "王宁、白露"),
        ("share", Fraction(1, 2), "en", "1/2"),
    ],
)
def test_values_are_said_in_words(name: str, value: object, language: str, said: str) -> None:
    assert term(name, value, language) == said


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh"),
        ("zh_Hans_CN", "zh"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("fr", "zh"),
        ("", "zh"),
    ],
)
def test_a_language_tag_finds_its_language(tag: str, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_identity_that_may_break_has_its_likely_cause(language: str) -> None:
    holders = ("balances", "row_sums", "offices")
    found = (ROOT / "counting" / "result" / f"{name}.py" for name in holders)
    source = "".join(path.read_text(encoding="utf-8") for path in found)
    identities = set(re.findall(r'"([a-z_+]+[<=]+[a-z0-9_*+]+)"', source))
    assert len(identities) >= 24
    assert identities <= terms(language)["cause"].keys()
    assert identities <= terms(language)["account"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_identity_has_words_of_its_own_and_none_is_said_as_its_code(language: str) -> None:
    accounts = terms(language)["account"]
    assert accounts.keys() == terms(language)["cause"].keys()
    assert accounts.keys() <= entries(language).keys()
    assert not [words for words in accounts.values() if re.search("[=<_*]", words)]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=lambda case: case["name"])
def test_nothing_that_figures_lead_to_is_said_in_codes(case: dict[str, Any]) -> None:
    answer = decide(question(case))
    parts = (answer, *answer.get("offices", ()))
    said = ("errors", "warnings", "sensitivity")
    for finding in (f for part in parts for key in said for f in part.get(key, ())):
        for language in LANGUAGES:
            message = say(finding["code"], finding["facts"], language).message
            assert finding["code"] not in message
            assert not re.search(r"[\[\]{}=_…]|None|True|False", message)
