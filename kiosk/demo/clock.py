"""The sample's clock: it runs like ours, but stands at the sample's own date and hour."""

import threading
import time
from datetime import datetime, timedelta


class SampleClock:
    """Starts at a moment, runs in step with real time, and can be moved forward."""

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._shown = start
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        with self._lock:
            return self._shown + timedelta(seconds=time.monotonic() - self._since)

    def reach(self, moment: datetime) -> datetime:
        """Go forward to a moment, never back; the time it is then."""
        with self._lock:
            now = self._shown + timedelta(seconds=time.monotonic() - self._since)
            self._shown, self._since = max(now, moment), time.monotonic()
            return self._shown
