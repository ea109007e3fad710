"""Badges, table cards and sleeves: whole names, codes that read back, nothing cut or crossed."""

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest

from counting.codes import ballots as ballot_code
from counting.codes.badges import BadgeCode, badge_tag, decode, encode
from counting.model.election import BallotStyle, Mode
from counting.model.geometry import Box
from counting.model.refusal import InputError
from printing.cards.badges import CARD_HEIGHT, CARD_WIDTH, PER_PAGE, Bearer, print_badges
from printing.cards.sleeves import print_sleeves
from printing.cards.table_cards import print_table_cards
from printing.pdf.barcodes import QUIET_ZONE
from tests.kit.ballots import KEY, ballot, on_paper, page_image, sealed
from tests.kit.proofs import all_codes, decode_pdf, page_texts

TAG = badge_tag(KEY)
TITLE = "青禾县第十四次代表大会（样例）"
LONG_TITLE = "中国农林水利气象系统青禾自治州青禾县第十四届委员会第五次全体（扩大）会议"
NAMES = (
    "柳",
    "王宁",
    "马玉兰",
    "欧阳文渊",
    "艾尔肯·吐尔逊",
    "阿卜杜热合曼·阿卜杜克力木",
    "陈𬱖",
    "Maria Fernández",
    "何昇",
    "古丽娜尔·买买提",
)


def bearer(number: int, name: str = "王宁", **told: str) -> Bearer:
    code = encode(BadgeCode(Mode.REHEARSAL, TAG, number), KEY)
    given = {"delegation": "县直机关第一代表团", "capacity": "正式代表", "seat": "3排12座"} | told
    return Bearer(number=number, name=name, code=code, **given)


PEOPLE = tuple(bearer(number, name) for number, name in enumerate(NAMES, 99_990))


def badges(
    people: tuple[Bearer, ...] = PEOPLE, title: str = TITLE, mode: Mode = Mode.REHEARSAL
) -> bytes:
    out = io.BytesIO()
    print_badges(title, mode, people, out)
    return out.getvalue()


def table_cards(people: tuple[Bearer, ...] = PEOPLE, mode: Mode = Mode.REHEARSAL) -> bytes:
    out = io.BytesIO()
    print_table_cards(TITLE, mode, people, out)
    return out.getvalue()


def characters(made: bytes, page: int) -> Iterator[tuple[str, Box]]:
    """Every character drawn on a page with the box of its ink, in millimetres."""
    scale = 25.4 / 72
    with pypdfium2.PdfDocument(made) as document:
        height = document[page].get_height()
        text = document[page].get_textpage()
        for n in range(text.count_chars()):
            character = text.get_text_range(n, 1)
            if character.strip():
                left, bottom, right, top = text.get_charbox(n)
                size = ((right - left) * scale, (top - bottom) * scale)
                yield character, Box(left * scale, (height - top) * scale, *size)


def test_every_badge_is_read_back_as_its_number() -> None:
    pages = list(all_codes(badges()))
    assert [len(page) for page in pages] == [PER_PAGE, len(PEOPLE) - PER_PAGE]
    read = [decode(text, KEY, tag=TAG, mode=Mode.REHEARSAL) for page in pages for text in page]
    assert read == [BadgeCode(Mode.REHEARSAL, TAG, p.number) for p in PEOPLE]


def test_a_badge_says_name_delegation_capacity_number_and_whose_congress_it_is() -> None:
    (text,) = page_texts(badges((bearer(4711, "陈𬱖"),)))
    for words in (TITLE, "陈𬱖", "县直机关第一代表团", "正式代表", "4711", "演练用"):
        assert words in text
    (official,) = page_texts(badges((bearer(1),), mode=Mode.OFFICIAL))
    assert "演练" not in official


@pytest.mark.parametrize("title", [TITLE, LONG_TITLE])
@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_on_a_badge_comes_near_a_cut(title: str, mode: Mode) -> None:
    made = badges(title=title, mode=mode)
    left, top = (210 - 2 * CARD_WIDTH) / 2, (297 - 4 * CARD_HEIGHT) / 2
    found = 0
    for page in range(2):
        for character, box in characters(made, page):
            found += 1
            for start, length, side in ((box.x - left, box.w, CARD_WIDTH),
                                        (box.y - top, box.h, CARD_HEIGHT)):  # fmt: skip
                assert 1.5 <= start % side <= side - 1.5 - length, character
    assert found > 300


def test_every_name_stands_whole_and_clear_of_the_lines_above_and_below() -> None:
    for number, page in enumerate(page_texts(badges())):
        for person in PEOPLE[number * PER_PAGE : (number + 1) * PER_PAGE]:
            assert person.name in page.replace("\r\n", "").replace("\n", ""), person.name


def test_the_code_of_a_badge_has_its_quiet_zones_beside_the_longest_number() -> None:
    pixels = page_image(badges((bearer(88_888),)), 0)
    scale = 300 / 25.4
    band = pixels[round((28.5 + 47) * scale) : round((28.5 + 55) * scale)]
    dark = np.flatnonzero((band < 128).any(axis=0)) / scale - 15.0  # mm from the card's left edge
    on_card = dark[(dark > 1) & (dark < CARD_WIDTH - 1)]
    gaps = np.diff(on_card)
    assert gaps.max() >= QUIET_ZONE - 0.1, "between the number and the first bar"
    assert CARD_WIDTH - on_card.max() >= QUIET_ZONE, "between the last bar and the cut"


