"""What walls, papers, pages and exports say of a round, computed once: they only render it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from counting.model.election import Contest
from counting.model.figures import Balance, Row
from counting.model.outcome import Finding, Order, Outcome
from counting.model.rules import Base, FullVoteLevel
from counting.model.state import Round
from counting.names.listed import labels
from counting.rounds.history import elected_by, seats_left, tie_open
from counting.rounds.status import approvals_needed, imbalance, round_balances
from counting.rules.thresholds import base_figure, in_force
from counting.rules.wording import Register, fraction_words, words_for

Status = Literal["elected", "nominated", "tied", "not_elected", "open"]
"""What became of a name. "nominated": a pre-election made it a formal candidate. "open": nothing
is decided, for want of a quorum, of a valid vote or of figures that agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameResult:
    """What a round made of one name.

    `label` tells it from an equal name by its note; `place` is its index on the ballot, None
    where it was written in. `row` is None while figures are not known, and has only approvals
    where it was written in. `levels` are those at which it is a full vote, `full` whether it is
    what this congress calls one.
    """

    label: str
    id: str = ""
    place: int | None
    row: Row | None
    status: Status
    levels: tuple[FullVoteLevel, ...]
    full: bool

    @property
    def written(self) -> bool:
        return self.place is None


def name_results(round_: Round) -> tuple[NameResult, ...]:
    """Every name of a round: candidates in ballot order, then written ones, most votes first.

    Empty before the count is closed.
    """
    if not round_.phase.final:
        return ()
    outcome, tally, contest = round_.outcome, round_.tally, round_.contest
    rows: dict[str, tuple[str, int | None, Row | None]] = {
        label: (candidate.id, place, tally.rows[place] if tally else None)
        for place, (candidate, label) in enumerate(
            zip(contest.candidates, labels(contest), strict=True)
        )
    }
    votes = tally.write_ins if tally else {}
    for name in sorted(votes, key=lambda name: (-votes[name], name)):
        rows.setdefault(name, ("", None, Row(for_=votes[name])))
    for name in _decided_names(round_):
        rows.setdefault(name, ("", None, None))
    held = outcome.full_vote if outcome else {}
    return tuple(
        NameResult(
            label=label,
            id=id_,
            place=place,
            row=row,
            status=_status(round_, label),
            levels=held.get(label, ()),
            full=outcome is not None and outcome.full_vote_level in held.get(label, ()),
        )
        for label, (id_, place, row) in rows.items()
    )


def _decided_names(round_: Round) -> Iterator[str]:
    """Names that stand in the outcome, also where no figures may be told."""
    yield from elected_by(round_)
    if round_.outcome and round_.outcome.tie:
        yield from round_.outcome.tie.candidates


def _status(round_: Round, label: str) -> Status:
    outcome = round_.outcome
    if outcome is None or not is_decided(outcome):
        return "open"
    if label in elected_by(round_):
        return "nominated" if round_.contest.preliminary else "elected"
    accepted = any(ruling.kind == "accept" for ruling in round_.rulings)
    if tie_open(round_) and not accepted and outcome.tie and label in outcome.tie.candidates:
        return "tied"
    return "not_elected"


def is_decided(outcome: Outcome) -> bool:
    """Whether the rules decided anything: a valid vote, a quorum, and figures that can be."""
    return outcome.quorum.met and not outcome.contest_void and not outcome.errors


def follows(round_: Round) -> str:
    """What follows a closed round, a word of ``next``: by its outcome, or as people ruled since."""
    outcome = round_.outcome
    if outcome is None:
        return "none"
    if ruled := [ruling.kind for ruling in round_.rulings if ruling.kind != "lot"]:
        return ruled[-1]
    if not round_.rulings:
        return outcome.next
    return next(iter(outcome.options), "none") if seats_left(round_) > 0 else "none"


def vacant(round_: Round) -> int:
    """Seats of a decided round that nobody got, no tie holds open and people did not give up."""
    outcome = round_.outcome
    if outcome is None or not is_decided(outcome) or any(r.kind != "lot" for r in round_.rulings):
        return 0
    held = outcome.tie.seats if outcome.tie and tie_open(round_) else 0
    return max(0, seats_left(round_) - held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elects:
    """What elects in a round.

    `code`: "most_votes" where no share is asked for, else "more_than" or "at_least" `fraction` of
    `figure`, which is what was recorded for `base`. `needed` approvals; both None until recorded.
    """

    code: Literal["most_votes", "more_than", "at_least"]
    needed: int | None
    fraction: Fraction
    base: Base
    figure: int | None


def elects(round_: Round) -> Elects:
    """What elects in this round, by the rules for its kind of vote."""
    threshold = in_force(round_.contest.rules, round_.contest.vote)
    known = threshold.base != "valid" or round_.tally is not None
    return Elects(
        code=(
            "most_votes"
            if not threshold.fraction
            else "more_than"
            if threshold.strict
            else "at_least"
        ),
        needed=approvals_needed(round_) if known else None,
        fraction=threshold.fraction,
        base=threshold.base,
        figure=_figure(round_, threshold.base),
    )


def _figure(round_: Round, base: Base) -> int | None:
    if base == "valid":
        return round_.tally.valid if round_.tally else round_.figures.valid
    return base_figure(base, round_.figures)


def elects_words(claim: Elects, register: Register, language: str = "zh") -> str:
    """当选须 55 票（应到会 109 的过半数）; "…" stands for a figure that is not recorded."""
    text = words_for("elects", register, language)[claim.code]
    return text.format(
        needed="…" if claim.needed is None else claim.needed,
        figure="…" if claim.figure is None else claim.figure,
        fraction=fraction_words(claim.fraction, "clause", language),
        base=words_for("bases", register, language)[claim.base],
    )


def order_words(
    order: Order, contest: Contest, language: str = "zh", register: Register = "sentence"
) -> str:
    """What may be said of an order: 按姓氏笔画为序. `label`: of a list before it is a ballot."""
    words = words_for("orders", register, language)
    return words[order].format(by=words[contest.rules.name_order])


def failing(round_: Round) -> tuple[Balance | Finding, ...]:
    """Everything that does not balance now: identities, the paper's stock, errors of the outcome.

    Each once; whoever says that accounts balance asks this.
    """
    broken = [balance for balance in round_balances(round_) if not balance.ok]
    codes = {(balance.code, str(balance.facts)) for balance in broken}
    more = [found for found in imbalance(round_) if (found.code, str(found.facts)) not in codes]
    return (*broken, *more)
