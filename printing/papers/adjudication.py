"""疑难票、无效票认定表: what people decided about each sheet in a sleeve, for their signatures.

Sheets stand by the number of their sleeve, which is drawn by chance: nothing tells when one was
read, or whose it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from counting.model.ballot import CastVoteRecord, SheetStatus
from counting.model.state import Batch, Lane, Phase, Round, Sheet
from counting.names.listed import labels
from counting.rules.wording import words_for
from counting.sheets.validity import PACKED
from printing.ballot.wording import colour
from printing.papers.facts import Facts, congress_paper, figure, head, round_title
from printing.papers.model import (
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)

_DOUBTFUL = (
    Column("封套号", 16),
    Column("批次", 16),
    Column("疑难情形", 42, "left"),
    Column("认定结果", 46, "left"),
    Column("理由", 36, "left"),
)
_INVALID = (
    Column("封套号", 16),
    Column("批次", 16),
    Column("张数", 14),
    Column("无效情形", 66, "left"),
    Column("确认", 44, "left"),
)
_BLANK_ROWS: Final = 8
_MARKS: Final = {packed: mark for mark, packed in PACKED.items() if mark}
WORDS: Final[Mapping[str, str]] = {
    "sheet.doubtful": "计票人标为疑难",
    "row.undecided": "有一行的符号不能判读",
    "row.unclear": "有一行无法辨认",
    "overvote": "赞成人数多于应选名额",
    "overvote.cards": "赞成人数多于应选名额",
    "undervote": "赞成人数少于应选名额",
    "undervote.cards": "赞成人数少于应选名额",
    "adjudicated.invalid": "认定无效",
    "write_in.not_allowed": "不设另选人而写了姓名",
    "write_in.unnamed": "另选人栏有字，姓名待辨认",
    "write_in.undecided": "另选人的符号待认定",
    "write_in.listed_candidate": "另选的是候选人",
    "write_in.not_eligible": "另选的人不在可以另选的范围内",
    "write_in.already_elected": "另选的人已经当选",
    "write_in.repeated": "另选人重复",
    "write_in.without_against": "没有不赞成而另选他人",
    "write_in.more_than_against": "另选人多于不赞成的人数",
    "write_in.after_abstaining": "弃权后另选他人",
}
"""Why a sheet is doubtful or invalid: a code of `counting.sheets` in the words of a record."""

NAME: Final = "疑难票、无效票认定表"


@dataclass(frozen=True, slots=True)
class _Placed:
    batch: str
    sheet: Sheet
    pass_: int

    @property
    def place(self) -> str:
        return self.batch if self.pass_ == 1 else f"{self.batch}（第二遍）"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A record for each contest; before its count is closed, a form to fill in."""
    for number, round_ in enumerate(facts.rounds):
        if number:
            yield PageBreak()
        yield from _record(facts, round_)


def _record(facts: Facts, round_: Round) -> Iterator[Block]:
    tally = round_.tally if round_.phase.final else None
    shade = f"（{colour(round_.contest)}选票）" if colour(round_.contest) else ""
    yield from head(facts, f"{round_title(round_)}{NAME}")
    yield Paragraph(
        f"收回 {figure(round_.figures.returned)} 张，有效 {figure(tally.valid if tally else None)}"
        f" 张，无效 {figure(tally.invalid if tally else None)} 张。",
        indent=False,
    )
    placed = tuple(_sheets(round_)) if tally else ()
    yield Heading(f"一、疑难票{shade}")
    yield from _table(
        _DOUBTFUL, [_doubtful(round_, one) for one in placed if _pending(one.sheet)], tally
    )
    yield Heading("二、按规定无效的选票")
    yield from _table(_INVALID, list(_invalid(round_, placed)) if tally else [], tally)
    yield Note("封套号是随机抽取的，与读票的先后和投票人无关。选票连同封套封存。")
    yield Signatures(("总监票人", "监票人", "监票人", "监票人"))


def _table(
    columns: tuple[Column, ...], rows: list[tuple[str, ...]], tally: object | None
) -> Iterator[Block]:
    if tally is not None and not rows:
        yield Paragraph("没有。")
        return
    yield Table(columns, tuple(rows or [("",) * len(columns)] * _BLANK_ROWS), 9.5)


