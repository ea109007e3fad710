"""Defining a congress and sealing it: after the seal nothing about it can change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from counting.definition.seal import seal
from counting.layout import lay_out as layout
from counting.model.context import Context
from counting.model.election import NAME_KEY, AgendaItem, Congress, Mode, Seal
from counting.model.refusal import InputError, Refusal
from counting.model.state import State
from counting.rounds.amendment import first_round, new_round
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers


@dataclass(frozen=True, slots=True)
class DefineCongress(Command):
    congress: Congress


@dataclass(frozen=True, slots=True)
class CongressDefined(Event):
    """`agenda`: version 0.1 kept it here as well as in the meeting's log; now only there."""

    congress: Congress
    agenda: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, slots=True)
class SealCongress(Command):
    """`confirm` names the rule values people have checked: ``all``, or keys of unsure values."""

    confirm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CongressSealed(Event):
    """`name_key`: how its contests compare names; 1, as version 0.1 did, where it was not said.

    An older program would compare names in its own way, and may elect another: so it must refuse.
    """

    version: ClassVar[int] = 2

    seal: Seal
    confirmed: tuple[str, ...]
    name_key: int = 1


def unsure_values(congress: Congress) -> Mapping[str, str]:
    """Rule values whose source is a handbook [H] or open [M], as ``contest.key`` → article."""
    return {
        f"{contest.id}.{key}": f"[{source.confidence}] {source.article}"
        for contest in congress.contests
        for key, source in contest.sources.items()
        if source.confidence != "T"
    }


def _unconfirmed(congress: Congress, confirm: tuple[str, ...]) -> Mapping[str, str]:
    if congress.mode is Mode.REHEARSAL or "all" in confirm:
        return {}
    return {
        key: article
        for key, article in unsure_values(congress).items()
        if key not in confirm and key.partition(".")[2] not in confirm
    }


def _define(state: State, command: DefineCongress, _context: Context) -> Answer:
    if state.congress is not None:
        return Refusal("congress.already_defined", {"title": state.congress.title})
    return (CongressDefined(command.congress),)


def _seal(state: State, command: SealCongress, _context: Context) -> Answer:
    congress = state.congress
    if congress is None:
        return Refusal("congress.not_defined")
    if state.seal is not None:
        return Refusal("congress.already_sealed", {"hash": state.seal.hash})
    if unconfirmed := _unconfirmed(congress, command.confirm):
        values = "; ".join(f"{key} {article}" for key, article in unconfirmed.items())
        return Refusal(
            "profile.unconfirmed",
            {"count": len(unconfirmed), "values": values, "keys": list(unconfirmed)},
        )
    try:
        geometry = {contest.id: layout.lay_out(contest) for contest in congress.contests}
    except InputError as error:
        first = error.problems[0]
        return Refusal(first.code, {"place": first.place, **first.facts})
    return (CongressSealed(seal(congress, geometry), command.confirm, NAME_KEY),)


def _defined(state: State, event: CongressDefined) -> State:
    return replace(state, congress=event.congress, agenda=event.agenda)


def _sealed(state: State, event: CongressSealed) -> State:
    congress = event.seal.congress
    contests = {
        (c.id, 1): new_round(congress, replace(first_round(c), name_key=event.name_key))
        for c in congress.contests
    }
    return replace(state, congress=congress, seal=event.seal, rounds=contests)


HANDLERS: Handlers = {DefineCongress: _define, SealCongress: _seal}
EVOLVERS: Evolvers = {CongressDefined: _defined, CongressSealed: _sealed}
