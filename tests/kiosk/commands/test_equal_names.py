"""Two candidates of one name are never one row: screens show which of them has which figures."""

from dataclasses import replace

from counting.model.election import Candidate
from counting.model.state import Round
from counting.names.listed import labels
from counting.steps.count import CloseCount
from kiosk.web.wall.results import result_pages, running_pages
from tests.kit.congress import Rehearsal, contest_object, reading

TWINS = [
    {"id": "c00", "name": "王军", "note": "女"},
    {"id": "c01", "name": "王 军", "note": "男"},
    {"id": "c02", "name": "李明"},
]


def counted(*sheets: str) -> Round:
    hall = Rehearsal(contests=[contest_object(seats=1, candidates=TWINS)]).counting(len(sheets))
    hall.batch([reading(sheet) for sheet in sheets])
    hall.must(CloseCount("committee"))
    round_ = hall.state.current("committee")
    assert round_
    return round_


def test_the_result_shows_which_of_the_two_is_elected() -> None:
    contest = counted(*["bfb"] * 6, *["fbb"] * 3)
    assert contest.outcome
    assert contest.outcome.elected == ("王军（男）",)
    rows = {
        r.name.text: r for page in result_pages(contest, figures=True, height=40) for r in page.rows
    }
    assert {name: row.row.for_ for name, row in rows.items() if row.row} == {
        "王军（女）": 3,
        "王军（男）": 6,
        "李明": 0,
    }
    assert [name for name, row in rows.items() if row.number] == ["王军（男）"]
    assert not any(row.write_in for row in rows.values())


def test_running_figures_tell_them_apart_too() -> None:
    contest = counted("bfb", "fbb")
    assert contest.tally
    names = [r.name.text for p in running_pages(contest, contest.tally, height=40) for r in p.rows]
    assert names == ["王军（女）", "王军（男）", "李明"]


def test_a_name_that_stands_once_keeps_its_note_to_the_ballot() -> None:
    contest = counted("bfb").contest
    alone = replace(contest, candidates=(Candidate("c00", "王军", "女"),))
    assert labels(alone) == ("王军",)
