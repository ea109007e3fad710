"""Barcodes read from pixels."""

from typing import Any, Final

import zxingcpp

from counting.model.geometry import Box

_CODE_128: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)


def read_codes(picture: Any) -> list[tuple[str, Box]]:
    """The Code 128 barcodes of a picture (a Pillow image or an array), each with its text.

    Boxes are upright and in pixels, from the picture's upper left corner.
    """
    return [
        (code.text, _around(code.position))
        for code in zxingcpp.read_barcodes(picture, formats=_CODE_128)
    ]


def _around(position: Any) -> Box:
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_left,
        position.bottom_right,
    )
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
