"""Printers through CUPS, by its programs `lp`, `lpstat` and `cancel`.

They are asked in the C locale, so that what they say can be read; a PDF goes to `lp` through its
standard input while it is drawn, and never through a file of ours. CUPS itself keeps it in its
spool (docs/guide.md), and holds it there until it is released.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counting.model.refusal import Refusal
from hardware.printers.printer import (
    JobState,
    JobStatus,
    Media,
    PaperOptions,
    Printer,
    PrinterState,
)
from hardware.printers.programs import Answer, Fed, Programs

PROGRAMS: Final = ("lp", "lpstat", "cancel")
ASKING: Final = 10.0  # seconds for a question
LISTING: Final = 3.0  # for the list that a page waits for
HANDING_OVER: Final = 120.0  # seconds in which `lp` takes some more of a PDF, or its end

_PRINTER = re.compile(r"printer (\S+) (is idle|now printing|disabled)\b")
_ACCEPTING = re.compile(r"(\S+) not accepting requests\b")
_JOB = re.compile(r"(\S+-\d+)\s+\S+\s+\d+\s")
_SUBMITTED = re.compile(r"request id is (\S+-\d+)\b")
# What `cancel` answers of a job that has ended: `lpstat` does not tell how it did, and of the
# reasons it lists CUPS 2.4 keeps only the first, which is the same for every end.
_ENDED = re.compile(r"is already (completed|canceled|aborted)\b")
_FORGOTTEN = re.compile(r"does not exist")
_STATES: Final[Mapping[str, PrinterState]] = {
    "is idle": "idle",
    "now printing": "printing",
    "disabled": "stopped",
}
# A job with errors is kept by CUPS, but it will not be tried again by itself.
_ALERTS: Final[Mapping[str, JobState]] = {
    "job-printing": "printing",
    "job-completed-with-errors": "failed",
}
_ENDS: Final[Mapping[str, JobState]] = {
    "completed": "done",
    "canceled": "cancelled",
    "aborted": "failed",
}
# The names of IPP itself: a queue that hands jobs on as they are knows no others.
_MEDIA: Final[Mapping[Media, str]] = {
    "A3": "iso_a3_297x420mm",
    "A4": "iso_a4_210x297mm",
    "A5": "iso_a5_148x210mm",
}
_NOTHING_SAID: Final = frozenset({"", "none", "reason unknown", "paused"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A job in a list of `lpstat -l -o`: its printer's words, and what CUPS is alert to."""

    words: str
    alerts: str


def parsed_printers(said: str) -> tuple[Printer, ...]:
    """The printers in an answer of `lpstat -l -p -a`, in its order.

    One that takes no requests is stopped, whatever else it does.
    """
    refusing: dict[str, str] = {}
    found: list[Printer] = []
    for head, lines in _blocks(said):
        if match := _PRINTER.match(head):
            said_by_it = next((line for line in lines if not line.startswith(_FORM)), "")
            alert = next((line[8:] for line in lines if line.startswith("Alerts: ")), "")
            words = next((w for w in (said_by_it, alert) if w not in _NOTHING_SAID), "")
            found.append(Printer(match[1], _STATES[match[2]], words))
        elif match := _ACCEPTING.match(head):
            refusing[match[1]] = next((line for line in lines if line not in _NOTHING_SAID), "")
    return tuple(
        Printer(p.name, "stopped", p.words or refusing[p.name]) if p.name in refusing else p
        for p in found
    )


def parsed_jobs(said: str) -> dict[str, Listed]:
    """The jobs in an answer of `lpstat -l -o`, by id."""
    found = {}
    for head, lines in _blocks(said):
        if match := _JOB.match(head):
            words, alerts = (
                next((line[len(key) :].strip() for line in lines if line.startswith(key)), "")
                for key in ("Status:", "Alerts:")
            )
            found[match[1]] = Listed(words, alerts)
    return found


# Lines below a printer that are not its message: `Form mounted:`, `Alerts: none` and their like.
_FORM = (
    "Form mounted:", "Content types:", "Printer types:", "Description:", "Alerts:", "Location:",
    "Connection:", "Interface:", "On fault:", "After fault:", "Users allowed:", "Forms allowed:",
    "Banner required", "Charset sets:", "Default pitch:", "Default page size:",
    "Default port settings:", "(all)", "(none)",
)  # fmt: skip


def _under_way(listed: Listed) -> JobStatus:
    alert = "" if listed.alerts in _NOTHING_SAID else listed.alerts
    return JobStatus(_ALERTS.get(listed.alerts, "queued"), listed.words or alert)


def _blocks(said: str) -> Iterator[tuple[str, list[str]]]:
    """Each line at the margin with the lines indented below it."""
    head, below = "", list[str]()
    for line in said.splitlines():
        if line[:1].isspace():
            below.append(line.strip())
        else:
            if head:
                yield head, below
            head, below = line, []
    if head:
        yield head, below


def print_system(environment: Mapping[str, str] = MappingProxyType({})) -> "Cups | None":
    """This machine's printers; None where there is no CUPS, as with Windows.

    `environment` is added to this process's own (`CUPS_SERVER` names another server).
    """
    if sys.platform == "win32" or not all(shutil.which(program) for program in PROGRAMS):
        return None
    return Cups(environment)


