"""Where the sheets of a job go: to memory for a browser, or on to the print system."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from counting.model.refusal import Refusal
from counting.model.state import PrintRun, Round
from counting.rounds.history import pages_of
from counting.steps.messages import find_round
from counting.store import Store
from hardware.printers.cups import Cups, HandingOver
from hardware.printers.printer import Media, PaperOptions
from kiosk.printshop.files import RefusedPrint

Outlet = io.BytesIO | HandingOver

_SIZES: Final[Mapping[int, Media]] = {148: "A5", 210: "A4", 297: "A3"}  # millimetres, short edge


@contextmanager
def outlet(
    store: Store, run: PrintRun, printer: str | None, system: Cups | None
) -> Iterator[Outlet]:
    """A file for the sheets of a run; `printer` None is memory.

    What goes to a printer is held by the print system until `release`. RefusedPrint with
    `printer.unknown` and what `find_round` refuses.
    """
    if printer is None:
        yield io.BytesIO()
        return
    if system is None:
        raise RefusedPrint(Refusal("printer.unknown", {"printer": printer, "known": ""}))
    title = f"Scrutineer {run.purpose} {run.contest}"
    with system.handing_over(printer, title, _paper(store, run)) as handing:
        yield handing


def release(system: Cups | None, job: str) -> Refusal | None:
    """Let a printer have the sheets of a job, or else take them back from it and say why."""
    if system is None:
        return Refusal("printer.no_answer", {"problem": "closed"})
    refusal = system.release(job)
    if refusal:
        system.cancel(job)
    return refusal


def _paper(store: Store, run: PrintRun) -> PaperOptions:
    state = store.state()
    round_ = find_round(state, run.contest, run.round)
    if not isinstance(round_, Round):
        raise RefusedPrint(round_)
    pages = pages_of(state, round_)
    short = round(min(pages[0].width, pages[0].height))
    return PaperOptions(_SIZES[short], two_sided=len(pages) > 1)
