"""The count as a station sees it: a few calls that the store answers."""

from collections.abc import Callable
from typing import Protocol

from counting.model.refusal import Refusal
from counting.model.state import LaneKey, State
from counting.steps.messages import Command
from counting.steps.sheets import ReadingRecorded


class Committed(Protocol):
    """A command that was carried out and is on the disk."""

    @property
    def recorded(self) -> ReadingRecorded | None: ...


class Desk(Protocol):
    """Where commands are carried out; `counting.store.Store` is one.

    `execute` returns after the commit. `subscribe` calls back on a thread that must not wait.
    `lease` gives one pass over one batch to one owner, for as long as it is renewed.
    """

    @property
    def ballot_key(self) -> bytes: ...
    def state(self) -> State: ...
    def refresh(self) -> State: ...
    def execute(self, command: Command) -> Committed | Refusal: ...
    def lease(self, lane: LaneKey, owner: str) -> Refusal | None: ...
    def release(self, owner: str) -> None: ...
    def subscribe(self, listener: Callable[[State], None]) -> Callable[[], None]: ...
