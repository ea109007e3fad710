"""分组名单: the delegations with their conveners and members, from definition and roll."""

from collections.abc import Iterator
from typing import Final

from printing.papers.facts import Facts, congress_paper, figure, head, name_list, numeral
from printing.papers.model import BLANK, Block, Column, Heading, Paragraph, Table
from printing.papers.people import Group, voting_groups

_COLUMNS = (
    Column("分组", 46, "left"),
    Column("人数", 20),
    Column("召集人", 48, "left"),
    Column("讨论地点", 42, "left"),
)
_BLANK_GROUPS: Final = 4

NAME: Final = "分组名单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A table of the groups, then the members of each that is known."""
    groups = voting_groups(facts)
    yield from head(facts, NAME)
    rows = [_row(facts, group) for group in groups if group.name]
    yield Table(_COLUMNS, tuple(rows or [("",) * len(_COLUMNS)] * _BLANK_GROUPS), 9.5)
    known = [group for group in groups if group.name and group.people]
    for number, group in enumerate(known, 1):
        yield Heading(f"（{numeral(number)}）{group.name}（{_size(group)} 人）", 3)
        yield from _members(facts, group)


def _row(facts: Facts, group: Group) -> tuple[str, ...]:
    return (group.name, figure(_size(group)), name_list(_conveners(facts, group)), "")


def _size(group: Group) -> int | None:
    return group.due if group.due is not None else len(group.people)


def _conveners(facts: Facts, group: Group) -> tuple[str, ...]:
    return facts.congress.officers.conveners.get(group.id, ()) if group.id else ()


def _members(facts: Facts, group: Group) -> Iterator[Block]:
    conveners = name_list(_conveners(facts, group)) or BLANK
    members = name_list([person.name for person in group.people])
    missing = (_size(group) or 0) - len(group.people)
    others = f"；另有 {missing} 人：{BLANK}" if missing > 0 else ""
    yield Paragraph(f"召集人：{conveners}。成员：{members}{others}。")
