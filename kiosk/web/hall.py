"""What the web face needs to know of one congress: a protocol and the views it hands over.

The kiosk's composition root implements `Hall`; nothing here knows a store, a port or a clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from counting.model.reading import Purpose
from counting.model.refusal import Problem, Refusal
from counting.model.state import State
from kiosk.stations.verdict import StationStatus

ItemStatus = Literal["waiting", "current", "closed"]
PrintState = Literal[
    "waiting", "making", "sending", "queued", "printing", "done", "failed", "cancelled"
]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of the agenda with its times; `expected` differs from `planned` when late."""

    id: str
    item_number: str
    title: str
    minutes: int
    kind: Literal["report", "election", "break", "other"]
    contest: str | None
    status: ItemStatus
    planned: datetime
    expected: datetime


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The agenda in order, and the hall's clock. For the current item `expected` is its start."""

    items: tuple[AgendaLine, ...]
    now: datetime

    @property
    def current(self) -> AgendaLine | None:
        return next((item for item in self.items if item.status == "current"), None)

    @property
    def waiting(self) -> tuple[AgendaLine, ...]:
        return tuple(item for item in self.items if item.status == "waiting")


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What is to be printed, and where: `printer` None means that the browser takes the PDF."""

    contest: str
    round: int
    purpose: Purpose
    quantity: int
    spare: int = 0
    reprint_of: int | None = None
    reason: str = ""
    printer: str | None = None

    @property
    def sheets(self) -> int:
        return self.quantity + self.spare


@dataclass(frozen=True, slots=True)
class PrinterView:
    """A printer of this machine; `words` are its own, "" where it says nothing."""

    name: str
    state: Literal["idle", "printing", "stopped"]
    words: str


@dataclass(frozen=True, slots=True)
class PrintJobView:
    """A print job. `made` sheets of the order's are drawn.

    `batch` is None until the log has recorded it. `words` are the printer's own, `troubles` what
    ended the job or kept it from being cancelled. `files` are those that can be taken now;
    `secret`: a file that is given once, since its codes are all different.
    """

    number: int
    order: PrintOrder
    state: PrintState
    made: int = 0
    batch: int | None = None
    pages: int = 0
    sha256: str | None = None
    words: str = ""
    troubles: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    secret: bool = False
    taken: bool = False
    cancellable: bool = False

    @property
    def running(self) -> bool:
        return self.state not in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A PDF or table to hand to a browser."""

    name: str
    body: bytes


class PrintDesk(Protocol):
    """Printing of one congress. Nothing is loaded for it before something is asked."""

    def purposes(self) -> tuple[Purpose, ...]:
        """What may be printed from here now."""
        ...

    def printers(self) -> tuple[PrinterView, ...] | Refusal:
        """The printers of this machine; Refusal `printer.no_answer`."""
        ...

    def submit(self, order: PrintOrder, form: str) -> int | tuple[Problem, ...]:
        """Take an order; the job's number, or every problem with the field it stands in.

        The same `form` never prints twice: it is answered with the job that it made.
        """
        ...

    def jobs(self) -> tuple[PrintJobView, ...]:
        """The latest jobs, newest first."""
        ...

    def cancel(self, number: int) -> Refusal | None:
        """Cancel a job; Refusal when it is too late, or in the printer's words."""
        ...

    def take(self, number: int, file: str) -> PrintedFile | Refusal:
        """A file of a finished job; Refusal `print.file_gone` when it is kept no more."""
        ...

    def side(self, contest: str, side: int, width: int) -> bytes | Refusal:
        """One side (from 1) of the specimen as a PNG of that many pixels' width.

        Refusal `print.no_such_side` and what refuses to print.
        """
        ...

    def paper(self, kind: str, contest: str) -> PrintedFile | Refusal:
        """Another printed paper of the contest's current round, as `kind` names it."""
        ...


class Hall(Protocol):
    """One congress, as the web face sees it. Every method may be called from any thread."""

    def state(self) -> State: ...

    def stations(self) -> Sequence[StationStatus]: ...

    def agenda(self) -> AgendaView: ...

    def paper(self, kind: str, form: str, contest: str | None) -> bytes | Refusal:
        """A paper as a file, of all contests or of one; `form` is docx or pdf."""
        ...

    def printing(self) -> PrintDesk:
        """Where its ballots are printed."""
        ...

    def version(self) -> int:
        """A number that rises whenever anything that a page shows has changed."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` (from any thread, quickly) after each change; returns how to stop."""
        ...
