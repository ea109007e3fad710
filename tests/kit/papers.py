"""What the tests of papers share: a facts of a driven congress, and a paper read back."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import docx
import pypdfium2

from counting.model.election import AgendaItem
from printing.cards.badges import Bearer
from printing.papers.docx import write_docx
from printing.papers.facts import Facts, Planned, unsealed
from printing.papers.kinds import KINDS
from printing.papers.model import Paper, Table
from printing.papers.pdf import write_pdf
from tests.kit.congress import Rehearsal, reading

HEAD = "ab" * 32
LOCAL = "cpc-local-congress"  # its ballots have the style code that these contests ask for


def facts(
    hall: Rehearsal,
    *,
    contest: str | None = None,
    head: str | None = HEAD,
    roll: Sequence[Bearer] = (),
) -> Facts:
    state = hall.state
    assert state.congress is not None
    rounds = tuple(state.rounds.values()) or unsealed(state.congress)
    return Facts(
        state.congress,
        state,
        schedule(),
        tuple(round_ for round_ in rounds if contest in (None, round_.contest.id)),
        head,
        tuple(roll),
    )


def person(number: int, name: str, delegation: str = "", **given: str) -> Bearer:
    """Somebody on the roll; a delegate unless another capacity is given."""
    return Bearer(
        number=number, name=name, delegation=delegation, **{"capacity": "正式代表", **given}
    )


def rows(made: Paper, title: str) -> list[tuple[str, ...]]:
    """The rows of every table of a paper that has a column of this title."""
    tables = (block for block in made.blocks if isinstance(block, Table))
    return [
        row for table in tables if title in {c.title for c in table.columns} for row in table.rows
    ]


def schedule() -> tuple[Planned, ...]:
    start = datetime(2026, 11, 24, 9, 0)  # noqa: DTZ001  # the hall's clock has no zone
    items = (
        AgendaItem(id="a01", item_number="一", title="听取工作报告", minutes=60, kind="report"),
        AgendaItem(id="a02", item_number="", title="休息", minutes=15, kind="break"),
        AgendaItem(id="a03", item_number="二", title="选举委员", minutes=240, kind="election"),
    )
    planned = []
    for item in items:
        end = start + timedelta(minutes=item.minutes)
        planned.append(Planned(item, start, end))
        start = end
    return tuple(planned)


def paper(kind: str, hall: Rehearsal, **given: Any) -> Paper:
    return KINDS[kind](facts(hall, **given))


def words(made: Paper) -> str:
    return "\n".join(made.texts())


def pages(made: Paper) -> list[str]:
    """The text of each page of the paper as PDF."""
    out = io.BytesIO()
    write_pdf(made, out)
    document = pypdfium2.PdfDocument(out.getvalue())
    return [document[n].get_textpage().get_text_range() for n in range(len(document))]


def as_docx(made: Paper) -> Any:
    out = io.BytesIO()
    write_docx(made, out)
    return docx.Document(io.BytesIO(out.getvalue()))


def docx_words(made: Paper) -> str:
    document = as_docx(made)
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join((*(p.text for p in document.paragraphs), *cells))


def counted(*sheets: str, **changes: Any) -> Rehearsal:
    """A congress of ten in which these sheets were counted, a letter a row."""
    return Rehearsal(**changes).closed([reading(sheet) for sheet in sheets])
