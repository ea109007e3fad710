"""What the web face needs to know of one congress: a protocol and the views it hands over.

The kiosk's composition root implements `Hall`; nothing here knows a store, a port or a clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from counting.model import Refusal, SheetStatus
from counting.state import State

VerdictKind = Literal["counted", "person", "refused", "undone"]
ItemStatus = Literal["waiting", "current", "closed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a station answered to one sheet or frame.

    `number` rises with every verdict of the station, so that a page knows a new one from the
    same one. `refusal` holds code and facts of a refused frame, or of what people must judge.
    `sleeve` is the numbered sleeve of a sheet that went to people. `undone`: the last sheet was
    taken back.
    """

    number: int
    kind: VerdictKind
    sheet: SheetStatus | None = None
    refusal: Refusal | None = None
    sleeve: int | None = None


@dataclass(frozen=True, slots=True)
class StationView:
    """One counting station as its screen shows it. Counts are sheets; `verdicts` newest first."""

    id: str
    contest: str
    round: int
    batch: str | None
    pass_number: int
    teller: str
    reader: str
    simulated: bool
    connected: bool
    verdicts: tuple[Verdict, ...] = ()
    in_hand: bool = False
    cards: int = 0
    batch_counted: int = 0
    batch_size: int | None = None
    contest_counted: int = 0
    returned: int | None = None


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


class Hall(Protocol):
    """One congress, as the web face sees it. Every method may be called from any thread."""

    def state(self) -> State: ...

    def stations(self) -> Sequence[StationView]: ...

    def agenda(self) -> AgendaView: ...

    def paper(self, kind: str, form: str, contest: str | None) -> bytes | Refusal:
        """A paper as a file, of all contests or of one; `form` is docx or pdf."""
        ...

    def version(self) -> int:
        """A number that rises whenever anything that a page shows has changed."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` (from any thread, quickly) after each change; returns how to stop."""
        ...
