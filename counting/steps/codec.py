"""Commands and events as JSON: what comes in by `apply`, what stands in the log.

The body of an event is canonical JSON: kind, version, by (acting roles), nonce (128 bits, hex,
given by the shell, so that a head tells nothing about a vote) and facts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from counting.definition.seal import without_later
from counting.exchange.object_reader import unique
from counting.model.ballot import Mark, Reading, WriteIn
from counting.model.figures import Row
from counting.model.refusal import InputError, Problem
from counting.steps.adjudicate import Adjudicate
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, CorrectBatchSize, OpenBatch
from counting.steps.certify import Certify, Release
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.define import CongressDefined, CongressSealed
from counting.steps.handle import EVOLVERS
from counting.steps.messages import Command, Event
from counting.steps.paper import DeclareValid, RecordIssued, RecordReturned
from counting.steps.remainder import CancelRemainder
from counting.steps.rounds import OpenRound, RoundOpened, WithdrawRound
from counting.steps.rulings import (
    AcceptResult,
    AskSuperior,
    RecordLot,
    ReduceSeats,
    SeatElectors,
)
from counting.steps.sheets import RecordReading, RecordTally, UndoReading
from counting.steps.spellings import MergeWriteIns

# Events that hold a contest's definition, whose stored form is that of the seal.
_DEFINING = (CongressDefined, CongressSealed, RoundOpened)
# Where a field is stored under another name than it has here: the log keeps the name it began with.
_STORED_NAMES: Mapping[str, tuple[str, str]] = {
    "": ("pass_", "pass"),
    "outcome": ("balances", "accounts"),
}
_EVENTS = {kind.__name__: kind for kind in EVOLVERS}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def canonical(value: object) -> str:
    """Canonical JSON: keys sorted, no spaces, characters as themselves."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dump(event: Event, by: tuple[str, ...], nonce: str) -> str:
    """The body of an event as the log keeps it."""
    kind: Any = type(event)
    facts = _adapter(kind).dump_python(event, mode="json")
    if kind in _DEFINING:
        facts = without_later(facts)
    for place, (here, stored) in _STORED_NAMES.items():
        _renamed(facts, place, here, stored)
    return canonical(
        {
            "kind": kind.__name__,
            "version": kind.version,
            "by": by,
            "nonce": nonce,
            "facts": facts,
        }
    )


def _renamed(facts: dict[str, Any], place: str, old: str, new: str) -> None:
    table = facts.get(place) if place else facts
    if isinstance(table, dict) and old in table:
        table[new] = table.pop(old)


def load(body: str) -> Event:
    """The event of a stored body.

    Raises InputError `log.unknown_event` for a kind or version this program does not know, so
    that an old program never folds half of a newer log; `log.unreadable_event`, with the place,
    for facts that are none of its kind.
    """
    stored = json.loads(body)
    kind: Any = _EVENTS.get(stored["kind"])
    if kind is None or stored["version"] != kind.version:
        what = {"kind": stored["kind"], "version": stored["version"]}
        raise InputError((Problem("log.unknown_event", "event", what),))
    facts = stored["facts"]
    for place, (here, stored_name) in _STORED_NAMES.items():
        _renamed(facts, place, stored_name, here)
    try:
        event: Event = _adapter(kind).validate_python(facts)
    except ValidationError as error:
        raise InputError(
            tuple(
                Problem(
                    "log.unreadable_event",
                    ".".join(map(str, (kind.__name__, *e["loc"]))),
                    {"problem": e["msg"]},
                )
                for e in error.errors(include_url=False)
            )
        ) from error
    return event


@dataclass(frozen=True, slots=True)
class _FlatReading:
    """RecordReading as the contract writes it."""

    contest: str
    batch: str
    code: str | None
    marks: Mapping[str, Mark | None]
    write_ins: tuple[WriteIn, ...] = ()
    reader: str = ""
    source: str = "data"
    doubtful: bool = False
    round: int | None = None

    def command(self) -> RecordReading:
        reading = _adapter(Reading).validate_python(
            {
                "code": self.code,
                "marks": self.marks,
                "write_ins": self.write_ins,
                "source": self.source,
                "reader": self.reader,
                "doubtful": self.doubtful,
            }
        )
        return RecordReading(self.contest, self.batch, reading, self.round)


