"""The sentences of the command line: the same in both languages, and all of them in use."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.words import LANGUAGES, cli
from tools import translations

ROOT = Path(__file__).resolve().parents[3]


def flat(table: object, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(table, str):
        yield at, table
        return
    assert isinstance(table, dict)
    for key, value in table.items():
        yield from flat(value, f"{at}.{key}" if at else key)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_sentences_with_the_same_facts() -> None:
    chinese, english = (dict(flat(cli.tables(language))) for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    unlike = {key for key in chinese if fields(chinese[key]) != fields(english[key])}
    assert unlike == set()


def calls() -> Iterator[tuple[str, set[str]]]:
    """Every sentence that the source asks for, with the facts that it hands over."""
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="sentence" | "usage_error"), keywords=keywords):
                    names = [a.value for a in node.args if isinstance(a, ast.Constant)]
                    if names and len(names) == len(node.args):
                        key = ".".join(names) if len(names) == 2 else f"usage.{names[0]}"
                        yield key, {word.arg or "" for word in keywords}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_asked_for_is_there_and_has_its_facts(language: str) -> None:
    known = dict(flat(cli.tables(language)))
    asked = list(calls())
    assert len(asked) > 15
    for key, facts in asked:
        assert fields(known[key]) <= facts or "" in facts, key


def test_no_sentence_is_said_by_nobody() -> None:
    asked = {key for key, _ in calls()}
    known = {key for key, _ in flat(cli.tables("en")) if key.startswith(("usage.", "done."))}
    assert known - asked == set()


def numbered_places() -> Iterator[str]:
    """The words before the number in places such as `event 5`, as the source makes them."""
    for room in ("counting", "hardware", "kiosk", "printing"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Name(id="Problem"),
                        args=[_, ast.JoinedStr(values=[*_, ast.Constant(value=text), _]), *_],
                    ) if found := re.fullmatch(r"(?:.*: )?([a-z]+) ", text):
                        yield found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_numbered_place_has_words(language: str) -> None:
    words = set(numbered_places())
    assert {"event", "page"} <= words
    for word in words:
        assert "7" in cli.sentence("places", word, language, number=7)


def test_the_words_of_click_are_whole_and_compiled() -> None:
    assert translations.main(["--check"]) == 0
