"""The count's database: the ledger of `congress.db` with its journal, tokens, views and leases."""

import os
import secrets
import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from counting.model.context import Context
from counting.model.refusal import InputError, Problem, Refusal, system_problem
from counting.model.state import LaneKey, State
from counting.steps.handle import handle
from counting.steps.messages import Answer, Command, Event
from counting.steps.sheets import ReadingRecorded
from counting.store import ledger
from counting.store.count import leases, tokens, views
from counting.store.count.erasure import Erasure
from counting.store.count.journal import COUNT_STREAM, ENDING, CountLog
from counting.store.schema import COUNT, LOG, remove

FILE: Final = "congress.db"
_KEYS: Final = ("ballot", "token")
_PATIENCE: Final = 0.5  # seconds that who closes a batch waits to hear that its journal is erased


@dataclass(frozen=True, slots=True)
class CountDone(ledger.Done[Event]):
    """A command's committed events; `erased` is False while a closed journal may survive.

    It is then erased as soon as nobody reads the file any more, at the next start at the latest.
    """

    erased: bool = True

    @property
    def recorded(self) -> ReadingRecorded | None:
        """The reading this command recorded, if it was one."""
        return next((e for e in self.events if isinstance(e, ReadingRecorded)), None)


class Store(ledger.Ledger[State, Event, Command]):
    """One congress directory. Any number of processes may have it open; one writes at a time."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        """Open `directory`'s database. Raises InputError `store.*` when that cannot be done."""
        self.directory = directory
        self.owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        path = directory / FILE
        super().__init__(path, COUNT_STREAM, self._handled, tables=(LOG, COUNT), create=create)

    @classmethod
    def create(cls, directory: Path) -> "Store":
        """Make a congress directory with a new database and its own keys.

        Raises InputError `store.exists` when there is one already.
        """
        path = directory / FILE
        try:
            directory.mkdir(parents=True, exist_ok=True)
            # The file holds the keys of the codes: only its owner may read it. Making it here,
            # and only where there is none, also lets one of two processes win.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError as error:
            code = "store.exists" if path.exists() else "store.cannot_open"
            raise InputError((Problem(code, str(path), {"problem": str(error)}),)) from error
        except OSError as error:
            raise InputError((system_problem("store.cannot_open", path, error),)) from error
        try:
            return cls(directory, create=True)
        except BaseException:
            remove(path)
            raise

    @classmethod
    def open(cls, directory: Path) -> "Store":
        """Open an existing congress directory. Raises InputError `store.missing` or `store.*`."""
        if not (directory / FILE).is_file():
            raise InputError((Problem("store.missing", str(directory / FILE)),))
        return cls(directory)

    @property
    def shown_head(self) -> str | None:
        """The last head that may be shown: after the seal, OpenCount, or a batch counted."""
        return self._count.shown_head

    @property
    def ballot_key(self) -> bytes:
        """The key of this congress's ballot codes. It never leaves the machine."""
        return self._keys["ballot"]

    def execute(self, command: Command, by: tuple[str, ...] = ()) -> CountDone | Refusal:
        """Carry out a command. Returns after its events are on the disk, or says why not."""
        answer = super().execute(command, by)
        if isinstance(answer, Refusal):
            return answer
        ended = any(isinstance(event, ENDING) for event in answer.events)
        return CountDone(answer.events, erased=not ended or self._erasure.wait(_PATIENCE))

    @property
    def erased(self) -> bool:
        """Whether nothing of a closed batch's journal can still be in the files."""
        return self._erasure.finished

    def close(self) -> None:
        self._erasure.close()
        super().close()

    def lease(self, lane: LaneKey, owner: str) -> Refusal | None:
        """Take or keep the right to feed one pass over one batch; refused while another has it."""

        def take() -> ledger.Done[Event] | Refusal:
            if leases.take(self._connection, lane, owner):
                return ledger.Done(())
            return Refusal("station.batch_taken", {"batch": lane[2], "pass": lane[3]})

        answer = self._submit(take)
        return answer if isinstance(answer, Refusal) else None

    def release(self, owner: str) -> None:
        """Give back every lease of `owner`."""

        def give_back() -> ledger.Done[Event]:
            leases.give_back(self._connection, owner)
            return ledger.Done(())

        self._submit(give_back)

    def _log_of(self, connection: sqlite3.Connection) -> CountLog:
        self._count = CountLog(connection)
        return self._count

    def _take_up(self) -> None:
        """Read the whole log; make the keys of a new one; finish what a crash left undone."""
        super()._take_up()
        if not self._log.length:
            for name in _KEYS:
                ledger.secret(self._connection, name)
        self._keys: dict[str, bytes] = dict(
            self._connection.execute("SELECT name, value FROM secret")
        )
        # A crash between a close and its erasure must not leave the old pages behind.
        self._erasure = Erasure(self._connection, lambda: self._submit(None))
        self._erasure.attempt()

    def _before_commit(self, before: State) -> None:
        """Bring the views of rounds that changed up to date."""
        rounds = self._count.state.rounds
        changed = [r for key, r in rounds.items() if before.rounds.get(key) is not r]
        views.update(self._connection, changed, before.rounds.keys() - rounds.keys())

    def _after_commit(self, *, looked: bool) -> None:
        """Erase the journals that were deleted, here or by another process."""
        if self._count.emptied:
            self._count.emptied = False
            self._erasure.anew()
        elif self._erasure.finished and not looked:
            return  # a sheet more: nothing is owed that was not before
        if self._erasure.attempt():
            self._tell()

    def _handled(self, state: State, command: Command, by: tuple[str, ...]) -> Answer:
        context = Context(
            ballot_key=self._keys["ballot"],
            token_key=self._keys["token"],
            fresh=_unused_handle(state),
            by=by,
            draw=secrets.choice,
            seen=partial(tokens.seen, self._connection),
            elsewhere=partial(tokens.elsewhere, self._connection),
        )
        return handle(state, command, context)


def _unused_handle(state: State) -> int:
    lanes = [
        lane.sheets
        for round_ in state.rounds.values()
        for batch in round_.batches.values()
        for lane in batch.lanes.values()
    ]
    fresh = secrets.randbelow(2**31 - 1) + 1
    while any(fresh in sheets for sheets in lanes):
        fresh = secrets.randbelow(2**31 - 1) + 1
    return fresh
