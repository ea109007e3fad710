"""A print system that hangs holds no page: what was known stands until it answers."""

import os
import stat
import threading
from pathlib import Path

import pytest

from counting.model.refusal import Refusal
from hardware.printers.cups import Cups
from kiosk.printshop import printer_list
from kiosk.printshop.printer_list import Listing, PrinterList
from tests.kit.patience import PATIENCE, eventually


class Asked:
    """Somebody who asks a print system that answers when the test says so."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.times = 0

    def __call__(self) -> Listing:
        self.times += 1
        assert self.may_answer.wait(PATIENCE)
        return ()


def test_before_the_first_answer_it_is_said_that_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printer_list, "_FIRST", 0)
    ask, told = Asked(), threading.Event()
    printers = PrinterList(ask, told.set)
    assert printers.known == Refusal("printer.asking")
    assert printers.known == Refusal("printer.asking")
    assert ask.times == 1  # one program at a time, however many pages ask
    ask.may_answer.set()
    assert told.wait(PATIENCE)
    assert printers.known == ()


def test_a_stale_list_stands_while_it_is_asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer_list, "FRESH", 0)
    ask = Asked()
    ask.may_answer.set()
    printers = PrinterList(ask, lambda: None)
    eventually(lambda: printers.known == ())
    eventually(lambda: printers.known == () and ask.times > 1)
    ask.may_answer.clear()
    assert printers.known == ()
    ask.may_answer.set()  # nobody waits on when the test is over


@pytest.mark.skipif(os.name == "nt", reason="CUPS is asked elsewhere only")
def test_a_program_that_never_ends_is_ended_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lp", "lpstat", "cancel"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n(while :; do read x < /dev/tty || sleep 60; done) & wait\n")
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr("hardware.printers.cups.LISTING", 0.1)
    system = Cups({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    answer = system.printers()
    assert isinstance(answer, Refusal)
    assert answer.code == "printer.no_answer"
    system.close()
