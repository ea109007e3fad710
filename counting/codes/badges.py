"""What a delegate's badge says: digits to a badge number and back; never anything of a ballot.

The format, with test vectors, is docs/ballot-code.md. Its key is the meeting's own, kept apart
from the key of the ballots.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from counting.codes.digits import (
    BADGE,
    CODE_LENGTH,
    body_of,
    closed,
    made_with,
    mode_of,
    number,
    opening,
)
from counting.model.election import Mode
from counting.model.refusal import Refusal

MAX_BADGE: Final = 99_999
_TAG_LABEL: Final = b"scrutineer badge tag 1\n"
_RESERVED: Final = "0"


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """The code on a badge; `tag` names the meeting, `number` its person, 1 to 99,999."""

    mode: Mode
    tag: int
    number: int


def badge_tag(key: bytes) -> int:
    """Four digits (0 to 9999) that name a meeting, made from its badge key.

    Not from the seal: badges may be printed before there is one, and say nothing of the ballots.
    """
    digest = hmac.digest(key, _TAG_LABEL, hashlib.sha256)
    return int.from_bytes(digest[:8]) % 10_000


def encode(code: BadgeCode, key: bytes) -> str:
    """The digits of a badge under the meeting's key; ValueError if a field is out of range."""
    body = opening(BADGE, code.mode, code.tag, "badge tag") + _RESERVED
    return closed(body + number(code.number, 1, MAX_BADGE, "badge number"), key)


def decode(
    text: str, key: bytes, *, tag: int | None = None, mode: Mode | None = None
) -> BadgeCode | Refusal:
    """The badge that a scanned text is, or why it is none of this meeting's.

    Give `tag` and `mode` of the meeting that reads. In this order: `badge.unreadable` (scan
    again); `badge.not_a_badge` another kind of label; `badge.foreign` an unknown version;
    `badge.other_mode`; `badge.other_congress`; `badge.foreign` not made with this key.
    """
    if not (text.isascii() and text.isdigit() and len(text) in (CODE_LENGTH, CODE_LENGTH + 12)):
        return Refusal("badge.unreadable", {"length": len(text)})
    body = body_of(text)
    if body is None:
        return Refusal("badge.unreadable", {"length": len(text)})
    if body[0] != BADGE:
        return Refusal("badge.not_a_badge")
    said_mode = mode_of(body)
    if said_mode is None or len(text) != CODE_LENGTH:
        return Refusal("badge.foreign")
    if mode is not None and said_mode is not mode:
        return Refusal("badge.other_mode", {"mode": said_mode.value, "here": mode.value})
    if tag is not None and int(body[3:7]) != tag:
        return Refusal("badge.other_congress")
    if not made_with(text, key) or body[7] != _RESERVED or body[8:] == "00000":
        return Refusal("badge.foreign")
    return BadgeCode(said_mode, int(body[3:7]), int(body[8:]))
