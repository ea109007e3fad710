"""How a device talks on one connection: its bytes become frames, our answers become bytes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from counting.model.refusal import Refusal


class Flaw(StrEnum):
    """Why a frame is not a label that may be decoded. The values are refusal codes."""

    PARTIAL = "frame.partial"
    TOO_LONG = "frame.too_long"
    UNPRINTABLE = "frame.unprintable"
    FOREIGN = "frame.foreign_label"
    NO_READ = "frame.no_read"


@dataclass(frozen=True, slots=True)
class Frame:
    """One label as it came over the line: its `raw` bytes without what delimits them.

    `text` is empty when there is a `flaw`.
    """

    raw: bytes
    text: str
    flaw: Flaw | None = None

    @property
    def refusal(self) -> Refusal | None:
        """The refusal of a flawed frame; None for one that may be decoded."""
        if self.flaw is None:
            return None
        return Refusal(self.flaw.value, {"bytes": len(self.raw)})


class DeviceAnswer(StrEnum):
    """What a device is told about a label, once it has been dealt with.

    `taken`: understood, and nothing is counted by it yet (a ballot in hand, a card). Devices
    that can only say yes or no say yes to it.
    """

    GOOD = "good"
    REFUSED = "refused"
    ALREADY = "already"
    TAKEN = "taken"


class Codec(ABC):
    """What a reader asks of a kind of device, anew for every connection.

    A device that the host drives is told what to do by `opening` and with every answer; one that
    speaks by itself needs no opening.
    """

    def opening(self) -> bytes:
        """What the host says as soon as the port is open."""
        return b""

    @abstractmethod
    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` ends, in order; bytes of an unfinished one are kept."""

    @abstractmethod
    def silent(self, seconds: float) -> Frame | None:
        """What a silence of that length makes of an unfinished frame; infinite when the port is
        lost."""

    @abstractmethod
    def answer(self, answer: DeviceAnswer) -> bytes:
        """The bytes that say an answer on this device, b"" where it has no word for it."""
