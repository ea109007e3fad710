"""A printed batch: read back from its pixels and its text, the same for the same input."""

import ctypes
import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw
import pytest

from counting.ballot_code import BallotCode, decode, definition_tag
from counting.geometry import Box
from counting.model import InputError, Mode, Seal
from printing.ballots import ballot_problems, print_batch
from printing.proof import decode_pdf, page_texts
from tests.printing.paper import (
    KEY,
    ballot,
    dark_edges,
    names,
    page_image,
    printed,
    sealed,
    tokens,
)

LAYOUTS: list[Any] = [
    ("one-box", "above"),
    ("one-box", "below"),
    ("one-box", "before"),
    ("one-box", "after"),
    ("three-box", "before"),
]


def problem_of(error: pytest.ExceptionInfo[InputError]) -> tuple[str, dict[str, object]]:
    first = error.value.problems[0]
    return first.code, dict(first.facts)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("candidates", [1, 2, 9, 39, 60, 120])
def test_the_code_of_every_page_is_read_back_from_its_pixels(layout: Any, candidates: int) -> None:
    seal = sealed(ballot(candidates, layout, token=candidates % 2 == 0))
    pdf, result = printed(seal)
    areas = [page.barcode for page in seal.geometry["contest"]]
    assert result.pages == len(areas)
    for dpi in (200, 300):
        codes = [decode(text, KEY) for text in decode_pdf(pdf, dpi, areas=areas)]
        assert [getattr(code, "side", code) for code in codes] == list(range(1, len(areas) + 1))
        for code in codes:
            assert isinstance(code, BallotCode)
            assert code.definition_tag == definition_tag(seal.hash)
            assert (code.contest, code.round, code.purpose) == (0, 1, "ballot")


def test_the_code_is_found_without_being_told_where_it_stands() -> None:
    pdf, _ = printed(sealed(ballot(9, paper="A5", token=True)), 3)
    assert len(set(decode_pdf(pdf))) == 3


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("candidates", [9, 60])
def test_boxes_are_drawn_where_the_geometry_says_within_a_fifth_of_a_millimetre(
    layout: Any, candidates: int
) -> None:
    seal = sealed(ballot(candidates, layout))
    pdf, _ = printed(seal)
    for number, page in enumerate(seal.geometry["contest"]):
        pixels = page_image(pdf, number)
        boxes = [mark.box for mark in page.boxes]
        boxes += [mark.box for line in page.write_ins for mark in line.boxes]
        for box in boxes:
            off = dark_edges(pixels, box.x, box.y, box.w, box.h, 300)
            assert max(map(abs, off.values())) <= 0.2, (box, off)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("candidates", [39, 120])
def test_nothing_is_printed_in_a_box_or_within_a_millimetre_and_a_half_of_it(
    layout: Any, candidates: int
) -> None:
    notes = ("女　汉族",) * 5 if candidates < 60 else ()
    seal = sealed(ballot(candidates, layout, lines=4, notes=notes))
    pdf, _ = printed(seal)
    scale = 300 / 25.4
    for number, page in enumerate(seal.geometry["contest"]):
        pixels = page_image(pdf, number).copy()
        boxes = [mark.box for mark in page.boxes]
        boxes += [mark.box for line in page.write_ins for mark in line.boxes]
        for box in boxes:  # the lines of the boxes themselves, 0.3 mm thick, and a pixel of blur
            paint(pixels, box, 0.25, scale)
        for box in boxes:
            around = region(pixels, box, 1.4, scale)
            assert around.min() > 200, f"page {number + 1}: something is printed near {box}"


def region(pixels: Any, box: Box, margin: float, scale: float) -> Any:
    left, top = round((box.x - margin) * scale), round((box.y - margin) * scale)
    right = round((box.x + box.w + margin) * scale)
    bottom = round((box.y + box.h + margin) * scale)
    return pixels[top:bottom, left:right]


