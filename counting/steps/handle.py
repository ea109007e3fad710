"""The table that joins the steps: every command to its handler, every event to its evolver."""

from counting.model.context import Context
from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.model.state import State
from counting.steps import (
    adjourn,
    adjudicate,
    attendance,
    batches,
    certify,
    corrections,
    count,
    define,
    delegations,
    hand_totals,
    paper,
    recounts,
    remainder,
    rounds,
    rulings,
    sheets,
    sleeves,
    spellings,
)
from counting.steps.messages import Answer, Command, Event, Evolvers, Handlers
from counting.steps.texts import unfit_text

STEPS = (
    define,
    attendance,
    paper,
    remainder,
    count,
    batches,
    recounts,
    sleeves,
    sheets,
    hand_totals,
    adjudicate,
    spellings,
    certify,
    rounds,
    rulings,
    adjourn,
)
HANDLERS: Handlers = {kind: h for step in STEPS for kind, h in step.HANDLERS.items()}
EVOLVERS: Evolvers = {
    kind: e for step in (*STEPS, corrections, delegations) for kind, e in step.EVOLVERS.items()
}

# What an official congress takes without two people's accounts: paper made ready, sheets read.
_WITHOUT_PEOPLE = (
    define.DefineCongress,
    define.SealCongress,
    paper.RecordPrinted,
    sleeves.RecordSleeves,
    sheets.RecordReading,
    sheets.ReadSleeve,
    sheets.UndoReading,
    sheets.RefuseFrame,
    sheets.CheckBallot,
)


def handle(state: State, command: Command, context: Context) -> Answer:
    """What a command makes happen, or why it may not. Changes nothing by itself."""
    if state.mode is Mode.OFFICIAL and not isinstance(command, _WITHOUT_PEOPLE):
        return Refusal("official.needs_people", {"command": type(command).__name__})
    return carry_out(state, command, context)


def carry_out(state: State, command: Command, context: Context) -> Answer:
    """The same for a command that whoever gives it may give."""
    if refusal := unfit_text(command) or _followed(state, command) or _over(state, command):
        return refusal
    return HANDLERS[type(command)](state, command, context)


def _followed(state: State, command: Command) -> Refusal | None:
    """A round that another has followed stands as it is; only its release goes further."""
    contest, asked = getattr(command, "contest", None), getattr(command, "round", None)
    if contest is None or asked is None or isinstance(command, certify.Release):
        return None
    current = state.current(contest)
    if current is None or (contest, asked) not in state.rounds or asked == current.number:
        return None
    facts = {"contest": current.contest.title, "round": asked, "current": current.number}
    return Refusal("contest.round_followed", facts)


def _over(state: State, command: Command) -> Refusal | None:
    """Nothing more is recorded about a contest that was not held, until that is taken back."""
    contest, number = getattr(command, "contest", None), getattr(command, "round", None)
    if contest is None or isinstance(command, adjourn.WithdrawAdjournment):
        return None
    current = state.current(contest) if number is None else state.rounds.get((contest, number))
    return adjourn.adjourned(current) if current else None


def evolve(state: State, event: Event) -> State:
    """The state after an event. Pure: equal events in equal order give equal states."""
    return EVOLVERS[type(event)](state, event)
