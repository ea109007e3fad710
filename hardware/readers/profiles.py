"""Scanner models as data: how each frames its labels and which answers it understands."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from counting.model.refusal import InputError, Problem
from hardware.readers.codec import DeviceAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceProfile:
    """One scanner family. `idle` and `resend_window` are seconds, `limit` is bytes.

    `answers` lacks what the device cannot be told; an empty one means no handshake at all.
    """

    name: str
    title: str
    terminators: bytes = b"\r\n\x03"
    start: bytes = b"\x02"
    limit: int = 256
    idle: float = 0.5
    aim: tuple[str, ...] = ()
    no_read: tuple[str, ...] = ()
    answers: Mapping[DeviceAnswer, bytes] = field(default_factory=dict)
    resend_window: float = 0.0


@cache
def _table() -> dict[str, DeviceProfile]:
    text = resources.files("hardware.readers").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {name: _profile(name, row) for name, row in tomllib.loads(text).items()}


def _profile(name: str, row: dict[str, object]) -> DeviceProfile:
    return DeviceProfile(
        name=name,
        title=str(row["title"]),
        terminators=bytes.fromhex(str(row["terminators"])),
        start=bytes.fromhex(str(row["start"])),
        limit=int(str(row["limit"])),
        idle=float(str(row["idle"])),
        aim=_words(row["aim"]),
        no_read=_words(row["no_read"]),
        answers=_answers(row.get("answers", {})),
        resend_window=float(str(row["resend_window"])),
    )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"a list of words was expected, not {value!r}")
    return tuple(str(word) for word in value)


def _answers(value: object) -> dict[DeviceAnswer, bytes]:
    if not isinstance(value, dict):
        raise TypeError(f"a table of answers was expected, not {value!r}")
    return {DeviceAnswer(kind): bytes.fromhex(text) for kind, text in value.items()}


def names() -> tuple[str, ...]:
    """Names of the scanner profiles, in the order of the file."""
    return tuple(_table())


def load(name: str) -> DeviceProfile:
    """The profile of that name. Raises InputError (`reader.unknown_profile`) for an unknown one."""
    profile = _table().get(name)
    if profile is None:
        facts = {"profile": name, "known": ", ".join(names())}
        raise InputError((Problem("reader.unknown_profile", "profile", facts),))
    return profile
