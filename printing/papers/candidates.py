"""候选人名单: who stands, in the order of the ballot, and who they are."""

from collections.abc import Iterator
from typing import Final

from counting.model.state import Round
from counting.names.ballot_order import list_order
from counting.names.listed import labels
from counting.rounds.claims import order_words
from printing.ballot.wording import task
from printing.papers.body import office_title
from printing.papers.facts import Facts, congress_paper, head, numeral, round_words
from printing.papers.model import (
    BLANK,
    Block,
    Heading,
    Names,
    Note,
    PageBreak,
    Paragraph,
    list_form,
)

NAME: Final = "候选人名单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The names of every contest, then the introductions of those contests that have any."""
    yield from head(facts, NAME)
    for number, round_ in enumerate(facts.rounds, 1):
        yield from _names(numeral(number), round_)
    introduced = [r for r in facts.rounds if any(c.introduction for c in r.contest.candidates)]
    if introduced:
        yield PageBreak()
        yield Heading("候选人简历", 1)
    for number, round_ in enumerate(introduced, 1):
        yield from _introductions(numeral(number), round_)


def _names(number: str, round_: Round) -> Iterator[Block]:
    contest = round_.contest
    listed = len(contest.candidates)
    yield Heading(f"{number}、{_standing(round_)}（{listed} 名）")
    words = [f"{task(contest)} {contest.seats} 名"]
    if (order := list_order(contest)) != "listed":
        words.append(order_words(order, contest))
    yield Note(f"（{'，'.join(words)}）")
    yield Names(tuple(_label(round_)))


def _standing(round_: Round) -> str:
    """委员会委员候选人; a pre-election finds them among those proposed."""
    office = office_title(round_.contest)
    if round_.contest.preliminary:
        return f"{office}候选人预备人选"
    return f"{office}{round_words(round_)}候选人"


def _label(round_: Round) -> Iterator[str]:
    """Names with every note; those of two characters as wide as of three."""
    for candidate in round_.contest.candidates:
        note = f"（{candidate.note}）" if candidate.note else ""
        yield list_form(candidate.name) + note


def _introductions(number: str, round_: Round) -> Iterator[Block]:
    yield Heading(f"{number}、{_standing(round_)}")
    for label, candidate in zip(labels(round_.contest), round_.contest.candidates, strict=True):
        yield Paragraph(f"{label}　{candidate.introduction or BLANK * 4}")
