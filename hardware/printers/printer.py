"""A printer, the paper it prints on, and where one of its jobs stands, as values."""

from dataclasses import dataclass
from typing import Final, Literal

PrinterState = Literal["idle", "printing", "stopped"]
JobState = Literal["queued", "printing", "done", "failed", "cancelled", "gone"]
Media = Literal["A3", "A4", "A5"]

FINISHED: Final[frozenset[JobState]] = frozenset({"done", "failed", "cancelled", "gone"})


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer by the name it is asked for. `words` are its own, "" where it says nothing."""

    name: str
    state: PrinterState
    words: str = ""


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """What the sheets are printed on. Nothing is ever scaled: a ballot is read by its places."""

    media: Media = "A4"
    two_sided: bool = False


@dataclass(frozen=True, slots=True)
class JobStatus:
    """Where a job stands, with the printer's own words. "gone": nothing is known of it any more."""

    state: JobState
    words: str = ""
