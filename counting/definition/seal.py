"""The canonical form of what is sealed, and the seal over it."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from counting.model import json_text
from counting.model.election import NAME_KEY, Congress, Seal
from counting.model.geometry import PageGeometry

_LATER_OF_CONTESTS: Final[Mapping[str, object]] = {
    "name_key": NAME_KEY,
    "kind": "election",
    "offices": [],
    "validity": "sheet",
    "same_name": None,
    "add_down": [],
    "choose": None,
    "method": "paper",
    "grades": [],
}
LATER: Final[Mapping[str, Mapping[str, object]]] = {
    "ballot": {"size": "ordinary"},
    "candidates": {"introduction": ""},
    "congress": {"people": None},
    "items": {"date": None},
    "contest": _LATER_OF_CONTESTS,
    "contests": _LATER_OF_CONTESTS,
}
"""Keys, by the table they stand in, that came after congresses had been sealed. They are left out
at the value that says what always was, so that those congresses keep their hash."""


def _plain(value: object) -> Any:
    """A value of the model as JSON holds it; whole millimetres are whole numbers."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")


def without_later(plain: Any, place: str = "") -> Any:
    """A value as JSON holds it, without the keys of `LATER` that only say what always was.

    `place` is the key that it stands at; the entries of a list stand where the list does.
    """
    if isinstance(plain, list):
        return [without_later(inner, place) for inner in plain]
    if not isinstance(plain, dict):
        return plain
    later = LATER.get(place, {}).items()
    return {k: without_later(v, k) for k, v in plain.items() if (k, v) not in later}


def canonical(value: object) -> bytes:
    """Canonical JSON of a value of the model: keys sorted, UTF-8, no spaces, fractions "1/2".

    Equal values give equal bytes, also after a journey through the log. NaN and infinity raise
    ValueError.
    """
    return json_text.canonical(without_later(_plain(value))).encode("utf-8")


def seal(congress: Congress, geometry: Mapping[str, tuple[PageGeometry, ...]]) -> Seal:
    """The frozen congress. `geometry` holds the pages of every contest, by its id.

    The hash is SHA-256, in hex, of the canonical form of ``{"congress": …, "geometry": …}``:
    mode, electors, candidates in order, resolved rules with sources, and where each box stands.
    Neither the agenda nor who serves the meeting is sealed.
    """
    covered = canonical({"congress": replace(congress, people=None), "geometry": geometry})
    return Seal(congress, geometry, hashlib.sha256(covered).hexdigest())
