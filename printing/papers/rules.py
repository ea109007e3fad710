"""选举办法: the whole of the rules this congress votes by, from the sealed values."""

import re
from collections.abc import Iterator
from typing import Final

from counting.model.election import Congress, Contest
from counting.rules.differential import bounds
from counting.rules.wording import names
from printing.ballot.wording import colour
from printing.papers.clauses import (
    CONFIDENCE,
    blank_sheet,
    clause_texts,
    clauses,
    grouped,
)
from printing.papers.facts import (
    Facts,
    congress_paper,
    head,
    meeting,
    name_list,
    numeral,
    opening,
    staff,
)
from printing.papers.model import (
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Table,
)

_LAW = re.compile(r"《[^》]+》")


NAME: Final = "选举办法"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The rules as they are put to the vote, and where each comes from."""
    congress = facts.congress
    yield head(facts, NAME)[0]
    yield Paragraph("（____年____月____日通过）", "centre", indent=False)
    article = 0
    for number, (title, articles) in enumerate(_chapters(congress), 1):
        yield Heading(f"第{numeral(number)}章　{title}", centred=True)
        for first, *further in articles:
            article += 1
            yield Paragraph(f"第{numeral(article)}条　{first}")
            yield from map(Paragraph, further)
    yield PageBreak()
    yield Heading("附件：各项规定的依据", 1)
    yield from _appendix(congress)


Articles = list[tuple[str, ...]]

_BEFORE: Final = (
    "发票前，由监票人当众检查票箱并加封，启封选票、清点张数。"
    "发出的选票加剩余的选票，必须等于启封的选票；剩余的选票当众剪角作废。"
)
_BALANCED: Final = (
    "有效票与无效票之和，必须等于收回的选票；每名候选人的赞成、不赞成、弃权票"
    "与该行无效票之和，必须等于有效票。有一项不符的，不得确认计票结果。"
)


def _chapters(congress: Congress) -> Iterator[tuple[str, Articles]]:
    yield "总则", _general(congress)
    yield "监票和计票人员", _people(congress)
    yield "选票", _ballots(congress)
    yield "投票", _voting(congress)
    yield "选票的效力", _validity(congress)
    yield "计票", _counting(congress)
    yield "当选", _elected(congress)
    yield "附则", _closing(congress)


def _one(congress: Congress, *keys: str) -> str:
    """The clauses of these keys as one paragraph."""
    return "".join(f"{text}。" for text in clause_texts(congress.contests, *keys))


def _general(congress: Congress) -> Articles:
    contests, body = congress.contests, meeting(congress)
    laws = name_list(_laws(congress))
    ground = f"根据{laws}等规定，结合本次{body}实际" if laws else f"为做好本次{body}的选举工作"
    return [
        (f"{ground}，制定本办法。",),
        (
            f"本次{body}选举下列职务：",
            *(
                f"（{numeral(n)}）{_office(c)}{'。' if c is contests[-1] else '；'}"
                for n, c in enumerate(contests, 1)
            ),
        ),
        ("选举采用无记名投票的方式。" + _one(congress, "differential"),),
        (_one(congress, "quorum"),),
    ]


def _laws(congress: Congress) -> list[str]:
    """The regulations that values are known to stand in, each once."""
    laws = [
        law
        for contest in congress.contests
        for source in contest.sources.values()
        if source.confidence == "T"
        for law in _LAW.findall(source.article)
    ]
    return list(dict.fromkeys(laws))


def _office(contest: Contest) -> str:
    seats, candidates = contest.seats, len(contest.candidates)
    more = f"，差额 {candidates - seats} 名" if candidates > seats else "，等额选举"
    least, most = bounds(contest.rules.differential, seats)
    allowed = f"候选人不少于 {least} 名" if most != least else f"候选人 {least} 名"
    if most is not None and most != least:
        allowed = f"候选人 {least} 至 {most} 名"
    rule = f"（按规定{allowed}）" if candidates > seats else ""
    return f"{contest.title}：应选 {seats} 名，候选人 {candidates} 名{more}{rule}"


def _people(congress: Congress) -> Articles:
    said = staff(congress)
    return [
        ("选举设总监票人和监票人，对选举的全过程进行监督。" + said["scrutineers"],),
        (said["tellers"] + said["barred"],),
    ]


def _ballots(congress: Congress) -> Articles:
    coloured = [f"{c.title}选票为{colour(c)}" for c in congress.contests if colour(c)]
    kinds = f"{'，'.join(coloured)}。" if coloured else ""
    return [
        (f"每一选举项目使用一种选票。{kinds}选票加盖印章后有效。",),
        (_one(congress, "ballot_order", "name_order"),),
        (
            "选票上除规定的项目外，不得有其他编号、记号。" + _one(congress, "identification"),
            "需要核对全部选票时，以纸质选票为准，由监票人重新计票。",
        ),
    ]


def _voting(congress: Congress) -> Articles:
    marks = "填写选票时，" + _one(congress, "marks", "blank")
    written = _one(congress, "write_in", "write_in.who", "write_in.unmarked")
    return [
        (_BEFORE,),
        (marks,),
        (written,),
        (_one(congress, "assistance", "proxy"),),
        ("投票依次由监票人、主席团成员、其他选举人进行。",),
    ]


def _validity(congress: Congress) -> Articles:
    return [
        ("投票结束后，当众开启票箱，清点收回的选票。" + _one(congress, "return_base"),),
        (
            _one(congress, "overvote", "undervote")
            + "".join(f"{text}。" for text in grouped(congress.contests, blank_sheet)),
        ),
        (
            _one(congress, "unclear")
            + "符号画在规定位置以外、但意思明确的，有效；涂改后仍可辨认的，有效；"
            "整张选票无法辨认的，无效。",
        ),
        (
            "疑难票由总监票人会同监票人认定，认定的结果和理由记录在案；计算机只提出，不作认定。"
            + _one(congress, "invalid_review"),
        ),
    ]


def _counting(congress: Congress) -> Articles:
    every = congress.contests
    twice = [c.title for c in every if c.passes > 1]
    passes = (
        f"{name_list(twice)}的选票分批由两名计票人各自独立计读一遍，两遍结果不一致的，"
        "该批选票重新计读。"
        if twice
        else "选票分批计读，每批先清点张数。"
    )
    return [
        ("主持人宣布选举有效后，开始计票。" + _one(congress, "counting"), passes),
        (_BALANCED,),
        (_one(congress, "live_display"),),
        (
            "".join(
                f"{text}，且没有不赞成、弃权和该行无效。"
                for text in clause_texts(every, "full_vote")
            )
            + "使用全票一词时，须同时说明按何种人数（票数）计算和该数。",
        ),
    ]


def _elected(congress: Congress) -> Articles:
    return [
        (_one(congress, "method", "majority"),),
        (_one(congress, "more_than_seats"),),
        (_one(congress, "tie", "tie_needs_majority"),),
        (_one(congress, "fewer_than_seats"),),
        (
            "计票结束后，由总监票人报告计票结果，大会执行主席（主持人）宣布当选名单。"
            + _one(congress, "announce", "announce_order"),
        ),
    ]


def _closing(congress: Congress) -> Articles:
    body = meeting(congress)
    return [
        ("选举结束后，选票由总监票人会同监票人封存，按规定保管。选举中的未尽事宜，由主席团决定。",),
        (f"本办法经本次{body}通过后施行。",),
    ]


def _appendix(congress: Congress) -> Iterator[Block]:
    yield Paragraph(opening(congress), "centre", indent=False)
    yield Note(
        f"规则依“{congress.profile_title}”（{congress.profile}）。“变更”指本次选举办法另作规定；"
        "“见条文”指已见条例、法律原文，“见手册”指出自选举工作手册或样本，"
        "“待确认”指以本次通过的选举办法为准。"
    )
    rows = []
    for key, label in names().items():
        groups: dict[tuple[str, str, str], list[str]] = {}
        for contest in congress.contests:
            if entry := clauses(contest).get(key):
                line, text = entry
                state = CONFIDENCE[line.confidence] + ("、变更" if line.overridden else "")
                groups.setdefault((text, line.article, state), []).append(contest.title)
        for (text, article, state), titles in groups.items():
            whose = "" if len(titles) == len(congress.contests) else f"（{name_list(titles)}）"
            rows.append((label, f"{whose}{text}", article, state))
    columns = (
        Column("项目", 23),
        Column("本办法的规定", 60, "left"),
        Column("依据", 42, "left"),
        Column("把握", 15),
    )
    yield Table(columns, tuple(rows), 7.0)
