"""What stands around the names on every sheet: fiducials, scale bar, seal, symbols, stripe."""

from typing import Final

from counting.layout.sizes import FIDUCIAL_SIZE
from counting.model.geometry import Box, PageGeometry
from printing.ballot.wording import SEAL
from printing.pdf.canvas import Canvas
from printing.pdf.fonts import typeface

HAIRLINE: Final = 0.12
RULE: Final = 0.3
BOX: Final = 0.3

_STRIPE_HEIGHT: Final = 4.6
_STRIPE_FROM_EDGE: Final = 5.4
_STRIPE_INSET: Final = 26.0  # clear of the corners, where reading looks for fiducials
_STRIPE_TEXT: Final = 3.2
_STRIPE_LEAST: Final = 9.0  # of stripe on each side of the words


def fiducials(canvas: Canvas, page: PageGeometry) -> None:
    """The four solid squares that a reader finds the sheet by."""
    half = FIDUCIAL_SIZE / 2
    for x, y in page.fiducials:
        canvas.fill(Box(x - half, y - half, FIDUCIAL_SIZE, FIDUCIAL_SIZE))


def scale_bar(canvas: Canvas, bar: Box) -> None:
    """A measured line: a print that was fitted to the page shows on any ruler."""
    foot = bar.y + bar.h - 0.1
    canvas.line(bar.x, foot, bar.x + bar.w, foot, 0.2)
    for step in range(6):
        x = bar.x + bar.w * step / 5
        canvas.line(x, foot - (1.6 if step in (0, 5) else 0.9), x, foot, 0.2)
    canvas.text("hei", 2.0, bar.x + bar.w / 2, bar.y - 0.2, f"{bar.w:.0f} mm", align="centre")


def seal_area(canvas: Canvas, area: Box, size: float) -> None:
    """Where the body's seal goes: pale, so that the stamp stays legible."""
    canvas.grey(0.55)
    x, y = area.x + area.w / 2, area.y + area.h / 2
    canvas.circle(x, y, area.w / 2 - 0.5, 0.15, dash="[0.9 1.1] 0 d")
    canvas.text("hei", size, x, y - size / 2, SEAL, align="centre")
    canvas.grey(0)


def symbol(canvas: Canvas, name: str, x: float, y: float, size: float) -> None:
    """A mark as an elector would draw it, centred at x, y within a square of `size`."""
    half = size / 2
    weight = size * 0.11
    if name == "○":
        canvas.circle(x, y, half * 0.92, weight)
    elif name == "×":
        reach = half * 0.82
        canvas.strokes(weight, (x - reach, y - reach), (x + reach, y + reach))
        canvas.strokes(weight, (x + reach, y - reach), (x - reach, y + reach))
    elif name == "√":
        canvas.strokes(
            weight,
            (x - half * 0.9, y + half * 0.05),
            (x - half * 0.3, y + half * 0.75),
            (x + half * 0.95, y - half * 0.85),
        )
    else:
        canvas.text("hei", size, x, y - half, name, align="centre")


def stripe(canvas: Canvas, width: float, height: float, words: str) -> None:
    """The ink-and-paper stripe at head and foot, with a plate of words: no colour to lose."""
    bottom = height - _STRIPE_FROM_EDGE - _STRIPE_HEIGHT
    for top in (_STRIPE_FROM_EDGE, bottom):
        stripe_in(canvas, Box(_STRIPE_INSET, top, width - 2 * _STRIPE_INSET, _STRIPE_HEIGHT), words)


def stripe_in(canvas: Canvas, band: Box, words: str) -> None:
    """The stripe in a band of its own, for what is smaller than a page."""
    width = typeface("hei").width(words)
    size = min(_STRIPE_TEXT, (band.w - 2 * _STRIPE_LEAST - 6.0) / width)
    plate = width * size + 6.0
    middle = band.x + band.w / 2
    _diagonals(canvas, band.x, middle - plate / 2, band)
    _diagonals(canvas, middle + plate / 2, band.x + band.w, band)
    top = band.y + (band.h - size) / 2
    canvas.text("hei", size, middle, top, words, align="centre")


def _diagonals(canvas: Canvas, left: float, right: float, band: Box) -> None:
    """Slanted bars between two upright ends."""
    step = band.h
    with canvas.within(f"{left:.3f} {band.y:.3f} {right - left:.3f} {band.h:.3f} re W n"):
        x = left - step
        while x < right + step:
            canvas.polygon(
                (x, band.y + band.h),
                (x + step / 2, band.y + band.h),
                (x + step * 1.5, band.y),
                (x + step, band.y),
            )
            x += step
