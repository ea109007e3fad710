"""The command line speaks one language, the user's: help, usage errors, answers and refusals."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kiosk.cli import COMMANDS, main
from kiosk.words import LANGUAGES, cli, terms
from tests.kit.command_line import document, run, write
from tests.kit.congress import contest_object, definition_object

ROOT = Path(__file__).resolve().parents[3]
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
# Two words of small letters in a row: no name of an option, a file or a format is like that.
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]?[a-z]+ [a-z]{2,}(?![\w./:-])")
SOURCES = [
    ROOT / "kiosk" / "cli.py",
    ROOT / "kiosk" / "console.py",
    *sorted((ROOT / "kiosk" / "commands").glob("*.py")),
    *sorted((ROOT / "kiosk" / "demo").glob("*.py")),
]
SPEAKING = {"Answer", "BadParameter", "UsageError", "echo", "fail", "section", "show", "tell"}
WORDED = {"sentence", "say", "usage_error", "stated", "problem_lines"}  # these look words up
LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}")
NOT_SAID = {"document"}
HELP = {"help", "short_help", "epilog"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SCRUTINEER_LANG", request.param)
    return str(request.param)


def foreign(text: str, language: str) -> list[str]:
    """What of a text is not in its language; the names of commands are in none."""
    text = re.sub(r"scrutineer [a-z-]+", "", text)
    if language == "en":
        return CHINESE.findall(text)
    return [found for line in text.splitlines() for found in ENGLISH.findall(line)]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_all_help_is_in_the_users_language(command: str, language: str) -> None:
    text = run(*filter(None, (command, "--help"))).stdout
    assert foreign(text, language) == []
    assert ("用法:" if language == "zh" else "Usage:") in text
    assert bool(CHINESE.search(text)) == (language == "zh")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_explained(command: str, language: str) -> None:
    found = main.get_command(click.Context(main), command)  # type: ignore[attr-defined]
    assert cli.about(command, language)
    for parameter in found.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert cli.option(command, parameter.opts[0].lstrip("-"), language)


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("print",),
        ("print", "--no-such-option"),
        ("print", "hall", "--contest", "c"),
        ("print", "hall", "--contest", "c", "--out", "b.pdf", "--quantity", "many"),
        ("print", "hall", "--contest"),
        ("document", "hall", "--kind", "poem", "--format", "pdf", "--out", "p.pdf"),
        ("document", "hall", "--kind", "rules", "--format", "pdf", "--out", "p", "--round", "1"),
        ("sleeves", "hall", "--contest", "c", "--numbers", "0-9", "--out", "s.pdf"),
        ("sleeves", "hall", "--contest", "c", "--numbers", "x", "--out", "s.pdf"),
        ("cards", "hall", "--contest", "c"),
        ("cards", "hall", "--contest", "c", "--header", "1", "--out", "h.pdf"),
        ("station", "hall", "--contest", "c", "--reader", "x", "--exit-idle", "nan"),
        ("station", "hall", "--contest", "c", "--reader", "x", "--exit-idle", "-1"),
        ("template", "t.xlsx", "--of", "hall"),
        ("status", "hall", "more"),
        ("demo", "--once=yes"),
    ],
)
def test_every_usage_error_is_in_the_users_language(
    arguments: tuple[str, ...], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "d.json", definition_object())
    assert run("init", "hall", "d.json").exit_code == 0
    wrong = run(*arguments)
    assert wrong.exit_code == 2
    assert foreign(wrong.stderr, language) == []
    assert bool(CHINESE.search(wrong.stderr)) == (language == "zh")


def test_every_answer_is_in_the_users_language(language: str, tmp_path: Path) -> None:
    contest = contest_object(title="CONTEST")
    people = [
        candidate | {"name": "甲" * (3 - n)} for n, candidate in enumerate(contest["candidates"])
    ]
    given = definition_object(title="TITLE", contests=[contest | {"candidates": people}])
    definition = write(tmp_path / "d.json", given)
    hall, mangled = tmp_path / "hall", tmp_path / "mangled.json"
    mangled.write_bytes(b"\xff\xfe")
    order = ("--contest", "committee", "--out")
    answers = [
        run("check", definition),
        run("init", hall, definition),
        run("seal", hall),
        run("rehearse", hall, tmp_path / "again"),
        run("print", hall, *order, tmp_path / "b.pdf", "--quantity", 2, "--proof"),
        run("print", hall, *order, tmp_path / "t.pdf", "--quantity", 2, "--test-deck"),
        run("sleeves", hall, *order, tmp_path / "s.pdf", "--numbers", "1-2"),
        run("cards", hall, *order, tmp_path / "k.pdf"),
        run("cards", hall, *order, tmp_path / "h.pdf", "--header", "1:50"),
        run("template", tmp_path / "t.xlsx"),
        run("template", tmp_path / "l.xlsx", "--roll"),
        run("verify", hall),
        run("order", "甲", "\U0002a6d6"),
        run("export", hall, "--format", "xlsx", "--out", tmp_path / "r.xlsx"),
        run("check", tmp_path / "nothing.json"),
        run("check", mangled),
        run("--version"),
    ]
    for answer in answers:
        said = answer.stderr.replace("甲", "").replace("\U0002a6d6", "").replace("委员会", "")
        said += answer.stdout if answer.stdout.startswith("scrutineer") else ""
        assert foreign(said, language) == [], said
        assert bool(CHINESE.search(said)) == (language == "zh"), said


def test_every_part_that_verify_checks_has_words(language: str, tmp_path: Path) -> None:
    run("init", tmp_path / "hall", write(tmp_path / "d.json", definition_object()))
    ran = run("verify", tmp_path / "hall", "--backup", tmp_path / "hall", "--json")
    checked = set(document(ran)["checked"])
    assert {"chain", "backup"} <= checked
    assert checked <= terms(language)["parts"].keys()


def test_what_a_list_added_is_told_before_what_was_printed(language: str, tmp_path: Path) -> None:
    definition = write(tmp_path / "d.json", definition_object(title="TITLE"))
    run("init", tmp_path / "hall", definition)
    roll = tmp_path / "roll.csv"
    roll.write_text("姓名,代表团\n甲,\n", encoding="utf-8")
    ran = run("badges", tmp_path / "hall", "--roll", roll, "--out", tmp_path / "b.pdf")
    assert ran.exit_code == 0, ran.stderr
    entered, printed = ran.stderr.splitlines()
    assert entered.startswith(str(roll))
    assert printed.startswith(str(tmp_path / "b.pdf"))
    assert foreign(ran.stderr, language) == []


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("print", "hall"), "缺少“--contest”。", "'--contest' is missing."),
        (("document", "hall"), "缺少“--kind”。可选：", "'--kind' is missing. Choose from:"),
        (("seal",), "缺少“DIR”。", "'DIR' is missing."),
        (
            ("sleeves", "hall", "--numbers", "5-1", "--out", "x.pdf"),
            "“5-1”前大后小，应写成 1-5。",
            "5-1 runs backwards; write 1-5.",
        ),
    ],
)
def test_what_is_wrong_with_an_option_is_said_in_the_marks_of_the_language(
    arguments: tuple[str, ...], zh: str, en: str, language: str, tmp_path: Path
) -> None:
    (tmp_path / "hall").mkdir()
    ran = run(arguments[0], *(tmp_path / a if a == "hall" else a for a in arguments[1:]))
    assert ran.exit_code == 2
    assert {"zh": zh, "en": en}[language] in ran.stderr


@pytest.mark.parametrize("name", ["y", "missing.toml"])
def test_a_file_that_is_wrong_is_named_once(name: str, tmp_path: Path) -> None:
    if name == "y":
        (tmp_path / name).write_text("title='x'")
    ran = run("check", tmp_path / name)
    assert ran.exit_code == 2
    assert ran.stderr.count(f"{name}: ") == 1


def test_the_language_of_the_environment_is_clicks_too(tmp_path: Path) -> None:
    chinese = "“--backup”的值不对：'nowhere' 不存在。"
    english = "Invalid value for '--backup': Path 'nowhere' does not exist."
    for variables, words in (
        ({"LANG": "zh_CN.UTF-8"}, chinese),
        ({"LANG": "C"}, chinese),
        ({"LANG": "zh_CN.UTF-8", "SCRUTINEER_LANG": "en"}, english),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh"}, english),
    ):
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("LC_", "LANG", "SCRUT"))}
        ran = subprocess.run(
            [sys.executable, "-m", "kiosk.cli", "verify", "hall", "--backup", "nowhere"],
            env=kept | variables | {"PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
        )
        assert words in ran.stderr


def literals(node: ast.AST) -> Iterator[str]:
    """Text with letters within an expression, but for what is looked up in the tables of words."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in WORDED:
            return
        case ast.Call(func=function, args=args, keywords=keywords):
            inner = [function, *args, *(k.value for k in keywords if k.arg not in NOT_SAID)]
        case ast.Constant(value=str(text)):
            # The form of a code or of an address is the same in every language.
            if LETTERS.search(re.sub(r"\[[a-z._]+\]|http://", "", text)):
                yield text
            return
        case ast.Subscript(value=value):
            inner = [value]
        case _:
            inner = list(ast.iter_child_nodes(node))
    for child in inner:
        yield from literals(child)


def said_in(source: str, place: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        parts = [word.value for word in node.keywords if word.arg in HELP]
        if called in SPEAKING:
            parts += [*node.args, *(k.value for k in node.keywords if k.arg not in NOT_SAID)]
        yield from (f"{place}:{node.lineno}: {text}" for part in parts for text in literals(part))


def test_the_source_says_nothing_beside_the_tables_of_words() -> None:
    sources = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in SOURCES}
    assert [said for place, text in sources.items() for said in said_in(text, str(place))] == []


@pytest.mark.parametrize(
    "source",
    [
        'tell(f"{out}: {pages} pages")',
        'raise click.UsageError("--out FILE or --json")',
        'Answer(document={"a": 1}, lines=("all done",))',
        'click.option("--x", help="What x is.")',
    ],
)
def test_the_scan_of_the_source_finds_what_is_said(source: str) -> None:
    assert list(said_in(source, "planted"))
