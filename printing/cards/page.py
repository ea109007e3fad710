"""A4 pages for the tellers' table: a heading, a rule, labelled codes, the stripe of a rehearsal."""

from typing import Final

from counting.model.election import Congress, Contest, Mode, Seal
from counting.model.geometry import Box
from counting.model.refusal import InputError, Problem
from printing.ballot import symbols as furniture
from printing.pdf.barcodes import bars, width_of
from printing.pdf.canvas import Align, Canvas
from printing.pdf.document import Document
from printing.pdf.fonts import Face, missing_glyphs, typeface

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
MARGIN: Final = 16.0
TOP: Final = 38.0  # where the content starts, below the heading's rule
FOOT: Final = 282.0  # and where it ends
REHEARSAL: Final = "演练用　不计入选举"


def contest_of(seal: Seal, contest_id: str) -> Contest:
    """The sealed contest; InputError `print.no_such_contest` when there is none of that id."""
    contest = seal.congress.contest(contest_id)
    if contest is None:
        raise InputError((Problem("print.no_such_contest", "contest", {"contest": contest_id}),))
    return contest


def open_page(document: Document, congress: Congress, contest: Contest, title: str) -> Canvas:
    """The heading of a page: whose it is and what for; returns the canvas to go on with."""
    canvas = Canvas(document)
    room = WIDTH - 2 * MARGIN
    line(canvas, "hei", 4.2, Box(MARGIN, 14.0, room, 5.0), f"{congress.title}　{contest.title}")
    line(canvas, "song", 9.0, Box(MARGIN, 20.5, room, 11.0), title)
    canvas.line(MARGIN, 33.5, WIDTH - MARGIN, 33.5, furniture.RULE)
    if congress.mode is Mode.REHEARSAL:
        furniture.stripe(canvas, WIDTH, HEIGHT, REHEARSAL)
    return canvas


def line(
    canvas: Canvas, face: Face, size: float, area: Box, text: str, align: Align = "left"
) -> None:
    """One line in the middle of its area's height; smaller rather than wider than it."""
    size = min(size, area.w / max(typeface(face).width(text), 0.01))
    x = {"left": area.x, "centre": area.x + area.w / 2, "right": area.x + area.w}[align]
    canvas.text(face, size, x, area.y + (area.h - size) / 2, text, align=align)


def code_at(canvas: Canvas, digits: str, x: float, y: float, height: float) -> float:
    """Draw a code with its quiet zones from `x`; returns its width in millimetres."""
    width = width_of(digits)
    canvas.operators.append(bars(digits, Box(x, y, width, height)))
    return width


def refuse_missing_glyphs(congress: Congress, contest: Contest) -> None:
    """InputError `glyph.missing` for every character of these pages that no font has."""
    place = f"contests.{contest.id}"
    texts = [("congress", "", congress.title), (f"{place}.title", "", contest.title)]
    texts += [(f"{place}.candidates.{c.id}", c.id, c.name) for c in contest.candidates]
    found = tuple(
        Problem(
            "glyph.missing",
            where,
            {"candidate": who, "name": text, "character": char, "codepoint": codepoint},
        )
        for where, who, text in texts
        for char, codepoint in missing_glyphs(text)
    )
    if found:
        raise InputError(found)
