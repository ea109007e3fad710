"""docs/commands.md: every command is there with its keys, and its examples run as they stand."""

import json
import re
from pathlib import Path

import pytest

from counting.input.forms import fields_of
from counting.steps.codec import COMMANDS, parse_command
from tests.kit.command_line import document, lines, run, write
from tests.kit.congress import contest_object, definition_object

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(jsonl?)\n(.*?)```", PAGE, re.DOTALL)
STORIES = [block.splitlines() for kind, block in BLOCKS if kind == "jsonl"]
EXAMPLES = [line for _, block in BLOCKS for line in block.splitlines()]
ROWS = [line for line in PAGE.splitlines() if line.startswith("|")]
# Said once for all commands, above the tables; and inner parts, which examples show.
EVERYWHERE = {"round", "reading"}


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    people = [{"id": f"c0{n}", "name": name} for n, name in enumerate(("丁岚", "于海", "马兰"), 1)]
    contest = contest_object(candidates=people, write_in_lines=2)
    path = write(tmp_path / "definition.json", definition_object(contests=[contest]))
    assert run("init", tmp_path / "hall", path).exit_code == 0
    assert run("seal", tmp_path / "hall").exit_code == 0
    return tmp_path / "hall"


@pytest.mark.parametrize("story", STORIES, ids=["to the result", "putting right"])
def test_every_line_of_a_story_is_carried_out(hall: Path, story: list[str]) -> None:
    handle = None
    for line in story:
        command = json.loads(line)
        if named := command.get("reading"):
            command["reading"] = [handle] if isinstance(named, list) else handle
        (answer,) = lines(run("apply", hall, "-", given=json.dumps(command)))
        assert "refused" not in answer, (line, answer)
        handle = answer.get("reading", handle)
    (contest,) = document(run("status", hall))["contests"]
    assert contest["phase"] in ("certified", "released")


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_is_a_command(line: str) -> None:
    parse_command(line)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_an_example_and_a_row_with_all_its_keys(command: str) -> None:
    assert any(json.loads(line)["command"] == command for line in EXAMPLES)
    told = " ".join(row for row in ROWS if f"`{command}`" in row)
    keys = set(fields_of(COMMANDS[command]))
    assert "round" in keys
    assert {key for key in keys - EVERYWHERE if f"`{key}`" not in told} <= {"contest", "batch"}
