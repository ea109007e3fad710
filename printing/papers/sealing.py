"""选票封存单: every ballot of a contest, where it lies, and that the numbers agree."""

from collections.abc import Iterator
from typing import Final

from counting.model.figures import Tally
from counting.model.state import Round
from counting.rounds.stock import printed_ballots
from printing.ballot.wording import colour
from printing.papers.facts import Facts, congress_paper, figure, head, round_title
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)

_SHEETS = tuple(
    Column(title, 1.0) for title in ("印制", "启封", "发出", "收回", "有效", "无效", "剩余", "作废")
)
_BATCHES = (
    Column("批次", 30),
    Column("张数", 24),
    Column("有效", 24),
    Column("无效", 24),
    Column("包（箱）号", 28),
    Column("封条编号", 26),
)
_PARCELS = (
    Column("封存内容", 52, "left"),
    Column("张数", 24),
    Column("件数", 20),
    Column("封条编号", 34),
    Column("备注", 26, "left"),
)
_BLANK_BATCHES: Final = 8

NAME: Final = "选票封存单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A record for each contest; what is not known yet is filled in by hand."""
    for number, round_ in enumerate(facts.rounds):
        if number:
            yield PageBreak()
        yield from _record(facts, round_)


def _record(facts: Facts, round_: Round) -> Iterator[Block]:
    tally = round_.tally if round_.phase.final else None
    f = round_.figures
    shade = f"（{colour(round_.contest)}选票）" if colour(round_.contest) else ""
    yield from head(facts, f"{round_title(round_)}{NAME}")
    valid, invalid = (tally.valid, tally.invalid) if tally else (None, None)
    numbers = (
        printed_ballots(round_),
        f.unsealed,
        f.issued,
        f.returned,
        valid,
        invalid,
        f.remaining,
        _cancelled(round_),
    )
    yield Heading(f"一、张数{shade}")
    yield Table(_SHEETS, (tuple(figure(n) for n in numbers),), 9.0)
    for words in _agreeing(round_, tally):
        yield Note(words)
    yield Heading("二、批次")
    yield Table(_BATCHES, tuple(_batches(round_, tally)), 8.0)
    yield PageBreak()
    yield Heading("三、封存件")
    yield Table(_PARCELS, tuple(_parcels(round_, tally)), 9.0)
    yield Paragraph(f"封存时间：____月____日____时　地点：{BLANK * 2}", indent=False)
    yield Paragraph(f"保管期限：{BLANK}　启封须经：{BLANK * 2}", indent=False)
    yield Signatures(("总监票人", "监票人", "监票人", "保管人"))


def _cancelled(round_: Round) -> int | None:
    return round_.remainder.cancelled if round_.remainder else None


def _agreeing(round_: Round, tally: Tally | None) -> Iterator[str]:
    """What must agree, each with whether it does, or a box while that is not known."""
    f = round_.figures
    yield _checked("收回等于有效加无效", f.returned, tally.valid + tally.invalid if tally else None)
    out = None if f.issued is None or f.remaining is None else f.issued + f.remaining
    yield _checked("启封等于发出加剩余", f.unsealed, out)
    printed, cancelled = printed_ballots(round_), _cancelled(round_)
    if printed is not None:
        gone = None if f.issued is None or cancelled is None else f.issued + cancelled
        yield _checked("印制等于发出加作废", printed, gone)
    if f.issued is not None and f.returned is not None and f.returned < f.issued:
        yield f"发出而没有收回的 {f.issued - f.returned} 张"


def _checked(words: str, one: int | None, other: int | None) -> str:
    if one is None or other is None:
        return f"{words} □ 相符　□ 不符"
    return f"{words}，{'相符' if one == other else f'不符（{one}，{other}）'}"


def _batches(round_: Round, tally: Tally | None) -> Iterator[tuple[str, ...]]:
    empty = ("",) * 2
    if tally is None or not round_.batches:
        yield from (("",) * len(_BATCHES) for _ in range(_BLANK_BATCHES))
    else:
        for batch in round_.batches.values():
            sums = batch.lanes[1].tally if 1 in batch.lanes else None
            sheets = (figure(sums.valid), figure(sums.invalid)) if sums else empty
            yield (batch.id, str(batch.size), *sheets, *empty)
    sheets = (figure(tally.valid), figure(tally.invalid)) if tally else empty
    yield ("合计", figure(tally.counted if tally else None), *sheets, *empty)


def _parcels(round_: Round, tally: Tally | None) -> Iterator[tuple[str, ...]]:
    left = _cancelled(round_)
    sheets = (
        ("有效票", tally.valid if tally else None),
        ("无效票", tally.invalid if tally else None),
        ("作废的剩余选票", 0 if left is None and round_.figures.remaining == 0 else left),
    )
    for words, number in sheets:
        yield (words, figure(number), "", "", "")
    numbers = [number for _, number in sheets]
    total = sum(n for n in numbers if n is not None) if None not in numbers else None
    yield ("选票合计", figure(total), "", "", "")
    yield ("报告单、认定表", "", "", "", "")
    yield from ((words, "", "", "", "") for words in ("正字计票表", "其他", ""))
