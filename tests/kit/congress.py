"""Builders of congresses and counts for tests: good defaults, every figure adjustable."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count as counter
from typing import Any

from counting.codes import ballots as ballot_code
from counting.definition import read as definition
from counting.model.context import Context
from counting.model.election import AgendaItem, Congress, Mode
from counting.model.reading import BallotCode, Reading
from counting.model.refusal import Refusal
from counting.model.state import State
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.handle import carry_out, evolve, handle
from counting.steps.messages import Command, Event, RecordedRefusal
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.sheets import ReadingRecorded, RecordReading

KEY = bytes(range(32))
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def definition_object(**changes: Any) -> dict[str, Any]:
    """A small congress of ten electors: one contest, two seats, three candidates."""
    return {
        "title": "青禾县测试代表大会",
        "profile": "generic-majority",
        "date": "2026-11-24",
        "place": "县会堂",
        "mode": "rehearsal",
        "electors": {"due": 10},
        "contests": [contest_object()],
    } | changes


def contest_object(**changes: Any) -> dict[str, Any]:
    """One contest of a definition; `candidates` may be given as a number."""
    given = {
        "id": "committee",
        "title": "委员选举",
        "office": "member",
        "seats": 2,
        "marks": "S1",
        "identification": "style",
        "candidates": 3,
    } | changes
    if isinstance(given["candidates"], int):
        given["candidates"] = [
            {"id": f"c{i:02}", "name": f"候选{NAMES[i // 22]}{NAMES[i % 22]}"}
            for i in range(given["candidates"])
        ]
    return given


def congress(**changes: Any) -> tuple[Congress, tuple[AgendaItem, ...]]:
    """The congress of `definition_object(**changes)`."""
    return definition.from_object(definition_object(**changes))


class Rehearsal:
    """A congress driven through the pure core: no store, handles counted from 1."""

    def __init__(self, **changes: Any) -> None:
        self.state = State()
        self.seen: set[tuple[Any, ...]] = set()
        self.events: list[Event] = []
        self._fresh = counter(1)
        self._official = False
        made, _ = congress(**changes)
        self.must(DefineCongress(made))

    def give(self, command: Command) -> tuple[Event, ...] | Refusal:
        """Handle a command and fold what it made happen."""
        context = Context(
            ballot_key=KEY,
            token_key=KEY,
            fresh=next(self._fresh),
            seen=lambda lane, token: (lane, token) in self.seen,
        )
        allowed = carry_out if self._official else handle
        answer = allowed(self.state, command, context)
        if isinstance(answer, Refusal):
            return answer
        events = answer.events if isinstance(answer, RecordedRefusal) else answer
        for event in events:
            self.events.append(event)
            self.state = evolve(self.state, event)
        return answer.refusal if isinstance(answer, RecordedRefusal) else events

    def must(self, *commands: Command) -> tuple[Event, ...]:
        """Give commands that have to be carried out."""
        events: tuple[Event, ...] = ()
        for command in commands:
            answer = self.give(command)
            assert not isinstance(answer, Refusal), (command, answer)
            events = answer
        return events

    def refused(self, command: Command) -> str:
        """Give a command that has to be refused; its code."""
        answer = self.give(command)
        assert isinstance(answer, Refusal), answer
        return answer.code

    def as_official(self) -> "Rehearsal":
        """Go on as an official congress does, past the question who may act."""
        assert self.state.congress
        congress = replace(self.state.congress, mode=Mode.OFFICIAL)
        self.state = replace(self.state, congress=congress)
        self._official = True
        return self

    def sealed(self) -> "Rehearsal":
        self.must(SealCongress())
        return self

    def returned(self, sheets: int, contest: str = "committee") -> "Rehearsal":
        """Everyone present votes and `sheets` come back."""
        assert self.state.congress
        due = self.state.congress.electors.due
        self.must(
            SealCongress(),
            RecordAttendance(due),
            RecordIssued(contest=contest, unsealed=due, issued=due, remaining=0),
            RecordReturned(contest, sheets),
        )
        return self

    def counting(self, sheets: int, contest: str = "committee") -> "Rehearsal":
        """The count is open on `sheets` returned ballots."""
        self.returned(sheets, contest).must(OpenCount(contest))
        return self

    def batch(
        self, readings: Sequence[Reading], batch: str = "1", pass_: int = 1
    ) -> tuple[Event, ...]:
        """Open a batch, read its sheets, close it."""
        self.must(OpenBatch("committee", batch, len(readings), pass_))
        self.must(*(RecordReading("committee", batch, reading) for reading in readings))
        return self.must(CloseBatch("committee", batch))

    def closed(self, readings: Sequence[Reading]) -> "Rehearsal":
        """Count these sheets in one batch and close the count."""
        self.counting(len(readings)).batch(readings)
        self.must(CloseCount("committee"))
        return self

    def code(self, contest: int = 0, **changes: Any) -> str:
        """A ballot code of this congress."""
        assert self.state.seal
        values: dict[str, Any] = {
            "mode": self.state.seal.congress.mode,
            "identification": self.state.seal.congress.contests[contest].identification,
            "purpose": "ballot",
            "definition_tag": ballot_code.definition_tag(self.state.seal.hash),
            "contest": contest,
            "round": 1,
            "token": None,
        } | changes
        return ballot_code.encode(BallotCode(**values), KEY)


def recorded(hall: "Rehearsal", given: Reading, batch: str = "1") -> ReadingRecorded:
    """What recording a sheet in an open batch of the committee made happen."""
    (event,) = hall.must(RecordReading("committee", batch, given))
    assert isinstance(event, ReadingRecorded)
    return event


def reading(marks: Mapping[str, Any] | str = "", **changes: Any) -> Reading:
    """A reading without a code; marks as a mapping, or a letter a row: f a b v ?."""
    if isinstance(marks, str):
        marks = dict(rows(marks))
    return replace(Reading(code=None, marks=marks), **changes)


_LETTERS = {"f": "for", "a": "against", "b": "abstain", "v": "void", "?": None}


def rows(letters: str) -> Iterable[tuple[str, Any]]:
    """("c00", Mark.FOR) … for a letter a row."""
    from counting.model.ballot import Mark

    for i, letter in enumerate(letters):
        value = _LETTERS[letter]
        yield f"c{i:02}", Mark(value) if value else None


def command_line(command: str, **fields: Any) -> str:
    """A line for `apply`."""
    return json.dumps({"command": command, **fields}, ensure_ascii=False)
