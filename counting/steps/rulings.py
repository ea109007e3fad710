"""People's rulings on a certified result, and who the electors of a plenary turn out to be."""

from dataclasses import dataclass, replace
from typing import Literal

from counting.model.context import Context
from counting.model.election import Electors
from counting.model.refusal import Refusal
from counting.model.state import ContestState, Phase, Ruling, State
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
    find_contest,
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


def _ruled_on(state: State, contest: str, kind: Kind, reason: str) -> ContestState | Refusal:
    found = find_contest(state, contest, None)
    if isinstance(found, Refusal):
        return found
    offered = offers(found)
    if kind not in offered:
        return Refusal(
            "round.not_offered",
            {
                "contest": found.contest.title,
                "offer": kind,
                "offers": ", ".join(offered),
                "phase": found.phase.value,
            },
        )
    if not reason.strip():
        return Refusal("round.needs_reason", {"offer": kind})
    return found


def _accept(state: State, command: AcceptResult, context: Context) -> Answer:
    return _plain(state, command.contest, "accept", command.reason)


def _ask(state: State, command: AskSuperior, context: Context) -> Answer:
    return _plain(state, command.contest, "ask_superior", command.reason)


def _plain(state: State, contest: str, kind: Kind, reason: str) -> Answer:
    found = _ruled_on(state, contest, kind, reason)
    if isinstance(found, Refusal):
        return found
    return (ResultRuled(contest, found.round, Ruling(kind, reason)),)


def _reduce(state: State, command: ReduceSeats, context: Context) -> Answer:
    found = _ruled_on(state, command.contest, "reduce_seats", command.reason)
    if isinstance(found, Refusal):
        return found
    seats = history(state, command.contest).seats
    held = seats - seats_left(found)
    if not max(held, 1) <= command.seats < seats:
        facts = {"seats": command.seats, "least": max(held, 1), "most": seats - 1}
        return Refusal("round.seats_out_of_range", facts)
    ruling = Ruling("reduce_seats", command.reason, seats=command.seats)
    return (ResultRuled(command.contest, found.round, ruling),)


def _lot(state: State, command: RecordLot, context: Context) -> Answer:
    found = _ruled_on(state, command.contest, "lot", command.reason)
    if isinstance(found, Refusal):
        return found
    tie = found.outcome.tie if found.outcome else None
    assert tie is not None  # a lot is offered for a tie only
    drawn = set(command.elected)
    if not drawn <= set(tie.candidates) or not (len(command.elected) == len(drawn) == tie.seats):
        facts = {"given": command.elected, "candidates": tie.candidates, "seats": tie.seats}
        return Refusal("round.lot_among_tied", facts)
    ruling = Ruling("lot", command.reason, elected=command.elected)
    return (ResultRuled(command.contest, found.round, ruling),)


def _seat(state: State, command: SeatElectors, context: Context) -> Answer:
    found = find_contest(state, command.contest, None)
    if isinstance(found, Refusal):
        return found
    sources = found.contest.electors_from
    if not sources:
        return Refusal("electors.not_from_contests", {"contest": found.contest.title})
    if refusal := in_phase(found, Phase.SEALED):
        return refusal
    told = [history(state, source) for source in sources]
    if unsettled := [source.title for source in told if not source.settled]:
        return Refusal("electors.not_settled", {"source": ", ".join(unsettled)})
    names = tuple(dict.fromkeys(name for source in told for name in source.final))
    if outside := outsiders(found.contest, names, found.contest.candidates):
        facts = {"name": ", ".join(outside), "contest": found.contest.title}
        return Refusal("electors.candidate_outside", facts)
    return (ElectorsSeated(command.contest, found.round, names, sources),)


def _ruled(state: State, event: ResultRuled) -> State:
    found = state.contests[event.contest, event.round]
    found = replace(found, rulings=(*found.rulings, event.ruling))
    if event.ruling.seats is not None and found.tally is not None:
        left = event.ruling.seats - len(found.contest.elected_before)
        reduced = replace(found, contest=replace(found.contest, reduced_to=left))
        found = replace(reduced, outcome=outcome_of(reduced, found.tally))
    return state.with_contest(found)


def _seated(state: State, event: ElectorsSeated) -> State:
    found = state.contests[event.contest, event.round]
    number = len(event.names)
    electors = Electors(number, number, number, number)
    return state.with_contest(
        replace(
            found,
            contest=replace(found.contest, electors=electors),
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
