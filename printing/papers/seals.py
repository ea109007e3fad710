"""封条: strips to cut out and paste over the slots and seams of boxes and parcels."""

from collections.abc import Iterator
from typing import Final

from counting.model.state import Round
from printing.ballot.wording import colour
from printing.papers.facts import Facts, congress_paper, round_words
from printing.papers.model import BLANK, Block, Heading, PageBreak, Paragraph
from printing.papers.session import called

_CUT: Final = "－　" * 20
_PARCELS: Final = ("有效票", "无效票", "作废选票")

NAME: Final = "封条"


@congress_paper(NAME, landscape=True)
def paper(facts: Facts) -> Iterator[Block]:
    """A page for the ballot boxes, then a page a contest, three strips on each."""
    whose = called(facts.rounds[0]) if len(facts.rounds) == 1 else "选举"
    yield from _page(facts, [f"{whose}票箱　第 ____ 号"] * 3)
    for round_ in facts.rounds:
        yield PageBreak()
        yield from _page(facts, [_parcel(round_, what) for what in _PARCELS])


def _parcel(round_: Round, what: str) -> str:
    shade = f"（{colour(round_.contest)}）" if colour(round_.contest) else ""
    return f"{called(round_)}{round_words(round_)}{what}{shade}　第 ____ 件，共 ____ 件"


def _page(facts: Facts, strips: list[str]) -> Iterator[Block]:
    for number, words in enumerate(strips):
        if number:
            yield Paragraph(_CUT, "centre", indent=False)
        yield Heading("封　　　　　　　　条", 1)
        yield Paragraph(facts.congress.title, "centre", indent=False)
        yield Paragraph(words, "centre", indent=False)
        yield Paragraph(
            f"总监票人 {BLANK}　监票人 {BLANK}　监票人 {BLANK}　{BLANK[:6]}年____月____日",
            "centre",
            indent=False,
        )
