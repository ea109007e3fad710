"""What tests of commands begin with: a definition's file, and a congress sealed from it."""

from pathlib import Path

import pytest

from tests.kit.command_line import run, write
from tests.kit.congress import definition_object


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    return write(tmp_path / "definition.json", definition_object())


@pytest.fixture
def sealed(tmp_path: Path, definition: Path) -> Path:
    hall = tmp_path / "hall"
    assert run("init", hall, definition).exit_code == 0
    assert run("seal", hall).exit_code == 0
    return hall
