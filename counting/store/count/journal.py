"""The log of the count with its sheet journal: durable until a batch is closed, then erased.

While a pass over a batch is open, its sheet events stand in the table `journal`, chained to the
event that opened it. Closing appends one event that holds the records sorted by content, and
deletes the journal; `erase` then makes sure that nothing of it is left in the files.
"""

import secrets
import sqlite3
from typing import Any, Final

from counting.model.refusal import InputError, Problem
from counting.model.state import LaneKey, State
from counting.steps.batches import BatchCounted, BatchOpened, PassesDiffered
from counting.steps.codec import EVENTS
from counting.steps.count import CountOpened, CountReopened
from counting.steps.define import CongressSealed
from counting.steps.handle import evolve
from counting.steps.messages import Event, LaneEvent
from counting.steps.recounts import BatchRecounted, BatchWithdrawn, PassAbandoned
from counting.store.chain import link
from counting.store.count import erasure, tokens
from counting.store.log import Log, Stream

COUNT_STREAM: Stream[State, Event] = Stream(State(), evolve, EVENTS)
_SHOWN = (CongressSealed, CountOpened, BatchCounted)
_SUPERSEDING: Final = (PassesDiffered, CountReopened, BatchRecounted, BatchWithdrawn)
ENDING: Final = (BatchCounted, PassAbandoned, *_SUPERSEDING)
"""Events after which the journal of a pass may be gone."""


class CountLog(Log[State, Event]):
    """The log of `congress.db` together with the journals of its open passes.

    `shown_head` is the last head that may be shown. `emptied`: a journal was deleted since this
    was last set to False.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, COUNT_STREAM)
        self.shown_head: str | None = None
        self.emptied = False
        self._read = 0
        self._tails: dict[LaneKey, str] = {}

    def catch_up(self) -> None:
        """Fold newer events, then newer journal entries of the passes still open.

        That order is enough: an event never depends on another pass's journal, and the one that
        closes a pass carries all that its journal held.
        """
        super().catch_up()
        rows = self.connection.execute(
            "SELECT seq, contest, round, batch, pass, body, hash FROM journal"
            " WHERE seq > ? ORDER BY seq",
            [self._read],
        ).fetchall()
        for seq, contest, round_, batch, number, body, stored in rows:
            self._read = seq
            lane = (contest, round_, batch, number)
            if lane not in self._tails:
                continue  # closed meanwhile: its event has told us all of it
            if stored != link(self._tails[lane], body):
                raise InputError((Problem("log.journal_broken", f"batch {batch}"),))
            self._tails[lane] = stored
            self.state = evolve(self.state, EVENTS.load(body))

    def append(self, event: Event, by: tuple[str, ...] = ()) -> None:
        """Add an event: to the journal while its pass is open, else to the log."""
        if not isinstance(event, LaneEvent) or event.lane not in self._tails:
            if isinstance(event, BatchCounted):
                self._keep_tokens(event)
            if isinstance(event, _SUPERSEDING):
                tokens.forget(self.connection, event.contest, event.round, event.batch)
            for lane in self._ended(event):
                self._empty(lane)
            super().append(event, by)
            return
        body = EVENTS.dump(event, by, secrets.token_hex(16))
        head = link(self._tails[event.lane], body)
        cursor = self.connection.execute(
            "INSERT INTO journal (contest, round, batch, pass, body, hash)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [*event.lane, body, head],
        )
        self._read = cursor.lastrowid or self._read
        self._tails[event.lane] = head
        self.state = evolve(self.state, event)

    def _fold(self, event: Event, head: str) -> None:
        super()._fold(event, head)
        if isinstance(event, _SHOWN):
            self.shown_head = head
        if isinstance(event, BatchOpened):
            self._tails[_lane(event)] = head
        for lane in self._ended(event):
            del self._tails[lane]

    def _ended(self, event: Event) -> list[LaneKey]:
        """The open passes that an event ends: the one it closes or gives up, or all of a batch."""
        if isinstance(event, BatchCounted | PassAbandoned):
            return [lane for lane in self._tails if lane == _lane(event)]
        if isinstance(event, _SUPERSEDING):
            batch = event.contest, event.round, event.batch
            return [lane for lane in self._tails if lane[:3] == batch]
        return []

    def _keep_tokens(self, event: BatchCounted) -> None:
        """Keep the tokens of the pass that is closed apart and sorted."""
        lane = _lane(event)
        contest, round_, batch, number = lane
        sheets = self.state.rounds[contest, round_].batches[batch].lanes[number].sheets
        tokens.keep(self.connection, lane, (s.token for s in sheets.values() if s.token))

    def _empty(self, lane: LaneKey) -> None:
        """Delete the journal of a pass."""
        self.connection.execute(
            "DELETE FROM journal WHERE contest = ? AND round = ? AND batch = ? AND pass = ?",
            [*lane],
        )
        erasure.owe(self.connection)
        self.emptied = True

    def mark(self) -> tuple[Any, ...]:
        return (*super().mark(), self.shown_head, self.emptied, self._read, dict(self._tails))

    def rewind(self, mark: tuple[Any, ...]) -> None:
        *base, self.shown_head, self.emptied, self._read, self._tails = mark
        super().rewind(tuple(base))


def _lane(event: BatchOpened | BatchCounted | PassAbandoned) -> LaneKey:
    return event.contest, event.round, event.batch, event.pass_