def paint(pixels: Any, box: Box, reach: float, scale: float) -> None:
    outer = region(pixels, box, reach, scale)
    inner = region(pixels, box, -reach, scale).copy()
    outer[...] = 255
    region(pixels, box, -reach, scale)[...] = inner


def test_fiducials_and_scale_bar_are_drawn_where_the_geometry_says() -> None:
    seal = sealed(ballot(9))
    pdf, _ = printed(seal)
    (page,) = seal.geometry["contest"]
    pixels, scale = page_image(pdf, 0), 300 / 25.4
    for x, y in page.fiducials:
        around = Box(x - 4, y - 4, 8, 8)
        dark = np.argwhere(region(pixels, around, 0, scale) < 128)
        centre = dark.mean(axis=0) / scale
        assert abs(centre - 4).max() <= 0.15
        assert abs(len(dark) / scale**2 - 25) < 1.0
    bar = page.scale_bar
    row = pixels[round((bar.y + bar.h - 0.1) * scale)]
    dark = np.flatnonzero(row[round((bar.x - 2) * scale) : round((bar.x + 52) * scale)] < 128)
    assert abs((dark[-1] - dark[0] + 1) / scale - 50) < 0.3


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
    widths = []
    for cell in page.names:
        columns = np.flatnonzero((region(page_image(pdf, 0), cell.box, 0, 300 / 25.4) < 128).any(0))
        widths.append((columns[-1] - columns[0]) / 300 * 25.4)
    assert abs(widths[0] - widths[1]) < 0.6
    assert "王宁" in next(page_texts(pdf))


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


def test_no_text_leaves_its_cell() -> None:
    long = ("阿卜杜热合曼·阿卜杜克力木", *names(38))
    seal = sealed(ballot(long, ("one-box", "above")))
    pdf, _ = printed(seal)
    (page,) = seal.geometry["contest"]
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    inside = {
        cell.candidate: text.get_text_bounded(
            left=(cell.box.x - 0.3) * 72 / 25.4,
            right=(cell.box.x + cell.box.w + 0.3) * 72 / 25.4,
            top=(page.height - cell.box.y + 0.8) * 72 / 25.4,
            bottom=(page.height - cell.box.y - cell.box.h - 0.8) * 72 / 25.4,
        )
        for cell in page.names
    }
    for candidate in seal.congress.contests[0].candidates:
        assert inside[candidate.id].replace("\r\n", "").strip() == candidate.name


def test_in_style_mode_equal_input_gives_equal_bytes() -> None:
    seal = sealed(ballot(39))
    pdf, result = printed(seal, 5, 2)
    again, _ = printed(seal, 5, 2)
    assert pdf == again
    assert result.sha256 == hashlib.sha256(pdf).hexdigest()
    assert result.pages == 7
    assert printed(seal, 6, 2)[0] != pdf


