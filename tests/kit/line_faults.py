"""What can go wrong on a line, as data: each fault turns one frame into what is really sent."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a frame and the silence after them, in seconds."""

    data: bytes
    pause: float = 0.0


Fault = Callable[[bytes, random.Random], Sequence[Piece]]

# Longer than the profiles' idle gap, so that the reader takes the frame for ended.
SILENCE = 0.8


def _garbage(rng: random.Random, length: int) -> bytes:
    return bytes(rng.choice((*range(0x04, 0x0A), *range(0x80, 0x100))) for _ in range(length))


def half_then_silence(frame: bytes, rng: random.Random) -> Sequence[Piece]:
    """Half a frame, a long silence, then the label again as the teller scans it anew."""
    cut = rng.randrange(1, max(2, len(frame) - 1))
    return Piece(frame[:cut], SILENCE), Piece(frame)


def garbage_before(frame: bytes, rng: random.Random) -> Sequence[Piece]:
    """A burst of noise that ends like a frame, then the label."""
    return Piece(_garbage(rng, 12) + b"\r"), Piece(frame)


def wrong_parity(frame: bytes, _: random.Random) -> Sequence[Piece]:
    """The label as 7E1 looks to an 8N1 port, then rightly."""
    mangled = bytes(b | (b.bit_count() % 2) << 7 for b in frame[:-1])
    return Piece(mangled + b"\r"), Piece(frame)


def never_ending(frame: bytes, _: random.Random) -> Sequence[Piece]:
    """Five thousand bytes without a terminator, then one, then the label."""
    return Piece(b"7" * 5000 + b"\r"), Piece(frame)


def twice(frame: bytes, _: random.Random) -> Sequence[Piece]:
    """The label read twice within one trigger pull."""
    return Piece(frame, 0.05), Piece(frame)


def no_read(frame: bytes, _: random.Random) -> Sequence[Piece]:
    """The scanner's own text for a label it could not read, then the label."""
    return Piece(b"NR\r"), Piece(frame)


FAULTS: Mapping[str, Fault] = {
    "half_then_silence": half_then_silence,
    "garbage_before": garbage_before,
    "wrong_parity": wrong_parity,
    "never_ending": never_ending,
    "twice": twice,
    "no_read": no_read,
}