class Cups:
    """The printers of a CUPS server. Any thread may call; every answer has its time limit."""

    def __init__(self, environment: Mapping[str, str] = MappingProxyType({})) -> None:
        self._programs = Programs({**os.environ, **environment, "LC_ALL": "C"})

    def printers(self) -> tuple[Printer, ...] | Refusal:
        """All printers by name; having none is an empty answer. Refusal `printer.no_answer`."""
        answer = self._ask("lpstat", "-l", "-p", "-a", seconds=LISTING)
        if isinstance(answer, Refusal):
            return answer
        if answer.status and "No destinations" not in answer.complained:
            return Refusal("printer.no_answer", {"problem": answer.complaint})
        return parsed_printers(answer.said)

    @contextmanager
    def handing_over(
        self, printer: str, title: str, paper: PaperOptions
    ) -> Iterator["HandingOver"]:
        """A PDF to write to, and to `finish`; the job is then held until it is released.

        Left unfinished, nothing of it is printed: what was handed over is cancelled.
        """
        options = {
            "media": _MEDIA[paper.media],
            "sides": "two-sided-long-edge" if paper.two_sided else "one-sided",
            "print-scaling": "none",
            "job-sheets": "none",  # no banner page among the ballots
            "job-hold-until": "indefinite",  # also if this program is ended before the PDF is
        }
        given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        lp = self._programs.feed("lp", "-d", printer, "-t", title, *given, seconds=HANDING_OVER)
        handing = HandingOver(lp, printer)
        try:
            yield handing
        finally:
            if unfinished := handing.give_up():
                self.cancel(unfinished)

    def release(self, job: str) -> Refusal | None:
        """Let a job be printed. Refusal `printer.not_released`, `printer.no_answer`."""
        answer = self._ask("lp", "-i", job, "-H", "resume")
        if isinstance(answer, Refusal):
            return answer
        if answer.status:
            return Refusal("printer.not_released", {"problem": answer.complaint})
        return None

    def state(self, job: str) -> JobStatus | Refusal:
        """What became of a job. Refusal `printer.no_answer`: ask again later."""
        printer = job.rpartition("-")[0]
        for which in ("not-completed", "completed"):
            answer = self._ask("lpstat", "-l", "-W", which, "-o", printer)
            if isinstance(answer, Refusal):
                return answer
            if answer.status:
                return self._nobody(answer)
            if listed := parsed_jobs(answer.said).get(job):
                if which == "completed":
                    return self._end(job, listed)
                return _under_way(listed)
        return JobStatus("gone")

    def cancel(self, job: str) -> Refusal | None:
        """Ask for a job to be dropped. Refusal `printer.not_cancelled`, `printer.no_answer`."""
        answer = self._ask("cancel", job)
        if isinstance(answer, Refusal):
            return answer
        if answer.status:
            return Refusal("printer.not_cancelled", {"problem": answer.complaint})
        return None

    def close(self) -> None:
        """End what is under way; nothing is asked after this."""
        self._programs.close()

    def _nobody(self, answer: Answer) -> JobStatus | Refusal:
        """Jobs of a printer that is not there: gone, unless it is the server that is silent."""
        running = self._ask("lpstat", "-r")
        if isinstance(running, Answer) and "not running" not in running.said:
            return JobStatus("gone", answer.complaint)
        return Refusal("printer.no_answer", {"problem": answer.complaint})

    def _end(self, job: str, listed: Listed) -> JobStatus | Refusal:
        """How a job ended: what is over cannot be cancelled, and `cancel` says why."""
        answer = self._ask("cancel", job)
        if isinstance(answer, Refusal):
            return answer
        if end := _ENDED.search(answer.complained):
            return JobStatus(_ENDS[end[1]], listed.words)
        if _FORGOTTEN.search(answer.complained):
            return JobStatus("gone", listed.words)
        return Refusal("printer.no_answer", {"problem": answer.complaint})

    def _ask(self, *arguments: str, seconds: float = ASKING) -> Answer | Refusal:
        return self._programs.ask(*arguments, seconds=seconds)


class NotTaken(Exception):
    """Ends the drawing of a PDF that the print system does not take; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class HandingOver:
    """A PDF on its way to a printer: `lp` has each part soon after it is written."""

    def __init__(self, lp: Fed, printer: str) -> None:
        self._lp = lp
        self._printer = printer
        self._answer: str | Refusal | None = None
        self._finished = False

    def write(self, data: bytes, /) -> int:
        """Hand over a part. NotTaken when `lp` takes no more."""
        written = self._lp.write(data)
        if self._lp.ended:
            answer = self._heard(HANDING_OVER)
            raise NotTaken(answer if isinstance(answer, Refusal) else self._refused("lp: closed"))
        return written

    def finish(self) -> str | Refusal:
        """The PDF is whole: the id of its job. Refusal `printer.refused`, `printer.no_answer`."""
        self._finished = True
        return self._heard(HANDING_OVER)

    def give_up(self) -> str | None:
        """End what is not finished; the id of a job that must then be cancelled."""
        if self._finished or not self._lp.started:
            return None
        answer = self._heard(ASKING)
        return answer if isinstance(answer, str) else None

    def _heard(self, seconds: float) -> str | Refusal:
        if self._answer is None:
            answer = self._lp.answer(seconds)
            job = _SUBMITTED.search(answer.said) if isinstance(answer, Answer) else None
            if isinstance(answer, Refusal):
                self._answer = answer
            elif answer.status or not job:
                self._answer = self._refused(answer.complaint)
            else:
                self._answer = job[1]
        return self._answer

    def _refused(self, problem: str) -> Refusal:
        return Refusal("printer.refused", {"printer": self._printer, "problem": problem})
