"""What tellers need beside the ballots of a contest: command cards, batch headers, sleeves."""

import io
from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

from counting.model.election import Mode, Seal
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.history import roster
from counting.steps.messages import find_round
from counting.store import Store
from kiosk.printshop.files import PrintedFile
from printing.cards.command_cards import print_cards
from printing.cards.covers import BUNDLE
from printing.cards.headers import print_headers
from printing.cards.sleeves import print_sleeves

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
    assert state.seal is not None  # there is no round without it
    refusal = KINDS[kind](store, state.seal, round_, out)
    return refusal or PrintedFile(f"{contest}-{kind}.pdf", out.getvalue())


def _cards(store: Store, seal: Seal, round_: Round, out: BinaryIO) -> None:
    print_cards(
        seal,
        round_.contest.id,
        store.ballot_key,
        out,
        contest=round_.contest,
        roster=roster(store.state(), round_.contest.id),
    )


def _headers(store: Store, seal: Seal, round_: Round, out: BinaryIO) -> Refusal | None:
    """Batches of fifty, the last with what is left of the returned sheets."""
    returned = round_.figures.returned
    if not returned:
        return Refusal("count.before_returned", {"contest": round_.contest.title})
    starts = range(0, returned, BUNDLE)
    batches = [(str(n), min(BUNDLE, returned - start)) for n, start in enumerate(starts, 1)]
    print_headers(seal, round_.contest.id, round_.number, batches, store.ballot_key, out)
    return None


def _sleeves(_store: Store, seal: Seal, round_: Round, out: BinaryIO) -> None:
    print_sleeves(seal.congress, round_.contest, round_.number, range(1, SLEEVES + 1), out)


KINDS: Final[Mapping[str, Callable[[Store, Seal, Round, BinaryIO], Refusal | None]]] = {
    "cards": _cards,
    "headers": _headers,
    "sleeves": _sleeves,
}
