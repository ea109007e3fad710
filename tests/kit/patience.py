"""How long a test waits for what must come: long, since no test is about a machine's speed."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwright.sync_api import Browser, Page

from hardware.readers.lines import LineCodec
from hardware.readers.profiles import DeviceProfile

PATIENCE = 60.0  # seconds; whoever reaches them has waited for something that does not come


def patient(profile: DeviceProfile) -> LineCodec:
    """A scanner's codec that no pause of a busy machine cuts a label in two."""
    return LineCodec(replace(profile, idle=PATIENCE))


def open_page(browser: Browser, **options: Any) -> Page:
    """A page of a browser, as patient as everything here; `options` as of `new_page`."""
    page = browser.new_page(**options)
    page.set_default_timeout(PATIENCE * 1000)
    return page


def eventually(holds: Callable[[], object]) -> None:
    """Return as soon as something holds; fail when patience is at its end."""
    pause, until = threading.Event(), time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it does not come"
        pause.wait(0.02)
