"""The printers of a machine as pages ask for them: what is known, with no wait for a program."""

import threading
import time
from collections.abc import Callable
from typing import Final

from counting.model.refusal import Refusal
from hardware.printers.printer import Printer

Listing = tuple[Printer, ...] | Refusal

FRESH: Final = 5.0  # seconds after which the list is asked for anew
_FIRST: Final = 0.5  # seconds that a page gives the very first answer


class PrinterList:
    """Asks in a thread of its own; a print system that hangs leaves the last list standing."""

    def __init__(self, ask: Callable[[], Listing], changed: Callable[[], None]) -> None:
        """`ask` may take its time; `changed` is called after an answer that differs."""
        self._ask = ask
        self._changed = changed
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._answered = threading.Event()
        self._known: Listing = Refusal("printer.asking")
        self._since = 0.0

    @property
    def known(self) -> Listing:
        """The list as it was last told; Refusal `printer.asking` before the first answer."""
        with self._lock:
            stale = not self._answered.is_set() or time.monotonic() - self._since > FRESH
            if stale and (self._asking is None or not self._asking.is_alive()):
                self._asking = threading.Thread(target=self._listen, name="printers", daemon=True)
                self._asking.start()
        self._answered.wait(_FIRST)
        return self._known

    def _listen(self) -> None:
        answer = self._ask()
        with self._lock:
            differs = answer != self._known
            self._known, self._since = answer, time.monotonic()
        self._answered.set()
        if differs:
            self._changed()
