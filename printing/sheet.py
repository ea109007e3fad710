"""One side of a ballot as a drawing: all but its code, which may differ from sheet to sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counting.ballot_code import Purpose
from counting.geometry import Box, PageGeometry
from counting.layout import CLEAR
from counting.model import Congress, Contest, Mode, Problem
from printing import furniture, wording
from printing.document import Document
from printing.fonts import Face, missing_glyphs, typeface
from printing.ink import Ink
from printing.names import draw_name, overlong, set_name, usual_size
from printing.paragraphs import fitted

_PURPOSE_WORDS: Mapping[Purpose, str] = {
    "ballot": "",
    "specimen": "样票　不得投入票箱",
    "test_deck": "测试票　只供检验设备",
}
_REHEARSAL_WORDS: Final = "演练用票　不计入选举"
_SAMPLE_WORDS: Final = "姓名为虚构"

_TITLE_SIZES: Final = (8.4, 5.0)
_CONGRESS_SIZES: Final = (4.2, 3.0)
_SEATS_SIZES: Final = (4.0, 3.0)
_NOTE_SIZES: Final = (3.6, 2.6)
_NOTE_LEADING: Final = 1.42
_SYMBOL_ROW: Final = 9.0
_CAPTION: Final = 3.3


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a sheet shows, apart from its code."""

    congress: Congress
    contest: Contest
    pages: tuple[PageGeometry, ...]
    round: int
    purpose: Purpose

    @property
    def stripe_words(self) -> str:
        """What the stripe says: empty on an official ballot, which has none."""
        rehearsal = _REHEARSAL_WORDS if self.congress.mode is Mode.REHEARSAL else ""
        sample = _SAMPLE_WORDS if self.congress.sample else ""
        said = [words for words in (_PURPOSE_WORDS[self.purpose], rehearsal, sample) if words]
        return "　　".join(said)


def paper_problems(ballot: Ballot) -> tuple[Problem, ...]:
    """All that keeps this ballot from being printed: missing glyphs, what does not fit its place.

    `glyph.missing` (candidate, name, character, codepoint), `layout.name_too_long`,
    `layout.title_too_long`, `layout.notes_too_long`.
    """
    contest = ballot.contest
    place = f"contests.{contest.id}"
    texts = [("title", contest.title), ("ballot.colour", contest.ballot.colour)]
    named = [(f"candidates.{c.id}", c.id, c.name, c.name + c.note) for c in contest.candidates]
    missing = [
        Problem(
            "glyph.missing",
            f"{place}.{where}",
            {"candidate": who, "name": name, "character": char, "codepoint": codepoint},
        )
        for where, who, name, text in (
            *((where, "", text, text) for where, text in texts),
            ("congress", "", ballot.congress.title, ballot.congress.title),
            *named,
        )
        for char, codepoint in missing_glyphs(text)
    ]
    if missing:
        return tuple(missing)  # without glyphs there are no widths to judge by
    found = list(overlong(contest, ballot.pages))
    for number, page in enumerate(ballot.pages, 1):
        if _heading(ballot, page, number) is None:
            facts = {"title": contest.title, "width": page.heading.w}
            found.append(Problem("layout.title_too_long", f"{place}.title", facts))
        if _notes(ballot, page, number) is None:
            facts = {"title": contest.title, "height": page.instructions.h}
            found.append(Problem("layout.notes_too_long", f"{place}.ballot", facts))
    return tuple(found)


def draw_side(document: Document, ballot: Ballot, number: int) -> list[str]:
    """The operators of side `number` (from 1) of a ballot in which `paper_problems` finds none."""
    page = ballot.pages[number - 1]
    ink = Ink(document)
    furniture.fiducials(ink, page)
    _draw_heading(ink, ballot, page, number)
    _draw_instructions(ink, ballot, page, number)
    _draw_candidates(ink, ballot, page)
    _draw_tail(ink, page)
    furniture.scale_bar(ink, page.scale_bar)
    _draw_foot(ink, ballot, page, number)
    if ballot.stripe_words:
        furniture.stripe(ink, page.width, page.height, ballot.stripe_words)
    return ink.operators


