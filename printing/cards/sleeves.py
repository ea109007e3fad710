"""Numbered sleeves for doubtful sheets (疑难票封套): an A4 sheet that folds once around a ballot.

The count numbers the sheets that it leaves to people, and says into which sleeve each goes.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from counting.codes.ballots import MAX_SLEEVE, SleeveLabel, encode
from counting.model.election import Contest
from counting.model.geometry import Box
from printing.ballot.symbols import HAIRLINE, RULE
from printing.ballot.wording import colour
from printing.cards.page import (
    HEIGHT,
    MARGIN,
    ROOM,
    WIDTH,
    Blank,
    ContestPages,
    code_at,
    line,
    rule,
)
from printing.cards.round import RoundOnPaper
from printing.pdf.barcodes import width_of
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Output, PrintedPages
from printing.pdf.fonts import typeface

MOST_NUMBER: Final = 9999
_FOLD: Final = HEIGHT / 2
_REASONS: Final = ("字迹不清", "符号不清", "另选人", "涂改", "其他")
_DECISIONS: Final = ("有效", "无效", "逐项认定")
_SIGNERS: Final = ("监票人", "总监票人")
_NUMBER: Final = 70.0
_CODE_TOP: Final = 271.5
_CODE_HEIGHT: Final = 12.0
_UNIT: Final = 16.0
_LABEL: Final = 5.0
_BOX: Final = 5.6
_BLANK: Final = Blank(face="hei", size=_LABEL, rise=_LABEL + 0.4, weight=0.2)


def print_sleeves(round_: RoundOnPaper, numbers: Sequence[int], out: Output) -> PrintedPages:
    """Write a sleeve for each of `numbers` (1 to 9999): a cover above the fold, a record below.

    Up to 999 it bears a code, by which a second pass takes the sheet in it.
    InputError `glyph.missing`.
    """
    pages = ContestPages(out, round_.congress, round_.contest, "疑难票封套")
    pages.document.form("sleeve", _every(pages, round_))
    for number in numbers:
        with new_page(pages.document, "sleeve") as canvas:
            _numbers(canvas, number)
            if number <= MAX_SLEEVE:
                _code(canvas, sleeve_code(round_, number))
    return pages.save()


def sleeve_code(round_: RoundOnPaper, number: int) -> str:
    """The code of a sleeve, 1 to 999."""
    label = SleeveLabel(round_.congress.mode, round_.tag, round_.index, round_.number, number)
    return encode(label, round_.key)


def _code(canvas: Canvas, digits: str) -> None:
    code_at(canvas, digits, (WIDTH - width_of(digits)) / 2, _CODE_TOP, _CODE_HEIGHT)


def _every(pages: ContestPages, round_: RoundOnPaper) -> Iterable[str]:
    """What all sleeves of a contest share."""
    canvas = Canvas(pages.document)
    pages.stripe(canvas)
    pages.heading(canvas, "疑难票封套")
    which = _which(round_.contest, round_.number)
    line(canvas, "hei", 5.0, Box(WIDTH - MARGIN - 90.0, 24.0, 90.0, 7.0), which, "right")
    rule(canvas, 33.5, RULE)
    for x, unit in ((WIDTH / 2 - 62.0, "批"), (WIDTH / 2 + 12.0, "遍")):
        _BLANK.draw(canvas, "第", x, 130.0, x + 42.0)
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
    line(canvas, "hei", _LABEL, Box(MARGIN, _FOLD + 11.0, ROOM, 7.0), f"{number} 号封套", "right")


def _fold(canvas: Canvas) -> None:
    words = "沿此线向后对折，选票夹在中间，开口向上"
    canvas.grey(0.45)
    with canvas.within("[2 2] 0 d"):
        canvas.line(6.0, _FOLD, WIDTH - 6.0, _FOLD, HAIRLINE)
    canvas.text("hei", 2.8, WIDTH / 2, _FOLD - 4.0, words, align="centre")
    canvas.grey(0)


def _record(canvas: Canvas) -> None:
    """What the scrutineers saw and decided, written by hand."""
    top = _FOLD + 11.0
    line(canvas, "song", 7.0, Box(MARGIN, top, 80.0, 8.0), "认定记录")
    rule(canvas, top + 11.0, RULE)
    after = _choices(canvas, "疑难原因", _REASONS, top + 17.0)
    foot = top + 17.0 + _LABEL + 0.4
    canvas.line(after, foot, WIDTH - MARGIN, foot, HAIRLINE)
    _choices(canvas, "认定结果", _DECISIONS, top + 30.0)
    canvas.text("hei", _LABEL, MARGIN, top + 43.0, "理由和逐项认定")
    for number in range(4):
        rule(canvas, top + 58.0 + number * 11.2)
    for column, who in enumerate(_SIGNERS):
        x = MARGIN + column * (ROOM / 2 + 3.0)
        _BLANK.draw(canvas, who, x, top + 109.0, x + (ROOM / 2 - 3.0))


def _choices(canvas: Canvas, label: str, choices: Sequence[str], y: float) -> float:
    """A label and boxes to tick, each before its words; returns where the last words end."""
    canvas.text("hei", _LABEL, MARGIN, y, label)
    x = MARGIN + 28.0
    for choice in choices:
        canvas.frame(Box(x, y + (_LABEL - _BOX) / 2, _BOX, _BOX), 0.3)
        canvas.text("hei", _LABEL - 0.4, x + _BOX + 1.6, y + 0.2, choice)
        x += _BOX + 1.6 + typeface("hei").width(choice) * (_LABEL - 0.4) + 5.4
    return x - 4.0
