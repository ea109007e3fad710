"""A printed code says one thing, and a damaged or foreign one is refused with its own reason."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counting.codes.ballots import (
    ROW_ACTIONS,
    SHEET_ACTIONS,
    BatchHeader,
    CardCode,
    Code,
    SleeveLabel,
    decode,
    definition_tag,
    encode,
)
from counting.model.election import Mode
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal

KEY = b"a key of the congress, 32 bytes!"
OTHER_KEY = b"another congress's key, 32 bytes"

modes = st.sampled_from(list(Mode))
tags = st.integers(0, 9999)
contests = st.integers(0, 99)
rounds = st.integers(1, 9)
tokens = st.text("0123456789", min_size=12, max_size=12)
ballots = st.builds(
    lambda mode, purpose, tag, contest, round_, side, token: BallotCode(
        mode=mode,
        identification="token" if token else "style",
        purpose=purpose,
        definition_tag=tag,
        contest=contest,
        round=round_,
        token=token,
        side=side,
    ),
    modes,
    st.sampled_from(["ballot", "test_deck", "specimen"]),
    tags,
    contests,
    rounds,
    st.sampled_from([1, 2]),
    st.none() | tokens,
)
cards = st.builds(
    CardCode, tags, contests, st.sampled_from(SHEET_ACTIONS), st.none(), mode=modes
) | st.builds(
    CardCode, tags, contests, st.sampled_from(ROW_ACTIONS), st.integers(0, 998), mode=modes
)
headers = st.builds(BatchHeader, modes, tags, contests, rounds, st.integers(1, 999).map(str))
sleeves = st.builds(SleeveLabel, modes, tags, contests, rounds, st.integers(1, 999))
codes = ballots | cards | headers | sleeves
keys = st.binary(min_size=16, max_size=32)


def ballot(**fields: object) -> BallotCode:
    values: dict[str, object] = {
        "mode": Mode.REHEARSAL,
        "identification": "style",
        "purpose": "ballot",
        "definition_tag": 4711,
        "contest": 0,
        "round": 1,
        "token": None,
        "side": 1,
    }
    return BallotCode(**(values | fields))  # type: ignore[arg-type]


def refusal(read: Code | Refusal) -> str:
    assert isinstance(read, Refusal), read
    return read.code


@given(codes, keys)
def test_what_is_encoded_is_decoded(code: Code, key: bytes) -> None:
    read = decode(encode(code, key), key, definition=code.definition_tag, mode=code.mode)
    assert read == code
    if isinstance(code, BallotCode) and isinstance(read, BallotCode):
        assert read.side == code.side


@given(codes)
def test_a_code_is_digits_of_even_length_and_only_a_token_makes_it_longer(code: Code) -> None:
    text = encode(code, KEY)
    assert re.fullmatch(r"[0-9]+", text)
    assert len(text) == (34 if isinstance(code, BallotCode) and code.token else 22)


@given(codes)
def test_every_single_wrong_digit_is_unreadable(code: Code) -> None:
    text = encode(code, KEY)
    for place, digit in enumerate(text):
        for other in set("0123456789") - {digit}:
            assert refusal(decode(text[:place] + other + text[place + 1 :], KEY)) == (
                "ballot.unreadable"
            )


@given(codes)
def test_every_swap_of_neighbouring_digits_is_unreadable(code: Code) -> None:
    text = encode(code, KEY)
    for place in range(len(text) - 1):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text:
            assert refusal(decode(swapped, KEY)) == "ballot.unreadable"


@given(codes, st.integers(0, 33))
def test_a_code_that_lost_a_digit_or_gained_one_is_unreadable(code: Code, place: int) -> None:
    text = encode(code, KEY)
    place %= len(text)
    assert refusal(decode(text[:place] + text[place + 1 :], KEY)) == "ballot.unreadable"
    assert refusal(decode(text[:place] + "0" + text[place:], KEY)) == "ballot.unreadable"


@given(codes)
def test_a_code_made_with_another_key_is_foreign(code: Code) -> None:
    made_elsewhere = encode(code, OTHER_KEY)
    assume(made_elsewhere != encode(code, KEY))  # one code in ten million is alike by chance
    assert refusal(decode(made_elsewhere, KEY)) == "ballot.foreign"


@given(ballots, st.integers(3, 19), st.sampled_from("0123456789"))
def test_a_changed_field_with_repaired_check_digits_is_foreign(
    code: BallotCode, place: int, digit: str
) -> None:
    body = encode(code, KEY)[:-2]
    assume(body[place] != digit)
    forged = body[:place] + digit + body[place + 1 :]
    forged += f"{98 - int(forged) * 100 % 97:02d}"
    assert refusal(decode(forged, KEY)) == "ballot.foreign"


@given(st.text(max_size=40))
def test_no_other_text_is_ever_taken_for_a_code(text: str) -> None:
    assert isinstance(decode(text, KEY), Refusal)


@pytest.mark.parametrize(
    "text", ["", "6901234567892", "1" * 22, "٣" * 22, "-" * 22, " " * 22, "12345\r", "9" * 10_000]
)
def test_a_label_from_a_shop_or_a_broken_line_is_unreadable(text: str) -> None:
    assert refusal(decode(text, KEY)) == "ballot.unreadable"


def test_two_digits_of_a_check_that_mean_the_same_remainder_are_not_both_accepted() -> None:
    """97 and 00 (98 and 01) are equal modulo 97; only the one the standard writes is ours."""
    for tag in range(200):
        text = encode(ballot(definition_tag=tag), KEY)
        if text[-2:] in ("97", "98"):
            assert refusal(decode(f"{text[:-2]}{int(text[-2:]) - 97:02d}", KEY)) == (
                "ballot.unreadable"
            )
            return
    pytest.fail("no code with these check digits was found")


def test_a_rehearsal_ballot_is_named_as_such_in_the_official_congress_and_in_reverse() -> None:
    for own, other in ((Mode.OFFICIAL, Mode.REHEARSAL), (Mode.REHEARSAL, Mode.OFFICIAL)):
        text = encode(ballot(mode=other), OTHER_KEY)
        read = decode(text, KEY, definition=4711, mode=own)
        assert read == Refusal("ballot.other_mode", {"mode": other.value, "here": own.value})


def test_a_ballot_of_another_congress_is_named_as_such() -> None:
    text = encode(ballot(definition_tag=4712), OTHER_KEY)
    read = decode(text, KEY, definition=4711, mode=Mode.REHEARSAL)
    assert refusal(read) == "ballot.other_congress"


def test_both_sides_of_a_sheet_are_the_same_ballot() -> None:
    front, back = (decode(encode(ballot(side=side), KEY), KEY) for side in (1, 2))
    assert front == back
    assert encode(ballot(side=1), KEY) != encode(ballot(side=2), KEY)


def test_no_refusal_repeats_the_code_or_its_token() -> None:
    text = encode(ballot(identification="token", token="314159265358"), OTHER_KEY)
    for read in (decode(text, KEY), decode(text, KEY, definition=1), decode(text[:-1] + "x", KEY)):
        assert isinstance(read, Refusal)
        assert "314159265358" not in repr(read)


@pytest.mark.parametrize(
    "code",
    [
        ballot(contest=100),
        ballot(contest=-1),
        ballot(round=0),
        ballot(round=10),
        ballot(side=3),
        ballot(definition_tag=10_000),
        ballot(identification="token"),
        ballot(identification="token", token="12345678901"),
        ballot(token="123456789012"),
        CardCode(0, 0, "against", None, mode=Mode.OFFICIAL),
        CardCode(0, 0, "done", 3, mode=Mode.OFFICIAL),
        CardCode(0, 0, "against", 999, mode=Mode.OFFICIAL),
        CardCode(0, 0, "against", -1, mode=Mode.OFFICIAL),
        BatchHeader(Mode.OFFICIAL, 0, 0, 1, "0"),
        BatchHeader(Mode.OFFICIAL, 0, 0, 1, "1000"),
        BatchHeader(Mode.OFFICIAL, 0, 0, 1, "box a"),
        SleeveLabel(Mode.OFFICIAL, 0, 0, 1, 0),
        SleeveLabel(Mode.OFFICIAL, 0, 0, 1, 1000),
    ],
)
def test_a_value_that_no_code_can_say_is_not_encoded(code: Code) -> None:
    with pytest.raises(ValueError):
        encode(code, KEY)


def test_the_definition_tag_is_the_seal_modulo_ten_thousand() -> None:
    assert definition_tag("ff") == 255
    assert definition_tag(f"{123_456_789:064x}") == 6789


VECTORS = Path(__file__).parents[3] / "docs" / "ballot-code.md"


def vectors() -> list[tuple[str, str, str]]:
    rows = re.findall(
        r"^\| `(ballot|card|batch|sleeve)` \| `([^`]*)` \| `(\d+)` \|$",
        VECTORS.read_text("utf-8"),
        re.MULTILINE,
    )
    assert rows, "the documented test vectors were not found"
    return rows


@pytest.mark.parametrize(("kind", "fields", "digits"), vectors())
def test_the_documented_vectors_hold(kind: str, fields: str, digits: str) -> None:
    said = dict(pair.split("=") for pair in fields.split(" "))
    mode, tag, contest = Mode(said["mode"]), int(said["tag"]), int(said["contest"])
    made: Code
    if kind == "ballot":
        made = ballot(
            mode=mode,
            definition_tag=tag,
            contest=contest,
            round=int(said["round"]),
            side=int(said["side"]),
            identification="token" if "token" in said else "style",
            purpose=said["purpose"],
            token=said.get("token"),
        )
    elif kind == "card":
        candidate = int(said["candidate"]) if "candidate" in said else None
        made = CardCode(tag, contest, said["action"], candidate, mode=mode)  # type: ignore[arg-type]
    elif kind == "sleeve":
        made = SleeveLabel(mode, tag, contest, int(said["round"]), int(said["sleeve"]))
    else:
        made = BatchHeader(mode, tag, contest, int(said["round"]), said["batch"])
    key = bytes(range(32))
    assert encode(made, key) == digits
    assert decode(digits, key) == made
