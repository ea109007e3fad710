"""A barcode scanner that is not there: paces bytes at a line's rate and hears its answers.

It reads no clock and owns no port: `hardware.sim.lines` lends it both, many scanners a thread.
"""

import random
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hardware.readers.profiles import Answer, DeviceProfile, load
from hardware.sim.faults import FAULTS, Piece

LINE_9600 = 960.0  # bytes a second of a 9600-baud line: ten bits carry a byte


@dataclass(frozen=True, slots=True)
class Pace:
    """How a scanner speaks. `rate` is bytes a second (None: as fast as the line takes them).

    `burst` bytes leave together when the last of them is due: 1 is byte by byte, 8 what a UART
    hands over at a time. `gap` is the silence between frames in seconds, `jitter` the most that
    chance adds to it.
    """

    rate: float | None = LINE_9600
    burst: int = 1
    gap: float = 0.0
    jitter: float = 0.0


@dataclass(frozen=True, slots=True)
class Handshake:
    """Whether a scanner waits for its answer: `patience` seconds, then it sends the label again.

    A refusal (NAK) makes it send again too; after `tries` sendings the label is dropped.
    """

    waits: bool = False
    patience: float = 2.0
    tries: int = 3


@dataclass(slots=True)
class Heard:
    """What came back. `latencies` are seconds from a frame's last byte to its answer."""

    latencies: list[float] = field(default_factory=list)
    answers: Counter[Answer] = field(default_factory=Counter)
    frames: int = 0
    resent: int = 0
    dropped: int = 0
    unexpected: int = 0


class SimulatedScanner:
    """Sends `frames` in order, each with `suffix`; faults are named by frame number (from 0)."""

    def __init__(
        self,
        frames: Iterable[str],
        *,
        pace: Pace = Pace(),
        handshake: Handshake = Handshake(),
        profile: DeviceProfile | None = None,
        suffix: bytes = b"\r",
        seed: int = 0,
        faults: Mapping[int, str] | None = None,
    ) -> None:
        self._frames = iter(frames)
        self._pace = pace
        self._handshake = handshake
        self._answers = (profile or load("plain")).answers
        self._suffix = suffix
        self._rng = random.Random(seed)
        self._faults = faults or {}
        self._pieces: Iterator[Piece] = iter(())
        self._piece: Piece | None = None
        self._sent = 0  # bytes of the piece in hand already on the line
        self._from = 0.0  # when the piece in hand began, or may begin
        self._awaiting: deque[float] = deque()  # when the unanswered frames ended
        self._try = 0
        self._waiting = False
        self._inbox = b""
        self.heard = Heard()
        self.spoken = threading.Event()
        self.finished = threading.Event()

    @property
    def unanswered(self) -> int:
        """Frames that ended and have no answer yet (always 0 for a device without handshake)."""
        return len(self._awaiting)

    def start(self, now: float) -> None:
        """Begin to speak at `now` (seconds, any monotonic clock, the same in every call)."""
        self._from = now
        self._next_piece()

    def due(self) -> float | None:
        """When the scanner next does something by itself; None when only an answer can move it."""
        if self._waiting:
            return self._awaiting[-1] + self._handshake.patience
        if self._piece is None:
            return None
        return self._due_of(self._next_cut(self._piece))

    def take(self, now: float) -> bytes:
        """The bytes due by `now`; tell with `took` how many of them the line accepted."""
        if self._waiting:
            if now >= self._awaiting[-1] + self._handshake.patience:
                self._again(now)
            return b""
        piece = self._piece
        if piece is None:
            return b""
        cut = self._sent
        while cut < len(piece.data):
            further = min(len(piece.data), cut + self._pace.burst)
            if self._due_of(further) > now:
                break
            cut = further
        return piece.data[self._sent : cut]

    def took(self, count: int, now: float) -> None:
        """The line accepted `count` bytes at `now`."""
        piece = self._piece
        if piece is None:
            return
        self._sent += count
        if self._sent == len(piece.data):
            self._ended(piece, now)

    def hear(self, data: bytes, now: float) -> None:
        """Bytes from the program."""
        self._inbox += data
        while self._inbox:
            answer = next((a for a, b in self._answers.items() if self._inbox.startswith(b)), None)
            length = 1 if answer is None else len(self._answers[answer])
            self._inbox = self._inbox[length:]
            if answer is None or not self._awaiting:
                self.heard.unexpected += 1
            else:
                self._answered(answer, now)

    def _answered(self, answer: Answer, now: float) -> None:
        self.heard.latencies.append(now - self._awaiting.popleft())
        self.heard.answers[answer] += 1
        if self._waiting:
            self._waiting = False
            if answer is Answer.REFUSED:
                self._awaiting.append(now)
                self._again(now)
            else:
                self._go_on(now)
        self._settle()

    def _again(self, now: float) -> None:
        self._awaiting.pop()
        self._waiting = False
        if self._try < self._handshake.tries:
            self._try += 1
            self.heard.resent += 1
            self._sent = 0
            self._from = now
        else:
            self.heard.dropped += 1
            self._go_on(now)
            self._settle()

    def _next_cut(self, piece: Piece) -> int:
        return min(len(piece.data), self._sent + self._pace.burst)

    def _due_of(self, count: int) -> float:
        return self._from + (count / self._pace.rate if self._pace.rate else 0.0)

    def _ended(self, piece: Piece, now: float) -> None:
        if piece.answered and self._answers:
            self._awaiting.append(now)
            if self._handshake.waits:
                self._waiting = True
                return
        self._go_on(now)
        self._settle()

    def _go_on(self, now: float) -> None:
        piece = self._piece
        if piece is None:
            return
        # A line that kept pace goes on without a gap, however late this thread woke up.
        behind = 0.0 if self._handshake.waits else now - self._due_of(len(piece.data))
        steady = self._pace.rate is not None and behind < 0.25 and not self._handshake.waits
        self._from = (self._due_of(len(piece.data)) if steady else now) + piece.pause
        self._next_piece()

    def _next_piece(self) -> None:
        self._sent = 0
        self._try = 1
        self._piece = next(self._pieces, None)
        if self._piece is None:
            self._next_frame()

    def _next_frame(self) -> None:
        text = next(self._frames, None)
        if text is None:
            self.spoken.set()
            self._settle()
            return
        fault = self._faults.get(self.heard.frames)
        frame = text.encode("ascii") + self._suffix
        self._pieces = iter(FAULTS[fault](frame, self._rng) if fault else (Piece(frame),))
        self._piece = next(self._pieces)
        if self.heard.frames:
            self._from += self._pace.gap + self._rng.uniform(0.0, self._pace.jitter)
        self.heard.frames += 1

    def _settle(self) -> None:
        if self.spoken.is_set() and not self._awaiting:
            self.finished.set()
