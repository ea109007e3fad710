"""Breaking a title into lines by sense: as few as hold it, of even length, no word parted."""

import re
from functools import cache
from typing import Final

from counting.names.width import ems

_WORDS: Final = re.compile(
    "第.{1,3}次|第.{1,3}届|代表大会|党员大会|委员会|常务委员会|检查委员会|代表|大会|会议|全体|纪律|检查"
    "|委员|主席|主任|书记|选举|当选|预选|预备|计票|投票|分发|收回|出席|情况|结果|报告单|名单|主持词"
    "|说明|填写|办法|草案|选票|审查|报告|记录|认定|封存|名册|签到|简历|候选人|监票人|计票人|[0-9A-Za-z]+"
    "|（[^）]*）|.[，。、：；）》”]"
)


@cache
def title_lines(text: str, room: float) -> tuple[str, ...]:
    """The lines of a title, given its own by line ends; `room`: how many ems a line holds.

    What a wide blank parts is parted there first, where that takes no more lines.
    """
    return tuple(part for line in text.split("\n") for part in _broken(line, room))


def _broken(line: str, room: float) -> tuple[str, ...]:
    pieces = _pieces(line)
    fewest = _filled(pieces, room)
    apart = tuple(line.split("\u3000"))
    if len(apart) == len(fewest) and all(ems(part) <= room for part in apart):
        return apart
    width = ems(line) / len(fewest)
    while len(even := _filled(pieces, min(width, room))) > len(fewest):
        width += 0.5
    return even


def _filled(pieces: list[str], width: float) -> tuple[str, ...]:
    lines = pieces[:1]
    for piece in pieces[1:]:
        if ems(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return tuple(lines)


def _pieces(line: str) -> list[str]:
    """A line cut where it may be broken: between words that titles have, else characters."""
    pieces = []
    at = 0
    while at < len(line):
        word = _WORDS.match(line, at)
        pieces.append(word[0] if word else line[at])
        at += len(pieces[-1])
    return pieces
