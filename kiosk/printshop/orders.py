"""What may be ordered at the print desk; every problem at the field of the form it stands in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from counting.model.election import Mode
from counting.model.reading import Purpose
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import PrintRun
from counting.steps.messages import find_round
from counting.store import Store
from hardware.printers.printer import Printer

ALLOWED: Final[Mapping[Mode, tuple[Purpose, ...]]] = {
    Mode.REHEARSAL: ("ballot", "specimen", "test_deck"),
    # Until there are accounts nobody can be held to what an official congress prints.
    Mode.OFFICIAL: ("specimen",),
}
_FIELDS: Final = {
    "print.quantity": "quantity",
    "print.unknown_batch": "reprint_of",
    "print.other_purpose": "reprint_of",
    "print.needs_reason": "reason",
}

Printers = Callable[[], tuple[Printer, ...] | Refusal]


def order_problems(
    store: Store, run: PrintRun, printer: str | None, printers: Printers
) -> tuple[Problem, ...]:
    """All that is wrong with an order now; `printers` tells those of this machine.

    Codes as of `find_round` and of printing, `print.accounts_needed`, `printer.*`.
    """
    state = store.state()
    round_ = find_round(state, run.contest, run.round)
    if isinstance(round_, Refusal):
        return (as_problem(round_),)
    if run.purpose not in ALLOWED[state.mode]:
        facts = {"contest": round_.contest.id, "purpose": run.purpose}
        return (Problem("print.accounts_needed", "purpose", facts),)
    problems = _of_printing(store, run)
    if printer is not None:
        problems += _of_the_printer(printer, printers())
    return tuple(problems)


def as_problem(refusal: Refusal, field: str = "") -> Problem:
    """A refusal at a field of the form; "" is the form as a whole."""
    return Problem(refusal.code, field, refusal.facts)


def _of_printing(store: Store, run: PrintRun) -> list[Problem]:
    from kiosk.printshop.runs import may_print

    try:
        refusal = may_print(store, run)
    except InputError as error:
        return [replace(p, place=_FIELDS.get(p.code, p.place)) for p in error.problems]
    return [as_problem(refusal, _FIELDS.get(refusal.code, ""))] if refusal else []


def _of_the_printer(name: str, printers: tuple[Printer, ...] | Refusal) -> list[Problem]:
    if isinstance(printers, Refusal):
        return [as_problem(printers, "printer")]
    names = [printer.name for printer in printers]
    if name in names:
        return []
    return [Problem("printer.unknown", "printer", {"printer": name, "known": ", ".join(names)})]
