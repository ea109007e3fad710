"""What the chair says while ballots are handed out, filled in, cast, taken out and counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counting.model.election import Contest
from counting.model.state import Phase, Round
from counting.names.ballot_order import list_order
from counting.names.listed import labels
from counting.rounds.claims import order_words
from counting.rounds.delegations import return_is_valid
from counting.rules.thresholds import quorum
from counting.rules.wording import value_words
from printing.ballot import wording
from printing.ballot.wording import colour, task
from printing.papers.body import Body, office_title
from printing.papers.clauses import clause_texts
from printing.papers.facts import Facts, absent, figure, name_list
from printing.papers.model import BLANK, Block, Note, Paragraph
from printing.papers.results import too_many

Speech = Iterator[Block]
BOXES: Final = "□ 没有　□ 有 ____ 人。"


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting with elections: the rounds voted on in it, each once."""

    facts: Facts
    rounds: tuple[Round, ...]
    body: Body

    @property
    def held(self) -> tuple[Round, ...]:
        """Those for which enough electors are here, as far as that is known, and not put off."""
        return tuple(r for r in self.rounds if not lacks_quorum(r) and not _put_off(r))

    @property
    def valid(self) -> tuple[Round, ...]:
        """Those held whose returned ballots are not more than they may be."""
        return tuple(round_ for round_ in self.held if round_.phase is not Phase.VOID)

    @property
    def contests(self) -> tuple[Contest, ...]:
        return tuple(round_.contest for round_ in self.held)


def lacks_quorum(round_: Round) -> bool:
    """Whether it is known that too few are here."""
    known = round_.figures.present is not None and round_.contest.rules.quorum is not None
    return known and not quorum(round_.contest.rules, round_.figures).met


def _put_off(round_: Round) -> bool:
    return round_.adjourned is not None and round_.adjourned.cause == "put_off"


def called(round_: Round) -> str:
    """What a chair calls the vote: 委员会委员选举; 委员会委员预选."""
    return office_title(round_.contest) + ("预选" if round_.contest.preliminary else "选举")


def attendance(session: Session) -> Speech:
    """The figures of those due and here, and whether that is enough."""
    yield Paragraph("现在清点到会人数。")
    groups = _by_attendance(session.rounds)
    for together in groups:
        f, contest = together[0].figures, together[0].contest
        whose = f"选举{_offices(together)}，" if len(groups) > 1 else ""
        yield Paragraph(
            f"{whose}应到会 {f.due} 人，请假、缺席 {figure(absent(f))} 人，"
            f"实到会 {figure(f.present)} 人。"
        )
        required = quorum(contest.rules, f)
        if contest.rules.quorum is None:
            yield Paragraph("现在开会。")
        else:
            enough = _ENOUGH[None if f.present is None else lacks_quorum(together[0])]
            yield Paragraph(f"规定须到会至少 {required.needed} 人，{enough}。")
    for round_ in filter(_put_off, session.rounds):
        yield Paragraph(f"{called(round_)}，本次不举行。")
    if not session.held:
        yield Paragraph("本次选举改期进行，时间另行通知。现在休会。")


_ENOUGH: Final = {
    None: "到会人数　□ 符合规定，可以进行选举　□ 不足，不能进行选举",
    False: "到会人数符合规定，可以进行选举",
    True: "到会人数不足，不能进行选举",
}


def _by_attendance(rounds: Iterable[Round]) -> list[list[Round]]:
    groups: dict[object, list[Round]] = {}
    for round_ in rounds:
        key = (round_.contest.electors, round_.figures.present, round_.contest.rules.quorum)
        groups.setdefault(key, []).append(round_)
    return list(groups.values())


def _offices(rounds: Iterable[Round]) -> str:
    return name_list([office_title(round_.contest) for round_ in rounds])


def standing(round_: Round) -> str:
    """How many are to be elected, and who stands, in what order where one may be named."""
    contest = round_.contest
    names = labels(contest)
    order = f"，{order_words(list_order(contest), contest)}" if len(names) > 1 else ""
    return (
        f"{task(contest)} {contest.seats} 名，候选人 {len(names)} 名{order}：{name_list(names)}。"
    )


def box(session: Session) -> Speech:
    """The empty box is shown and sealed."""
    if session.held:
        yield Paragraph("请监票人当众检查票箱。（监票人打开票箱，向会场展示）")
        yield Paragraph("票箱是空的，请监票人加封。")


def ballots(session: Session) -> Speech:
    """Ballots are unsealed, handed out, checked, and the rest made useless."""
    if not session.held:
        return
    yield Paragraph("请总监票人当众启封选票、清点张数；请监票人、计票人分发选票。")
    yield Note("（分发完毕，逐项询问）")
    yield Paragraph(
        "请大家检查：有没有重发、多发、少发的？有没有没盖章的、印得不清楚的？"
        "有的请举手，由监票人更换。"
    )
    yield Paragraph("现在请总监票人报告选票分发情况。")
    for round_ in session.held:
        f = round_.figures
        yield Paragraph(
            f"{office_title(round_.contest)}选票（{colour(round_.contest) or '本色'}）："
            f"启封 {figure(f.unsealed)} 张，"
            f"发出 {figure(f.issued)} 张，剩余 {figure(f.remaining)} 张。"
        )
    yield Paragraph("剩余的选票，请监票人当众剪角作废。")


