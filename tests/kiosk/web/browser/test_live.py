"""Live pages: figures arrive, a lost server is told within three seconds, and found again.

Where a page waits, it waits by a clock that the test moves: nothing here hangs on the speed of a
machine.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.web.server.asgi import served
from tests.kit.patience import open_page
from tests.kit.web_pages import Showcase, closed, counting, sealed, station, verdicts

pytestmark = pytest.mark.browser
STATE = sealed()


@pytest.fixture
def room() -> Showcase:
    hall = Showcase(STATE, current=15)
    hall.show(counting(STATE, "committee", 298, 100), stations=(station(),))
    return hall


@pytest.fixture
def address(room: Showcase) -> Iterator[str]:
    with served({"": room}) as url:
        yield url


def without_faces(page: Page) -> None:
    """Nothing here is about how characters look, and making the faces takes all cores a while."""
    page.route("**/*.woff2", lambda route: route.abort())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = open_page(browser, viewport={"width": 1280, "height": 720}, locale="zh-CN")
    without_faces(opened)
    yield opened
    opened.close()


def test_a_wall_follows_every_sheet_and_the_end_of_the_count(
    room: Showcase, address: str, page: Page
) -> None:
    page.goto(address + "/display/committee")
    counted = page.locator('[data-figure="counted"]')
    expect(counted).to_have_text("100")
    before = page.locator(".tick-full").evaluate("e => e.getBoundingClientRect().width")
    room.show(counting(STATE, "committee", 298, 207, 1, 4))
    expect(counted).to_have_text("212")
    expect(page.locator('[data-figure="waiting"]')).to_have_text("86")
    edge = page.locator("#comb-full rect").get_attribute("width")
    assert float(edge or 0) > 600
    assert before > 0
    room.show(counting(STATE, "committee", 298, 297, 1))
    expect(page.locator(".claim")).to_contain_text("选票全部计入，账目相符")
    room.show(closed(STATE, "committee", 298))
    expect(page.get_by_text("结果待宣布")).to_be_visible()
    room.show(closed(STATE, "committee", 298, released_to="floor"))
    expect(page.locator("section.board")).to_be_visible()


def test_the_wall_that_follows_the_congress_changes_contest_by_itself(
    room: Showcase, address: str, page: Page
) -> None:
    page.goto(address + "/display")
    expect(page.locator(".head h1")).to_contain_text("委员会委员选举")
    room.show(closed(STATE, "committee", 298), counting(STATE, "discipline", 298, 40))
    expect(page.locator(".head h1")).to_contain_text("纪律检查")


def test_a_station_shows_each_new_verdict(room: Showcase, address: str, page: Page) -> None:
    page.goto(address + "/station/A")
    for number, (kind, words) in enumerate((("refused", "未计入"), ("person", "待认定")), 20):
        room.show(stations=(station(verdicts=verdicts(kind, number)),))
        expect(page.locator("h1")).to_have_text(words)


def test_sound_is_muted_by_key_and_stays_so(address: str, page: Page) -> None:
    page.goto(address + "/station/A")
    page.keyboard.press("m")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")


PROMISE = 3000  # ms after which a page has said that its server is lost


def stop_clock(page: Page) -> None:
    """From the next page on, time stands still until the test moves it; messages still arrive."""
    page.clock.install()
    page.clock.pause_at(time.time() + 60)


@pytest.mark.parametrize("path", ["/display/committee", "/station/A", "/agenda"])
def test_a_page_says_within_three_seconds_that_the_server_is_lost_and_recovers(
    room: Showcase, address: str, page: Page, path: str
) -> None:
    with Line(int(address.rpartition(":")[2])) as line:
        stop_clock(page)
        url = f"http://127.0.0.1:{line.port}{path}"
        assert any(lost_within_the_promise(page, line, url) for _ in range(3))
        room.show(counting(STATE, "committee", 298, 150))
        line.thaw()
        page.clock.resume()
        expect(page.locator("#lost")).to_be_hidden()
        if path.startswith("/display"):
            expect(page.locator('[data-figure="counted"]')).to_have_text("150")


def lost_within_the_promise(page: Page, line: "Line", url: str) -> bool:
    """Whether a page just opened says so, and greys its figures, when the line falls silent.

    A beat that the browser still held then is heard, and spoils the attempt: the next one opens
    the page anew, so that none is given longer than the promise.
    """
    line.thaw()
    page.goto(url)
    expect(page.locator("[data-clock], h1").first).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()
    line.freeze()
    page.clock.run_for(PROMISE)
    return page.locator("body.stale").count() == 1 and page.locator("#lost").is_visible()


class Line:
    """A network line to the server that can fall silent without breaking any connection."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._flowing = True
        self._turned = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> "Line":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thaw()
        for end in (self._listener, *self._ends):
            end.close()

    def freeze(self) -> None:
        """From here on nothing gets through; what was under way has been handed on."""
        with self._turned:
            self._flowing = False

    def thaw(self) -> None:
        with self._turned:
            self._flowing = True
            self._turned.notify_all()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(65536):
                with self._turned:
                    self._turned.wait_for(lambda: self._flowing)
                    other.sendall(piece)
            other.shutdown(socket.SHUT_WR)


def test_a_wall_whose_server_ends_says_so_and_greys_its_figures(
    browser: Browser, room: Showcase
) -> None:
    page = open_page(browser, viewport={"width": 1280, "height": 720}, locale="zh-CN")
    without_faces(page)
    with served({"": room}) as address:
        stop_clock(page)
        page.goto(address + "/display/committee")
        expect(page.locator('[data-figure="counted"]')).to_have_text("100")
    page.clock.run_for(PROMISE)
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost")).to_contain_text("与计票主机失去联系")
    colour = page.locator(".figure.first").evaluate("e => getComputedStyle(e).color")
    assert colour == "rgb(152, 147, 131)"
    page.close()


def test_a_page_that_gets_no_stream_polls(address: str, room: Showcase, page: Page) -> None:
    page.route("**/events", lambda route: route.fulfill(status=503, body="busy"))
    page.goto(address + "/display/committee")
    room.show(counting(STATE, "committee", 298, 123))
    expect(page.locator('[data-figure="counted"]')).to_have_text("123")
    expect(page.locator("#lost")).to_be_hidden()


def test_one_browser_keeps_any_number_of_pages_open_and_all_follow(
    browser: Browser, address: str, room: Showcase
) -> None:
    """A browser opens some six connections to a server: a stream each would starve the seventh."""
    with contextlib.closing(browser.new_context(locale="zh-CN")) as hall:
        pages = [hall.new_page() for _ in range(12)]
        for one in pages:
            without_faces(one)
            one.goto(address + "/display/committee")
        room.show(counting(STATE, "committee", 298, 140))
        for one in pages:
            expect(one.locator('[data-figure="counted"]')).to_have_text("140")
        pages[0].close()  # whichever listened for all, another takes over
        room.show(counting(STATE, "committee", 298, 150))
        for one in pages[1:]:
            expect(one.locator('[data-figure="counted"]')).to_have_text("150")
            expect(one.locator("#lost")).to_be_hidden()
