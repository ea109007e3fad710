"""What a paper says of a contest that was recorded as not held, and why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counting.model.state import NotHeld, Round
from counting.rounds.status import round_quorum
from printing.papers.model import Block, Paragraph
from printing.papers.results import called_again, too_many


def words(round_: Round) -> str:
    """What a contest is called that was recorded as not held; nothing for one that was."""
    return _WORDS[round_.adjourned.cause] if round_.adjourned else ""


_WORDS: Final[Mapping[NotHeld, str]] = {
    "quorum": "未举行",
    "put_off": "未举行",
    "void": "无效，没有重新举行",
}


def not_held(round_: Round) -> Iterator[Block]:
    """Why the contest was not held; nothing for one that was."""
    if round_.adjourned is None:
        return
    yield Paragraph(_CAUSES[round_.adjourned.cause](round_))
    yield Paragraph(
        f"{_REASON[round_.adjourned.cause]}的理由：{round_.adjourned.reason.rstrip('。')}。"
    )


def _too_few(round_: Round) -> str:
    needed = round_quorum(round_).needed
    present = round_.figures.present
    return f"实到会 {present} 人，少于规定的 {needed} 人，{_this(round_)}没有举行。"


def _this(round_: Round) -> str:
    """本项选举, or by its kind where other rounds of the contest were held."""
    return f"本次{called_again(round_)}" if round_.contest.again else "本项选举"


_REASON: Final[Mapping[NotHeld, str]] = {
    "quorum": "未举行",
    "put_off": "未举行",
    "void": "没有重新举行",
}

_CAUSES: Final[Mapping[NotHeld, Callable[[Round], str]]] = {
    "quorum": _too_few,
    "void": lambda r: f"{too_many(r)}，选举无效，没有重新举行。",
    "put_off": lambda r: f"{_this(r)}没有举行，没有分发选票。",
}
