"""Printing in a real Chromium: every state fits, jobs move by themselves, the form stays."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.running.congress import RunningCongress
from kiosk.web.server.asgi import served
from tests.kit.patience import PATIENCE, open_page
from tests.kit.print_desks import printed, sealed_directory
from tests.kit.print_states import STATES, room_in

pytestmark = pytest.mark.browser
SIZES = ((1024, 768), (1280, 800), (1920, 1080))
LANGUAGES = ("zh-CN", "en-US")

# Nothing wider than its place or the screen, no target below 48 px, no text below 14 px; a radio
# button fills its label and is hidden, so the label is what is touched.
WRONG = """() => {
  const out = [];
  const shown = [...document.querySelectorAll('main *')].filter(e => e.getClientRects().length);
  if (document.documentElement.scrollWidth > innerWidth) out.push('scrolls sideways');
  for (const e of shown) {
    const b = e.getBoundingClientRect();
    const text = e.textContent.trim().slice(0, 40);
    if (e.closest('svg') || e.closest('.spoken')) continue;
    if (b.right > innerWidth + 1 || b.left < -1) out.push('beyond the screen: ' + text);
    const block = e.clientWidth && getComputedStyle(e).display !== 'inline';
    if (block && e.scrollWidth > e.clientWidth + 1)
      out.push('cut: ' + e.tagName + ' ' + text);
    const target = e.matches('a, button, select, summary, input:not([type=radio]), .pick label');
    if (target && (b.height < 47.5 || b.width < 44)) out.push('small: ' + text + ' ' + b.height);
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (own && parseFloat(getComputedStyle(e).fontSize) < 14) out.push('tiny: ' + text);
  }
  return out;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_fits_every_screen(browser: Browser, language: str) -> None:
    rooms = {f"/{state}": room_in(state) for state in STATES}
    complaints: list[str] = []
    wrong = {}
    page = open_page(browser, locale=language)
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    paths = [*(f"{prefix}/printing" for prefix in rooms), "/empty/printing/committee/preview"]
    with served(rooms) as address:
        for path in paths:
            page.goto(address + path)
            page.evaluate("document.fonts.ready")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                if found := page.evaluate(WRONG):
                    wrong[f"{path} {width}"] = found
        page.close()
    assert wrong == {}
    assert complaints == []


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningCongress]:
    running = RunningCongress(sealed_directory(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))  # a machine without printers
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser, hall: RunningCongress) -> Iterator[Page]:
    with served({"": hall}) as address:
        opened = open_page(
            browser,
            viewport={"width": 1024, "height": 768},
            locale="en-US",
            reduced_motion="reduce",
        )
        opened.route("**/*.woff2", lambda route: route.abort())  # faces take their time to make
        opened.goto(address + "/printing")
        yield opened
        opened.close()


def test_a_batch_is_ordered_followed_and_taken_without_a_reload(
    page: Page, hall: RunningCongress
) -> None:
    page.get_by_label("Sheets", exact=True).fill("3")
    page.get_by_label("Spare sheets").fill("2")
    page.get_by_role("button", name="Print this batch").click()
    expect(page.locator(".job .state")).to_have_text("ready to take")
    expect(page.locator(".run h3")).to_contain_text("Batch 1")
    with page.expect_download() as coming:
        page.get_by_role("button", name="PDF of the sheets").click()
    assert coming.value.suggested_filename == "committee-ballot-1.pdf"
    assert len(printed(hall.store)) == 1
    page.reload()  # the page after the form: nothing is sent again
    assert len(printed(hall.store)) == 1


def test_a_long_job_shows_its_progress_and_is_cancelled(page: Page, hall: RunningCongress) -> None:
    asked_to_cancel = threading.Event()

    def slow_down() -> None:
        if threading.current_thread().name == "printing" and hall.printing().jobs()[0].made:
            asked_to_cancel.wait(PATIENCE)

    hall.subscribe(slow_down)
    page.get_by_label("Sheets", exact=True).fill("20000")
    page.get_by_role("button", name="Print this batch").click()
    progress = page.get_by_role("progressbar", name="sheets made")
    expect(progress).to_be_visible()
    assert progress.get_attribute("max") == "20000"
    with page.expect_navigation():
        page.get_by_role("button", name="Cancel this job").click()
    asked_to_cancel.set()
    expect(page.locator(".job .state")).to_have_text("cancelled")
    expect(page.locator(".job")).to_contain_text("Nothing was recorded as printed.")
    assert printed(hall.store) == ()


def test_what_is_typed_stays_while_jobs_move(browser: Browser) -> None:
    room = room_in("running")
    page = open_page(browser, viewport={"width": 1280, "height": 800}, locale="en-US")
    page.route("**/*.woff2", lambda route: route.abort())
    with served({"": room}) as address:
        page.goto(address + "/printing")
        page.get_by_label("Sheets", exact=True).fill("123")
        page.get_by_label("Test deck").check(force=True)
        page.locator("#cancel-5").focus()
        STATES["ended"](room)
        expect(page.locator(".job.failed")).to_have_count(2)
        assert page.locator("#quantity").input_value() == "123"
        assert page.get_by_label("Test deck").is_checked()
        expect(page.get_by_role("status").first).to_contain_text("ready to take")
        page.locator("#quantity").focus()
        STATES["running"](room)
        expect(page.locator(".job progress")).to_have_count(2)
        assert page.evaluate("document.activeElement.id") == "quantity"
    expect(page.locator("#lost")).to_be_visible()
    page.close()


def test_the_form_is_filled_in_and_sent_by_keyboard(page: Page, hall: RunningCongress) -> None:
    page.locator("input[name=purpose]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator(".run h3")).to_contain_text("Specimens")
    assert [(run.purpose, run.quantity) for run in printed(hall.store)] == [("specimen", 4)]


def test_a_wrong_field_is_said_and_has_the_focus(page: Page) -> None:
    page.get_by_label("Sheets", exact=True).fill("many")
    page.get_by_role("button", name="Print this batch").click()
    expect(page.locator("#wrong-quantity")).to_contain_text("not a number")
    expect(page.locator("#quantity")).to_be_focused()
    assert page.locator("#quantity").input_value() == "many"


def test_without_scripts_the_page_works_by_reloading(
    browser: Browser, hall: RunningCongress
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="en-US").new_page()
    page.route("**/*.woff2", lambda route: route.abort())
    with served({"": hall}) as address:
        page.goto(address + "/printing")
        page.get_by_label("Sheets", exact=True).fill("2")
        page.get_by_role("button", name="Print this batch").click()
        for _ in range(50):
            if "ready to take" in page.locator(".job .state").inner_text():
                break
            page.get_by_role("button", name="See how far it is").click()
        expect(page.locator(".run h3")).to_contain_text("Batch 1")
    page.context.close()
