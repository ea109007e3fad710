"""Font files that the operator names lend what our faces lack, or are refused in words."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counting.model.refusal import InputError
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document
from printing.pdf.fonts import ASCENT, SETTING, Face, missing_glyphs, typeface
from tests.kit.ballots import ballot, page_image, printed, sealed
from tests.kit.font_files import BLANK, LACKED, RING, SHAPES, font_file
from tests.kit.proofs import page_texts

FACES: tuple[Face, ...] = ("song", "hei")
FLAVOURS = pytest.mark.parametrize("cff", [False, True], ids=["TrueType", "CFF"])


class Setting:
    """Names font files for this test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, *paths: object) -> None:
        self._patch.setenv(SETTING, os.pathsep.join(map(str, paths)))


@pytest.fixture
def name_fonts(monkeypatch: pytest.MonkeyPatch) -> Setting:
    setting = Setting(monkeypatch)
    setting()
    return setting


def one_line(face: Face, text: str) -> bytes:
    """The text at 20 mm on a page that fits it."""
    out = io.BytesIO()
    document = Document(out, "", 20.0 * len(text), 20.0)
    canvas = Canvas(document)
    canvas.text(face, 20.0, 0, 0, text)
    document.page(operators=canvas.operators)
    document.save()
    return out.getvalue()


