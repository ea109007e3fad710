"""What a paper says of a contest that was recorded as not held, and why."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counting.model.state import NotHeld, Round
from counting.rounds.status import round_quorum
from printing.papers.model import Block, Paragraph

WORDS: Final = "未举行"


def not_held(round_: Round) -> Iterator[Block]:
    """Why the contest was not held; nothing for one that was."""
    if round_.adjourned is None:
        return
    yield Paragraph(_CAUSES[round_.adjourned.cause](round_))
    yield Paragraph(f"未举行的理由：{round_.adjourned.reason.rstrip('。')}。")


def _too_few(round_: Round) -> str:
    needed = round_quorum(round_).needed
    present = round_.figures.present
    return f"实到会 {present} 人，少于规定的 {needed} 人，本项选举没有举行。"


_CAUSES: Final[Mapping[NotHeld, Callable[[Round], str]]] = {
    "quorum": _too_few,
    "void": lambda r: f"收回选票 {r.figures.returned} 张，多于规定的张数，选举无效，没有重新举行。",
    "put_off": lambda _: "本项选举没有举行，没有分发选票。",
}
