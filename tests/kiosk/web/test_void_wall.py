"""The wall of a void vote names the box that holds too many sheets, and no other figures."""

import re
from html import unescape

from counting.steps.paper import RecordReturned
from kiosk.web.app import create_app
from tests.kit.congress import Rehearsal
from tests.kit.rounds import C, by_delegation, pre_election, rounds_hall, vote
from tests.kit.web_pages import Showcase


def wall(hall: Rehearsal) -> str:
    page = create_app(Showcase(hall.state)).test_client().get(f"/display/{C}").text
    return " ".join(unescape(re.sub("<[^>]+>", " ", page.partition("<body")[2])).split())


def test_a_delegations_box_is_named_with_its_own_figures() -> None:
    hall = by_delegation(pre_election())
    hall.must(
        RecordReturned(C, 4, "又点一遍", delegation="d1"),
        RecordReturned(C, 5, "又点一遍", delegation="d2"),
    )
    text = wall(hall)
    assert "收回 returned 5 ＞ 发出 issued 4" in text
    assert "青山代表团 收回的选票多于规定" in text
    assert "≤" not in text


def test_one_box_for_all_is_told_by_the_figures_of_the_round() -> None:
    hall = rounds_hall()
    vote(hall, 5, 5, 2, certify=False)
    hall.must(RecordReturned(C, 11, "又点一遍"))
    assert "收回 returned 11 ＞ 发出 issued 10" in wall(hall)
