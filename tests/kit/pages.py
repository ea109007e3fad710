"""A printed page as it can be measured: its pixels at a resolution, and its text with places."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from pypdfium2 import raw

from counting.layout.sizes import FIDUCIAL_SIZE, SIDE_MARGIN
from counting.model.geometry import Box, PageGeometry
from hardware.optical.codes import read_codes

MM = 25.4
REACH = 0.9  # to both sides of an edge; nothing else is printed that near to a box
LINES = 8  # across each edge

Tables = list[dict[str, Any]]


@dataclass(frozen=True)
class Char:
    """A printed character, the rectangle of its ink in millimetres from the top left, its size."""

    text: str
    box: Box
    size: float


def pixels_of(page: Any, dpi: int) -> Any:
    """A page of pypdfium2 as a grey array, rows first."""
    return page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()


def chars_of(page: Any) -> Iterator[Char]:
    """What is printed as text, without the spaces and line ends that extraction adds."""
    text, height = page.get_textpage(), page.get_height()
    unit = MM / 72
    pending = ""
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text, index)
        left, bottom, right, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        if 0xD800 <= code < 0xDC00:  # half a character beyond U+FFFF: the other half follows
            pending = chr(code)
            continue
        char = (pending + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16")
        pending = ""
        if char.isspace():
            continue
        y, h = (height - top.value) * unit, (top.value - bottom.value) * unit
        size = raw.FPDFText_GetFontSize(text, index)
        yield Char(char, Box(left.value * unit, y, (right.value - left.value) * unit, h), size)


def inside(inner: Box, outer: Box, slack: float = 0.02) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.x + inner.w <= outer.x + outer.w + slack
        and inner.y + inner.h <= outer.y + outer.h + slack
    )


def holds_centre(outer: Box, inner: Box) -> bool:
    x, y = inner.x + inner.w / 2, inner.y + inner.h / 2
    return outer.x <= x <= outer.x + outer.w and outer.y <= y <= outer.y + outer.h


def region(pixels: Any, box: Box, margin: float, dpi: int) -> Any:
    """The pixels of a box and `margin` millimetres around it (or, negative, within it)."""
    scale = dpi / MM
    left, top = round((box.x - margin) * scale), round((box.y - margin) * scale)
    right = round((box.x + box.w + margin) * scale)
    bottom = round((box.y + box.h + margin) * scale)
    return pixels[max(top, 0) : bottom, max(left, 0) : right]


def farthest_edge(pixels: Any, box: Box, dpi: int) -> float:
    """How far, in mm, the worst printed edge of a box lies from where it should be.

    Looks along lines across each edge and takes the middle of the ink; infinite where there is
    none.
    """
    scale = dpi / MM
    steps = np.arange(1, LINES + 1) / (LINES + 1)
    rows = np.round((box.y + box.h * steps) * scale).astype(int)
    columns = np.round((box.x + box.w * steps) * scale).astype(int)
    worst = 0.0
    for where, upright in (
        (box.x, True),
        (box.x + box.w, True),
        (box.y, False),
        (box.y + box.h, False),
    ):
        across = np.arange(round((where - REACH) * scale), round((where + REACH) * scale))
        lines = pixels[rows][:, across] if upright else pixels[across][:, columns].T
        ink = 255.0 - lines
        found = ink.sum(axis=1)
        if found.min() < 128:
            return float("inf")
        middles = ink @ (across + 0.5) / found / scale
        worst = max(worst, float(np.abs(middles - where).max()))
    return worst


def boxes_of(table: dict[str, Any]) -> Iterator[Box]:
    """Every box of a page of the contract's `layout`, write-ins included."""
    for found in (*table["boxes"], *table["write_ins"]):
        yield Box(found["x"], found["y"], found["w"], found["h"])


def fiducial_error(pixels: Any, x: float, y: float, dpi: int) -> float:
    """How far, in mm, the printed fiducial's middle or side is from what it should be."""
    scale = dpi / MM
    half = FIDUCIAL_SIZE / 2 + 1.5
    left, top = round((x - half) * scale), round((y - half) * scale)
    size = round(2 * half * scale)
    ink = (255.0 - pixels[top : top + size, left : left + size]) / 255
    if ink.sum() < 1:
        return float("inf")
    across = ((ink.sum(axis=0) @ (np.arange(size) + 0.5)) / ink.sum() + left) / scale - x
    down = ((ink.sum(axis=1) @ (np.arange(size) + 0.5)) / ink.sum() + top) / scale - y
    side = ink.sum() ** 0.5 / scale - FIDUCIAL_SIZE
    return float(max(abs(across), abs(down), abs(side)))


def codes_in(pixels: Any, area: Box, dpi: int) -> list[str]:
    found = read_codes(np.ascontiguousarray(region(pixels, area, 0.0, dpi)))
    return [text for text, _ in found]


def crowded(pixels: Any, boxes: list[Box], dpi: int) -> list[Box]:
    """The boxes with anything but white in them or within 1.4 mm (0.1 mm is left for blur)."""
    clean = pixels.copy()
    own = 0.15 + 1.5 * MM / dpi  # half their own lines, and blur
    for box in boxes:
        within = region(clean, box, -own, dpi).copy()
        region(clean, box, own, dpi)[...] = 255
        region(clean, box, -own, dpi)[...] = within
    return [box for box in boxes if region(clean, box, 1.4, dpi).min() <= 200]


def other_places(page: PageGeometry) -> list[Box]:
    """Where text may stand that is no candidate's name: each a part of the sheet of its own."""
    edge, width = SIDE_MARGIN, page.width - 2 * SIDE_MARGIN
    first = min((mark.box.y for mark in page.boxes), default=page.height)
    captions_top = page.instructions.y + page.instructions.h + 1.5
    bar, code = page.scale_bar, page.barcode
    places = [
        page.heading,
        page.instructions,
        Box(edge, captions_top, width, first - 1.5 - captions_top),
        Box(bar.x, bar.y - 0.5, bar.w, bar.h + 0.5),
        # Which side this is: over the scale bar, or left of the code.
        Box(bar.x, bar.y - 6.5, code.x - bar.x, code.y + code.h - bar.y + 6.5),
        Box(26.0, 5.4, page.width - 52.0, 4.6),
        Box(26.0, page.height - 10.0, page.width - 52.0, 4.6),
    ]
    if page.seal_area:
        places.append(page.seal_area)
    for line in page.write_ins:
        box = line.boxes[0].box
        places.append(Box(box.x - 21.5, box.y, 20.0, box.h))
    return places


def text_problems(page: PageGeometry, chars: list[Char], names: dict[str, str]) -> list[str]:
    """Characters that lie in no place of text, and names that are not whole in their own cell.

    `names`: what stands in the cell of each candidate, name and note, without spaces.
    """
    found = []
    cells = {cell.candidate: cell.box for cell in page.names}
    said = dict.fromkeys(cells, "")
    others = other_places(page)
    for char in chars:
        owner = next((who for who, cell in cells.items() if holds_centre(cell, char.box)), None)
        if owner is not None:
            said[owner] += char.text
            if not inside(char.box, cells[owner]):
                found.append(f"{char} leaves the cell of {owner}: {cells[owner]}")
        elif not any(inside(char.box, place) for place in others):
            found.append(f"{char} stands in no place of text")
    found += [f"{who}: {text}" for who, text in said.items() if text != names[who]]
    return found


def opened(pdf: bytes) -> Any:
    return pypdfium2.PdfDocument(pdf)
