"""What the chair says of a result: who is elected, what is still open, and the end."""

from collections.abc import Iterator
from typing import Final

from counting.model.state import Phase, Round
from counting.rounds.claims import order_words
from counting.rounds.history import announcement_of, elected_by, history
from counting.rules.wording import words_for
from printing.papers.body import office_title
from printing.papers.facts import figure, name_list
from printing.papers.model import BLANK, Block, Column, Note, Paragraph, Table
from printing.papers.results import (
    confirmed,
    consequences,
    decided,
    is_open,
    left_open,
    ways_to_fill,
)
from printing.papers.session import Session, Speech, called

_SHEETS: Final = (
    Column("项目", 54, "left"),
    Column("收回", 20),
    Column("有效", 20),
    Column("无效", 20),
)


def report(session: Session) -> Speech:
    """The chief scrutineer reports what was counted."""
    if not session.valid:
        return
    if session.body.has_presidium:
        yield Note("（计票结果先向主席团报告，再报告会场）")
    secret = [r for r in session.valid if r.contest.rules.announce == "presidium"]
    if secret:
        whose = (
            f"{name_list(list(map(called, secret)))}的" if len(secret) < len(session.valid) else ""
        )
        yield Note(
            f"（按选举办法，{whose}得票情况只向{session.body.presidium}报告，不在会场宣读票数）"
        )
    yield Paragraph("现在请总监票人报告计票结果。")
    rows = []
    for round_ in session.valid:
        tally = round_.tally if round_.phase.final else None
        sheets = (tally.valid, tally.invalid) if tally else (None, None)
        numbers = (round_.figures.returned, *sheets)
        rows.append((called(round_), *(figure(n) for n in numbers)))
    yield Table(_SHEETS, tuple(rows))
    yield Note("（总监票人按《计票结果报告单》宣读；宣读后交主持人）")


def announcement(session: Session) -> Speech:
    """Who is elected; what follows where somebody still has to be."""
    preliminary = [round_ for round_ in session.valid if round_.contest.preliminary]
    formal = [round_ for round_ in session.valid if not round_.contest.preliminary]
    if preliminary:
        yield Note("（预选的结果只向主席团报告；正式候选人由主席团提交大会选举）")
    if not formal:
        return
    yield Paragraph("根据计票结果和选举办法的规定，现在我宣布：")
    for round_ in formal:
        if round_.phase.final and round_.outcome is not None:
            yield from _who(session, round_)
        else:
            yield from _to_fill_in(session, round_)
    if any(not _known(round_) for round_ in formal):
        yield Note("（当选人全部选出的，宣读下一句）")
    elif any(map(is_open, session.held)) or not any(map(elected_by, formal)):
        return
    yield Paragraph("让我们以热烈的掌声，向当选的同志表示祝贺。（鼓掌）")


def _known(round_: Round) -> bool:
    return round_.phase.final and round_.outcome is not None


def _who(session: Session, round_: Round) -> Iterator[Block]:
    """What was decided, in a chair's words."""
    outcome, office = decided(round_), office_title(round_.contest)
    if outcome is None:
        yield Note(f"（{called(round_)}：票数不平或者不可能成立，查明以前不得宣布）")
        return
    if round_.phase is Phase.CLOSED:
        yield Note(f"（{called(round_)}：计票结果经总监票人确认以后，方可宣布）")
    names = elected_by(round_)
    if len(names) == round_.contest.seats == 1:
        yield Paragraph(f"{names[0]}当选为{office}。")
    elif names:
        order = (
            f"，{order_words(announcement_of(round_).order, round_.contest)}"
            if len(names) > 1
            else ""
        )
        yield Paragraph(f"当选为{office}的共 {len(names)} 名{order}：{name_list(names)}。")
    else:
        yield Paragraph(f"{office}：没有人当选。")
    for sentence in consequences(round_, session.body):
        yield Paragraph(f"{office}：{sentence}")
    yield from _whole_list(session, round_)


