"""People's rulings on a certified result, and who the electors of a plenary turn out to be."""

from dataclasses import dataclass, replace
from typing import Literal

from counting.model.context import Context
from counting.model.election import Electors
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, Ruling, State
from counting.rounds.amendment import blank_figures
from counting.rounds.candidates import outsiders
from counting.rounds.history import history, offers, seats_left
from counting.steps.count import outcome_of
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    find_round,
    in_phase,
)

Kind = Literal["accept", "reduce_seats", "ask_superior", "lot"]


@dataclass(frozen=True, slots=True)
class AcceptResult(Command):
    """Leave it at this result, whatever seats or ties it leaves open."""

    contest: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReduceSeats(Command):
    """`seats`: how many the contest has from now on, fewer than before, none held taken away."""

    contest: str
    seats: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskSuperior(Command):
    """The vacancies are put before the superior; what it answers is recorded as what follows."""

    contest: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordLot(Command):
    """On whom of the tied the lot fell: as many names as the tie has seats."""

    contest: str
    elected: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ResultRuled(Event):
    contest: str
    round: int
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class SeatElectors(Command):
    """Take those whom other contests elected as the electors of this one."""

    contest: str


@dataclass(frozen=True, slots=True)
class ElectorsSeated(Event):
    """`names` are the electors, `of` the contests that elected them."""

    contest: str
    round: int
    names: tuple[str, ...]
    of: tuple[str, ...]


def _ruled_on(state: State, contest: str, kind: Kind, reason: str) -> Round | Refusal:
    round_ = find_round(state, contest, None)
    if isinstance(round_, Refusal):
        return round_
    offered = offers(round_)
    if kind not in offered:
        return Refusal(
            "round.not_offered",
            {
                "contest": round_.contest.title,
                "offer": kind,
                "offers": ", ".join(offered),
                "phase": round_.phase.value,
            },
        )
    if not reason.strip():
        return Refusal("round.needs_reason", {"offer": kind})
    return round_


def _accept(state: State, command: AcceptResult, context: Context) -> Answer:
    return _plain(state, command.contest, "accept", command.reason)


def _ask(state: State, command: AskSuperior, context: Context) -> Answer:
    return _plain(state, command.contest, "ask_superior", command.reason)


def _plain(state: State, contest: str, kind: Kind, reason: str) -> Answer:
    round_ = _ruled_on(state, contest, kind, reason)
    if isinstance(round_, Refusal):
        return round_
    return (ResultRuled(contest, round_.number, Ruling(kind, reason)),)


def _reduce(state: State, command: ReduceSeats, context: Context) -> Answer:
    round_ = _ruled_on(state, command.contest, "reduce_seats", command.reason)
    if isinstance(round_, Refusal):
        return round_
    seats = history(state, command.contest).seats
    held = seats - seats_left(round_)
    if not max(held, 1) <= command.seats < seats:
        facts = {"seats": command.seats, "least": max(held, 1), "most": seats - 1}
        return Refusal("round.seats_out_of_range", facts)
    ruling = Ruling("reduce_seats", command.reason, seats=command.seats)
    return (ResultRuled(command.contest, round_.number, ruling),)


def _lot(state: State, command: RecordLot, context: Context) -> Answer:
    round_ = _ruled_on(state, command.contest, "lot", command.reason)
    if isinstance(round_, Refusal):
        return round_
    tie = round_.outcome.tie if round_.outcome else None
    assert tie is not None  # a lot is offered for a tie only
    drawn = set(command.elected)
    if not drawn <= set(tie.candidates) or not (len(command.elected) == len(drawn) == tie.seats):
        facts = {"given": command.elected, "candidates": tie.candidates, "seats": tie.seats}
        return Refusal("round.lot_among_tied", facts)
    ruling = Ruling("lot", command.reason, elected=command.elected)
    return (ResultRuled(command.contest, round_.number, ruling),)


def _seat(state: State, command: SeatElectors, context: Context) -> Answer:
    round_ = find_round(state, command.contest, None)
    if isinstance(round_, Refusal):
        return round_
    sources = round_.contest.electors_from
    if not sources:
        return Refusal("electors.not_from_contests", {"contest": round_.contest.title})
    if refusal := in_phase(round_, Phase.SEALED):
        return refusal
    told = [history(state, source) for source in sources]
    if unsettled := [source.title for source in told if not source.settled]:
        return Refusal("electors.not_settled", {"source": ", ".join(unsettled)})
    names = tuple(dict.fromkeys(name for source in told for name in source.final))
    if outside := outsiders(round_.contest, names, round_.contest.candidates):
        facts = {"name": ", ".join(outside), "contest": round_.contest.title}
        return Refusal("electors.candidate_outside", facts)
    return (ElectorsSeated(command.contest, round_.number, names, sources),)


def _ruled(state: State, event: ResultRuled) -> State:
    found = state.rounds[event.contest, event.round]
    found = replace(found, rulings=(*found.rulings, event.ruling))
    if event.ruling.seats is not None and found.tally is not None:
        left = event.ruling.seats - len(found.contest.elected_before)
        reduced = replace(found, contest=replace(found.contest, reduced_to=left))
        found = replace(reduced, outcome=outcome_of(reduced, found.tally))
    return state.with_round(found)


def _seated(state: State, event: ElectorsSeated) -> State:
    round_ = state.rounds[event.contest, event.round]
    number = len(event.names)
    electors = Electors(number, number, number, number)
    return state.with_round(
        replace(
            round_,
            contest=replace(round_.contest, electors=electors),
            figures=blank_figures(electors),
            seated=event.names,
        )
    )


HANDLERS: Handlers = {
    AcceptResult: _accept,
    ReduceSeats: _reduce,
    AskSuperior: _ask,
    RecordLot: _lot,
    SeatElectors: _seat,
}
EVOLVERS: Evolvers = {ResultRuled: _ruled, ElectorsSeated: _seated}
