"""From a stream of bytes to bounded frames: pure, and it never guesses what a label was."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from counting.model.refusal import Refusal
from hardware.readers.profiles import DeviceProfile


class Flaw(StrEnum):
    """Why a frame is not a label that may be decoded. The values are refusal codes."""

    PARTIAL = "frame.partial"
    TOO_LONG = "frame.too_long"
    UNPRINTABLE = "frame.unprintable"
    FOREIGN = "frame.foreign_label"
    NO_READ = "frame.no_read"


@dataclass(frozen=True, slots=True)
class Frame:
    """One label as it came over the line, terminator and start byte removed.

    `text` is empty when there is a `flaw`. `aim` is the AIM identifier that stood before it.
    `at` is the reader's monotonic clock in seconds when the last byte was seen, `epoch` counts
    the connections of the port; both are filled in by whoever owns the port.
    """

    raw: bytes
    text: str
    flaw: Flaw | None = None
    aim: str = ""
    at: float = 0.0
    epoch: int = 0

    @property
    def hex(self) -> str:
        """The bytes as they came, for a person to look at."""
        return self.raw.hex(" ")

    @property
    def refusal(self) -> Refusal | None:
        """The refusal of a flawed frame; None for one that may be decoded."""
        if self.flaw is None:
            return None
        return Refusal(self.flaw.value, {"bytes": len(self.raw)})


class Framer:
    """Cuts a byte stream into frames. Holds at most one frame's limit of bytes.

    The same bytes give the same frames however they are chunked; time enters only through
    `idle`, which the owner calls when the line has been silent for the profile's gap.
    """

    def __init__(self, profile: DeviceProfile) -> None:
        self._profile = profile
        self._ends = frozenset(profile.terminators)
        self._starts = frozenset(profile.start)
        self._held = bytearray()
        self._skipping = False

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._held) or self._skipping

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` ends, in order; bytes of an unfinished one are kept."""
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

    def idle(self) -> Frame | None:
        """End a partial frame after a silent gap: reported as partial, never as a label."""
        self._skipping = False
        return _flawed(self._take(), Flaw.PARTIAL) if self._held else None

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
    return Frame(raw=raw, text=text[len(aim) :], aim=aim)
