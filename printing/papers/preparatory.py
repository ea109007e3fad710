"""预备会议议程 and 预备会议主持词: the meeting that readies a congress, and what its chair says."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from counting.rules import profiles
from printing.papers.agenda import numbered_items
from printing.papers.body import Body, body_of
from printing.papers.facts import Facts, congress_paper, head, numeral
from printing.papers.model import BLANK, Block, Heading, Names, Note, Paragraph, list_form
from printing.papers.session import show_of_hands

AGENDA: Final = "预备会议议程"
SCRIPT: Final = "预备会议主持词"


def _items(facts: Facts) -> Mapping[str, str]:
    """What the meeting deals with, in its order: by key, in the words of the body's profile.

    Credentials are those of delegates; a presidium is named where one conducts the meeting.
    """
    body = body_of(facts.congress)
    words = profiles.load(facts.congress.profile).preparatory
    fits = {"credentials": body.electors == "代表", "presidium": body.has_presidium}
    return {k: text.format(**body.called) for k, text in words.items() if fits.get(k, True)}


@congress_paper(AGENDA)
def agenda(facts: Facts) -> Iterator[Block]:
    """The items, numbered."""
    yield from head(facts, AGENDA)
    for number, words in enumerate(_items(facts).values(), 1):
        yield Paragraph(f"{numeral(number)}、{words}")


@congress_paper(SCRIPT)
def script(facts: Facts) -> Iterator[Block]:
    """What the chair says at each item; boxes and lines are filled in on the spot."""
    body, items = body_of(facts.congress), _items(facts)
    yield from head(facts, SCRIPT)
    yield Note("方框（□）和横线由主持人当场填写；（括号内）为提示，不宣读。")
    yield Note("（预备会议由召集本次会议的机关主持）")
    yield Paragraph(f"{body.address}：现在召开{facts.congress.title}预备会议。")
    yield Paragraph(
        f"应到会{body.electors} {facts.congress.electors.due} 人，实到会 {BLANK} 人，"
        f"请假、缺席 {BLANK} 人，符合规定人数，现在开会。"
    )
    yield Paragraph(f"预备会议有 {len(items)} 项议程。")
    for number, (key, words) in enumerate(items.items(), 1):
        yield Heading(f"{numeral(number)}、{words}")
        yield from _SPEECHES[key](facts, body)
    stay = "请主席团成员会后留下，召开主席团会议。" if "presidium" in items else ""
    yield Paragraph(f"预备会议的各项议程已经进行完毕。{stay}散会。")


def _credentials(_facts: Facts, _body: Body) -> Iterator[Block]:
    yield Paragraph(f"请 {BLANK} 同志报告代表资格审查的情况。（报告）")
    yield from show_of_hands("代表资格审查报告")


def _presidium(facts: Facts, body: Body) -> Iterator[Block]:
    people = facts.congress.officers
    yield Paragraph(f"请 {BLANK} 同志宣读{body.meeting}主席团和秘书长名单（草案）。（宣读名单）")
    if people.presidium:
        yield Note(f"（主席团 {len(people.presidium)} 名）")
        yield Names(tuple(map(list_form, people.presidium)))
    if people.secretary_general:
        yield Note(f"（秘书长：{people.secretary_general}）")
    yield from show_of_hands(f"{body.meeting}主席团和秘书长名单（草案）")


def _agenda(facts: Facts, body: Body) -> Iterator[Block]:
    items = "；".join(f"{number}、{words}" for number, words in numbered_items(facts))
    said = f"：{items}" if items else "，已经印发各位"
    yield Paragraph(f"{body.meeting}议程（草案）{said}。")
    yield from show_of_hands(f"{body.meeting}议程（草案）")


_SPEECHES: Final[Mapping[str, Callable[[Facts, Body], Iterator[Block]]]] = {
    "credentials": _credentials,
    "presidium": _presidium,
    "agenda": _agenda,
}
"""Item of `Profile.preparatory` → what the chair says at it."""
