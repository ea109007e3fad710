"""选举办法（草案）: the rules this congress votes by, as they are put to the vote."""

from collections.abc import Iterable, Iterator
from typing import Final

from counting.model.election import Congress, Contest
from counting.rules.profiles import Clause
from counting.rules.wording import fraction_words
from printing.ballot.wording import colour
from printing.papers.body import Body, body_of, office_title
from printing.papers.clauses import blank_sheet, clause_texts, clauses, grouped
from printing.papers.facts import Facts, congress_paper, head, name_list, numeral
from printing.papers.model import Block, Heading, Paragraph, Subtitle

NAME: Final = "选举办法（草案）"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The articles by chapters. Where each comes from stands in another paper (`sources`)."""
    rules = _Rules(facts.congress)
    yield head(facts, NAME)[0]
    adopted = f"（____年____月____日{rules.body.meeting}通过）"
    yield Subtitle(adopted)
    article = 0
    for number, (title, articles) in enumerate(rules.chapters(), 1):
        yield Heading(f"第{numeral(number)}章　{title}", centred=True)
        for first, *further in articles:
            article += 1
            yield Paragraph(f"第{numeral(article)}条　{first}")
            yield from map(Paragraph, further)


Articles = Iterable[tuple[str, ...]]
"""Each article's paragraphs."""


class _Rules:
    """The articles of one congress, its words filled in."""

    def __init__(self, congress: Congress) -> None:
        self.congress = congress
        self.contests = congress.contests
        self.body: Body = body_of(congress)

    def chapters(self) -> Iterator[tuple[str, Articles]]:
        """Every chapter that has articles."""
        yield "总则", self._general()
        yield "候选人", self._candidates()
        yield "监票人和计票人", self._people()
        yield "选票和投票", self._voting()
        yield "选票的效力和计票", self._counting()
        yield "当选", self._elected()
        yield "附则", self._closing()

    def _one(self, *keys: str) -> str:
        """The clauses of these keys as one paragraph."""
        called = self.body.called
        return "".join(f"{t}。" for t in clause_texts(self.contests, *keys, called=called))

    def _general(self) -> Articles:
        body = self.body
        basis = body.procedure.get("basis")
        ground = (
            f"根据{basis.text}等有关规定，结合本次{body.meeting}实际"
            if basis
            else f"为做好本次{body.meeting}的选举工作"
        )
        yield (f"{ground}，制定本办法。",)
        yield self._offices()
        yield ("选举采用无记名投票的方式。" + self._one("differential"),)
        yield (body.says("conducted"),)
        yield (self._one("quorum"),)

    def _offices(self) -> tuple[str, ...]:
        offices = [_office(contest) for contest in self.contests]
        if len(offices) == 1:
            return (f"本次{self.body.meeting}选举{offices[0]}。",)
        ends = ["；"] * (len(offices) - 1) + ["。"]
        listed = (
            f"（{numeral(number)}）{office}{end}"
            for number, (office, end) in enumerate(zip(offices, ends, strict=True), 1)
        )
        return (f"本次{self.body.meeting}选举：", *listed)

    def _candidates(self) -> Articles:
        yield (self.body.says("candidates"),)
        yield from ((text,) for text in map(_pre_election, self.contests) if text)
        yield (self.body.says("introduced"),)

    def _people(self) -> Articles:
        said = self.body.staff
        officers = self.congress.officers
        scrutineers, tellers = len(officers.scrutineers) or "____", len(officers.tellers) or "____"
        yield (
            f"选举设总监票人 1 名、监票人 {scrutineers} 名，对选举的全过程进行监督。"
            + said["scrutineers"],
        )
        yield (f"选举设计票人 {tellers} 名。" + said["tellers"] + said["barred"],)

    def _voting(self) -> Articles:
        electors = self.body.electors
        kinds = "，".join(f"{office_title(c)}选票为{colour(c)}" for c in self.contests if colour(c))
        several = "各项选举分别使用选票" if len(self.contests) > 1 else ""
        papers = "，".join(part for part in (several, kinds) if part)
        yield (
            (f"{papers}。" if papers else "")
            + "选票加盖印章后有效。"
            + self._one("ballot_order")
            + "选票上除规定的项目外，不得有其他编号、记号。"
            + self._one("identification"),
        )
        yield (
            (
                "分发选票前，由监票人当众检查票箱并加封，启封选票、清点张数。"
                f"选票按到会的{electors}每人一份分发{self._for_the_absent()}；"
                "发出的选票加剩余的选票，应当等于启封的选票，剩余的选票当众剪角作废。"
            ),
        )
        yield (
            "会场设秘密写票处。选票用黑色或者蓝黑色的钢笔、签字笔填写。"
            + self._one("marks", "blank"),
        )
        listed = "".join(f"{text}。" for text in grouped(self.contests, _eligible))
        yield (self._one("write_in", "write_in.who", "write_in.unmarked") + listed,)
        yield (
            self._one("assistance", "proxy")
            + "除上述情形外，任何人不得代他人填写选票，不得代他人投票。",
        )
        yield (
            (
                f"投票依次由总监票人和监票人、{self._before_others()}其他{electors}进行，"
                "将选票投入指定的票箱。"
            ),
        )

    def _for_the_absent(self) -> str:
        proxies = any(contest.rules.proxy != "none" for contest in self.contests)
        return "，受委托投票的按委托的人数加发" if proxies else ""

    def _before_others(self) -> str:
        return "主席团成员、" if self.body.has_presidium else ""

    def _counting(self) -> Articles:
        yield ("投票结束后，当众开启票箱，清点收回的选票。" + self._one("return_base"),)
        yield (
            self._one("overvote", "undervote")
            + "".join(f"{text}。" for text in grouped(self.contests, blank_sheet)),
        )
        yield (
            self._one("unclear")
            + "符号画在规定位置以外、但意思明确的，有效；涂改后仍可辨认的，有效；"
            "整张选票无法辨认的，无效。",
        )
        yield (
            f"{self.body.chair}宣布选举有效后，开始计票。"
            + self._one("counting", "invalid_review")
            + "疑难票由总监票人会同监票人认定，认定的结果和理由记录在案。",
        )
        twice = [office_title(c) for c in self.contests if c.passes > 1]
        if twice:
            whose = "" if len(twice) == len(self.contests) else f"选举{name_list(twice)}，"
            yield (f"{whose}每批选票由两组计票人各自独立计票，结果不一致的重新计票。",)
        yield ("需要核对选票时，以纸质选票为准，由监票人、计票人重新计票。",)
        yield (self._one("live_display"),)

    def _elected(self) -> Articles:
        called = self.body.called
        plurality = [c for c in self.contests if c.rules.method == "plurality"]
        most = "".join(f"{t}。" for t in clause_texts(plurality, "method", called=called))
        yield (most + self._one("majority"),)
        yield (self._one("more_than_seats"),)
        asked = [c for c in self.contests if _says_more_of_revotes(c)]
        yield (
            "".join(f"{text}。" for text in grouped(self.contests, self._tie))
            + "".join(f"{t}。" for t in clause_texts(asked, "tie_needs_majority", called=called)),
        )
        again = [c for c in self.contests if c.rules.separate_vote]
        yield (
            self._one("fewer_than_seats")
            + "".join(f"{t}。" for t in clause_texts(again, "separate_vote", called=called)),
        )
        body = self.body
        yield (
            "计票结束后，由总监票人报告计票结果。"
            + self._one("announce")
            + f"{body.chair}宣布当选名单。"
            + self._one("announce_order")
            + body.says("reported"),
        )

    def _tie(self, contest: Contest) -> str:
        return tie_clause(self.body, contest).text

    def _closing(self) -> Articles:
        body = self.body
        yield ("选举结束后，选票由总监票人会同监票人封存，按规定保管。",)
        yield (f"本办法未尽事宜，由{body.presidium}决定。",)
        yield (f"本办法经本次{body.meeting}通过后施行。",)


