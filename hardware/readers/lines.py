"""Devices that send lines: bounded frames between terminators, and it never guesses a label."""

from collections.abc import Iterator

from hardware.readers.codec import Codec, DeviceAnswer, Flaw, Frame
from hardware.readers.profiles import DeviceProfile


class LineCodec(Codec):
    """Cuts a byte stream into frames. Holds at most one frame's limit of bytes.

    The same bytes give the same frames however they are chunked; time enters only through
    `silent`, which ends a partial frame after the profile's gap: as partial, never as a label.
    """

    def __init__(self, profile: DeviceProfile) -> None:
        self._profile = profile
        self._ends = frozenset(profile.terminators)
        self._starts = frozenset(profile.start)
        self._held = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[Frame]:
        return list(self._cut(data))

    def _cut(self, data: bytes) -> Iterator[Frame]:
        for byte in data:
            if byte in self._ends:
                if self._held:
                    yield classify(self._take(), self._profile)
                self._skipping = False
            elif byte in self._starts:
                # A start byte inside a frame: the line lost the end of the one before.
                if self._held:
                    yield _flawed(self._take(), Flaw.PARTIAL)
                self._skipping = False
            elif not self._skipping:
                self._held.append(byte)
                if len(self._held) > self._profile.limit:
                    self._skipping = True
                    yield _flawed(self._take()[: self._profile.limit], Flaw.TOO_LONG)

    def silent(self, seconds: float) -> Frame | None:
        if seconds < self._profile.idle:
            return None
        self._skipping = False
        return _flawed(self._take(), Flaw.PARTIAL) if self._held else None

    def answer(self, answer: DeviceAnswer) -> bytes:
        return self._profile.answers.get(answer, b"")

    def _take(self) -> bytes:
        raw = bytes(self._held)
        self._held.clear()
        return raw


def _flawed(raw: bytes, flaw: Flaw) -> Frame:
    return Frame(raw=raw, text="", flaw=flaw)


def printable(byte: int) -> bool:
    """Whether a byte may stand in a label: ASCII from space to tilde."""
    return 0x20 <= byte <= 0x7E


def classify(raw: bytes, profile: DeviceProfile) -> Frame:
    """What a complete frame is under a profile: a label's text, or the flaw that keeps it out."""
    if not all(map(printable, raw)):
        return _flawed(raw, Flaw.UNPRINTABLE)
    text = raw.decode("ascii")
    if text in profile.no_read:
        return _flawed(raw, Flaw.NO_READ)
    if not profile.aim:
        return Frame(raw=raw, text=text)
    aim = next((aim for aim in profile.aim if text.startswith(aim)), None)
    if aim is None or text == aim:
        return _flawed(raw, Flaw.FOREIGN)
    return Frame(raw=raw, text=text[len(aim) :])
