"""The things of an election, as immutable values.

Words follow the project's table of words. Nothing here reads a clock, a file, a port or a
random source, and nothing here decides: deciding is `counting.result.outcome`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal

from counting.model.geometry import PageGeometry
from counting.model.rules import Identification, Rules, Source, Threshold


class Mode(StrEnum):
    """Rehearsal and official are two different congresses; nothing is ever switched."""

    REHEARSAL = "rehearsal"
    OFFICIAL = "official"


NAME_KEY: Final = 2
"""How new contests compare names (`counting.names.same`); 1 is what version 0.1 did."""

BallotSize = Literal["ordinary", "large"]
OfficeType = Literal[
    "member", "alternate", "discipline", "delegate", "standing", "secretary", "other"
]
"""What an office is in its body: rules may have values for one type of their own."""
Vote = Literal["first", "revote", "separate"]
"""A contest's first vote, a new vote among those tied, a separate vote for vacant seats."""
RoundReason = Literal["revote", "separate_vote", "vote_again", "formal", "amended"]
"""Why a later round exists: among the tied; for vacancies; after a void vote; after a
pre-election; with another list of candidates, before any ballot of the old one went out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`introduction` (简历) stands on the list of candidates, never on a ballot."""

    id: str
    name: str
    note: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Electors:
    """How many are entitled, by the bases that rules name. All are counts of persons."""

    due: int
    registered: int
    total: int
    all_members: int


@dataclass(frozen=True, slots=True)
class Delegation:
    id: str
    name: str
    due: int


HALF_OF_DUE: Final = Threshold(Fraction(1, 2), True, "due")


@dataclass(frozen=True, slots=True)
class PreElection:
    """A vote (预选) that finds the formal candidates, at most `formal_candidates` of them.

    `majority` is what a name must reach: more than half of those due (rules.md, sequence).
    """

    formal_candidates: int
    by_delegation: bool = True
    majority: Threshold = HALF_OF_DUE


@dataclass(frozen=True, slots=True)
class BallotStyle:
    """How the paper of a contest looks; millimetres are fixed by `counting.layout`.

    `size`: that of everything printed, for every sheet of the contest (docs/adr/0008).
    """

    paper: Literal["A5", "A4", "A3"] = "A4"
    colour: str = ""
    layout: Literal["one-box", "three-box"] = "one-box"
    mark_position: Literal["before", "after", "above", "below"] = "above"
    size: BallotSize = "ordinary"


@dataclass(frozen=True, slots=True)
class Move:
    """A candidate (id) whom the clerk set before another (id), or last (None), and the reason."""

    candidate: str
    before: str | None
    reason: str


