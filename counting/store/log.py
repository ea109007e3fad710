"""A generic append-only, hash-chained log: its state is the fold of its events."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from counting.model.refusal import InputError, Problem
from counting.steps.event_codec import EventCodec
from counting.store.chain import GENESIS, link

S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Stream(Generic[S, E]):
    """What a log is about: its first state, how events change it, how they are written down."""

    initial: S
    evolve: Callable[[S, E], S]
    codec: EventCodec[E]


class Log(Generic[S, E]):
    """The table `event` of one database, and the state folded from it so far.

    Not thread-safe: one thread owns it. `append` must stand inside a transaction.
    """

    def __init__(self, connection: sqlite3.Connection, stream: Stream[S, E]) -> None:
        self.connection = connection
        self.stream = stream
        self.state: S = stream.initial
        self.length = 0
        self.head = GENESIS

    def catch_up(self) -> None:
        """Fold what others have appended since. Raises InputError `log.*`."""
        rows = self.connection.execute(
            "SELECT seq, body, hash FROM event WHERE seq > ? ORDER BY seq", [self.length]
        ).fetchall()
        for seq, body, stored in rows:
            if seq != self.length + 1 or stored != link(self.head, body):
                raise InputError((Problem("log.broken", f"event {self.length + 1}"),))
            self._fold(self.stream.codec.load(body), stored)

    def append(self, event: E, by: tuple[str, ...] = ()) -> None:
        """Add one event and fold it."""
        body = self.stream.codec.dump(event, by, secrets.token_hex(16))
        head = link(self.head, body)
        self.connection.execute(
            "INSERT INTO event (seq, body, hash) VALUES (?, ?, ?)", [self.length + 1, body, head]
        )
        self._fold(event, head)

    def _fold(self, event: E, head: str) -> None:
        self.state = self.stream.evolve(self.state, event)
        self.length, self.head = self.length + 1, head

    def mark(self) -> tuple[Any, ...]:
        """Where this log stands, to come back to when a transaction fails."""
        return self.state, self.length, self.head

    def rewind(self, mark: tuple[Any, ...]) -> None:
        """Go back to a mark after a rollback."""
        self.state, self.length, self.head = mark
