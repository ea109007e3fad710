"""What is drawn on a test deck: ink in just the boxes that the deck says, clear of their lines."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from counting.codes.ballots import decode
from counting.deck.deck import DeckSheet, deck
from counting.model.election import Contest
from counting.model.geometry import Box
from counting.model.reading import BallotCode
from printing.ballot.batch import print_batch
from tests.kit.ballots import KEY, ballot, page_image, run_of, sealed, tokens
from tests.kit.proofs import decode_pdf, page_texts

DPI = 150
DRAWN: list[Any] = [
    {"layout": ("one-box", "above"), "marks": "S1", "candidates": 39, "lines": 4, "seats": 35},
    {"layout": ("one-box", "after"), "marks": "S2", "candidates": 9, "paper": "A5"},
    {"layout": ("three-box", "before"), "marks": "S3", "candidates": 60, "seats": 40},
    {"layout": ("one-box", "below"), "marks": "S4", "candidates": 120, "seats": 100, "paper": "A3"},
    {"layout": ("one-box", "before"), "marks": "S5", "candidates": 9, "token": True},
]


def printed_deck(contest: Contest, sheets: int) -> tuple[bytes, tuple[DeckSheet, ...]]:
    seal, drawn = sealed(contest), deck(contest, sheets)
    given = tokens() if contest.identification == "token" else None
    out = io.BytesIO()
    print_batch(seal, run_of(sheets, purpose="test_deck"), out, key=KEY, tokens=given, deck=drawn)
    return out.getvalue(), drawn


def inside(pixels: Any, box: Box, margin: float) -> Any:
    """The pixels of a box, but for `margin` millimetres along its edges."""
    scale = DPI / 25.4
    left, top = round((box.x + margin) * scale), round((box.y + margin) * scale)
    right, foot = round((box.x + box.w - margin) * scale), round((box.y + box.h - margin) * scale)
    return pixels[top:foot, left:right]


def shares(pixels: Any, box: Box) -> tuple[float, float]:
    """Canvas within the box, and along its edge where a mark must not reach."""
    whole, core = inside(pixels, box, 0.35) < 128, inside(pixels, box, 0.65) < 128
    return float(whole.mean()), float(whole.sum() - core.sum())


def boxes(
    contest: Contest, pdf: bytes, drawn: tuple[DeckSheet, ...]
) -> Iterator[tuple[Any, Box, str]]:
    """Every box of every sheet, write-in lines too: the page's pixels, and what is to be in it."""
    pages = sealed(contest).geometry[contest.id]
    rows = {candidate.id: row for row, candidate in enumerate(contest.candidates)}
    for number, sheet in enumerate(drawn):
        names = {name.line: name for name in sheet.names}
        line_number = 0
        for side, page in enumerate(pages):
            pixels = page_image(pdf, number * len(pages) + side, DPI)
            for mark in page.boxes:
                yield pixels, mark.box, sheet.rows[rows[mark.candidate]].get(mark.choice, "")
            for line in page.write_ins:
                line_number += 1
                name = names.get(line_number)
                for mark in line.boxes:
                    there = name is not None and name.choice == mark.choice
                    yield pixels, mark.box, name.symbol if name and there else ""


@pytest.mark.parametrize("given", DRAWN, ids=lambda given: given["marks"])
def test_the_ink_in_the_boxes_says_exactly_the_marks_of_the_deck(given: Any) -> None:
    contest = ballot(**given)
    pdf, drawn = printed_deck(contest, 14)
    for pixels, box, symbols in boxes(contest, pdf, drawn):
        share, at_the_edge = shares(pixels, box)
        assert at_the_edge == 0, "a mark stays clear of the lines of its box"
        assert (share > 0.03) if symbols else (share == 0), (box, symbols, share)


def test_a_circle_is_empty_in_the_middle_and_a_cross_is_not() -> None:
    contest = ballot(39, seats=30)
    pdf, drawn = printed_deck(contest, 8)
    seen = set()
    for pixels, box, symbols in boxes(contest, pdf, drawn):
        if symbols not in ("○", "×"):
            continue
        dark = np.argwhere(inside(pixels, box, 0.35) < 128)
        top, left = dark.min(axis=0)
        foot, right = dark.max(axis=0)
        near = round(0.7 * DPI / 25.4)
        around = abs(dark - [(top + foot) / 2, (left + right) / 2]).max(axis=1) <= near
        assert around.any() == (symbols == "×"), symbols
        seen.add(symbols)
    assert seen == {"○", "×"}


def test_no_two_marks_are_alike_and_another_print_has_the_same() -> None:
    contest = ballot(9, seats=5)
    pdf, drawn = printed_deck(contest, 12)
    assert printed_deck(contest, 12)[0] == pdf
    pictures = [
        inside(pixels, box, 0.35).tobytes()
        for pixels, box, symbols in boxes(contest, pdf, drawn)
        if symbols == "○"
    ]
    assert len(set(pictures)) == len(pictures) > 20


def test_a_written_name_stands_on_its_line() -> None:
    contest = ballot(9, lines=2)
    pdf, drawn = printed_deck(contest, 20)
    told = [[name.name for name in sheet.names] for sheet in drawn]
    for names, text in zip(told, page_texts(pdf), strict=True):
        assert ("测试甲" in text) == ("测试甲" in names)
        assert ("测试乙" in text) == ("测试乙" in names)
    assert ["测试甲"] in told


@pytest.mark.parametrize("token", [False, True])
def test_every_side_of_a_deck_is_marked_and_coded_as_one(token: bool) -> None:
    contest = ballot(60, ("three-box", "before"), token=token)
    pdf, _ = printed_deck(contest, 2)
    codes = [decode(text, KEY) for text in decode_pdf(pdf)]
    assert [(code.purpose, code.side) for code in codes if isinstance(code, BallotCode)] == [
        ("test_deck", side) for side in (1, 2, 1, 2)
    ]
    assert all("测试票" in text for text in page_texts(pdf))


def test_a_deck_of_another_number_of_sheets_is_a_fault() -> None:
    contest = ballot(9)
    with pytest.raises(ValueError, match="a deck of 2 for 3"):
        print_batch(
            sealed(contest),
            run_of(3, purpose="test_deck"),
            io.BytesIO(),
            key=KEY,
            deck=deck(contest, 2),
        )


def test_every_sheet_of_a_deck_says_which_one_it_is() -> None:
    pdf, drawn = printed_deck(ballot(60), 3)
    texts = list(page_texts(pdf))
    assert [f"第 {sheet} 张　共 3 张" in text for sheet in (1, 2, 3) for text in texts] == [
        page // 2 + 1 == sheet for sheet in (1, 2, 3) for page in range(len(texts))
    ]
    assert len(texts) == 2 * len(drawn)
