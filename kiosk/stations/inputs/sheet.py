"""The sheet in a teller's hand: what each scanned label does to it. Pure, one step at a time.

Ballot page, way 1: the teller scans a ballot, cards for its exceptions, and *done*. In style mode
all ballots of a contest have the same code, so only *done* separates two sheets. A frame that is
refused or not read meanwhile holds the sheet (people page, station): what was missed may be an
exception, so nothing is counted before the teller has looked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from counting.codes.ballots import Action, BatchHeader, SleeveLabel
from counting.model.ballot import Mark, WriteIn
from counting.model.reading import BallotCode, Reading
from counting.model.refusal import Refusal

STILL_HELD = "sheet.held"
UNREAD_NAME = WriteIn("", None)
"""A name that somebody wrote on the sheet and that people will read."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a sheet in hand is held: a frame was refused or not read, so a card may be missing.

    `label_seen`: the teller has scanned the sheet's own label since.
    """

    reason: Refusal
    label_seen: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """A ballot that was scanned and is not done.

    `marks` holds the rows that cards have set, by candidate id; `cards` counts them. While `hold`
    stands the sheet cannot be done.
    """

    code: BallotCode
    marks: Mapping[str, Mark] = field(default_factory=dict)
    write_ins: int = 0
    doubtful: bool = False
    cards: int = 0
    hold: Hold | None = None

    def held(self, reason: Refusal) -> "Hand":
        """The sheet held after a frame that was refused; the first reason is the one to tell."""
        return replace(self, hold=Hold(self.hold.reason if self.hold else reason))

    @property
    def reading(self) -> Reading:
        """What the sheet says when it is done."""
        return Reading(
            code=self.code,
            marks=dict(self.marks),
            write_ins=(UNREAD_NAME,) * self.write_ins,
            source="cards",
            doubtful=self.doubtful,
        )


@dataclass(frozen=True, slots=True)
class RowCard:
    """A card for one candidate's row."""

    candidate: str
    mark: Mark


Label = BallotCode | RowCard | Action | BatchHeader | SleeveLabel
"""What may be scanned, known to belong to this round; a card for a whole sheet is its action."""


class Deed(Enum):
    """What a label does."""

    OPEN = auto()  # a sheet is in hand now
    IGNORE = auto()  # the ballot in hand was scanned again, untouched: nothing happens
    CHANGE = auto()  # a card is added to the sheet in hand
    DROP = auto()  # the sheet in hand is put down; it is not counted
    COMMIT = auto()  # the sheet is done: its reading is to be recorded, and then it leaves the hand
    UNDO_LAST = auto()  # the sheet that this station counted last is to be taken back
    END_BATCH = auto()
    SWITCH_BATCH = auto()
    MEET_SLEEVE = auto()  # the sheet in a sleeve is to be recorded as the first pass read it
    REFUSE = auto()  # the sheet in hand is as it was


@dataclass(frozen=True, slots=True)
class Effect:
    """A deed with what it needs: the batch to go on in, the sleeve, or why a label is refused."""

    deed: Deed
    batch: str = ""
    sleeve: int = 0
    refusal: Refusal | None = None


Step = tuple[Hand | None, Effect]


def step(hand: Hand | None, label: Label, rows: tuple[str, ...]) -> Step:
    """What a label does. `rows` are the candidate ids on the ballot, in its order.

    The hand returned with `Deed.COMMIT` is still the sheet: it is dropped by whoever commits it.
    """
    match label:
        case BallotCode():
            return _ballot(hand, label)
        case RowCard():
            return _card(hand, lambda h: replace(h, marks={**h.marks, label.candidate: label.mark}))
        case BatchHeader():
            return _between_sheets(hand, Effect(Deed.SWITCH_BATCH, label.batch))
        case SleeveLabel():
            return _between_sheets(hand, Effect(Deed.MEET_SLEEVE, sleeve=label.number))
        case _:
            return _SHEET_CARDS[label](hand, rows)


def _ballot(hand: Hand | None, code: BallotCode) -> Step:
    if hand is None:
        return Hand(code), Effect(Deed.OPEN)
    if hand.hold and hand.code == code:
        return _label_again(hand, hand.hold), Effect(Deed.CHANGE)
    if hand.code == code and not hand.cards:
        return hand, Effect(Deed.IGNORE)
    return hand, _in_hand(hand)


def _label_again(hand: Hand, hold: Hold) -> Hand:
    """The own label of a held sheet. Twice it stands for *checked*, which old card sets lack."""
    return replace(hand, hold=None if hold.label_seen else replace(hold, label_seen=True))


def _checked(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    if hand is None:
        return _none_in_hand()
    if hand.hold is None:
        return hand, Effect(Deed.IGNORE)
    if not hand.hold.label_seen:
        return hand, _still_held(hand.hold)
    return replace(hand, hold=None), Effect(Deed.CHANGE)


def _still_held(hold: Hold) -> Effect:
    facts = {"label": "seen" if hold.label_seen else "missing"}
    return Effect(Deed.REFUSE, refusal=Refusal(STILL_HELD, facts))


def _in_hand(hand: Hand) -> Effect:
    return Effect(Deed.REFUSE, refusal=Refusal("sheet.in_hand", {"cards": hand.cards}))


def _none_in_hand() -> Step:
    return None, Effect(Deed.REFUSE, refusal=Refusal("sheet.none_in_hand"))


def _card(hand: Hand | None, change: Callable[[Hand], Hand]) -> Step:
    if hand is None:
        return _none_in_hand()
    return replace(change(hand), cards=hand.cards + 1), Effect(Deed.CHANGE)


def _between_sheets(hand: Hand | None, effect: Effect) -> Step:
    if hand is None:
        return None, effect
    return hand, _still_held(hand.hold) if hand.hold else _in_hand(hand)


def _all(mark: Mark) -> Callable[[Hand | None, tuple[str, ...]], Step]:
    return lambda hand, rows: _card(hand, lambda h: replace(h, marks=dict.fromkeys(rows, mark)))


def _rest_for(hand: Hand | None, rows: tuple[str, ...]) -> Step:
    return _card(
        hand, lambda h: replace(h, marks={row: h.marks.get(row, Mark.FOR) for row in rows})
    )


def _write_in(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    return _card(hand, lambda h: replace(h, write_ins=h.write_ins + 1))


def _doubtful(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    return _card(hand, lambda h: replace(h, doubtful=True))


def _undo(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    return None, Effect(Deed.UNDO_LAST if hand is None else Deed.DROP)


def _done(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    if hand is None:
        return _none_in_hand()
    return hand, _still_held(hand.hold) if hand.hold else Effect(Deed.COMMIT)


def _end_batch(hand: Hand | None, _rows: tuple[str, ...]) -> Step:
    return _between_sheets(hand, Effect(Deed.END_BATCH))


_SHEET_CARDS: Mapping[Action, Callable[[Hand | None, tuple[str, ...]], Step]] = {
    "all_for": _all(Mark.FOR),
    "all_abstain": _all(Mark.ABSTAIN),
    "rest_for": _rest_for,
    "write_in": _write_in,
    "doubtful": _doubtful,
    "undo": _undo,
    "done": _done,
    "end_batch": _end_batch,
    "checked": _checked,
}
