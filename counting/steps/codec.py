"""Commands and events of the count as JSON: what comes in by `apply`, what stands in the log."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from counting.definition.seal import without_later
from counting.input.documents import read_json
from counting.input.forms import INPUT, Form, Text, problems_of, raise_within, refuse
from counting.model.ballot import Mark, WriteIn
from counting.model.figures import Row
from counting.model.reading import Reading
from counting.model.refusal import InputError, Problem, excerpt
from counting.steps.adjourn import Adjourn, WithdrawAdjournment
from counting.steps.adjudicate import Adjudicate, ConfirmInvalid
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, Release, WithdrawCertification
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.define import CongressDefined, CongressSealed
from counting.steps.event_codec import EventCodec
from counting.steps.hand_totals import RecordTally, WithdrawTally
from counting.steps.handle import EVOLVERS
from counting.steps.messages import Command, Event
from counting.steps.paper import DeclareValid, RecordIssued, RecordReturned
from counting.steps.recounts import (
    AbandonPass,
    CorrectBatchSize,
    RecountBatch,
    WithdrawBatch,
)
from counting.steps.remainder import CancelRemainder
from counting.steps.rounds import OpenRound, RoundOpened, WithdrawRound
from counting.steps.rulings import (
    AcceptResult,
    AskSuperior,
    RecordLot,
    ReduceSeats,
    SeatElectors,
    WithdrawRuling,
)
from counting.steps.sheets import ReadSleeve, RecordReading, UndoReading
from counting.steps.spellings import MergeWriteIns, SeparateWriteIns

# Events that hold a contest's definition, whose stored form is that of the seal.
_DEFINING = (CongressDefined, CongressSealed, RoundOpened)
EVENTS: EventCodec[Event] = EventCodec(
    EVOLVERS,
    # Where the log keeps the name that a field began with.
    stored_names={"": ("pass_", "pass"), "outcome": ("balances", "accounts")},
    stored_form=dict.fromkeys(_DEFINING, without_later),
)
"""The events of the count."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class _FlatReading(Form):
    """RecordReading as the contract writes it."""

    contest: str
    batch: str
    code: str | None
    marks: Mapping[str, Mark | None]
    write_ins: tuple[WriteIn, ...] = ()
    reader: str = ""
    source: Literal["cards", "image", "omr", "hand", "data"] = "data"
    doubtful: bool = False
    round: int | None = None

    def command(self) -> RecordReading:
        reading = Reading(**{field.name: getattr(self, field.name) for field in fields(Reading)})
        return RecordReading(self.contest, self.batch, reading, self.round)


class _FlatRow(Form):
    for_: int
    against: int
    abstain: int
    row_void: int


class _FlatWriteIn(Form):
    name: Text
    for_: int


def _each_once(written: tuple[_FlatWriteIn, ...]) -> tuple[_FlatWriteIn, ...]:
    first = {one.name: one for one in reversed(written)}
    raise_within(
        (place, _repeated(first[one.name], one))
        for place, one in enumerate(written)
        if one is not first[one.name]
    )
    return written


def _repeated(first: _FlatWriteIn, again: _FlatWriteIn) -> PydanticCustomError:
    votes = {"for": first.for_, "again": again.for_}
    return refuse("write_in.repeated_row", name=again.name, **votes)


class _FlatTally(Form):
    """RecordTally as the contract writes it: rows by `for`, write-ins as a list."""

    contest: str
    batch: str
    rows: Mapping[str, _FlatRow]
    valid: int
    invalid: int
    write_ins: Annotated[tuple[_FlatWriteIn, ...], AfterValidator(_each_once)] = ()
    pass_: int = 1
    round: int | None = None
    reason: str = ""

    def command(self) -> RecordTally:
        rows = {candidate: Row(**dict(row)) for candidate, row in self.rows.items()}
        write_ins = {one.name: one.for_ for one in self.write_ins}
        return RecordTally(**{**dict(self), "rows": rows, "write_ins": write_ins})


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
        RecountBatch,
        WithdrawBatch,
        AbandonPass,
        ReadSleeve,
        UndoReading,
        WithdrawTally,
        CloseBatch,
        Adjudicate,
        ConfirmInvalid,
        MergeWriteIns,
        SeparateWriteIns,
        CloseCount,
        Certify,
        WithdrawCertification,
        Release,
        ReopenCount,
        OpenRound,
        WithdrawRound,
        AcceptResult,
        ReduceSeats,
        AskSuperior,
        RecordLot,
        WithdrawRuling,
        Adjourn,
        WithdrawAdjournment,
        SeatElectors,
    )
}


COMMANDS: Mapping[str, type] = {**_COMMANDS, **_FLAT}
"""What `apply` takes, by name: the form of each."""


def parse_command(line: str | bytes) -> tuple[Command, tuple[str, ...]]:
    """A command of the contract and who gave it (`by`), from one JSON line.

    Raises InputError with every problem at its field: `command.json`, `command.unknown`,
    `input.*`.
    """
    given = read_json(line, "line")
    known = ", ".join(sorted(COMMANDS))
    if not isinstance(given, dict) or not isinstance(given.get("command"), str):
        said = given.get("command", given) if isinstance(given, dict) else given
        facts = {"name": excerpt(said), "known": known}
        raise InputError((Problem("command.unknown", "command", facts),))
    name = given.pop("command")
    kind = COMMANDS.get(name)
    if kind is None:
        raise InputError(
            (Problem("command.unknown", "command", {"name": excerpt(name), "known": known}),)
        )
    by = given.pop("by", [])
    if name == "RecordReading":
        given["write_ins"] = _with_unmarked(given.get("write_ins", []))
    people, problems = _validated(_By, {"by": by})
    command, more = _validated(kind, given)
    if problems or more:
        raise InputError((*problems, *more))
    flat: Callable[[], Command] | None = getattr(command, "command", None)
    return flat() if flat else command, people.by


class _By(Form):
    by: tuple[str, ...]


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


def _validated(kind: type, given: Mapping[str, object]) -> tuple[Any, tuple[Problem, ...]]:
    """The value and no problem, or None and every problem."""
    try:  # through JSON, where strict still takes an object for a dataclass
        return _adapter(kind).validate_json(json.dumps(given), strict=True, extra="forbid"), ()
    except ValidationError as error:
        return None, problems_of(error, INPUT, kind)
