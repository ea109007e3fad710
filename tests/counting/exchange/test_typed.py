"""Numbers, dates and times as people type them: read where they can mean only one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.exchange import typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("87", 87),
        (" 87 ", 87),
        ("８７", 87),
        ("87人", 87),
        ("９ 名", 9),
        ("1,087", 1087),
        ("007", 7),
        ("0", 0),
        ("", None),
        ("人", None),
        ("-3", None),
        ("+3", None),
        ("2.0", None),
        ("1,08", None),
        ("八十七", None),
        ("87票", None),
        ("8 至 9", None),
        ("1e3", None),
        ("9" * 13, None),
        ("²", None),
        ("٣", None),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert typed.whole(text, ("人", "名")) == number


@given(st.integers(0, 10**12 - 1))
def test_every_number_is_read_in_full_width_with_separators_and_unit(number: int) -> None:
    wide = str(number).translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert typed.whole(wide) == typed.whole(f"{number:,} 张", ("张",)) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", "2026-11-30"),
        ("2026-1-5", "2026-01-05"),
        ("2026/11/30", "2026-11-30"),
        ("2026.11.30", "2026-11-30"),
        ("2026年11月30日", "2026-11-30"),
        ("２０２６年 １ 月 ５ 日", "2026-01-05"),
        ("2026年11月30号", "2026-11-30"),
        ("20261130", "2026-11-30"),
        ("2026-02-30", None),
        ("2026-11/30", None),
        ("11月30日", None),
        ("26-11-30", None),
        ("11/30/2026", None),
        ("2026年11月", None),
        ("2026-11-30 09:00", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert typed.day(text) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:00", "09:00"),
        ("09:00", "09:00"),
        ("９：００", "09:00"),
        ("11：50", "11:50"),
        ("14:30:00", "14:30"),
        ("上午9:00", "09:00"),
        ("上午 9点", "09:00"),
        ("9点30分", "09:30"),
        ("9时30", "09:30"),
        ("9点半", "09:30"),
        ("9点整", "09:00"),
        ("9点5分", "09:05"),
        ("下午2:30", "14:30"),
        ("下午14:30", "14:30"),
        ("下午2点半", "14:30"),
        ("中午12:00", "12:00"),
        ("晚上7点", "19:00"),
        ("凌晨0:30", "00:30"),
        ("2:30 PM", "14:30"),
        ("0:05", "00:05"),
        ("9.30", None),
        ("930", None),
        ("9:5", None),
        ("9:60", None),
        ("9点60分", None),
        ("24:00", None),
        ("上午14:00", None),
        ("上午12:00", None),
        ("晚上12点", None),
        ("下午2:30 PM", None),
        ("9:00-9:30", None),
        ("9:00:30", None),
        ("九点", None),
    ],
)
def test_times(text: str, time: str | None) -> None:
    assert typed.time_of_day(text) == time
