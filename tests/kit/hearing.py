"""A simulated scanner with an ear: it measures its answers and, if asked, waits for each."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from hardware.readers.codec import DeviceAnswer
from hardware.readers.profiles import DeviceProfile
from hardware.sim.scanner import SimulatedScanner


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
    answers: Counter[DeviceAnswer] = field(default_factory=Counter)
    frames: int = 0
    resent: int = 0
    dropped: int = 0
    unexpected: int = 0


class HearingScanner(SimulatedScanner):
    """`spoken` is set when everything was said, `finished` when everything was answered too."""

    def __init__(
        self,
        frames: Iterable[str],
        *,
        profile: DeviceProfile,
        handshake: Handshake = Handshake(),
        **pace: Any,
    ) -> None:
        super().__init__(frames, **pace)
        self._handshake = handshake
        self._answers = profile.answers
        self._awaiting: deque[float] = deque()  # when the unanswered frames ended
        self._try = 1
        self._waiting = False
        self._inbox = b""
        self.heard = Heard()
        self.spoken = Event()
        self.finished = Event()

    @property
    def unanswered(self) -> int:
        """Frames that ended and have no answer yet (always 0 for a device without handshake)."""
        return len(self._awaiting)

    def due(self) -> float | None:
        if self._waiting:
            return self._awaiting[-1] + self._handshake.patience
        return super().due()

    def take(self, now: float) -> bytes:
        if not self._waiting:
            return super().take(now)
        if now >= self._awaiting[-1] + self._handshake.patience:
            self._again(now)
        return b""

    def hear(self, data: bytes, now: float) -> None:
        self._inbox += data
        while self._inbox:
            answer = next((a for a, b in self._answers.items() if self._inbox.startswith(b)), None)
            length = 1 if answer is None else len(self._answers[answer])
            self._inbox = self._inbox[length:]
            if answer is None or not self._awaiting:
                self.heard.unexpected += 1
            else:
                self._answered(answer, now)

    def _answered(self, answer: DeviceAnswer, now: float) -> None:
        self.heard.latencies.append(now - self._awaiting.popleft())
        self.heard.answers[answer] += 1
        if self._waiting:
            self._waiting = False
            if answer is DeviceAnswer.REFUSED:
                self._awaiting.append(now)
                self._again(now)
            else:
                self._follow(now)
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
            self._follow(now)

    def _ended(self, now: float) -> None:
        self.heard.frames += 1
        if self._answers:
            self._awaiting.append(now)
        if self._handshake.waits:
            self._waiting = True
        else:
            super()._ended(now)

    def _follow(self, now: float) -> None:
        self._from = now + self._pace.gap
        self._next_frame()

    def _next_frame(self) -> None:
        super()._next_frame()
        self._try = 1
        if not self._frame:
            self.spoken.set()
        self._settle()

    def _settle(self) -> None:
        if self.spoken.is_set() and not self._awaiting:
            self.finished.set()
