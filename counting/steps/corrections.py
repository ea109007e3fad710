"""Figures of the paper put right once the steps that they belong to are over, until Certify."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from counting.model.figures import Figures
from counting.model.state import DelegationCount, Phase, Round, State
from counting.rounds.delegations import with_count
from counting.rounds.figures import figures_corrected, is_void, with_figures
from counting.steps.messages import Answer, Event, Evolvers

Figure = Literal["present", "unsealed", "issued", "remaining", "voters", "proxies", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresCorrected(Event):
    """Figures of all, or of one delegation, put right: what each is from now on.

    `void`: by these figures more sheets came back than could, so nothing is counted until they
    are put right again. A closed count is open again and must be decided anew.
    """

    contest: str
    round: int
    delegation: str | None
    figures: Mapping[Figure, int | None]
    void: bool
    reason: str


def put_right(
    round_: Round, apart: DelegationCount | None, figures: Mapping[Figure, int | None], reason: str
) -> Answer:
    """What putting `figures` right makes happen, for all or for the delegation `apart`."""
    return (
        FiguresCorrected(
            contest=round_.contest.id,
            round=round_.number,
            delegation=apart.delegation.id if apart else None,
            figures=figures,
            void=is_void(round_, _changed(apart.figures if apart else round_.figures, figures)),
            reason=reason.strip(),
        ),
    )


def _changed(figures: Figures, by: Mapping[Figure, int | None]) -> Figures:
    changes: Any = by
    return replace(figures, **changes)


def _corrected(state: State, event: FiguresCorrected) -> State:
    round_ = state.rounds[event.contest, event.round]
    if event.delegation is None:
        before = round_.figures
        round_ = figures_corrected(round_, before, event.figures, event.reason)
        after = _changed(before, event.figures)
        return state.with_round(with_figures(round_, after, Phase.SEALED, void=event.void))
    count = round_.delegations[event.delegation]
    before, name = count.figures, count.delegation.name
    round_ = figures_corrected(round_, before, event.figures, event.reason, of=name)
    after = _changed(before, event.figures)
    return state.with_round(with_count(round_, replace(count, figures=after, void=event.void)))


EVOLVERS: Evolvers = {FiguresCorrected: _corrected}
