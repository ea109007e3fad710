"""主持词: what the presiding chair says, step by step, with the figures that are known so far."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from counting.model.state import Phase, Round
from counting.names.listed import labels
from counting.rounds.claims import elects
from counting.rules.wording import fraction_words, words_for
from printing.papers.announcing import announcement, kept, report
from printing.papers.body import Body, body_of
from printing.papers.clauses import bases
from printing.papers.facts import Facts, head, name_list, numeral, paper_of
from printing.papers.model import BLANK, Block, Heading, Note, PageBreak, Paper, Paragraph
from printing.papers.results import verb
from printing.papers.session import (
    Session,
    Speech,
    attendance,
    ballots,
    blanks,
    box,
    called,
    counting,
    excess,
    filling_in,
    returned,
    show_of_hands,
    standing,
    voting,
    writing,
)

NAME: Final = "选举主持词"
_LATER: Final = ("revote", "separate_vote", "vote_again")
_TO_FILL_IN: Final = "方框（□）和横线由主持人当场填写；（括号内）为提示，不宣读。"


def paper(facts: Facts) -> Paper:
    """The session of the first votes; for later rounds their own short one, one for each kind."""
    body = body_of(facts.congress)
    later = [round_ for round_ in facts.rounds if round_.contest.again in _LATER]
    first = [r for r in facts.rounds if r not in later and not (later and _is_over(r))]
    sittings: list[tuple[str, Sequence[Step], list[Round]]] = []
    if first:
        sittings.append((NAME, _STEPS, first))
    for why in dict.fromkeys(round_.contest.again for round_ in later):
        words = words_for("next")[why or ""]
        rounds = [round_ for round_ in later if round_.contest.again == why]
        sittings.append((f"{words}主持词", _AGAIN, rounds))
    return paper_of(facts, sittings[0][0], _blocks(facts, body, sittings))


def _is_over(round_: Round) -> bool:
    return round_.phase is Phase.RELEASED


def _blocks(
    facts: Facts, body: Body, sittings: Iterable[tuple[str, "Sequence[Step]", list[Round]]]
) -> Iterator[Block]:
    for number, (name, steps, rounds) in enumerate(sittings):
        if number:
            yield PageBreak()
        yield from head(facts, name)
        yield Note(_TO_FILL_IN)
        yield from _walk(Session(facts, tuple(rounds), body), steps)


def _walk(session: Session, steps: "Sequence[Step]") -> Iterator[Block]:
    """The steps that have something to say, numbered."""
    number = 0
    for heading, speak in steps:
        if said := list(speak(session)):
            number += 1
            yield Heading(f"{numeral(number)}、{heading}")
            yield from said


def _attendance(session: Session) -> Speech:
    yield Paragraph(f"{session.body.address}：")
    yield from attendance(session)


def _rules(session: Session) -> Speech:
    if not session.held:
        return
    body = session.body
    passed = f"，已经{body.presidium}审议" if body.has_presidium else ""
    yield Paragraph(f"现在通过选举办法。选举办法（草案）已经印发{passed}。")
    yield from show_of_hands("选举办法（草案）")


def _people(session: Session) -> Speech:
    if not session.held:
        return
    officers = session.facts.congress.officers
    chief = officers.chief or BLANK
    yield Paragraph(
        f"现在通过总监票人、监票人名单。总监票人：{chief}；"
        f"监票人：{blanks(officers.scrutineers, 3)}。"
    )
    yield from show_of_hands("总监票人、监票人名单")
    yield Paragraph(
        f"计票人已经指定：{blanks(officers.tellers, 3)}。请总监票人、监票人、计票人就位。"
    )


def _seats(session: Session) -> Speech:
    if session.held:
        yield Paragraph("现在宣布应选名额和候选人名单。")
    for round_ in session.held:
        yield Paragraph(f"{called(round_)}：{standing(round_)}")
    if any(c.introduction for contest in session.contests for c in contest.candidates):
        yield Paragraph("候选人简历已经印发。")


def _why(session: Session) -> Speech:
    """Why there is another vote, and among whom."""
    yield Paragraph(f"{session.body.address}：")
    for round_ in session.rounds:
        yield Paragraph(_WHY[round_.contest.again or ""](session, round_))


def _because_tied(session: Session, round_: Round) -> str:
    names, seats = name_list(labels(round_.contest)), round_.contest.seats
    body = session.body
    by = f"经{body.presidium}确认" if body.confirms_revotes else "按照选举办法"
    return (
        f"{called(round_)}中，{names}得票相等，不能确定{_whom(round_)}，尚有 {seats} 个名额未定。"
        f"{by}，现在就{names}再次投票，{_chosen(round_)} {seats} 名，{_elects(round_)}。"
    )


def _because_vacant(_session: Session, round_: Round) -> str:
    contest = round_.contest
    before = len(contest.elected_before)
    chosen = f"已经{_chosen(round_)} {before} 名" if before else f"没有人{verb(round_)}"
    return (
        f"{called(round_)}中，{chosen}，尚缺 {contest.seats} 名。"
        f"按照选举办法，现在对不足的名额另行选举，{_elects(round_)}。{standing(round_)}"
    )


def _because_void(session: Session, round_: Round) -> str:
    void = session.facts.earlier(round_)[-2:][0]  # the round before this one
    return f"{called(round_)}中，{excess(void)}，选举无效，现在重新选举。{standing(round_)}"


def _whom(round_: Round) -> str:
    return "正式候选人" if round_.contest.preliminary else "当选人"


def _chosen(round_: Round) -> str:
    return "产生" if round_.contest.preliminary else "选出"


def _elects(round_: Round) -> str:
    """What elects in this round."""
    claim = elects(round_)
    if claim.code == "most_votes":
        return f"以得票多的{verb(round_)}"
    reach = "超过" if claim.code == "more_than" else "达到"
    share = fraction_words(claim.fraction, "clause")
    return f"以得票多的{verb(round_)}，得赞成票须{reach}{bases()[claim.base]}的{share}"


_WHY: Final = {
    "revote": _because_tied,
    "separate_vote": _because_vacant,
    "vote_again": _because_void,
}


def _same_people(session: Session) -> Speech:
    if session.held:
        yield Paragraph("总监票人、监票人、计票人仍由原来的同志担任，请就位。")
        yield from box(session)
        yield from ballots(session)


def _fill_in_and_vote(session: Session) -> Speech:
    yield from filling_in(session)
    yield from writing(session)
    yield from voting(session)


Step = tuple[str, Callable[[Session], Speech]]
_STEPS: tuple[Step, ...] = (
    ("清点到会人数", _attendance),
    ("通过选举办法", _rules),
    ("通过总监票人、监票人名单", _people),
    ("宣布应选名额和候选人", _seats),
    ("检查票箱", box),
    ("分发选票", ballots),
    ("说明填票方法", filling_in),
    ("填写选票", writing),
    ("投票", voting),
    ("开箱清点，宣布选举是否有效", returned),
    ("计票", counting),
    ("报告计票结果", report),
    ("宣布当选名单", announcement),
    ("封存选票", kept),
)
_AGAIN: tuple[Step, ...] = (
    ("说明事由", _why),
    ("清点到会人数", attendance),
    ("检查票箱，分发选票", _same_people),
    ("填写选票，投票", _fill_in_and_vote),
    ("开箱清点，宣布选举是否有效", returned),
    ("计票", counting),
    ("报告计票结果", report),
    ("宣布当选名单", announcement),
    ("封存选票", kept),
)
