"""Printing as jobs of one hall: one after the other, with progress and cancel, in memory only.

A PDF is never written to the disk. For a printer it goes to the print system as it is drawn, and is
held there until the log has recorded it. For a browser it is kept: that of a style batch for a
while; that of a token batch is handed out once and then forgotten, since its codes are the ballots'
own.
"""

import io
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from counting.model.reading import Purpose
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import PrintRun, Round
from counting.steps.messages import find_round
from counting.store import Store
from hardware.printers.cups import Cups, NotTaken, print_system
from hardware.printers.printer import FINISHED, JobStatus, Printer
from kiosk.printshop.files import PrintedFile, RefusedPrint
from kiosk.printshop.job import PrintJob, PrintState
from kiosk.printshop.orders import ALLOWED, as_problem, order_problems
from kiosk.printshop.outlets import Outlet, outlet, release
from kiosk.printshop.printer_list import PrinterList
from kiosk.printshop.specimens import Specimens

MOST_WAITING: Final = 20
LISTED: Final = 40  # jobs that are remembered
KEPT: Final = 64 * 1024 * 1024  # bytes of PDF that are kept, all jobs together
_FORMS: Final = 500  # forms that are known to have been sent
_TELL: Final = 0.25  # seconds between two words of progress
_WATCH: Final = 1.0  # seconds between two questions to a printer about a job
_GENTLY: Final = 1.0  # seconds that a job under way may take to end by itself
_END: Final = 5.0  # and then, when the print system answers no more

PDF: Final = "pdf"
_NAMES: Final = {
    PDF: "{name}.pdf",
    "cover": "{name}-cover.pdf",
    "expected.pdf": "{name}-expected.pdf",
    "expected.json": "{name}-expected.json",
}
_BESIDE: Final[Mapping[Purpose, tuple[str, ...]]] = {
    "ballot": ("cover",),
    "specimen": (),
    "test_deck": ("cover", "expected.pdf", "expected.json"),
}
_log = logging.getLogger(__name__)


class _Cancelled(Exception):
    """Ends the drawing of a job that nobody wants any more."""


@dataclass
class _Work:
    """A job with what the worker knows of it besides."""

    job: PrintJob
    unwanted: bool = False
    at_printer: str = ""
    files: dict[str, PrintedFile] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return sum(len(file.body) for file in self.files.values())


