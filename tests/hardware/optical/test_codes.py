"""Barcodes are found in pixels, with the place where they stand."""

import io

import pytest
from barcode import Code128
from barcode.writer import ImageWriter
from PIL import Image

from hardware.optical.codes import read_codes

DIGITS = "1234567890123456789012"


@pytest.fixture
def label() -> Image.Image:
    out = io.BytesIO()
    Code128(DIGITS, writer=ImageWriter()).write(out, {"write_text": False, "quiet_zone": 4})
    return Image.open(out).convert("L")


def test_a_code_is_read_with_its_place_on_the_page(label: Image.Image) -> None:
    page = Image.new("L", (label.width + 500, label.height + 700), 255)
    page.paste(label, (300, 400))
    ((text, at),) = read_codes(page)
    assert text == DIGITS
    assert 300 <= at.x < at.x + at.w <= 300 + label.width
    assert 400 <= at.y <= at.y + at.h <= 400 + label.height


def test_a_code_upside_down_is_read_too(label: Image.Image) -> None:
    ((text, at),) = read_codes(label.rotate(180))
    assert text == DIGITS
    assert at.w > 0


def test_a_page_without_a_code_has_none() -> None:
    assert read_codes(Image.new("L", (500, 500), 255)) == []
