"""One side of a ballot as a drawing: all but its code, which may differ from sheet to sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counting.layout.lay_out import CLEAR
from counting.model.election import Congress, Contest, Mode
from counting.model.geometry import Box, MarkBox, PageGeometry
from counting.model.reading import Purpose
from counting.model.refusal import Problem
from counting.rules.schemes import Meaning
from counting.rules.wording import words_for
from printing.ballot import symbols as furniture
from printing.ballot import wording
from printing.ballot.name_setting import Anchor, draw_name, overlong, set_name, usual_name
from printing.ballot.type_sizes import TYPE_SIZES, TypeSizes
from printing.pdf.canvas import Align, Canvas
from printing.pdf.document import Document
from printing.pdf.fonts import Face, glyph_problems, typeface
from printing.pdf.paragraphs import fit_lines

_PURPOSE_WORDS: Mapping[Purpose, str] = {
    "ballot": "",
    "specimen": "样票　不得投入票箱",
    "test_deck": "测试票　只供检验设备",
}
_REHEARSAL_WORDS: Final = "演练用票　不计入选举"
_SAMPLE_WORDS: Final = "姓名为虚构"

_CAPTION_AIR: Final = 0.8  # between two captions
_LARGE_SPECIMEN: Final = "大字样票　不得投入票箱"
_NOTE_LEADING: Final = 1.42


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
        large = self.contest.ballot.size == "large" and self.purpose == "specimen"
        purpose = _LARGE_SPECIMEN if large else _PURPOSE_WORDS[self.purpose]
        return "　　".join(words for words in (purpose, rehearsal, sample) if words)

    @property
    def sizes(self) -> TypeSizes:
        """How large everything on it is set."""
        return TYPE_SIZES[self.contest.ballot.size]


def side_problems(ballot: Ballot) -> tuple[Problem, ...]:
    """All that keeps this ballot from being printed: missing glyphs, what does not fit its place.

    `glyph.missing` (candidate, name, character, codepoint), `layout.name_too_long`,
    `layout.title_too_long`, `layout.notes_too_long`.
    """
    contest = ballot.contest
    place = f"contests.{contest.id}"
    texts = [("title", contest.title), ("ballot.colour", contest.ballot.colour)]
    named = [(f"candidates.{c.id}", c.id, c.name, c.name + c.note) for c in contest.candidates]
    missing = [
        problem
        for where, who, name, text in (
            *((where, "", text, text) for where, text in texts),
            ("congress", "", ballot.congress.title, ballot.congress.title),
            *named,
        )
        for problem in glyph_problems(
            "glyph.missing", f"{place}.{where}", text, candidate=who, name=name
        )
    ]
    if missing:
        return tuple(missing)  # without glyphs there are no widths to judge by
    problems = list(overlong(contest, ballot.pages))
    for number, page in enumerate(ballot.pages, 1):
        if _heading(ballot, page, number) is None:
            facts = {"title": contest.title, "width": page.heading.w}
            problems.append(Problem("layout.title_too_long", f"{place}.title", facts))
        if _notes(ballot, page, number) is None:
            facts = {"title": contest.title, "height": page.instructions.h}
            problems.append(Problem("layout.notes_too_long", f"{place}.ballot", facts))
    return tuple(problems)


def draw_side(document: Document, ballot: Ballot, number: int) -> list[str]:
    """The operators of side `number` (from 1) of a ballot in which `side_problems` finds none."""
    page = ballot.pages[number - 1]
    canvas = Canvas(document)
    furniture.fiducials(canvas, page)
    _draw_heading(canvas, ballot, page, number)
    _draw_instructions(canvas, ballot, page, number)
    _draw_candidates(canvas, ballot, page)
    _draw_tail(canvas, ballot.sizes, page)
    furniture.scale_bar(canvas, page.scale_bar)
    _draw_foot(canvas, ballot, page, number)
    if ballot.stripe_words:
        furniture.stripe(canvas, page.width, page.height, ballot.stripe_words)
    return canvas.operators


def _heading(
    ballot: Ballot, page: PageGeometry, number: int
) -> tuple[tuple[Face, float, str], ...] | None:
    """The heading's lines as (face, size, text); None if one is too wide at its smallest."""
    title, sizes = wording.title(ballot.contest, ballot.round), ballot.sizes
    rows: Sequence[tuple[Face, tuple[float, float], str]] = (
        (
            ("hei", sizes.congress, ballot.congress.title),
            ("song", sizes.title, title),
            ("hei", sizes.seats, wording.seats(ballot.contest)),
        )
        if number == 1
        else (
            ("hei", sizes.back_congress, ballot.congress.title),
            ("song", sizes.back_title, f"{title}　背面"),
        )
    )
    lines: list[tuple[Face, float, str]] = []
    for face, (largest, smallest), text in rows:
        size = min(largest, page.heading.w / typeface(face).width(text))
        if size < smallest:
            return None
        lines.append((face, size, text))
    return tuple(lines)


