"""The run of one sample: every step a real one, from definition to released result.

Ballots are printed to PDF and their codes decoded from its pixels; it is those codes that
simulated scanners send through pseudo-terminals to the stations. People's steps are simulated
and say so in their reasons.
"""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from counting.model.ballot import SheetStatus
from counting.model.refusal import Refusal
from counting.model.state import PrintRun, Round
from counting.steps.adjudicate import Adjudicate
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import OpenBatch
from counting.steps.certify import AUDIENCES, Certify, Release
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import SealCongress
from counting.steps.messages import Command
from counting.steps.paper import DeclareValid, RecordIssued, RecordReturned
from hardware.sim.lines import LinePlayer
from hardware.sim.pty import PtyBus
from hardware.sim.scanner import LINE_9600, Pace, SimulatedScanner
from kiosk.congress.agenda import BeginItem, timetable
from kiosk.demo.clock import SampleClock
from kiosk.demo.electors import MarkedSheet, marked_sheets
from kiosk.demo.samples import Sample
from kiosk.demo.tellers import CardBox, card_box, judge
from kiosk.printshop.runs import print_run, proof
from kiosk.running.congress import RunningCongress
from kiosk.stations.station import StationSettings

BATCH_SIZE = 50
SPARE = 4
_BY = ("模拟监票人甲", "模拟监票人乙")
_PATIENCE = 600.0  # seconds after which a batch that does not close is a failure
_TELLERS = ("计票人甲（模拟）", "计票人乙（模拟）")


class DemoFailed(Exception):
    """A step of the sample was refused, or its devices fell silent: a bug, shown as one."""


class Stopped(Exception):
    """The demo was asked to stop."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a sample runs. `rate` as of `Pace`; `pause` seconds to look at each result."""

    rate: float | None = LINE_9600
    gap: float = 0.0
    pause: float = 0.0


LIVE = Tempo(gap=0.02, pause=8.0)
AT_ONCE = Tempo(rate=None)


