"""The Chinese words on a ballot: title, seats, mark scheme and notes, from the sealed rules."""

from collections.abc import Mapping
from typing import Final

from counting.model.ballot import Mark
from counting.model.election import Contest
from counting.model.rules import Rules
from counting.names.ballot_order import list_order
from counting.rules.schemes import SCHEMES, Meaning, blank_mark, meanings
from counting.rules.wording import value_words, words_for

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
    """How many are to be elected, of how many; in what order they stand, where that is true."""
    words = [f"{task(contest)} {contest.seats} 名", f"候选人 {len(contest.candidates)} 名"]
    by_strokes = (_as_first_version if contest.as_first_version else _by_strokes)(contest)
    if by_strokes and len(contest.candidates) > 1:
        words.append(_note("name_order", contest.rules.name_order))
    return "，".join(words)


def task(contest: Contest) -> str:
    """What is asked of a vote, before a number of names: 应选, or 应产生正式候选人."""
    return "应产生正式候选人" if contest.preliminary else "应选"


def _by_strokes(contest: Contest) -> bool:
    return list_order(contest) == "strokes"


def _as_first_version(contest: Contest) -> bool:
    """What version 0.1 sealed is printed as it was, whatever order its candidates stand in."""
    by_rule = contest.again in (None, "vote_again") or contest.order == "strokes"
    return by_rule and contest.rules.ballot_order == "strokes"


def marks(rules: Rules) -> tuple[Meaning, ...]:
    """What the mark scheme of a one-box ballot shows, approval first."""
    return tuple(meaning for meaning in meanings(rules) if meaning.mark is not Mark.VOID)


def meaning_words(meaning: Meaning) -> str:
    """What stands beside the symbol: 赞成, 弃权（留空） beside an empty box."""
    blank = ("（或留空）" if meaning.symbols else "（留空）") if meaning.blank else ""
    return words_for("marks")[meaning.mark] + blank


def columns_sentence(rules: Rules) -> str:
    """The mark scheme of a three-box ballot, in one sentence."""
    accepts = SCHEMES[rules.marks].accepts
    everywhere = [
        symbol for symbol in accepts["for"] if all(symbol in column for column in accepts.values())
    ]
    blank = words_for("marks")[blank_mark(rules)]
    return f"每名候选人只在一栏内画 {' 或 '.join(everywhere)}；三栏都空白的为{blank}。"


def notes(contest: Contest) -> tuple[str, ...]:
    """What else an elector has to know, one paragraph each."""
    including = "（含另选人）" if contest.write_in_lines else ""
    undervote = contest.rules.undervote
    paragraphs = [_note("undervote", undervote, seats=contest.seats, including=including)]
    if contest.write_in_lines and contest.rules.write_in.allowed:
        paragraphs.append(_write_in(contest))
    return tuple(paragraphs)


def _write_in(contest: Contest) -> str:
    rule, approve = contest.rules.write_in, _how(contest, Mark.FOR)
    how = {"against": _how(contest, Mark.AGAINST), "approve": approve and f"并{approve}"}
    words = (
        _note("write_in", rule.needs, **how),
        _note("write_in.unmarked", rule.unmarked),
        _note("write_in.who", rule.who),
    )
    return "；".join(word for word in words if word) + "。"


def _note(key: str, value: str, **facts: object) -> str:
    return value_words(key, "ballot").get(value, "").format(**facts)


def _how(contest: Contest, mark: Mark) -> str:
    """How to give this mark: 画 ×, or in its column; empty when leaving the box blank gives it."""
    if contest.ballot.layout == "three-box":
        return "画 ○" if mark is Mark.FOR else f"在“{words_for('marks')[mark]}”栏画 ○"
    symbols = next((m.symbols for m in meanings(contest.rules) if m.mark is mark), ())
    return f"画 {' 或 '.join(symbols)}" if symbols else ""
