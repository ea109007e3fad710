"""The print page in every state that it can be in, for tests that look at it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from counting.model.refusal import Problem, Refusal
from hardware.printers.printer import Printer
from tests.kit.web_pages import Showcase, print_job, print_run, sealed

HASH = "3e6c636bc668c2367b9e0150cebfb3bbf34994c743b301d2967f1ee7196ce241"
LONG = "The printer may not exist or is unavailable at this time."
PRINTERS = (
    Printer("hall-laser", "idle", ""),
    Printer("HP_LaserJet_Pro_M404dn_secretariat", "printing", LONG),
    Printer("old", "stopped", "media-empty-error"),
)


def _empty(room: Showcase) -> None:
    room.desk.show()


def _running(room: Showcase) -> None:
    _recorded(room)
    room.desk.there = PRINTERS
    at_printer = {"printer": PRINTERS[1].name, "batch": 2, "made": 305, "cancellable": True}
    room.desk.show(
        print_job(6, "waiting", cancellable=True),
        print_job(5, "making", made=128, cancellable=True),
        print_job(4, "sending", printer="hall-laser", made=305),
        print_job(3, "queued", words=LONG, **at_printer),
        print_job(2, "printing", words="Printing page 17, 6%.", **at_printer),
    )


def _ended(room: Showcase) -> None:
    _recorded(room)
    room.desk.there = PRINTERS[:1]
    glyph = Problem(
        "glyph.missing",
        "contests.committee.candidates.c05",
        {"character": "𰀀", "codepoint": "U+30000"},
    )
    jam = {"printer": "hall-laser", "problem": "Paper jam in tray 2. " + LONG}
    at_printer = {"printer": "hall-laser", "batch": 2}
    deck_files = ("pdf", "cover", "expected.pdf", "expected.json")
    room.desk.show(
        print_job(9, files=("pdf", "cover"), batch=3),
        print_job(8, files=deck_files, batch=4, purpose="test_deck", quantity=60, spare=0),
        print_job(7, files=("pdf",), batch=5, secret=True),
        print_job(6, batch=6, secret=True, taken=True),
        print_job(5, printer="hall-laser", batch=7, files=("cover",)),
        print_job(4, "failed", troubles=(glyph,), contest="delegates"),
        print_job(3, "failed", troubles=(Problem("printer.job_failed", "", jam),), **at_printer),
        print_job(2, "cancelled", **at_printer),
        print_job(1, "cancelled"),
    )


def _silent(room: Showcase) -> None:
    problem = "Scheduler is not running."
    room.desk.there = Refusal("printer.no_answer", {"problem": problem})
    room.desk.show()


def _recorded(room: Showcase) -> None:
    round_ = room.state().current("committee")
    assert round_ is not None
    runs = (
        print_run(batch=1, sha256=HASH),
        print_run(10, 0, batch=2, purpose="specimen", sha256=HASH),
        print_run(batch=3, reprint_of=1, reason="纸张受潮，全部作废，由监票人监督销毁"),
        print_run(60, 0, batch=4, purpose="test_deck", sha256=HASH),
    )
    room.show(replace(round_, printed=runs))


STATES: Mapping[str, Callable[[Showcase], None]] = {
    "empty": _empty,
    "running": _running,
    "ended": _ended,
    "silent": _silent,
}


def room_in(state: str) -> Showcase:
    """A room whose print desk is in a state."""
    room = Showcase(sealed(), current=15)
    STATES[state](room)
    return room
