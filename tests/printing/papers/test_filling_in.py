"""填票说明: a page a contest, to be hung up, whatever its rules say."""

from typing import Any

import pytest

from counting.rules import profiles
from printing.papers.model import Paper
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import pages, paper, words

TITLE = "出席市第十四次代表大会代表"


def made(overrides: dict[str, Any], profile: str = "generic-majority", **given: Any) -> Paper:
    """The paper of a contest of this title with lines for names to be written in."""
    contest = contest_object(title=TITLE, seats=2, candidates=5, write_in_lines=2) | given
    electors = {"due": 20, "registered": 20}
    hall = Rehearsal(profile=profile, contests=[contest], electors=electors, overrides=overrides)
    return paper("filling-in", hall.sealed())


@pytest.mark.parametrize("profile", profiles.names())
def test_the_longest_rules_of_every_body_stand_on_one_page(profile: str) -> None:
    text = made(
        {"undervote": "void"}, profile, pre_election={"formal_candidates": 3, "by": "together"}
    )
    first, *others = pages(text)
    assert "疑难的选票" in first.replace("\n", "").replace("\r", "")
    assert len(others) == 1  # what is verified


@pytest.mark.parametrize("marks", ["S1", "S2", "S3", "S4", "S5"])
def test_with_every_kind_of_marks_it_is_one_page(marks: str) -> None:
    layout = {"layout": "three-box" if marks == "S3" else "one-box"}
    assert len(pages(made({}, marks=marks, ballot=layout))) == 2


def test_in_a_pre_election_an_approval_elects_nobody() -> None:
    text = words(made({}, pre_election={"formal_candidates": 3, "by": "together"}))
    assert "\n同意这名候选人列为正式候选人\n" in text
