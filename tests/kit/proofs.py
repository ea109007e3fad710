"""Printed pages decoded as the kiosk decodes them: the proof, with the reader of barcodes."""

from collections.abc import Iterator
from functools import partial
from itertools import islice

from hardware.optical.codes import read_codes
from printing.proof import contact_sheet as pictures
from printing.proof import proof

decode_pdf = partial(proof.decode_pdf, read=read_codes)
contact_sheet = partial(pictures.contact_sheet, read=read_codes)


def all_codes(source: proof.Source, dpi: int = 300) -> Iterator[tuple[str, ...]]:
    """Every code on each page, from the top down and from the left: for sheets of cards."""
    with proof.open_pdf(source) as document:
        for number in range(1, len(document) + 1):
            with proof.open_page(document, number) as page:
                found = proof._codes(page, dpi, None, read_codes)
            yield found


def page_texts(source: proof.Source, pages: int | None = None) -> Iterator[str]:
    """The text that copying from each page gives, in the order of drawing."""
    with proof.open_pdf(source) as document:
        for number in islice(range(1, len(document) + 1), pages):
            with proof.open_page(document, number) as page:
                text = page.get_textpage()
                words: str = text.get_text_bounded()
                text.close()
            yield words
