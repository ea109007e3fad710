"""Every screen in a real Chromium: nothing cut, nothing scrolls, nothing against the policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from counting.model.ballot import Mark, SheetStatus
from counting.model.refusal import Refusal
from counting.model.state import Adjournment
from hardware.readers.reader import Link
from kiosk.stations.verdict import Verdict, VerdictKind
from kiosk.web.server.asgi import served
from tests.kit.patience import open_page
from tests.kit.web_pages import (
    Showcase,
    attended,
    closed,
    counting,
    drawn_tally,
    issued,
    returned,
    sealed,
    sheet_rows,
    station,
    verdicts,
    with_names,
)

pytestmark = pytest.mark.browser

SIZES = ((1024, 768), (1280, 800), (1920, 1080), (3840, 2160))
LANGUAGES = ("zh-CN", "en-US")
NAMES = (
    "丁岚", "于海清", "马玉兰", "王宁", "王建川", "韦春燕", "方荻", "邓晓禾", "艾尔肯·吐尔逊",
    "石磊", "田秋实", "白露", "冯立言", "吉克阿木", "吕思源", "朱堃", "任远舟", "刘沅", "刘长青",
    "许若谷", "李禾", "李明溪", "杨月娥", "吴桐", "何松年", "沈一川", "张帆", "张蕴之",
    "阿卜杜热合曼·买买提依明", "陈卓", "欧阳文渊", "罗芸", "周既明", "赵云帆", "高𬱖", "黄𣲗",
    "谢㛃", "韩龑", "蔡喆",
)  # fmt: skip


@dataclass
class Screens:
    """A served room, and a browser whose console is watched."""

    room: Showcase
    address: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, size: tuple[int, int], language: str) -> Page:
        width, height = size
        page = open_page(self.browser, viewport={"width": width, "height": height}, locale=language)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(self.address + path)
        page.evaluate("document.fonts.ready")

    def _listen(self, message) -> None:  # type: ignore[no-untyped-def]
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def hall(browser: Browser) -> Iterator[Screens]:
    room = Showcase(sealed(), current=15, now=datetime(2026, 11, 25, 9, 40, tzinfo=UTC))
    with served({"": room}) as address:
        yield Screens(room, address, browser)


@pytest.fixture
def screens(hall: Screens) -> Iterator[Screens]:
    hall.complaints.clear()
    yield hall
    for page in [page for context in hall.browser.contexts for page in context.pages]:
        page.close()
    assert hall.complaints == []


STATE = sealed()
LONG = with_names(STATE, "committee", NAMES, 35)
TOWN = sealed("township")
SCENES = {
    "attendance": lambda: attended(STATE, "committee", 298),
    "voting": lambda: issued(STATE, "committee", 298),
    "box": lambda: returned(STATE, "committee", 298, declared=True),
    "counting": lambda: counting(STATE, "committee", 298, 208, 1, 3),
    "counting-thousands": lambda: counting(STATE, "committee", 2978, 2150, 6, 3),
    "complete": lambda: counting(STATE, "committee", 298, 297, 1),
    "complete-thousands": lambda: counting(STATE, "committee", 2966, 2953, 13),
    "running": lambda: counting(TOWN, "committee", 108, 98, 1, 3),
    "nine": lambda: closed(TOWN, "committee", 108),
    "board": lambda: closed(STATE, "committee", 298),
    "long-names": lambda: closed(
        LONG,
        "committee",
        298,
        tally=drawn_tally(LONG.congress.contest("committee"), 298),  # type: ignore[union-attr, arg-type]
    ),
    "void": lambda: returned(STATE, "committee", 298, sheets=299),
    "not-held": lambda: replace(
        returned(STATE, "committee", 298), adjourned=Adjournment("put_off", "改日举行")
    ),
}

# Whatever stands on a wall: nothing wider or deeper than its place, nothing beyond the screen,
# and key figures at least 12 % of the height.
WALL = """() => {
  const out = [];
  const shown = [...document.querySelectorAll('main *')].filter(e => e.getClientRects().length);
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) out.push('scrolls');
  for (const e of shown) {
    const b = e.getBoundingClientRect();
    const text = e.textContent.trim();
    const svg = e.closest('svg') || e.closest('.spoken');
    if (!svg && text && (b.left < -1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1))
      out.push('beyond the screen: ' + text.slice(0, 40));
    if (e.matches('.key') && parseFloat(getComputedStyle(e).fontSize) < innerHeight * .12)
      out.push('small: ' + text + ' ' + getComputedStyle(e).fontSize);
    // The space after a spaced name's last character, and half a dot, are not ink.
    const spare = e.matches('.name') ? parseFloat(getComputedStyle(e).fontSize) + 1 : 1;
    if (e.matches('.name, .foot p, .legend span, .claim, .head h1, .state p, .congress, .stripe p')
        && e.scrollWidth > e.clientWidth + spare && e.clientWidth) out.push('cut: ' + text);
    if (e.matches('.name') && getComputedStyle(e).textOverflow !== 'clip') out.push('dots');
  }
  const solid = '.name .part, .votes, .figure, .foot p, .state p, .head h1, .label, .pair span';
  const boxes = shown.filter(e => e.matches(solid)).map(e => {
    const [line, ink] = [e.getBoundingClientRect(), document.createRange()];
    ink.selectNodeContents(e);
    const {left, right} = ink.getBoundingClientRect();
    return [e, {left, right, top: line.top, bottom: line.bottom, height: line.height}];
  });
  for (const [a, p] of boxes) for (const [b, q] of boxes) {
    if (a.closest('.name') && a.closest('.name') === b.closest('.name')) continue;
    if (a === b || a.contains(b) || b.contains(a) || a.compareDocumentPosition(b) & 2) continue;
    const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const along = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    const spare = parseFloat(getComputedStyle(a).letterSpacing) || 0;
    if (across > 2 + Math.max(spare, 0) && along > Math.min(p.height, q.height) * .2)
      out.push('overlap: ' + a.textContent.trim() + ' / ' + b.textContent.trim());
  }
  return out;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_walls_hold_everything_without_scrolling_cutting_or_colliding(
    screens: Screens, size: tuple[int, int], language: str
) -> None:
    wrong = {}
    page = screens.open("/", size, language)
    for name, scene in SCENES.items():
        screens.room.show(scene())
        screens.go(page, "/display/committee")
        for number in range(max(1, page.locator("[data-page]").count())):
            if number:
                page.keyboard.press("ArrowRight")
            if found := page.evaluate(WALL):
                wrong[f"{name} page {number + 1}"] = found
    assert wrong == {}


