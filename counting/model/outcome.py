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
class Decision:
    """What every kind of contest decides first: whether its figures count at all."""

    quorum: Quorum
    balances: tuple[Balance, ...]
    contest_void: bool
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Decision):
    """The decision of one round. Every display, paper and export renders this same object.

    Labels (`counting.names.listed.labels`), not ids, stand in `elected`, `not_elected`, `tie` and
    `full_vote`, because a write-in has no id. `full_vote` gives per name the levels that hold.
    `order` is that of `elected`. `next` as in the contract.
    """

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


@dataclass(frozen=True, slots=True)
class AddedDown:
    """Approvals of one name for an office: its own, those added from higher ones, their sum."""

    own: int
    added: int

    @property
    def sum(self) -> int:
        return self.own + self.added


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOutcome:
    """The decision about one of several offices.

    `outcome` holds what is said of it alone; `figures` of every name that stands for it, where
    votes are added down.
    """

    id: str
    title: str
    outcome: Outcome
    figures: Mapping[str, AddedDown] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficesOutcome(Decision):
    """The decision about a sheet with several offices, in the definition's order."""

    offices: tuple[OfficeOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption(Decision):
    """The decision about motions: `needed` votes for, of a base, adopt one."""

    needed: int
    of: str
    adopted: tuple[str, ...]
    not_adopted: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one person or item was given: sheets by grade, in the order of grades; `of` sheets.

    `rank`: 1 for the best; those with equal figures share one.
    """

    name: str
    grades: Mapping[str, int]
    abstain: int
    of: int
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings(Decision):
    """What a rating comes to, in the given order; nobody is elected. Empty where nothing counts."""

    ratings: tuple[Rating, ...]
    next: str
