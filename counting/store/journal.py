"""The log of the count with its sheet journal: durable until a batch is closed, then erased.

While a pass over a batch is open, its sheet events stand in the table `journal`, chained to the
event that opened it. Closing appends one event that holds the records sorted by content, and
deletes the journal; `erase` then makes sure that nothing of it is left in the files.
"""

import secrets
from typing import Any

from sqlite_utils import Database

from counting.model.refusal import InputError, Problem
from counting.model.state import LaneKey, State
from counting.steps import codec as wire
from counting.steps.batches import BatchCounted, BatchOpened, PassesDiffered
from counting.steps.count import CountOpened, CountReopened
from counting.steps.define import CongressSealed
from counting.steps.handle import evolve
from counting.steps.messages import Event, LaneEvent
from counting.store.chain import link
from counting.store.log import Log, Stream

COUNT_STREAM: Stream[State, Event] = Stream(State(), evolve, wire.dump, wire.load)
_SHOWN = (CongressSealed, CountOpened, BatchCounted)


class CountLog(Log[State, Event]):
    """The log of `congress.db` together with the journals of its open passes."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, COUNT_STREAM)
        self.shown_head: str | None = None
        self._read = 0
        self._tails: dict[LaneKey, str] = {}

    def catch_up(self) -> bool:
        """Fold newer events, then newer journal entries of the passes still open.

        That order is enough: an event never depends on another pass's journal, and the one that
        closes a pass carries all that its journal held.
        """
        changed = super().catch_up()
        rows = self.db.conn.execute(
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
            self.state = evolve(self.state, wire.load(body))
        return changed or bool(rows)

    def append(self, event: Event, by: tuple[str, ...] = ()) -> None:
        """Add an event: to the journal while its pass is open, else to the log."""
        if not isinstance(event, LaneEvent) or event.lane not in self._tails:
            if isinstance(event, BatchCounted):
                self._empty(event)
            if isinstance(event, PassesDiffered | CountReopened):
                self._forget_tokens(event)
            super().append(event, by)
            return
        body = wire.dump(event, by, secrets.token_hex(16))
        head = link(self._tails[event.lane], body)
        cursor = self.db.conn.execute(
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
            self._tails[event.contest, event.round, event.batch, event.pass_] = head
        elif isinstance(event, BatchCounted):
            self._tails.pop((event.contest, event.round, event.batch, event.pass_), None)

    def _empty(self, event: BatchCounted) -> None:
        """Keep the tokens apart and sorted; delete the journal of this pass."""
        contest, round_, batch, number = (
            event.contest,
            event.round,
            event.batch,
            event.pass_,
        )
        lane = self.state.rounds[contest, round_].batches[batch].lanes[number]
        tokens = sorted(sheet.token for sheet in lane.sheets.values() if sheet.token)
        self.db.conn.executemany(
            "INSERT INTO seen_token (contest, round, pass, hash, batch) VALUES (?, ?, ?, ?, ?)",
            [(contest, round_, number, token, batch) for token in tokens],
        )
        self.db.conn.execute(
            "DELETE FROM journal WHERE contest = ? AND round = ? AND batch = ? AND pass = ?",
            [contest, round_, batch, number],
        )

    def _forget_tokens(self, event: PassesDiffered | CountReopened) -> None:
        self.db.conn.execute(
            "DELETE FROM seen_token WHERE contest = ? AND round = ? AND batch = ?",
            [event.contest, event.round, event.batch],
        )

    def mark(self) -> tuple[Any, ...]:
        return (*super().mark(), self.shown_head, self._read, dict(self._tails))

    def rewind(self, mark: tuple[Any, ...]) -> None:
        *base, self.shown_head, self._read, self._tails = mark
        super().rewind(tuple(base))
