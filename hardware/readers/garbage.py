"""Notices a line that carries garbage: a wrong speed or parity, a foreign encoding, a bad cable."""

from collections import deque

from hardware.readers.lines import printable

# CR, LF, STX and ETX frame labels, so they say nothing about the line's health.
_NEUTRAL = frozenset(b"\r\n\x02\x03")


class GarbageGauge:
    """Share of unprintable bytes among the last ones, with an alarm that does not flutter.

    The alarm rises above a quarter, once 24 bytes are known, and falls below a tenth. The window
    is about ten labels long, so that a mended line is believed again after a few good ones.
    """

    WINDOW = 256
    ENOUGH = 24
    RISES = 0.25
    FALLS = 0.10

    def __init__(self) -> None:
        self._recent: deque[bool] = deque(maxlen=self.WINDOW)
        self._bad = 0
        self.alarm = False

    @property
    def ratio(self) -> float:
        """Unprintable bytes / bytes, over the window; 0 when nothing came yet."""
        return self._bad / len(self._recent) if self._recent else 0.0

    def weigh(self, data: bytes) -> bool:
        """Take bytes into account; True when the alarm rose or fell."""
        before = self.alarm
        for byte in data:
            if byte not in _NEUTRAL:
                self._weigh_one(not printable(byte))
        return self.alarm != before

    def _weigh_one(self, bad: bool) -> None:
        if len(self._recent) == self.WINDOW:
            self._bad -= self._recent[0]
        self._recent.append(bad)
        self._bad += bad
        if self.alarm:
            self.alarm = self.ratio >= self.FALLS
        else:
            self.alarm = len(self._recent) >= self.ENOUGH and self.ratio > self.RISES
