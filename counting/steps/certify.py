"""Certifying and releasing: scrutineers answer for the figures, the chair lets them out."""

from dataclasses import dataclass, replace
from typing import Literal

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.rounds.doubtful import reviews, unconfirmed_sheets
from counting.rounds.figures import corrected
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_round

ReleasedTo = Literal["presidium", "floor", "public"]
AUDIENCES: tuple[ReleasedTo, ...] = ("presidium", "floor", "public")


@dataclass(frozen=True, slots=True)
class Certify(Command):
    """Confirms the figures.

    In an official congress people have confirmed every sheet found invalid before, or decided
    otherwise; in a rehearsal for one person this confirms them, too.
    """

    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ResultCertified(Event):
    contest: str
    round: int
    invalid_confirmed: int


@dataclass(frozen=True, slots=True)
class WithdrawCertification(Command):
    """Take back that the figures are confirmed: until anything is released or ruled on."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class CertificationWithdrawn(Event):
    contest: str
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Release(Command):
    contest: str
    to: ReleasedTo
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ResultReleased(Event):
    contest: str
    round: int
    to: ReleasedTo


@of_round
def _certify(state: State, round_: Round, command: Certify, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.CLOSED):
        return refusal
    outcome, tally = round_.outcome, round_.tally
    assert outcome is not None  # a closed contest has both
    assert tally is not None
    if broken := [account for account in outcome.balances if not account.ok]:
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
    if reviews(state) and (waiting := unconfirmed_sheets(round_)):
        sleeves = "、".join(str(sheet.sleeve) for sheet in waiting)
        facts = {"contest": round_.contest.title, "sheets": len(waiting), "sleeves": sleeves}
        return Refusal("certify.invalid_unconfirmed", facts)
    return (ResultCertified(command.contest, round_.number, tally.invalid),)


@of_round
def _withdraw(
    _state: State, round_: Round, command: WithdrawCertification, _context: Context
) -> Answer:
    if refusal := may_be_withdrawn(round_):
        return refusal
    if not command.reason.strip():
        return Refusal("certify.needs_reason", {"contest": round_.contest.title})
    return (CertificationWithdrawn(command.contest, round_.number, command.reason),)


def may_be_withdrawn(round_: Round) -> Refusal | None:
    """Why the confirmation of these figures stands, if so: they are out, or people went by them."""
    if refusal := in_phase(round_, Phase.CERTIFIED):
        return refusal
    return Refusal("certify.ruled", {"contest": round_.contest.title}) if round_.rulings else None


@of_round
def _release(_state: State, round_: Round, command: Release, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.CERTIFIED, Phase.RELEASED):
        return refusal
    limit = round_.contest.rules.announce
    if AUDIENCES.index(command.to) > AUDIENCES.index(limit):
        return Refusal("release.beyond_rules", {"to": command.to, "limit": limit})
    if round_.released_to and AUDIENCES.index(command.to) <= AUDIENCES.index(round_.released_to):
        return Refusal("release.already", {"to": round_.released_to})
    return (ResultReleased(command.contest, round_.number, command.to),)


def _certified(state: State, event: ResultCertified) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, phase=Phase.CERTIFIED))


def _withdrawn(state: State, event: CertificationWithdrawn) -> State:
    round_ = replace(state.rounds[event.contest, event.round], phase=Phase.CLOSED)
    return state.with_round(corrected(round_, "certification_withdrawn", event.reason))


def _released(state: State, event: ResultReleased) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, phase=Phase.RELEASED, released_to=event.to))


HANDLERS: Handlers = {Certify: _certify, WithdrawCertification: _withdraw, Release: _release}
EVOLVERS: Evolvers = {
    ResultCertified: _certified,
    CertificationWithdrawn: _withdrawn,
    ResultReleased: _released,
}