def _heading(
    ballot: Ballot, page: PageGeometry, number: int
) -> tuple[tuple[Face, float, str], ...] | None:
    """The heading's lines as (face, size, text); None if one is too wide at its smallest."""
    title = wording.title(ballot.contest, ballot.round)
    wanted: Sequence[tuple[Face, tuple[float, float], str]] = (
        (
            ("hei", _CONGRESS_SIZES, ballot.congress.title),
            ("song", _TITLE_SIZES, title),
            ("hei", _SEATS_SIZES, wording.seats(ballot.contest)),
        )
        if number == 1
        else (
            ("hei", (3.4, 2.6), ballot.congress.title),
            ("song", (5.6, 3.6), f"{title}　背面"),
        )
    )
    lines: list[tuple[Face, float, str]] = []
    for face, (largest, smallest), text in wanted:
        size = min(largest, page.heading.w / typeface(face).width(text))
        if size < smallest:
            return None
        lines.append((face, size, text))
    return tuple(lines)


def _draw_heading(ink: Ink, ballot: Ballot, page: PageGeometry, number: int) -> None:
    lines = _heading(ballot, page, number)
    assert lines is not None
    middle = page.width / 2
    total = sum(size for _, size, _ in lines)
    gap = min((page.heading.h - total) / (len(lines) + 1), 2.6)
    y = page.heading.y + 0.3
    for face, size, text in lines:
        ink.text(face, size, middle, y, text, align="centre")
        y += size + gap


def _notes(
    ballot: Ballot, page: PageGeometry, number: int
) -> tuple[float, tuple[tuple[str, ...], ...]] | None:
    area = page.instructions
    paragraphs = wording.notes(ballot.contest) if number == 1 else ()
    height = area.h - (_SYMBOL_ROW if number == 1 else 8.0)
    indent = _NOTE_SIZES[0] * 1.2
    return fitted("hei", _NOTE_SIZES, area.w - indent, height, _NOTE_LEADING, paragraphs)


def _draw_instructions(ink: Ink, ballot: Ballot, page: PageGeometry, number: int) -> None:
    area = page.instructions
    _draw_scheme(ink, ballot.contest, area)
    foot = area.y + area.h + 1.2
    ink.line(area.x, foot, area.x + area.w, foot, furniture.RULE)
    set_notes = _notes(ballot, page, number)
    assert set_notes is not None
    size, paragraphs = set_notes
    count = sum(map(len, paragraphs))
    room = area.h - _SYMBOL_ROW
    y = area.y + _SYMBOL_ROW + (room - count * size * _NOTE_LEADING) * 0.7
    for lines in paragraphs:
        ink.text("hei", size, area.x, y, "·")
        for line in lines:
            ink.text("hei", size, area.x + size * 0.9, y, line)
            y += size * _NOTE_LEADING


def _draw_scheme(ink: Ink, contest: Contest, area: Box) -> None:
    """The mark scheme in symbols and words, in one centred row."""
    if contest.ballot.layout == "three-box":
        sentence = wording.columns_sentence(contest.rules)
        size = min(4.2, area.w / typeface("hei").width(sentence))
        ink.text("hei", size, area.x + area.w / 2, area.y + 1.6, sentence, align="centre")
        return
    groups = wording.meanings(contest.rules)
    box, gap, size = 6.4, 2.0, 4.2
    widths = [
        max(len(group.symbols), 1) * (box + 1.2)
        + gap
        + size * typeface("hei").width(wording.meaning_words(group))
        for group in groups
    ]
    between = min((area.w - sum(widths)) / max(len(groups), 1), 16.0)
    x = area.x + (area.w - sum(widths) - between * (len(groups) - 1)) / 2
    for group, width in zip(groups, widths, strict=True):
        left = x
        for name in group.symbols or ("",):
            frame = Box(left, area.y + 0.6, box, box)
            ink.frame(frame, furniture.HAIRLINE)
            if name:
                furniture.symbol(ink, name, left + box / 2, area.y + 0.6 + box / 2, box * 0.62)
            left += box + 1.2
        words = wording.meaning_words(group)
        ink.text("hei", size, left + gap - 1.2, area.y + 0.6 + (box - size) / 2, words)
        x += width + between


