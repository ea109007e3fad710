"""A printed batch: read back from its pixels, the same for the same input, refused as a whole."""

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from counting.codes.ballots import decode, definition_tag
from counting.model.reading import BallotCode
from counting.model.refusal import InputError
from printing.ballot.batch import ballot_problems, print_batch
from tests.kit.ballots import KEY, ballot, names, printed, run_of, sealed, tokens
from tests.kit.proofs import decode_pdf, page_texts


def problem_of(error: pytest.ExceptionInfo[InputError]) -> tuple[str, dict[str, object]]:
    first = error.value.problems[0]
    return first.code, dict(first.facts)


@pytest.mark.parametrize("candidates", [9, 60])
@pytest.mark.parametrize("dpi", [200, 300])
def test_the_code_of_every_page_is_read_back_from_its_pixels(candidates: int, dpi: int) -> None:
    seal = sealed(ballot(candidates))
    pdf, result = printed(seal)
    areas = [page.barcode for page in seal.geometry["contest"]]
    assert result.pages == len(areas)
    codes = [decode(text, KEY) for text in decode_pdf(pdf, dpi, areas=areas)]
    assert [getattr(code, "side", code) for code in codes] == list(range(1, len(areas) + 1))
    for code in codes:
        assert isinstance(code, BallotCode)
        assert code.definition_tag == definition_tag(seal.hash)
        assert (code.contest, code.round, code.purpose) == (0, 1, "ballot")


def test_the_code_is_found_without_being_told_where_it_stands() -> None:
    pdf, _ = printed(sealed(ballot(9, paper="A5", token=True)), 3)
    assert len(set(decode_pdf(pdf))) == 3


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
        "import hashlib; from tests.kit.ballots import *;"
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


def test_what_is_written_of_a_batch_that_is_ended_cannot_be_printed() -> None:
    """Sheets go out as they are drawn: a printer must not take some of them for a batch."""
    out = io.BytesIO()
    seal = sealed(ballot(9, token=True))
    with pytest.raises(ValueError, match="ran out"):
        print_batch(seal, run_of(3), out, key=KEY, tokens=iter(["1" * 12]))
    assert out.getvalue().startswith(b"%PDF-")
    assert b"/Type /Pages" not in out.getvalue()
    assert b"trailer" not in out.getvalue()


@pytest.mark.parametrize("token", [False, True])
@pytest.mark.parametrize("candidates", [9, 60])
def test_every_sheet_has_gone_out_before_the_next_is_drawn(token: bool, candidates: int) -> None:
    seal, out, sizes = sealed(ballot(candidates, token=token)), io.BytesIO(), []
    sides = len(seal.geometry["contest"])
    print_batch(
        seal, run_of(5), out, key=KEY, tokens=tokens() if token else None,
        progress=lambda done, _: sizes.append((done, out.getvalue().count(b"/Type /Page "))),
    )  # fmt: skip
    assert sizes == [(done, done * sides) for done in range(1, 6)]


@pytest.mark.parametrize("token", [False, True])
def test_what_is_kept_of_a_sheet_is_where_it_stands_in_the_file(token: bool) -> None:
    """Memory stays flat: some bytes a sheet, where the sheet itself takes hundreds."""
    seal = sealed(ballot(9, token=token))

    def made(sheets: int) -> None:
        given = tokens() if token else None
        with Path(os.devnull).open("wb") as out:
            print_batch(seal, run_of(sheets), out, key=KEY, tokens=given)

    def peak(sheets: int) -> int:
        tracemalloc.start()
        try:
            made(sheets)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = 500, 2500
    made(many)  # what is loaded and remembered once: fonts, and the bars of every pair of digits
    assert peak(many) - peak(few) < 80 * (many - few)


def test_a_missing_glyph_refuses_and_names_candidate_character_and_code_point() -> None:
    seal = sealed(ballot(("王宁", "李\ue000明")))
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        print_batch(seal, run_of(1), out, key=KEY)
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


@pytest.mark.parametrize(
    ("quantity", "spare"), [(0, 0), (-1, 0), (1, -1), (10**7, 0), (1, 100_000)]
)
def test_an_absurd_quantity_refuses_before_anything_is_written(quantity: int, spare: int) -> None:
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        print_batch(sealed(ballot(9)), run_of(quantity, spare), out, key=KEY)
    assert problem_of(error)[0] == "print.quantity"
    assert out.getvalue() == b""


def test_an_unknown_contest_refuses() -> None:
    with pytest.raises(InputError) as error:
        print_batch(sealed(ballot(9)), run_of(1, contest="nobody"), io.BytesIO(), key=KEY)
    assert problem_of(error) == ("print.no_such_contest", {"contest": "nobody"})


def test_a_geometry_that_could_not_be_read_is_not_printed() -> None:
    seal = sealed(ballot(9))
    (page,) = seal.geometry["contest"]
    crowded = replace(page, fiducials=((15.0, 15.0), *page.fiducials[1:]))
    with pytest.raises(InputError) as error:
        printed(replace(seal, geometry={"contest": (crowded,)}))
    assert problem_of(error)[0] == "layout.fiducial_near_edge"