def _draw_heading(canvas: Canvas, ballot: Ballot, page: PageGeometry, number: int) -> None:
    lines = _heading(ballot, page, number)
    assert lines is not None
    middle = page.width / 2
    total = sum(size for _, size, _ in lines)
    gap = min((page.heading.h - total) / (len(lines) + 1), 2.6)
    y = page.heading.y + 0.3
    for face, size, text in lines:
        canvas.text(face, size, middle, y, text, align="centre")
        y += size + gap


def _notes(
    ballot: Ballot, page: PageGeometry, number: int
) -> tuple[float, tuple[tuple[str, ...], ...]] | None:
    """The instructions' size and lines; None if they, or the row of marks, are too long."""
    area, sizes = page.instructions, ballot.sizes
    if _scheme_size(ballot, area) < sizes.scheme[1]:
        return None
    paragraphs = wording.notes(ballot.contest) if number == 1 else ()
    indent = sizes.notes[0] * 1.2
    height = area.h - sizes.symbol_row
    return fit_lines("hei", sizes.notes, area.w - indent, height, _NOTE_LEADING, paragraphs)


def _draw_instructions(canvas: Canvas, ballot: Ballot, page: PageGeometry, number: int) -> None:
    area, row = page.instructions, ballot.sizes.symbol_row
    _draw_scheme(canvas, ballot, area)
    foot = area.y + area.h + 1.2
    canvas.line(area.x, foot, area.x + area.w, foot, furniture.RULE)
    set_notes = _notes(ballot, page, number)
    assert set_notes is not None
    size, paragraphs = set_notes
    count = sum(map(len, paragraphs))
    y = area.y + row + (area.h - row - count * size * _NOTE_LEADING) * 0.55
    for lines in paragraphs:
        canvas.text("hei", size, area.x, y, "·")
        for line in lines:
            canvas.text("hei", size, area.x + size * 0.9, y, line)
            y += size * _NOTE_LEADING


def _scheme_size(ballot: Ballot, area: Box) -> float:
    """The size of the words that say what the marks mean, so that they fit one row."""
    largest = ballot.sizes.scheme[0]
    if ballot.contest.ballot.layout == "three-box":
        return min(largest, area.w / typeface("hei").width(_sentence(ballot)))
    groups = _groups(ballot)
    return largest * min((area.w - 4.0 * (len(groups) - 1)) / sum(w for _, w in groups), 1.0)


def _sentence(ballot: Ballot) -> str:
    return wording.columns_sentence(ballot.contest.rules)


def _groups(ballot: Ballot) -> list[tuple[Meaning, float]]:
    """Each meaning of a mark with the width of its boxes and words at the largest size."""
    sizes = ballot.sizes
    return [
        (
            meaning,
            max(len(meaning.symbols), 1) * (sizes.symbol_box + 1.2)
            + 0.8
            + sizes.scheme[0] * typeface("hei").width(wording.meaning_words(meaning)),
        )
        for meaning in wording.marks(ballot.contest.rules)
    ]


def _draw_scheme(canvas: Canvas, ballot: Ballot, area: Box) -> None:
    """The mark scheme in symbols and words, in one centred row."""
    size, sizes = _scheme_size(ballot, area), ballot.sizes
    box = sizes.symbol_box * size / sizes.scheme[0]
    words_y = area.y + 0.6 + (box - size) / 2
    if ballot.contest.ballot.layout == "three-box":
        canvas.text("hei", size, area.x + area.w / 2, words_y, _sentence(ballot), align="centre")
        return
    scale = size / sizes.scheme[0]
    groups = [(meaning, width * scale) for meaning, width in _groups(ballot)]
    used = sum(width for _, width in groups)
    between = min((area.w - used) / max(len(groups), 1), 16.0)
    x = area.x + (area.w - used - between * (len(groups) - 1)) / 2
    for meaning, width in groups:
        left = x
        for name in meaning.symbols or ("",):
            canvas.frame(Box(left, area.y + 0.6, box, box), furniture.HAIRLINE)
            if name:
                furniture.symbol(canvas, name, left + box / 2, area.y + 0.6 + box / 2, box * 0.62)
            left += box + 1.2 * scale
        words = wording.meaning_words(meaning)
        canvas.text("hei", size, left + 0.8 * scale, words_y, words)
        x += width + between


