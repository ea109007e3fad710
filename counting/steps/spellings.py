"""Written names that mean one person under several spellings: merged only by people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counting.model.ballot import CastVoteRecord, SheetStatus
from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.names.listed import listed_names, names_elected_before, not_eligible
from counting.names.same import key_of
from counting.rounds.status import progress
from counting.steps.count import contest_tally
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_round

LONGEST = 60  # characters of a name, as in a definition


@dataclass(frozen=True, slots=True)
class MergeWriteIns(Command):
    """`names` are spellings of the person `into`, which may be one of them or a new spelling."""

    contest: str
    names: tuple[str, ...]
    into: str
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class WriteInsMerged(Event):
    contest: str
    round: int
    names: tuple[str, ...]
    into: str
    reason: str


@of_round
def _merge(_state: State, round_: Round, command: MergeWriteIns, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING) or _unfinished(round_):
        return refusal
    if refusal := _bad_words(round_, command):
        return refusal
    into = command.into.strip()
    names = tuple(sorted(set(command.names) - {into}))
    if not names:
        return Refusal("merge.nothing", {"name": into})
    written = {*contest_tally(round_).write_ins, *contest_tally(round_).unmarked}
    if unknown := [name for name in names if name not in written]:
        known = ", ".join(sorted(written)) or "—"
        return Refusal("merge.unknown_name", {"name": ", ".join(unknown), "known": known})
    if sheets := _on_one_sheet(round_, {*names, into}):
        return Refusal("merge.same_sheet", {"names": ", ".join((*names, into)), "sheets": sheets})
    return (WriteInsMerged(command.contest, round_.number, names, into, command.reason.strip()),)


def _unfinished(round_: Round) -> Refusal | None:
    """Spellings are judged once, over all sheets: after the last batch, before the close."""
    now = progress(round_)
    if now.complete:
        return None
    facts = {
        "counted": now.valid + now.invalid,
        "returned": now.returned or 0,
        "open": now.batches_open,
    }
    return Refusal("merge.unfinished", facts)


def _bad_words(round_: Round, command: MergeWriteIns) -> Refusal | None:
    into = command.into.strip()
    if not into or len(into) > LONGEST or not into.isprintable():
        return Refusal("merge.bad_name", {"name": into[:LONGEST], "most": LONGEST})
    if not command.reason.strip():
        return Refusal("merge.needs_reason", {"name": into})
    name = key_of(round_.contest)(into)
    if name in listed_names(round_.contest):
        return Refusal("merge.listed_candidate", {"name": into})
    if name in names_elected_before(round_.contest):
        return Refusal("merge.already_elected", {"name": into})
    if not_eligible(round_.contest, [into]):
        return Refusal("merge.not_eligible", {"name": into})
    return None


def _on_one_sheet(round_: Round, names: set[str]) -> int:
    """How many valid sheets approve more than one of these names: then they are not one person."""
    lanes = [batch.lanes[1] for batch in round_.batches.values() if 1 in batch.lanes]
    records = (sheet.final for lane in lanes for sheet in lane.counted)
    return sum(_approved(record, names, round_.spellings) > 1 for record in records)


def _approved(record: CastVoteRecord, names: set[str], spellings: Mapping[str, str]) -> int:
    if record.status is not SheetStatus.VALID:
        return 0
    written = [(spellings.get(name, name), mark) for name, mark in record.write_ins]
    return sum(name in names and mark == "for" for name, mark in written)


def _merged(state: State, event: WriteInsMerged) -> State:
    round_ = state.rounds[event.contest, event.round]
    to = dict.fromkeys(event.names, event.into)
    earlier = {name: to.get(known, known) for name, known in round_.spellings.items()}
    return state.with_round(replace(round_, spellings={**earlier, **to}))


HANDLERS: Handlers = {MergeWriteIns: _merge}
EVOLVERS: Evolvers = {WriteInsMerged: _merged}
