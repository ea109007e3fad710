"""Badges (代表证, 列席证, 工作证): eight to a sheet of A4, 90 × 60 mm, cut along the marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counting.model.election import Candidate, Mode
from counting.model.geometry import Box
from counting.model.refusal import InputError, Problem
from printing.ballot.name_setting import SetName, draw_name, set_name
from printing.ballot.symbols import HAIRLINE, RULE, stripe_in
from printing.ballot.type_sizes import ORDINARY_NAMES
from printing.cards.page import HEIGHT, REHEARSAL, WIDTH, Grid, code_at, line
from printing.pdf.barcodes import QUIET_ZONE, width_of
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Document, Output, PrintedPages
from printing.pdf.fonts import glyph_problems, typeface

CARD_WIDTH: Final = 90.0
CARD_HEIGHT: Final = 60.0
_GRID: Final = Grid(
    left=(WIDTH - 2 * CARD_WIDTH) / 2,
    top=(HEIGHT - 4 * CARD_HEIGHT) / 2,
    columns=2,
    rows=4,
    width=CARD_WIDTH,
    height=CARD_HEIGHT,
)
PER_PAGE: Final = _GRID.count
_MARGIN: Final = 5.0
_ROOM: Final = CARD_WIDTH - 2 * _MARGIN
_NAME: Final = 14.0
_NAME_FOOT: Final = 34.2
_KIND: Final = 5.2
_TITLE: Final = (4.4, 2.9)
_CODE_HEIGHT: Final = 12.0
_NUMBER: Final = 8.4
_NUMBER_WIDTH: Final = 22.5  # five figures, and then the quiet zone of the code


_GUESTS: Final[Mapping[str, str]] = {
    "列席": "列席证",
    "特邀": "特邀证",
    "嘉宾": "嘉宾证",
    "旁听": "旁听证",
    "记者": "记者证",
    "工作人员": "工作证",
    "会务": "工作证",
}
"""A word of a capacity → the badge of who takes part without voting."""
_VOTERS: Final = ("代表", "委员", "党员", "团员", "会员", "选民", "村民", "居民", "职工", "社员")
DELEGATE: Final = "代表证"
ATTENDANT: Final = "出席证"
"""What whoever votes carries in a congress of delegates, and in other meetings."""


def votes(capacity: str) -> bool:
    """Whether people of this capacity vote; so does everybody of whom the roll says nothing."""
    if any(word in capacity for word in _GUESTS):
        return False
    return not capacity or any(word in capacity for word in _VOTERS)


def badge_title(capacity: str, voters: str = DELEGATE) -> str:
    """What the badge of this capacity is called; `voters` is what those who vote carry."""
    guest = next((title for word, title in _GUESTS.items() if word in capacity), ATTENDANT)
    return voters if votes(capacity) else guest


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What a badge or a table card says of one person; `code` is that of the badge."""

    number: int
    name: str
    delegation: str = ""
    capacity: str = ""
    seat: str = ""
    code: str = ""


def print_badges(
    title: str, mode: Mode, people: Sequence[Bearer], out: Output, voters: str = DELEGATE
) -> PrintedPages:
    """Write the badges of `people` in their order, with the congress's title.

    `voters` is what those who vote carry; others as `badge_title` says.
    InputError `roll.glyph`, `roll.name_too_long`, naming every person that cannot be printed.
    """
    refuse_unprintable(title, people)
    names = settle_names(people, _name_cell(mode), _NAME)
    document = Document(out, f"{title}　证件", WIDTH, HEIGHT)
    for bearers in _GRID.pages(list(zip(people, names, strict=True))):
        with new_page(document) as canvas:
            _cut_lines(canvas)
            for (person, name), card in zip(bearers, _GRID.rowwise(), strict=False):
                _card(canvas, title, mode, person, name, card)
                kind = badge_title(person.capacity, voters)
                area = Box(card.x + _MARGIN, card.y + _head(mode) + 7.4, _ROOM, _KIND)
                line(canvas, "hei", _KIND, area, "　".join(kind), "centre")
    return document.save()


