"""Table cards (桌牌): an A4 sheet a person, folded once into a tent that reads from both sides."""

from collections.abc import Sequence
from typing import Final

from counting.model.election import Mode
from counting.model.geometry import Box
from printing.ballot.name_setting import SetName, draw_name
from printing.ballot.symbols import HAIRLINE, stripe_in
from printing.cards.badges import Bearer, refuse_unprintable, settle_names
from printing.cards.page import REHEARSAL, line
from printing.pdf.canvas import Canvas, new_page
from printing.pdf.document import Document, Output, PrintedPages

_WIDTH: Final = 297.0
_HALF: Final = 105.0
_CELL: Final = Box(18.0, 6.0, 261.0, 79.0)
_NAME: Final = 64.0  # four characters fill the width; two and three are of the same size
_MARK: Final = 8.0


def print_table_cards(
    title: str, mode: Mode, people: Sequence[Bearer], out: Output
) -> PrintedPages:
    """Write a card for each of `people`, in their order; `title` is only the file's.

    InputError `roll.glyph`, `roll.name_too_long`, naming every person that cannot be printed.
    """
    refuse_unprintable(title, people)
    names = settle_names(people, _CELL, _NAME)
    document = Document(out, f"{title}　桌牌", _WIDTH, 2 * _HALF)
    for person, name in zip(people, names, strict=True):
        with new_page(document) as canvas:
            for axes in (f"1 0 0 1 0 {_HALF}", f"-1 0 0 -1 {_WIDTH} {_HALF}"):
                # The second half is the first turned about the fold.
                with canvas.within(f"{axes} cm"):
                    _half(canvas, mode, person, name)
            for x in (3.0, _WIDTH - 3.0 - _MARK):
                canvas.line(x, _HALF, x + _MARK, _HALF, HAIRLINE)
    return document.save()


def _half(canvas: Canvas, mode: Mode, person: Bearer, name: SetName) -> None:
    draw_name(canvas, name, _CELL, "centre", "middle")
    where = "　".join(word for word in (person.seat, person.delegation) if word)
    line(canvas, "hei", 4.4, Box(_CELL.x, 87.0, _CELL.w, 6.0), where, "centre")
    if mode is Mode.REHEARSAL:
        stripe_in(canvas, Box(26.0, 95.6, _WIDTH - 52.0, 4.6), REHEARSAL)
