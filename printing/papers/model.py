"""What a paper consists of, before it is docx or PDF: headings, paragraphs, tables, signatures."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from counting.names.same import DOTS
from counting.names.width import ems, fills_three

BLANK: Final = "________"
"""Stands where a figure is not known: a line to be filled in by hand."""

_GAP: Final = 0.5  # characters between the cells of a grid
_LEAST_COLUMNS: Final = 2
_MOST_LINES: Final = 3  # of a name, where less columns can do with less

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 the title, in the middle (小标宋); 2 as 一、 (黑体); 3 as （一） (楷体).

    A line end in a title parts its lines.
    """

    text: str
    level: Literal[1, 2, 3] = 2
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Subtitle:
    """What stands in the middle below a title: when and where, or for whom."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, its first line indented by two characters unless it stands otherwise."""

    text: str
    align: Align = "left"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Smaller text that is not read out: an explanation, a stage direction, a warning."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `width` is its share of the table's width."""

    title: str
    width: float
    align: Align = "centre"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many texts as there are columns; the titles stand anew on each page.

    `row_height` is the least height of a row in millimetres. Over several pages the rows are
    shared out evenly.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_height: float = 8.0


@dataclass(frozen=True, slots=True)
class Names:
    """Names in an open grid of equal cells, read along its rows.

    What stands in （） at the end of a name is its note, set smaller below it.
    """

    names: tuple[str, ...]
    columns: int = 5


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: a line each to write on, two side by side, and a line for the date."""

    roles: tuple[str, ...]
    date: bool = True


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Subtitle | Paragraph | Note | Table | Names | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `stripe` are the words that mark each page: "" in an official congress.

    `verification`: what the paper was made from, as label and value, for who checks it: in small
    lines at the end of what is signed, else on a page of its own, that can be taken off.
    `landscape` pages have narrow margins.
    """

    title: str
    blocks: tuple[Block, ...]
    verification: tuple[tuple[str, str], ...] = ()
    stripe: str = ""
    landscape: bool = False

    @property
    def signed(self) -> bool:
        """Whether somebody signs it."""
        return any(isinstance(block, Signatures) for block in self.blocks)

    @property
    def verification_lines(self) -> tuple[str, ...]:
        """What is verified, a line each."""
        return tuple(f"{label}：{value}" for label, value in self.verification)

    @property
    def verification_page(self) -> tuple[Block, ...]:
        """The same as a page."""
        if not self.verification:
            return ()
        return (
            PageBreak(),
            Heading("核验页", 2, centred=True),
            Note("本页记载本件依据什么制成，供核对用，不是本件的正文，可以取下另存。"),
            Table((Column("项目", 26), Column("内容", 130, "left")), self.verification),
        )

    def texts(self) -> list[str]:
        """Every text of the paper, on one line each, for checks over its characters."""
        texts: list[str] = []

        def note(text: str) -> str:
            texts.append(text.replace("\n", ""))
            return text

        self.with_texts(note)
        return texts

    def with_texts(self, change: Callable[[str], str]) -> "Paper":
        """The paper with every text as `change` makes it."""
        return replace(
            self,
            title=change(self.title),
            verification=tuple((label, change(value)) for label, value in self.verification),
            blocks=tuple(_with_texts(block, change) for block in self.blocks),
        )


def _with_texts(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Heading(text=text) | Subtitle(text=text) | Paragraph(text=text) | Note(text=text):
            return replace(block, text=change(text))
        case Table(columns=columns, rows=rows):
            return replace(
                block,
                columns=tuple(replace(column, title=change(column.title)) for column in columns),
                rows=tuple(tuple(map(change, row)) for row in rows),
            )
        case Names(names=names):
            return replace(block, names=tuple(map(change, names)))
        case Signatures(roles=roles):
            return replace(block, roles=tuple(map(change, roles)))
        case PageBreak():
            return block


def before(block: Block, following: Block | None) -> bool:
    """Whether `block` must not be parted from what follows it: words from their table or names."""
    if isinstance(block, Heading | Subtitle):
        return True
    return isinstance(block, Paragraph | Note) and isinstance(following, Table | Names | Signatures)


@dataclass(frozen=True, slots=True)
class Cell:
    """A name in a grid, on as many lines as it takes, and its note, "" without."""

    lines: tuple[str, ...]
    note: str = ""


def grid(names: Names, characters: float) -> list[list[Cell]]:
    """The grid's rows, each of as many cells; `characters` of the text are the grid's width.

    A name too long for its cell is parted at middle dots and blanks, its lines filled with as many
    parts as fit. Where a part is too long, or a name takes too many lines, there are less columns,
    but two at least: what is longer still is set smaller.
    """
    parted = [_parted(name) for name in names.names]
    columns = names.columns
    room = characters / columns - _GAP
    cells = [Cell(_filled(parts, room), note) for parts, note in parted]
    while columns > _LEAST_COLUMNS and not all(_fits(cell, room) for cell in cells):
        columns -= 1
        room = characters / columns - _GAP
        cells = [Cell(_filled(parts, room), note) for parts, note in parted]
    cells += [Cell(("",))] * (-len(cells) % columns)
    return [cells[at : at + columns] for at in range(0, len(cells), columns)]


def _fits(cell: Cell, room: float) -> bool:
    return len(cell.lines) <= _MOST_LINES and all(ems(line) <= room for line in cell.lines)


def _filled(parts: Sequence[str], room: float) -> tuple[str, ...]:
    """The lines of a name: as many of its parts on each as fit, one at least."""
    filled = [""]
    for part in parts:
        if filled[-1] and ems((filled[-1] + part).rstrip(" ")) > room:
            filled.append("")
        filled[-1] += part
    return tuple(line.rstrip(" ") for line in filled)


def _parted(label: str) -> tuple[tuple[str, ...], str]:
    """A name's parts between middle dots and blanks, and the note that stands in （） after it."""
    at = label.find("（")
    noted = at > 0 and label.endswith("）")
    name, note = (label[:at], label[at:]) if noted else (label, "")
    return tuple(re.split(f"(?<=[{DOTS} ])", name)), note


def list_form(name: str) -> str:
    """A name as lists set it: two characters stand as wide as three."""
    return "\u3000".join(name) if fills_three(name) else name
