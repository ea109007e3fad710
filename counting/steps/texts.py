"""Texts that come in with a command, held to the one rule for text before any step sees them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from counting.input.text import LENGTHS, stray
from counting.model.refusal import Refusal, excerpt
from counting.steps.adjudicate import Adjudicate, SheetMarks
from counting.steps.hand_totals import RecordTally
from counting.steps.messages import Command
from counting.steps.paper import RecordPrinted
from counting.steps.sheets import RecordReading
from counting.steps.spellings import MergeWriteIns, SeparateWriteIns

Told = tuple[str, str]  # the kind of text, a key of LENGTHS, and the text


def unfit_text(command: Command) -> Refusal | None:
    """Why a text of this command cannot be taken in: `text.forbidden_character`, `text.too_long`.

    A definition obeys the same rule. Texts that only name something known are not asked: what is
    not known is refused as such.
    """
    for kind, text in _texts(command):
        if found := stray(text):
            facts = {"codepoint": found.codepoint, "position": found.position}
            return Refusal("text.forbidden_character", {"text": excerpt(text), **facts})
        most = LENGTHS[kind][1]
        if len(text) > most:
            facts = {"length": len(text), "most": most}
            return Refusal("text.too_long", {"text": excerpt(text), **facts})
    return None


def _texts(command: Command) -> Iterator[Told]:
    kind: Any = type(command)
    for name in _own(kind):
        yield name, getattr(command, name)
    if kind in _WITHIN:
        yield from _WITHIN[kind](command)


@cache
def _own(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name in ("reason", "reader"))


def _of_reading(command: RecordReading) -> Iterator[Told]:
    yield "reader", command.reading.reader
    yield from _names(w.name for w in command.reading.write_ins)


def _of_decision(command: Adjudicate) -> Iterable[Told]:
    decided = command.decision
    written = decided.write_ins if isinstance(decided, SheetMarks) else None
    return _names(write_in.name for write_in in written or ())


def _names(names: Iterable[str]) -> Iterator[Told]:
    return (("name", name.strip()) for name in names)


_WITHIN: Mapping[type[Command], Callable[[Any], Iterable[Told]]] = {
    RecordReading: _of_reading,
    RecordTally: lambda command: _names(command.write_ins),
    Adjudicate: _of_decision,
    MergeWriteIns: lambda command: _names((*command.names, command.into)),
    SeparateWriteIns: lambda command: _names(command.names),
    RecordPrinted: lambda command: (("reason", command.run.reason),),
}
