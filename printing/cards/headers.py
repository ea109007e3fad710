"""Header sheets: one page to lie on each batch, whose code tells a station which batch follows."""

from collections.abc import Sequence
from typing import BinaryIO

from counting.codes.ballots import MAX_BATCH, BatchHeader, definition_tag, encode
from counting.model.election import Seal
from counting.model.geometry import Box
from counting.model.refusal import InputError, Problem
from printing.cards.page import (
    FOOT,
    HEIGHT,
    MARGIN,
    WIDTH,
    code_at,
    contest_of,
    line,
    open_page,
    refuse_missing_glyphs,
)
from printing.pdf.document import Document


def header_codes(
    seal: Seal, contest_id: str, round_number: int, batches: Sequence[str], key: bytes
) -> dict[str, str]:
    """The code of each batch's header, by batch id.

    InputError `print.no_such_contest`, or `print.batch_number` for a batch whose id is not a
    number from 1 to 999.
    """
    contest = contest_of(seal, contest_id)
    wrong = tuple(
        Problem("print.batch_number", f"batches.{batch}", {"batch": batch, "most": MAX_BATCH})
        for batch in batches
        if not (batch.isascii() and batch.isdigit() and batch[0] != "0" and int(batch) <= MAX_BATCH)
    )
    if wrong:
        raise InputError(wrong)
    tag, index = definition_tag(seal.hash), seal.congress.contests.index(contest)
    return {
        batch: encode(BatchHeader(seal.congress.mode, tag, index, round_number, batch), key)
        for batch in batches
    }


def print_headers(
    seal: Seal,
    contest_id: str,
    round_number: int,
    batches: Sequence[tuple[str, int]],
    key: bytes,
    out: BinaryIO,
) -> tuple[str, ...]:
    """Write one page a batch, given as (id, size in sheets); returns the fonts embedded."""
    contest = contest_of(seal, contest_id)
    refuse_missing_glyphs(seal.congress, contest)
    codes = header_codes(seal, contest_id, round_number, [batch for batch, _ in batches], key)
    document = Document(out, f"{seal.congress.title}　{contest.title}　批次头", WIDTH, HEIGHT)
    for batch, size in batches:
        ink = open_page(document, seal.congress, contest, f"批次头　第 {round_number} 轮")
        room = WIDTH - 2 * MARGIN
        ink.text("song", 44.0, WIDTH / 2, 62.0, f"第 {batch} 批", align="centre")
        ink.text("hei", 14.0, WIDTH / 2, 122.0, f"{size} 张", align="centre")
        ink.line(MARGIN, 160.0, WIDTH - MARGIN, 160.0, 0.12)
        for number, words in enumerate(("第一遍", "第二遍")):
            y = 166.0 + number * 24.0
            line(ink, "hei", 5.0, Box(MARGIN, y, room, 8.0), words)
            for column, label in enumerate(("计票人", "监票人", "张数")):
                x = MARGIN + 30.0 + column * 50.0
                ink.text("hei", 3.6, x, y + 2.2, label)
                ink.line(x + 14.0, y + 8.0, x + 46.0, y + 8.0, 0.2)
        code_at(ink, codes[batch], (WIDTH - 60.0) / 2, FOOT - 40.0, 26.0)
        document.page(operators=ink.operators)
    document.save()
    return document.font_names