NO_BATCH = Refusal("station.no_open_batch", {"contest": "委员会委员"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES[:3], ids=lambda size: f"{size[0]}x{size[1]}")
def test_stations_fit_and_never_scroll(
    screens: Screens, size: tuple[int, int], language: str
) -> None:
    wrong = {}
    views = [station(verdicts=verdicts(kind)) for kind in ("counted", "person", "refused")]
    views += [station(verdicts=()), station(link=Link.LOST), station(blocked=NO_BATCH)]
    views += [
        station(screen=Verdict(kind, number=30))
        for kind in (VerdictKind.BATCH_CLOSED, VerdictKind.SWITCHED)
    ]
    found_invalid = Verdict(
        VerdictKind.COUNTED, SheetStatus.INVALID, Refusal("overvote"), sleeve=888, number=30
    )
    views.append(station(verdicts=(found_invalid,), screen=found_invalid))
    in_hand = {"in_hand": True, "cards": 3, "rows": sheet_rows(35, Mark.AGAINST, Mark.ABSTAIN)}
    in_hand |= {"screen": Verdict(VerdictKind.IN_HAND, number=30)}
    views += [station(**in_hand), station(**in_hand, hold=Refusal("frame.no_read"))]
    page = screens.open("/", size, language)
    for view in views:
        screens.room.show(stations=(view,))
        screens.go(page, "/station/A")
        cut = page.evaluate(
            """() => [...document.querySelectorAll('main, .verdict, .account, h1, .last li')]
              .filter(e => e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)
              .map(e => e.className + ': ' + e.textContent.trim().slice(0, 60))"""
        )
        if cut:
            wrong[page.locator("h1").inner_text()] = cut
    assert wrong == {}


@pytest.mark.parametrize("path", ["/", "/agenda", "/ballot", "/candidates", "/rules", "/screens"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_wide_enough_and_offer_large_targets(
    screens: Screens, path: str, language: str
) -> None:
    page = screens.open(path, (1024, 768), language)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button')]
          .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
          .filter(([, b]) => b.height < 48 || b.width < 44).map(([t, b]) => t + ' ' + b.height)"""
    )
    assert small == []
    assert page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    tiny = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => !e.closest('svg') &&
          [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) &&
          parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.textContent.trim())"""
    )
    assert tiny == []


def test_public_pages_are_walked_by_keyboard(screens: Screens) -> None:
    page = screens.open("/", (1024, 768), "zh-CN")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 2)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert {"En", "现在", "议程", "怎样", "候选", "选举"} <= reached


def test_rare_characters_come_from_our_own_faces(screens: Screens) -> None:
    screens.room.show(SCENES["long-names"]())
    page = screens.open("/display/committee", (1920, 1080), "zh-CN")
    page.evaluate("document.fonts.load('40px \"Scrutineer Sans\"', '𬱖𣲗㛃龑')")
    assert page.evaluate("document.fonts.check('40px \"Scrutineer Sans\"', '𬱖𣲗㛃龑')")
    faces = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert any("Scrutineer Sans" in face for face in faces)
    assert any("Scrutineer Serif" in face for face in faces)


def test_the_language_button_changes_the_page(screens: Screens) -> None:
    page = screens.open("/agenda", (1024, 768), "zh-CN")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert page.get_by_role("button", name="中文").is_visible()
    assert page.url.endswith("/agenda")
