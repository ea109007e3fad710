"""One writer thread per process: jobs waiting together share a commit, each keeps its answer."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

_MOST = 64  # jobs in one commit


class Writer(Generic[J, R]):
    """Runs `work(jobs) -> results` on its own thread, in the order jobs were handed in.

    `results` has one entry a job. When `work` raises, everyone who waits for it sees that. The
    thread starts with the first job.
    """

    def __init__(self, work: Callable[[Sequence[J]], Sequence[R]]) -> None:
        self._work = work
        self._queue: queue.SimpleQueue[tuple[J, Future[R]] | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, job: J) -> Future[R]:
        """Hand in a job; its future is done once it is committed, or refused, or has failed."""
        future: Future[R] = Future()
        self._queue.put((job, future))
        if self._thread is None:
            self._start()
        return future

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            taken = [first]
            last = False
            while len(taken) < _MOST and not self._queue.empty():
                entry = self._queue.get()
                if entry is None:
                    last = True
                    break
                taken.append(entry)
            self._finish(taken)
            if last:
                return

    def _finish(self, taken: list[tuple[J, Future[R]]]) -> None:
        try:
            results = self._work([job for job, _ in taken])
        except BaseException as error:  # noqa: BLE001 - it belongs to those who wait, not to us
            for _, future in taken:
                future.set_exception(error)
            return
        for (_, future), result in zip(taken, results, strict=True):
            future.set_result(result)
