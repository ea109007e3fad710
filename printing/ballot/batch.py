"""Printing a batch of ballots: one PDF, the side drawn once, a code on every sheet."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from counting.codes.ballots import definition_tag, encode
from counting.deck.deck import DeckSheet
from counting.layout.lay_out import problems
from counting.model.election import Congress, Contest, Seal
from counting.model.geometry import PageGeometry
from counting.model.reading import BallotCode
from counting.model.refusal import InputError, Problem
from counting.model.state import PrintRun
from printing.ballot.deck_strokes import strokes
from printing.ballot.side import Ballot, draw_side, side_problems
from printing.pdf.barcodes import bars
from printing.pdf.document import Document, Output

MOST_SHEETS: Final = 100_000

Progress = Callable[[int, int], None]
"""Told (sheets drawn, sheets in all) after every sheet. What it raises ends the print."""

_Marks = Callable[[int], Sequence[Sequence[str]]]
"""What is drawn on a sheet (from 1) beside its code, side by side: only a test deck has marks."""


@dataclass(frozen=True, slots=True)
class PrintedResult:
    """What a print run made. `sha256` (hex) is of the whole file, None in token mode.

    A token file is not described by a hash: nothing kept may lead back to it.
    """

    pages: int
    fonts: tuple[str, ...]
    sha256: str | None


class _Hashing:
    """Passes bytes on to a file and hashes them."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._hash = hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        return self._out.write(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def ballot_problems(
    congress: Congress, contest: Contest, pages: tuple[PageGeometry, ...], round_number: int = 1
) -> tuple[Problem, ...]:
    """All that would refuse a print of this contest: for `check` and `seal`, before any paper."""
    of_layout = problems(pages, f"contests.{contest.id}.ballot")
    return of_layout + side_problems(Ballot(congress, contest, pages, round_number, "ballot"))


def print_batch(
    seal: Seal,
    run: PrintRun,
    out: Output,
    *,
    key: bytes,
    tokens: Iterator[str] | None = None,
    contest: Contest | None = None,
    pages: tuple[PageGeometry, ...] | None = None,
    deck: Sequence[DeckSheet] | None = None,
    progress: Progress | None = None,
) -> PrintedResult:
    """Write the sheets of a run to `out` and say what was made.

    `tokens` gives twelve random digits a sheet, different ones, in token mode; none in style mode.
    A later round hands in its own `contest` and `pages`. `deck`: the marked sheets of a test deck,
    as many as are printed. In style mode equal input gives equal bytes. Sheets go out as they are
    drawn, and nothing of them is kept: what an exception ends is no PDF, since that has its table
    of objects at the end. InputError before anything is written: `print.quantity`,
    `print.no_such_contest`, and what `ballot_problems` finds.
    """
    sealed = seal.congress.contest(run.contest)
    if sealed is None:
        facts = {"contest": run.contest}
        raise InputError((Problem("print.no_such_contest", "contest", facts),))
    contest = contest or sealed
    pages = pages or seal.geometry[run.contest]
    refuse_quantity(run)
    if wrong := ballot_problems(seal.congress, contest, pages, run.round):
        raise InputError(wrong)
    if (contest.identification == "token") != (tokens is not None):
        raise ValueError("tokens are given in token mode, and only there")
    if deck is not None and len(deck) != run.sheets:
        raise ValueError(f"a deck of {len(deck)} for {run.sheets} sheets")

    ballot = Ballot(seal.congress, contest, pages, run.round, run.purpose)
    hashing = _Hashing(out)
    title = f"{seal.congress.title}　{contest.title}"
    file = hashing if tokens is None else out
    document = Document(file, title, pages[0].width, pages[0].height)
    for side in range(1, len(pages) + 1):
        document.form(f"side{side}", draw_side(document, ballot, side))
    code = BallotCode(
        mode=seal.congress.mode,
        identification=contest.identification,
        purpose=run.purpose,
        definition_tag=definition_tag(seal.hash),
        contest=seal.congress.contests.index(sealed),
        round=run.round,
    )
    marks = _marks(document, contest, pages, deck) if deck else partial(_unmarked, len(pages))
    every = run.sheets * len(pages)
    if tokens is None:
        _draw_codes(document, ballot, code, key)
        document.begin(every, contents=every if deck else len(pages))
        sheets = _same_sheets(document, len(pages), run.sheets, marks)
    else:
        document.begin(every, contents=every)
        sheets = _token_sheets(document, ballot, code, key, islice(tokens, run.sheets), marks)
    for done in sheets:
        if progress:
            progress(done, run.sheets)
    if document.pages != every:
        raise ValueError(f"tokens ran out after {document.pages} of {every} pages")
    written = document.save()
    sha256 = hashing.hexdigest() if tokens is None else None
    return PrintedResult(written.pages, written.fonts, sha256)


def refuse_quantity(run: PrintRun) -> None:
    """Raise InputError `print.quantity` for a number of sheets that no batch has."""
    if run.quantity < 1 or run.spare < 0 or run.sheets > MOST_SHEETS:
        facts = {"quantity": run.quantity, "spare": run.spare, "most": MOST_SHEETS}
        raise InputError((Problem("print.quantity", "quantity", facts),))


def _unmarked(sides: int, _sheet: int) -> Sequence[Sequence[str]]:
    return ((),) * sides


def _marks(
    document: Document,
    contest: Contest,
    pages: Sequence[PageGeometry],
    deck: Sequence[DeckSheet],
) -> _Marks:
    def marks(sheet: int) -> Sequence[Sequence[str]]:
        return strokes(document, contest, pages, sheet, deck)

    return marks


def _draw_codes(document: Document, ballot: Ballot, code: BallotCode, key: bytes) -> None:
    for side, page in enumerate(ballot.pages, 1):
        operators = bars(encode(replace(code, side=side), key), page.barcode)
        document.form(f"code{side}", [operators])


def _same_sheets(document: Document, sides: int, sheets: int, marks: _Marks) -> Iterator[int]:
    """Style mode: the bars, too, are drawn once. Yields how many sheets are drawn, after each."""
    forms = [(f"side{side}", f"code{side}") for side in range(1, sides + 1)]
    for sheet in range(1, sheets + 1):
        for names, marked in zip(forms, marks(sheet), strict=True):
            document.page(names, marked)
        yield sheet


def _token_sheets(
    document: Document,
    ballot: Ballot,
    code: BallotCode,
    key: bytes,
    tokens: Iterator[str],
    marks: _Marks,
) -> Iterator[int]:
    """Token mode: each sheet's own bars, the same token on both its sides."""
    for sheet, token in enumerate(tokens, 1):
        for side, (page, marked) in enumerate(zip(ballot.pages, marks(sheet), strict=True), 1):
            digits = encode(replace(code, token=token, side=side), key)
            document.page((f"side{side}",), (bars(digits, page.barcode), *marked))
        yield sheet