def _whole_list(session: Session, round_: Round) -> Iterator[Block]:
    """After the last of several rounds, everybody elected in them."""
    past = history(session.facts.state, round_.contest.id)
    formal = [one for one in past.rounds if not one.preliminary]
    if len(formal) < 2 or left_open(round_) or past.rounds[-1].round != round_.number:
        return
    order = f"，{order_words(past.order, round_.contest)}" if len(past.final) > 1 else ""
    yield Paragraph(
        f"至此，{office_title(round_.contest)}选举全部结束，当选的共 {len(past.final)} 名{order}："
        f"{name_list(past.final)}。"
    )


def _to_fill_in(session: Session, round_: Round) -> Iterator[Block]:
    """Lines for the names, and what to read where not all seats are filled."""
    contest = round_.contest
    office, rules = office_title(contest), contest.rules
    if contest.seats == 1:
        yield Paragraph(f"{BLANK}当选为{office}。")
    else:
        yield Paragraph(f"当选为{office}的共 ____ 名（应选 {contest.seats} 名）：{BLANK * 3}。")
    tie = _TIE[rules.tie].format(by=confirmed(session.body))
    yield Note(f"（有得票相等、不能确定当选人的，宣读：{BLANK}得票相等，按照选举办法，{tie}。）")
    ways = ways_to_fill(rules.fewer_than_seats, session.body)
    yield Note(f"（有不足名额的，宣读：尚缺 ____ 名，按照选举办法，{ways}。）")


_TIE: Final = {
    "revote_among_tied": "就得票相等的候选人再次投票{by}",
    "fewest_against_then_revote": "以不赞成票少的当选；仍然相等的，再次投票{by}",
    "none_elected": "都不当选",
    "lot": "以抽签决定",
}


def kept(session: Session) -> Speech:
    """The ballots are sealed; the end is declared only where nothing is left to be voted on."""
    if not session.held:
        return
    if session.valid:
        yield Paragraph("请总监票人会同监票人将选票封存，按规定保管。")
    waiting = [round_ for round_ in session.held if is_open(round_)]
    for round_ in waiting:
        yield Paragraph(f"{called(round_)}{_waits(round_)}，请大家听候安排。")
    if waiting:
        return
    if not all(_known(round_) for round_ in session.valid):
        yield Note("（不需要再次投票、另行选举或者重新选举的，宣读下一句）")
    yield Paragraph(f"{_ended(session)}到此结束。")


def _ended(session: Session) -> str:
    """What is over: the meeting's elections only where no vote of any contest is due any more.

    After a pre-election the formal vote is due.
    """
    if all(round_.contest.preliminary for round_ in session.held):
        return "本次预选"
    if any(_is_due(session, round_) for round_ in session.rounds) or _others_due(session):
        return name_list(list(map(called, session.held)))
    return f"本次{session.body.meeting}的选举"


def _is_due(session: Session, round_: Round) -> bool:
    """Whether a vote of this contest follows the session: the formal one, or one held off."""
    return round_.contest.preliminary or (round_ not in session.held and not round_.adjourned)


def _others_due(session: Session) -> bool:
    """Whether a contest that is not voted on in this session still has to be."""
    here = {round_.contest.id for round_ in session.rounds}
    state = session.facts.state
    latest = (state.current(contest) for contest in {cid for cid, _ in state.rounds} - here)
    return any(
        round_.contest.preliminary or is_open(round_) or not (_known(round_) or round_.adjourned)
        for round_ in latest
        if round_
    )


def _waits(round_: Round) -> str:
    outcome = decided(round_)
    if round_.phase is Phase.VOID:
        return "还要重新选举"
    if outcome is None:
        return "的票数还要查明"
    if outcome.next in _VOTES:
        return f"还要{words_for('next')[outcome.next]}"
    return "还有名额未定"


_VOTES: Final = ("revote_among_tied", "separate_vote", "vote_again")
