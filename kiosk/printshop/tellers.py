"""What tellers need beside the ballots of a contest: command cards, batch headers, sleeves."""

import io
from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

from counting.model.election import Mode, Seal
from counting.model.refusal import Refusal
from counting.model.state import ContestState
from counting.rounds.history import roster
from counting.steps.messages import find_contest
from counting.store import Store
from kiosk.web.hall import PrintedFile
from printing.cards.command_cards import print_cards
from printing.cards.covers import BUNDLE
from printing.cards.headers import print_headers
from printing.cards.sleeves import print_sleeves

SLEEVES: Final = 20  # as many as a table of tellers begins with


def tellers_paper(store: Store, kind: str, contest: str) -> PrintedFile | Refusal:
    """A paper of `KINDS` for the contest's current round, as a PDF.

    Refusal `print.accounts_needed` in an official congress, `count.before_returned` for headers
    of batches that are not known yet, and as `find_contest`. Raises InputError `glyph.missing`.
    """
    state = store.state()
    found = find_contest(state, contest, None)
    if isinstance(found, Refusal):
        return found
    if state.mode is Mode.OFFICIAL:
        return Refusal("print.accounts_needed", {"contest": contest})
    out = io.BytesIO()
    assert state.seal is not None  # there is no round without it
    refusal = KINDS[kind](store, state.seal, found, out)
    return refusal or PrintedFile(f"{contest}-{kind}.pdf", out.getvalue())


def _cards(store: Store, seal: Seal, found: ContestState, out: BinaryIO) -> None:
    print_cards(
        seal,
        found.contest.id,
        found.round,
        store.ballot_key,
        out,
        contest=found.contest,
        roster=roster(store.state(), found.contest.id),
    )


def _headers(store: Store, seal: Seal, found: ContestState, out: BinaryIO) -> Refusal | None:
    """Batches of fifty, the last with what is left of the returned sheets."""
    returned = found.figures.returned
    if not returned:
        return Refusal("count.before_returned", {"contest": found.contest.title})
    starts = range(0, returned, BUNDLE)
    batches = [(str(n), min(BUNDLE, returned - start)) for n, start in enumerate(starts, 1)]
    print_headers(seal, found.contest.id, found.round, batches, store.ballot_key, out)
    return None


def _sleeves(store: Store, seal: Seal, found: ContestState, out: BinaryIO) -> None:
    print_sleeves(seal.congress, found.contest, found.round, range(1, SLEEVES + 1), out)


KINDS: Final[Mapping[str, Callable[[Store, Seal, ContestState, BinaryIO], Refusal | None]]] = {
    "cards": _cards,
    "headers": _headers,
    "sleeves": _sleeves,
}