ContestKind = Literal["election", "choice", "resolution", "rating"]
"""What the sheets of a contest decide; each is a row of `counting.result.kinds`."""
Validity = Literal["sheet", "office"]
"""What an overvote makes invalid: the whole sheet, or the votes for its office alone."""
SameName = Literal["both_offices_void", "sheet_void", "allowed"]
"""What becomes of a sheet that approves one person for two offices."""
Method = Literal["paper", "keypad", "hands"]
"""How people vote on a resolution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One of several offices on a sheet; each field is that of a contest with one office."""

    id: str
    title: str
    office: OfficeType
    seats: int
    candidates: tuple[Candidate, ...]
    rules: Rules
    write_in_lines: int = 0
    sources: Mapping[str, Source] = field(default_factory=dict)
    order: Literal["file", "strokes"] = "file"
    moved: tuple[Move, ...] = ()
    eligible: tuple[str, ...] | None = None
    reduced_to: int | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """How many items a sheet of a `choice` marks: at most `n`, or `exactly` so many."""

    n: int
    exactly: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """One answer of a `rating`, from the best down; who gives none abstains."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is voted on one sheet. `own_electors`: its electors are not the congress's.

    With several `offices`, `seats` is the sum of theirs, `candidates` are all of theirs in order,
    and `office` and `rules` are those of the first; `counting.result.parts` has each as a contest
    of its own. `validity`, `same_name` (None: nobody stands for two) and `add_down` (ids of
    offices, the highest first, whose votes are added down) speak of them.
    `choose` is that of a `choice`, `method` of a `resolution`, `grades` of a `rating`.

    `candidates` stand in ballot order: that of the definition (`order` is "file"), or that of
    strokes with the clerk's `moved` ("strokes").
    `eligible`: the only names that may be written in, or None where there is no such list.
    `vote`: what kind of round this is. `reduced_to`: the seats that are left after people reduced
    their number, None while nobody did; the ballot was marked for `seats` all the same.
    `electors_from`: they are those whom these contests elect. `preliminary`, `again` and
    `elected_before` (in earlier rounds), `namesakes` (names that several people have who stand or
    stood in any round) and `name_key` (how names are compared: 1 as version 0.1 did) are set in
    the contest of a round (`counting.rounds.amendment`), never in the sealed one.
    """

    id: str
    title: str
    office: OfficeType
    seats: int
    candidates: tuple[Candidate, ...]
    rules: Rules
    electors: Electors
    own_electors: bool = False
    identification: Identification = "style"
    passes: int = 1
    write_in_lines: int = 0
    ballot: BallotStyle = BallotStyle()
    sources: Mapping[str, Source] = field(default_factory=dict)
    order: Literal["file", "strokes"] = "file"
    moved: tuple[Move, ...] = ()
    eligible: tuple[str, ...] | None = None
    vote: Vote = "first"
    reduced_to: int | None = None
    pre_election: PreElection | None = None
    electors_from: tuple[str, ...] = ()
    preliminary: bool = False
    again: RoundReason | None = None
    elected_before: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    kind: ContestKind = "election"
    name_key: int = NAME_KEY
    offices: tuple[Office, ...] = ()
    validity: Validity = "sheet"
    same_name: SameName | None = None
    add_down: tuple[str, ...] = ()
    choose: Choose | None = None
    method: Method = "paper"
    grades: tuple[Grade, ...] = ()

    @property
    def most_marks(self) -> int:
        """How many rows a valid sheet may approve: the seats, or what a choice says."""
        return self.choose.n if self.choose else self.seats

    @property
    def scheme(self) -> str:
        """Name of the mark scheme in force, S1 to S5."""
        return self.rules.marks

    @property
    def as_first_version(self) -> bool:
        """Whether version 0.1 sealed it: then its results are those that version would find."""
        return self.name_key == 1

    @property
    def seats_to_fill(self) -> int:
        """How many may be elected: the seats, or what people reduced them to."""
        return self.seats if self.reduced_to is None else self.reduced_to


FIRST_START: Final = "09:00"
"""When a day of the meeting begins where nothing says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of the agenda; `start` is "HH:MM" where it is fixed, else it follows on.

    `date` ("YYYY-MM-DD") is its day; None: that of the item before it, the first day at first.
    """

    id: str
    item_number: str
    title: str
    minutes: int
    kind: Literal["report", "election", "break", "other"] = "other"
    contest: str | None = None
    start: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Officers:
    """Who serves the meeting, by name, for its lists; "" or nothing where nobody is named yet.

    `conveners`: those of a delegation, by its id.
    """

    chief: str = ""
    scrutineers: tuple[str, ...] = ()
    tellers: tuple[str, ...] = ()
    presidium: tuple[str, ...] = ()
    secretary_general: str = ""
    conveners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Congress:
    """What a definition says, resolved: this, with the geometry, is what the seal covers.

    But for `people`: a list of scrutineers changes nothing that is counted.
    """

    title: str
    profile: str
    profile_title: str
    date: str
    place: str
    mode: Mode
    electors: Electors
    contests: tuple[Contest, ...]
    delegations: tuple[Delegation, ...] = ()
    overrides: Mapping[str, object] = field(default_factory=dict)
    sample: bool = False
    people: Officers | None = None

    @property
    def officers(self) -> Officers:
        """Who serves the meeting; nobody where the definition names none."""
        return self.people or Officers()

    def contest(self, contest_id: str) -> Contest | None:
        """The contest of that id, or None."""
        return next((c for c in self.contests if c.id == contest_id), None)


@dataclass(frozen=True, slots=True)
class Seal:
    """The frozen congress: resolved rules, candidate order and geometry, with its hash."""

    congress: Congress
    geometry: Mapping[str, tuple[PageGeometry, ...]]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a later round changes of the definition: its own contest, ballot and reason.

    `parent` is the round it follows, `note` what people gave as their reason, `losers_of` the
    contest whose losing candidates it adds. `hash` (SHA-256, hex) covers all of it and the seal.
    """

    reason: RoundReason
    parent: int
    contest: Contest
    geometry: tuple[PageGeometry, ...]
    hash: str
    note: str = ""
    losers_of: str | None = None
