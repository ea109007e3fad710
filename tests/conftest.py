"""What every test may ask for: the property tests' settings, and a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.kit.patience import PATIENCE
from tools import chromium

# Wall time says nothing on a machine shared by parallel tests. Continuous integration takes the
# same examples every time, so that a red run can be repeated.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
# What a user keeps in a cache, tests keep here: web fonts are cut once, not by every server.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache" / "of-the-user")
# A fault of the program must fail the test that meets it, not be told in one polite line.
os.environ["SCRUTINEER_TRACEBACK"] = "1"
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Patience, not a promise: a page on a busy machine may take its time.
expect.set_options(timeout=PATIENCE * 1000)

# A hall has no way out, and neither has the browser of a test.
CHROMIUM_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium. Its absence fails the test: `make test` provides it."""
    found = chromium.find()
    if found is None:
        pytest.fail(chromium.ADVICE, pytrace=False)
    return found


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium for one module; `tests.kit.patience.open_page` opens its pages.

    While it lives its thread has a running event loop, so a module that asks for it cannot call
    `asyncio.run`.
    """
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_ARGUMENTS)
        )
        yield launched
        launched.close()
