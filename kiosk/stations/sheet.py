"""The sheet in a teller's hand: what each scanned label does to it. Pure, one step at a time.

Ballot page, way 1: the teller scans a ballot, cards for its exceptions, and *done*. In style mode
all ballots of a contest have the same code, so only *done* separates two sheets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from counting.codes.ballots import Action, BallotCode, BatchHeader, CardCode
from counting.model.ballot import Mark, Reading, WriteIn
from counting.model.refusal import Refusal

UNREAD_NAME = WriteIn("", None)
"""A name that somebody wrote on the sheet and that people will read."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A ballot that was scanned and is not done. `text` is its code as scanned.

    `marks` holds the rows that cards have set, by candidate id; `cards` counts them.
    """

    text: str
    code: BallotCode
    marks: Mapping[str, Mark] = field(default_factory=dict)
    write_ins: int = 0
    doubtful: bool = False
    cards: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A card for one candidate's row."""

    candidate: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot's label, already known to belong to this round of this contest."""

    text: str
    code: BallotCode


Label = Ballot | Row | CardCode | BatchHeader
"""What may be scanned, checked: a card with a candidate has become a `Row`."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet is in hand now."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """The ballot in hand was scanned again, untouched: nothing happened."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A card was added to the sheet in hand."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The sheet in hand is none any more; it was not counted."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The sheet is done: record this reading; the hand is empty once that is committed."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class UndoLast:
    """Take back the sheet that this station counted last."""


@dataclass(frozen=True, slots=True)
class EndBatch:
    """Close the open batch."""


@dataclass(frozen=True, slots=True)
class SwitchBatch:
    """Go on in this batch."""

    batch: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The label was refused; the sheet in hand is as it was."""

    refusal: Refusal


Effect = Opened | Ignored | Changed | Dropped | Commit | UndoLast | EndBatch | SwitchBatch | Refused
Step = tuple[Hand | None, Effect]


def step(hand: Hand | None, label: Label, rows: tuple[str, ...]) -> Step:
    """What a label does. `rows` are the candidate ids on the ballot, in its order.

    The hand returned with a `Commit` is still the sheet: it is dropped by whoever commits it.
    """
    match label:
        case Ballot():
            return _ballot(hand, label)
        case Row():
            return _card(hand, lambda h: replace(h, marks={**h.marks, label.candidate: label.mark}))
        case BatchHeader():
            return _between_sheets(hand, SwitchBatch(label.batch))
        case CardCode():
            return _SHEET_CARDS[label.action](hand, rows)


def _ballot(hand: Hand | None, ballot: Ballot) -> Step:
    if hand is None:
        return Hand(ballot.text, ballot.code), Opened()
    if hand.code == ballot.code and not hand.cards:
        return hand, Ignored()
    return hand, _in_hand(hand)


def _in_hand(hand: Hand) -> Refused:
    return Refused(Refusal("sheet.in_hand", {"cards": hand.cards}))


def _card(hand: Hand | None, change: Callable[[Hand], Hand]) -> Step:
    if hand is None:
        return None, Refused(Refusal("sheet.none_in_hand"))
    return replace(change(hand), cards=hand.cards + 1), Changed()


def _between_sheets(hand: Hand | None, effect: Effect) -> Step:
    return (None, effect) if hand is None else (hand, _in_hand(hand))


def _all(mark: Mark) -> Callable[[Hand | None, tuple[str, ...]], Step]:
    return lambda hand, rows: _card(hand, lambda h: replace(h, marks=dict.fromkeys(rows, mark)))


def _rest_for(hand: Hand | None, rows: tuple[str, ...]) -> Step:
    return _card(
        hand, lambda h: replace(h, marks={row: h.marks.get(row, Mark.FOR) for row in rows})
    )


def _write_in(hand: Hand | None, _: tuple[str, ...]) -> Step:
    return _card(hand, lambda h: replace(h, write_ins=h.write_ins + 1))


def _doubtful(hand: Hand | None, _: tuple[str, ...]) -> Step:
    return _card(hand, lambda h: replace(h, doubtful=True))


def _undo(hand: Hand | None, _: tuple[str, ...]) -> Step:
    return (None, UndoLast()) if hand is None else (None, Dropped())


def _done(hand: Hand | None, _: tuple[str, ...]) -> Step:
    if hand is None:
        return None, Refused(Refusal("sheet.none_in_hand"))
    return hand, Commit(
        Reading(
            code=hand.text,
            marks=dict(hand.marks),
            write_ins=(UNREAD_NAME,) * hand.write_ins,
            source="cards",
            doubtful=hand.doubtful,
        )
    )


def _end_batch(hand: Hand | None, _: tuple[str, ...]) -> Step:
    return _between_sheets(hand, EndBatch())


_SHEET_CARDS: Mapping[Action, Callable[[Hand | None, tuple[str, ...]], Step]] = {
    "all_for": _all(Mark.FOR),
    "all_abstain": _all(Mark.ABSTAIN),
    "rest_for": _rest_for,
    "write_in": _write_in,
    "doubtful": _doubtful,
    "undo": _undo,
    "done": _done,
    "end_batch": _end_batch,
}
