"""The decision of one round, as every display, paper and export renders it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from counting.model.figures import Balance
from counting.model.rules import FullVoteLevel, Way

Order = Literal["strokes", "votes_then_strokes", "superior", "clerk", "votes", "rounds", "listed"]
"""What may truly be said of the order in which names stand: by strokes; by votes, equal ones by
strokes; as approved; by strokes but for the clerk's moves; by votes alone; by rounds, in each by
votes; as on the list that was given, written names last."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates with equal approvals at the cut, and how many seats they contest."""

    candidates: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or a warning about figures: a code, its facts, and words made from them later."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Quorum:
    met: bool
    needed: int
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The decision of one round. Every display, paper and export renders this same object.

    Labels (`counting.names.listed.labels`), not ids, stand in `elected`, `not_elected`, `tie` and
    `full_vote`, because a write-in has no id. `full_vote` gives per name the levels that hold.
    `order` is that of `elected`. `next` as in the contract.
    """

    quorum: Quorum
    balances: tuple[Balance, ...]
    contest_void: bool
    needed: int
    of: str
    elected: tuple[str, ...]
    not_elected: tuple[str, ...]
    tie: Tie | None
    vacancies: int
    next: str
    options: tuple[Way, ...]
    full_vote: Mapping[str, tuple[FullVoteLevel, ...]]
    full_vote_level: FullVoteLevel
    full_vote_base: int | None
    order: Order = "listed"
    sensitivity: tuple[Finding, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
