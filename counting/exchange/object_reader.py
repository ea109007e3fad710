"""Plain values out of an untrusted object, every problem noted with the place where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counting.model.refusal import Problem, shown

MOST = 10_000_000_000
"""No count of persons or sheets is larger; more is a slip of the pen."""

_MISSING = object()


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys are all different, for `json.loads(…, object_pairs_hook=unique)`.

    Raises ValueError for a key that stands twice: JSON leaves open which of the two is meant.
    """
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise ValueError(f"the key {shown(key)} stands twice in one object")
        table[key] = value
    return table


class ObjectReader:
    """Reads one object key by key; a value that cannot be used is a problem and a stand-in.

    `problems` is shared by all readers of a document, so that every error is told at once. The
    values read may be used only when it is empty at the end.
    """

    def __init__(self, value: object, place: str, problems: list[Problem]) -> None:
        self._place = place
        self._problems = problems
        self._known: list[str] = []
        self._usable = isinstance(value, Mapping)
        self._value: Mapping[Any, Any] = value if isinstance(value, Mapping) else {}
        if not self._usable and value is not _MISSING:
            self._note("input.not_an_object", "", value)

    def at(self, key: str) -> str:
        """Where `key` stands in the document, as a path of keys."""
        return ".".join(part for part in (self._place, key) if part) or "."

    def whole(self, key: str, *, least: int = 0, default: int | None = None) -> int:
        """A whole number from `least` up; `default`, where given, stands for a missing key."""
        value = self._get(key, optional=default is not None)
        if value is _MISSING:
            return least if default is None else default
        if type(value) is not int:
            self._note("input.not_a_whole_number", key, value)
        elif not least <= value <= MOST:
            self._note("input.out_of_range", key, value, least=least, most=MOST)
        else:
            return value
        return least

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._value

    def whole_or_none(self, key: str, *, least: int = 0) -> int | None:
        """A whole number from `least` up, or None where the key is absent."""
        number = self.whole(key, least=least, default=least)
        return number if key in self._value else None

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text that is not empty; `default`, where given, stands for a missing key."""
        value = self._get(key, optional=default is not None)
        if value is _MISSING:
            return default or ""
        if isinstance(value, str) and value.strip():
            return value
        self._note("input.not_a_text", key, value)
        return ""

    def choice(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """One of a few words; `default`, where given, stands for a missing key."""
        value = self.text(key, default=default)
        if value and value not in allowed:
            self._note("input.not_a_choice", key, value, allowed=", ".join(allowed))
        return value

    def child(self, key: str) -> "ObjectReader":
        """A reader of the object below `key`."""
        return ObjectReader(self._get(key), self.at(key), self._problems)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """The object below `key` as it is, empty where absent: someone else reads it."""
        value = self._get(key, optional=True)
        if isinstance(value, Mapping):
            return value
        if value is not _MISSING:
            self._note("input.not_an_object", key, value)
        return {}

    def entries(self, key: str, *, optional: bool = False) -> Iterator[tuple[str, Any]]:
        """The entries of the array below `key`, each with its place."""
        value = self._get(key, optional=optional)
        if isinstance(value, list):
            yield from ((f"{self.at(key)}[{i}]", entry) for i, entry in enumerate(value))
        elif value is not _MISSING:
            self._note("input.not_an_array", key, value)

    def end(self) -> None:
        """Note every key that nobody asked for."""
        known = ", ".join(self._known)
        for key in self._value:
            if key not in self._known:
                facts = {"key": shown(key), "known": known}
                self._problems.append(Problem("input.unknown_key", self.at(shown(key)), facts))

    def _get(self, key: str, *, optional: bool = False) -> Any:
        self._known.append(key)
        if key in self._value:
            return self._value[key]
        if self._usable and not optional:
            self._problems.append(Problem("input.missing_key", self.at(key), {"key": key}))
        return _MISSING

    def _note(self, code: str, key: str, given: object, **facts: object) -> None:
        self._problems.append(Problem(code, self.at(key), {"given": shown(given), **facts}))
