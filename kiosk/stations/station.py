"""A counting station: frame, label, sheet in hand, commit, and only then the device's answer."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from counting.codes.ballots import CardCode, SheetAction, definition_tag
from counting.model.ballot import SIMULATED, Reading, SheetStatus
from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.history import roster
from counting.rounds.status import progress
from counting.steps.batches import CloseBatch
from counting.steps.messages import Command
from counting.steps.sheets import CheckBallot, RecordReading, RefuseFrame, UndoReading
from hardware.ports import registry
from hardware.readers.framing import Frame
from hardware.readers.profiles import Answer
from hardware.readers.reader import Reader, ReaderState
from kiosk.stations import sheet
from kiosk.stations.desk import Committed, Desk
from kiosk.stations.labels import read_label
from kiosk.stations.seat import Choice, Seat
from kiosk.stations.sheet import Ballot, Effect, Hand, Label
from kiosk.stations.verdict import LAST, REMEMBERED, StationStatus, Verdict, VerdictKind

BEAT = 3.0  # seconds between renewals of the lease

ALREADY_COUNTED = "ballot.already_counted"


@dataclass(frozen=True, slots=True)
class StationSettings:
    """Which reader counts what: `batch` and `pass_number` None mean whichever is open.

    `id` names the station in addresses of pages and in the log; it defaults to the reader's.
    """

    contest: str
    reader: str
    batch: str | None = None
    pass_number: int | None = None
    teller: str = ""
    id: str = ""


def station_for(
    desk: Desk, settings: StationSettings, owner: str, on_change: Callable[[], None]
) -> "Station | Refusal":
    """A station ready to start, or why there can be none.

    `owner` names its leases and must be its own; `on_change` is called after anything a page
    shows has changed, from any thread, and must not wait. Raises InputError for a reader URL that
    cannot be used; refuses an unknown contest, and simulated readers in an official congress.
    """
    seat = Seat(desk, Choice(settings.contest, settings.batch, settings.pass_number), owner)
    contest = seat.contest()
    if isinstance(contest, Refusal):
        return contest
    if desk.state().mode is Mode.OFFICIAL and registry.is_simulated(settings.reader):
        return Refusal("station.simulated_port", {"port": settings.reader})
    return Station(desk, settings, seat, on_change)


class Station:
    """One reader, one teller, one place in the count. Made by `station_for`."""

    def __init__(
        self, desk: Desk, settings: StationSettings, seat: Seat, on_change: Callable[[], None]
    ) -> None:
        self.settings = settings
        self.id = settings.id or _short_name(settings.reader)
        self._desk = desk
        self._seat = seat
        self._on_change = on_change
        self._reader = Reader(settings.reader, self.on_frame, self._on_reader)
        # Held while a label is dealt with; never taken by what the store calls back.
        self._lock = threading.Lock()
        self._hand: Hand | None = None
        self._verdicts: tuple[Verdict, ...] = ()
        self._last: Verdict | None = None
        self._answered: tuple[bytes, Answer, float] | None = None
        self._link = replace(self._reader.state, simulated=registry.is_simulated(settings.reader))
        self._unsubscribe: Callable[[], None] = lambda: None
        self._stopping = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"station {self.id}", daemon=True)
        self.heard_at = time.monotonic()

    def start(self) -> "Station":
        """Open the port and keep the lease alive, until `stop`."""
        self._unsubscribe = self._desk.subscribe(lambda _: self._on_change())
        self._heart.start()
        self._reader.start()
        return self

    def stop(self) -> None:
        """Give port and lease back. A sheet in hand is not counted."""
        self._stopping.set()
        self._reader.stop()
        self._unsubscribe()
        if self._heart.is_alive():
            self._heart.join()
        with self._lock:
            self._hand = None
            self._seat.leave()

    @property
    def failure(self) -> Exception | None:
        """The bug that ended this station's reader, if one did."""
        return self._reader.failure

    def status(self) -> StationStatus:
        """How the station stands. Takes no lock, so any thread may ask at any time."""
        round_ = self._desk.state().current(self.settings.contest)
        hand, link = self._hand, self._link
        batch_counted, batch_size = self._in_batch(round_)
        return StationStatus(
            id=self.id,
            contest=self.settings.contest,
            round=round_.number if round_ else 1,
            batch=self._seat.batch,
            pass_number=self._seat.pass_number,
            teller=self.settings.teller,
            reader=self.id,
            simulated=link.simulated,
            link=link.link,
            garbled=link.garbled,
            trouble=link.reason,
            verdicts=self._verdicts,
            last=self._last,
            in_hand=hand is not None,
            cards=hand.cards if hand else 0,
            batch_counted=batch_counted,
            batch_size=batch_size,
            contest_counted=progress(round_).counted if round_ else 0,
            returned=round_.figures.returned if round_ else None,
        )

    def _in_batch(self, round_: Round | None) -> tuple[int, int | None]:
        """Sheets counted in the station's batch and pass, and the batch's size."""
        batch = round_.batches.get(self._seat.batch or "") if round_ else None
        lane = batch.lanes.get(self._seat.pass_number) if batch else None
        counted = len(lane.sheets if lane.open else lane.counted) if lane else 0
        return counted, batch.size if batch else None

    def on_frame(self, frame: Frame) -> bytes | None:
        """Deal with a frame; the bytes to answer the device with, once all is committed."""
        with self._lock:
            now = time.monotonic()
            self.heard_at = now
            answer = self._repeated(frame, now)
            if answer is None:
                answer = self._take_frame(frame)
            self._answered = (frame.raw, answer, time.monotonic())
        self._on_change()
        return self._reader.profile.answer(answer)

    def press(self, action: SheetAction) -> Verdict:
        """What a key or button of the station's page does: the same as the card of that name."""
        with self._lock:
            contest = self._seat.contest()
            seal = self._desk.state().seal
            if isinstance(contest, Refusal) or seal is None:
                self._refused(contest if isinstance(contest, Refusal) else _NO_SEAL, journal=False)
            else:
                index = [c.id for c in seal.congress.contests].index(contest.contest.id)
                mode = seal.congress.mode
                card = CardCode(definition_tag(seal.hash), index, action, None, mode=mode)
                self._take_label(card, contest)
            verdict = self._last
        self._on_change()
        assert verdict is not None  # every label ends in a verdict
        return verdict

    @property
    def _label(self) -> str:
        """The reader as the log names it: a simulated one says so in every event it makes."""
        return f"{SIMULATED}{self.id}" if self._link.simulated else self.id

    def _on_reader(self, state: ReaderState) -> None:
        self._link = state
        self._on_change()

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT):
            with self._lock:
                self._seat.keep()

    def _repeated(self, frame: Frame, now: float) -> Answer | None:
        """The answer to a label that the device sent again because it missed our answer."""
        window = self._reader.profile.resend_window
        if frame.flaw or self._answered is None:
            return None
        raw, answer, at = self._answered
        if raw != frame.raw or now - at > window:
            return None
        self._say(VerdictKind.REPEATED)
        return Answer.ALREADY if answer is Answer.GOOD else answer

    def _take_frame(self, frame: Frame) -> Answer:
        if self._link.simulated and self._desk.state().mode is Mode.OFFICIAL:
            return self._refused(Refusal("station.simulated_port", {"port": self._link.port}))
        if frame.refusal:
            return self._refused(frame.refusal)
        contest = self._seat.contest()
        if isinstance(contest, Refusal):
            return self._refused(contest)
        state = self._desk.state()
        assert state.seal is not None  # a contest is found only in a sealed congress
        everyone = roster(state, contest.contest.id)
        label = read_label(state.seal, contest, frame.text, self._desk.ballot_key, everyone)
        if isinstance(label, Refusal):
            return self._refused(label)
        return self._take_label(label, contest)

    def _take_label(self, label: Label, round_: Round) -> Answer:
        if self._hand is None and isinstance(label, Ballot):
            refusal = self._may_open(label)
            if refusal is not None:
                return self._refused(refusal, journal=label.code.token is None)
        rows = tuple(candidate.id for candidate in round_.contest.candidates)
        hand, effect = sheet.step(self._hand, label, rows)
        self._hand = hand
        return self._carry(effect)

    def _may_open(self, ballot: Ballot) -> Refusal | None:
        """Why a ballot cannot be counted here, said before its cards are scanned."""
        place = self._seat.take()
        if isinstance(place, Refusal):
            return place
        if place.lane.hand is not None:
            return Refusal("batch.counted_by_hand", {"batch": place.batch.id})
        if ballot.code.token is not None:
            checked = self._desk.execute(
                CheckBallot(place.round.contest.id, place.batch.id, ballot.text, self._label)
            )
            return checked if isinstance(checked, Refusal) else None
        if len(place.lane.sheets) >= place.batch.size:
            return Refusal("batch.full", {"batch": place.batch.id, "size": place.batch.size})
        return None

    def _carry(self, effect: Effect) -> Answer:
        match effect:
            case sheet.Opened() | sheet.Ignored() | sheet.Changed():
                return self._taken(VerdictKind.IN_HAND)
            case sheet.Dropped():
                return self._taken(VerdictKind.DROPPED)
            case sheet.Commit(reading):
                return self._commit(reading)
            case sheet.UndoLast():
                return self._undo()
            case sheet.EndBatch():
                return self._end_batch()
            case sheet.SwitchBatch(batch):
                return self._switch(batch)
            case sheet.Refused(refusal):
                return self._refused(refusal)

    def _taken(self, kind: VerdictKind) -> Answer:
        self._say(kind)
        return Answer.TAKEN

    def _commit(self, reading: Reading) -> Answer:
        place = self._seat.take()
        if isinstance(place, Refusal):
            return self._refused(place)
        reading = replace(reading, reader=self._label)
        done = self._desk.execute(RecordReading(place.round.contest.id, place.batch.id, reading))
        if isinstance(done, Refusal):
            # This paper cannot be counted at all, or it can, only not here and now.
            if done.code.startswith("ballot."):
                self._hand = None
            return self._refused(done, journal=False)
        self._hand = None
        self._recorded(done)
        return Answer.GOOD

    def _recorded(self, done: Committed) -> None:
        recorded = done.recorded
        assert recorded is not None  # RecordReading was carried out
        pending = recorded.record.status is SheetStatus.PENDING
        reasons = recorded.record.reasons
        self._say(
            VerdictKind.PERSON if pending else VerdictKind.COUNTED,
            sheet=recorded.record.status,
            reason=Refusal(reasons[0]) if reasons else None,
            sleeve=recorded.sleeve,
        )

    def _undo(self) -> Answer:
        place = self._seat.take()
        if isinstance(place, Refusal):
            return self._refused(place)
        own = [n for n, read in place.lane.sheets.items() if read.reader == self._label]
        if not own:
            return self._refused(Refusal("undo.nothing", {"batch": place.batch.id}))
        contest, batch = place.round.contest.id, place.batch.id
        return self._carry_out(UndoReading(contest, batch, own[-1]), VerdictKind.UNDONE)

    def _end_batch(self) -> Answer:
        place = self._seat.take()
        if isinstance(place, Refusal):
            return self._refused(place)
        contest, batch = place.round.contest.id, place.batch.id
        answer = self._carry_out(CloseBatch(contest, batch), VerdictKind.BATCH_CLOSED)
        if answer is not Answer.REFUSED:
            self._seat.closed()
        return answer

    def _carry_out(self, command: Command, kind: VerdictKind) -> Answer:
        done = self._desk.execute(command)
        if isinstance(done, Refusal):
            return self._refused(done, journal=False)
        return self._taken(kind)

    def _switch(self, batch: str) -> Answer:
        place = self._seat.go_to(batch)
        if isinstance(place, Refusal):
            return self._refused(place)
        return self._taken(VerdictKind.SWITCHED)

    def _refused(self, refusal: Refusal, *, journal: bool = True) -> Answer:
        """Say no; journal it, unless the core has done so or there is no open batch to hold it."""
        if journal:
            place = self._seat.take()
            if not isinstance(place, Refusal):
                self._desk.execute(
                    RefuseFrame(place.round.contest.id, place.batch.id, refusal.code, self._label)
                )
        self._say(VerdictKind.REFUSED, reason=refusal)
        return Answer.ALREADY if refusal.code == ALREADY_COUNTED else Answer.REFUSED

    def _say(
        self,
        kind: VerdictKind,
        *,
        sheet: SheetStatus | None = None,
        reason: Refusal | None = None,
        sleeve: int | None = None,
    ) -> None:
        number = self._last.number + 1 if self._last else 1
        verdict = Verdict(number, kind, sheet, reason, sleeve)
        self._last = verdict
        if kind in REMEMBERED:
            self._verdicts = (verdict, *self._verdicts)[:LAST]


_NO_SEAL = Refusal("congress.not_sealed")


def _short_name(url: str) -> str:
    """What a reader is called when nobody named it: the last part of its address."""
    return registry.parse(url).target.rstrip("/").rsplit("/", 1)[-1]
