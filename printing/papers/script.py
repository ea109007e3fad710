"""主持词: what the presiding chair says, step by step, with the figures that are known so far."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from counting.model.election import Contest
from counting.model.outcome import Outcome
from counting.model.state import Round
from counting.result.balances import returned_within
from counting.rules.thresholds import quorum
from counting.rules.wording import value_words
from printing.ballot import wording
from printing.ballot.wording import colour
from printing.papers.clauses import clause_texts
from printing.papers.count import NEXT, ways_to_fill
from printing.papers.facts import (
    Facts,
    absent,
    congress_paper,
    figure,
    head,
    meeting,
    name_list,
    numeral,
    round_title,
)
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Note,
    Paragraph,
    Table,
)

NAME: Final = "选举大会主持词"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The election facts from attendance to the sealing of the ballots."""
    yield from head(facts, NAME)
    yield Note("方框（□）和横线由主持人当场填写；（括号内）为提示，不宣读。")
    for number, (heading, speak) in enumerate(_STEPS, 1):
        yield Heading(f"{numeral(number)}、{heading}")
        yield from speak(facts)


Speech = Iterator[Block]


def _attendance(facts: Facts) -> Speech:
    yield Paragraph("各位代表、同志们：现在清点到会人数。")
    for round_ in _by_attendance(facts.rounds):
        f = round_.figures
        yield Paragraph(
            f"应到会 {f.due} 人，实到会 {figure(f.present)} 人，缺席 {figure(absent(f))} 人。"
        )
        required = quorum(round_.contest.rules, f)
        if round_.contest.rules.quorum is None:
            yield Paragraph("现在开会。")
        elif f.present is None or required.met:
            yield Paragraph(
                f"规定须到会至少 {required.needed} 人，到会人数符合规定，可以进行选举。"
            )
        else:
            yield Paragraph(f"规定须到会至少 {required.needed} 人，到会人数不足，不能进行选举。")


def _by_attendance(rounds: Iterable[Round]) -> Iterator[Round]:
    seen = set()
    for round_ in rounds:
        key = (round_.contest.electors, round_.figures.present, round_.contest.rules.quorum)
        if key not in seen:
            seen.add(key)
            yield round_


def _show_of_hands(what: str) -> Speech:
    yield Paragraph(f"{what}，请大家审议。（稍候）如果没有意见，现在进行表决。")
    yield Paragraph("赞成的请举手。（清点）请放下。")
    yield Paragraph("不赞成的请举手。（清点）没有。　□　　有 ____ 人。")
    yield Paragraph("弃权的请举手。（清点）没有。　□　　有 ____ 人。")
    yield Paragraph("□ 全体通过　　□ 多数通过。（鼓掌）")


def _rules(_facts: Facts) -> Speech:
    yield Paragraph("现在通过选举办法。选举办法（草案）已经印发。")
    yield from _show_of_hands("选举办法（草案）")


def _people(_facts: Facts) -> Speech:
    yield Paragraph(
        f"现在通过总监票人、监票人名单。总监票人：{BLANK}；监票人：{BLANK}{BLANK}{BLANK}。"
    )
    yield from _show_of_hands("总监票人、监票人名单")
    yield Paragraph(f"计票人已经指定：{BLANK}{BLANK}{BLANK}。请总监票人、监票人、计票人就位。")


def _seats(facts: Facts) -> Speech:
    yield Paragraph("现在宣布应选名额和候选人名单。")
    for round_ in facts.rounds:
        c = round_.contest
        names = [candidate.name for candidate in c.candidates]
        yield Paragraph(
            f"{round_title(round_)}：应选 {c.seats} 名，候选人 {len(names)} 名。{_sequence(c)}"
            f"{name_list(names)}。"
        )


def _sequence(contest: Contest) -> str:
    return "候选人按姓氏笔画为序：" if contest.rules.ballot_order == "strokes" else "候选人："


def _box(_facts: Facts) -> Speech:
    yield Paragraph("请监票人当众检查票箱。（监票人打开票箱，向会场展示）")
    yield Paragraph("票箱是空的，请监票人加封。")


def _paper(facts: Facts) -> Speech:
    yield Paragraph("请总监票人当众启封选票、清点张数；请监票人分发选票。")
    yield Note("（分发完毕，逐项询问）")
    yield Paragraph(
        "请大家检查：有没有重发、多发、少发的？有没有没有盖章的、印得不清楚的？"
        "有的请举手，由监票人更换。"
    )
    yield Paragraph("现在请总监票人报告选票分发情况。")
    for round_ in facts.rounds:
        f = round_.figures
        yield Paragraph(
            f"{round_title(round_)}选票（{colour(round_.contest) or '本色'}）："
            f"启封 {figure(f.unsealed)} 张，"
            f"发出 {figure(f.issued)} 张，剩余 {figure(f.remaining)} 张。"
        )
    yield Paragraph("剩余的选票，请监票人当众剪角作废。")


def _filling_in(facts: Facts) -> Speech:
    contests = [round_.contest for round_ in facts.rounds]
    yield Paragraph(
        "现在说明怎样填写选票。" + "".join(f"{t}。" for t in clause_texts(contests, "marks"))
    )
    for round_ in facts.rounds:
        c = round_.contest
        shade = f"{colour(c)}的是" if colour(c) else ""
        most = value_words("undervote", "speech")[c.rules.undervote].format(seats=c.seats)
        yield Paragraph(f"{shade}{round_title(round_)}选票，应选 {c.seats} 名，{most}。")
    for text in dict.fromkeys(_write_in(c) for c in contests):
        yield Paragraph(text)
    yield Paragraph("".join(f"{text}。" for text in clause_texts(contests, "assistance", "proxy")))


