"""选票分发情况报告单: ballots unsealed, handed out and left over."""

from collections.abc import Iterator
from typing import Final

from counting.model.figures import Balance
from counting.model.outcome import Finding
from counting.model.state import Round
from counting.result.balances import proxy_votes
from counting.rounds.claims import failing
from counting.rounds.stock import printed_ballots
from printing.ballot.wording import colour
from printing.papers.facts import Facts, congress_paper, figure, head, round_title
from printing.papers.model import Block, Column, Note, Paragraph, Signatures, Table
from printing.papers.not_held import words as not_held_words
from printing.papers.results import account

_COLUMNS = (
    Column("选票", 46, "left"),
    Column("颜色", 18),
    Column("启封（张）", 22),
    Column("发出（张）", 22),
    Column("剩余（张）", 22),
    Column("核对", 18),
)


_OF_STOCK = frozenset(
    {
        "issued+remaining=unsealed",
        "issued<=present",
        "issued<=present+proxies",
        "unsealed<=printed",
        "issued+cancelled=printed",
        "cancelled=remaining",
    }
)


NAME: Final = "选票分发情况报告单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """A row a contest; sets where every elector got one ballot of each."""
    yield from head(facts, NAME)
    yield Table(_COLUMNS, tuple(_rows(facts)), 10.0)
    yield from _sets(facts)
    yield from _cancelled(facts)
    proxies = any(round_.contest.rules.proxy != "none" for round_ in facts.rounds)
    most = "实到会人数加委托投票数" if proxies else "实到会人数"
    yield Note(f"核对：发出的张数加剩余的张数等于启封的张数，发出的张数不多于{most}。")
    yield from _failing(facts)
    yield Signatures(("总监票人", "监票人", "监票人", "分发选票负责人"))


def _rows(facts: Facts) -> Iterator[tuple[str, ...]]:
    for round_ in facts.rounds:
        f = round_.figures
        if _never_issued(round_):
            empty = ("",) * 3
            yield (round_title(round_), colour(round_.contest), *empty, not_held_words(round_))
            continue
        numbers = (figure(n) for n in (f.unsealed, f.issued, f.remaining))
        yield (round_title(round_), colour(round_.contest), *numbers, _checked(round_))


def _never_issued(round_: Round) -> bool:
    """Whether it is recorded as not held before any ballot of it was out."""
    return round_.adjourned is not None and round_.figures.issued is None


def _broken(round_: Round) -> list[Balance | Finding]:
    """What of the stock does not balance, printing and cancelling included."""
    return [one for one in failing(round_) if one.code in _OF_STOCK]


def _checked(round_: Round) -> str:
    f = round_.figures
    if f.issued is None or f.remaining is None or f.unsealed is None:
        return "□"
    return "不符" if _broken(round_) else "相符"


def _failing(facts: Facts) -> Iterator[Block]:
    for round_ in facts.rounds:
        if broken := _broken(round_):
            told = "；".join(map(account, broken))
            yield Paragraph(f"{round_title(round_)}选票不符，须查明原因：{told}。")


def _cancelled(facts: Facts) -> Iterator[Block]:
    """What became of the ballots left over; where that is not recorded, a box to tick."""
    for round_ in facts.rounds:
        if round_.remainder is None:
            continue
        printed = printed_ballots(round_)
        total = f"印制 {printed} 张，" if printed is not None else ""
        issued = f"{total}发出 {figure(round_.figures.issued)} 张"
        yield Paragraph(
            f"{round_title(round_)}：{issued}，余票 {round_.remainder.cancelled} 张已当众作废。"
        )
        if round_.remainder.reason:
            yield Note(f"{round_title(round_)}余票说明：{round_.remainder.reason}")
    unsealed = [round_ for round_ in facts.rounds if not _never_issued(round_)]
    if any(round_.remainder is None for round_ in unsealed):
        others = "其余各项" if any(round_.remainder for round_ in unsealed) else ""
        yield Paragraph(f"{others}剩余的选票已当众剪角作废。　□ 是")


def _here(round_: Round) -> str:
    """Those here and, where the rules allow any, the votes cast for absent electors."""
    f = round_.figures
    told = f"实到会 {figure(f.present)} 人"
    if round_.contest.rules.proxy != "none":
        votes = None if f.issued is None else proxy_votes(round_.contest, f)
        told += f"，委托投票 {figure(votes)} 票"
    return f"{told}。"


def _sets(facts: Facts) -> Iterator[Block]:
    """Ballots go out in sets and are counted by sheet; a set only where all numbers agree."""
    here = {_here(round_) for round_ in facts.rounds}
    if len(here) == 1:
        yield Paragraph(here.pop())
    else:
        for round_ in facts.rounds:
            yield Paragraph(f"{round_title(round_)}：{_here(round_)}")
    issued = {round_.figures.issued for round_ in facts.rounds}
    kinds = len(facts.rounds)
    together = all(round_.number == 1 for round_ in facts.rounds)  # later ones go out by themselves
    if together and kinds > 1 and len(issued) == 1 and (sets := issued.pop()) is not None:
        yield Paragraph(f"发出选票 {sets} 套，每套 {kinds} 张，共 {sets * kinds} 张。")
