"""What every printed code is made of: kinds, modes, a keyed MAC and check digits, as digits.

The format, with test vectors, is docs/ballot-code.md.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from counting.model.election import Mode

VERSION: Final = 1
BALLOT: Final = "1"
CARD: Final = "2"
BATCH: Final = "3"
BADGE: Final = "4"
SLEEVE: Final = "5"
CODE_LENGTH: Final = 22
"""Digits of every code, except that of a ballot in token mode."""

_MODES: Mapping[Mode, str] = {Mode.REHEARSAL: "1", Mode.OFFICIAL: "2"}
_MODE_OF = {digit: mode for mode, digit in _MODES.items()}
_MAC_DIGITS: Final = 7
_CHECK_DIGITS: Final = 2
_MAC_LABEL: Final = b"scrutineer code 1\n"


def opening(kind: str, mode: Mode, tag: int, what: str) -> str:
    """The digits that every code begins with: kind, format version, mode, tag of a congress."""
    return f"{kind}{VERSION}{_MODES[mode]}" + number(tag, 0, 9999, what)


def mode_of(body: str) -> Mode | None:
    """The mode that a code says, or None when its version or its mode is not known."""
    return _MODE_OF.get(body[2]) if body[1] == str(VERSION) else None


def number(value: int, least: int, most: int, what: str) -> str:
    """A field, as many digits as its largest value has; ValueError when it is out of range."""
    if not least <= value <= most:
        raise ValueError(f"{what} {value} is not within {least} to {most}")
    return f"{value:0{len(str(most))}d}"


def closed(body: str, key: bytes) -> str:
    """The whole code: the body, its MAC under `key`, its check digits."""
    body += _mac(body, key)
    return body + _check_digits(body)


def body_of(text: str) -> str | None:
    """The body of a whole code whose check digits are right, else None.

    `text` must be ASCII digits, and longer than MAC and check digits are.
    """
    if text[-_CHECK_DIGITS:] != _check_digits(text[:-_CHECK_DIGITS]):
        return None
    return text[: -_CHECK_DIGITS - _MAC_DIGITS]


def made_with(text: str, key: bytes) -> bool:
    """Whether a whole code was made with this key."""
    body, mac = text[: -_CHECK_DIGITS - _MAC_DIGITS], text[-_CHECK_DIGITS - _MAC_DIGITS :]
    return hmac.compare_digest(_mac(body, key), mac[:_MAC_DIGITS])


def _check_digits(body: str) -> str:
    # ISO/IEC 7064 MOD 97-10: the whole number, check digits included, is 1 modulo 97.
    return f"{98 - int(body) * 100 % 97:02d}"


def _mac(body: str, key: bytes) -> str:
    digest = hmac.digest(key, _MAC_LABEL + body.encode("ascii"), hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10**_MAC_DIGITS:0{_MAC_DIGITS}d}"