def _sheets(round_: Round) -> Iterator[_Placed]:
    """Sheets in sleeves by number: those of the pass that is counted, and what people decided
    besides in the second pass, of which one that was met in its sleeve is the same sheet.
    """
    found = [
        _Placed(batch.id, sheet, number)
        for batch in round_.batches.values()
        for number, sheets in _passes(batch)
        for sheet in sheets
    ]
    return iter(sorted(found, key=lambda one: (one.sheet.sleeve or 0, one.batch)))


def _passes(batch: Batch) -> Iterator[tuple[int, list[Sheet]]]:
    lanes = {n: lane.sheets.values() for n, lane in batch.lanes.items()}
    first = [sheet for sheet in lanes.get(1, ()) if sheet.for_people]
    known = {sheet.sleeve for sheet in first}
    yield 1, first
    yield (
        2,
        [s for s in lanes.get(2, ()) if _pending(s) and s.decided and s.sleeve not in known],
    )


def _pending(sheet: Sheet) -> bool:
    return sheet.record.status is SheetStatus.PENDING


def _doubtful(round_: Round, one: _Placed) -> tuple[str, ...]:
    sheet = one.sheet
    why = "；".join(_reasons(sheet.record))
    reason = sheet.decision.reason if sheet.decision else ""
    return (_sleeve(sheet), one.place, why, _decided(round_, sheet), reason)


def _sleeve(sheet: Sheet) -> str:
    return str(sheet.sleeve) if sheet.sleeve is not None else "—"


def _reasons(record: CastVoteRecord) -> Iterable[str]:
    return dict.fromkeys(WORDS[code] for code in record.reasons)


def _decided(round_: Round, sheet: Sheet) -> str:
    """How the sheet counts, and what people said of the rows that were open or read otherwise."""
    final = sheet.final
    if final.status is SheetStatus.INVALID:
        rule = [WORDS[code] for code in final.reasons if code != "adjudicated.invalid"]
        return f"整张无效（{'；'.join(rule)}）" if rule else "整张无效"
    if final.status is SheetStatus.PENDING:
        return "未认定"
    words = words_for("marks")
    rows = zip(labels(round_.contest), sheet.record.marks, final.marks, strict=True)
    said = [f"{label}：{words[_MARKS[now]]}" for label, was, now in rows if was != now]
    said += [
        f"另选{name}：{words[mark]}"
        for name, mark in final.write_ins
        if (name, mark) not in sheet.record.write_ins
    ]
    return "有效" + (f"（{'；'.join(said)}）" if said else "")


def _invalid(round_: Round, placed: Iterable[_Placed]) -> Iterator[tuple[str, ...]]:
    for one in placed:
        if one.sheet.found_invalid:
            why = "；".join(_reasons(one.sheet.record))
            yield (_sleeve(one.sheet), one.batch, "1", why, _confirmed(round_, one.sheet))
    for batch in round_.batches.values():
        if lane := batch.lanes.get(1):
            yield from _without_sleeve(batch.id, lane)


def _without_sleeve(batch: str, lane: Lane) -> Iterator[tuple[str, ...]]:
    """Sheets that lie in no sleeve, together: of a hand count, or of a count by version 0.1."""
    if lane.hand and lane.hand.invalid:
        yield ("—", batch, str(lane.hand.invalid), "", "")
    numbers: dict[str, int] = {}
    for sheet in lane.counted:
        if sheet.record.status is SheetStatus.INVALID and sheet.sleeve is None:
            why = "；".join(_reasons(sheet.record))
            numbers[why] = numbers.get(why, 0) + 1
    for why, number in sorted(numbers.items()):
        yield ("—", batch, str(number), why, "")


def _confirmed(round_: Round, sheet: Sheet) -> str:
    if sheet.decided is None and round_.phase is not Phase.CLOSED:
        return "确认无效"  # by whoever certified the count
    if sheet.decided is None:
        return "□ 确认无效　□ 另行认定"
    if sheet.final.status is SheetStatus.INVALID:
        return "确认无效"
    reason = f"，{sheet.decision.reason}" if sheet.decision and sheet.decision.reason else ""
    return f"认定{_decided(round_, sheet)}{reason}"
