"""What a ballot says, as text that copies whole, in fonts that are embedded."""

import ctypes
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw
import pytest

from counting.codes.ballots import decode
from counting.layout.lay_out import large_print
from counting.model.election import Mode, Seal
from counting.model.reading import BallotCode
from printing.ballot.batch import print_batch
from tests.kit.ballots import KEY, ballot, names, page_image, printed, run_of, sealed
from tests.kit.pages import region
from tests.kit.proofs import decode_pdf, page_texts

LAYOUTS: list[Any] = [
    ("one-box", "above"),
    ("one-box", "below"),
    ("one-box", "before"),
    ("one-box", "after"),
    ("three-box", "before"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_name_is_copied_whole_from_the_pdf(layout: Any) -> None:
    seal = sealed(ballot(39, layout, notes=("女　汉族",)))
    pdf, _ = printed(seal)
    (text,) = page_texts(pdf)
    joined = text.replace("\r", "").replace("\n", "")
    for name in names(39):
        if "·" in name:
            assert name in joined, f"{name} may be broken after its dot only"
        else:
            assert name in text
    assert "𬱖" in text
    assert "女" in text


def test_a_name_of_two_characters_is_spaced_to_three_and_still_copies_solid() -> None:
    seal = sealed(ballot(("王宁", "马玉兰"), ("one-box", "above")))
    pdf, _ = printed(seal)
    (page,) = seal.geometry["contest"]
    pixels = page_image(pdf, 0)
    widths = []
    for cell in page.names:
        columns = np.flatnonzero((region(pixels, cell.box, 0, 300) < 128).any(0))
        widths.append((columns[-1] - columns[0]) / 300 * 25.4)
    assert abs(widths[0] - widths[1]) < 0.8
    assert "王宁" in next(page_texts(pdf))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's pdftotext is not installed")
def test_another_viewer_copies_spaced_names_solid_too(tmp_path: Path) -> None:
    pdf, _ = printed(sealed(ballot(("王宁", "何昇", "田䶮"), ("one-box", "above"))))
    file = tmp_path / "ballot.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    assert {"王宁", "何昇", "田䶮"} <= set(said.split())


def test_the_scale_bar_measures_fifty_millimetres() -> None:
    seal = sealed(ballot(9))
    (page,) = seal.geometry["contest"]
    pixels, scale = page_image(printed(seal)[0], 0), 300 / 25.4
    bar = page.scale_bar
    row = pixels[round((bar.y + bar.h - 0.1) * scale)]
    dark = np.flatnonzero(row[round((bar.x - 2) * scale) : round((bar.x + 52) * scale)] < 128)
    assert abs((dark[-1] - dark[0] + 1) / scale - 50) < 0.3


def test_every_font_is_embedded() -> None:
    pdf, result = printed(sealed(ballot(9)))
    document = pypdfium2.PdfDocument(pdf)
    seen = set()
    kinds = (pypdfium2.raw.FPDF_PAGEOBJ_TEXT,)
    for thing in document[0].get_objects(filter=kinds, max_depth=4):
        font = pypdfium2.raw.FPDFTextObj_GetFont(thing.raw)
        assert pypdfium2.raw.FPDFFont_GetIsEmbedded(font) == 1
        name = (ctypes.c_char * 100)()
        pypdfium2.raw.FPDFFont_GetBaseFontName(font, name, 100)
        seen.add(name.value.decode())
    assert seen == set(result.fonts)
    assert len(seen) == 2
    assert b"Helvetica" not in pdf


def shown(seal: Seal, **options: Any) -> str:
    return next(page_texts(printed(seal, **options)[0]))


def test_rehearsal_paper_says_so_and_official_paper_does_not() -> None:
    assert "演练用票" in shown(sealed(ballot(9)))
    assert "演练" not in shown(sealed(ballot(9), mode=Mode.OFFICIAL))


def test_a_specimen_and_a_test_ballot_say_so_in_words_and_in_their_code() -> None:
    seal = sealed(ballot(9), mode=Mode.OFFICIAL)
    for purpose, words in (("specimen", "样票"), ("test_deck", "测试票")):
        pdf, _ = printed(seal, purpose=purpose)
        assert words in next(page_texts(pdf))
        code = decode(next(decode_pdf(pdf)), KEY)
        assert isinstance(code, BallotCode)
        assert code.purpose == purpose
    assert "样票" not in shown(seal)


def test_the_ballot_tells_what_for_how_many_and_in_which_colour() -> None:
    people = ("丁一", "王宁", "王玉兰", "田富", "田大利", "何昇", "陈晓", "魏一", "魏文")
    text = shown(sealed(ballot(people, seats=7)))
    assert "委员会委员选票（粉红色）" in text
    assert "应选 7 名，候选人 9 名，按姓氏笔画为序" in text
    assert "多于 7 名的，整张选票无效" in text


def test_a_later_round_has_its_own_code_and_says_which_it_is() -> None:
    seal = sealed(ballot(9))
    out = io.BytesIO()
    print_batch(seal, run_of(1, round=2), out, key=KEY)
    assert "第二轮" in next(page_texts(out.getvalue()))
    code = decode(next(decode_pdf(out.getvalue())), KEY)
    assert isinstance(code, BallotCode)
    assert code.round == 2


def test_a_specimen_in_large_print_says_what_it_is_and_holds_every_name() -> None:
    seal = sealed(ballot(30, paper="A5"), mode=Mode.OFFICIAL)
    contest, pages = large_print(seal.congress.contests[0])
    pdf, _ = printed(seal, purpose="specimen", contest=contest, pages=pages)
    texts = list(page_texts(pdf))
    assert all("大字样票　不得投入票箱" in text for text in texts)
    joined = "".join(texts).replace("\r\n", "")
    assert [name for name in names(30) if name not in joined] == []
    for text in decode_pdf(pdf):
        code = decode(text, KEY)
        assert isinstance(code, BallotCode)
        assert code.purpose == "specimen"


def test_a_ballot_of_two_sides_says_so_on_both() -> None:
    front, back = page_texts(printed(sealed(ballot(30, paper="A5")))[0])
    assert "第 1 面，共 2 面" in front
    assert "反面还有候选人 15 名" in front
    assert "第 2 面，共 2 面" in back
