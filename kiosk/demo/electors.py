"""Simulated electors: sheets marked at random from a stated distribution, with a fixed seed.

Every elector rejects at least as many candidates as there are above the seats, picked by weight
without replacement, six in ten of them against and the rest left blank; a few reject more. Small
shares mark too many, mark unclearly, write a name in, or leave the whole sheet blank.
"""

import random
from dataclasses import dataclass

from counting.model.ballot import Mark
from counting.model.election import Contest
from kiosk.demo.samples import Electorate

_AGAINST = 0.6
# Invented; no candidate of either sample bears it.
WRITTEN_NAME = "孟长庚"


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """What stands on one sheet. `doubtful`: marks that a teller would not decide alone."""

    marks: tuple[Mark, ...]
    doubtful: bool = False
    write_in: bool = False


def marked_sheets(contest: Contest, electorate: Electorate, count: int) -> list[MarkedSheet]:
    """`count` sheets of a contest. Equal input gives equal sheets."""
    rng = random.Random(f"{contest.id} {electorate.seed}")
    return [_sheet(contest, electorate, rng) for _ in range(count)]


def _sheet(contest: Contest, electorate: Electorate, rng: random.Random) -> MarkedSheet:
    size, seats = len(contest.candidates), contest.seats
    luck = rng.random()
    if luck < electorate.abstaining:
        return MarkedSheet((Mark.ABSTAIN,) * size)
    luck -= electorate.abstaining
    overvote = luck < electorate.overvote and size > seats
    luck -= electorate.overvote
    doubtful = 0 <= luck < electorate.doubtful
    luck -= electorate.doubtful
    write_in = 0 <= luck < electorate.write_in
    rejections = size - seats - 1 if overvote else max(size - seats, 1 if write_in else 0)
    rejected = _pick(contest, electorate, rejections, rng)
    if not overvote:
        rejected |= {
            i
            for i, candidate in enumerate(contest.candidates)
            if rng.random() < electorate.further * electorate.weight(candidate.id)
        }
    marks = [Mark.FOR] * size
    for i in sorted(rejected):
        marks[i] = Mark.AGAINST if rng.random() < _AGAINST else Mark.ABSTAIN
    if write_in:
        # The rules want a cross beside the name that the written one stands for.
        marks[min(rejected)] = Mark.AGAINST
        if sum(mark is Mark.FOR for mark in marks) >= seats:
            marks[max(i for i, mark in enumerate(marks) if mark is Mark.FOR)] = Mark.ABSTAIN
    return MarkedSheet(tuple(marks), doubtful, write_in)


def _pick(contest: Contest, electorate: Electorate, count: int, rng: random.Random) -> set[int]:
    """`count` candidates to reject, by weight, without replacement."""
    weights = [electorate.weight(c.id) for c in contest.candidates]
    picked: set[int] = set()
    for _ in range(count):
        (choice,) = rng.choices(range(len(weights)), weights)
        picked.add(choice)
        weights[choice] = 0.0
    return picked
