"""No name that was ever accepted ends an export, a paper or a page: 0.1 took any character."""

from dataclasses import replace
from pathlib import Path

import pytest

from counting.exchange.results import results
from counting.model.figures import Row
from counting.rounds.status import status
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.count import CloseCount
from counting.steps.hand_totals import RecordTally
from counting.steps.handle import evolve
from kiosk.printshop.congress_papers import write_paper
from kiosk.web.app import create_app
from printing.papers.kinds import KINDS
from tests.kit.congress import Rehearsal
from tests.kit.papers import facts
from tests.kit.web_pages import Showcase

C = "committee"
STRANGE = [
    "王\ufffe芳",
    "王\uffff芳",
    "王\x00芳",
    "王\x0b芳",
    "王\u202e芳",
    "王\ue000芳",
    "=1+1",
    "_x0041_",
]


def elected(name: str) -> Rehearsal:
    """A closed count that a written name has won, as version 0.1 would have taken it."""
    hall = Rehearsal().counting(10)
    rows = {f"c{i:02}": Row(against=10) for i in range(3)}
    (counted,) = hall.must(
        OpenBatch(C, "1", 10),
        RecordTally(contest=C, batch="1", rows=rows, valid=10, invalid=0, write_ins={"白露": 10}),
    )
    tally = replace(counted.tally, write_ins={name: 10})
    hall.state = evolve(hall.state, replace(counted, tally=tally))
    hall.must(CloseBatch(C, "1"), CloseCount(C))
    return hall


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_the_workbook_of_results_is_written(name: str) -> None:
    assert results(elected(name).state, None)


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("kind", ["count", "elected", "script"])
def test_papers_are_written(tmp_path: Path, kind: str, form: str, name: str) -> None:
    assert kind in KINDS
    out = tmp_path / f"paper.{form}"
    write_paper(facts(elected(name)), kind, form, out)
    assert out.stat().st_size


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_status_and_the_wall_show_it(name: str) -> None:
    state = elected(name).state
    assert status(state, 0, None)
    page = create_app(Showcase(state)).test_client().get(f"/display/{C}")
    assert page.status_code == 200
