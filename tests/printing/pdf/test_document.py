"""A PDF under way: the same file however it is written, and sound however many pages it has."""

import io
from collections.abc import Callable

import pypdfium2
import pytest

from printing.pdf.canvas import Canvas
from printing.pdf.document import Document
from printing.pdf.objects import MOST_KIDS

SHARED = 3  # of four pages, three have nothing of their own


def drawn(pages: int, begin: Callable[[Document], object] = lambda _: None) -> bytes:
    """A document whose every fourth page says its number."""
    out = io.BytesIO()
    document = Document(out, "题", 40, 20)
    canvas = Canvas(document)
    canvas.text("hei", 4, 2, 2, "0123456789")
    document.form("digits", canvas.operators)
    begin(document)
    for number in range(pages):
        own = Canvas(document)
        if number % (SHARED + 1) == 0:
            own.text("hei", 5, 2, 8, str(number))
        document.page(["digits"], own.operators)
    saved = document.save()
    assert saved.pages == pages
    return out.getvalue()


def texts(pdf: bytes, *pages: int) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[page].get_textpage().get_text_bounded() for page in pages]


@pytest.mark.parametrize("pages", [1, 8, 11, MOST_KIDS + 10])
def test_it_is_the_same_file_whether_its_pages_go_out_at_once_or_at_the_end(pages: int) -> None:
    own = -(-pages // (SHARED + 1))
    contents = own + (pages > 1)
    at_once = drawn(pages, lambda document: document.begin(pages, contents))
    assert at_once == drawn(pages)


@pytest.mark.parametrize("pages", [1, MOST_KIDS, MOST_KIDS + 1, 10_001])
def test_every_page_is_found_whether_one_node_can_hold_them_or_not(pages: int) -> None:
    pdf = drawn(pages)
    last = (pages - 1) // (SHARED + 1) * (SHARED + 1)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == pages
    for page, text in zip((0, last), texts(pdf, 0, last), strict=True):
        assert text.split() == ["0123456789", str(page)]
    longest = max(part.count(b" 0 R") for part in pdf.split(b"/Kids [")[1:])
    assert longest <= MOST_KIDS + 4  # and what follows the array


@pytest.mark.parametrize(("pages", "contents"), [(7, 3), (9, 3), (8, 4), (7, 4)])
def test_other_pages_than_were_announced_make_no_file(pages: int, contents: int) -> None:
    with pytest.raises(ValueError, match="announced"):
        drawn(8, lambda document: document.begin(pages, contents))


def test_a_form_or_a_face_that_comes_too_late_is_a_fault_at_once() -> None:
    document = Document(io.BytesIO(), "", 40, 20)
    document.begin(1, 1)
    with pytest.raises(ValueError, match="form side"):
        document.form("side", [])
    with pytest.raises(ValueError, match="face song"):
        Canvas(document).text("song", 4, 2, 2, "迟")


def test_a_character_first_drawn_on_the_last_page_is_in_the_font() -> None:
    out = io.BytesIO()
    document = Document(out, "", 40, 20)
    first = Canvas(document)
    first.text("song", 5, 2, 2, "先")
    document.form("first", first.operators)
    document.begin(2, 2)
    document.page(["first"])
    last = Canvas(document)
    last.text("song", 5, 2, 2, "𬱖")
    document.page(["first"], last.operators)
    document.save()
    assert texts(out.getvalue(), 0)[0].strip() == "先"
    assert "𬱖" in texts(out.getvalue(), 1)[0]
