"""Public pages follow a contest into its later rounds, and tell nothing of a pre-election."""

from collections.abc import Iterator

import pytest

from counting.model.state import Phase
from counting.rounds.next_round import Named
from counting.steps.certify import Release
from kiosk.web.app import create_app
from kiosk.web.faces.fonts import FontCache
from tests.kit.congress import Rehearsal
from tests.kit.rounds import (
    A,
    B,
    C,
    D,
    by_delegation,
    count,
    now,
    open_round,
    pre_election,
    rounds_hall,
    vote,
)
from tests.kit.web_pages import Showcase


@pytest.fixture(scope="module")
def shelf() -> Iterator[FontCache]:
    fonts = FontCache(["县"])
    yield fonts
    fonts.close()


def page(hall: Rehearsal, shelf: FontCache, path: str) -> str:
    answer = create_app(Showcase(hall.state), fonts=shelf).test_client().get(path)
    assert answer.status_code == 200
    return str(answer.text)


def test_candidates_and_ballot_are_those_of_the_current_round(shelf: FontCache) -> None:
    hall = rounds_hall()
    vote(hall, 9, 4, 2)
    hall.must(Release(C, "floor"))
    open_round(hall, "separate_vote", candidates=(Named("c02"), Named(name="石明远")))
    text = page(hall, shelf, "/candidates")
    assert D in text
    assert "石明远" in text
    assert B not in text
    assert page(hall, shelf, "/ballot")


def test_a_pre_election_names_nobody_in_the_hall_or_to_the_public(shelf: FontCache) -> None:
    hall = by_delegation(pre_election())
    count(hall, 9, 8, 7, 4, 1)
    hall.must(Release(C, "presidium"))
    assert now(hall).phase is Phase.RELEASED
    assert 'class="elected"' not in page(hall, shelf, "/candidates")
    wall = page(hall, shelf, f"/display/{C}")
    assert A not in wall
    assert "预选" in wall
    assert "应产生正式候选人 3 名" in wall
    assert "应选" not in wall
    open_round(hall, "formal")
    vote(hall, 9, 8, 2)
    hall.must(Release(C, "public"))
    assert A in page(hall, shelf, f"/display/{C}")
