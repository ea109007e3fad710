"""Printing a batch as one act: the PDF whole or not at all, and its event in the log."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from counting.ballot_code import TOKEN_DIGITS, Purpose
from counting.model import InputError, Problem, Refusal, Seal
from counting.rounds import pages_of
from counting.state import ContestState
from counting.steps.base import find_contest
from counting.steps.paper import BatchPrinted, RecordPrinted
from counting.store import Store
from counting.store.store import FILE
from kiosk.bootstrap import MEETING_FILE
from printing.ballots import PrintedResult, Progress, print_batch
from printing.output import whole_file
from printing.proof import decode_pdf


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: `quantity` ballots and `spare` ones, or that many specimens."""

    contest: str
    quantity: int
    spare: int = 0
    purpose: Purpose = "ballot"
    round: int | None = None
    reprint_of: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """The batch as the log numbers it, and the file's facts."""

    batch: int
    result: PrintedResult


class _NotPrinted(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def sealed(store: Store) -> Seal | Refusal:
    """What was sealed, or why nothing can be printed yet."""
    state = store.state()
    if state.congress is None:
        return Refusal("congress.not_defined")
    return state.seal or Refusal("congress.not_sealed")


def not_of_the_congress(store: Store, out: Path) -> None:
    """Raise InputError `file.of_the_congress` rather than print over a database of the congress."""
    inside = out.parent.resolve() == store.directory.resolve()
    if inside and any(out.name.startswith(name) for name in (FILE, MEETING_FILE)):
        raise InputError((Problem("file.of_the_congress", str(out)),))


def print_order(store: Store, order: Order, out: Path) -> Printed | Refusal:
    """Print to the file `out` and record the batch. On any failure there is neither file nor event.

    Raises InputError `layout.*`, `print.*`, `file.unwritable`.
    """
    not_of_the_congress(store, out)
    try:
        with whole_file(out) as file:
            printed = print_into(store, order, file)
            if isinstance(printed, Refusal):
                raise _NotPrinted(printed)
            return printed
    except _NotPrinted as error:
        return error.refusal
    except OSError as error:
        what = {"problem": error.strerror or str(error)}
        raise InputError((Problem("file.unwritable", str(out), what),)) from error


def print_into(
    store: Store,
    order: Order,
    file: BinaryIO,
    *,
    progress: Progress | None = None,
    deliver: Callable[[PrintedResult], None] | None = None,
) -> Printed | Refusal:
    """Print into an open file; then `deliver` it (to a printer, say); then record the batch.

    What is refused, or ended by an exception of `progress` or `deliver`, is not recorded.
    Raises InputError `layout.*`, `print.*`.
    """
    seal = sealed(store)
    if isinstance(seal, Refusal):
        return seal
    contest = find_contest(store.state(), order.contest, order.round)
    if isinstance(contest, Refusal):
        return contest
    result = print_batch(
        seal,
        order.contest,
        contest.round,
        order.quantity,
        order.spare,
        purpose=order.purpose,
        key=store.ballot_key,
        tokens=_tokens() if contest.contest.identification == "token" else None,
        out=file,
        contest=contest.contest,
        pages=pages_of(store.state(), contest),
        progress=progress,
    )
    if deliver:
        deliver(result)
    return _record(store, order, result)


def _record(store: Store, order: Order, result: PrintedResult) -> Printed | Refusal:
    answer = store.execute(
        RecordPrinted(
            order.contest,
            order.purpose,
            order.quantity,
            order.spare,
            result.fonts,
            result.sha256,
            order.reprint_of,
            order.reason,
            order.round,
        )
    )
    if isinstance(answer, Refusal):
        return answer
    (event,) = answer.events
    assert isinstance(event, BatchPrinted)
    return Printed(event.batch, result)


def _tokens() -> Iterator[str]:
    """Random tokens, all different; nothing keeps them once they are drawn."""
    drawn: set[str] = set()
    while True:
        token = f"{secrets.randbelow(10**TOKEN_DIGITS):0{TOKEN_DIGITS}}"
        if token not in drawn:
            drawn.add(token)
            yield token


def proof(store: Store, contest: ContestState, pdf: Path) -> list[str]:
    """The code of each page of a printed PDF, decoded from its pixels; "" where none was read."""
    areas = [page.barcode for page in pages_of(store.state(), contest)]
    return list(decode_pdf(pdf, areas=areas))