def refuse_unprintable(title: str, people: Iterable[Bearer]) -> None:
    """InputError `roll.glyph` for every character that no font has, with its person."""
    texts = [("title", title, title)]
    texts += [
        (f"roll.{person.number}", person.name, text)
        for person in people
        for text in (person.name, person.delegation, person.capacity, person.seat)
    ]
    problems = tuple(
        problem
        for place, name, text in texts
        for problem in glyph_problems("roll.glyph", place, text, name=name)
    )
    if problems:
        raise InputError(problems)


def settle_names(people: Iterable[Bearer], cell: Box, usual: float) -> list[SetName]:
    """Each name set in its cell; InputError `roll.name_too_long` for all that do not fit."""
    names: list[SetName] = []
    problems: list[Problem] = []
    for person in people:
        name = set_name(Candidate("", person.name), cell, usual)
        if name is None:
            smallest = ORDINARY_NAMES.name[1]
            facts = {"name": person.name, "width": cell.w, "smallest": smallest}
            problems.append(Problem("roll.name_too_long", f"roll.{person.number}", facts))
        else:
            names.append(name)
    if problems:
        raise InputError(tuple(problems))
    return names


def _head(mode: Mode) -> float:
    """Where the title begins: below the stripe of a rehearsal."""
    return 7.3 if mode is Mode.REHEARSAL else 4.8


def _name_cell(mode: Mode) -> Box:
    top = _head(mode) + 7.4 + _KIND + 1.0
    return Box(_MARGIN, top, _ROOM, _NAME_FOOT - top)


def _card(canvas: Canvas, title: str, mode: Mode, person: Bearer, name: SetName, card: Box) -> None:
    x, y = card.x, card.y
    left, head = x + _MARGIN, y + _head(mode)
    if mode is Mode.REHEARSAL:
        stripe_in(canvas, Box(left, y + 2.0, _ROOM, 3.6), REHEARSAL)
    _title(canvas, title, Box(left, head, _ROOM, 5.2))
    canvas.line(left, head + 6.4, left + _ROOM, head + 6.4, RULE)
    cell = _name_cell(mode)
    draw_name(canvas, name, Box(x + cell.x, y + cell.y, cell.w, cell.h), "centre", "middle")
    words = "　".join(word for word in (person.delegation, person.capacity) if word)
    line(canvas, "hei", 4.4, Box(left, y + 35.4, _ROOM, 5.4), words, "centre")
    canvas.line(left, y + 41.8, left + _ROOM, y + 41.8, HAIRLINE)
    # The last bar stands under the end of the rules; the margin beyond it is the quiet zone.
    code_left = left + _ROOM + QUIET_ZONE - width_of(person.code)
    code_at(canvas, person.code, code_left, y + 44.4, _CODE_HEIGHT)
    canvas.text("hei", 2.8, left, y + 44.4, "证号")
    line(canvas, "hei", _NUMBER, Box(left, y + 47.8, _NUMBER_WIDTH, 9.4), str(person.number))


def _title(canvas: Canvas, title: str, area: Box) -> None:
    """The congress's title on one line, or on two where one would be too small to read."""
    largest, smallest = _TITLE
    if area.w / typeface("song").width(title) >= smallest:
        line(canvas, "song", largest, area, title, "centre")
        return
    half = (len(title) + 1) // 2
    for number, text in enumerate((title[:half], title[half:])):
        row = Box(area.x, area.y - 0.7 + number * 3.3, area.w, 3.0)
        line(canvas, "song", smallest, row, text, "centre")


def _cut_lines(canvas: Canvas) -> None:
    """Where to cut: a mark at each end in the margin, and a pale line between the cards."""
    xs, ys = _GRID.xs, _GRID.ys
    canvas.grey(0.75)
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1], HAIRLINE)
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y, HAIRLINE)
    canvas.grey(0)
    for x in xs:
        canvas.line(x, ys[0] - 7.0, x, ys[0] - 2.0, HAIRLINE)
        canvas.line(x, ys[-1] + 2.0, x, ys[-1] + 7.0, HAIRLINE)
    for y in ys:
        canvas.line(xs[0] - 7.0, y, xs[0] - 2.0, y, HAIRLINE)
        canvas.line(xs[-1] + 2.0, y, xs[-1] + 7.0, y, HAIRLINE)
