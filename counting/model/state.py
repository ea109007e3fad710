"""What is known about a congress at one moment: the fold of its events. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from counting.model.ballot import CastVoteRecord, Decision, SheetStatus
from counting.model.election import AgendaItem, Amendment, Congress, Contest, Delegation, Mode, Seal
from counting.model.figures import Figures, Tally
from counting.model.outcome import Outcome
from counting.model.reading import Purpose


class Phase(StrEnum):
    """How far one round of a contest has come (contract of the command line, `status`)."""

    DEFINED = "defined"
    SEALED = "sealed"
    ATTENDED = "attended"
    ISSUED = "issued"
    RETURNED = "returned"
    COUNTING = "counting"
    CLOSED = "closed"
    CERTIFIED = "certified"
    RELEASED = "released"
    VOID = "void"

    @property
    def final(self) -> bool:
        """Whether the count is closed and stands, so that figures per candidate may be given."""
        return self in (Phase.CLOSED, Phase.CERTIFIED, Phase.RELEASED)


RulingKind = Literal["accept", "reduce_seats", "ask_superior", "lot"]
RoundKey = tuple[str, int]  # contest id, round number (from 1)
LaneKey = tuple[str, int, str, int]  # contest id, round, batch, pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a batch: its record, how it came, and its sleeve where people see to it."""

    record: CastVoteRecord
    reader: str = ""
    source: str = "data"
    token: str | None = None  # keyed hash of the token, never the token
    sleeve: int | None = None
    decision: Decision | None = None
    decided: CastVoteRecord | None = None

    @property
    def final(self) -> CastVoteRecord:
        """The record as it counts: after people's decision where there is one."""
        return self.decided or self.record

    @property
    def undecided(self) -> bool:
        """Whether it waits for people: it counts as nothing until they decide."""
        return self.final.status is SheetStatus.PENDING

    @property
    def found_invalid(self) -> bool:
        """Whether it lies in a sleeve because a rule made it invalid, for people to look at."""
        return self.record.status is SheetStatus.INVALID and self.sleeve is not None

    @property
    def unconfirmed(self) -> bool:
        """Whether it was found invalid and nobody has said so or otherwise: it counts as that."""
        return self.found_invalid and self.decided is None

    @property
    def for_people(self) -> bool:
        """Whether people decide it, or have: such a sheet keeps its handle."""
        return self.record.status is SheetStatus.PENDING or self.found_invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One pass over one batch. While open, `sheets` holds its journal, by reading handle.

    Once closed, `sheets` keeps only the readings that people decide, doubtful or found invalid,
    and `counted` what was counted, sorted by content. `hand` is set
    instead of sheets when people counted this batch.
    """

    number: int
    open: bool = True
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    counted: tuple[Sheet, ...] = ()
    hand: Tally | None = None
    tally: Tally | None = None
    refusals: Mapping[str, int] = field(default_factory=dict)
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class RowDifference:
    """Where two passes over a batch disagree: a candidate's (or the sheets') figures in each."""

    row: str
    first: Mapping[str, int]
    second: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of sheets of declared `size`, counted once per pass."""

    id: str
    size: int
    lanes: Mapping[int, Lane] = field(default_factory=dict)
    differences: tuple[RowDifference, ...] = ()
    recounts: int = 0

    @property
    def without_lanes(self) -> "Batch":
        """The batch as it is counted anew: its size, and how often that happened, stay."""
        return replace(self, lanes={}, differences=(), recounts=self.recounts + 1)

    @property
    def open_lane(self) -> Lane | None:
        return next((lane for lane in self.lanes.values() if lane.open), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRun:
    """One run of printing, from its order to the log: never which codes it held.

    `quantity` sheets and `spare` ones above that; `reprint_of` is the batch that they replace, for
    a `reason`. Known once it is printed: `batch`, its number in the round (from 1), the `fonts`
    embedded, and the `sha256` of the PDF in style mode (token runs keep none).
    """

    contest: str
    round: int
    purpose: Purpose
    quantity: int
    spare: int = 0
    reprint_of: int | None = None
    reason: str = ""
    batch: int | None = None
    fonts: tuple[str, ...] = ()
    sha256: str | None = None

    @property
    def sheets(self) -> int:
        return self.quantity + self.spare


@dataclass(frozen=True, slots=True)
class Remainder:
    """Ballots that were left over and cancelled, beside how many had to be left."""

    cancelled: int
    expected: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DelegationCount:
    """A delegation that votes by itself: its paper's figures, None until recorded.

    `void`: more sheets lay in its box than could.
    """

    delegation: Delegation
    figures: Figures
    void: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What people decided about a certified result, with their reason.

    `seats`: how many the contest has after `reduce_seats`; `elected`: whom the lot fell on.
    """

    kind: RulingKind
    reason: str
    seats: int | None = None
    elected: tuple[str, ...] = ()


NotHeld = Literal["quorum", "void", "put_off"]


@dataclass(frozen=True, slots=True)
class Adjournment:
    """Why a contest was not held, with people's reason.

    `cause`, by the figures: too few were present; more sheets came back than could; or, with no
    ballot out, that people put it off.
    """

    cause: NotHeld
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that people recorded and later put right, or took back, with their reason.

    `what`: a figure of the paper (`issued`), or what was done (`batch_size`, `batch_recounted`,
    `batch_withdrawn`, `pass_abandoned`, `tally_withdrawn`, `merge_taken_back`, `count_reopened`,
    `certification_withdrawn`, `adjournment_withdrawn`, a ruling's kind and `_withdrawn`). `of`:
    the delegation, batch or names it is about, "" for the round.
    `before` and `after` are both figures, None where there is none.
    """

    what: str
    of: str
    before: int | None
    after: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawnRound:
    """A round opened by mistake and taken back before a ballot went out. Its number stays used."""

    contest: str
    round: int
    amendment: Amendment
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of a contest. Figures are None until recorded; outcome and tally until closed.

    `spellings`: written names that people merged, each to the name it counts for.
    `amendment` is None in the first round. `delegations` is empty unless this round votes by
    delegation; `seated` names the electors where other contests elected them. `remainder` is None
    until the ballots left over are cancelled. `resumes`: where a void round stood, and will stand
    again once its figures balance. `corrections`: what people put right, in that order.
    `sleeves`: the numbers printed for doubtful sheets; empty where nobody recorded them.
    `adjourned`: why it was not held; its phase and figures stay as they were.
    """

    contest: Contest
    number: int
    phase: Phase
    figures: Figures
    resumes: Phase | None = None
    declared_valid: bool = False
    batches: Mapping[str, Batch] = field(default_factory=dict)
    sleeves: frozenset[int] = frozenset()
    tally: Tally | None = None
    outcome: Outcome | None = None
    released_to: Literal["presidium", "floor", "public"] | None = None
    printed: tuple[PrintRun, ...] = ()
    tokens: frozenset[str] = frozenset()
    spellings: Mapping[str, str] = field(default_factory=dict)
    amendment: Amendment | None = None
    delegations: Mapping[str, DelegationCount] = field(default_factory=dict)
    seated: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    remainder: Remainder | None = None
    corrections: tuple[Correction, ...] = ()
    adjourned: Adjournment | None = None

    @property
    def stands_at(self) -> Phase:
        """Its phase, or where it stood before its figures made it void."""
        return self.resumes or self.phase

    @property
    def key(self) -> RoundKey:
        return self.contest.id, self.number

    @property
    def simulated(self) -> bool:
        """Whether a simulated reader read any of its sheets."""
        return any(lane.simulated for b in self.batches.values() for lane in b.lanes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the count knows of one congress; empty before it is defined.

    `agenda` is that of the definition where version 0.1 wrote it, else empty: the meeting keeps
    it. `attendance` holds who is present by contest, None for the whole congress; `rounds` every
    round that is open or over; `withdrawn` those that were opened by mistake.
    """

    congress: Congress | None = None
    agenda: tuple[AgendaItem, ...] = ()
    seal: Seal | None = None
    attendance: Mapping[str | None, int] = field(default_factory=dict)
    rounds: Mapping[RoundKey, Round] = field(default_factory=dict)
    withdrawn: tuple[WithdrawnRound, ...] = ()

    @property
    def mode(self) -> Mode:
        return self.congress.mode if self.congress else Mode.REHEARSAL

    def current(self, contest_id: str) -> Round | None:
        """The latest round of a contest, or None for an unknown id."""
        rounds = [c for (cid, _), c in self.rounds.items() if cid == contest_id]
        return max(rounds, key=lambda c: c.number, default=None)

    def with_round(self, round_: Round) -> "State":
        return replace(self, rounds={**self.rounds, round_.key: round_})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the counting of a round has come, in sheets of pass 1."""

    returned: int | None
    counted: int
    valid: int
    invalid: int
    pending: int
    batches_open: int
    batches_closed: int

    @property
    def all_read(self) -> bool:
        """Every returned sheet is in, and none waits for people."""
        return self.counted == self.returned and not self.pending

    @property
    def complete(self) -> bool:
        """All are read, and every pass over every batch is closed."""
        return self.all_read and not self.batches_open
