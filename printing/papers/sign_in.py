"""签到册: a page a delegation, with a line for everybody to sign, from the roll."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, head
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    list_form,
)
from printing.papers.people import Group, other_groups, voting_groups

_NUMBER = Column("序号", 14)
_NAME = Column("姓名", 40, "left")
_SEAT = Column("座位", 26)
_SIGNED = (Column("签名", 46), Column("备注", 30))
_ROOM: Final = 2  # blank rows for whoever is added
_MOST: Final = 300  # blank rows of a group of which nobody is known

NAME: Final = "签到册"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """Everybody by delegation, then those who take part without voting."""
    yield from head(facts, NAME)
    groups = [*voting_groups(facts), *other_groups(facts)]
    seats = any(person.seat for person in facts.roll)
    for number, group in enumerate(groups):
        if number:
            yield PageBreak()
        yield from _group(group, seats=seats)


def _group(group: Group, *, seats: bool) -> Iterator[Block]:
    due = BLANK if group.due is None else str(group.due)
    if group.name:
        yield Heading(group.name, 2, centred=True)
    yield Paragraph(f"会议：{BLANK * 2}　时间：____月____日____时", "left", indent=False)
    seat = (_SEAT,) if seats else ()
    yield Table((_NUMBER, _NAME, *seat, *_SIGNED), tuple(_rows(group, seats=seats)), 9.0)
    if not group.people and (group.due or 0) > _MOST:
        yield Note(f"应到会 {due} 人，先印 {_MOST} 行，不够时续印。")
    yield Paragraph(
        f"应到会 {due} 人，实到会 ____ 人，请假、缺席 ____ 人。",
        indent=False,
    )
    convener = ("召集人",) if group.id else ()
    yield Signatures((*convener, "签到工作人员"))


def _rows(group: Group, *, seats: bool) -> Iterator[tuple[str, ...]]:
    known = len(group.people)
    number = 0
    for number, person in enumerate(group.people, 1):
        seat = (person.seat,) if seats else ()
        yield (str(number), list_form(person.name), *seat, "", "")
    missing = max(0, min(group.due or 0, _MOST) - known)
    for blank in range(number + 1, number + missing + _ROOM + 1):
        seat = ("",) if seats else ()
        yield (str(blank), "", *seat, "", "")
