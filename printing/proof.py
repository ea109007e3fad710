"""Proving a print: its pages are rendered to pixels and the codes decoded from them.

pdfium is not safe to use from several threads at once: call from one.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import pypdfium2
import zxingcpp

from counting.geometry import Box

_POINTS: Final = 72.0
_MM: Final = 25.4
_CODE_128: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
_FOOT: Final = 34.0  # the code of every sheet we print stands in the lowest 34 mm


def decode_pdf(
    source: Path | str | bytes, dpi: int = 300, *, areas: Sequence[Box] = ()
) -> Iterator[str]:
    """The code on each page, in page order, as read from its pixels; "" where none can be read.

    `areas` (millimetres) are where the code stands on the first page, the second, and so on again
    from the first. Without them the foot of the page is searched, then all of it.
    """
    with _opened(source) as document:
        looked = cycle(areas) if areas else None
        for page in document:
            try:
                if looked is not None:
                    found = _codes(page, dpi, next(looked))
                else:
                    width, height = (side * _MM / _POINTS for side in page.get_size())
                    foot = Box(0.0, height - _FOOT, width, _FOOT)
                    found = _codes(page, dpi, foot) or _codes(page, dpi, None)
                yield found[0] if found else ""
            finally:
                page.close()


def all_codes(source: Path | str | bytes, dpi: int = 300) -> Iterator[tuple[str, ...]]:
    """Every code on each page, from the top down and from the left: for sheets of cards."""
    with _opened(source) as document:
        for page in document:
            try:
                yield _codes(page, dpi, None)
            finally:
                page.close()


def page_texts(source: Path | str | bytes, pages: int | None = None) -> Iterator[str]:
    """The text that copying from each page gives, in the order of drawing."""
    with _opened(source) as document:
        for page in islice(document, pages):
            yield page.get_textpage().get_text_bounded()


def _opened(source: Path | str | bytes) -> Any:
    return pypdfium2.PdfDocument(source, autoclose=True)


def _codes(page: Any, dpi: int, area: Box | None) -> tuple[str, ...]:
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
    found = zxingcpp.read_barcodes(bitmap.to_pil(), formats=_CODE_128)
    ordered = sorted(found, key=lambda code: _place(code.position))
    return tuple(code.text for code in ordered)


def _place(position: Any) -> tuple[int, int]:
    # Codes of one row may differ by a pixel in height.
    return round(position.top_left.y / 20), position.top_left.x
