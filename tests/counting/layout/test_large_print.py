"""Large print: of a whole contest, sealed with it, or a specimen to read from."""

from dataclasses import replace
from typing import Any

import pytest

from counting.definition.seal import canonical, seal
from counting.layout.lay_out import large_print, lay_out
from counting.model.election import BallotStyle
from counting.model.refusal import InputError
from counting.steps.codec import EVENTS
from counting.steps.define import CongressDefined
from tests.kit.ballots import ballot
from tests.kit.congress import contest_object
from tests.kit.definitions import kept, read, read_contest, refused

ABOVE, THREE = ("one-box", "above"), ("three-box", "before")


def test_a_ballot_in_large_print_has_larger_boxes_and_places_for_names() -> None:
    contest = ballot(9)
    large = replace(contest, ballot=replace(contest.ballot, size="large"))
    (ordinary_page,), (page,) = lay_out(contest), lay_out(large)
    assert all(min(mark.box.w, mark.box.h) >= 10 for mark in page.boxes)
    assert page.instructions.h > ordinary_page.instructions.h
    assert page.names[0].box.h > ordinary_page.names[0].box.h


@pytest.mark.parametrize(
    ("layout", "paper", "candidates", "expected"),
    [
        (ABOVE, "A4", 9, "A4"),
        (ABOVE, "A5", 9, "A4"),
        (ABOVE, "A5", 30, "A4"),
        (ABOVE, "A4", 60, "A3"),
        (ABOVE, "A5", 100, "A3"),
        (THREE, "A4", 90, "A3"),
    ],
)
def test_a_specimen_takes_the_next_paper_that_holds_it(
    layout: Any, paper: str, candidates: int, expected: str
) -> None:
    contest = ballot(candidates, layout, paper=paper)
    large, pages = large_print(contest)
    assert (large.ballot.paper, large.ballot.size) == (expected, "large")
    assert pages == lay_out(large)
    assert large.candidates == contest.candidates


def test_a_specimen_that_no_paper_holds_is_refused() -> None:
    with pytest.raises(InputError) as error:
        large_print(ballot(200, paper="A5"))
    (problem,) = error.value.problems
    assert problem.code == "layout.more_than_any_paper"
    assert problem.facts["paper"] == "A3"


def test_the_definition_says_the_size_of_a_contests_ballots() -> None:
    assert read_contest({"ballot": {"size": "large"}}).ballot.size == "large"
    assert read_contest({"ballot": {"paper": "A5"}}).ballot.size == "ordinary"
    (problem,) = refused(lambda: read_contest({"ballot": {"size": "huge"}}))
    assert (problem.code, problem.place) == (
        "definition.unknown_word",
        "contests[0].ballot.size",
    )


def test_ordinary_print_is_left_out_of_what_is_hashed_as_before_there_was_another() -> None:
    style = BallotStyle("A4", "粉红")
    told = '"colour":"粉红","layout":"one-box","mark_position":"above","paper":"A4"'
    assert canonical({"ballot": style}).decode() == f'{{"ballot":{{{told}}}}}'
    large = canonical({"ballot": replace(style, size="large")}).decode()
    assert large == f'{{"ballot":{{{told},"size":"large"}}}}'


def test_the_log_keeps_the_size_as_the_seal_does() -> None:
    for size in ("ordinary", "large"):
        congress = read(contests=[contest_object(ballot={"size": size})])
        body = EVENTS.dump(CongressDefined(congress, ()), (), "0" * 32)
        assert ('"size"' in body) == (size == "large")
        assert kept((congress, ())) == (congress, ())


def test_the_seal_covers_the_size() -> None:
    congress = read(contests=[contest_object(ballot={"size": "large"})])
    pages = {c.id: lay_out(c) for c in congress.contests}
    ordinary = read()
    assert seal(congress, pages).hash != seal(ordinary, pages).hash
