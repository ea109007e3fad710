"""One thread that plays many simulated devices on their lines, on one shared timer."""

import select
import threading
import time
from types import TracebackType
from typing import Self

from hardware.sim.pty import PtyPort
from hardware.sim.scanner import SimulatedScanner

_LONGEST_WAIT = 0.05  # seconds; how soon a newly added device or a stop is noticed
_FULL_LINE = 0.001  # seconds to wait before a full line is tried again


class LinePlayer:
    """Plays scanners until stopped. `tick` seconds are the shortest time between two rounds.

    With a tick, the bytes that came due meanwhile leave together, as from a UART's buffer, which
    lets one thread serve sixteen lines at full rate without burning a core.
    """

    def __init__(self, *, tick: float = 0.0) -> None:
        self._tick = tick
        self._lock = threading.Lock()
        self._playing: dict[int, tuple[PtyPort, SimulatedScanner]] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated lines", daemon=True)

    def play(self, port: PtyPort, scanner: SimulatedScanner) -> SimulatedScanner:
        """Let a scanner speak on a port from now on; one that spoke there before falls silent."""
        with self._lock:
            scanner.start(time.monotonic())
            self._playing[id(port)] = (port, scanner)
        return scanner

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            if wait > 0:
                self._listen(max(wait, self._tick))
            with self._lock:
                wait = self._round()

    def _listen(self, seconds: float) -> None:
        """Wait for the next due byte, or for an answer if that comes first."""
        with self._lock:
            ports = [port for port, _ in self._playing.values() if port.fileno() >= 0]
        try:
            # select, because epoll rounds up to whole milliseconds: more than a byte at 9600 baud.
            select.select(ports, [], [], seconds)
        except (OSError, ValueError):
            self._stopping.wait(_FULL_LINE)  # a port was unplugged just now

    def _round(self) -> float:
        """Move every device as far as it is due; seconds until the next one is."""
        now = time.monotonic()
        soonest = now + _LONGEST_WAIT
        for port, scanner in self._playing.values():
            answer = port.read()
            if answer:
                scanner.hear(answer, time.monotonic())
            full = self._speak(port, scanner, now)
            due = now + _FULL_LINE if full else scanner.due()
            if due is not None:
                soonest = min(soonest, due)
        return soonest - time.monotonic()

    def _speak(self, port: PtyPort, scanner: SimulatedScanner, now: float) -> bool:
        """Send what is due; True when the line would not take it all."""
        while data := scanner.take(now):
            # Taken before the write: the answer's latency then includes the write itself.
            at = time.monotonic()
            count = port.write(data)
            scanner.took(count, at)
            if count < len(data):
                return True
        return False
