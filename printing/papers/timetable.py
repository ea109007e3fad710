"""日程: day by day and hour by hour, what happens where."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from printing.papers.facts import Facts, Planned, congress_paper, day_words, head, weekday
from printing.papers.model import Block, Column, Heading, Paragraph, Table

_HALVES = ((12, "上午"), (18, "下午"), (24, "晚上"))
_COLUMNS = (
    Column("时段", 14),
    Column("时间", 28),
    Column("内容", 78, "left"),
    Column("时长", 18),
)


NAME: Final = "日程"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A table a day, its items with the hours planned for them."""
    yield from head(facts, NAME)
    yield from _days(facts.schedule)


def _days(schedule: tuple[Planned, ...]) -> Iterator[Block]:
    if not schedule:
        yield Paragraph("（日程尚未拟定）", "centre", indent=False)
    for day, items in groupby(schedule, key=lambda planned: planned.start.date()):
        yield Heading(f"{day_words(day)}（{weekday(day)}）", 3)
        yield Table(_COLUMNS, tuple(_rows(items)))


def _rows(items: Iterator[Planned]) -> Iterator[tuple[str, ...]]:
    before = ""
    for planned in items:
        half = next(words for hour, words in _HALVES if planned.start.hour < hour)
        hours = f"{planned.start:%H:%M}—{planned.end:%H:%M}"
        length = f"{planned.item.minutes} 分钟"
        yield ("" if half == before else half, hours, planned.item.title, length)
        before = half