def _office(contest: Contest) -> str:
    """委员会委员 35 名，候选人 39 名，差额 4 名."""
    seats, candidates = contest.seats, len(contest.candidates)
    named = f"{office_title(contest)} {seats} 名"
    if contest.pre_election:
        formal = contest.pre_election.formal_candidates
        return f"{named}，候选人预备人选 {candidates} 名，经预选产生正式候选人 {formal} 名"
    more = f"，差额 {candidates - seats} 名" if candidates > seats else "，等额选举"
    return f"{named}，候选人 {candidates} 名{more}"


def _eligible(contest: Contest) -> str:
    """Where there is a list of who may be written in, that nobody else may."""
    named = contest.eligible is not None and contest.rules.write_in.allowed
    return "另选人限于会议印发的可以另选的人员名单" if named and contest.write_in_lines else ""


def _says_more_of_revotes(contest: Contest) -> bool:
    """Whether a revote asks for something that the clause on ties does not say."""
    return contest.rules.tie_needs_majority or contest.rules.tie != "revote_among_tied"


def _pre_election(contest: Contest) -> str:
    """How a pre-election finds the formal candidates; "" where there is none."""
    pre = contest.pre_election
    if pre is None:
        return ""
    where = "以代表团为单位" if pre.by_delegation else ""
    reach = "超过" if pre.majority.strict else "达到"
    share = fraction_words(pre.majority.fraction, "clause")
    return (
        f"选举{office_title(contest)}，先{where}进行预选。得赞成票{reach}应到会人数{share}的，"
        f"按得票多少列为正式候选人，正式候选人为 {pre.formal_candidates} 名。"
        "预选时，本办法关于选票效力的规定所称应选名额，是指应产生的正式候选人名额。"
        "预选的得票情况只向主席团报告。"
    )


def tie_clause(body: Body, contest: Contest) -> Clause:
    """What a tie leads to: as the profile has it, where a revote has to be confirmed."""
    own = body.procedure.get("tie")
    if own and contest.rules.tie == "revote_among_tied":
        return own
    return Clause(clauses(contest, body.called)["tie"][1], contest.sources["tie"])
