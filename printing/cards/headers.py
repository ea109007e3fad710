"""Header sheets: one page to lie on each batch, whose code tells a station which batch follows."""

from collections.abc import Sequence
from typing import Final

from counting.codes.ballots import MAX_BATCH, BatchHeader, encode
from counting.model.geometry import Box
from counting.model.refusal import InputError, Problem
from printing.cards.page import FOOT, MARGIN, ROOM, WIDTH, Blank, ContestPages, code_at, line, rule
from printing.cards.round import RoundOnPaper
from printing.pdf.document import Output, PrintedPages

_COUNTS: Final = ("第一遍", "第二遍")
_SIGNING: Final = ("计票人", "监票人", "张数")
_BLANK: Final = Blank(face="hei", size=3.6, rise=5.8, weight=0.2, indent=14.0)


def header_codes(round_: RoundOnPaper, batches: Sequence[str]) -> dict[str, str]:
    """The code of each batch's header, by batch id.

    InputError `print.batch_number` for a batch whose id is not a number from 1 to 999.
    """
    wrong = tuple(
        Problem("print.batch_number", f"batches.{batch}", {"batch": batch, "most": MAX_BATCH})
        for batch in batches
        if not (batch.isascii() and batch.isdigit() and batch[0] != "0" and int(batch) <= MAX_BATCH)
    )
    if wrong:
        raise InputError(wrong)
    mode, tag, index = round_.congress.mode, round_.tag, round_.index
    return {
        batch: encode(BatchHeader(mode, tag, index, round_.number, batch), round_.key)
        for batch in batches
    }


def print_headers(
    round_: RoundOnPaper, batches: Sequence[tuple[str, int]], out: Output
) -> PrintedPages:
    """Write one page a batch, given as (id, size in sheets).

    InputError `glyph.missing`, and as `header_codes`.
    """
    pages = ContestPages(out, round_.congress, round_.contest, "批次单")
    codes = header_codes(round_, [batch for batch, _ in batches])
    for batch, size in batches:
        with pages.page(f"批次单　第 {round_.number} 轮") as canvas:
            canvas.text("song", 44.0, WIDTH / 2, 62.0, f"第 {batch} 批", align="centre")
            canvas.text("hei", 14.0, WIDTH / 2, 122.0, f"{size} 张", align="centre")
            rule(canvas, 160.0)
            for number, words in enumerate(_COUNTS):
                y = 166.0 + number * 24.0
                line(canvas, "hei", 5.0, Box(MARGIN, y, ROOM, 8.0), words)
                for column, label in enumerate(_SIGNING):
                    x = MARGIN + 30.0 + column * 50.0
                    _BLANK.draw(canvas, label, x, y + 8.0, x + 46.0)
            code_at(canvas, codes[batch], (WIDTH - 60.0) / 2, FOOT - 40.0, 26.0)
    return pages.save()
