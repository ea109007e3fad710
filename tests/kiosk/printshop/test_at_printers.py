"""Print jobs at a printer: followed to their end, called back, refused in the printer's words."""

import hashlib
from typing import Any

import pytest

from counting.steps.paper import RecordPrinted
from hardware.printers.cups import Cups
from kiosk.printshop import jobs as print_jobs
from kiosk.printshop.job import PrintJob
from tests.kit.congress import contest_object
from tests.kit.patience import eventually
from tests.kit.print_desks import Open, code, ended, job, number_of, order, printed
from tests.kit.print_systems import ScriptedPrinter, missing, own_cups
from tests.kit.proofs import decode_pdf

TOKEN = {"contests": [contest_object(identification="token")]}


def test_a_job_for_a_printer_goes_through_its_states(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, _ = open_desk(Cups(printer.environment))
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    assert hashlib.sha256(printer.given[0]).hexdigest() == printed(store)[0].sha256
    printer.becomes("printing", "Printing page 1.")
    eventually(lambda: job(desk, number).state == "printing")
    assert job(desk, number).words == "Printing page 1."
    printer.becomes("completed")
    over = ended(desk, number)
    assert (over.state, over.run.batch, over.files) == ("done", 1, ("cover",))


def test_what_a_printer_is_told_names_no_token_and_no_person(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    _, desk, _ = open_desk(Cups(printer.environment), **TOKEN)
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    assert printer.arguments == [
        "-d", "hall", "-t", "Scrutineer ballot committee",
        "-o", "media=iso_a4_210x297mm", "-o", "sides=one-sided",
        "-o", "print-scaling=none", "-o", "job-sheets=none", "-o", "job-hold-until=indefinite",
    ]  # fmt: skip
    assert job(desk, number).files == ("cover",)


def test_a_printer_that_refuses_keeps_the_batch_out_of_the_log(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, _ = open_desk(Cups(printer.environment))
    printer.refuses('Destination "hall" is not accepting jobs.')
    over = ended(desk, number_of(desk.submit(order(2), "form 1", "hall")))
    assert (over.state, over.run.batch) == ("failed", None)
    assert over.troubles[0].code == "printer.refused"
    assert "not accepting jobs" in str(over.troubles[0].facts["problem"])
    assert printed(store) == ()


def test_a_job_at_the_printer_is_cancelled_there_and_its_batch_stays_recorded(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, _ = open_desk(Cups(printer.environment))
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    assert desk.cancel(number) is None
    over = ended(desk, number)
    assert (over.state, over.run.batch) == ("cancelled", 1)
    assert [run_.batch for run_ in printed(store)] == [1]
    again = order(2, reprint_of=1, reason="打印中途取消")
    assert ended(desk, number_of(desk.submit(again, "form 2"))).state == "done"


def test_a_printer_that_will_not_cancel_says_why_and_the_job_goes_on(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    _, desk, _ = open_desk(Cups(printer.environment))
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    printer.becomes("completed")
    answer = desk.cancel(number)
    assert code(answer) in ("printer.not_cancelled", "print.too_late")  # it may be known as done
    assert ended(desk, number).state == "done"


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("aborted", "printer.job_failed"),
        ("canceled", "printer.job_failed"),  # by somebody at the printer
        ("gone", "printer.job_gone"),
    ],
)
def test_a_job_that_the_printer_gives_up_has_failed_and_stays_recorded(
    open_desk: Open, printer: ScriptedPrinter, state: str, why: str
) -> None:
    store, desk, _ = open_desk(Cups(printer.environment))
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    printer.becomes(state, "Paper jam")
    over = ended(desk, number)
    assert (over.state, over.run.batch) == ("failed", 1)
    assert over.troubles[0].code == why
    assert len(printed(store)) == 1


def test_sheets_are_let_go_only_when_the_log_has_them(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, watched = open_desk(Cups(printer.environment))
    seen: list[tuple[int, list[str]]] = []
    watched.then = lambda view: (
        view.state == "sending" and seen.append((len(printed(store)), printer.released))
    )
    number = number_of(desk.submit(order(2), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "queued")
    assert seen == [(0, [])]
    assert (len(printed(store)), printer.released) == (1, ["hall-1"])


def test_sheets_go_to_the_printer_while_they_are_drawn_and_a_cancelled_job_is_called_back(
    open_desk: Open, printer: ScriptedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "_TELL", 0.0)
    store, desk, watched = open_desk(Cups(printer.environment), **TOKEN)
    sizes: list[int] = []

    def look(view: PrintJob) -> None:
        if view.made == 900 and view.cancellable:
            eventually(lambda: bool(printer.given) and len(printer.given[0]) > 100_000)
            sizes.append(len(printer.given[0]))
            assert desk.cancel(view.number) is None

    watched.then = look
    over = ended(desk, number_of(desk.submit(order(1000), "form 1", "hall")))
    assert (over.state, over.run.batch) == ("cancelled", None)
    assert sizes
    assert b"trailer" not in printer.given[0]
    assert (printer.home / "asked-to-cancel").exists()
    assert (printer.released, printed(store)) == ([], ())


def test_a_printer_that_keeps_what_it_was_given_fails_the_job_and_the_batch_stays_recorded(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, _ = open_desk(Cups(printer.environment))
    printer.keeps("Job #1 cannot be altered.")
    over = ended(desk, number_of(desk.submit(order(2), "form 1", "hall")))
    assert (over.state, over.run.batch) == ("failed", 1)
    assert [problem.code for problem in over.troubles] == ["printer.not_released"]
    assert (printer.home / "asked-to-cancel").exists()
    assert len(printed(store)) == 1


def test_sheets_that_the_log_does_not_take_are_called_back_from_the_printer(
    open_desk: Open, printer: ScriptedPrinter
) -> None:
    store, desk, watched = open_desk(Cups(printer.environment))

    def another_batch(view: Any) -> None:
        if view.state == "sending":
            watched.then = lambda _: None
            store.execute(RecordPrinted(order(1, purpose="specimen")))

    watched.then = another_batch
    over = ended(desk, number_of(desk.submit(order(2), "form 1", "hall")))
    assert over.state == "failed"
    assert [problem.code for problem in over.troubles] == ["print.another_batch"]
    assert (printer.home / "asked-to-cancel").exists()
    assert [run_.purpose for run_ in printed(store)] == ["specimen"]
    assert printer.released == []


def test_a_batch_arrives_at_a_real_printer_page_for_page(open_desk: Open) -> None:
    if lacking := missing():
        pytest.skip(f"no print system to test against, missing: {', '.join(lacking)}")
    with own_cups() as server:
        store, desk, _ = open_desk(Cups(server.environment))
        eventually(lambda: isinstance(desk.printers(), tuple))
        found = desk.printers()
        assert isinstance(found, tuple)
        assert {one.name for one in found} >= {"hall", "plain"}
        whole = number_of(desk.submit(order(3), "form 1", "plain"))
        prepared = number_of(desk.submit(order(3), "form 2", "hall"))
        assert [ended(desk, n).state for n in (whole, prepared)] == ["done", "done"]
        first, second = server.files()
        assert hashlib.sha256(first.read_bytes()).hexdigest() == printed(store)[0].sha256
        codes = list(decode_pdf(second.read_bytes()))
        assert codes == list(decode_pdf(first.read_bytes()))
        assert len(codes) == 3
        assert all(codes)