# Where names stand: how they are aligned in their cells, by where the box is.
_ALIGNED: Final[Mapping[str, tuple[Align, Anchor]]] = {
    "above": ("centre", "head"),
    "below": ("centre", "foot"),
    "before": ("left", "middle"),
    "after": ("left", "middle"),
}


def _draw_candidates(canvas: Canvas, ballot: Ballot, page: PageGeometry) -> None:
    contest, sizes = ballot.contest, ballot.sizes.names
    style = contest.ballot
    position = style.mark_position if style.layout == "one-box" else "after"
    align, anchor = _ALIGNED[position]
    for mark in page.boxes:
        canvas.frame(mark.box, furniture.BOX)
    by_id = {candidate.id: candidate for candidate in contest.candidates}
    every = tuple(cell.box for each in ballot.pages for cell in each.names)
    usual = usual_name(every, any(candidate.note for candidate in contest.candidates), sizes)
    for cell in page.names:
        name = set_name(by_id[cell.candidate], cell.box, usual.size, sizes)
        assert name is not None
        draw_name(canvas, name, cell.box, align, anchor, usual)
    if anchor == "middle":
        _draw_rows(canvas, page)
    if style.layout == "three-box":
        _draw_captions(canvas, ballot.sizes.caption, page)


def _draw_rows(canvas: Canvas, page: PageGeometry) -> None:
    """A hairline between the rows of a list, in the middle of the gap between two boxes."""
    for above, below in zip(page.names, page.names[1:], strict=False):
        if above.box.x != below.box.x:
            continue
        y = (above.box.y + above.box.h + below.box.y) / 2
        row = [above.box, *(m.box for m in page.boxes if m.candidate == above.candidate)]
        left = min(box.x for box in row)
        right = max(box.x + box.w for box in row)
        canvas.line(left, y, right, y, furniture.HAIRLINE)


def _draw_captions(canvas: Canvas, largest: float, page: PageGeometry) -> None:
    """赞成, 不赞成, 弃权 above the first box of each column, all in one size."""
    tops: dict[float, MarkBox] = {}
    for mark in page.boxes:
        top = tops.get(mark.box.x)
        if top is None or mark.box.y < top.box.y:
            tops[mark.box.x] = mark
    first, second, *_ = page.boxes
    captions = words_for("marks")
    words = [captions[mark.choice] for mark in (first, second)]
    room = second.box.x - first.box.x - _CAPTION_AIR
    size = min(largest, room / (sum(map(len, words)) / 2))
    for mark in tops.values():
        box = mark.box
        y = box.y - CLEAR - 0.7 - size
        canvas.text("hei", size, box.x + box.w / 2, y, captions[mark.choice], align="centre")


def _draw_tail(canvas: Canvas, sizes: TypeSizes, page: PageGeometry) -> None:
    """Write-in lines and the place for the seal, under a rule."""
    tops = [line.boxes[0].box.y - CLEAR - 0.1 for line in page.write_ins]
    if page.seal_area:
        furniture.seal_area(canvas, page.seal_area, sizes.seal)
        tops.append(page.seal_area.y)
    if tops:
        area = page.instructions
        y = min(tops) - 1.3
        canvas.line(area.x, y, area.x + area.w, y, furniture.RULE)
    for line in page.write_ins:
        for mark in line.boxes:
            canvas.frame(mark.box, furniture.BOX)
        box = line.boxes[0].box
        size = sizes.write_in
        y = box.y + (box.h - size) / 2
        canvas.text("hei", size, box.x - 2.4, y, wording.WRITE_IN, align="right")
        foot = line.name.y + line.name.h
        canvas.line(line.name.x, foot, line.name.x + line.name.w, foot, 0.2)


def _draw_foot(canvas: Canvas, ballot: Ballot, page: PageGeometry, number: int) -> None:
    """On a ballot of two sides: which side this is, and that names stand on the other."""
    if len(ballot.pages) == 1:
        return
    lines = [f"第 {number} 面，共 2 面"]
    if number == 1:
        lines.append(f"反面还有候选人 {len(ballot.pages[1].names)} 名")
    metrics, largest = typeface("hei"), ballot.sizes.foot
    room = page.barcode.x - page.scale_bar.x - 3.0
    beside = page.scale_bar.y + page.scale_bar.h > page.barcode.y
    if beside or metrics.width("　".join(lines)) * largest <= room:
        lines = ["　".join(lines)]
    size = min(largest, *(room / metrics.width(line) for line in lines))
    y = page.scale_bar.y - 1.8 - size if beside else page.barcode.y + 1.5
    for line in lines:
        canvas.text("hei", size, page.scale_bar.x, y, line)
        y += size * _NOTE_LEADING
