"""Everything is set large enough to read, whatever the rules make the ballot say."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from counting.model.election import BallotSize, Contest
from printing.ballot.batch import ballot_problems
from tests.kit.ballots import ballot, names, printed, sealed
from tests.kit.contests import write_in_rule
from tests.kit.pages import chars_of, holds_centre, opened

NOTES = ("女　汉族", "男　壮族　高级教师")
LEAST = {"ordinary": (2.8, 2.1, 2.6), "large": (5.6, 3.5, 4.2)}
EVERY_RULE = tuple(
    product(
        ("S1", "S3", "S4", "S5"),
        ("valid", "void"),
        ("after_against", "one_for_one", "free"),
        ("abstain", "void"),
        ("anyone", "electors", "members"),
    )
)


def sized(contest: Contest, size: BallotSize) -> Contest:
    return replace(contest, ballot=replace(contest.ballot, size=size))


@pytest.mark.parametrize("size", ["ordinary", "large"])
@pytest.mark.parametrize("layout", [("one-box", "above"), ("one-box", "after"), ("three-box", "")])
def test_names_notes_and_instructions_are_never_set_too_small(size: Any, layout: Any) -> None:
    """At the most names that A4 holds, and with the longest name; the pair in large print."""
    count = 120 if size == "ordinary" else 42
    listed = ("阿卜杜热合曼·阿卜杜克力木", *names(count - 1))
    notes = tuple(NOTES[i % 2] for i in range(count))
    contest = sized(ballot(listed, layout, lines=4, notes=notes), size)
    seal = sealed(contest)
    document = opened(printed(seal)[0])
    name, note, instruction = LEAST[size]
    noted = {char for text in NOTES for char in text}
    for number, page in enumerate(seal.geometry["contest"]):
        for char in chars_of(document[number]):
            if holds_centre(page.instructions, char.box):
                assert char.size >= instruction - 0.01, char
            if any(holds_centre(cell.box, char.box) for cell in page.names):
                least = note if char.text in noted else name
                assert char.size >= least - 0.01, char


@pytest.mark.parametrize(
    ("paper", "size"),
    [("A5", "ordinary"), ("A4", "ordinary"), ("A3", "ordinary"), ("A4", "large"), ("A3", "large")],
)
def test_the_instructions_of_every_set_of_rules_fit_their_place(paper: str, size: Any) -> None:
    for marks, undervote, needs, unmarked, who in EVERY_RULE:
        made = ballot(
            3,
            ("three-box" if marks == "S3" else "one-box", "above"),
            paper=paper,
            marks=marks,
            undervote=undervote,
            write_in=write_in_rule(needs=needs, unmarked=unmarked, who=who),
        )
        contest = sized(replace(made, seats=100), size)
        seal = sealed(contest)
        found = ballot_problems(seal.congress, contest, seal.geometry["contest"])
        assert found == (), (marks, undervote, needs, unmarked, who)
