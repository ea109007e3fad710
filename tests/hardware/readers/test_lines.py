import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.refusal import InputError
from hardware.readers import profiles as device_profiles
from hardware.readers.codec import DeviceAnswer, Flaw, Frame
from hardware.readers.lines import LineCodec

PLAIN = device_profiles.load("plain")


def cut(data: bytes, profile=PLAIN, *, silence_after: bool = False) -> list[Frame]:
    codec = LineCodec(profile)
    frames = codec.feed(data)
    last = codec.silent(PLAIN.idle) if silence_after else None
    return frames + ([last] if last else [])


def texts(frames: list[Frame]) -> list[str]:
    return [frame.text for frame in frames]


def flaws(frames: list[Frame]) -> list[Flaw | None]:
    return [frame.flaw for frame in frames]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\x03", b"\x03\r\n"])
def test_every_usual_terminator_ends_exactly_one_frame(end: bytes) -> None:
    assert texts(cut(b"1234" + end + b"5678" + end)) == ["1234", "5678"]


def test_a_start_byte_is_stripped() -> None:
    assert texts(cut(b"\x021234\x03")) == ["1234"]


def test_empty_frames_are_nothing() -> None:
    assert cut(b"\r\n\r\n\x02\x03\r") == []


def test_a_start_byte_inside_a_frame_begins_anew_and_the_cut_piece_is_partial() -> None:
    frames = cut(b"\x0212\x0234\x03")
    assert [(f.raw, f.flaw) for f in frames] == [(b"12", Flaw.PARTIAL), (b"34", None)]


def test_a_frame_of_the_limit_is_whole_and_one_byte_more_is_too_long() -> None:
    assert flaws(cut(b"7" * 256 + b"\r")) == [None]
    assert flaws(cut(b"7" * 257 + b"\r")) == [Flaw.TOO_LONG]


def test_five_thousand_bytes_without_terminator_are_one_refusal_and_the_next_label_is_read() -> (
    None
):
    codec = LineCodec(PLAIN)
    frames = codec.feed(b"7" * 5000)
    assert flaws(frames) == [Flaw.TOO_LONG]
    assert len(frames[0].raw) == PLAIN.limit
    assert texts(codec.feed(b"\r1234\r")) == ["1234"]


def test_silence_ends_the_skipping_of_an_endless_frame() -> None:
    codec = LineCodec(PLAIN)
    codec.feed(b"7" * 300)
    assert codec.silent(PLAIN.idle) is None
    assert texts(codec.feed(b"1234\r")) == ["1234"]


def test_silence_ends_a_partial_frame_which_is_never_a_label() -> None:
    codec = LineCodec(PLAIN)
    codec.feed(b"12")
    partial = codec.silent(PLAIN.idle)
    assert partial is not None
    assert (partial.flaw, partial.text, partial.raw) == (Flaw.PARTIAL, "", b"12")
    assert texts(codec.feed(b"34\r")) == ["34"]


def test_a_pause_shorter_than_the_gap_ends_nothing() -> None:
    codec = LineCodec(PLAIN)
    codec.feed(b"12")
    assert codec.silent(PLAIN.idle - 0.01) is None
    assert texts(codec.feed(b"34\r")) == ["1234"]


def test_silence_between_frames_is_nothing() -> None:
    codec = LineCodec(PLAIN)
    codec.feed(b"1234\r")
    assert codec.silent(PLAIN.idle) is None


@pytest.mark.parametrize("junk", [b"\x00", b"\x1b", "选票".encode("gbk"), b"\xff", b"\x7f", b"\t"])
def test_bytes_outside_print_are_kept_as_they_came_and_never_decoded(junk: bytes) -> None:
    (frame,) = cut(b"12" + junk + b"34\r")
    assert frame.flaw is Flaw.UNPRINTABLE
    assert frame.text == ""
    assert frame.raw == b"12" + junk + b"34"


@pytest.mark.parametrize("text", ["NR", "%%NoRead"])
def test_a_scanner_saying_that_it_read_nothing_is_no_label(text: str) -> None:
    assert flaws(cut(text.encode() + b"\r")) == [Flaw.NO_READ]


def test_an_aim_identifier_is_stripped_where_the_profile_expects_one() -> None:
    (frame,) = cut(b"]C01234\r", device_profiles.load("code128"))
    assert (frame.text, frame.flaw) == ("1234", None)


