"""Paper: ballots printed, issued and returned, and the chair's word that the vote is valid."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from counting.model.context import Context
from counting.model.figures import Figures
from counting.model.refusal import Refusal
from counting.model.state import DelegationCount, Phase, PrintRun, Round, State
from counting.result.balances import broken_proxies, broken_return, proxy_votes, voters_of
from counting.rounds.figures import UNTIL_CERTIFIED, figures_corrected, is_void, with_figures
from counting.rules.thresholds import quorum
from counting.steps.corrections import put_right
from counting.steps.delegations import (
    DelegationIssued,
    DelegationReturned,
    before_issuing,
    before_returning,
    delegation_of,
    unbalanced,
)
from counting.steps.messages import (
    Answer,
    Command,
    Event,
    Evolvers,
    Handlers,
    in_phase,
    of_round,
    out_of_range,
)
from counting.steps.remainder import above_cancelled


@dataclass(frozen=True, slots=True)
class RecordPrinted(Command):
    """Take a print run into the log.

    Its `batch` is the number that its cover already bears: refused when another run took that
    meanwhile.
    """

    run: PrintRun

    @property
    def contest(self) -> str:
        return self.run.contest

    @property
    def round(self) -> int:
        return self.run.round


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPrinted(PrintRun, Event):
    """A print run took place."""

    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIssued(Command):
    """Sheets unsealed, issued and remaining; `voters` may cast them.

    `proxies`: how many of these votes are for absent electors. `voters` is present and proxies, or
    issued where that is fewer, unless it is given. Again, with a reason, until Certify.
    """

    contest: str
    unsealed: int
    issued: int
    remaining: int
    voters: int | None = None
    reason: str = ""
    proxies: int | None = None
    round: int | None = None
    delegation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotsIssued(Event):
    contest: str
    round: int
    unsealed: int
    issued: int
    remaining: int
    voters: int
    reason: str = ""
    proxies: int | None = None


@dataclass(frozen=True, slots=True)
class RecordReturned(Command):
    """Sheets taken from the box. Again, with a reason, until Certify."""

    contest: str
    returned: int
    reason: str = ""
    round: int | None = None
    delegation: str | None = None


@dataclass(frozen=True, slots=True)
class BallotsReturned(Event):
    """`void`: more sheets came back than went out, so the contest must be voted again."""

    contest: str
    round: int
    returned: int
    void: bool
    reason: str


@dataclass(frozen=True, slots=True)
class DeclareValid(Command):
    contest: str
    round: int | None = None


@dataclass(frozen=True, slots=True)
class ElectionDeclaredValid(Event):
    contest: str
    round: int


@of_round
def _print(_state: State, round_: Round, command: RecordPrinted, _context: Context) -> Answer:
    run = command.run
    earlier = dict(enumerate(round_.printed, 1))
    following = len(earlier) + 1
    if round_.remainder and run.purpose == "ballot":
        return Refusal("print.remainder_cancelled", {"cancelled": round_.remainder.cancelled})
    if run.batch not in (None, following):
        return Refusal("print.another_batch", {"batch": run.batch, "next": following})
    if run.reprint_of is not None:
        replaced = earlier.get(run.reprint_of)
        if replaced is None:
            known = ", ".join(map(str, earlier))
            return Refusal("print.unknown_batch", {"batch": run.reprint_of, "known": known})
        if not run.reason.strip():
            return Refusal("print.needs_reason", {"batch": run.reprint_of})
        if replaced.purpose != run.purpose:
            printed_as, batch = replaced.purpose, run.reprint_of
            facts = {"batch": batch, "purpose": run.purpose, "printed_as": printed_as}
            return Refusal("print.other_purpose", facts)
    return (BatchPrinted(**asdict(replace(run, batch=following))),)


@of_round
def _issue(_state: State, round_: Round, command: RecordIssued, _context: Context) -> Answer:
    apart = delegation_of(round_, command.delegation)
    if isinstance(apart, Refusal):
        return apart
    before = apart.figures if apart else round_.figures
    if refusal := _before_issuing(round_, apart):
        return refusal
    reason = command.reason.strip()
    if before.issued is not None and not reason:
        return Refusal("issued.needs_reason", {"issued": before.issued})
    after = replace(
        before,
        unsealed=command.unsealed,
        issued=command.issued,
        remaining=command.remaining,
        proxies=command.proxies,
        voters=command.voters,
    )
    if after.voters is None:
        after = replace(after, voters=voters_of(round_.contest, after))
    if refusal := _unfit(round_, before, after, apart):
        return refusal
    recorded: dict[Any, Any] = {name: getattr(after, name) for name in _ISSUING}
    if _is_late(round_, before):
        return put_right(round_, apart, recorded, command.reason)
    if apart:
        return (
            DelegationIssued(
                contest=command.contest,
                round=round_.number,
                delegation=apart.delegation.id,
                reason=command.reason,
                **recorded,
            ),
        )
    return (
        BallotsIssued(
            contest=command.contest, round=round_.number, reason=command.reason, **recorded
        ),
    )


_ISSUING = ("unsealed", "issued", "remaining", "voters", "proxies")


def _is_late(round_: Round, before: Figures) -> bool:
    """Whether what follows issuing is on record already, so that it must be kept."""
    counted = round_.stands_at in (Phase.COUNTING, Phase.CLOSED)
    return counted or (before.returned is not None and not round_.delegations)


def _before_issuing(round_: Round, apart: DelegationCount | None) -> Refusal | None:
    if apart:
        return before_issuing(round_, apart)
    if round_.phase is Phase.SEALED:
        return Refusal("issued.before_attendance", {"contest": round_.contest.title})
    return in_phase(round_, Phase.ATTENDED, *UNTIL_CERTIFIED)


def _unfit(
    round_: Round, before: Figures, after: Figures, apart: DelegationCount | None
) -> Refusal | None:
    """Why ballots are not issued by these figures, of all or of the delegation `apart`."""
    unsealed, issued, remaining = after.unsealed or 0, after.issued or 0, after.remaining or 0
    if refusal := out_of_range(
        {
            "unsealed": unsealed,
            "issued": issued,
            "remaining": remaining,
            "voters": after.voters,
            "proxies": after.proxies,
        }
    ):
        return refusal
    if broken := broken_proxies(round_.contest, after):
        return Refusal(broken.code, broken.facts)
    met = quorum(round_.contest.rules, after)
    # Ballots that are out already are put right, whatever has become of the attendance since.
    if not met.met and before.issued is None:
        facts = {"present": after.present or 0, "needed": met.needed, "of": met.of}
        if apart:
            return Refusal("delegation.no_quorum", {"delegation": apart.delegation.name, **facts})
        return Refusal("quorum.not_met", facts)
    if refusal := above_cancelled(round_, _together(round_, before, after)):
        return refusal
    if issued + remaining != unsealed:
        facts = {"issued": issued, "remaining": remaining, "unsealed": unsealed}
        return Refusal("issued.sum", facts)
    ceiling = (after.present or 0) + proxy_votes(round_.contest, after)
    if issued > ceiling:
        return Refusal("issued.above_present", {"issued": issued, "present": ceiling})
    voters, most = after.voters or 0, min(ceiling, issued)
    if voters > most:
        return Refusal("issued.voters_above", {"voters": voters, "most": most})
    return None


def _together(round_: Round, before: Figures, after: Figures) -> Figures:
    """The figures of all, after those of one delegation, or of all, changed."""
    if not round_.delegations:
        return after
    return replace(
        round_.figures,
        **{
            name: (getattr(round_.figures, name) or 0)
            - (getattr(before, name) or 0)
            + (getattr(after, name) or 0)
            for name in ("issued", "remaining")
        },
    )


@of_round
def _return(_state: State, round_: Round, command: RecordReturned, _context: Context) -> Answer:
    apart = delegation_of(round_, command.delegation)
    if isinstance(apart, Refusal):
        return apart
    figures = apart.figures if apart else round_.figures
    if refusal := (
        before_returning(round_, apart) if apart else in_phase(round_, *UNTIL_CERTIFIED)
    ):
        return refusal
    if refusal := out_of_range({"returned": command.returned}):
        return refusal
    if figures.returned is not None and not command.reason.strip():
        return Refusal("returned.needs_reason", {"returned": figures.returned})
    if refusal := _below_batches(round_, figures, command.returned):
        return refusal
    if round_.stands_at in (Phase.COUNTING, Phase.CLOSED):
        return put_right(round_, apart, {"returned": command.returned}, command.reason)
    void = is_void(round_, replace(figures, returned=command.returned))
    if apart:
        return (
            DelegationReturned(
                contest=command.contest,
                round=round_.number,
                delegation=apart.delegation.id,
                returned=command.returned,
                void=void,
                reason=command.reason,
            ),
        )
    return (
        BallotsReturned(command.contest, round_.number, command.returned, void, command.reason),
    )


def _below_batches(round_: Round, before: Figures, returned: int) -> Refusal | None:
    """Refuses fewer sheets than the batches hold: those are put right first."""
    batches = sum(batch.size for batch in round_.batches.values())
    others = (round_.figures.returned or 0) - (before.returned or 0)
    if others + returned >= batches:
        return None
    return Refusal("returned.below_batches", {"returned": others + returned, "batches": batches})


@of_round
def _declare(_state: State, round_: Round, command: DeclareValid, _context: Context) -> Answer:
    if refusal := may_be_declared(round_):
        return refusal
    if round_.declared_valid:
        return Refusal("contest.already_valid", {"contest": round_.contest.title})
    return (ElectionDeclaredValid(command.contest, round_.number),)


def may_be_declared(round_: Round) -> Refusal | None:
    """Whether the returned figures allow the chair to declare this vote valid."""
    if round_.delegations and (refusal := unbalanced(round_)):
        return refusal
    if round_.phase is Phase.VOID:
        broken = broken_return(round_.contest, round_.figures)
        facts = broken.facts if broken else {"returned": round_.figures.returned}
        of, most = next(((k, v) for k, v in facts.items() if k != "returned"), ("issued", 0))
        return Refusal("contest.void", {"returned": facts["returned"], "base": most, "of": of})
    if round_.figures.returned is None:
        return Refusal("count.before_returned", {"contest": round_.contest.title})
    return in_phase(round_, Phase.RETURNED)


def _printed(state: State, event: BatchPrinted) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, printed=(*round_.printed, event)))


def _issued(state: State, event: BallotsIssued) -> State:
    round_ = state.rounds[event.contest, event.round]
    recorded: dict[str, Any] = {name: getattr(event, name) for name in _ISSUING}
    after = replace(round_.figures, **recorded)
    round_ = figures_corrected(round_, round_.figures, recorded, event.reason)
    return state.with_round(with_figures(round_, after, Phase.ISSUED, void=False))


def _returned(state: State, event: BallotsReturned) -> State:
    round_ = state.rounds[event.contest, event.round]
    recorded: dict[str, Any] = {"returned": event.returned}
    after = replace(round_.figures, **recorded)
    round_ = figures_corrected(round_, round_.figures, recorded, event.reason)
    return state.with_round(with_figures(round_, after, Phase.RETURNED, void=event.void))


def _declared(state: State, event: ElectionDeclaredValid) -> State:
    round_ = state.rounds[event.contest, event.round]
    return state.with_round(replace(round_, declared_valid=True))


HANDLERS: Handlers = {
    RecordPrinted: _print,
    RecordIssued: _issue,
    RecordReturned: _return,
    DeclareValid: _declare,
}
EVOLVERS: Evolvers = {
    BatchPrinted: _printed,
    BallotsIssued: _issued,
    BallotsReturned: _returned,
    ElectionDeclaredValid: _declared,
}
