"""What a station says about the label it was given last, and how it stands: values for a page."""

from dataclasses import dataclass
from enum import StrEnum

from counting.model.ballot import Mark, SheetStatus
from counting.model.refusal import Refusal
from hardware.readers.reader import Link

LAST = 5
"""How many verdicts a station remembers."""


class VerdictKind(StrEnum):
    """What became of a label or a key."""

    COUNTED = "counted"  # valid or invalid, as `sheet` says
    PERSON = "person"  # recorded and left to people
    REFUSED = "refused"
    UNDONE = "undone"  # the last counted sheet was taken back
    IN_HAND = "in_hand"  # nothing is counted yet
    DROPPED = "dropped"  # the sheet in hand was put down, uncounted
    BATCH_CLOSED = "batch_closed"
    SWITCHED = "switched"  # another batch now
    REPEATED = "repeated"  # the device sent the label before once more: nothing happened


# These say something about a sheet or a frame, so they stand among the last five.
REMEMBERED = frozenset(
    {VerdictKind.COUNTED, VerdictKind.PERSON, VerdictKind.REFUSED, VerdictKind.UNDONE}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of a station. `number`, which the station gives it, rises with every one.

    `reason` is why a label was refused, or the first of the reasons why a sheet is invalid or
    left to people. `sleeve` is where a sheet waits for people, doubtful or found invalid (None in
    a second pass, whose sheets have theirs), `reading` the handle by which they decide it.
    """

    kind: VerdictKind
    sheet: SheetStatus | None = None
    reason: Refusal | None = None
    sleeve: int | None = None
    reading: int | None = None
    number: int = 0


def refused(reason: Refusal) -> Verdict:
    """The verdict that says no, and why."""
    return Verdict(VerdictKind.REFUSED, reason=reason)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the sheet in hand as it will count; an `exception` is marked unlike most."""

    name: str
    mark: Mark
    exception: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStatus:
    """A counting station as a page shows it. Counts are sheets; `verdicts` newest first.

    `before_start` is that on its last sheet in this batch, counted before the program was started;
    `last` is the newest verdict of all, also one that is not remembered among the five; `screen`
    the one that fills the screen: a refusal stays there until it is dealt with. `rows` are those
    of the sheet in hand, exceptions first; `hold` says why it cannot be done, `label_seen`
    whether its label was scanned since. `link`, `garbled` and `trouble` (the system's words) are
    the reader's. `contest_counted` is of pass 1; `blocked` is why no sheet can be read now;
    `not_erased`: the journal of a closed batch may still be in the files.
    """

    id: str
    contest: str
    round: int
    batch: str | None
    pass_number: int
    teller: str
    reader: str
    url: str = ""
    simulated: bool
    link: Link
    garbled: bool = False
    trouble: str = ""
    verdicts: tuple[Verdict, ...] = ()
    before_start: Verdict | None = None
    last: Verdict | None = None
    screen: Verdict | None = None
    in_hand: bool = False
    cards: int = 0
    rows: tuple[SheetRow, ...] = ()
    write_ins: int = 0
    hold: Refusal | None = None
    label_seen: bool = False
    blocked: Refusal | None = None
    not_erased: bool = False
    batch_counted: int = 0
    batch_size: int | None = None
    contest_counted: int = 0
    returned: int | None = None

    @property
    def connected(self) -> bool:
        return self.link is Link.CONNECTED