def _draw_candidates(ink: Ink, ballot: Ballot, page: PageGeometry) -> None:
    contest = ballot.contest
    stacked = contest.ballot.layout == "one-box" and contest.ballot.mark_position in (
        "above",
        "below",
    )
    for mark in page.boxes:
        ink.frame(mark.box, furniture.BOX)
    known = {candidate.id: candidate for candidate in contest.candidates}
    every = tuple(cell.box for each in ballot.pages for cell in each.names)
    usual = usual_size(every, any(candidate.note for candidate in contest.candidates))
    for cell in page.names:
        name = set_name(known[cell.candidate], cell.box, usual)
        assert name is not None
        draw_name(ink, name, cell.box, "centre" if stacked else "left", usual if stacked else None)
    if not stacked:
        _draw_rows(ink, page)
    if contest.ballot.layout == "three-box":
        _draw_captions(ink, page)


def _draw_rows(ink: Ink, page: PageGeometry) -> None:
    """A hairline between the rows of a list, in the middle of the gap between two boxes."""
    for above, below in zip(page.names, page.names[1:], strict=False):
        if above.box.x != below.box.x:
            continue
        y = (above.box.y + above.box.h + below.box.y) / 2
        row = [above.box, *(m.box for m in page.boxes if m.candidate == above.candidate)]
        left = min(box.x for box in row)
        right = max(box.x + box.w for box in row)
        ink.line(left, y, right, y, furniture.HAIRLINE)


def _draw_captions(ink: Ink, page: PageGeometry) -> None:
    """赞成, 不赞成, 弃权 above the first box of each column."""
    tops: dict[float, tuple[str, Box]] = {}
    for mark in page.boxes:
        top = tops.get(mark.box.x)
        if top is None or mark.box.y < top[1].y:
            tops[mark.box.x] = (mark.choice, mark.box)
    for choice, box in tops.values():
        words = wording.CHOICE_WORDS[choice]
        size = min(_CAPTION, (box.w + 2.0) / len(words))
        y = box.y - CLEAR - 0.7 - size
        ink.text("hei", size, box.x + box.w / 2, y, words, align="centre")


def _draw_tail(ink: Ink, page: PageGeometry) -> None:
    """Write-in lines and the place for the seal, under a rule."""
    tops = [line.boxes[0].box.y - CLEAR - 0.1 for line in page.write_ins]
    if page.seal_area:
        furniture.seal_area(ink, page.seal_area)
        tops.append(page.seal_area.y)
    if tops:
        area = page.instructions
        y = min(tops) - 1.3
        ink.line(area.x, y, area.x + area.w, y, furniture.RULE)
    for line in page.write_ins:
        for mark in line.boxes:
            ink.frame(mark.box, furniture.BOX)
        box = line.boxes[0].box
        size = 3.8
        ink.text(
            "hei", size, box.x - 2.4, box.y + (box.h - size) / 2, wording.WRITE_IN, align="right"
        )
        foot = line.name.y + line.name.h
        ink.line(line.name.x, foot, line.name.x + line.name.w, foot, 0.2)


def _draw_foot(ink: Ink, ballot: Ballot, page: PageGeometry, number: int) -> None:
    """On a ballot of two sides: which side this is, and that names stand on the other."""
    if len(ballot.pages) == 1:
        return
    other = len(ballot.pages[2 - number].names)
    words = f"反面还有候选人 {other} 名"
    words = f"第 {number} 面，共 2 面　{words}" if number == 1 else f"第 {number} 面，共 2 面"
    beside = page.scale_bar.y + page.scale_bar.h > page.barcode.y
    y = page.scale_bar.y - 5.2 if beside else page.barcode.y + 2.0
    size = 3.4
    room = page.barcode.x - page.scale_bar.x - 3.0
    size = min(size, room / typeface("hei").width(words))
    ink.text("hei", size, page.scale_bar.x, y, words)
