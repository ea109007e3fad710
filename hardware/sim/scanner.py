"""A barcode scanner that is not there: it paces its bytes at a line's rate.

It reads no clock and owns no port: `hardware.sim.lines` lends it both, many scanners a thread.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

LINE_9600 = 960.0  # bytes a second of a 9600-baud line: ten bits carry a byte
_BEHIND = 0.25  # seconds after which a line no longer makes up for a thread that woke up late


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


class SimulatedScanner:
    """Sends `frames` in order, each with a carriage return, without waiting for answers."""

    def __init__(self, frames: Iterable[str], *, pace: Pace = Pace(), seed: int = 0) -> None:
        self._frames = iter(frames)
        self._pace = pace
        self._rng = random.Random(seed)
        self._frame = b""  # what is being sent; empty when there is nothing more to say
        self._sent = 0  # bytes of it already on the line
        self._from = 0.0  # when it began, or may begin

    def start(self, now: float) -> None:
        """Begin to speak at `now` (seconds, any monotonic clock, the same in every call)."""
        self._from = now
        self._next_frame()

    def due(self) -> float | None:
        """When the scanner next does something by itself; None when it has said everything."""
        if not self._frame:
            return None
        return self._due_of(min(len(self._frame), self._sent + self._pace.burst))

    def take(self, now: float) -> bytes:
        """The bytes due by `now`; tell with `took` how many of them the line accepted."""
        cut = self._sent
        while cut < len(self._frame):
            further = min(len(self._frame), cut + self._pace.burst)
            if self._due_of(further) > now:
                break
            cut = further
        return self._frame[self._sent : cut]

    def took(self, count: int, now: float) -> None:
        """The line accepted `count` bytes at `now`."""
        self._sent += count
        if self._frame and self._sent == len(self._frame):
            self._ended(now)

    def hear(self, data: bytes, now: float) -> None:
        """Bytes from the program: a scanner without handshake has no ear for them."""

    def _due_of(self, count: int) -> float:
        return self._from + (count / self._pace.rate if self._pace.rate else 0.0)

    def _ended(self, now: float) -> None:
        """The frame is on the line. One that kept pace is followed without a pause."""
        due = self._due_of(len(self._frame))
        self._from = due if self._pace.rate and now - due < _BEHIND else now
        self._from += self._pace.gap + self._rng.uniform(0.0, self._pace.jitter)
        self._next_frame()

    def _next_frame(self) -> None:
        text = next(self._frames, None)
        self._frame = b"" if text is None else text.encode("ascii") + b"\r"
        self._sent = 0
