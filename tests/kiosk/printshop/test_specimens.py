"""Previews are the printed specimen; tellers' paper comes beside it."""

from pathlib import Path

import pytest

from counting.store import Store
from kiosk.printshop.files import PrintedFile
from kiosk.printshop.jobs import PrintJobs
from printing.proof.proof import page_png
from tests.kit.command_line import document, run
from tests.kit.congress import contest_object
from tests.kit.print_desks import Open, code, printed, sealed_directory

TOKEN = {"contests": [contest_object(identification="token")]}


def test_a_preview_has_the_pixels_of_the_specimen_that_the_command_prints(
    tmp_path: Path,
) -> None:
    directory = sealed_directory(tmp_path, contests=[contest_object(candidates=60)])
    out = tmp_path / "specimen.pdf"
    done = run("print", directory, "--contest", "committee", "--quantity", 1, "--specimen",
               "--out", out, "--json")  # fmt: skip
    sides = document(done)["pages"]
    store = Store.open(directory)
    desk = PrintJobs(store, lambda: None, lambda: None)
    for side in range(1, sides + 1):
        assert desk.side("committee", side, 700) == page_png(out.read_bytes(), side, 700)
    assert code(desk.side("committee", sides + 1, 700)) == "print.no_such_side"
    assert code(desk.side("nobody", 1, 700)) == "contest.unknown"
    desk.close()
    store.close()


def test_a_preview_is_recorded_nowhere_and_its_code_is_a_specimens(
    open_desk: Open, tmp_path: Path
) -> None:
    store, desk, _ = open_desk(**TOKEN)
    before = store.length
    assert isinstance(desk.side("committee", 1, 1600), bytes)
    assert store.length == before
    assert printed(store) == ()


@pytest.mark.parametrize("kind", ["cards", "sleeves"])
def test_tellers_paper_comes_as_a_pdf(open_desk: Open, kind: str) -> None:
    _, desk, _ = open_desk()
    made = desk.paper(kind, "committee")
    assert isinstance(made, PrintedFile)
    assert made.body.startswith(b"%PDF-")
    assert made.name == f"committee-{kind}.pdf"


def test_batch_headers_wait_for_the_number_returned(open_desk: Open) -> None:
    _, desk, _ = open_desk()
    assert code(desk.paper("headers", "committee")) == "count.before_returned"
