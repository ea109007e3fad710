"""Batches counted by hand: people's totals instead of sheets, and these put right."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.election import Contest
from counting.model.figures import Row, Tally
from counting.model.refusal import Refusal, excerpt
from counting.model.state import Batch, Round, State
from counting.names.listed import labels, listed_names, names_elected_before, not_eligible
from counting.names.same import key_of
from counting.names.shown import shown_in
from counting.rounds.figures import corrected
from counting.rounds.written import hand_balances
from counting.sheets.admission import Place
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    LaneEvent,
    out_of_range,
)
from counting.steps.sheets import change_batch, change_lane, lane_of, of_open_pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTally(Command):
    """A batch counted by hand: `rows` by candidate id, approvals of write-ins by name.

    Other totals than those recorded before need a `reason`.
    """

    contest: str
    batch: str
    rows: Mapping[str, Row]
    valid: int
    invalid: int
    write_ins: Mapping[str, int]
    pass_: int = 1
    round: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TallyRecorded(LaneEvent):
    tally: Tally


@dataclass(frozen=True, slots=True)
class WithdrawTally(Command):
    """Take back the hand totals of an open batch: its sheets may then be read, or counted anew."""

    contest: str
    batch: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class TallyWithdrawn(Event):
    """`tally` are the totals that were withdrawn; the log keeps them."""

    contest: str
    round: int
    batch: str
    pass_: int
    tally: Tally
    reason: str


@of_open_pass
def _hand(_state: State, place: Place, command: RecordTally, _context: Context) -> Answer:
    if place.lane.number != command.pass_:
        return Refusal("batch.other_pass", {"pass": command.pass_, "open": place.lane.number})
    if place.lane.sheets:
        return Refusal(
            "tally.batch_has_readings", {"batch": command.batch, "read": len(place.lane.sheets)}
        )
    if refusal := impossible(command, place.round, place.batch):
        return refusal
    rows = tuple(command.rows[c.id] for c in place.round.contest.candidates)
    written, shown = Counter[str](), shown_in(place.round.contest)
    for name, approvals in command.write_ins.items():
        written[shown(name)] += approvals
    tally = Tally(
        rows=rows,
        write_ins=dict(sorted(written.items())),
        valid=command.valid,
        invalid=command.invalid,
    )
    if refusal := _unbalanced(place, tally):
        return refusal
    recorded = TallyRecorded(*place.key, tally=tally)
    before = place.lane.hand
    if before in (None, tally):
        return (recorded,)
    if not command.reason.strip():
        return Refusal("tally.needs_reason", {"batch": command.batch, "counted": before.counted})
    return (TallyWithdrawn(*place.key, tally=before, reason=command.reason), recorded)


@of_open_pass
def _take_back(_state: State, place: Place, command: WithdrawTally, _context: Context) -> Answer:
    if place.lane.hand is None:
        return Refusal("tally.nothing", {"batch": command.batch})
    if not command.reason.strip():
        return Refusal("tally.needs_reason", {"batch": command.batch})
    return (TallyWithdrawn(*place.key, tally=place.lane.hand, reason=command.reason),)


def impossible(command: RecordTally, round_: Round, batch: Batch) -> Refusal | None:
    """Why hand totals cannot be: sheets not the batch's, or rows that do not add up."""
    ids = [candidate.id for candidate in round_.contest.candidates]
    called = dict(zip(ids, labels(round_.contest), strict=True))
    if missing := [i for i in ids if i not in command.rows]:
        return Refusal("tally.missing_candidate", {"candidate": [called[i] for i in missing]})
    if unknown := sorted(set(command.rows) - set(ids)):
        return Refusal("tally.unknown_candidate", {"candidate": ", ".join(unknown)})
    if refusal := out_of_range({"valid": command.valid, "invalid": command.invalid}):
        return refusal
    least = {i: min(r.for_, r.against, r.abstain, r.row_void) for i, r in command.rows.items()}
    # Looked at apart: a written name may be "invalid" or "c01", and must hide no such figure.
    if refusal := out_of_range(least) or out_of_range(command.write_ins):
        return refusal
    if refusal := _not_to_be_written(round_.contest, command.write_ins):
        return refusal
    if command.valid + command.invalid != batch.size:
        return Refusal(
            "tally.size",
            {"valid": command.valid, "invalid": command.invalid, "size": batch.size},
        )
    for candidate, row in command.rows.items():
        total = row.for_ + row.against + row.abstain + row.row_void
        if total != command.valid:
            return Refusal(
                "tally.row_sum",
                {"candidate": called[candidate], "sum": total, "valid": command.valid},
            )
    approvals = sum(r.for_ for r in command.rows.values()) + sum(command.write_ins.values())
    most = command.valid * round_.contest.seats
    if approvals > most:
        return Refusal("tally.too_many_approvals", {"approvals": approvals, "most": most})
    return None


def _not_to_be_written(contest: Contest, names: Collection[str]) -> Refusal | None:
    """Why one of these names cannot have been written in: the count could never be certified."""
    same, listed = key_of(contest), listed_names(contest)
    elected = names_elected_before(contest)
    for name in names:
        if not same(name):
            return Refusal("tally.unnamed", {"name": excerpt(name)})
        if same(name) in listed:
            return Refusal("write_ins.listed_candidate", {"name": name})
        if same(name) in elected:
            return Refusal("tally.already_elected", {"name": name})
    if strangers := not_eligible(contest, names):
        return Refusal("tally.not_eligible", {"name": ", ".join(strangers)})
    return None


def _unbalanced(place: Place, tally: Tally) -> Refusal | None:
    """Hand totals obey for their batch what the whole count must obey in the end.

    Else the count could be closed and then never be certified.
    """
    for balance in hand_balances(place.round, place.batch.size, tally):
        if not balance.ok:
            facts = {"account": balance.code, "figures": dict(balance.facts)}
            return Refusal("tally.accounts", facts)
    return None


def _tally_withdrawn(state: State, event: TallyWithdrawn) -> State:
    key = event.contest, event.round
    round_ = state.rounds[key]
    batch = round_.batches[event.batch]
    lane = replace(batch.lanes[event.pass_], hand=None)
    sheets = {"before": event.tally.counted}
    round_ = corrected(round_, "tally_withdrawn", event.reason, of=batch.id, **sheets)
    lanes = {**batch.lanes, event.pass_: lane}
    return change_batch(state.with_round(round_), key, replace(batch, lanes=lanes))


def _tallied(state: State, event: TallyRecorded) -> State:
    return change_lane(state, event, replace(lane_of(state, event), hand=event.tally))


HANDLERS: Handlers = {RecordTally: _hand, WithdrawTally: _take_back}
EVOLVERS: Evolvers = {TallyRecorded: _tallied, TallyWithdrawn: _tally_withdrawn}
