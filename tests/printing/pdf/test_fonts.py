"""Every character that can be drawn is known beforehand, is drawn, and is copied as itself."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from printing.pdf.canvas import Canvas
from printing.pdf.document import Document
from printing.pdf.fonts import SETTING, Face, missing_glyphs, subset, typeface
from tests.kit.ballots import page_image
from tests.kit.proofs import page_texts

NATIONAL = "".join(
    (Path(__file__).parents[2] / "counting" / "names" / "national_table.txt")
    .read_text("utf-8")
    .split()
)
RARE = "㛃䶮𬱖𣲗𬭎𫖯龑堃喆犇昇珺赟翀鋆𠅤"
BALLOT = "○×√·“”（），。；：、0123456789　 ABCxyz"
FACES: tuple[Face, ...] = ("song", "hei")
COLUMNS, ROWS, SIZE = 50, 70, 4.0  # of a page full of characters; millimetres


@pytest.fixture(autouse=True)
def _no_fonts_but_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)


@pytest.mark.parametrize("face", FACES)
def test_each_face_has_all_standard_characters_and_rare_ones_of_names(face: Face) -> None:
    assert len(set(NATIONAL)) == 8105
    assert [char for char in NATIONAL + RARE + BALLOT if not typeface(face).has(char)] == []
    assert missing_glyphs(NATIONAL + RARE + BALLOT) == []


def pages_full_of(text: str, face: Face) -> bytes:
    """A PDF of the text in a grid without margins."""
    out = io.BytesIO()
    document = Document(out, "", COLUMNS * SIZE, ROWS * SIZE)
    for start in range(0, len(text), COLUMNS * ROWS):
        canvas = Canvas(document)
        for row in range(ROWS):
            first = start + row * COLUMNS
            if line := text[first : min(first + COLUMNS, start + COLUMNS * ROWS)]:
                canvas.text(face, SIZE, 0, row * SIZE, line)
        document.page(operators=canvas.operators)
    document.save()
    return out.getvalue()


def cells(pdf: bytes, count: int) -> list[np.ndarray]:
    """The middle of each character's cell, as pixels."""
    found: list[np.ndarray] = []
    side = 24
    for page in range(-(-count // (COLUMNS * ROWS))):
        pixels = page_image(pdf, page, dpi=round(side / SIZE * 25.4))
        found += [
            pixels[y * side + 3 : y * side + 21, x * side + 3 : x * side + 21]
            for y in range(ROWS)
            for x in range(COLUMNS)
        ]
    return found[:count]


def embedded(pdf: Path) -> list[tuple[str, ...]]:
    """What poppler's pdffonts says of each font: (embedded, subset, with a map to text)."""
    said = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    return [tuple(line.split()[-5:-2]) for line in said.splitlines()[2:]]


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("face", FACES)
def test_standard_characters_are_seen_copied_and_embedded(
    face: Face, step: int, tmp_path: Path
) -> None:
    """Every tenth of them and the rare ones; `make long` takes all."""
    text = NATIONAL[::step] + "".join(char for char in RARE if char not in NATIONAL[::step])
    pdf = pages_full_of(text, face)

    copied = "".join(page_texts(pdf))
    assert "".join(copied.split()) == text

    drawn = cells(pdf, len(text))
    assert [char for char, cell in zip(text, drawn, strict=True) if cell.min() > 160] == []
    assert len({cell.tobytes() for cell in drawn}) == len(text), "each looks like no other"

    file = tmp_path / "characters.pdf"
    file.write_bytes(pdf)
    assert pdf.count(b"/FontFile2") == 1
    if shutil.which("pdffonts"):
        assert embedded(file) == [("yes", "yes", "yes")]
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
        assert "".join(said.stdout.decode().split()) == text


def test_a_missing_character_is_named_once_with_its_code_point() -> None:
    assert missing_glyphs("王\u200b明😀\u200b\n") == [
        ("\u200b", "U+200B"),
        ("😀", "U+1F600"),
        ("\n", "U+000A"),
    ]


@pytest.mark.parametrize("face", FACES)
def test_a_subset_holds_every_glyph_with_its_outline_and_width(face: Face) -> None:
    chars = tuple(RARE)
    font = TTFont(io.BytesIO(subset(typeface(face), chars)))
    assert font["maxp"].numGlyphs == len(chars) + 1
    for number in range(1, len(chars) + 1):
        glyph = font["glyf"][font.getGlyphName(number)]
        assert glyph.numberOfContours > 0
        assert font["hmtx"][font.getGlyphName(number)][0] == 1000


@pytest.mark.parametrize("face", FACES)
def test_the_dot_between_the_parts_of_a_name_takes_half_an_em(face: Face) -> None:
    assert typeface(face).advance("·") == 0.5
    font = TTFont(io.BytesIO(subset(typeface(face), ("·",))))
    glyph = font["glyf"][font.getGlyphName(1)]
    assert font["hmtx"][font.getGlyphName(1)][0] == 500
    assert abs((glyph.xMin + glyph.xMax) / 2 - 250) < 40, "and stands in its middle"


def test_the_same_characters_give_the_same_font() -> None:
    made_anew, song = subset.__wrapped__, typeface("song")
    assert made_anew(song, tuple("王宁")) == made_anew(song, tuple("王宁"))
    assert subset(song, tuple("王宁")) != subset(song, tuple("宁王"))