@dataclass(frozen=True, slots=True)
class _FlatTally:
    """RecordTally as the contract writes it: rows by `for`, write-ins as a list."""

    contest: str
    batch: str
    rows: Mapping[str, Mapping[str, int]]
    valid: int
    invalid: int
    write_ins: tuple[Mapping[str, str | int], ...] = ()
    pass_: int = 1
    round: int | None = None

    def command(self) -> RecordTally:
        names = {"for": "for_"}
        rows = {
            candidate: _adapter(Row).validate_python(
                {names.get(key, key): value for key, value in row.items()}, extra="forbid"
            )
            for candidate, row in self.rows.items()
        }
        write_ins: dict[str, int] = {}
        for place, entry in enumerate(self.write_ins):
            name, votes = entry.get("name"), entry.get("for")
            named = isinstance(name, str) and name.strip() and name not in write_ins
            if not named or not isinstance(votes, int) or len(entry) > 2:
                what = {"problem": "each name once, with its votes: {name, for}"}
                raise InputError((Problem("command.field", f"write_ins.{place}", what),))
            write_ins[str(name)] = votes
        return RecordTally(
            self.contest,
            self.batch,
            rows,
            self.valid,
            self.invalid,
            write_ins,
            self.pass_,
            self.round,
        )


_FLAT: Mapping[str, type[_FlatReading] | type[_FlatTally]] = {
    "RecordReading": _FlatReading,
    "RecordTally": _FlatTally,
}
_COMMANDS: Mapping[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        RecordAttendance,
        RecordIssued,
        RecordReturned,
        CancelRemainder,
        DeclareValid,
        OpenCount,
        OpenBatch,
        CorrectBatchSize,
        UndoReading,
        CloseBatch,
        Adjudicate,
        MergeWriteIns,
        CloseCount,
        Certify,
        Release,
        ReopenCount,
        OpenRound,
        WithdrawRound,
        AcceptResult,
        ReduceSeats,
        AskSuperior,
        RecordLot,
        SeatElectors,
    )
}


def parse_command(line: str | bytes) -> tuple[Command, tuple[str, ...]]:
    """A command of the contract and who gave it (`by`), from one JSON line.

    Raises InputError naming the field: `command.json`, `command.unknown`, `command.field`.
    """
    try:
        fields = json.loads(line, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise InputError((Problem("command.json", "line", {"problem": str(error)}),)) from None
    if not isinstance(fields, dict) or not isinstance(fields.get("command"), str):
        known = ", ".join(sorted((*_COMMANDS, *_FLAT)))
        raise InputError((Problem("command.unknown", "command", {"known": known}),))
    name = fields.pop("command")
    by = fields.pop("by", [])
    if not isinstance(by, list) or not all(_is_text(person) for person in by):
        raise InputError((Problem("command.field", "by", {"problem": "a list of names"}),))
    kind = _FLAT.get(name) or _COMMANDS.get(name)
    if kind is None:
        known = ", ".join(sorted((*_COMMANDS, *_FLAT)))
        raise InputError((Problem("command.unknown", "command", {"name": name, "known": known}),))
    if "pass" in fields:
        fields["pass_"] = fields.pop("pass")
    if name == "RecordReading":
        fields["write_ins"] = _with_unmarked(fields.get("write_ins", []))
    command = _validated(kind, fields)
    return command, tuple(by)


def _is_text(value: object) -> bool:
    """Whether it can be written down: JSON's escapes allow half of a pair, UTF-8 does not."""
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


def _with_unmarked(written: object) -> object:
    """A name without a `mark` was left unmarked by the elector; a null mark is left to people."""
    if not isinstance(written, list):
        return written
    return [
        {**entry, "mark": None, "unmarked": True}
        if isinstance(entry, dict) and "mark" not in entry
        else entry
        for entry in written
    ]


def _validated(kind: type, fields: Mapping[str, object]) -> Command:
    try:
        value = _adapter(kind).validate_json(json.dumps(fields), strict=True, extra="forbid")
        flat: Callable[[], Command] | None = getattr(value, "command", None)
        return flat() if flat else value
    except ValidationError as error:
        raise InputError(
            tuple(
                Problem(
                    "command.field",
                    ".".join(map(str, e["loc"])).replace("pass_", "pass"),
                    {"problem": e["msg"]},
                )
                for e in error.errors()
            )
        ) from None
