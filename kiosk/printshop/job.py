"""A print job as it stands: what a page shows of it."""

from dataclasses import dataclass
from typing import Literal

from counting.model.refusal import Problem
from counting.model.state import PrintRun

PrintState = Literal[
    "waiting", "making", "sending", "queued", "printing", "done", "failed", "cancelled"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """A print job as it stands; `printer` None means that the browser takes the PDF.

    `made` sheets of the run's are drawn; the run has its batch once the log has recorded it.
    `words` are the printer's own, `troubles` what ended the job or kept it from being cancelled.
    `files` are those that can be taken now; `secret`: a file that is given once, since its codes
    are all different.
    """

    number: int
    run: PrintRun
    printer: str | None = None
    state: PrintState
    made: int = 0
    words: str = ""
    troubles: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    secret: bool = False
    taken: bool = False
    cancellable: bool = False

    @property
    def running(self) -> bool:
        return self.state not in ("done", "failed", "cancelled")
