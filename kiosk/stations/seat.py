"""A station's place in the count: takes readings from any input, says what became of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from counting.model.ballot import SheetStatus
from counting.model.context import Context
from counting.model.reading import BallotCode, Reading
from counting.model.refusal import Refusal
from counting.model.state import LaneKey, Round
from counting.sheets.admission import Place, admit
from counting.steps.batches import CloseBatch
from counting.steps.messages import Command, find_round
from counting.steps.sheets import (
    CheckBallot,
    ReadSleeve,
    RecordReading,
    RefuseFrame,
    UndoReading,
    open_place,
)
from counting.store import Store
from kiosk.stations.verdict import Verdict, VerdictKind, refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the station was told: a batch and a pass, or None for whichever is open."""

    contest: str
    batch: str | None = None
    pass_number: int | None = None


class Seat:
    """Finds the place where a station's sheets are counted, holds the lease on it, counts there.

    `owner` names its leases; `reader` is the reader's name in every reading and event it makes.
    """

    def __init__(self, store: Store, choice: Choice, owner: str) -> None:
        self._store = store
        self._choice = choice
        self._owner = owner
        self._scanned: str | None = None
        self._held: LaneKey | None = None
        self.reader = ""

    @property
    def batch(self) -> str | None:
        """The batch in which the station counts or last counted; None before the first one."""
        return self._held[2] if self._held else self._scanned or self._choice.batch

    @property
    def pass_number(self) -> int:
        return self._held[3] if self._held else self._choice.pass_number or 1

    def where(self) -> Place | Refusal:
        """The open pass in which the next sheet would be counted, or why there is none."""
        return self._find()

    def round(self) -> Round | Refusal:
        """The current round of the station's contest."""
        return self._fresh(lambda: find_round(self._store.state(), self._choice.contest, None))

    def check(self, code: BallotCode) -> Verdict | None:
        """The verdict on a ballot that cannot be counted here; None for one that can."""
        place = self._take()
        if isinstance(place, Refusal):
            return refused(place)
        if code.token is None and admit(place, Reading(code=code, marks={}), Context()) is None:
            return None  # only seen tokens and refusals need the store: no wait for its writer
        command = CheckBallot(place.round.contest.id, place.batch.id, code, self.reader)
        answer = self._store.execute(command)
        return refused(answer) if isinstance(answer, Refusal) else None

    def record(self, reading: Reading) -> Verdict:
        """Count a sheet; it is on the disk when this returns."""
        place = self._take()
        if isinstance(place, Refusal):
            return refused(place)
        reading = replace(reading, reader=self.reader)
        return self._read(RecordReading(place.round.contest.id, place.batch.id, reading))

    def meet_sleeve(self, number: int) -> Verdict:
        """Count the sheet in this sleeve as the first pass read it; in a second pass."""
        place = self._take()
        if isinstance(place, Refusal):
            return refused(place)
        return self._read(ReadSleeve(place.round.contest.id, place.batch.id, number, self.reader))

    def _read(self, command: RecordReading | ReadSleeve) -> Verdict:
        """What became of a sheet; it is on the disk when this returns."""
        done = self._store.execute(command)
        if isinstance(done, Refusal):
            return refused(done)
        assert done.recorded is not None  # a reading was carried out
        record = done.recorded.record
        pending, sleeve = record.status is SheetStatus.PENDING, done.recorded.sleeve
        return Verdict(
            VerdictKind.PERSON if pending else VerdictKind.COUNTED,
            record.status,
            Refusal(record.reasons[0]) if record.reasons else None,
            sleeve,
            done.recorded.reading if pending or sleeve is not None else None,
        )

    def undo(self) -> Verdict:
        """Take back the sheet that this station counted last."""
        place = self._take()
        if isinstance(place, Refusal):
            return refused(place)
        own = [n for n, read in place.lane.sheets.items() if read.reader == self.reader]
        if not own:
            return self.refuse(Refusal("undo.nothing", {"batch": place.batch.id}))
        command = UndoReading(place.round.contest.id, place.batch.id, own[-1])
        return self._carry_out(command, VerdictKind.UNDONE)

    def end_batch(self) -> Verdict:
        """Close the batch. A scanned one is forgotten then, a chosen one stays chosen."""
        place = self._take()
        if isinstance(place, Refusal):
            return refused(place)
        answer = self._store.execute(CloseBatch(place.round.contest.id, place.batch.id))
        if isinstance(answer, Refusal):
            return refused(answer)
        self._scanned = None
        self.leave()
        unfinished = None if answer.erased else Refusal("store.not_erased")
        return Verdict(VerdictKind.BATCH_CLOSED, reason=unfinished)

    def switch(self, batch: str) -> Verdict:
        """Count in this batch from now on; the station stays where it was if that is refused."""
        before = self._scanned
        self._scanned = batch
        place = self._take()
        if isinstance(place, Refusal):
            self._scanned = before
            return self.refuse(place)
        return Verdict(VerdictKind.SWITCHED)

    def refuse(self, refusal: Refusal) -> Verdict:
        """Say no to a frame of which the core knows nothing, and journal that where it can."""
        place = self._take()
        if not isinstance(place, Refusal):
            contest, batch = place.round.contest.id, place.batch.id
            self._store.execute(RefuseFrame(contest, batch, refusal.code, self.reader))
        return refused(refusal)

    def keep(self) -> None:
        """Renew the lease; one that another station has taken over is given up."""
        if self._held and self._store.lease(self._held, self._owner) is not None:
            self._held = None

    def leave(self) -> None:
        """Give the lease back."""
        if self._held is not None:
            self._held = None
            self._store.release(self._owner)

    def _carry_out(self, command: Command, kind: VerdictKind) -> Verdict:
        answer = self._store.execute(command)
        return refused(answer) if isinstance(answer, Refusal) else Verdict(kind)

    def _take(self) -> Place | Refusal:
        """The open pass to count in, leased to this station.

        Refusals: `batch.not_open`, `station.no_open_batch`, `station.several_open_batches`,
        `station.other_pass`, `station.batch_taken`, those of the contest's phase.
        """
        place = self._fresh(self._find)
        if isinstance(place, Refusal) or place.key == self._held:
            return place
        refusal = self._store.lease(place.key, self._owner)
        if refusal is None and self._held is not None:
            # The old lease is given back only now, so that a refused move loses nothing.
            self.leave()
            refusal = self._store.lease(place.key, self._owner)
        if refusal is not None:
            return refusal
        self._held = place.key
        return place

    def _fresh(self, look: Callable[[], T | Refusal]) -> T | Refusal:
        """What `look` finds, asked again after other processes' commits before it is a refusal."""
        found = look()
        if isinstance(found, Refusal):
            self._store.refresh()
            found = look()
        return found

    def _find(self) -> Place | Refusal:
        state = self._store.state()
        round_ = find_round(state, self._choice.contest, None)
        if isinstance(round_, Refusal):
            return round_
        batch = self._scanned or self._choice.batch or _only_open(round_)
        if isinstance(batch, Refusal):
            return batch
        place = open_place(state, round_.contest.id, round_.number, batch)
        if isinstance(place, Refusal):
            return place
        wanted = self._choice.pass_number
        if wanted is not None and place.lane.number != wanted:
            return Refusal("station.other_pass", {"pass": wanted, "open": place.lane.number})
        return place


def _only_open(round_: Round) -> str | Refusal:
    open_ = [batch.id for batch in round_.batches.values() if batch.open_lane]
    if not open_:
        return Refusal("station.no_open_batch", {"contest": round_.contest.title})
    if len(open_) > 1:
        return Refusal("station.several_open_batches", {"batches": ", ".join(open_)})
    return open_[0]
