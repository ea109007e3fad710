"""Command cards and batch headers: what a teller scans, read back from the printed page."""

import io
from dataclasses import replace
from typing import Any

import pytest

from counting.codes.ballots import BatchHeader, CardCode, decode
from counting.model.election import Mode
from counting.model.refusal import InputError
from printing.cards.command_cards import card_codes, print_cards
from printing.cards.headers import header_codes, print_headers
from printing.cards.round import RoundOnPaper
from tests.kit.ballots import KEY, ballot, names, on_paper, sealed
from tests.kit.pages import chars_of, opened
from tests.kit.proofs import all_codes, decode_pdf, page_texts

ROWS = {"for", "against", "abstain", "void_row"}
SHEETS = {
    "all_for",
    "all_abstain",
    "rest_for",
    "write_in",
    "doubtful",
    "undo",
    "done",
    "end_batch",
    "checked",
}


def test_the_cards_have_every_action_of_the_contract_once() -> None:
    seal = sealed(ballot(39))
    cards = card_codes(on_paper(seal))
    assert {(card["action"], card["candidate"]) for card in cards} == {
        *((action, c.id) for action in ROWS for c in seal.congress.contests[0].candidates),
        *((action, None) for action in SHEETS),
    }
    assert len(cards) == len({card["code"] for card in cards}) == 39 * 4 + len(SHEETS)


def test_a_card_means_what_its_entry_says_in_this_contest_and_mode() -> None:
    seal = sealed(ballot(39), mode=Mode.OFFICIAL)
    for card in card_codes(on_paper(seal)):
        code = decode(str(card["code"]), KEY)
        assert isinstance(code, CardCode)
        assert code.mode is Mode.OFFICIAL
        assert code.action == card["action"]
        place = code.candidate
        contest = seal.congress.contests[0]
        assert card["candidate"] == (None if place is None else contest.candidates[place].id)


def test_equal_names_stand_at_full_size_with_notes_a_teller_can_read() -> None:
    people = ballot(("刘建国", "刘建国", "周海波"), notes=("男，1970年生", "女", "不印"))
    out = io.BytesIO()
    print_cards(on_paper(sealed(people)), out)
    page = opened(out.getvalue())[1]
    sizes = {char.text: char.size for char in chars_of(page)}
    assert sizes["刘"] == sizes["周"]
    assert sizes["男"] >= 0.65 * sizes["刘"]
    assert "印" not in sizes  # nobody else has that name


@pytest.mark.parametrize("candidates", [1, 9, 27, 39, 120])
def test_the_printed_cards_are_all_read_back(candidates: int) -> None:
    seal = sealed(ballot(candidates))
    out = io.BytesIO()
    print_cards(on_paper(seal), out)
    read = [code for page in all_codes(out.getvalue()) for code in page]
    assert sorted(read) == sorted(str(card["code"]) for card in card_codes(on_paper(seal)))


def test_each_page_of_cards_has_one_action_beside_every_name() -> None:
    """A gun that slips by a line hits the same action on a neighbour, never another action."""
    seal = sealed(ballot(9))
    out = io.BytesIO()
    print_cards(on_paper(seal), out)
    pages = list(all_codes(out.getvalue()))
    kinds = [{getattr(decode(text, KEY), "action", None) for text in page} for page in pages]
    assert kinds == [SHEETS, {"against"}, {"abstain"}, {"for"}, {"void_row"}]
    first, *others = page_texts(out.getvalue())
    assert "本张完成" in first
    for text in others:
        assert all(name in text.replace("\r\n", "") for name in names(9))


def test_the_codes_stand_in_the_order_of_the_names() -> None:
    seal = sealed(ballot(9))
    out = io.BytesIO()
    print_cards(on_paper(seal), out)
    page = list(all_codes(out.getvalue()))[1]
    by_rows = [getattr(decode(text, KEY), "candidate", None) for text in page]
    assert by_rows == [0, 5, 1, 6, 2, 7, 3, 8, 4], "two columns, read across"


def test_headers_say_batch_round_and_contest_to_people_and_to_the_station() -> None:
    seal = sealed(ballot(9))
    out = io.BytesIO()
    print_headers(on_paper(seal, 2), [("1", 50), ("12", 48)], out)
    codes = [decode(text, KEY) for text in decode_pdf(out.getvalue())]
    assert [(c.batch, c.round, c.contest) for c in codes if isinstance(c, BatchHeader)] == [
        ("1", 2, 0),
        ("12", 2, 0),
    ]
    first, second = page_texts(out.getvalue())
    assert "第 1 批" in first
    assert "50 张" in first
    assert "第 12 批" in second


@pytest.mark.parametrize("batch", ["0", "1000", "甲", "", "01", "-1"])
def test_a_batch_that_no_code_can_name_has_no_header(batch: str) -> None:
    with pytest.raises(InputError) as error:
        header_codes(on_paper(sealed(ballot(9))), [batch])
    assert error.value.problems[0].code == "print.batch_number"


@pytest.mark.parametrize(
    "make",
    [
        lambda seal, out: print_cards(on_paper(seal), out),
        lambda seal, out: print_headers(on_paper(seal), [("1", 1)], out),
    ],
)
def test_a_missing_glyph_refuses_tellers_paper_too(make: Any) -> None:
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        make(sealed(ballot(("王宁", "李\ue000"))), out)
    assert error.value.problems[0].code == "glyph.missing"
    assert out.getvalue() == b""


def test_an_unknown_contest_has_no_cards() -> None:
    nobody = replace(ballot(9), id="nobody")
    with pytest.raises(InputError) as error:
        RoundOnPaper(seal=sealed(ballot(9)), contest=nobody, key=KEY)
    assert error.value.problems[0].code == "print.no_such_contest"
