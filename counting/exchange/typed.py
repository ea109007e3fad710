"""Numbers, dates and times as people type them, where they can mean only one thing."""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Final

MOST_DIGITS: Final = 12
_WIDE: Final = {0xFF00 + low: 0x20 + low for low in range(1, 95)}  # ！ to ～, never ² or ①
_DATE: Final = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]|(\d\d)(\d\d))", re.ASCII
)
_TIME: Final = re.compile(
    r"(凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚)?"
    r"(\d{1,2})(?::(\d\d)(?::00)?|[点时](?:整|半|(\d{1,2})分?)?)"
    r"(am|pm)?",
    re.ASCII,
)
_AFTERNOON: Final = frozenset({"下午", "傍晚", "晚上", "晚", "pm"})
_MORNING: Final = frozenset({"凌晨", "清晨", "早晨", "早上", "上午", "am"})


def plain(text: str) -> str:
    """A text with full-width characters as narrow ones, and without spaces."""
    return "".join(text.translate(_WIDE).split())


def whole(text: str, units: Collection[str] = ()) -> int | None:
    """A whole number from 0, such as 87, ８７, 1,087, or 87人 where 人 is among `units`.

    None for what is no such number, or could be another.
    """
    said = plain(text)
    unit = max((one for one in units if said.endswith(one)), key=len, default="")
    said = said.removesuffix(unit)
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", said):
        said = said.replace(",", "")
    if not re.fullmatch("[0-9]+", said) or len(said) > MOST_DIGITS:
        return None
    return int(said)


def day(text: str) -> str | None:
    """A date as YYYY-MM-DD: 2026-11-30, 2026/1/5, 2026.11.30, 2026年11月30日, 20261130.

    None for what is no date, or leaves its year or the order of its parts open.
    """
    found = _DATE.fullmatch(plain(text))
    if found is None:
        return None
    year, month, of_month = (int(part) for part in found.groups() if part and part not in "-/.")
    with suppress(ValueError):
        return date(year, month, of_month).isoformat()
    return None


def time_of_day(text: str) -> str | None:
    """A time as HH:MM: 9:00, 9：00, 9点, 9点半, 9时30分, 上午9:00, 下午2:30, 14:30:00, 2:30 PM.

    None for what is no time, or could be another: 9.30, 上午14:00, 晚上12点.
    """
    said = plain(text).lower()
    found = _TIME.fullmatch(said)
    if found is None:
        return None
    part, hours, minutes, after, half = found.groups()
    hour, minute = int(hours), int(minutes or after or 0)
    if not minutes and "半" in said:
        minute = 30
    if part and half:
        return None
    hour_of = _hour(part or half or "", hour)
    if hour_of is None or minute > 59:
        return None
    return f"{hour_of:02}:{minute:02}"


def _hour(part: str, hour: int) -> int | None:
    """The hour of the day (0 to 23) that an hour of a part of the day is."""
    if hour > 23:
        return None
    if part in _MORNING:
        return hour if hour < 12 else None
    if part == "中午":
        return {11: 11, 12: 12, 1: 13, 13: 13}.get(hour)
    if part in _AFTERNOON:
        if hour == 12:
            return 12 if part in ("下午", "pm") else None
        return hour if hour > 12 else hour + 12 if hour else None
    return hour