def filling_in(session: Session) -> Speech:
    """The marks, how many may be approved, writing in, and who may help."""
    if not session.held:
        return
    words = session.body.called
    yield Paragraph(
        "现在说明怎样填写选票。"
        + "".join(f"{text}。" for text in clause_texts(session.contests, "marks", called=words))
    )
    for contest in session.contests:
        shade = f"{colour(contest)}的是" if colour(contest) else ""
        words_of = value_words("undervote", "speech")[contest.rules.undervote]
        including = "（含另选人）" if has_write_ins(contest) else ""
        most = words_of.format(seats=contest.seats, including=including)
        yield Paragraph(
            f"{shade}{office_title(contest)}选票，{task(contest)} {contest.seats} 名，{most}。"
        )
    yield from map(Paragraph, _writing_in(session.contests))
    helped = clause_texts(session.contests, "assistance", "proxy", called=words)
    yield Paragraph("".join(f"{text}。" for text in helped))


def has_write_ins(contest: Contest) -> bool:
    """Whether a name may be written in, and the ballot has room for it."""
    return contest.write_in_lines > 0 and contest.rules.write_in.allowed


def _writing_in(contests: Sequence[Contest]) -> Iterator[str]:
    """How a name is written in, once for contests that are alike, and where none may be."""
    yield from dict.fromkeys(wording.notes(c)[-1] for c in contests if has_write_ins(c))
    without = [contest for contest in contests if not has_write_ins(contest)]
    if without:
        whose = (
            name_list([office_title(c) for c in without]) if len(without) < len(contests) else ""
        )
        yield f"{whose}选票不设另选人栏，不得另选他人。"


def writing(session: Session) -> Speech:
    """Everybody fills in."""
    if session.held:
        yield Paragraph("现在请大家填写选票。")
        yield Note("（填写完毕）")
        yield Paragraph("都填好了没有？（稍候）好。")


def voting(session: Session) -> Speech:
    """Who casts the ballot first, and who then."""
    if not session.held:
        return
    yield Paragraph("现在投票。先请总监票人、监票人投票；")
    if session.body.has_presidium:
        yield Paragraph("再请主席团成员投票；")
    yield Paragraph(f"请其他{session.body.electors}按座次依次投票。")
    yield Note("（投票完毕）")
    yield Paragraph("还有没有没投票的？（稍候）没有。投票结束。")


def returned(session: Session) -> Speech:
    """The ballots that came back, and whether the vote is valid."""
    if not session.held:
        return
    yield Paragraph("请监票人当众开启票箱，清点收回的选票。（清点完毕）请总监票人报告。")
    for round_ in session.held:
        f = round_.figures
        yield Paragraph(
            f"{called(round_)}：发出选票 {figure(f.issued)} 张，"
            f"收回选票 {figure(f.returned)} 张，{_verdict(round_)}"
        )
    if void := [round_ for round_ in session.held if round_.phase is Phase.VOID]:
        yield Paragraph(f"请监票人将{_offices(void)}的选票封存，不予计票。")


def _verdict(round_: Round) -> str:
    within = return_is_valid(round_)
    if within is None:
        return "选举 □ 有效　□ 无效，重新选举。"
    if within:
        return "收回的选票不多于规定的张数，我宣布：选举有效。"
    again = "" if round_.adjourned else "，重新选举"
    among = "其中" if round_.delegations else ""
    return f"{among}{excess(round_)}，我宣布：本项选举无效{again}。"


def excess(round_: Round) -> str:
    """Why a vote is void, as a chair says it: which delegation's box holds too many, by figures."""
    return too_many(round_) if round_.delegations else "收回的选票多于规定的张数"


def counting(session: Session) -> Speech:
    """The counting of what is valid."""
    if not session.valid:
        return
    at_rest = f"{session.body.meeting}休息"
    yield Paragraph(f"现在开始计票。请监票人、计票人到计票处工作；{at_rest}。")
    contests = [round_.contest for round_ in session.valid]
    words = session.body.called
    told = clause_texts(contests, "counting", "live_display", called=words)
    yield Note("（" + "；".join(told) + "）")
    yield Note("（疑难票由总监票人会同监票人认定；计票结束，有关人员在计票结果报告单上签字）")


def show_of_hands(what: str) -> Speech:
    """All three questions, a box beside each answer."""
    yield Paragraph(f"{what}，请大家审议。（稍候）如果没有意见，现在进行表决。")
    yield Paragraph("赞成的请举手。（清点）请放下。")
    yield Paragraph(f"不赞成的请举手。（清点）{BOXES}")
    yield Paragraph(f"弃权的请举手。（清点）{BOXES}")
    yield Paragraph("表决结果：□ 全体通过　□ 多数通过。（鼓掌）")


def blanks(names: Iterable[str], number: int = 1) -> str:
    """Names, or lines for as many."""
    return name_list(list(names)) or "、".join([BLANK] * number)
