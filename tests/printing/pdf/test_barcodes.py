"""Bars: those of the standard, module for module."""

import io
import re
from itertools import pairwise

import pytest
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st

from counting.layout.lay_out import X_MODULE
from counting.model.geometry import Box
from printing.pdf.barcodes import QUIET_ZONE, bars, width_of
from printing.pdf.document import Document
from tests.kit.proofs import decode_pdf

CODES = st.integers(1, 20).flatmap(lambda pairs: st.text("0123456789", min_size=2 * pairs,
                                                         max_size=2 * pairs))  # fmt: skip


def modules(operators: str) -> str:
    """The drawn bars as modules, 1 black and 0 white, from the first bar to the last."""
    drawn = [(int(a), int(w)) for a, w in re.findall(r"(\d+) 0 (\d+) 1 re", operators)]
    assert all(start + width < after for (start, width), (after, _) in pairwise(drawn))
    black = {place for start, width in drawn for place in range(start, start + width)}
    return "".join("1" if place in black else "0" for place in range(max(black) + 1))


@given(CODES.filter(lambda digits: not digits.startswith("99")))  # which python-barcode drops
def test_a_code_is_drawn_as_the_standard_has_it(digits: str) -> None:
    (built,) = Code128(digits).build()
    assert modules(bars(digits, Box(0, 0, width_of(digits), 12))) == built
    assert width_of(digits) == pytest.approx(len(built) * X_MODULE + 2 * QUIET_ZONE)


@pytest.mark.parametrize("pair", ["00", "99"])
def test_a_code_that_begins_with_any_pair_is_read_back(pair: str) -> None:
    out, digits = io.BytesIO(), pair + "3141592653"
    document = Document(out, "", 80, 40)
    document.page(operators=[bars(digits, Box(5, 10, width_of(digits), 14))])
    document.save()
    assert list(decode_pdf(out.getvalue())) == [digits]


@pytest.mark.parametrize("digits", ["", "1", "123", "12a4", "１２"])
def test_what_is_not_pairs_of_digits_is_not_drawn(digits: str) -> None:
    with pytest.raises(ValueError, match="even number"):
        bars(digits, Box(0, 0, 100, 12))


def test_a_code_wider_than_its_area_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="wider"):
        bars("12" * 11, Box(0, 0, width_of("12" * 11) - 0.1, 12))
