"""How far a print has come is told when it takes long, and never gets in the way of an answer."""

import io

import pytest

from kiosk.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def told(stream: io.StringIO, seconds: float, sheets: int = 1000) -> str:
    """What is told of a print that takes so many seconds."""
    clock = Clock()
    telling = ProgressLine(stream, clock)
    for sheet in range(1, sheets + 1):
        clock.seconds = seconds * sheet / sheets
        telling("print", sheet, sheets)
    telling.close()
    return stream.getvalue()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUTINEER_LANG", "en")


def test_a_quick_print_tells_nothing() -> None:
    assert told(Terminal(), 0.9) == told(io.StringIO(), 0.9) == ""


def test_a_terminal_has_one_line_that_changes() -> None:
    text = told(Terminal(), 20)
    assert text.count("\n") == 1
    assert text.endswith("printing 1000/1000 sheets\n")
    assert 20 < text.count("\r") < 250


def test_elsewhere_there_is_a_line_for_a_tenth_at_most() -> None:
    lines = told(io.StringIO(), 20).splitlines()
    assert len(lines) <= 11
    assert lines[-1] == "printing 1000/1000 sheets"


def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    terminal, clock = Terminal(), Clock()
    telling = ProgressLine(terminal, clock)
    telling("print", 1, 20_000)
    clock.seconds = 2.0
    telling("print", 19_999, 20_000)
    clock.seconds = 3.0
    telling("print", 2, 3)
    *_, last = terminal.getvalue().split("\r")
    assert last.startswith("printing 2/3 sheets ")
    assert len(last) == len("printing 19999/20000 sheets")


def test_each_stage_begins_its_own_second() -> None:
    clock, stream = Clock(), io.StringIO()
    telling = ProgressLine(stream, clock)
    clock.seconds = 5.0
    telling("print", 5, 5)
    telling("proof", 1, 5)
    telling.close()
    assert stream.getvalue() == "printing 5/5 sheets\n"


def test_chinese_is_told_where_it_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUTINEER_LANG", "zh")
    assert "印制 1000/1000 张" in told(io.StringIO(), 20)
