"""Written names that mean one person under several spellings: merged only by people."""

from dataclasses import dataclass, replace

from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.names.listed import listed_names, names_elected_before, not_eligible
from counting.names.same import identity_of, key, key_of
from counting.names.shown import shown_in
from counting.rounds.figures import corrected
from counting.rounds.status import progress
from counting.rounds.written import unbearable
from counting.steps.count import contest_tally
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers, in_phase, of_round


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


@dataclass(frozen=True, slots=True)
class SeparateWriteIns(Command):
    """Take back that `names` were merged: each counts for itself again.

    The name that others were merged into stands for all of these.
    """

    contest: str
    names: tuple[str, ...]
    reason: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class WriteInsSeparated(Event):
    contest: str
    round: int
    names: tuple[str, ...]
    reason: str


@of_round
def _merge(_state: State, round_: Round, command: MergeWriteIns, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING) or _unfinished(round_):
        return refusal
    if refusal := _bad_words(round_, command):
        return refusal
    into = shown_in(round_.contest)(command.into)
    names = tuple(sorted({name.strip() for name in command.names} - {into}))
    if not names:
        return Refusal("merge.nothing", {"name": into})
    same, tally = identity_of(round_.contest), contest_tally(round_)
    written = {*tally.write_ins, *tally.unmarked}
    known = {same(name) for name in written}
    if unknown := [name for name in names if same(name) not in known]:
        listed = ", ".join(sorted(written)) or "—"
        return Refusal("merge.unknown_name", {"name": ", ".join(unknown), "known": listed})
    merged = WriteInsMerged(command.contest, round_.number, names, into, command.reason.strip())
    if refusal := unbearable(_with_merged(round_, merged)):
        return refusal
    return (merged,)


@of_round
def _separate(_state: State, round_: Round, command: SeparateWriteIns, _context: Context) -> Answer:
    if refusal := in_phase(round_, Phase.COUNTING):
        return refusal
    if not command.reason.strip():
        return Refusal("merge.needs_reason", {"name": ", ".join(command.names)})
    same = identity_of(round_.contest)
    given = {same(name.strip()) for name in command.names}
    names = tuple(
        sorted(form for form, into in round_.spellings.items() if given & {same(form), same(into)})
    )
    if not names:
        known = ", ".join(sorted(round_.spellings)) or "—"
        return Refusal("merge.not_merged", {"name": ", ".join(command.names), "known": known})
    return (WriteInsSeparated(command.contest, round_.number, names, command.reason.strip()),)


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
    into = shown_in(round_.contest)(command.into)
    if not key(into):
        return Refusal("merge.bad_name", {"name": into})
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


def _with_merged(round_: Round, event: WriteInsMerged) -> Round:
    same = identity_of(round_.contest)
    to = {same(name): event.into for name in event.names}
    earlier = {form: to.get(same(into), into) for form, into in round_.spellings.items()}
    return replace(round_, spellings={**earlier, **dict.fromkeys(event.names, event.into)})


def _merged(state: State, event: WriteInsMerged) -> State:
    return state.with_round(_with_merged(state.rounds[event.contest, event.round], event))


def _separated(state: State, event: WriteInsSeparated) -> State:
    round_ = state.rounds[event.contest, event.round]
    left = {form: into for form, into in round_.spellings.items() if form not in event.names}
    of = "、".join(event.names)
    return state.with_round(
        corrected(replace(round_, spellings=left), "merge_taken_back", event.reason, of=of)
    )


HANDLERS: Handlers = {MergeWriteIns: _merge, SeparateWriteIns: _separate}
EVOLVERS: Evolvers = {WriteInsMerged: _merged, WriteInsSeparated: _separated}
