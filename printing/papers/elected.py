"""当选名单: who is elected, over all rounds, as one list to read out, in the announce order."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from counting.model.state import Phase, Round, State
from counting.rounds.claims import order_words
from counting.rounds.history import History, announcement_of, elected_by, history
from printing.ballot.wording import task
from printing.papers.body import Body, body_of, office_title
from printing.papers.facts import Facts, congress_paper, head, name_list, numeral
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
from printing.papers.not_held import not_held
from printing.papers.not_held import words as not_held_words
from printing.papers.results import (
    called_again,
    consequences,
    decided,
    elected_sentence,
    full_votes,
    left_open,
    too_many,
    verb,
)

NAME: Final = "选举当选名单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """Every contest: what its rounds led to, what is open, and the names."""
    yield from head(facts, NAME)
    body = body_of(facts.congress)
    for round_ in facts.rounds:
        yield from _contest(facts, body, round_)
    yield Signatures((body.chair, "总监票人"))


def _contest(facts: Facts, body: Body, round_: Round) -> Iterator[Block]:
    chain = facts.earlier(round_)
    past = history(_until(facts.state, round_), round_.contest.id)
    names, order = (
        (elected_by(round_), announcement_of(round_).order)
        if round_.contest.preliminary and round_.outcome
        else (past.final, past.order)
    )
    counted = [one for one in chain if one.phase.final and one.outcome]
    kind = "正式候选人" if round_.contest.preliminary else ""
    yield Heading(f"{office_title(round_.contest)}{kind}（{_number(chain, past, names)}）", 2)
    if len(chain) > 1:
        yield from map(Paragraph, _story(chain))
    yield from _state_of(round_)
    if not counted:
        if round_.phase is not Phase.VOID and not round_.adjourned:
            yield Names((BLANK,) * round_.contest.seats)
        return
    yield from map(Paragraph, consequences(round_, body))
    if names:
        yield from _list(round_, past, names, order_words(order, round_.contest))
    elif decided(round_):
        yield Paragraph(f"没有人{verb(round_)}。")
    yield from _full(counted)


def _until(state: State, round_: Round) -> State:
    """The rounds of this contest up to this one: what was known when it was over."""
    rounds = {
        key: one
        for key, one in state.rounds.items()
        if key[0] != round_.contest.id or key[1] <= round_.number
    }
    return replace(state, rounds=rounds)


def _state_of(round_: Round) -> Iterator[Block]:
    """What keeps the last round's list from being final."""
    if round_.adjourned:
        yield from not_held(round_)
    elif round_.phase is Phase.VOID:
        yield Paragraph(f"{too_many(round_)}，选举无效，重新选举。")
    elif not round_.phase.final:
        yield Note(f"{task(round_.contest)} {round_.contest.seats} 名。计票尚未结束。")
    elif round_.outcome is None:
        yield Note("选举结果尚未公布。")
    elif round_.outcome.errors:
        yield Paragraph("票数不平或者不可能成立，不能确定当选人。")
    elif round_.phase is Phase.CLOSED:
        yield Note("计票结果尚未经总监票人确认，本名单不得宣布。")


def _number(chain: tuple[Round, ...], past: History, names: tuple[str, ...]) -> str:
    """How many are elected; of how many, while more have to be."""
    round_ = chain[-1]
    if round_.adjourned and not names and len(chain) == 1:
        return not_held_words(round_)
    seats = round_.contest.seats if round_.contest.preliminary else past.seats
    if len(names) == seats or past.settled:
        return f"{len(names)} 名"
    chosen = "已产生" if round_.contest.preliminary else "已选出"
    return f"{task(round_.contest)} {seats} 名" + (f"，{chosen} {len(names)} 名" if names else "")


def _story(chain: tuple[Round, ...]) -> Iterator[str]:
    for round_, following in zip(chain, (*chain[1:], None), strict=True):
        yield _told(round_, following)


def _told(round_: Round, following: Round | None) -> str:
    """One of several rounds in a sentence: 第一轮选举当选 8 名。甲、乙得票相等，再次投票。"""
    words = f"第{numeral(round_.number)}轮{called_again(round_)}"
    if round_.adjourned:
        return f"{words}，{_NOT_HELD[round_.adjourned.cause].format(why=too_many(round_))}。"
    if round_.phase is Phase.VOID:
        return f"{words}，{too_many(round_)}，无效。"
    outcome = decided(round_)
    if outcome is None:
        return f"{words}，尚未计出结果。"
    then = called_again(following) if following else ""
    tied = f"{name_list(outcome.tie.candidates)}得票相等，{then}。" if outcome.tie and then else ""
    short = f"不足的名额，{then}。" if then and not tied and left_open(round_) else ""
    names = elected_by(round_)
    first = f"{verb(round_)} {len(names)} 名" if names and following else elected_sentence(round_)
    return f"{words}{first}。{tied}{short}"


_NOT_HELD: Final = {"quorum": "没有举行", "put_off": "没有举行", "void": "{why}，无效"}


def _list(round_: Round, past: History, names: tuple[str, ...], order: str) -> Iterator[Block]:
    """The names to read out, with what may be said of their order."""
    said = f"（{order}）" if len(names) > 1 else ""
    if len(past.rounds) > 1:
        yield Heading(f"{office_title(round_.contest)}{verb(round_)}名单（共 {len(names)} 名）", 3)
    if said:
        yield Note(said)
    yield Names(tuple(map(list_form, names)))


def _full(rounds: list[Round]) -> Iterator[Block]:
    """Full votes, where the rules let figures go beyond the presidium."""
    for round_ in rounds:
        words, names = full_votes(round_)
        if names and round_.contest.rules.announce != "presidium":
            yield Note(f"其中以全票（{words}）当选的：{name_list(names)}。")
