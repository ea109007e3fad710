"""A badge says a number of one meeting; it is never a ballot, and no ballot is a badge."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counting.codes import ballots as ballot_code
from counting.codes.badges import BadgeCode, badge_tag, decode, encode
from counting.codes.ballots import BatchHeader, CardCode, definition_tag
from counting.model.election import Mode
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal

KEY = b"the badge key of this meeting, 32"
OTHER_KEY = b"the badge key of another meeting!"
BALLOT_KEY = b"the ballot key of this congress, "
VECTORS = Path(__file__).parents[3] / "docs" / "ballot-code.md"

STYLE = BallotCode(
    mode=Mode.REHEARSAL,
    identification="style",
    purpose="ballot",
    definition_tag=1,
    contest=0,
    round=1,
)
badges = st.builds(
    BadgeCode, st.sampled_from(list(Mode)), st.integers(0, 9999), st.integers(1, 99_999)
)
keys = st.binary(min_size=16, max_size=32)


def refusal(read: object) -> str:
    assert isinstance(read, Refusal), read
    return read.code


@given(badges, keys)
def test_what_is_encoded_is_decoded(code: BadgeCode, key: bytes) -> None:
    text = encode(code, key)
    assert re.fullmatch(r"4[0-9]{21}", text)
    assert decode(text, key, tag=code.tag, mode=code.mode) == code


@given(badges)
def test_every_single_wrong_digit_is_unreadable(code: BadgeCode) -> None:
    text = encode(code, KEY)
    for place, digit in enumerate(text):
        for other in set("0123456789") - {digit}:
            wrong = text[:place] + other + text[place + 1 :]
            assert refusal(decode(wrong, KEY)) == "badge.unreadable"


@given(badges)
def test_every_swap_of_neighbouring_digits_is_unreadable(code: BadgeCode) -> None:
    text = encode(code, KEY)
    for place in range(len(text) - 1):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text:
            assert refusal(decode(swapped, KEY)) == "badge.unreadable"


@given(badges)
def test_a_badge_made_with_another_key_is_foreign(code: BadgeCode) -> None:
    text = encode(code, OTHER_KEY)
    assume(text != encode(code, KEY))  # one in ten million is alike by chance
    assert refusal(decode(text, KEY)) == "badge.foreign"


@given(badges, st.integers(3, 12), st.sampled_from("0123456789"))
def test_a_changed_number_with_repaired_check_digits_is_foreign(
    code: BadgeCode, place: int, digit: str
) -> None:
    body = encode(code, KEY)[:-2]
    assume(body[place] != digit)
    forged = body[:place] + digit + body[place + 1 :]
    assert refusal(decode(forged + f"{98 - int(forged) * 100 % 97:02d}", KEY)) == "badge.foreign"


@pytest.mark.parametrize(
    "label",
    [
        STYLE,
        replace(STYLE, identification="token", token="314159265358"),
        CardCode(1, 0, "done", mode=Mode.REHEARSAL),
        BatchHeader(Mode.REHEARSAL, 1, 0, 1, "1"),
    ],
)
def test_a_label_of_the_count_is_not_a_badge(label: ballot_code.Code) -> None:
    for key in (KEY, BALLOT_KEY):
        text = ballot_code.encode(label, key)
        assert refusal(decode(text, KEY)) == "badge.not_a_badge"


@given(badges, keys)
def test_a_badge_at_the_count_is_told_as_one_whosever_it_is(code: BadgeCode, key: bytes) -> None:
    text = encode(code, key)
    for given_ in ({}, {"definition": code.tag + 1, "mode": Mode.OFFICIAL}):
        assert refusal(ballot_code.decode(text, BALLOT_KEY, **given_)) == "ballot.badge"  # type: ignore[arg-type]


def test_a_misread_badge_at_the_count_is_unreadable_like_any_label() -> None:
    text = encode(BadgeCode(Mode.OFFICIAL, 1, 1), KEY)
    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
    assert refusal(ballot_code.decode(wrong, BALLOT_KEY)) == "ballot.unreadable"


def test_a_badge_of_a_rehearsal_or_of_another_meeting_is_named_as_such() -> None:
    text = encode(BadgeCode(Mode.REHEARSAL, 4711, 12), OTHER_KEY)
    assert decode(text, KEY, tag=4711, mode=Mode.OFFICIAL) == Refusal(
        "badge.other_mode", {"mode": "rehearsal", "here": "official"}
    )
    assert refusal(decode(text, KEY, tag=4712, mode=Mode.REHEARSAL)) == "badge.other_congress"


@given(st.text(max_size=40))
def test_no_other_text_is_ever_taken_for_a_badge(text: str) -> None:
    assert isinstance(decode(text, KEY), Refusal)


@pytest.mark.parametrize("text", ["", "6901234567892", "1" * 22, "٣" * 22, "4" * 22, "9" * 10_000])
def test_a_label_from_a_shop_or_a_broken_line_is_unreadable(text: str) -> None:
    assert refusal(decode(text, KEY)) == "badge.unreadable"


@pytest.mark.parametrize(("tag", "number"), [(10_000, 1), (-1, 1), (0, 0), (0, 100_000)])
def test_a_value_that_no_badge_can_say_is_not_encoded(tag: int, number: int) -> None:
    with pytest.raises(ValueError):
        encode(BadgeCode(Mode.OFFICIAL, tag, number), KEY)


def test_the_tag_comes_from_the_meetings_key_and_from_nothing_that_ballots_carry() -> None:
    assert 0 <= badge_tag(KEY) <= 9999
    assert badge_tag(KEY) != badge_tag(OTHER_KEY)
    assert badge_tag(KEY) != definition_tag(KEY.hex())


def vectors() -> list[tuple[str, str]]:
    rows = re.findall(
        r"^\| `badge` \| `([^`]*)` \| `(\d+)` \|$", VECTORS.read_text("utf-8"), re.MULTILINE
    )
    assert rows, "the documented test vectors were not found"
    return rows


@pytest.mark.parametrize(("fields", "digits"), vectors())
def test_the_documented_vectors_hold(fields: str, digits: str) -> None:
    said = dict(pair.split("=") for pair in fields.split(" "))
    code = BadgeCode(Mode(said["mode"]), int(said["tag"]), int(said["number"]))
    key = bytes(range(32))
    assert encode(code, key) == digits
    assert decode(digits, key) == code


def test_the_documented_tag_of_the_vectors_key_holds() -> None:
    (told,) = re.findall(r"tag of that key is `(\d{4})`", VECTORS.read_text("utf-8"))
    assert badge_tag(bytes(range(32))) == int(told)
