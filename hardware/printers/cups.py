"""Printers through CUPS, by its programs `lp`, `lpstat` and `cancel`.

They are asked in the C locale, so that what they say can be read; a PDF goes to `lp` through its
standard input and never through a file of ours. CUPS itself keeps it in its spool (docs/guide.md).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
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

PROGRAMS: Final = ("lp", "lpstat", "cancel")
ASKING: Final = 10.0  # seconds for a question
LISTING: Final = 3.0  # for the list that a page waits for
HANDING_OVER: Final = 120.0  # seconds for a PDF, 20 MB over a slow line

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


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    said: str
    complained: str

    @property
    def complaint(self) -> str:
        """What went wrong, in the program's own words and without its name."""
        lines = (self.complained.strip() or self.said.strip()).splitlines()
        bare = (re.sub(r"^\w+: (Error - )?", "", line) for line in lines)
        return " ".join(dict.fromkeys(bare))


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
        self._environment = {**os.environ, **environment, "LC_ALL": "C"}
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def printers(self) -> tuple[Printer, ...] | Refusal:
        """All printers by name; having none is an empty answer. Refusal `printer.no_answer`."""
        answer = self._ask("lpstat", "-l", "-p", "-a", seconds=LISTING)
        if isinstance(answer, Refusal):
            return answer
        if answer.status and "No destinations" not in answer.complained:
            return Refusal("printer.no_answer", {"problem": answer.complaint})
        return parsed_printers(answer.said)

    def submit(self, printer: str, pdf: bytes, title: str, paper: PaperOptions) -> str | Refusal:
        """Hand over a PDF; the job's id. Refusal `printer.refused`, `printer.no_answer`."""
        options = {
            "media": _MEDIA[paper.media],
            "sides": "two-sided-long-edge" if paper.two_sided else "one-sided",
            "print-scaling": "none",
            "job-sheets": "none",  # no banner page among the ballots
        }
        given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        answer = self._ask(
            "lp", "-d", printer, "-t", title, *given, given=pdf, seconds=HANDING_OVER
        )
        if isinstance(answer, Refusal):
            return answer
        job = _SUBMITTED.search(answer.said)
        if answer.status or not job:
            facts = {"printer": printer, "problem": answer.complaint}
            return Refusal("printer.refused", facts)
        return job[1]

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
        with self._lock:
            self._closed = True
            running = tuple(self._running)
        for process in running:
            _end(process)

    def _nobody(self, answer: "_Answer") -> JobStatus | Refusal:
        """Jobs of a printer that is not there: gone, unless it is the server that is silent."""
        running = self._ask("lpstat", "-r")
        if isinstance(running, _Answer) and "not running" not in running.said:
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

    def _ask(
        self, *arguments: str, given: bytes = b"", seconds: float = ASKING
    ) -> _Answer | Refusal:
        with self._lock:
            if self._closed:
                return Refusal("printer.no_answer", {"problem": "closed"})
            try:
                process = self._start(arguments)
            except OSError as error:
                problem = error.strerror or str(error)
                return Refusal("printer.no_answer", {"problem": f"{arguments[0]}: {problem}"})
            self._running.add(process)
        try:
            said, complained = process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            problem = f"{arguments[0]}: {seconds:g} s"
            return Refusal("printer.no_answer", {"problem": problem})
        finally:
            with self._lock:
                self._running.discard(process)
        if process.returncode < 0:  # ended by `close`
            return Refusal("printer.no_answer", {"problem": f"{arguments[0]}: closed"})
        text = (part.decode(errors="replace") for part in (said, complained))
        return _Answer(process.returncode, *text)

    def _start(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with what it started: a child that kept its pipes would hold whoever reads."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
