"""The rule values of one contest, as immutable values: thresholds, write-ins, marks, orders."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from counting.model.ballot import Mark

Identification = Literal["style", "token"]
QuorumBase = Literal["due", "registered", "total", "all_members"]
MajorityBase = Literal[QuorumBase, "present", "voters", "returned", "valid"]
Base = Literal[MajorityBase, "issued"]
DifferentialKind = Literal["ratio", "plus", "equal", "any"]
FullVoteLevel = Literal["valid", "returned", "present", "due"]
Way = Literal["separate_vote", "reduce_seats", "ask_superior"]
"""What may follow where seats stay empty."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a base: `strict` means more than `fraction` of it, otherwise at least that."""

    fraction: Fraction
    strict: bool
    base: Base


@dataclass(frozen=True, slots=True)
class Differential:
    """How many candidates a contest may have above its seats.

    `ratio`: `at_least` (and `at_most`) are shares of the seats, rounded up; `plus`: they are
    whole numbers; `equal`: as many candidates as seats; `any`: no fewer candidates than seats.
    """

    kind: DifferentialKind
    at_least: Fraction = Fraction(0)
    at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class WriteInRule:
    """Whether and when a name may be written in, who may be named, what an unmarked name means."""

    allowed: bool
    needs: Literal["after_against", "one_for_one", "free"]
    who: Literal["anyone", "electors", "members"]
    unmarked: Literal["for", "abstain", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The resolved rule values of one contest: profile, then office, then the congress's overrides.

    Each field is a parameter of the profile tables, in the order in which people read them.
    `quorum` of `None` is always met, and `separate_vote` of `None` elects by the same majority as
    the first vote.
    """

    quorum: Threshold | None
    method: Literal["majority", "plurality"]
    majority: Threshold
    differential: Differential
    marks: str
    blank: Mark | None
    overvote: Literal["sheet_void"]
    undervote: Literal["valid", "void"]
    unclear: Literal["row_void", "abstain", "sheet_void"]
    invalid_review: bool
    write_in: WriteInRule
    tie: Literal["revote_among_tied", "fewest_against_then_revote", "none_elected", "lot"]
    tie_needs_majority: bool
    separate_vote: Threshold | None = None
    more_than_seats: Literal["top"]
    fewer_than_seats: tuple[Way, ...]
    return_base: Literal["issued", "voters"]
    counting: Literal["computer", "manual"]
    identification: Identification
    ballot_order: Literal["strokes", "superior"]
    announce_order: Literal["strokes", "votes_then_strokes", "superior"]
    name_order: Literal["surname_strokes", "full_name_strokes"]
    proxy: Literal["none", "written_3", "near_relative"]
    assistance: Literal["non_candidate", "none"]
    announce: Literal["presidium", "floor", "public"]
    live_display: Literal["progress", "running", "after_release"]
    full_vote: FullVoteLevel


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule value comes from: its article, how sure that is, whether it was overridden.

    `confidence`: T rule text seen, H handbook or sample, M to be confirmed by the adopted rules.
    """

    article: str
    confidence: Literal["T", "H", "M"]
    overridden: bool = False