def test_the_same_roll_gives_the_same_bytes() -> None:
    assert badges() == badges()
    assert table_cards() == table_cards()


@pytest.mark.parametrize("field", ["name", "delegation", "capacity", "seat"])
def test_a_missing_glyph_names_person_character_and_code_point(field: str) -> None:
    person = replace(bearer(12), **{field: "李\ue000"})
    for make in (print_badges, print_table_cards):
        out = io.BytesIO()
        with pytest.raises(InputError) as error:
            make(TITLE, Mode.REHEARSAL, (bearer(1), person), out)
        (problem,) = error.value.problems
        assert (problem.code, problem.place) == ("roll.glyph", "roll.12")
        assert problem.facts == {"name": person.name, "character": "\ue000", "codepoint": "U+E000"}
        assert out.getvalue() == b""


def test_a_name_that_no_badge_holds_is_refused_and_never_cut() -> None:
    out = io.BytesIO()
    with pytest.raises(InputError) as error:
        print_badges(TITLE, Mode.REHEARSAL, (bearer(7, "甲" * 40),), out)
    assert [(p.code, p.place) for p in error.value.problems] == [("roll.name_too_long", "roll.7")]
    assert out.getvalue() == b""


def test_a_table_card_bears_its_name_twice_and_reads_the_same_from_both_sides() -> None:
    made = table_cards()
    texts = [text.replace("\r\n", "") for text in page_texts(made)]
    assert len(texts) == len(PEOPLE)
    for text, person in zip(texts, PEOPLE, strict=True):
        assert person.name in text
        for part in person.name.split("·"):
            assert text.count(part) == 2, person.name
        assert text.count(person.seat) == 2
    pixels = page_image(made, 5, 60)
    turned = pixels[::-1, ::-1]
    assert np.abs(pixels.astype(int) - turned).mean() < 2.0


def test_names_of_two_to_four_characters_are_of_one_size_and_fill_the_card() -> None:
    for page, person in enumerate(PEOPLE):
        boxes = [box for char, box in characters(table_cards(), page) if char in person.name]
        width = max(box.x + box.w for box in boxes) - min(box.x for box in boxes)
        if person.name in ("王宁", "马玉兰"):
            assert 150 < width < 200
        elif person.name not in ("柳", "陈𬱖", "何昇"):
            assert 150 < width < 261.5, person.name


def test_nothing_on_a_table_card_crosses_the_fold_or_leaves_the_paper() -> None:
    made = table_cards()
    for page in range(len(PEOPLE)):
        for character, box in characters(made, page):
            assert box.y + box.h < 103 or box.y > 107, character
            assert 4 < box.x < box.x + box.w < 293, character


def sleeves(numbers: tuple[int, ...], round_number: int = 1, **contest: object) -> bytes:
    seal = sealed(replace(ballot(9), **contest))  # type: ignore[arg-type]
    out = io.BytesIO()
    made = print_sleeves(on_paper(seal, round_number), numbers, out)
    assert made.pages == len(numbers)
    return out.getvalue()


def test_a_sleeve_says_its_number_contest_round_and_colour_and_asks_for_the_decision() -> None:
    first, second = page_texts(sleeves((37, 1204), 2))
    assert "37 号封套" in first
    assert "1204 号封套" in second
    for words in (
        "疑难票封套", "委员会委员", "第 2 轮", "粉红色票", "批", "遍",
        "字迹不清", "符号不清", "另选人", "涂改", "其他", "有效", "无效", "逐项认定",
        "监票人", "总监票人", "演练用",
    ):  # fmt: skip
        assert words in first, words


def test_a_sleeve_of_a_contest_without_a_colour_names_none() -> None:
    (text,) = page_texts(sleeves((1,), ballot=BallotStyle(colour="")))
    assert "色票" not in text


@pytest.mark.parametrize("number", [1, 88, 9999])
def test_the_number_of_a_sleeve_stands_within_its_margins_and_off_the_fold(number: int) -> None:
    for character, box in characters(sleeves((number,), title="委员会委员" * 8), 0):
        assert 14 < box.x < box.x + box.w < 196, character
        assert box.y + box.h < 148 or box.y > 149, character


def test_a_sleeve_bears_the_code_by_which_a_second_pass_takes_its_sheet() -> None:
    texts = list(decode_pdf(sleeves((37, 999, 1000), 2)))
    read = [ballot_code.decode(text, KEY) for text in texts]
    labels = [label for label in read if isinstance(label, ballot_code.SleeveLabel)]
    assert [(s.number, s.round, s.contest) for s in labels] == [(37, 2, 0), (999, 2, 0)]
    assert texts[2] == "", "a code has three digits for the number"


def test_a_missing_glyph_refuses_the_sleeves_too() -> None:
    with pytest.raises(InputError) as error:
        sleeves((1,), title="委员\ue000")
    assert error.value.problems[0].code == "glyph.missing"
