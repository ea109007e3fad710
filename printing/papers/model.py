"""What a paper consists of, before it is docx or PDF: headings, paragraphs, tables, signatures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, Literal

from counting.names.width import ems, fills_three

BLANK: Final = "________"
"""Stands where a figure is not known: a line to be filled in by hand."""

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 a title in the middle of the page, 2 a heading, 3 one within the text.

    A line end in the text parts its lines.
    """

    text: str
    level: Literal[1, 2, 3] = 2
    centred: bool = False


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

    `row_height` is the least height of a row in millimetres.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_height: float = 8.0


@dataclass(frozen=True, slots=True)
class Names:
    """Names in an open grid, read along its rows."""

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


Block = Heading | Paragraph | Note | Table | Names | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `foot` are the lines below every page, `stripe` the words that mark it.

    `stripe` is "" on the papers of an official congress. `landscape` pages have narrow margins.
    """

    title: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...] = ()
    stripe: str = ""
    landscape: bool = False

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
            foot=tuple(map(change, self.foot)),
            blocks=tuple(_with_texts(block, change) for block in self.blocks),
        )


def _with_texts(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Heading(text=text) | Paragraph(text=text) | Note(text=text):
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
    if isinstance(block, Heading):
        return True
    return isinstance(block, Paragraph | Note) and isinstance(following, Table | Names | Signatures)


def rows_of(names: Names) -> list[list[tuple[str, int]]]:
    """The grid's rows: each name with the number of columns it takes, one for five characters."""
    rows: list[list[tuple[str, int]]] = [[]]
    left = names.columns
    for name in names.names:
        span = min(names.columns, max(1, ceil(ems(name) / 5)))
        if span > left:
            rows.append([])
            left = names.columns
        rows[-1].append((name, span))
        left -= span
    return [row for row in rows if row]


def list_form(name: str) -> str:
    """A name as lists set it: two characters stand as wide as three."""
    return "\u3000".join(name) if fills_three(name) else name
