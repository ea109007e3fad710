"""当选名单: who is elected, in the order in which the office is announced."""

from collections.abc import Iterator, Mapping
from typing import Final

from counting.model.outcome import Outcome
from counting.model.state import Phase, Round
from printing.papers.count import NEXT, full_vote, ways_to_fill
from printing.papers.facts import Facts, congress_paper, head, name_list, round_words
from printing.papers.model import (
    BLANK,
    Block,
    Heading,
    Names,
    Note,
    Paragraph,
    Signatures,
    list_form,
)
from printing.papers.not_held import WORDS as NOT_HELD
from printing.papers.not_held import not_held

_ORDERS: Mapping[str, str] = {
    "strokes": "按姓氏笔画为序",
    "votes_then_strokes": "按得票多少为序，得票相等的按姓氏笔画为序",
    "superior": "按批准的次序",
}
_NAME_ORDERS: Mapping[str, str] = {"full_name_strokes": "姓名笔画"}


NAME: Final = "选举当选名单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """Every contest, each round in which somebody was elected; what is open is said as such."""
    yield from head(facts, NAME)
    for round_ in facts.rounds:
        yield from _contest(facts, round_)
    yield Signatures(("大会执行主席", "总监票人"))


def _contest(facts: Facts, round_: Round) -> Iterator[Block]:
    rounds = facts.earlier(round_)
    elected = [(r, r.outcome) for r in rounds if r.outcome and r.phase.final]
    order = _order(round_)
    total = sum(len(outcome.elected) for _, outcome in elected)
    number = f"{total} 名" if elected else NOT_HELD if round_.adjourned else f"{BLANK} 名"
    yield Heading(f"{round_.contest.title}（{number}）", 2)
    if not elected and round_.phase is not Phase.VOID and not round_.adjourned:
        yield Note(f"应选 {round_.contest.seats} 名，{order}。计票尚未结束。")
        yield Names((BLANK,) * round_.contest.seats)
        return
    for one, outcome in elected:
        if len(rounds) > 1:
            words = round_words(one) or "（第一轮）"
            yield Heading(f"{words[1:-1]}选举当选 {len(outcome.elected)} 名", 3)
        yield from _round(one, outcome, order)
    yield from not_held(round_)
    if round_.phase is Phase.VOID and not round_.adjourned:
        yield Paragraph("收回的选票多于规定的张数，选举无效，重新选举。")


def _order(round_: Round) -> str:
    rules = round_.contest.rules
    words = _ORDERS[rules.announce_order]
    return words.replace("姓氏笔画", _NAME_ORDERS.get(rules.name_order, "姓氏笔画"))


def _round(round_: Round, outcome: Outcome, order: str) -> Iterator[Block]:
    if round_.phase is Phase.CLOSED:
        yield Note("计票结果尚未经总监票人确认，本名单不得宣布。")
    if outcome.errors:
        yield Paragraph("票数不平或者不可能成立，不能确定当选人。")
    if outcome.elected:
        if len(outcome.elected) > 1:
            yield Note(f"（{order}）")
        yield Names(tuple(list_form(name) for name in outcome.elected))
    elif not outcome.errors:
        yield Paragraph("没有人当选。")
    if outcome.tie:
        names = name_list(outcome.tie.candidates)
        yield Paragraph(
            f"{names} 得票相等，尚有 {outcome.tie.seats} 个名额未定，{NEXT[outcome.next]}。"
        )
    if outcome.vacancies and not outcome.errors:
        yield Paragraph(f"尚缺 {outcome.vacancies} 名，{ways_to_fill(outcome)}。")
    yield from _full(round_, outcome)


def _full(round_: Round, outcome: Outcome) -> Iterator[Block]:
    """Full votes, where the rules let figures go beyond the presidium."""
    if round_.contest.rules.announce == "presidium":
        return
    full = [name for name in outcome.elected if full_vote(outcome, name)]
    if full:
        words = full_vote(outcome, full[0]).removeprefix("全票")
        yield Note(f"其中以全票{words}当选的：{name_list(full)}。")