def _write_in(contest: Contest) -> str:
    if contest.write_in_lines and contest.rules.write_in.allowed:
        return wording.notes(contest)[-1]
    return "选票上没有另选人栏的，不得另选他人。"


def _writing(_facts: Facts) -> Speech:
    yield Paragraph("现在请大家填写选票。")
    yield Note("（填写完毕）")
    yield Paragraph("都填好了没有？（稍候）好。")


def _voting(_facts: Facts) -> Speech:
    yield Paragraph("现在投票。先请总监票人、监票人投票；")
    yield Paragraph("再请主席团成员投票；")
    yield Paragraph("请其他选举人按座次依次投票。")
    yield Note("（投票完毕）")
    yield Paragraph("还有没有没投票的？（稍候）没有。投票结束。")


def _returned(facts: Facts) -> Speech:
    yield Paragraph("请监票人当众开启票箱，清点收回的选票。（清点完毕）请总监票人报告。")
    for round_ in facts.rounds:
        f = round_.figures
        yield Paragraph(
            f"{round_title(round_)}：发出选票 {figure(f.issued)} 张，"
            f"收回选票 {figure(f.returned)} 张，{_verdict(round_)}"
        )


def _verdict(round_: Round) -> str:
    within = returned_within(round_.contest, round_.figures)
    if within is None:
        return "选举 □ 有效　□ 无效。"
    if within:
        return "收回的选票不多于规定的张数，我宣布：选举有效。"
    return "收回的选票多于规定的张数，我宣布：本项选举无效，重新选举。"


def _counting(facts: Facts) -> Speech:
    yield Paragraph("现在开始计票。请监票人、计票人到计票处工作；大会休息。")
    contests = [round_.contest for round_ in facts.rounds]
    yield Note("（" + "；".join(clause_texts(contests, "counting", "live_display")) + "）")
    yield Note("（疑难票由总监票人会同监票人认定；计票结束，有关人员在计票结果报告单上签字）")


_SHEETS = (Column("项目", 54, "left"), Column("收回", 20), Column("有效", 20), Column("无效", 20))


def _report(facts: Facts) -> Speech:
    yield Note("（计票结果先向主席团报告，再报告会场）")
    if any(round_.contest.rules.announce == "presidium" for round_ in facts.rounds):
        yield Note("（按选举办法，得票情况只向主席团报告，不在会场宣读票数）")
    yield Paragraph("现在请总监票人报告计票结果。")
    rows = []
    for round_ in facts.rounds:
        tally = round_.tally if round_.phase.final else None
        sheets = (tally.valid, tally.invalid) if tally else (None, None)
        numbers = (round_.figures.returned, *sheets)
        rows.append((round_title(round_), *(figure(n) for n in numbers)))
    yield Table(_SHEETS, tuple(rows))
    yield Note("（总监票人按《计票结果报告单》宣读；宣读后交主持人）")


def _announced(facts: Facts) -> Speech:
    yield Paragraph("根据计票结果和选举办法的规定，现在我宣布：")
    for round_ in facts.rounds:
        if round_.outcome is None or not round_.phase.final:
            c = round_.contest
            yield Paragraph(f"当选为{c.title}的（应选 {c.seats} 名）：{BLANK * 3}。")
            continue
        yield from _who(round_, round_.outcome)
    yield Paragraph("让我们以热烈的掌声，向当选的同志表示祝贺。（鼓掌）")


def _who(round_: Round, outcome: Outcome) -> Speech:
    title = round_title(round_)
    if outcome.errors:
        yield Note(f"（{title}：票数不平或者不可能成立，查明以前不得宣布）")
        return
    if outcome.elected:
        yield Paragraph(
            f"当选为{title}的共 {len(outcome.elected)} 名：{name_list(outcome.elected)}。"
        )
    else:
        yield Paragraph(f"{title}：没有人当选。")
    if outcome.tie:
        yield Paragraph(
            f"{title}：{name_list(outcome.tie.candidates)} 得票相等，"
            f"尚有 {outcome.tie.seats} 个名额未定。"
            f"按照选举办法，{NEXT[outcome.next]}，请主席团确认。"
        )
    if outcome.vacancies:
        ways = ways_to_fill(outcome)
        yield Paragraph(f"{title}：尚缺 {outcome.vacancies} 名。按照选举办法，{ways}。")


def _kept(facts: Facts) -> Speech:
    yield Paragraph("请总监票人会同监票人将选票封存，按规定保管。")
    yield Paragraph(f"本次{meeting(facts.congress)}的选举到此结束。")


_STEPS: tuple[tuple[str, Callable[[Facts], Speech]], ...] = (
    ("清点到会人数", _attendance),
    ("通过选举办法", _rules),
    ("通过总监票人、监票人名单", _people),
    ("宣布应选名额和候选人", _seats),
    ("检查票箱", _box),
    ("分发选票", _paper),
    ("说明填票方法", _filling_in),
    ("填写选票", _writing),
    ("投票", _voting),
    ("开箱清点，宣布选举是否有效", _returned),
    ("计票", _counting),
    ("报告计票结果", _report),
    ("宣布当选名单", _announced),
    ("封存选票", _kept),
)
