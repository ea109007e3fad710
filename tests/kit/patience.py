"""How long a test waits for what must come: long, since no test is about a machine's speed."""

import threading
import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds; whoever reaches them has waited for something that does not come


def eventually(holds: Callable[[], object]) -> None:
    """Return as soon as something holds; fail when patience is at its end."""
    pause, until = threading.Event(), time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it does not come"
        pause.wait(0.02)