def test_another_process_prints_the_same_bytes() -> None:
    """Nothing of the process goes in: no hash seed, no address, no clock."""
    program = (
        "import hashlib; from tests.printing.paper import *;"
        "print(hashlib.sha256(printed(sealed(ballot(9)), 3)[0]).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == printed(sealed(ballot(9)), 3)[1].sha256, ran.stderr


def test_in_style_mode_every_sheet_carries_the_same_code() -> None:
    pdf, _ = printed(sealed(ballot(9)), 4)
    assert len(list(decode_pdf(pdf))) == 4
    assert len(set(decode_pdf(pdf))) == 1


def test_in_token_mode_every_sheet_carries_its_own_and_both_sides_the_same() -> None:
    seal = sealed(ballot(60, token=True))
    pdf, result = printed(seal, 3)
    codes = [decode(text, KEY) for text in decode_pdf(pdf)]
    drawn = tokens()
    expected = [next(drawn) for _ in range(3)]
    assert [(code.token, code.side) for code in codes if isinstance(code, BallotCode)] == [
        (token, side) for token in expected for side in (1, 2)
    ]
    assert result.sha256 is None, "nothing kept may lead back to a token file"


def test_no_token_is_printed_so_that_people_could_read_it() -> None:
    pdf, _ = printed(sealed(ballot(9, token=True)), 1)
    (text,) = page_texts(pdf)
    assert next(tokens()) not in text
    assert not any(part.isdigit() and len(part) > 3 for part in text.split())


def test_tokens_that_run_out_leave_no_file() -> None:
    out = io.BytesIO()
    seal = sealed(ballot(9, token=True))
    with pytest.raises(ValueError, match="ran out"):
        print_batch(seal, "contest", 1, 3, 0, key=KEY, tokens=iter(["1" * 12]), out=out)
    assert out.getvalue() == b""


def test_a_missing_glyph_refuses_and_names_candidate_character_and_code_point() -> None:
    seal = sealed(ballot(("王宁", "李\ue000明")))
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        print_batch(seal, "contest", 1, 1, 0, key=KEY, out=out)
    code, facts = problem_of(error)
    assert code == "glyph.missing"
    assert facts == {
        "candidate": "c02",
        "name": "李\ue000明",
        "character": "\ue000",
        "codepoint": "U+E000",
    }
    assert out.getvalue() == b""


def test_a_name_too_long_for_its_cell_at_the_smallest_size_refuses_and_is_named() -> None:
    name = "阿" * 30
    seal = sealed(ballot(("王宁", name, *names(37))))
    found = ballot_problems(seal.congress, seal.congress.contests[0], seal.geometry["contest"])
    assert [(p.code, p.facts["candidate"], p.facts["name"]) for p in found] == [
        ("layout.name_too_long", "c02", name)
    ]


def test_a_title_too_long_for_its_place_refuses() -> None:
    seal = sealed(ballot(9), title="青禾县" * 40)
    with pytest.raises(InputError) as error:
        printed(seal)
    assert problem_of(error)[0] == "layout.title_too_long"


@pytest.mark.parametrize(("quantity", "spare"), [(0, 0), (-1, 0), (1, -1), (10**7, 0), (1, 20_000)])
def test_an_absurd_quantity_refuses_before_anything_is_written(quantity: int, spare: int) -> None:
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        print_batch(sealed(ballot(9)), "contest", 1, quantity, spare, key=KEY, out=out)
    assert problem_of(error)[0] == "print.quantity"
    assert out.getvalue() == b""


def test_an_unknown_contest_refuses() -> None:
    with pytest.raises(InputError) as error:
        print_batch(sealed(ballot(9)), "nobody", 1, 1, 0, key=KEY, out=io.BytesIO())
    assert problem_of(error) == ("print.no_such_contest", {"contest": "nobody"})


def test_a_geometry_that_could_not_be_read_is_not_printed() -> None:
    seal = sealed(ballot(9))
    (page,) = seal.geometry["contest"]
    crowded = replace(page, fiducials=((15.0, 15.0), *page.fiducials[1:]))
    with pytest.raises(InputError) as error:
        printed(replace(seal, geometry={"contest": (crowded,)}))
    assert problem_of(error)[0] == "layout.fiducial_near_edge"


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
    text = shown(sealed(ballot(9, seats=7)))
    assert "委员会委员选票（粉红色）" in text
    assert "应选 7 名，候选人 9 名，按姓氏笔画为序" in text
    assert "多于 7 名的，整张选票无效" in text


def test_a_later_round_has_its_own_code_and_says_which_it_is() -> None:
    seal = sealed(ballot(9))
    out = io.BytesIO()
    print_batch(seal, "contest", 2, 1, 0, key=KEY, out=out)
    assert "第二轮" in next(page_texts(out.getvalue()))
    code = decode(next(decode_pdf(out.getvalue())), KEY)
    assert isinstance(code, BallotCode)
    assert code.round == 2
