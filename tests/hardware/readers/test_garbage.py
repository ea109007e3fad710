from hypothesis import given
from hypothesis import strategies as st

from hardware.readers.garbage import GarbageGauge


def test_a_line_at_the_wrong_speed_raises_the_alarm() -> None:
    gauge = GarbageGauge()
    assert gauge.weigh(bytes(range(0x80, 0xA0)))
    assert gauge.alarm


def test_seven_bits_with_parity_read_as_eight_raise_the_alarm() -> None:
    gauge = GarbageGauge()
    label = b"120348571029384756102938475610293847"
    gauge.weigh(bytes(b | (b.bit_count() % 2) << 7 for b in label))
    assert gauge.alarm


def test_one_bad_label_among_good_ones_is_no_alarm() -> None:
    gauge = GarbageGauge()
    for _ in range(5):
        gauge.weigh(b"123456789012345678901234\r")
    assert not gauge.weigh(bytes(20) + b"\r")


def test_a_few_stray_bytes_at_the_start_are_no_alarm() -> None:
    assert not GarbageGauge().weigh(b"\xff\xfe\xff")


def test_the_alarm_falls_when_the_line_is_mended() -> None:
    gauge = GarbageGauge()
    gauge.weigh(b"\xff" * 40)
    changes = [gauge.weigh(b"123456789012345678901234\r") for _ in range(12)]
    assert changes.count(True) == 1
    assert not gauge.alarm


@given(st.binary(max_size=2000))
def test_the_ratio_is_that_of_the_last_bytes(data: bytes) -> None:
    gauge = GarbageGauge()
    gauge.weigh(data)
    judged = [b for b in data if b not in b"\r\n\x02\x03"][-GarbageGauge.WINDOW :]
    bad = sum(not 0x20 <= b <= 0x7E for b in judged)
    assert gauge.ratio == (bad / len(judged) if judged else 0.0)
