"""The count as it lies on a disk: read whole, changed in nothing, without any right to write."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from counting.model.state import State
from counting.store.count.journal import CountLog
from counting.store.count.store import FILE
from counting.store.log import Log, Stream
from counting.store.read_only import look

S = TypeVar("S")
E = TypeVar("E")


class Record(Protocol):
    """What can be read of a count, whether it is open for writing or lies as evidence."""

    @property
    def directory(self) -> Path: ...

    @property
    def length(self) -> int: ...

    @property
    def shown_head(self) -> str | None: ...

    def state(self) -> State: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A count as of one moment: `length` of its log, the last head that may be shown."""

    directory: Path
    length: int
    shown_head: str | None
    found: State

    def state(self) -> State:
        """What the log came to."""
        return self.found


def evidence(directory: Path) -> Evidence:
    """The count of a congress directory, also on a write-protected medium.

    Raises InputError `store.missing`, `store.*`, `log.*`.
    """

    def read(log: CountLog) -> Evidence:
        log.catch_up()
        return Evidence(directory, log.length, log.shown_head, log.state)

    return look(directory / FILE, lambda connection: read(CountLog(connection)))


def last_state(path: Path, stream: Stream[S, E]) -> S:
    """What a log beside the count came to; its first state where there is none yet.

    Raises InputError `store.*`, `log.*`.
    """
    if not path.exists():
        return stream.initial

    def read(log: Log[S, E]) -> S:
        log.catch_up()
        return log.state

    return look(path, lambda connection: read(Log(connection, stream)))