class PrintJobs:
    """The print desk of one congress. Any thread may call; nothing is loaded before it is asked.

    `changed` is called, from any thread, after each change that a page shows.
    """

    def __init__(
        self,
        store: Store,
        changed: Callable[[], None],
        printers: Callable[[], Cups | None] = print_system,
    ) -> None:
        self._store = store
        self._changed = changed
        self._find_system = printers
        self._system: Cups | None = None
        self._printers = PrinterList(self._asked_printers, changed)
        self._specimens = Specimens(store)
        self._news = threading.Condition()
        self._works: dict[int, _Work] = {}
        self._forms: dict[str, int] = {}
        self._queue: deque[_Work] = deque()
        self._worker: threading.Thread | None = None
        self._closing = False
        self._told = 0.0

    def purposes(self) -> tuple[Purpose, ...]:
        """What may be printed from here now."""
        return ALLOWED[self._store.state().mode]

    def printers(self) -> tuple[Printer, ...] | Refusal:
        """The printers of this machine, without a wait for the print system.

        Refusal `printer.no_answer`, `printer.asking`.
        """
        return self._printers.known

    def _asked_printers(self) -> tuple[Printer, ...] | Refusal:
        system = self._print_system()
        return system.printers() if system else ()

    def jobs(self) -> tuple[PrintJob, ...]:
        """The latest jobs, newest first."""
        with self._news:
            return tuple(work.job for work in reversed(self._works.values()))

    def submit(
        self, run: PrintRun, form: str, printer: str | None = None
    ) -> int | tuple[Problem, ...]:
        """Take an order; the job's number, or every problem with the field it stands in.

        The same `form` never prints twice: it is answered with the job that it made.
        """
        with self._news:
            if form in self._forms:
                return self._forms[form]
        if problems := order_problems(self._store, run, printer, self.printers):
            return problems
        with self._news:
            if form in self._forms:  # sent twice at once
                return self._forms[form]
            if len(self._queue) >= MOST_WAITING or self._closing:
                return (Problem("print.queue_full", "", {"waiting": len(self._queue)}),)
            number = max(self._works, default=0) + 1
            round_ = find_round(self._store.state(), run.contest, run.round)
            token = isinstance(round_, Round) and round_.contest.identification == "token"
            work = _Work(
                PrintJob(
                    number=number,
                    run=run,
                    printer=printer,
                    state="waiting",
                    secret=token and run.purpose != "specimen",
                    cancellable=True,
                )
            )
            self._works[number] = work
            self._forms[form] = number
            self._queue.append(work)
            self._forget()
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="printing", daemon=True)
                self._worker.start()
            self._news.notify_all()
        self._changed()
        return number

    def cancel(self, number: int) -> Refusal | None:
        """Cancel a job; Refusal when it is too late, or in the printer's words."""
        with self._news:
            work = self._works.get(number)
            if work is None:
                return Refusal("print.no_such_job", {"job": number})
            if not work.job.cancellable:
                return Refusal("print.too_late", {"job": number})
            work.unwanted = True
            at_printer = work.at_printer
            if work.job.state == "waiting":
                self._queue.remove(work)
                self._set(work, state="cancelled")
            elif not at_printer:
                self._set(work, cancellable=False)  # the drawing ends at the next sheet
        if at_printer and (system := self._print_system()):
            refusal = system.cancel(at_printer)
            if refusal is not None:
                work.unwanted = False
                self._set(work, troubles=(as_problem(refusal),))
                return refusal
            self._set(work, cancellable=False)
            self._watch(work)
        self._changed()
        return None

    def take(self, number: int, file: str) -> PrintedFile | Refusal:
        """A file of a finished job; Refusal `print.file_gone` when it is kept no more."""
        with self._news:
            work = self._works.get(number)
            if work is None:
                return Refusal("print.no_such_job", {"job": number})
            printed = work.files.get(file)
            if printed is None:
                return Refusal("print.file_gone", {"job": number})
            if file == PDF:
                if work.job.secret:
                    del work.files[PDF]
                self._set(work, taken=True)
        self._changed()
        return printed

    def side(self, contest: str, side: int, width: int) -> bytes | Refusal:
        """One side (from 1) of the specimen as a PNG of that many pixels' width.

        Refusal `print.no_such_side` and what refuses to print.
        """
        return self._specimens.side(contest, side, width)

    def paper(self, kind: str, contest: str) -> PrintedFile | Refusal:
        """Another printed paper of the contest's current round, as `kind` names it."""
        from kiosk.printshop.tellers_papers import tellers_paper

        return tellers_paper(self._store, kind, contest)

    def close(self) -> None:
        """Stop what is under way and forget every PDF. What a printer has, it prints."""
        with self._news:
            self._closing = True
            self._queue.clear()
            for work in self._works.values():
                work.files.clear()
            self._news.notify_all()
        if self._worker:
            self._worker.join(_GENTLY)
        if self._system:
            self._system.close()
        if self._worker:
            self._worker.join(_END)

    def _print_system(self) -> Cups | None:
        with self._news:
            if self._system is None and not self._closing:
                self._system = self._find_system()
            return self._system

    # The worker

    def _run(self) -> None:
        while True:
            with self._news:
                while not self._queue and not self._closing:
                    watched = [work for work in self._works.values() if _at_the_printer(work)]
                    if not self._news.wait(_WATCH if watched else None):
                        break
                if self._closing:
                    return
                work = self._queue.popleft() if self._queue else None
                if work:
                    self._set(work, state="making")
                watched = [other for other in self._works.values() if _at_the_printer(other)]
            if work:
                self._make(work)
            for other in watched:
                self._watch(other)

    def _make(self, work: _Work) -> None:
        from kiosk.printshop.runs import print_into

        job = work.job
        self._changed()
        beside = {name: io.BytesIO() for name in _BESIDE[job.run.purpose]}

        def progress(done: int, _sheets: int) -> None:
            self._still_wanted(work)
            now = time.monotonic()
            if now - self._told >= _TELL:
                self._told = now
                self._set(work, made=done)
                self._changed()

        system = self._print_system() if job.printer else None
        try:
            with outlet(self._store, job.run, job.printer, system) as out:
                printed = print_into(
                    self._store,
                    job.run,
                    out,
                    progress=progress,
                    deliver=lambda: self._deliver(work, out),
                    beside=beside,
                )
            if isinstance(printed, Refusal):
                self._fail(work, (as_problem(printed),))
                return
        except _Cancelled:
            self._finish(work, "cancelled")
            return
        except (RefusedPrint, NotTaken) as error:
            self._fail(work, (as_problem(error.refusal),))
            return
        except InputError as error:
            self._fail(work, error.problems)
            return
        except Exception as error:  # noqa: BLE001 - one job's fault must not end all printing
            _log.error("print job %s failed", job.number, exc_info=error)
            fault = {"problem": f"{type(error).__name__}: {error}"}
            self._fail(work, (Problem("program.fault", "", fault),))
            return
        pdf = {PDF: out} if isinstance(out, io.BytesIO) else {}
        self._keep(work, printed.run, {**pdf, **beside})
        self._set(work, made=job.run.sheets, run=printed.run)
        if job.printer is None:
            self._finish(work, "done")
        elif refusal := release(system, work.at_printer):
            self._fail(work, (as_problem(refusal),))
        else:
            self._set(work, state="queued", cancellable=True)
        with self._news:
            self._forget()
        self._changed()

    def _keep(self, work: _Work, run: PrintRun, files: Mapping[str, io.BytesIO]) -> None:
        name = f"{run.contest}-{run.purpose}-{run.batch}"
        with self._news:
            if not self._closing:
                work.files = {
                    file: PrintedFile(_NAMES[file].format(name=name), body.getvalue())
                    for file, body in files.items()
                }

    def _still_wanted(self, work: _Work) -> None:
        if work.unwanted or self._closing:
            raise _Cancelled

    def _deliver(self, work: _Work, out: Outlet) -> None:
        """The last moment to cancel; the print system then holds the sheets to be recorded."""
        with self._news:
            self._still_wanted(work)
            self._set(work, cancellable=False, made=work.job.run.sheets)
        if isinstance(out, io.BytesIO):
            return
        self._set(work, state="sending")
        self._changed()
        answer = out.finish()
        if isinstance(answer, Refusal):
            raise RefusedPrint(answer)
        with self._news:
            work.at_printer = answer

    def _watch(self, work: _Work) -> None:
        """Ask the printer what became of a job."""
        system = self._print_system()
        status = system.state(work.at_printer) if system else JobStatus("gone")
        before = work.job
        if isinstance(status, Refusal):
            self._set(work, troubles=(as_problem(status),))
        elif status.state not in FINISHED:
            state: PrintState = "printing" if status.state == "printing" else "queued"
            self._set(work, state=state, words=status.words, troubles=())
        elif status.state == "done" or (status.state == "cancelled" and work.unwanted):
            kept = tuple(t for t in before.troubles if t.code != "printer.no_answer")
            self._set(work, words=status.words, troubles=kept)
            self._finish(work, "done" if status.state == "done" else "cancelled")
        else:
            # Given up by the printer, or stopped by somebody at it, or it knows nothing of it.
            code = "printer.job_gone" if status.state == "gone" else "printer.job_failed"
            facts = {"printer": before.printer, "problem": status.words}
            self._set(work, words=status.words)
            self._fail(work, (Problem(code, "", facts),))
            if system and status.state == "failed":
                system.cancel(work.at_printer)  # lest it comes out later after all
        if work.job != before:
            self._changed()

    def _fail(self, work: _Work, troubles: tuple[Problem, ...]) -> None:
        """End a job that failed; what the log did not record must not come out of a printer."""
        unrecorded = work.at_printer and work.job.run.batch is None
        if unrecorded and (system := self._print_system()):
            refusal = system.cancel(work.at_printer)
            troubles += (as_problem(refusal),) if refusal else ()
        self._set(work, troubles=troubles)
        self._finish(work, "failed")

    def _finish(self, work: _Work, state: PrintState) -> None:
        self._set(work, state=state, cancellable=False)
        self._changed()

    def _set(self, work: _Work, **changes: object) -> None:
        with self._news:
            files = tuple(work.files)
            work.job = replace(work.job, **{"files": files, **changes})  # type: ignore[arg-type]

    def _forget(self) -> None:
        """Let go of the oldest jobs, forms and PDF beyond what is kept; the latest PDF stays."""
        for number in [n for n, work in self._works.items() if not work.job.running][:-LISTED]:
            del self._works[number]
        for form in tuple(self._forms)[:-_FORMS]:
            del self._forms[form]
        holding = [work for work in self._works.values() if work.files]
        for work in holding[:-1]:
            if sum(other.kept for other in holding) <= KEPT:
                return
            work.files.clear()
            self._set(work)


def _at_the_printer(work: _Work) -> bool:
    return bool(work.at_printer) and work.job.state in ("queued", "printing")
