"""Numbered sleeves for doubtful sheets (疑难票封套): an A4 sheet that folds once around a ballot.

The count numbers the sheets that it leaves to people, and says into which sleeve each goes.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from counting.model.election import Congress, Contest, Mode
from counting.model.geometry import Box
from printing.ballot.symbols import HAIRLINE, RULE, stripe
from printing.ballot.wording import colour
from printing.cards.badges import PrintedPages
from printing.cards.page import HEIGHT, MARGIN, REHEARSAL, WIDTH, line, refuse_missing_glyphs
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document, Output
from printing.pdf.fonts import typeface

MOST_NUMBER: Final = 9999
_FOLD: Final = HEIGHT / 2
_ROOM: Final = WIDTH - 2 * MARGIN
_REASONS: Final = ("字迹不清", "符号不清", "另选人", "涂改", "其他")
_DECISIONS: Final = ("有效", "无效", "逐项认定")
_SIGNERS: Final = ("监票人", "总监票人")
_NUMBER: Final = 70.0
_UNIT: Final = 16.0
_LABEL: Final = 5.0
_BOX: Final = 5.6


def print_sleeves(
    congress: Congress, contest: Contest, round_number: int, numbers: Sequence[int], out: Output
) -> PrintedPages:
    """Write a sleeve for each of `numbers` (1 to 9999): a cover above the fold, a record below.

    InputError `glyph.missing`.
    """
    refuse_missing_glyphs(congress, contest)
    document = Document(out, f"{congress.title}　{contest.title}　疑难票封套", WIDTH, HEIGHT)
    document.form("sleeve", _every(document, congress, contest, round_number))
    for number in numbers:
        canvas = Canvas(document)
        _numbers(canvas, number)
        document.page(("sleeve",), canvas.operators)
    document.save()
    return PrintedPages(document.pages, document.font_names)


def _every(
    document: Document, congress: Congress, contest: Contest, round_number: int
) -> Iterable[str]:
    """What all sleeves of a contest share."""
    canvas = Canvas(document)
    if congress.mode is Mode.REHEARSAL:
        stripe(canvas, WIDTH, HEIGHT, REHEARSAL)
    line(canvas, "hei", 4.2, Box(MARGIN, 14.0, _ROOM, 5.0), f"{congress.title}　{contest.title}")
    line(canvas, "song", 9.0, Box(MARGIN, 20.5, 80.0, 11.0), "疑难票封套")
    line(canvas, "hei", 5.0, Box(WIDTH - MARGIN - 90.0, 24.0, 90.0, 7.0),
         _which(contest, round_number), "right")  # fmt: skip
    canvas.line(MARGIN, 33.5, WIDTH - MARGIN, 33.5, RULE)
    for x, unit in ((WIDTH / 2 - 62.0, "批"), (WIDTH / 2 + 12.0, "遍")):
        _blank(canvas, "第", x, 130.0, 42.0)
        canvas.text("hei", _LABEL, x + 44.0, 130.0 - _LABEL - 0.4, unit)
    _fold(canvas)
    _record(canvas)
    return canvas.operators


def _which(contest: Contest, round_number: int) -> str:
    paper = f"{colour(contest)}票" if colour(contest) else ""
    return "　".join(word for word in (paper, f"第 {round_number} 轮") if word)


def _numbers(canvas: Canvas, number: int) -> None:
    """The number that the station calls, huge on the cover and again on the record."""
    text = str(number)
    width = typeface("hei").width(text) * _NUMBER
    left = (WIDTH - width - _UNIT - 4.0) / 2
    canvas.text("hei", _NUMBER, left, 42.0, text)
    canvas.text("song", _UNIT, left + width + 4.0, 42.0 + 0.86 * _NUMBER - _UNIT, "号")
    line(canvas, "hei", _LABEL, Box(MARGIN, _FOLD + 11.0, _ROOM, 7.0), f"{number} 号封套", "right")


def _fold(canvas: Canvas) -> None:
    words = "沿此线向后对折，选票夹在中间，开口向上"
    canvas.grey(0.45)
    canvas.operators.append("q [2 2] 0 d")
    canvas.line(6.0, _FOLD, WIDTH - 6.0, _FOLD, HAIRLINE)
    canvas.operators.append("Q")
    canvas.text("hei", 2.8, WIDTH / 2, _FOLD - 4.0, words, align="centre")
    canvas.grey(0)


def _record(canvas: Canvas) -> None:
    """What people found and decided, written by hand."""
    top = _FOLD + 11.0
    line(canvas, "song", 7.0, Box(MARGIN, top, 80.0, 8.0), "认定记录")
    canvas.line(MARGIN, top + 11.0, WIDTH - MARGIN, top + 11.0, RULE)
    after = _choices(canvas, "疑难原因", _REASONS, top + 17.0)
    canvas.line(
        after, top + 17.0 + _LABEL + 0.4, WIDTH - MARGIN, top + 17.0 + _LABEL + 0.4, HAIRLINE
    )
    _choices(canvas, "认定结果", _DECISIONS, top + 30.0)
    canvas.text("hei", _LABEL, MARGIN, top + 43.0, "理由和逐项认定")
    for number in range(4):
        y = top + 58.0 + number * 11.2
        canvas.line(MARGIN, y, WIDTH - MARGIN, y, HAIRLINE)
    for column, who in enumerate(_SIGNERS):
        x = MARGIN + column * (_ROOM / 2 + 3.0)
        _blank(canvas, who, x, top + 109.0, _ROOM / 2 - 3.0)


def _choices(canvas: Canvas, label: str, choices: Sequence[str], y: float) -> float:
    """A label and boxes to tick, each before its words; returns where the last words end."""
    canvas.text("hei", _LABEL, MARGIN, y, label)
    x = MARGIN + 28.0
    for choice in choices:
        canvas.frame(Box(x, y + (_LABEL - _BOX) / 2, _BOX, _BOX), 0.3)
        canvas.text("hei", _LABEL - 0.4, x + _BOX + 1.6, y + 0.2, choice)
        x += _BOX + 1.6 + typeface("hei").width(choice) * (_LABEL - 0.4) + 5.4
    return x - 4.0


def _blank(canvas: Canvas, label: str, x: float, foot: float, width: float) -> None:
    """A label and a line to write on, `width` together."""
    canvas.text("hei", _LABEL, x, foot - _LABEL - 0.4, label)
    after = typeface("hei").width(label) * _LABEL + 2.0
    canvas.line(x + after, foot, x + width, foot, 0.2)
