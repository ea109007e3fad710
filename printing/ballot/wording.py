"""The Chinese words on a ballot: title, seats, mark scheme and notes, from the sealed rules."""

from collections.abc import Callable, Mapping
from typing import Final

from counting.model.ballot import Mark
from counting.model.election import Contest
from counting.model.rules import Rules
from counting.rules.schemes import SCHEMES, Meaning, blank_mark, meanings

MARK_WORDS: Final[Mapping[Mark, str]] = {
    Mark.FOR: "赞成",
    Mark.AGAINST: "不赞成",
    Mark.ABSTAIN: "弃权",
}
CHOICE_WORDS: Final[Mapping[str, str]] = {"for": "赞成", "against": "不赞成", "abstain": "弃权"}
WRITE_IN: Final = "另选人"
SEAL: Final = "（盖章处）"

_ROUNDS = "一二三四五六七八九"
# What a later round is called on its ballot; a formal vote bears the plain title of the office.
_AGAIN: Mapping[str, str] = {
    "revote": "再次投票",
    "separate_vote": "另行选举",
    "vote_again": "重新投票",
    "amended": "候选人增补",
}
_AS_FIRST = ("formal",)
_ORDERS: Mapping[tuple[str, str], str] = {
    ("strokes", "surname_strokes"): "按姓氏笔画为序",
    ("strokes", "full_name_strokes"): "按姓名笔画为序",
}
_UNMARKED: Mapping[str, str] = {
    "for": "只写姓名、未画符号的，视为赞成",
    "abstain": "只写姓名、未画符号的，视为弃权",
    "void": "只写姓名、未画符号的，该另选人无效",
}
_WHO: Mapping[str, str] = {
    "anyone": "",
    "electors": "另选人须是有选举权的人",
    "members": "另选人须是本届委员",
}


def title(contest: Contest, round_number: int) -> str:
    """What the ballot is for: 委员会委员选票（粉红色）, and which round when not the first."""
    name = contest.title if contest.title.endswith("票") else f"{contest.title}选票"
    if contest.preliminary:
        name += "（预选）"
    again = _AGAIN.get(contest.again or "", "")
    if again and round_number > 1:
        name += f"（{again}，第{_ROUNDS[round_number - 1]}轮）"
    elif round_number > 1 and contest.again not in _AS_FIRST:
        name += f"（第{_ROUNDS[round_number - 1]}轮）"
    return f"{name}（{colour(contest)}）" if colour(contest) else name


def colour(contest: Contest) -> str:
    """The ballot's colour as people say it: 粉红色; empty where it has none."""
    name = contest.ballot.colour
    return name if not name or name.endswith("色") else f"{name}色"


def seats(contest: Contest) -> str:
    """How many are to be elected, of how many, and in what order they stand."""
    wanted = "应产生正式候选人" if contest.preliminary else "应选"
    words = [f"{wanted} {contest.seats} 名", f"候选人 {len(contest.candidates)} 名"]
    # A later list that people ordered, or added to, is not said to be by strokes.
    listed = contest.again in (None, "vote_again") or contest.order == "strokes"
    order = _ORDERS.get((contest.rules.ballot_order, contest.rules.name_order)) if listed else None
    if order and len(contest.candidates) > 1:
        words.append(order)
    return "，".join(words)


def marks(rules: Rules) -> tuple[Meaning, ...]:
    """What the mark scheme of a one-box ballot shows, approval first."""
    return tuple(meaning for meaning in meanings(rules) if meaning.mark in MARK_WORDS)


def meaning_words(meaning: Meaning) -> str:
    """What stands beside the symbol: 赞成, 弃权（留空） beside an empty box."""
    blank = ("（或留空）" if meaning.symbols else "（留空）") if meaning.blank else ""
    return MARK_WORDS[meaning.mark] + blank


def columns_sentence(rules: Rules) -> str:
    """The mark scheme of a three-box ballot, in one sentence."""
    accepts = SCHEMES[rules.marks].accepts
    everywhere = [
        symbol for symbol in accepts["for"] if all(symbol in column for column in accepts.values())
    ]
    blank = MARK_WORDS[blank_mark(rules)]
    return f"每名候选人只在一栏内画 {' 或 '.join(everywhere)}；三栏都空白的为{blank}。"


def notes(contest: Contest) -> tuple[str, ...]:
    """What else an elector has to know, one paragraph each."""
    found = [_approvals(contest)]
    if contest.write_in_lines and contest.rules.write_in.allowed:
        found.append(_write_in(contest))
    return tuple(found)


def _approvals(contest: Contest) -> str:
    count = f" {contest.seats} 名"
    including = "（含另选人）" if contest.write_in_lines else ""
    if contest.rules.undervote == "void":
        return f"赞成的{including}必须等于{count}，多于或少于的，整张选票无效。"
    return f"赞成的{including}多于{count}的，整张选票无效；等于或少于{count}的有效。"


def _write_in(contest: Contest) -> str:
    rule = contest.rules.write_in
    against, approve = _how(contest, Mark.AGAINST), _how(contest, Mark.FOR)
    needs: Mapping[str, Callable[[], str]] = {
        "after_against": lambda: f"须先对至少一名候选人{against}，再",
        "one_for_one": lambda: f"每另选一人，须先对一名候选人{against}，再",
        "free": lambda: "",
    }
    words = [f"另选他人的，{needs[rule.needs]()}在“另选人”处写上姓名{approve and f'并{approve}'}"]
    if rule.needs != "free":
        words.append("弃权的不能另选他人")
    words += [_UNMARKED[rule.unmarked], _WHO[rule.who]]
    return "；".join(word for word in words if word) + "。"


def _how(contest: Contest, mark: Mark) -> str:
    """How to give this mark: 画 ×, or in its column; empty when leaving the box blank gives it."""
    if contest.ballot.layout == "three-box":
        return "画 ○" if mark is Mark.FOR else f"在“{MARK_WORDS[mark]}”栏画 ○"
    symbols = next((m.symbols for m in meanings(contest.rules) if m.mark is mark), ())
    return f"画 {' 或 '.join(symbols)}" if symbols else ""
