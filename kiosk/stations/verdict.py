"""What a station says about the label it was given last, and how it stands: values for a page."""

from dataclasses import dataclass
from enum import StrEnum

from counting.model.ballot import SheetStatus
from counting.model.refusal import Refusal
from hardware.readers.reader import Link

LAST = 5
"""How many verdicts a station remembers."""


class VerdictStatus(StrEnum):
    """What became of a label or a key."""

    COUNTED = "counted"  # valid or invalid, as `sheet` says
    PENDING = "pending"  # recorded and left to people
    REFUSED = "refused"
    UNDONE = "undone"  # the last counted sheet was taken back
    IN_HAND = "in_hand"  # nothing is counted yet
    DROPPED = "dropped"  # the sheet in hand was put down, uncounted
    BATCH_CLOSED = "batch_closed"
    SWITCHED = "switched"  # another batch now
    REPEATED = "repeated"  # the device sent the label before once more: nothing happened


# These say something about a sheet or a frame, so they stand among the last five.
REMEMBERED = frozenset(
    {VerdictStatus.COUNTED, VerdictStatus.PENDING, VerdictStatus.REFUSED, VerdictStatus.UNDONE}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of a station. `number` rises with every one of them.

    `refusal` is why a label was refused; `reasons` are the codes why people must judge the sheet,
    and `sleeve` is where it waits for them (None in a second pass, whose sheets have theirs).
    `batch_counted` of `batch_size` sheets were in the batch then.
    """

    number: int
    status: VerdictStatus
    sheet: SheetStatus | None = None
    refusal: Refusal | None = None
    reasons: tuple[str, ...] = ()
    sleeve: int | None = None
    batch_counted: int = 0
    batch_size: int | None = None


@dataclass(frozen=True, slots=True)
class StationStatus:
    """A counting station as a page shows it. Counts are sheets; `verdicts` newest first.

    `last` is the newest verdict of all, also one that is not remembered among the five.
    `connected`, `garbled` and `link` are the reader's. `contest_counted` is of pass 1.
    """

    id: str
    contest: str
    round: int
    batch: str | None
    pass_number: int
    teller: str
    reader: str
    simulated: bool
    connected: bool
    link: Link
    garbled: bool = False
    trouble: str = ""
    verdicts: tuple[Verdict, ...] = ()
    last: Verdict | None = None
    in_hand: bool = False
    cards: int = 0
    batch_counted: int = 0
    batch_size: int | None = None
    contest_counted: int = 0
    returned: int | None = None
