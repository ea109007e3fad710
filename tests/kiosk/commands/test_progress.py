"""How far a print has come is told on standard error, and never gets in the way of an answer."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.command_line import run, write
from tests.kit.congress import definition_object

ORDER = ("--contest", "committee", "--quantity", "40", "--proof")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    definition = write(tmp_path / "definition.json", definition_object())
    assert run("init", tmp_path / "hall", definition).exit_code == 0
    assert run("seal", tmp_path / "hall").exit_code == 0
    return tmp_path / "hall"


def test_a_terminal_has_one_line_a_stage_that_changes(sealed: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    arguments = ["print", str(sealed), *ORDER, "--out", str(tmp_path / "b.pdf")]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", *arguments],
        stderr=theirs,
        env=os.environ | {"SCRUTINEER_LANG": "en"},
        timeout=60,
    )
    os.close(theirs)
    text = b""
    while chunk := _read(ours):
        text += chunk
    os.close(ours)
    assert done.returncode == 0, text
    shown = text.decode()
    for stage in ("printing sheets", "proofing pages"):
        (line,) = (line for line in shown.split("\n") if stage in line)
        assert "40/40" in line
    assert shown.count("\r") > 40
    assert "b.pdf: print run 1, 40 sheets" in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # all was read, and nobody writes any more
        return b""


def test_elsewhere_each_stage_is_named_once(
    sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUTINEER_LANG", "zh")
    told = run("print", sealed, *ORDER, "--out", tmp_path / "b.pdf").stderr
    assert told.splitlines()[:2] == ["正在印制（张）", "正在校验（页）"]
    assert "\r" not in told


def test_who_asks_for_json_is_told_nothing_else(sealed: Path, tmp_path: Path) -> None:
    ran = run("print", sealed, *ORDER, "--json", "--out", tmp_path / "b.pdf")
    assert (ran.exit_code, ran.stderr) == (0, "")
