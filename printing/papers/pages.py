"""Dealing strips onto pages: what belongs together stays, long tables are shared out evenly."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import Final

from printing.papers.form import Sheet
from printing.papers.model import Block, PageBreak, Signatures, before
from printing.papers.strips import Strip, strips

_ABOVE_SIGNATURES: Final = 18.0  # of text or table that goes with those who sign below it
_SLACK: Final = 1e-6

Placed = tuple[Strip, float]
Group = list[Strip]


class _Dealer:
    """Pages of a height under way, each a list of strips with the `y` of their tops."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.pages: list[list[Placed]] = [[]]
        self._y = sheet.top

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self._sheet.foot - self._y

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return not self.pages[-1]

    def turn(self) -> None:
        """Begin another page, unless this one is empty."""
        if not self.fresh:
            self.pages.append([])
            self._y = self._sheet.top

    def place(self, group: Sequence[Strip]) -> None:
        """Put strips that belong together below what there is, or onto the next page."""
        if _height(group, top=self.fresh) > self.room + _SLACK:
            self.turn()
        for strip in group:
            if _height([strip], top=self.fresh) > self.room + _SLACK:
                self.turn()  # more belongs together than a page holds
            if strip.head and (strip.opens or self.fresh):
                self._put(strip.head)
            self._put(strip)

    def share_out(self, groups: Sequence[Group]) -> None:
        """Put the rows of a table, a group or more each, evenly onto as few pages as hold them."""
        if _height(groups[0], top=self.fresh) > self.room + _SLACK:
            self.turn()
        least = _dealt(groups, self.room, self._sheet.depth)
        even = _dealt(groups, self.room, self._sheet.depth, pages=len(least))
        for number, page in enumerate(even if len(even) == len(least) else least):
            if number:
                self.turn()
            for group in page:
                self.place(group)

    def _put(self, strip: Strip) -> None:
        if strip.draw is None and self.fresh:
            return
        if self.fresh:
            self._y -= strip.above
        if strip.draw is not None:
            self.pages[-1].append((strip, self._y))
        self._y += strip.height


def deal(blocks: Sequence[Block], sheet: Sheet) -> tuple[list[list[Placed]], float]:
    """The pages, each strip with the `y` of its top, and the room left on the last, in mm."""
    dealer = _Dealer(sheet)
    for part in _parts(blocks, sheet):
        if not part:
            dealer.turn()
            continue
        for head, run in groupby(_groups(part), _table_of):
            rows = list(run)
            if head is None or len(rows) == 1:
                for group in rows:
                    dealer.place(group)
            else:
                dealer.share_out(rows)
    return dealer.pages, dealer.room


def _dealt(
    groups: Sequence[Group], room: float, full: float, pages: int | None = None
) -> list[list[Group]]:
    """The groups a page: as many as fit, or about equally many on each of `pages`."""
    dealt: list[list[Group]] = [[]]
    left = room
    share = _share(groups, pages)
    for number, group in enumerate(groups):
        needed = _height(group, top=not dealt[-1] and len(dealt) > 1)
        if dealt[-1] and (needed > left + _SLACK or _rows(dealt[-1]) >= share):
            dealt.append([])
            left = full
            share = _share(groups[number:], pages and pages - len(dealt) + 1)
            needed = _height(group, top=True)
        dealt[-1].append(group)
        left -= needed
    return dealt


def _share(groups: Sequence[Group], pages: int | None) -> float:
    return ceil(_rows(groups) / pages) if pages and pages > 0 else float("inf")


def _rows(groups: Sequence[Group]) -> int:
    return sum(strip.head is not None for group in groups for strip in group)


def _height(group: Sequence[Strip], *, top: bool) -> float:
    """What a group needs on a page: with its titles, without the blank at its end."""
    heads = sum(strip.head.height for strip in group if strip.head and strip.opens)
    if top and (first := group[0]).head and not first.opens:
        heads += first.head.height
    drawn = list(group)
    while drawn and drawn[-1].draw is None:
        drawn.pop()
    return heads + sum(s.height for s in drawn) - (drawn[-1].tail if drawn else 0.0)


def _table_of(group: Group) -> int | None:
    """The table whose rows are in a group, by its titles."""
    return next((id(strip.head) for strip in group if strip.head), None)


def _groups(part: Sequence[Strip]) -> Iterator[Group]:
    group: Group = []
    for strip in part:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


def _parts(blocks: Sequence[Block], sheet: Sheet) -> Iterator[list[Strip]]:
    """The strips between two page breaks; nothing where a page begins."""
    part: list[Strip] = []
    following: tuple[Block | None, ...] = (*blocks[1:], None)
    for block, then in zip(blocks, following, strict=True):
        if isinstance(block, PageBreak):
            yield from (part, [])
            part = []
        of_block = list(strips(block, sheet.left, sheet.room))
        if isinstance(block, Signatures):
            _keep_with_signatures(part)
        if of_block and before(block, then):
            of_block[-1] = replace(of_block[-1], keep=True)
        part += of_block
    yield part


def _keep_with_signatures(part: list[Strip]) -> None:
    """The last rows or lines go with those who sign: nobody signs a page of signatures alone."""
    kept = 0.0
    for place in range(len(part) - 1, -1, -1):
        part[place] = replace(part[place], keep=True)
        if part[place].draw is not None:
            kept += part[place].height
        if kept >= _ABOVE_SIGNATURES:
            return
