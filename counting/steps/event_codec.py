"""Events as the bodies of a log: what every stream of events is written down and read with.

The body of an event is canonical JSON: kind, version, by (acting roles), nonce (128 bits, hex,
given by the shell, so that a head tells nothing about a vote) and facts.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from counting.model.json_text import canonical
from counting.model.refusal import InputError, Problem

E = TypeVar("E")


class EventCodec(Generic[E]):
    """Writes and reads events of some kinds. A kind is the name of its class, and stays that."""

    def __init__(
        self,
        kinds: Iterable[type[E]],
        *,
        stored_names: Mapping[str, tuple[str, str]] | None = None,
        stored_form: Mapping[type[E], Callable[[Any], Any]] | None = None,
    ) -> None:
        """`stored_names`: a table of the facts ("" for the facts) to a field's name in Python and
        in the log. `stored_form`: a kind to what its plain facts become before they are stored.
        """
        self._kinds: dict[str, Any] = {kind.__name__: kind for kind in kinds}
        self._stored_names = stored_names or {}
        self._stored_form = stored_form or {}

    def dump(self, event: E, by: tuple[str, ...], nonce: str) -> str:
        """The body of an event as the log keeps it."""
        kind: Any = type(event)
        facts = _adapter(kind).dump_python(event, mode="json")
        if kind in self._stored_form:
            facts = self._stored_form[kind](facts)
        for place, (here, stored) in self._stored_names.items():
            _rename(facts, place, here, stored)
        head = {"kind": kind.__name__, "version": kind.version, "by": by, "nonce": nonce}
        return canonical({**head, "facts": facts})

    def load(self, body: str) -> E:
        """The event of a stored body.

        Raises InputError `log.unknown_event` for a kind or version this program does not know, so
        that an old program never folds half of a newer log; `log.unreadable_event`, with the
        place, for facts that are none of its kind.
        """
        stored = json.loads(body)
        if not isinstance(stored, dict):
            raise InputError((Problem("log.unreadable_event", "event"),))
        name, version = stored.get("kind"), stored.get("version")
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind is None or version not in range(kind.oldest, kind.version + 1):
            what = {"kind": name, "version": version}
            raise InputError((Problem("log.unknown_event", "event", what),))
        facts = stored.get("facts")
        if not isinstance(facts, dict):
            raise InputError((Problem("log.unreadable_event", kind.__name__),))
        for place, (here, stored_name) in self._stored_names.items():
            _rename(facts, place, stored_name, here)
        try:
            event: E = _adapter(kind).validate_python(facts)
        except ValidationError as error:
            raise InputError(
                tuple(
                    Problem(
                        "log.unreadable_event",
                        ".".join(map(str, (kind.__name__, *e["loc"]))),
                    )
                    for e in error.errors(include_url=False)
                )
            ) from error
        return event


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _rename(facts: dict[str, Any], place: str, old: str, new: str) -> None:
    table = facts.get(place) if place else facts
    if isinstance(table, dict) and old in table:
        table[new] = table.pop(old)
