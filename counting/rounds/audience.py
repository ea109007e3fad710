"""Who may see what of a round, and when: asked by every wall, page, paper, stream and export."""

from dataclasses import replace
from typing import Final, Literal

from counting.model.figures import Balance
from counting.model.outcome import Finding, Outcome
from counting.model.state import Phase, Round, State
from counting.result.balances import BEFORE_COUNTING, RETURNED

Audience = Literal["scrutineers", "presidium", "floor", "public"]
"""Who counts and answers for it, at the machine itself; then ever wider circles."""
Shown = Literal["nothing", "running", "names", "figures"]
"""Sheets only; candidates' sums of closed batches; who was elected; that, with all figures."""

_REACH: Final = {None: 0, "scrutineers": 0, "presidium": 1, "floor": 2, "public": 3}

_OF_SHEETS: Final = frozenset(
    {
        *BEFORE_COUNTING,
        *RETURNED,
        "counted=returned",
        "counted<=returned",
        "valid+invalid=returned",
        "sheets.pending",
    }
)
"""What fails in numbers of people and sheets alone, so that telling it tells nothing of a name."""


def shown_to(audience: Audience, round_: Round) -> Shown:
    """How much of a round's result this audience may see as things stand.

    The scrutineers: all of it from CloseCount on. Everybody else: nothing before a Release as far
    as they are, then who was elected, with figures if the rules let these go so far (`announce`).
    Only where the rules have sums run on the walls (`live_display`) are these seen while sheets
    are counted, again as far as figures may go.
    """
    rules = round_.contest.rules
    reach = _REACH[audience]
    if round_.phase is Phase.COUNTING:
        running = rules.live_display == "running" and _REACH[rules.announce] >= reach
        return "running" if running and audience != "scrutineers" else "nothing"
    if not round_.phase.final or round_.outcome is None or _REACH[round_.released_to] < reach:
        return "nothing"
    return "figures" if _REACH[rules.announce] >= reach else "names"


def seen_by(audience: Audience, round_: Round) -> Round:
    """The round as this audience may know it: without the result, or the figures, kept from it.

    What it was released without cannot be told by whatever is made of what this returns. How far
    the count has come is no secret, and stays.
    """
    shown = shown_to(audience, round_)
    if shown == "figures" or round_.outcome is None:
        return round_
    outcome = _names_of(round_.outcome) if shown == "names" else None
    return replace(round_, outcome=outcome, tally=None)


def state_seen_by(audience: Audience, state: State) -> State:
    """Every round of a congress as this audience may know it.

    A vote among the tied, or for seats that stayed empty, tells by its list who was not elected:
    it is there once the hall knows the result that it follows, or its ballots are out.
    """
    return replace(
        state,
        rounds={
            key: seen_by(audience, round_)
            for key, round_ in state.rounds.items()
            if not _tells_too_much(audience, state, round_)
        },
    )


def _tells_too_much(audience: Audience, state: State, round_: Round) -> bool:
    amendment = round_.amendment
    if amendment is None or amendment.reason not in ("revote", "separate_vote"):
        return False
    if round_.phase not in (Phase.SEALED, Phase.ATTENDED):
        return False
    parent = state.rounds[round_.contest.id, amendment.parent]
    return shown_to("floor" if audience == "public" else audience, parent) == "nothing"


def _names_of(outcome: Outcome) -> Outcome:
    """Who is elected and what is open, without any number of votes."""
    return replace(
        outcome, balances=(), full_vote={}, full_vote_base=None, sensitivity=(), warnings=()
    )


def told(audience: Audience, round_: Round, found: Balance | Finding) -> Balance | Finding:
    """What does not balance, as this audience may hear it.

    Where the result is kept from it, what fails in votes of a name is only said to fail.
    """
    if found.code in _OF_SHEETS or shown_to(audience, round_) == "figures":
        return found
    return Finding("accounts.unequal", {})