@FLAVOURS
@pytest.mark.parametrize("units", [256, 1000, 2048])
@pytest.mark.parametrize("face", FACES)
def test_a_lent_character_is_drawn_in_its_size_and_place_and_copied_as_itself(
    face: Face, units: int, cff: bool, tmp_path: Path, name_fonts: Setting
) -> None:
    assert [char for char, _ in missing_glyphs(LACKED)] == list(LACKED)
    name_fonts(font_file(tmp_path / "rare.ttf", cff=cff, units=units))
    assert missing_glyphs(LACKED) == []
    pdf = one_line(face, f"王{LACKED}")
    assert next(page_texts(pdf)) == f"王{LACKED}"
    pixels = page_image(pdf, 0, dpi=254)  # ten pixels a millimetre, two hundred an em
    for place, char in enumerate(LACKED, 1):
        cell = pixels[:, place * 200 : place * 200 + 200] < 128
        dark = np.argwhere(cell)
        (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0) + 1
        baseline = ASCENT * 200
        found = [left, baseline - bottom, right, baseline - top]
        assert np.allclose(found, [200 * edge for edge in SHAPES[char]], atol=2.5), char
        middle = cell[(top + bottom) // 2, (left + right) // 2]
        assert bool(middle) == (SHAPES[char] != RING), "the hole of a ring is open"


@FLAVOURS
def test_a_ballot_with_lent_characters_names_their_font_and_is_the_same_each_time(
    cff: bool, tmp_path: Path, name_fonts: Setting
) -> None:
    seal = sealed(ballot((f"王{LACKED[0]}", "陈𬱖", f"李{LACKED[1]}明")))
    with pytest.raises(InputError) as error:
        printed(seal)
    assert error.value.problems[0].code == "glyph.missing"
    file = font_file(tmp_path / "rare.otf", cff=cff, name="VeryRare-Regular")
    name_fonts(file)
    pdf, result = printed(seal, 2)
    assert result.fonts[-1] == "VeryRare-Regular"
    assert len(result.fonts) == 3
    assert pdf.count(b"/FontFile2") == 2, "lent outlines stand within the faces' own fonts"
    assert all(name in next(page_texts(pdf)) for name in (f"王{LACKED[0]}", f"李{LACKED[1]}明"))
    program = (
        "import hashlib; from tests.kit.ballots import *;"
        f"s = sealed(ballot(('王{LACKED[0]}', '陈𬱖', '李{LACKED[1]}明')));"
        "print(hashlib.sha256(printed(s, 2)[0]).hexdigest())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, SETTING: str(file)},
    )
    assert ran.stdout.strip() == result.sha256, ran.stderr


def test_a_ballot_that_needs_no_lent_character_is_the_same_with_and_without(
    tmp_path: Path, name_fonts: Setting
) -> None:
    seal = sealed(ballot(9))
    before = printed(seal)
    name_fonts(font_file(tmp_path / "rare.ttf", {**SHAPES, "王": RING}))
    assert printed(seal) == before, "what our faces have is never taken from elsewhere"


def test_the_first_file_that_draws_a_character_lends_it(
    tmp_path: Path, name_fonts: Setting
) -> None:
    small = font_file(tmp_path / "a.ttf", {LACKED[0]: (0.4, 0.3, 0.6, 0.5)}, name="Small")
    large = font_file(tmp_path / "b.ttf", {LACKED[0]: RING, LACKED[1]: RING}, name="Large")
    blank = font_file(tmp_path / "c.ttf", {LACKED[0]: BLANK}, name="Blank")
    for files, first, both in (
        ((small, large), ("Small",), ("Large", "Small")),
        ((large, small), ("Large",), ("Large",)),
        ((blank, small, large), ("Small",), ("Large", "Small")),
    ):
        name_fonts(*files)
        assert typeface("song").spares_of(f"王{LACKED[0]}") == first
        assert typeface("song").spares_of(LACKED[:2]) == both


def test_equal_characters_from_another_font_make_another_font_in_the_pdf(
    tmp_path: Path, name_fonts: Setting
) -> None:
    """Two files must not call two different subsets by one name."""
    seal, names = sealed(ballot((f"王{LACKED[0]}", "陈𬱖"))), []
    for name in ("One", "Other"):
        name_fonts(font_file(tmp_path / f"{name}.ttf", name=name))
        names.append(set(printed(seal)[1].fonts))
    assert len(names[0] & names[1]) == 1, "only the face that lent characters draw nothing of"


@pytest.mark.parametrize("char", ["\ue000", "\U000f0000", "\u200b", "\x07", "\u2028", "\ufdd0"])
def test_what_is_no_character_of_a_name_is_lent_by_no_font(
    char: str, tmp_path: Path, name_fonts: Setting
) -> None:
    """A private character means another thing in every font, so it is refused still."""
    name_fonts(font_file(tmp_path / "rare.ttf", {char: RING, **SHAPES}))
    assert missing_glyphs(char + LACKED) == [(char, f"U+{ord(char):04X}")]


def test_a_glyph_without_ink_is_missing(tmp_path: Path, name_fonts: Setting) -> None:
    name_fonts(font_file(tmp_path / "rare.ttf", {LACKED[0]: BLANK, LACKED[1]: RING}))
    assert [char for char, _ in missing_glyphs(LACKED)] == [LACKED[0], LACKED[2]]


def refusals(*paths: Any, setting: Setting) -> list[tuple[str, str]]:
    setting(*paths)
    with pytest.raises(InputError) as error:
        missing_glyphs(f"王{LACKED}")
    return [(problem.code, problem.place) for problem in error.value.problems]


def test_every_file_that_cannot_be_read_is_named(tmp_path: Path, name_fonts: Setting) -> None:
    whole = font_file(tmp_path / "whole.ttf")
    absent, text, empty = (tmp_path / name for name in ("absent.ttf", "text.ttf", "empty.ttf"))
    text.write_text("not a font")
    empty.touch()
    pipe = tmp_path / "pipe.ttf"
    os.mkfifo(pipe)
    broken = [absent, text, empty, pipe, tmp_path]
    found = refusals(whole, *broken, setting=name_fonts)
    assert found == [("fonts.unreadable", str(path)) for path in broken]


@FLAVOURS
def test_a_damaged_file_is_refused_wherever_the_damage_is(
    cff: bool, tmp_path: Path, name_fonts: Setting
) -> None:
    """Cut short, or with any part of it overwritten: it prints or is refused, and nothing else."""
    whole = font_file(tmp_path / "whole.otf", cff=cff).read_bytes()
    codes = []
    for number, place in enumerate(range(0, len(whole), 64)):
        for kind, data in (
            ("cut", whole[:place]),
            ("changed", whole[:place] + b"\xff" * 16 + whole[place + 16 :]),
        ):
            file = tmp_path / f"{kind}{number}.otf"
            file.write_bytes(data)
            name_fonts(file)
            try:
                if not missing_glyphs(LACKED):
                    one_line("song", LACKED)
            except InputError as error:
                codes += [problem.code for problem in error.problems]
    assert set(codes) <= {"fonts.unreadable", "fonts.not_embeddable"}
    assert codes.count("fonts.unreadable") > 15


@pytest.mark.parametrize(
    ("fs_type", "may"),
    [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x204, False)],
    ids=["installable", "print", "edit", "restricted", "whole only", "bitmaps only"],
)
def test_a_font_whose_maker_forbids_embedding_is_refused(
    fs_type: int, may: bool, tmp_path: Path, name_fonts: Setting
) -> None:
    file = font_file(tmp_path / "rare.ttf", fs_type=fs_type)
    if may:
        name_fonts(file)
        assert missing_glyphs(LACKED) == []
    else:
        assert refusals(file, setting=name_fonts) == [("fonts.not_embeddable", str(file))]


HANAZONO = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")


@pytest.mark.skipif(not HANAZONO.exists(), reason="Debian's fonts-hanazono is not installed")
def test_a_real_font_of_rare_characters_lends_them(name_fonts: Setting) -> None:
    name_fonts(HANAZONO)
    text = "".join(map(chr, range(0x2A700, 0x2A7A0)))
    assert missing_glyphs(text) == []
    pdf = one_line("song", text)
    assert next(page_texts(pdf)) == text
    pixels = page_image(pdf, 0, dpi=50)
    width = pixels.shape[1] / len(text)
    for place in range(len(text)):
        assert pixels[:, round(place * width) + 3 : round((place + 1) * width) - 3].min() < 128
