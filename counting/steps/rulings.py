"""People's rulings on a certified result, and who the electors of a plenary turn out to be."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.election import Electors
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, Ruling, RulingKind, State
from counting.rounds.amendment import blank_figures
from counting.rounds.candidates import outsiders
from counting.rounds.figures import corrected
from counting.rounds.history import history, not_offered, seats_left
from counting.steps.count import outcome_of
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    in_phase,
    of_round,
)


@dataclass(frozen=True, slots=True)
class AcceptResult(Command):
    """Leave it at this result, whatever seats or ties it leaves open."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ReduceSeats(Command):
    """`seats`: how many the contest has from now on, fewer than before, none held taken away."""

    contest: str
    seats: int
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class AskSuperior(Command):
    """The vacancies are put before the superior; what it answers is recorded as what follows."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RecordLot(Command):
    """On whom of the tied the lot fell: as many names as the tie has seats."""

    contest: str
    elected: tuple[str, ...]
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ResultRuled(Event):
    contest: str
    round: int
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class WithdrawRuling(Command):
    """Take back the last ruling on a result, until the floor has heard it or a round followed."""

    contest: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class RulingWithdrawn(Event):
    """The last ruling is none any more; `kind` says which it was."""

    contest: str
    round: int
    kind: RulingKind
    reason: str


@dataclass(frozen=True, slots=True)
class SeatElectors(Command):
    """Take those whom other contests elected as the electors of this one."""

    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ElectorsSeated(Event):
    """`names` are the electors, `of` the contests that elected them."""

    contest: str
    round: int
    names: tuple[str, ...]
    of: tuple[str, ...]


def _may_rule(round_: Round, kind: RulingKind, reason: str) -> Refusal | None:
    """Why people may not rule so on the result of this round, if so."""
    if refusal := not_offered(round_, kind):
        return refusal
    return None if reason.strip() else Refusal("round.needs_reason", {"offer": kind})


def _plain(
    kind: RulingKind,
) -> Callable[[State, Round, AcceptResult | AskSuperior, Context], Answer]:
    """The handler of a ruling that says no more than its reason."""

    def handle(
        _state: State, round_: Round, command: AcceptResult | AskSuperior, _context: Context
    ) -> Answer:
        if refusal := _may_rule(round_, kind, command.reason):
            return refusal
        return (ResultRuled(command.contest, round_.number, Ruling(kind, command.reason)),)

    return handle


@of_round
def _reduce(state: State, round_: Round, command: ReduceSeats, _context: Context) -> Answer:
    if refusal := _may_rule(round_, "reduce_seats", command.reason):
        return refusal
    seats = history(state, command.contest).seats
    least = max(seats - seats_left(round_), 1)
    if not least <= command.seats < seats:
        facts = {"seats": command.seats, "least": least, "most": seats - 1}
        return Refusal("round.seats_out_of_range", facts)
    ruling = Ruling("reduce_seats", command.reason, seats=command.seats)
    return (ResultRuled(command.contest, round_.number, ruling),)


@of_round
def _lot(_state: State, round_: Round, command: RecordLot, _context: Context) -> Answer:
    if refusal := _may_rule(round_, "lot", command.reason):
        return refusal
    tie = round_.outcome.tie if round_.outcome else None
    assert tie is not None  # a lot is offered for a tie only
    drawn = set(command.elected)
    if not drawn <= set(tie.candidates) or not (len(command.elected) == len(drawn) == tie.seats):
        facts = {"given": command.elected, "candidates": tie.candidates, "seats": tie.seats}
        return Refusal("round.lot_among_tied", facts)
    ruling = Ruling("lot", command.reason, elected=command.elected)
    return (ResultRuled(command.contest, round_.number, ruling),)


@of_round
def _withdraw(_state: State, round_: Round, command: WithdrawRuling, _context: Context) -> Answer:
    facts = {"contest": round_.contest.title}
    if not round_.rulings:
        return Refusal("ruling.nothing", facts)
    if round_.released_to not in (None, "presidium"):
        return Refusal("ruling.released", facts)
    if not command.reason.strip():
        return Refusal("ruling.needs_reason", facts)
    kind = round_.rulings[-1].kind
    return (RulingWithdrawn(*round_.key, kind, command.reason.strip()),)


@of_round
def _seat(state: State, round_: Round, command: SeatElectors, _context: Context) -> Answer:
    contest = round_.contest
    if not contest.electors_from:
        return Refusal("electors.not_from_contests", {"contest": contest.title})
    if refusal := in_phase(round_, Phase.SEALED):
        return refusal
    sources = [history(state, source) for source in contest.electors_from]
    if unsettled := [source.title for source in sources if not source.settled]:
        return Refusal("electors.not_settled", {"source": ", ".join(unsettled)})
    names = tuple(dict.fromkeys(name for source in sources for name in source.final))
    if outside := outsiders(state, contest, contest.candidates):
        facts = {"name": ", ".join(outside), "contest": contest.title}
        return Refusal("electors.candidate_outside", facts)
    return (ElectorsSeated(command.contest, round_.number, names, contest.electors_from),)


def _ruled(state: State, event: ResultRuled) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(_under(round_, (*round_.rulings, event.ruling)))


def _withdrawn(state: State, event: RulingWithdrawn) -> State:
    round_ = state.rounds[event.contest, event.round]
    *left, last = round_.rulings
    after = _under(round_, tuple(left))
    seats = {"before": last.seats, "after": _seats(after)} if last.seats is not None else {}
    of = "、".join(last.elected)
    return state.with_round(
        corrected(after, f"{event.kind}_withdrawn", event.reason, of=of, **seats)
    )


def _under(round_: Round, rulings: tuple[Ruling, ...]) -> Round:
    """The round with these rulings; where they give up seats, its outcome is decided anew."""
    reduced = [ruling.seats for ruling in rulings if ruling.seats is not None]
    left = min(reduced) - len(round_.contest.elected_before) if reduced else None
    tally, round_ = round_.tally, replace(round_, rulings=rulings)
    if left == round_.contest.reduced_to or tally is None:
        return round_
    round_ = replace(round_, contest=replace(round_.contest, reduced_to=left))
    return replace(round_, outcome=outcome_of(round_, tally))


def _seats(round_: Round) -> int:
    """The seats of the whole contest, as this round has them."""
    return round_.contest.seats_to_fill + len(round_.contest.elected_before)


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
    AcceptResult: of_round(_plain("accept")),
    ReduceSeats: _reduce,
    AskSuperior: of_round(_plain("ask_superior")),
    RecordLot: _lot,
    WithdrawRuling: _withdraw,
    SeatElectors: _seat,
}
EVOLVERS: Evolvers = {
    ResultRuled: _ruled,
    RulingWithdrawn: _withdrawn,
    ElectorsSeated: _seated,
}
