"""Proving a print: its pages are rendered to pixels and the codes decoded from them.

pdfium cannot work on two threads at once, so everything here takes turns; any thread may call.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import cycle
from pathlib import Path
from threading import RLock
from typing import Any, Final

import pypdfium2

from counting.model.geometry import Box

Source = Path | str | bytes
ReadCodes = Callable[[Any], Sequence[tuple[str, Box]]]
"""Reads the barcodes of a grey Pillow image: each text, with the box of pixels it covers."""
Progress = Callable[[int, int], None]
"""Told (pages done, pages in all) after every page. What it raises ends the proof."""

_POINTS: Final = 72.0
_MM: Final = 25.4
_FOOT: Final = 34.0  # the code of every sheet we print stands in the lowest 34 mm
_TURN: Final = RLock()


def decode_pdf(
    source: Source,
    dpi: int = 300,
    *,
    read: ReadCodes,
    areas: Sequence[Box] = (),
    progress: Progress | None = None,
) -> Iterator[str]:
    """The code on each page, in page order, as read from its pixels; "" where none can be read.

    `areas` (millimetres) are where the code stands on the first page, the second, and so on again
    from the first. Without them the foot of the page is searched, then all of it.
    """
    with open_pdf(source) as document:
        places = cycle(areas) if areas else None
        for number in range(1, len(document) + 1):
            with open_page(document, number) as page:
                if places is not None:
                    codes = _codes(page, dpi, next(places), read)
                else:
                    width, height = size_of(page)
                    foot = Box(0.0, height - _FOOT, width, _FOOT)
                    codes = _codes(page, dpi, foot, read) or _codes(page, dpi, None, read)
            if progress:
                progress(number, len(document))
            yield codes[0] if codes else ""


def page_png(pdf: bytes, page: int, width_px: int) -> bytes:
    """One page (from 1) as a PNG of that width: what is printed, in grey, and nothing else.

    The same file and width give the same picture. IndexError if there is no such page.
    """
    with open_pdf(pdf) as document:
        if not 1 <= page <= len(document):
            raise IndexError(f"page {page} of {len(document)}")
        with open_page(document, page) as opened:
            picture = render(opened, width_px)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@contextmanager
def open_pdf(source: Source) -> Iterator[Any]:
    """The document of a PDF, closed in the end."""
    with _TURN:
        document = pypdfium2.PdfDocument(source)
    try:
        yield document
    finally:
        with _TURN:
            document.close()


@contextmanager
def open_page(document: Any, number: int) -> Iterator[Any]:
    """A page (from 1) of an open document, for this thread alone until it is left."""
    with _TURN:
        page = document[number - 1]
        try:
            yield page
        finally:
            page.close()


def size_of(page: Any) -> tuple[float, float]:
    """Width and height of a page in millimetres."""
    width, height = page.get_size()
    return width * _MM / _POINTS, height * _MM / _POINTS


def render(page: Any, width_px: int) -> Any:
    """A page as a grey Pillow image of that width."""
    bitmap = page.render(scale=width_px / page.get_width(), grayscale=True)
    picture = bitmap.to_pil().copy()
    bitmap.close()
    return picture


def _codes(page: Any, dpi: int, area: Box | None, read: ReadCodes) -> tuple[str, ...]:
    """The codes within an area of a page, in reading order."""
    crop = (0.0, 0.0, 0.0, 0.0)
    if area is not None:
        width, height = page.get_size()
        unit = _POINTS / _MM
        crop = (  # from the left, bottom, right and top edges, never beyond them
            max(area.x * unit, 0.0),
            max(height - (area.y + area.h) * unit, 0.0),
            max(width - (area.x + area.w) * unit, 0.0),
            max(area.y * unit, 0.0),
        )
    bitmap = page.render(scale=dpi / _POINTS, grayscale=True, crop=crop)
    # Codes of one row may differ by a pixel in height.
    ordered = sorted(read(bitmap.to_pil()), key=lambda code: (round(code[1].y / 20), code[1].x))
    bitmap.close()
    return tuple(text for text, _ in ordered)
