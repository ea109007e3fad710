"""Printing as jobs of one hall: one after the other, with progress and cancel, in memory only.

A PDF is never written to the disk. That of a style batch is kept for a while; that of a token
batch is handed out once and then forgotten, since its codes are the ballots' own.
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
from counting.model.state import Round
from counting.rounds.history import pages_of
from counting.steps.messages import find_round
from counting.store import Store
from hardware.printers.cups import Cups, print_system
from hardware.printers.printer import FINISHED, JobStatus, Media, PaperOptions
from kiosk.printshop.orders import ALLOWED, as_order, as_problem, order_problems
from kiosk.printshop.specimens import Specimens
from kiosk.web.hall import PrintedFile, PrinterView, PrintJobView, PrintOrder, PrintState

MOST_WAITING: Final = 20
LISTED: Final = 40  # jobs that are remembered
KEPT: Final = 64 * 1024 * 1024  # bytes of PDF that are kept, all jobs together
_FORMS: Final = 500  # forms that are known to have been sent
_TELL: Final = 0.25  # seconds between two words of progress
_WATCH: Final = 1.0  # seconds between two questions to a printer about a job
_END: Final = 5.0  # seconds that a job under way may take to end

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
_SIZES: Final[Mapping[int, Media]] = {148: "A5", 210: "A4", 297: "A3"}  # millimetres, short edge
_log = logging.getLogger(__name__)


class _Cancelled(Exception):
    """Ends the drawing of a job that nobody wants any more."""


class _NotSent(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass
class _Job:
    view: PrintJobView
    unwanted: bool = False
    at_printer: str = ""
    files: dict[str, PrintedFile] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return sum(len(file.body) for file in self.files.values())


class PrintJobs:
    """The print desk of one congress (`kiosk.web.hall.PrintDesk`). Any thread may call.

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
        self._specimens = Specimens(store)
        self._news = threading.Condition()
        self._jobs: dict[int, _Job] = {}
        self._forms: dict[str, int] = {}
        self._queue: deque[_Job] = deque()
        self._worker: threading.Thread | None = None
        self._closing = False
        self._told = 0.0

    def purposes(self) -> tuple[Purpose, ...]:
        return ALLOWED[self._store.state().mode]

    def printers(self) -> tuple[PrinterView, ...] | Refusal:
        system = self._print_system()
        found = system.printers() if system else ()
        if isinstance(found, Refusal):
            return found
        return tuple(PrinterView(p.name, p.state, p.words) for p in found)

    def jobs(self) -> tuple[PrintJobView, ...]:
        with self._news:
            return tuple(job.view for job in reversed(self._jobs.values()))

    def submit(self, order: PrintOrder, form: str) -> int | tuple[Problem, ...]:
        with self._news:
            if form in self._forms:
                return self._forms[form]
        if problems := order_problems(self._store, order, self.printers):
            return problems
        with self._news:
            if form in self._forms:  # sent twice at once
                return self._forms[form]
            if len(self._queue) >= MOST_WAITING or self._closing:
                return (Problem("print.queue_full", "", {"waiting": len(self._queue)}),)
            number = max(self._jobs, default=0) + 1
            round_ = find_round(self._store.state(), order.contest, order.round)
            token = isinstance(round_, Round) and round_.contest.identification == "token"
            secret = token and order.purpose != "specimen"
            job = _Job(PrintJobView(number, order, "waiting", secret=secret, cancellable=True))
            self._jobs[number] = job
            self._forms[form] = number
            self._queue.append(job)
            self._forget()
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="printing", daemon=True)
                self._worker.start()
            self._news.notify_all()
        self._changed()
        return number

    def cancel(self, number: int) -> Refusal | None:
        with self._news:
            job = self._jobs.get(number)
            if job is None:
                return Refusal("print.no_such_job", {"job": number})
            if not job.view.cancellable:
                return Refusal("print.too_late", {"job": number})
            job.unwanted = True
            asked = job.at_printer
            if job.view.state == "waiting":
                self._queue.remove(job)
                self._set(job, state="cancelled")
            elif not asked:
                self._set(job, cancellable=False)  # the drawing ends at the next sheet
        if asked and (system := self._print_system()):
            refusal = system.cancel(asked)
            if refusal is not None:
                job.unwanted = False
                self._set(job, troubles=(as_problem(refusal),))
                return refusal
            self._set(job, cancellable=False)
            self._watch(job)
        self._changed()
        return None

    def take(self, number: int, file: str) -> PrintedFile | Refusal:
        with self._news:
            job = self._jobs.get(number)
            if job is None:
                return Refusal("print.no_such_job", {"job": number})
            taken = job.files.get(file)
            if taken is None:
                return Refusal("print.file_gone", {"job": number})
            if file == PDF:
                if job.view.secret:
                    del job.files[PDF]
                self._set(job, taken=True)
        self._changed()
        return taken

    def side(self, contest: str, side: int, width: int) -> bytes | Refusal:
        return self._specimens.side(contest, side, width)

    def paper(self, kind: str, contest: str) -> PrintedFile | Refusal:
        from kiosk.printshop.tellers import tellers_paper

        return tellers_paper(self._store, kind, contest)

    def close(self) -> None:
        """Stop what is under way and forget every PDF. What a printer has, it prints."""
        with self._news:
            self._closing = True
            self._queue.clear()
            for job in self._jobs.values():
                job.files.clear()
            self._news.notify_all()
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
                    watched = [job for job in self._jobs.values() if _at_the_printer(job)]
                    if not self._news.wait(_WATCH if watched else None):
                        break
                if self._closing:
                    return
                job = self._queue.popleft() if self._queue else None
                if job:
                    self._set(job, state="making")
                watched = [other for other in self._jobs.values() if _at_the_printer(other)]
            if job:
                self._make(job)
            for other in watched:
                self._watch(other)

    def _make(self, job: _Job) -> None:
        from kiosk.printshop.runs import print_into

        asked = job.view.order
        self._changed()
        out = io.BytesIO()
        beside = {name: io.BytesIO() for name in _BESIDE[asked.purpose]}

        def progress(done: int, sheets: int) -> None:
            self._still_wanted(job)
            now = time.monotonic()
            if now - self._told >= _TELL:
                self._told = now
                self._set(job, made=done)
                self._changed()

        try:
            printed = print_into(
                self._store,
                as_order(asked),
                out,
                progress=progress,
                deliver=lambda _: self._deliver(job, out),
                beside=beside,
            )
            if isinstance(printed, Refusal):
                self._fail(job, (as_problem(printed),))
                return
        except _Cancelled:
            self._finish(job, "cancelled")
            return
        except _NotSent as error:
            self._fail(job, (as_problem(error.refusal),))
            return
        except InputError as error:
            self._fail(job, error.problems)
            return
        except Exception as error:  # noqa: BLE001 - one job's fault must not end all printing
            _log.error("print job %s failed", job.view.number, exc_info=error)
            fault = {"problem": f"{type(error).__name__}: {error}"}
            self._fail(job, (Problem("program.fault", "", fault),))
            return
        made = {PDF: out} if asked.printer is None else {}
        self._keep(job, printed.batch, {**made, **beside})
        facts = {"pages": printed.result.pages, "sha256": printed.result.sha256}
        self._set(job, made=asked.sheets, batch=printed.batch, **facts)
        if asked.printer is None:
            self._finish(job, "done")
        else:
            self._set(job, state="queued", cancellable=True)
        with self._news:
            self._forget()
        self._changed()

    def _keep(self, job: _Job, batch: int, made: Mapping[str, io.BytesIO]) -> None:
        name = f"{job.view.order.contest}-{job.view.order.purpose}-{batch}"
        with self._news:
            if not self._closing:
                job.files = {
                    file: PrintedFile(_NAMES[file].format(name=name), body.getvalue())
                    for file, body in made.items()
                }

    def _still_wanted(self, job: _Job) -> None:
        if job.unwanted or self._closing:
            raise _Cancelled

    def _deliver(self, job: _Job, out: io.BytesIO) -> None:
        """The last moment to cancel; a printer then gets the sheets before they are recorded."""
        with self._news:
            self._still_wanted(job)
            self._set(job, cancellable=False, made=job.view.order.sheets)
        order = job.view.order
        if order.printer is None:
            return
        self._set(job, state="sending")
        self._changed()
        system = self._print_system()
        if system is None:
            raise _NotSent(Refusal("printer.unknown", {"printer": order.printer, "known": ""}))
        title = f"Scrutineer {order.purpose} {order.contest}"
        answer = system.submit(order.printer, out.getvalue(), title, self._paper(order))
        if isinstance(answer, Refusal):
            raise _NotSent(answer)
        with self._news:
            job.at_printer = answer

    def _paper(self, order: PrintOrder) -> PaperOptions:
        state = self._store.state()
        round_ = find_round(state, order.contest, order.round)
        assert isinstance(round_, Round)  # it was drawn a moment ago
        pages = pages_of(state, round_)
        short = round(min(pages[0].width, pages[0].height))
        return PaperOptions(_SIZES[short], two_sided=len(pages) > 1)

    def _watch(self, job: _Job) -> None:
        """Ask the printer what became of a job."""
        system = self._print_system()
        status = system.state(job.at_printer) if system else JobStatus("gone")
        before = job.view
        if isinstance(status, Refusal):
            self._set(job, troubles=(as_problem(status),))
        elif status.state not in FINISHED:
            state: PrintState = "printing" if status.state == "printing" else "queued"
            self._set(job, state=state, words=status.words, troubles=())
        elif status.state == "done" or (status.state == "cancelled" and job.unwanted):
            kept = tuple(t for t in before.troubles if t.code != "printer.no_answer")
            self._set(job, words=status.words, troubles=kept)
            self._finish(job, "done" if status.state == "done" else "cancelled")
        else:
            # Given up by the printer, or stopped by somebody at it, or it knows nothing of it.
            code = "printer.job_gone" if status.state == "gone" else "printer.job_failed"
            facts = {"printer": job.view.order.printer, "problem": status.words}
            self._set(job, words=status.words)
            self._fail(job, (Problem(code, "", facts),))
            if system and status.state == "failed":
                system.cancel(job.at_printer)  # lest it comes out later after all
        if job.view != before:
            self._changed()

    def _fail(self, job: _Job, troubles: tuple[Problem, ...]) -> None:
        """End a job that failed; what the log did not record must not come out of a printer."""
        if job.at_printer and job.view.batch is None and (system := self._print_system()):
            refusal = system.cancel(job.at_printer)
            troubles += (as_problem(refusal),) if refusal else ()
        self._set(job, troubles=troubles)
        self._finish(job, "failed")

    def _finish(self, job: _Job, state: PrintState) -> None:
        self._set(job, state=state, cancellable=False)
        self._changed()

    def _set(self, job: _Job, **changes: object) -> None:
        with self._news:
            job.view = replace(job.view, **changes)  # type: ignore[arg-type]
            if "files" not in changes and tuple(job.files) != job.view.files:
                job.view = replace(job.view, files=tuple(job.files))

    def _forget(self) -> None:
        """Let go of the oldest jobs, forms and PDF beyond what is kept."""
        for number in [n for n, job in self._jobs.items() if not job.view.running][:-LISTED]:
            del self._jobs[number]
        for form in tuple(self._forms)[:-_FORMS]:
            del self._forms[form]
        for job in self._jobs.values():
            if sum(other.kept for other in self._jobs.values()) <= KEPT:
                return
            if job.files:
                job.files.clear()
                self._set(job)


def _at_the_printer(job: _Job) -> bool:
    return bool(job.at_printer) and job.view.state in ("queued", "printing")
