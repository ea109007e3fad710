"""Certifying and releasing: scrutineers answer for the figures, the chair lets them out."""

from dataclasses import dataclass, replace
from typing import Literal

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import ContestState, Phase, State
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_contest

Audience = Literal["presidium", "floor", "public"]
AUDIENCES: tuple[Audience, ...] = ("presidium", "floor", "public")


@dataclass(frozen=True, slots=True)
class Certify(Command):
    """Confirms the figures, the sheets that the machine found invalid among them."""

    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ResultCertified(Event):
    contest: str
    round: int
    invalid_confirmed: int


@dataclass(frozen=True, slots=True)
class Release(Command):
    contest: str
    to: Audience
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ResultReleased(Event):
    contest: str
    round: int
    to: Audience


@of_contest
def _certify(state: State, found: ContestState, command: Certify, context: Context) -> Answer:
    if refusal := in_phase(found, Phase.CLOSED):
        return refusal
    outcome, tally = found.outcome, found.tally
    assert outcome is not None  # a closed contest has both
    assert tally is not None
    if broken := [account for account in outcome.accounts if not account.ok]:
        first = broken[0]
        return Refusal(
            "certify.accounts",
            {
                "account": first.code,
                "figures": dict(first.facts),
                "cause": first.code,
                "broken": len(broken),
            },
        )
    if outcome.errors:
        first_error = outcome.errors[0]
        return Refusal(first_error.code, first_error.facts)
    return (ResultCertified(command.contest, found.round, tally.invalid),)


@of_contest
def _release(state: State, found: ContestState, command: Release, context: Context) -> Answer:
    if refusal := in_phase(found, Phase.CERTIFIED, Phase.RELEASED):
        return refusal
    limit = found.contest.rules.announce
    if AUDIENCES.index(command.to) > AUDIENCES.index(limit):
        return Refusal("release.beyond_rules", {"to": command.to, "limit": limit})
    if found.released_to and AUDIENCES.index(command.to) <= AUDIENCES.index(found.released_to):
        return Refusal("release.already", {"to": found.released_to})
    return (ResultReleased(command.contest, found.round, command.to),)


def _certified(state: State, event: ResultCertified) -> State:
    found = state.contests[event.contest, event.round]
    return state.with_contest(replace(found, phase=Phase.CERTIFIED))


def _released(state: State, event: ResultReleased) -> State:
    found = state.contests[event.contest, event.round]
    return state.with_contest(replace(found, phase=Phase.RELEASED, released_to=event.to))


HANDLERS: Handlers = {Certify: _certify, Release: _release}
EVOLVERS: Evolvers = {ResultCertified: _certified, ResultReleased: _released}
