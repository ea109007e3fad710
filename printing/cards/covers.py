"""The cover of a print batch, its bundles of fifty, and the slips to bind round them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counting.model.election import Congress, Contest, Mode
from counting.model.geometry import Box
from counting.model.reading import Purpose
from counting.model.state import PrintRun
from printing.ballot import wording
from printing.ballot.symbols import RULE
from printing.cards.page import (
    FOOT,
    HEIGHT,
    MARGIN,
    REHEARSAL,
    ROOM,
    WIDTH,
    Blank,
    ContestPages,
    Grid,
    line,
    rule,
)
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Output, PrintedPages
from printing.pdf.fonts import Face, legible
from printing.pdf.paragraphs import fit_lines

BUNDLE: Final = 50

_PURPOSES: Final[Mapping[Purpose, str]] = {
    "ballot": "投票用",
    "specimen": "样票，不得投入票箱",
    "test_deck": "测试票，只供检验设备",
}
_SIDES: Final = {1: "单面", 2: "双面"}
_HAIR: Final = 0.15

_FACT: Final = 9.2
_LABEL: Final = 34.0
_TABLE_COLUMNS: Final = 4
_CELL: Final = 8.6
_SLIPS: Final = Grid(left=0.0, top=0.0, columns=2, rows=3, width=WIDTH / 2, height=HEIGHT / 3)
_CUT: Final = "[2.2 1.8] 0 d"
_SIGNED: Final = Blank(face="song", size=4.6, rise=6.0, weight=_HAIR, indent=19.0)
_COUNTED: Final = Blank(face="hei", size=3.8, rise=4.4, weight=_HAIR, indent=15.0)


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover of a batch says. `pages` are those of its PDF, `sides` those of a sheet.

    Nothing here tells one sheet from another.
    """

    congress: Congress
    contest: Contest
    run: PrintRun
    pages: int
    sides: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Bundle `number` of `of`, holding `sheets`; spares are bundled by themselves."""

    number: int
    of: int
    sheets: int
    spare: bool

    @property
    def words(self) -> str:
        return f"{'备用票　' if self.spare else ''}第 {self.number} 捆　共 {self.of} 捆"


def bundles(quantity: int, spare: int) -> tuple[Bundle, ...]:
    """Fifty sheets each, the last of the ballots and the last of the spares with what is left."""
    return (*_bundled(quantity, spare=False), *_bundled(spare, spare=True))


def _bundled(sheets: int, *, spare: bool) -> Iterator[Bundle]:
    of = -(-sheets // BUNDLE)
    for number in range(1, of + 1):
        yield Bundle(number, of, min(BUNDLE, sheets - (number - 1) * BUNDLE), spare)


def print_cover(cover: Cover, out: Output) -> PrintedPages:
    """Write the cover with its table of bundles, then the slips.

    The same cover gives the same bytes. InputError `glyph.missing`.
    """
    pages = ContestPages(out, cover.congress, cover.contest, "封面")
    every = bundles(cover.run.quantity, cover.run.spare)
    with pages.page("选票印制封面") as canvas:
        rest = _first_page(canvas, cover, every)
    while rest:
        with pages.page("选票印制封面（续）") as canvas:
            rest = _table(canvas, rest, 40.0, FOOT)
    for slips in _SLIPS.pages(every):
        with new_page(pages.document) as canvas:
            _cut_lines(canvas)
            for bundle, area in zip(slips, _SLIPS.rowwise(), strict=False):
                _slip(canvas, cover, bundle, area)
    return pages.save()


def _first_page(canvas: Canvas, cover: Cover, every: Sequence[Bundle]) -> Sequence[Bundle]:
    """The facts, who signs, and as much of the table as there is room for; returns the rest."""
    y = 41.0
    for label, value in _facts(cover):
        y = _fact(canvas, label, value, y)
    foot = FOOT - 27.0
    _signatures(canvas, foot + 4.0)
    return _table(canvas, every, y + 5.0, foot)


def _facts(cover: Cover) -> Iterator[tuple[str, str]]:
    style, run = cover.contest.ballot, cover.run
    yield "选票", wording.title(cover.contest, run.round)
    yield "轮次", f"第 {run.round} 轮"
    yield "颜色", wording.colour(cover.contest) or "未定"
    yield "用途", ("演练，" if _rehearsal(cover) else "") + _PURPOSES[run.purpose]
    yield "纸张", f"{style.paper}，{_SIDES[cover.sides]}"
    yield "印次", f"本项目本轮第 {run.batch} 次印制"
    spare = f"，备用 {run.spare} 张，共 {run.sheets} 张" if run.spare else ""
    yield "数量", f"{run.quantity} 张{spare}（PDF 共 {cover.pages} 页）"
    if run.reprint_of is not None:
        yield "补印", f"代替第 {run.reprint_of} 次印制的选票，原件全部作废"
        yield "补印理由", run.reason
    yield "SHA-256", _grouped(run.sha256) if run.sha256 else "每张条码不同，不留校验值"


def _grouped(sha256: str) -> str:
    """Eight groups of eight, four to a line: for two people to compare."""
    groups = [sha256[at : at + 8] for at in range(0, 64, 8)]
    return f"{' '.join(groups[:4])}\n{' '.join(groups[4:])}"


def _rehearsal(cover: Cover) -> bool:
    return cover.congress.mode is Mode.REHEARSAL


def _fact(canvas: Canvas, label: str, value: str, y: float) -> float:
    """A label and its value, in as many lines as it takes; returns where the next one stands."""
    canvas.text("hei", 3.8, MARGIN, y + (_FACT - 3.8) / 2, label)
    parts = [legible(part) for part in value.splitlines()] or [""]
    room = ROOM - _LABEL
    # Too long even so (nobody gives a page of reasons): the log has it whole.
    size, paragraphs = fit_lines("song", (5.0, 2.4), room, 44.0, 1.5, parts) or (
        5.0,
        (("见记录。",),),
    )
    lines = [text for paragraph in paragraphs for text in paragraph]
    top = y + (_FACT - size) / 2
    for number, words in enumerate(lines):
        canvas.text("song", size, MARGIN + _LABEL, top + number * size * 1.5, words)
    end = y + _FACT + (len(lines) - 1) * size * 1.5
    rule(canvas, end, _HAIR)
    return end


def _signatures(canvas: Canvas, y: float) -> None:
    for number, role in enumerate(("印制人", "核对人")):
        x = MARGIN + number * (ROOM / 2)
        _SIGNED.draw(canvas, f"{role}：", x, y + 8.0, x + ROOM / 2 - 8.0)
    canvas.text("song", 4.6, WIDTH - MARGIN, y + 15.0, "________年____月____日", align="right")


def _table(canvas: Canvas, every: Sequence[Bundle], top: float, foot: float) -> Sequence[Bundle]:
    """The bundles column by column, evenly; returns those for which there was no room."""
    canvas.text("hei", 3.8, MARGIN, top, f"每 {BUNDLE} 张一捆，点齐后在框内打勾：")
    top += 7.0
    most_rows = int((foot - top) // _CELL)
    on_page = every[: most_rows * _TABLE_COLUMNS]
    grid = Grid(
        left=MARGIN,
        top=top,
        columns=_TABLE_COLUMNS,
        rows=-(-len(on_page) // _TABLE_COLUMNS),
        width=ROOM / _TABLE_COLUMNS,
        height=_CELL,
    )
    for bundle, cell in zip(on_page, grid.columnwise(), strict=False):
        canvas.frame(cell, _HAIR)
        name = f"备用 {bundle.number}" if bundle.spare else f"第 {bundle.number} 捆"
        line(canvas, "song", 4.2, Box(cell.x + 2.0, cell.y, 18.0, _CELL), name)
        right, middle = cell.x + cell.w, cell.y + (_CELL - 4.2) / 2
        canvas.text("song", 4.2, right - 9.0, middle, f"{bundle.sheets} 张", align="right")
        canvas.frame(Box(right - 6.6, middle, 4.2, 4.2), _HAIR)
    return every[len(on_page) :]


def _cut_lines(canvas: Canvas) -> None:
    """Dashed lines to cut along; the slips fill the sheet."""
    for x in _SLIPS.xs[1:-1]:
        with canvas.within(_CUT):
            canvas.line(x, 4.0, x, HEIGHT - 4.0, _HAIR)
    for y in _SLIPS.ys[1:-1]:
        with canvas.within(_CUT):
            canvas.line(4.0, y, WIDTH - 4.0, y, _HAIR)


def _slip(canvas: Canvas, cover: Cover, bundle: Bundle, area: Box) -> None:
    run, left, room = cover.run, area.x + 11.0, area.w - 22.0
    middle = area.x + area.w / 2
    y = area.y + 10.0
    _centred(canvas, "hei", 3.6, middle, y, room, cover.congress.title)
    _centred(canvas, "song", 6.4, middle, y + 6.6, room, wording.title(cover.contest, run.round))
    mark = (f"{REHEARSAL}　　" if _rehearsal(cover) else "") + _PURPOSES[run.purpose]
    _centred(canvas, "hei", 3.2, middle, y + 15.8, room, mark)
    canvas.line(left, y + 21.8, left + room, y + 21.8, RULE)
    _centred(canvas, "song", 6.0, middle, y + 26.2, room, bundle.words)
    _centred(canvas, "song", 13.0, middle, y + 35.6, room, f"{bundle.sheets} 张")
    note = f"第 {run.round} 轮　第 {run.batch} 次印制"
    _centred(canvas, "hei", 3.2, middle, y + 52.0, room, note)
    for number, words in enumerate(("清点人", "复点人")):
        foot = y + 66.0 + number * 11.0
        _COUNTED.draw(canvas, words, left, foot, left + room)


def _centred(
    canvas: Canvas, face: Face, size: float, x: float, y: float, room: float, text: str
) -> None:
    line(canvas, face, size, Box(x - room / 2, y, room, size), text, "centre")
