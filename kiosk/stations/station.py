"""A counting station: frame, label, sheet in hand, commit, and only then the device's answer."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from counting.codes.ballots import SheetAction
from counting.model.ballot import SIMULATED, Mark, SheetStatus
from counting.model.election import Contest, Mode
from counting.model.refusal import Refusal
from counting.model.state import Lane, Round
from counting.names.listed import labels
from counting.rounds.status import progress
from counting.rules.schemes import blank_mark
from counting.sheets.admission import Place
from counting.store import Store
from hardware.ports import registry
from hardware.readers.codec import DeviceAnswer, Frame
from hardware.readers.reader import Reader, ReaderState
from kiosk.stations.inputs.cards import Cards
from kiosk.stations.inputs.sheet import Hand
from kiosk.stations.seat import Seat
from kiosk.stations.verdict import (
    LAST,
    REMEMBERED,
    SheetRow,
    StationStatus,
    Verdict,
    VerdictKind,
)

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
NONE_IN_HAND = "sheet.none_in_hand"


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
        self,
        store: Store,
        settings: StationSettings,
        seat: Seat,
        on_change: Callable[[], None],
        on_verdict: Callable[[Verdict], None] = lambda _: None,
    ) -> None:
        """`on_change` is called after anything a page shows has changed, `on_verdict` with every
        answer; both from any thread, and they must not wait."""
        self.settings = settings
        self.id = settings.id or _short_name(settings.reader)
        self._store = store
        self._seat = seat
        self._cards = Cards(store, seat)
        self._on_change = on_change
        self._on_verdict = on_verdict
        self._reader = Reader(settings.reader, self.on_frame, self._on_reader)
        # Held while a label is dealt with; never taken by what the store calls back.
        self._lock = threading.Lock()
        self._verdicts: tuple[Verdict, ...] = ()
        self._last: Verdict | None = None
        self._screen: Verdict | None = None
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
        place = self._seat.where()
        lane, batch_size = self._last_batch(round_)
        if isinstance(place, Place):
            lane, batch_size = place.lane, place.batch.size
        hold = hand.hold if hand else None
        return StationStatus(
            id=self.id,
            contest=self.settings.contest,
            round=round_.number if round_ else 1,
            batch=place.batch.id if isinstance(place, Place) else self._seat.batch,
            pass_number=place.lane.number if isinstance(place, Place) else self._seat.pass_number,
            teller=self.settings.teller,
            reader=self.id,
            url=self.settings.reader,
            simulated=link.simulated,
            link=link.link,
            garbled=link.garbled,
            trouble=link.reason,
            verdicts=self._verdicts,
            before_start=None if self._last else self._before_start(lane),
            last=self._last,
            screen=self._screen,
            in_hand=hand is not None,
            cards=hand.cards if hand else 0,
            rows=_rows(round_.contest, hand) if round_ and hand else (),
            write_ins=hand.write_ins if hand else 0,
            hold=hold.reason if hold else None,
            label_seen=hold is not None and hold.label_seen,
            not_erased=not self._store.erased,
            blocked=place if isinstance(place, Refusal) else None,
            batch_counted=len(lane.sheets if lane.open else lane.counted) if lane else 0,
            batch_size=batch_size,
            contest_counted=progress(round_).counted if round_ else 0,
            returned=round_.figures.returned if round_ else None,
        )

    def _before_start(self, lane: Lane | None) -> Verdict | None:
        """What became of the last sheet that this station counted in an open pass, if any.

        So that after a crash the teller knows whether the sheet in front of them is in.
        """
        if lane is None or not lane.open:
            return None
        own = [sheet for sheet in lane.sheets.values() if sheet.reader == self._seat.reader]
        if not own:
            return None
        last = own[-1].final
        pending = last.status is SheetStatus.PENDING
        kind = VerdictKind.PERSON if pending else VerdictKind.COUNTED
        return Verdict(kind, last.status, sleeve=own[-1].sleeve)

    def _last_batch(self, round_: Round | None) -> tuple[Lane | None, int | None]:
        """The pass in which the station counted last, and its batch's size, if there are any."""
        batch = round_.batches.get(self._seat.batch or "") if round_ else None
        lane = batch.lanes.get(self._seat.pass_number) if batch else None
        return lane, batch.size if batch else None

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
            return self._cards.refuse(frame.refusal)
        return self._cards.scan(frame.text)

    def _answer(self, verdict: Verdict) -> DeviceAnswer:
        if verdict.reason is not None and verdict.reason.code == ALREADY_COUNTED:
            return DeviceAnswer.ALREADY
        return ANSWERS[verdict.kind]

    def _remember(self, verdict: Verdict) -> Verdict:
        """The verdict with its number, kept for the page."""
        numbered = replace(verdict, number=self._last.number + 1 if self._last else 1)
        self._last = numbered
        if self._fills_the_screen(numbered):
            self._screen = numbered
        self._on_verdict(numbered)
        if numbered.kind in REMEMBERED:
            self._verdicts = (numbered, *self._verdicts)[:LAST]
        return numbered

    def _fills_the_screen(self, verdict: Verdict) -> bool:
        """A refusal stays until it is dealt with: never does the next beep take it away.

        That of a held sheet stays until the sheet is checked or dropped, any other until the next
        ballot, header or key; a card without a sheet is none of these.
        """
        hand, shown = self._cards.hand, self._screen
        if verdict.kind is VerdictKind.REPEATED:
            return False
        if shown is None or shown.kind is not VerdictKind.REFUSED:
            return True
        if hand is not None and hand.hold is not None:
            return shown.reason != hand.hold.reason
        return verdict.reason is None or verdict.reason.code != NONE_IN_HAND


def _rows(contest: Contest, hand: Hand) -> tuple[SheetRow, ...]:
    """The rows of a sheet in hand as they will count, exceptions first.

    An exception has another mark than most rows of this sheet; of equals a blank box is usual.
    """
    blank = blank_mark(contest.rules)
    marks = [hand.marks.get(candidate.id, blank) for candidate in contest.candidates]
    usual = max(Mark, key=lambda mark: (marks.count(mark), mark is blank))
    rows = [
        SheetRow(label, mark, mark is not usual)
        for label, mark in zip(labels(contest), marks, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: not row.exception))


def _short_name(url: str) -> str:
    """What a reader is called when nobody named it: the last part of its address."""
    return registry.parse(url).target.rstrip("/").rsplit("/", 1)[-1]
