"""What tellers need beside the ballots of a contest: command cards, batch headers, sleeves."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.history import roster
from counting.steps.messages import find_round
from counting.steps.sleeves import RecordSleeves
from counting.store import Store
from kiosk.printshop.files import PrintedFile, RefusedPrint, paper_file
from printing.cards.command_cards import print_cards
from printing.cards.covers import BUNDLE
from printing.cards.headers import print_headers
from printing.cards.round import RoundOnPaper
from printing.cards.sleeves import print_sleeves
from printing.pdf.document import PrintedPages

SLEEVES: Final = 20  # as many as a table of tellers begins with


def tellers_paper(store: Store, kind: str, contest: str) -> PrintedFile | Refusal:
    """A paper of `KINDS` for the contest's current round, as a PDF.

    Refusal `print.accounts_needed` in an official congress, `count.before_returned` for headers
    of batches that are not known yet, and as `find_round`. Raises InputError `glyph.missing`.
    """
    state = store.state()
    round_ = find_round(state, contest, None)
    if isinstance(round_, Refusal):
        return round_
    if state.mode is Mode.OFFICIAL:
        return Refusal("print.accounts_needed", {"contest": contest})
    out = io.BytesIO()
    refusal = KINDS[kind](store, round_, out)
    return refusal or PrintedFile(f"{contest}-{kind}.pdf", out.getvalue())


def on_paper(store: Store, round_: Round) -> RoundOnPaper:
    """A round as its cards, headers and sleeves are printed."""
    state = store.state()
    assert state.seal is not None  # there is no round without it
    return RoundOnPaper(
        seal=state.seal,
        contest=round_.contest,
        number=round_.number,
        key=store.ballot_key,
        roster=roster(state, round_.contest.id),
    )


def _cards(store: Store, round_: Round, out: BinaryIO) -> None:
    print_cards(on_paper(store, round_), out)


def _headers(store: Store, round_: Round, out: BinaryIO) -> Refusal | None:
    """Batches of fifty, the last with what is left of the returned sheets."""
    returned = round_.figures.returned
    if not returned:
        return Refusal("count.before_returned", {"contest": round_.contest.title})
    starts = range(0, returned, BUNDLE)
    batches = [(str(n), min(BUNDLE, returned - start)) for n, start in enumerate(starts, 1)]
    print_headers(on_paper(store, round_), batches, out)
    return None


def print_numbered_sleeves(
    store: Store, round_: Round, numbers: tuple[int, ...], out: Path, *, force: bool = False
) -> PrintedPages | Refusal:
    """Print sleeves of these numbers to a file and record them, both or neither.

    Raises InputError `file.*`, `glyph.missing`.
    """
    try:
        with paper_file(store, out, force=force) as whole:
            printed = print_sleeves(on_paper(store, round_), numbers, whole.files[0])
            whole.place()
            recorded = store.execute(RecordSleeves(round_.contest.id, numbers, round_.number))
            if isinstance(recorded, Refusal):
                raise RefusedPrint(recorded)
    except RefusedPrint as error:
        return error.refusal
    return printed


def _sleeves(store: Store, round_: Round, out: BinaryIO) -> Refusal | None:
    numbers = tuple(range(1, SLEEVES + 1))
    print_sleeves(on_paper(store, round_), numbers, out)
    recorded = store.execute(RecordSleeves(round_.contest.id, numbers, round_.number))
    return recorded if isinstance(recorded, Refusal) else None


KINDS: Final[Mapping[str, Callable[[Store, Round, BinaryIO], Refusal | None]]] = {
    "cards": _cards,
    "headers": _headers,
    "sleeves": _sleeves,
}
