"""`scrutineer order`: names by strokes, one a line, and what could not be placed."""

import json

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main

RARE = "王\U0002a6d6"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["order", *arguments], env={"SCRUTINEER_LANG": "en"})


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "田富\n田大利\n"),
        (("--rule", "surname_strokes"), "田富\n田大利\n"),
        (("--rule", "full_name_strokes"), "田大利\n田富\n"),
    ],
)
def test_names_stand_one_a_line(options: tuple[str, ...], expected: str) -> None:
    result = run(*options, "田大利", "田富")
    assert (result.exit_code, result.stdout, result.stderr) == (0, expected, "")


def test_a_name_that_cannot_be_placed_is_on_standard_error_only_and_the_status_says_so() -> None:
    result = run(RARE, "田富", "丁一")
    assert (result.exit_code, result.stdout) == (1, "丁一\n田富\n")
    assert "U+2A6D6" in result.stderr
    assert "[order.unplaced]" in result.stderr


def test_json_also_lists_the_characters_of_unknown_sequence() -> None:
    result = run("--json", RARE, "田富", "丁一")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "rule": "surname_strokes",
        "names": ["丁一", "田富"],
        "unplaced": [RARE],
        "unknown": [{"name": RARE, "character": "\U0002a6d6", "codepoint": "U+2A6D6"}],
    }


@pytest.mark.parametrize("arguments", [(), ("--rule", "pinyin", "田富")])
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