@pytest.mark.parametrize(
    "label", [b"]E06901234567892", b"1234", b"]C0", b"]C11234", b"]Q1http://a"]
)
def test_any_other_symbology_is_a_foreign_label(label: bytes) -> None:
    assert flaws(cut(label + b"\r", device_profiles.load("code128"))) == [Flaw.FOREIGN]


def test_a_flawed_frame_refuses_by_its_code_without_repeating_its_bytes() -> None:
    (frame,) = cut(b"12\x0034\r")
    assert frame.refusal is not None
    assert frame.refusal.code == "frame.unprintable"
    assert frame.refusal.facts == {"bytes": 5}


def test_a_good_frame_refuses_nothing() -> None:
    (frame,) = cut(b"1234\r")
    assert frame.refusal is None


SILENCE = object()
streams = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.text("0123456789", min_size=1, max_size=40).map(lambda s: s.encode() + b"\r"),
        st.sampled_from([b"\x02", b"\x03", b"\r\n", b"7" * 300, b"NR\r", b"]C012\r"]),
        st.just(SILENCE),
    ),
    max_size=20,
)
profiles = st.sampled_from([device_profiles.load(name) for name in device_profiles.names()])


def play(stream: list, profile, pieces) -> list[Frame]:
    """Frames of a stream whose bytes arrive in the chunks that `pieces` cuts them into."""
    codec = LineCodec(profile)
    frames: list[Frame] = []
    for part in stream:
        if part is SILENCE:
            last = codec.silent(PLAIN.idle)
            frames += [last] if last else []
        else:
            for piece in pieces(part):
                frames += codec.feed(piece)
    return frames


@given(streams, profiles, st.randoms(use_true_random=False))
def test_any_chunking_of_the_bytes_gives_the_same_frames(stream, profile, rng) -> None:
    def whole(part: bytes) -> list[bytes]:
        return [part]

    def bytewise(part: bytes) -> list[bytes]:
        return [bytes([b]) for b in part]

    def anyhow(part: bytes) -> list[bytes]:
        cuts = sorted(rng.randrange(len(part) + 1) for _ in range(4))
        return [part[a:b] for a, b in zip([0, *cuts], [*cuts, len(part)], strict=True)]

    assert play(stream, profile, whole) == play(stream, profile, bytewise)
    assert play(stream, profile, whole) == play(stream, profile, anyhow)


@given(streams, profiles)
def test_no_frame_is_empty_or_longer_than_the_limit_and_flawed_ones_have_no_text(
    stream, profile
) -> None:
    for frame in play(stream, profile, lambda part: [part]):
        assert 0 < len(frame.raw) <= profile.limit
        assert (frame.text == "") == (frame.flaw is not None)


@given(st.binary(max_size=400))
def test_every_label_was_on_the_line_between_two_boundaries(data: bytes) -> None:
    bounded = data.replace(b"\n", b"\r").replace(b"\x03", b"\r").replace(b"\x02", b"\r")
    for frame in cut(data):
        if frame.flaw is None:
            assert frame.raw in bounded.split(b"\r")


@given(st.lists(st.text("0123456789", min_size=1, max_size=60), max_size=20))
def test_labels_come_out_as_they_went_in(labels: list[str]) -> None:
    assert texts(cut("".join(f"{label}\r" for label in labels).encode())) == labels


def test_the_plain_profile_has_no_answers_and_the_handshake_profile_has_three_distinct_ones() -> (
    None
):
    assert not any(map(LineCodec(PLAIN).answer, DeviceAnswer))
    acknak = LineCodec(device_profiles.load("acknak"))
    assert acknak.answer(DeviceAnswer.GOOD) == b"\x06"
    assert acknak.answer(DeviceAnswer.REFUSED) == b"\x15"
    assert acknak.answer(DeviceAnswer.TAKEN) == b"\x06"
    assert len({acknak.answer(answer) for answer in DeviceAnswer}) == 3


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(InputError) as refused:
        device_profiles.load("laser9000")
    (problem,) = refused.value.problems
    assert problem.code == "reader.unknown_profile"
    assert "plain" in str(problem.facts["known"])


def test_the_limit_is_the_profiles_own() -> None:
    short = dataclasses.replace(PLAIN, limit=4)
    assert flaws(cut(b"1234\r12345\r", short)) == [None, Flaw.TOO_LONG]
