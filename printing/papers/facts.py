"""What papers are made from: the congress, its schedule, every round, and what is verified."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Final

from counting.model.election import AgendaItem, Congress, Contest, Mode
from counting.model.figures import Figures
from counting.model.state import Phase, Round, State
from counting.rules import profiles
from counting.rules.wording import words_for
from printing.cards.badges import Bearer
from printing.cards.page import REHEARSAL
from printing.papers.clauses import changes
from printing.papers.model import BLANK, Block, Heading, Paper, Subtitle

SIMULATED: Final = "含模拟读票　不是真实选举"
"""Marks every page of a congress in which a simulated device read sheets."""

_DIGITS = "零一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of the agenda with the hours planned for it, in the hall's local time."""

    item: AgendaItem
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """One congress as its papers see it. `head` is the last head of the log that may be shown.

    `rounds` are those the paper is about: the current round of every contest, unless one was
    asked for. `roll`: everybody of the meeting who was not withdrawn, by badge number.
    """

    congress: Congress
    state: State
    schedule: tuple[Planned, ...]
    rounds: tuple[Round, ...]
    head: str | None
    roll: tuple[Bearer, ...] = ()

    @property
    def verification(self) -> tuple[tuple[str, str], ...]:
        """What every paper is made from, for who checks it: rules, definition, log."""
        congress, seal = self.congress, self.state.seal
        lines = [
            ("规则", f"{congress.profile_title}（{congress.profile}）"),
            ("本次大会的变更", "；".join(changes(congress)) or "无"),
            ("性质", "演练" if congress.mode is Mode.REHEARSAL else "正式"),
            ("定义封存号", seal.hash if seal else "尚未封存"),
            ("记录链", self.head or "尚无"),
        ]
        if any(round_.simulated for round_ in self.rounds):
            lines.append(("读票", "含模拟设备读入的选票，不是真实选举的结果。"))
        if congress.sample:
            lines.append(("样例", "本文件中的地名和姓名均为虚构。"))
        return tuple(lines)

    @property
    def stripe(self) -> str:
        """The words that mark every page of what is no real election: "" where it is one."""
        if self.congress.mode is Mode.REHEARSAL:
            return REHEARSAL
        return SIMULATED if any(round_.simulated for round_ in self.rounds) else ""

    def earlier(self, round_: Round) -> tuple[Round, ...]:
        """Every round of the same contest up to this one, the first round first."""
        mine = [
            other
            for (contest, number), other in self.state.rounds.items()
            if contest == round_.contest.id and number <= round_.number
        ]
        return tuple(sorted(mine, key=lambda other: other.number)) or (round_,)


def unsealed(congress: Congress) -> tuple[Round, ...]:
    """The first round of every contest of a congress that is not sealed yet."""
    return tuple(
        Round(contest=contest, number=1, phase=Phase.DEFINED, figures=_no_figures(contest))
        for contest in congress.contests
    )


def _no_figures(contest: Contest) -> Figures:
    electors = contest.electors
    return Figures(
        due=electors.due,
        registered=electors.registered,
        total=electors.total,
        all_members=electors.all_members,
    )


def figure(number: int | None) -> str:
    """A figure, or a line to write it on while it is not known."""
    return BLANK if number is None else str(number)


def absent(figures: Figures) -> int | None:
    """How many of those due are not here, once attendance is known."""
    return None if figures.present is None else figures.due - figures.present


def round_title(round_: Round) -> str:
    """The contest's title, with its round after the first: 委员会委员（再次投票，第二轮）."""
    return round_.contest.title + round_words(round_)


_AS_FIRST = ("formal", "amended")  # rounds that are held as if they were the first


def round_words(round_: Round) -> str:
    """（预选）, （再次投票，第二轮）, or nothing for a first or a formal vote, as on its ballot."""
    again = round_.contest.again
    words = ["预选"] if round_.contest.preliminary else []
    if round_.number > 1 and again not in _AS_FIRST:
        words += [words_for("next")[again]] if again else []
        words.append(f"第{numeral(round_.number)}轮")
    return f"（{'，'.join(words)}）" if words else ""


def day_words(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期一."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def opening(congress: Congress) -> str:
    """The first day and the place, as they stand below a title."""
    day = day_words(date.fromisoformat(congress.date))
    return f"（{day}　{congress.place}）" if congress.place else f"（{day}）"


def name_list(names: Sequence[str]) -> str:
    """Names in a row: 甲、乙、丙."""
    return "、".join(names)


def meeting(congress: Congress) -> str:
    """What the meeting calls itself in its papers."""
    if called := profiles.load(congress.profile).called.get("meeting"):
        return called
    return "大会" if "大会" in congress.title else "会议"


_OF_DELEGATES = ("代表大会", "代表会议")


def electors(congress: Congress) -> str:
    """What those who vote are called here: 代表 in a congress of delegates, 党员, 委员, 选举人."""
    called = profiles.load(congress.profile).called
    delegates = any(word in congress.title for word in _OF_DELEGATES)
    return called.get("delegates", called["electors"]) if delegates else called["electors"]


def staff(congress: Congress) -> Mapping[str, str]:
    """Who names scrutineers and tellers, and who may be neither: the clauses of its profile."""
    words = profiles.load(congress.profile).staff
    called = {"meeting": meeting(congress), "electors": electors(congress)}
    return {key: clause.format(**called) for key, clause in words.items()}


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese: 七, 十四, 三十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def head(facts: Facts, name: str) -> tuple[Heading, Subtitle]:
    """The title of a paper in two lines, and where and when below it."""
    return Heading(f"{facts.congress.title}\n{name}", 1), Subtitle(opening(facts.congress))


def paper_of(facts: Facts, name: str, blocks: Iterable[Block], *, landscape: bool = False) -> Paper:
    """A paper of this congress: its full title, what it is made from, a rehearsal's mark."""
    title = f"{facts.congress.title}{name}"
    return Paper(title, tuple(blocks), facts.verification, facts.stripe, landscape)


def congress_paper(
    name: str, *, landscape: bool = False
) -> Callable[[Callable[[Facts], Iterable[Block]]], Callable[[Facts], Paper]]:
    """Makes `paper_of` out of a function that yields the blocks."""

    def decorate(blocks: Callable[[Facts], Iterable[Block]]) -> Callable[[Facts], Paper]:
        return wraps(blocks)(
            lambda facts: paper_of(facts, name, blocks(facts), landscape=landscape)
        )

    return decorate