class Run:
    """One sample congress in `hall`, whose clock is `clock`."""

    def __init__(
        self,
        sample: Sample,
        hall: RunningCongress,
        clock: SampleClock,
        tempo: Tempo,
        stopping: threading.Event,
    ) -> None:
        self._sample = sample
        self._hall = hall
        self._clock = clock
        self._tempo = tempo
        self._stopping = stopping
        self._moved = threading.Condition()

    def prepare(self) -> None:
        """Seal the congress, so that its pages have something to show."""
        self._do(SealCongress())

    def go(self) -> None:
        """Hold every contest in order. Raises DemoFailed, or Stopped when asked to stop."""
        store = self._hall.store
        forget = store.subscribe(lambda _: self._wake())
        try:
            with PtyBus(store.directory) as bus, LinePlayer() as player:
                self._open_meeting()
                self._do(RecordAttendance(self._sample.present))
                for contest_id in self._sample.contests:
                    self._agenda_reaches(contest_id)
                    self._contest(contest_id, bus, player)
                    self._look_around()
                self._close_meeting()
        finally:
            forget()

    def _contest(self, contest_id: str, bus: PtyBus, player: LinePlayer) -> None:
        electorate = self._sample.contests[contest_id]
        present = self._sample.present
        codes = self._printed(contest_id, present)
        returned = present - electorate.stay_away
        self._do(
            RecordIssued(
                contest=contest_id, unsealed=present + SPARE, issued=present, remaining=SPARE
            ),
            RecordReturned(contest_id, returned),
            DeclareValid(contest_id),
            OpenCount(contest_id),
        )
        contest = self._current(contest_id)
        sheets = marked_sheets(contest.contest, electorate, returned)
        # Out of the box sheets come in no order; the codes, too, are dealt like that.
        shuffled = random.Random(electorate.seed)
        shuffled.shuffle(codes)
        bundles = _bundles(list(zip(codes, sheets, strict=False)))
        lines = _Lines(bus, player, self._card_box(contest, bundles))
        for number in range(1, contest.contest.passes + 1):
            self._pass(contest_id, number, bundles, lines)
        self._adjudicate(contest_id)
        self._do(CloseCount(contest_id))
        self._release(contest_id)

    def _printed(self, contest_id: str, present: int) -> list[str]:
        """Print the ballots and read every page's code back from its pixels."""
        store = self._hall.store
        number = self._current(contest_id).number
        pdf = store.directory / f"ballots-{contest_id}-{number}.pdf"
        run = PrintRun(
            contest=contest_id, round=number, purpose="ballot", quantity=present, spare=SPARE
        )
        answer = print_run(store, run, pdf)
        if isinstance(answer, Refusal):
            raise DemoFailed(answer)
        codes = proof(store, self._current(contest_id), pdf)
        seal = store.state().seal
        assert seal is not None
        sides = len(seal.geometry[contest_id])
        if not all(codes):
            raise DemoFailed(f"{pdf.name}: page {codes.index('') + 1} has no code to read")
        return codes[::sides]

    def _card_box(self, round_: Round, bundles: Sequence["Pile"]) -> CardBox:
        store = self._hall.store
        seal = store.state().seal
        assert seal is not None
        batches = [bundle.batch for bundle in bundles]
        return card_box(seal, round_.contest.id, round_.number, batches, store.ballot_key)

    def _pass(
        self, contest_id: str, number: int, bundles: Sequence["Pile"], lines: "_Lines"
    ) -> None:
        """Every batch once: the scanners take them in turn, in the second pass crosswise."""
        scanners = self._sample.scanners
        with ThreadPoolExecutor(scanners) as pool:
            fed = [
                pool.submit(
                    self._feed,
                    contest_id,
                    number,
                    bundles[(scanner + number - 1) % scanners :: scanners],
                    scanner,
                    lines,
                )
                for scanner in range(scanners)
            ]
            for future in fed:
                future.result()

    def _feed(
        self,
        contest_id: str,
        number: int,
        bundles: Sequence["Pile"],
        scanner: int,
        lines: "_Lines",
    ) -> None:
        """One teller at one scanner: batch after batch, each until its station has closed it."""
        name = f"{contest_id}-{number}-{scanner + 1}"
        port = lines.bus.plug(name)
        station = self._hall.start_station(
            StationSettings(
                contest=contest_id,
                reader=lines.bus.url(name),
                pass_number=number,
                teller=_TELLERS[scanner % len(_TELLERS)],
                id=str(scanner + 1),
            )
        )
        if isinstance(station, Refusal):
            raise DemoFailed(station)
        pace = Pace(rate=self._tempo.rate, gap=self._tempo.gap)
        try:
            for bundle in bundles:
                self._do(OpenBatch(contest_id, bundle.batch, len(bundle.sheets), number))
                frames = lines.box.batch(bundle.batch, bundle.dealt(number))
                lines.player.play(port, SimulatedScanner(frames, pace=pace))
                self._wait_for(partial(self._is_closed, contest_id, bundle.batch, number))
        finally:
            self._hall.stop_station(station)

    def _is_closed(self, contest_id: str, batch: str, number: int) -> bool:
        return not self._current(contest_id).batches[batch].lanes[number].open

    def _wait_for(self, look: Callable[[], bool]) -> None:
        with self._moved:
            while not look():
                if self._stopping.is_set():
                    raise Stopped
                if not self._moved.wait(_PATIENCE):
                    raise DemoFailed("a batch does not close")

    def _adjudicate(self, contest_id: str) -> None:
        for batch in self._current(contest_id).batches.values():
            for handle, sheet in batch.lanes[1].sheets.items():
                if sheet.final.status is SheetStatus.PENDING:
                    decision, reason = judge(sheet.record)
                    self._do(
                        Adjudicate(
                            contest=contest_id,
                            batch=batch.id,
                            reading=handle,
                            decision=decision,
                            reason=reason,
                        )
                    )

    def _release(self, contest_id: str) -> None:
        limit = self._current(contest_id).contest.rules.announce
        self._do(Certify(contest_id))
        for audience in AUDIENCES[: AUDIENCES.index(limit) + 1]:
            self._do(Release(contest_id, audience))

    def _do(self, *commands: Command) -> None:
        for command in commands:
            if self._stopping.is_set():
                raise Stopped
            answer = self._hall.store.execute(command, _BY)
            if isinstance(answer, Refusal):
                raise DemoFailed(f"{type(command).__name__}: {answer}")

    def _current(self, contest_id: str) -> Round:
        round_ = self._hall.state().current(contest_id)
        assert round_ is not None
        return round_

    def _wake(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def stop(self) -> None:
        """Wake whatever waits, so that it sees that it should stop."""
        self._stopping.set()
        self._wake()

    def _look_around(self) -> None:
        if self._stopping.wait(self._tempo.pause):
            raise Stopped

    def _open_meeting(self) -> None:
        """Everything before the first election has been dealt with in time."""
        elections = set(self._sample.contests)
        for line in timetable(self._hall.meeting.state().agenda):
            if line.item.contest in elections:
                return
            self._begin(line.item.id, line.planned)

    def _agenda_reaches(self, contest_id: str) -> None:
        for line in timetable(self._hall.meeting.state().agenda):
            if line.item.contest == contest_id:
                self._begin(line.item.id, line.planned)

    def _close_meeting(self) -> None:
        """Go on to what follows the last election, and leave it under way."""
        lines = timetable(self._hall.meeting.state().agenda)
        after = [line for line in lines if line.status == "waiting"]
        if after:
            self._begin(after[0].item.id, after[0].planned)

    def _begin(self, item: str, planned: datetime) -> None:
        at = self._clock.reach(planned + timedelta(minutes=1))
        self._hall.meeting.execute(BeginItem(item, at))
        self._hall.changed()


@dataclass(frozen=True, slots=True)
class _Lines:
    """The simulated hardware of one contest: its ports, what plays on them, the cards."""

    bus: PtyBus
    player: LinePlayer
    box: CardBox


@dataclass(frozen=True, slots=True)
class Pile:
    """A batch of sheets: each with the code that was read from its page."""

    batch: str
    sheets: tuple[tuple[str, MarkedSheet], ...]

    def dealt(self, number: int) -> tuple[tuple[str, MarkedSheet], ...]:
        """The sheets in the order of one pass: a bundle is never read twice in the same order."""
        order = list(self.sheets)
        random.Random(number).shuffle(order)
        return tuple(order)


def _bundles(sheets: Sequence[tuple[str, MarkedSheet]]) -> list[Pile]:
    return [
        Pile(str(number), tuple(sheets[start : start + BATCH_SIZE]))
        for number, start in enumerate(range(0, len(sheets), BATCH_SIZE), 1)
    ]
