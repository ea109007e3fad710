"""The cover of a batch: what it says, its bundles of fifty, and the slips that go round them."""

import io
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.election import Mode
from counting.model.refusal import InputError
from counting.model.state import PrintRun
from printing.cards.covers import BUNDLE, Cover, bundles, print_cover
from tests.kit.ballots import ballot, page_image, sealed
from tests.kit.proofs import page_texts


def cover(*, mode: Mode = Mode.REHEARSAL, **changes: Any) -> Cover:
    seal = sealed(ballot(9), mode=mode)
    contest = changes.pop("contest", seal.congress.contests[0])
    run = PrintRun(
        contest="contest",
        round=1,
        purpose="ballot",
        batch=2,
        quantity=302,
        spare=12,
        sha256="0123456789abcdef" * 4,
    )
    of_run = {name: changes.pop(name) for name in {f.name for f in fields(run)} & {*changes}}
    of = Cover(seal.congress, contest, replace(run, **of_run), pages=314, sides=1)
    return replace(of, **changes)


def texts(of: Cover) -> list[str]:
    out = io.BytesIO()
    print_cover(of, out)
    return [text.replace("\r\n", "") for text in page_texts(out.getvalue())]


@given(quantity=st.integers(1, 20_000), spare=st.integers(0, 3_000))
def test_bundles_hold_fifty_each_but_the_last_of_the_ballots_and_of_the_spares(
    quantity: int, spare: int
) -> None:
    made = bundles(quantity, spare)
    for of, kept_apart in ((quantity, False), (spare, True)):
        found = [bundle for bundle in made if bundle.spare is kept_apart]
        assert sum(bundle.sheets for bundle in found) == of
        assert all(bundle.sheets == BUNDLE for bundle in found[:-1])
        assert [bundle.number for bundle in found] == list(range(1, len(found) + 1))
        assert {bundle.of for bundle in found} <= {len(found)}


def test_the_cover_says_what_was_printed() -> None:
    first, *_ = texts(cover())
    for words in (
        "青禾县代表大会",
        "委员会委员选票（粉红色）",
        "第 1 轮",
        "A4，单面",
        "第 2 次印制",
        "302 张，备用 12 张，共 314 张（PDF 共 314 页）",
        "01234567 89abcdef",
        "印制人",
        "核对人",
        "演练用",
    ):
        assert words in first, words
    assert "补印" not in first


def test_an_official_cover_bears_no_word_of_a_rehearsal() -> None:
    assert not any("演练" in text for text in texts(cover(mode=Mode.OFFICIAL)))


def test_a_reprint_says_which_batch_it_replaces_and_why() -> None:
    first, *_ = texts(cover(reprint_of=1, reason="颜色与规定不符"))
    assert "代替第 1 次印制的选票" in first
    assert "颜色与规定不符" in first


@pytest.mark.parametrize("reason", ["因" * 3000, "一行\n又一行", "\U0002f800"])
def test_a_reason_of_any_kind_leaves_the_cover_whole(reason: str) -> None:
    first, *_ = texts(cover(reprint_of=1, reason=reason))
    assert "印制人" in first


def test_in_token_mode_no_hash_is_told() -> None:
    first, *_ = texts(cover(sha256=None))
    assert "不留校验值" in first


@pytest.mark.parametrize(("purpose", "words"), [("specimen", "样票"), ("test_deck", "测试票")])
def test_cover_and_slips_of_what_is_no_ballot_say_so(purpose: Any, words: str) -> None:
    assert all(words in text for text in texts(cover(purpose=purpose, spare=0)))


def test_a_slip_says_whose_it_is_which_bundle_and_how_many() -> None:
    _, slips, last = texts(cover())
    for number in range(1, 7):
        assert f"第 {number} 捆　共 7 捆" in slips
    assert slips.count("50 张") == 6
    assert slips.count("清点人") == slips.count("复点人") == 6
    assert "第 7 捆　共 7 捆" in last
    assert "备用票　第 1 捆　共 1 捆" in last
    assert "2 张" in last
    assert last.count("清点人") == 2


@pytest.mark.parametrize(("quantity", "spare"), [(1, 0), (50, 50), (2_250, 0), (19_000, 1_000)])
def test_every_bundle_stands_in_the_table_and_has_its_slip(quantity: int, spare: int) -> None:
    found = texts(cover(quantity=quantity, spare=spare))
    made = bundles(quantity, spare)
    table = "".join(text for text in found if "选票印制封面" in text)
    slips = "".join(text for text in found if "选票印制封面" not in text)
    assert slips.count("清点人") == len(made)
    for bundle in made:
        assert (f"备用 {bundle.number}" if bundle.spare else f"第 {bundle.number} 捆") in table


def test_nothing_crosses_the_lines_to_cut_along() -> None:
    out = io.BytesIO()
    print_cover(cover(), out)
    pixels = page_image(out.getvalue(), 1, 100)
    scale = 100 / 25.4
    middle = round(105.0 * scale)
    for row in (99.0, 198.0):
        line = round(row * scale)
        for beside in (pixels[line - 12 : line - 4], pixels[line + 4 : line + 12]):
            assert np.delete(beside, range(middle - 3, middle + 4), axis=1).min() == 255
    crossed = [round(row * scale) + near for row in (99.0, 198.0) for near in range(-3, 4)]
    for beside in (pixels[:, middle - 30 : middle - 4], pixels[:, middle + 4 : middle + 30]):
        assert np.delete(beside, crossed, axis=0).min() == 255


def test_equal_covers_are_equal_bytes() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    print_cover(cover(), one)
    print_cover(cover(), other)
    assert one.getvalue() == other.getvalue()


def test_a_missing_glyph_refuses_the_cover() -> None:
    seal = sealed(ballot(("王宁", "李\ue000")))
    with pytest.raises(InputError) as error:
        texts(cover(congress=seal.congress, contest=seal.congress.contests[0]))
    assert error.value.problems[0].code == "glyph.missing"
