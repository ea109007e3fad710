"""A counting station: frame, label, sheet in hand, commit, and only then the device's answer."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from counting.codes.ballots import SheetAction
from counting.model.ballot import SIMULATED
from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.status import progress
from counting.store import Store
from hardware.ports import registry
from hardware.readers.codec import DeviceAnswer, Frame
from hardware.readers.reader import Reader, ReaderState
from kiosk.stations.inputs.cards import Cards
from kiosk.stations.seat import Seat
from kiosk.stations.verdict import LAST, REMEMBERED, StationStatus, Verdict, VerdictKind

BEAT = 3.0  # seconds between renewals of the lease

ANSWERS: Mapping[VerdictKind, DeviceAnswer] = {
    VerdictKind.COUNTED: DeviceAnswer.GOOD,
    VerdictKind.PERSON: DeviceAnswer.GOOD,
    VerdictKind.REFUSED: DeviceAnswer.REFUSED,
    VerdictKind.UNDONE: DeviceAnswer.TAKEN,
    VerdictKind.IN_HAND: DeviceAnswer.TAKEN,
    VerdictKind.DROPPED: DeviceAnswer.TAKEN,
    VerdictKind.BATCH_CLOSED: DeviceAnswer.TAKEN,
    VerdictKind.SWITCHED: DeviceAnswer.TAKEN,
}
"""What a device is told. A label sent again is answered as before."""
ALREADY_COUNTED = "ballot.already_counted"


@dataclass(frozen=True, slots=True, kw_only=True)
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


class Station:
    """One reader, one teller, one place in the count. Made by `kiosk.running.opening`."""

    def __init__(
        self, store: Store, settings: StationSettings, seat: Seat, on_change: Callable[[], None]
    ) -> None:
        self.settings = settings
        self.id = settings.id or _short_name(settings.reader)
        self._store = store
        self._seat = seat
        self._cards = Cards(store, seat)
        self._on_change = on_change
        self._reader = Reader(settings.reader, self.on_frame, self._on_reader)
        # Held while a label is dealt with; never taken by what the store calls back.
        self._lock = threading.Lock()
        self._verdicts: tuple[Verdict, ...] = ()
        self._last: Verdict | None = None
        self._answered: tuple[bytes, DeviceAnswer, float] | None = None
        self._link = replace(self._reader.state, simulated=registry.is_simulated(settings.reader))
        self._name_reader()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._stopping = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"station {self.id}", daemon=True)
        self.heard_at = time.monotonic()

    def start(self) -> "Station":
        """Open the port and keep the lease alive, until `stop`."""
        self._unsubscribe = self._store.subscribe(lambda _: self._on_change())
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
            self._cards.hand = None
            self._seat.leave()

    @property
    def failure(self) -> Exception | None:
        """The bug that ended this station's reader, if one did."""
        return self._reader.failure

    def status(self) -> StationStatus:
        """How the station stands. Takes no lock, so any thread may ask at any time."""
        round_ = self._store.state().current(self.settings.contest)
        hand, link = self._cards.hand, self._link
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

    def on_frame(self, frame: Frame) -> DeviceAnswer:
        """Deal with a frame; the answer to give the device, once all is committed."""
        with self._lock:
            now = time.monotonic()
            self.heard_at = now
            answer = self._repeated(frame, now)
            if answer is None:
                answer = self._answer(self._remember(self._take_frame(frame)))
            self._answered = (frame.raw, answer, time.monotonic())
        self._on_change()
        return answer

    def press(self, action: SheetAction) -> Verdict:
        """What a key or button of the station's page does: the same as the card of that name."""
        with self._lock:
            verdict = self._remember(self._cards.press(action))
        self._on_change()
        return verdict

    def _on_reader(self, state: ReaderState) -> None:
        self._link = state
        self._name_reader()
        self._on_change()

    def _name_reader(self) -> None:
        """A simulated reader says so in every reading and event that it makes."""
        self._seat.reader = f"{SIMULATED}{self.id}" if self._link.simulated else self.id

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT):
            with self._lock:
                self._seat.keep()

    def _repeated(self, frame: Frame, now: float) -> DeviceAnswer | None:
        """The answer to a label that the device sent again because it missed our answer."""
        window = self._reader.profile.resend_window
        if frame.flaw or self._answered is None:
            return None
        raw, answer, at = self._answered
        if raw != frame.raw or now - at > window:
            return None
        self._remember(Verdict(VerdictKind.REPEATED))
        return DeviceAnswer.ALREADY if answer is DeviceAnswer.GOOD else answer

    def _take_frame(self, frame: Frame) -> Verdict:
        if self._link.simulated and self._store.state().mode is Mode.OFFICIAL:
            return self._seat.refuse(Refusal("station.simulated_port", {"port": self._link.port}))
        if frame.refusal:
            return self._seat.refuse(frame.refusal)
        return self._cards.scan(frame.text)

    def _answer(self, verdict: Verdict) -> DeviceAnswer:
        if verdict.reason is not None and verdict.reason.code == ALREADY_COUNTED:
            return DeviceAnswer.ALREADY
        return ANSWERS[verdict.kind]

    def _remember(self, verdict: Verdict) -> Verdict:
        """The verdict with its number, kept for the page."""
        numbered = replace(verdict, number=self._last.number + 1 if self._last else 1)
        self._last = numbered
        if numbered.kind in REMEMBERED:
            self._verdicts = (numbered, *self._verdicts)[:LAST]
        return numbered


def _short_name(url: str) -> str:
    """What a reader is called when nobody named it: the last part of its address."""
    return registry.parse(url).target.rstrip("/").rsplit("/", 1)[-1]
