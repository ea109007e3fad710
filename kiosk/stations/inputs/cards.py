"""Command cards: ballots and cards that a teller scans, or keys, become readings for a seat."""

from collections.abc import Callable, Mapping

from counting.codes.ballots import SheetAction
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.history import roster
from counting.store import Store
from kiosk.stations.inputs.labels import read_label
from kiosk.stations.inputs.sheet import STILL_HELD, Deed, Effect, Hand, Label, step
from kiosk.stations.seat import Seat
from kiosk.stations.verdict import Verdict, VerdictKind, refused


class Cards:
    """What one teller has in hand, and where it is counted once it is done."""

    def __init__(self, store: Store, seat: Seat) -> None:
        self._store = store
        self._seat = seat
        self.hand: Hand | None = None

    def scan(self, text: str) -> Verdict:
        """Deal with a scanned label."""
        round_ = self._seat.round()
        if isinstance(round_, Refusal):
            return self.refuse(round_)
        state = self._store.state()
        assert state.seal is not None  # a round is found only in a sealed congress
        everyone = roster(state, round_.contest.id)
        label = read_label(state.seal, round_, text, self._store.ballot_key, everyone)
        if isinstance(label, Refusal):
            return self.refuse(label)
        return self._take(label, round_)

    def refuse(self, refusal: Refusal) -> Verdict:
        """Say no to a frame; a sheet in hand is held, since the frame may have been its card."""
        if self.hand is not None:
            self.hand = self.hand.held(refusal)
        return self._seat.refuse(refusal)

    def press(self, action: SheetAction) -> Verdict:
        """What a key or button does: the same as the card of that name."""
        round_ = self._seat.round()
        return refused(round_) if isinstance(round_, Refusal) else self._take(action, round_)

    def _take(self, label: Label, round_: Round) -> Verdict:
        if self.hand is None and isinstance(label, BallotCode):
            # Said before its cards are scanned.
            cannot_be = self._seat.check(label)
            if cannot_be is not None:
                return cannot_be
        rows = tuple(candidate.id for candidate in round_.contest.candidates)
        self.hand, effect = step(self.hand, label, rows)
        if effect.refusal and effect.refusal.code != STILL_HELD:
            return self.refuse(effect.refusal)
        verdict = _DEEDS[effect.deed](self._seat, effect, self.hand)
        if effect.deed is Deed.COMMIT and _leaves_the_hand(verdict):
            self.hand = None
        return verdict


def _leaves_the_hand(verdict: Verdict) -> bool:
    """Whether a sheet was recorded, or refused as a paper that cannot be counted anywhere."""
    reason = verdict.reason if verdict.kind is VerdictKind.REFUSED else None
    return reason is None or reason.code.startswith("ballot.")


def _say(kind: VerdictKind) -> "_Act":
    return lambda _seat, _effect, _hand: Verdict(kind)


def _commit(seat: Seat, _effect: Effect, hand: Hand | None) -> Verdict:
    assert hand is not None  # only a sheet in hand can be done
    return seat.record(hand.reading)


def _refuse(seat: Seat, effect: Effect, _hand: Hand | None) -> Verdict:
    assert effect.refusal is not None
    return seat.refuse(effect.refusal)


_Act = Callable[[Seat, Effect, Hand | None], Verdict]
_DEEDS: Mapping[Deed, _Act] = {
    Deed.OPEN: _say(VerdictKind.IN_HAND),
    Deed.IGNORE: _say(VerdictKind.IN_HAND),
    Deed.CHANGE: _say(VerdictKind.IN_HAND),
    Deed.DROP: _say(VerdictKind.DROPPED),
    Deed.COMMIT: _commit,
    Deed.UNDO_LAST: lambda seat, _effect, _hand: seat.undo(),
    Deed.END_BATCH: lambda seat, _effect, _hand: seat.end_batch(),
    Deed.MEET_SLEEVE: lambda seat, effect, _hand: seat.meet_sleeve(effect.sleeve),
    Deed.SWITCH_BATCH: lambda seat, effect, _hand: seat.switch(effect.batch),
    Deed.REFUSE: _refuse,
}
