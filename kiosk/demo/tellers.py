"""Simulated tellers: what they scan for a sheet, and how people decide a doubtful one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from counting.model.ballot import CastVoteRecord, Mark, WriteIn
from counting.model.election import Seal
from counting.steps.adjudicate import SheetMarks
from kiosk.demo.electors import WRITTEN_NAME, MarkedSheet
from printing.cards.command_cards import card_codes
from printing.cards.headers import header_codes
from printing.cards.round import RoundOnPaper

_CARD = {Mark.AGAINST: "against", Mark.ABSTAIN: "abstain", Mark.VOID: "void_row"}


@dataclass(frozen=True, slots=True)
class CardBox:
    """The command cards of a contest, by action and candidate, and its batch headers."""

    cards: Mapping[tuple[str, str | None], str]
    headers: Mapping[str, str]
    candidates: tuple[str, ...]

    def scan(self, ballot: str, sheet: MarkedSheet) -> Iterator[str]:
        """The codes a teller scans for one sheet: the ballot, all for, exceptions, done."""
        yield ballot
        yield self.cards["all_for", None]
        for candidate, mark in zip(self.candidates, sheet.marks, strict=True):
            if mark is not Mark.FOR:
                yield self.cards[_CARD[mark], candidate]
        if sheet.write_in:
            yield self.cards["write_in", None]
        if sheet.doubtful:
            yield self.cards["doubtful", None]
        yield self.cards["done", None]

    def batch(self, batch: str, sheets: Iterable[tuple[str, MarkedSheet]]) -> Iterator[str]:
        """All that is scanned for a batch: its header, every sheet, and its end."""
        yield self.headers[batch]
        for ballot, sheet in sheets:
            yield from self.scan(ballot, sheet)
        yield self.cards["end_batch", None]


def card_box(seal: Seal, contest: str, round_: int, batches: Iterable[str], key: bytes) -> CardBox:
    """The cards and headers as they would be printed for this contest."""
    sealed = seal.congress.contest(contest)
    assert sealed is not None
    printed = RoundOnPaper(seal=seal, contest=sealed, number=round_, key=key)
    return CardBox(
        {(str(c["action"]), _id(c["candidate"])): str(c["code"]) for c in card_codes(printed)},
        header_codes(printed, list(batches)),
        tuple(candidate.id for candidate in sealed.candidates),
    )


def _id(value: object) -> str | None:
    return None if value is None else str(value)


def judge(record: CastVoteRecord) -> tuple[SheetMarks | Literal["invalid"], str]:
    """How the simulated scrutineers decide a doubtful sheet, and the reason they write down."""
    if any(reason.startswith("overvote") for reason in record.reasons):
        return "invalid", "赞成人数多于应选名额（模拟认定）"
    if record.write_ins:
        names = tuple(WriteIn(name or WRITTEN_NAME, Mark.FOR) for name, _ in record.write_ins)
        return SheetMarks(write_ins=names), "另选人姓名清楚（模拟认定）"
    return SheetMarks(), "符号画在框外，意思清楚（模拟认定）"
