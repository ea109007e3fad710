"""Builders of sealed congresses and their printed ballots."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2

from counting.layout.lay_out import lay_out
from counting.model.election import BallotStyle, Candidate, Congress, Contest, Electors, Mode, Seal
from counting.model.state import PrintRun
from printing.ballot.batch import PrintedResult, print_batch
from printing.cards.round import RoundOnPaper
from tests.kit.contests import SURNAMES, contest

KEY = b"the congress's own key, 32 bytes"
INVENTED = (
    "马玉兰",
    "王宁",
    "艾尔肯·吐尔逊",
    "欧阳文渊",
    "陈𬱖",
    "田䶮",
    "古丽娜尔·买买提",
    "司马青云",
    "何昇",
)


def names(count: int) -> tuple[str, ...]:
    """Invented names of every kind: two to four characters, with a dot, beyond U+FFFF."""
    more = (
        SURNAMES[i % len(SURNAMES)] + "海明晓安"[i % 4] + "文兰建克"[i // 4 % 4]
        for i in range(count)
    )
    return (*INVENTED, *more)[:count]


def ballot(
    candidates: int | tuple[str, ...] = 9,
    layout: Any = ("one-box", "above"),
    *,
    paper: Any = "A4",
    lines: int = 2,
    token: bool = False,
    marks: str | None = None,
    seats: int = 3,
    notes: tuple[str, ...] = (),
    **rules: Any,
) -> Contest:
    """A contest whose ballot is printed; `rules` are fields of its rules."""
    listed = names(candidates) if isinstance(candidates, int) else candidates
    scheme = marks or ("S3" if layout[0] == "three-box" else "S1")
    made = contest(seats, listed, marks=scheme, **rules)
    noted = tuple(
        replace(c, note=notes[i]) if i < len(notes) else c for i, c in enumerate(made.candidates)
    )
    return replace(
        made,
        title="委员会委员",
        candidates=noted,
        ballot=BallotStyle(paper, "粉红", *layout),
        write_in_lines=lines,
        identification="token" if token else "style",
    )


def sealed(*contests: Contest, mode: Mode = Mode.REHEARSAL, title: str = "青禾县代表大会") -> Seal:
    congress = Congress(
        title=title,
        profile="cpc-local-congress",
        profile_title="",
        date="2026-11-23",
        place="礼堂",
        mode=mode,
        electors=Electors(100, 100, 100, 100),
        contests=contests,
        sample=True,
    )
    return Seal(congress, {c.id: lay_out(c) for c in contests}, "c0ffee" + "0" * 58)


def tokens(start: int = 0) -> Iterator[str]:
    """Different tokens, not random: what a test can know again."""
    number = start
    while True:
        yield f"{271828182845 + number * 7919:012d}"
        number += 1


def printed(
    seal: Seal, quantity: int = 1, spare: int = 0, **options: Any
) -> tuple[bytes, PrintedResult]:
    """The PDF of a batch of the first contest, and what was said of it."""
    made = seal.congress.contests[0]
    if made.identification == "token":
        options.setdefault("tokens", tokens())
    out = io.BytesIO()
    run = run_of(quantity, spare, purpose=options.pop("purpose", "ballot"))
    result = print_batch(seal, run, out, key=KEY, **options)
    return out.getvalue(), result


def on_paper(seal: Seal, number: int = 1) -> RoundOnPaper:
    """A round of the first contest, for its cards, headers and sleeves."""
    return RoundOnPaper(seal=seal, contest=seal.congress.contests[0], number=number, key=KEY)


def run_of(quantity: int, spare: int = 0, **changes: Any) -> PrintRun:
    """A run of ballots of the first round of the contest `contest`."""
    given = {"contest": "contest", "round": 1, "purpose": "ballot", **changes}
    return PrintRun(quantity=quantity, spare=spare, **given)


def candidate(name: str, note: str = "") -> Candidate:
    return Candidate("c01", name, note)


def page_image(pdf: bytes, page: int, dpi: int = 300) -> Any:
    """One page (from 0) as a grey array of pixels, rows first."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
