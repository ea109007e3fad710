"""Print jobs: one after the other, cancelled without a trace, and nothing left behind."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from hardware.printers.cups import Cups
from kiosk.printshop import jobs as print_jobs
from kiosk.printshop.files import PrintedFile
from kiosk.printshop.jobs import PrintJobs
from tests.kit.congress import contest_object
from tests.kit.patience import PATIENCE, eventually
from tests.kit.print_desks import Open, Watched, code, ended, job, number_of, order, printed
from tests.kit.print_systems import ScriptedPrinter
from tests.kit.proofs import decode_pdf

TOKEN = {"contests": [contest_object(identification="token")]}


def hold(watched: Watched) -> threading.Event:
    """Keeps the worker in the job that it makes, until the event is set."""
    held = threading.Event()

    watched.then = lambda _: held.wait(PATIENCE)
    return held


def taken(desk: PrintJobs, number: int, file: str = "pdf") -> bytes:
    answer = desk.take(number, file)
    assert isinstance(answer, PrintedFile), answer
    return answer.body


def test_a_job_makes_the_file_that_the_log_describes(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    number = number_of(desk.submit(order(3, spare=2), "form 1"))
    over = ended(desk, number)
    assert (over.state, over.run.batch, over.made, over.files) == ("done", 1, 5, ("pdf", "cover"))
    body = taken(desk, number)
    (run_,) = printed(store)
    assert hashlib.sha256(body).hexdigest() == run_.sha256 == over.run.sha256
    assert (run_.quantity, run_.spare) == (3, 2)
    assert taken(desk, number) == body  # that of a style batch stays
    assert taken(desk, number, "cover").startswith(b"%PDF-")


def test_a_test_deck_comes_with_its_expectation(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    number = number_of(desk.submit(order(12, purpose="test_deck"), "form 1"))
    assert ended(desk, number).files == ("pdf", "cover", "expected.pdf", "expected.json")
    assert printed(store)[0].purpose == "test_deck"
    assert json.loads(taken(desk, number, "expected.json"))
    assert taken(desk, number, "expected.pdf").startswith(b"%PDF-")


def test_jobs_are_made_one_after_the_other_and_listed_newest_first(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    numbers = [number_of(desk.submit(order(n), f"form {n}")) for n in (1, 2, 3)]
    for number in numbers:
        ended(desk, number)
    assert [view.number for view in desk.jobs()] == numbers[::-1]
    assert [run_.quantity for run_ in printed(store)] == [1, 2, 3]


def test_progress_is_told_sheet_by_sheet_up_to_all(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "_TELL", 0.0)
    _, desk, watched = open_desk()
    ended(desk, number_of(desk.submit(order(40), "form 1")))
    made = [view.made for view in watched.seen]
    assert set(range(1, 41)) <= set(made)
    assert made == sorted(made)


def test_a_job_cancelled_while_it_is_made_leaves_nothing(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "_TELL", 0.0)
    store, desk, watched = open_desk()
    refusals = []
    watched.then = lambda view: view.made == 7 and refusals.append(desk.cancel(view.number))
    number = number_of(desk.submit(order(5000), "form 1"))
    over = ended(desk, number)
    assert (over.state, over.run.batch, over.files, over.made) == ("cancelled", None, (), 7)
    assert None in refusals
    assert printed(store) == ()
    assert code(desk.take(number, "pdf")) == "print.file_gone"
    ended(desk, number_of(desk.submit(order(1), "form 2")))
    assert [run_.batch for run_ in printed(store)] == [1]


def test_a_job_that_waits_is_cancelled_before_it_begins(open_desk: Open) -> None:
    store, desk, watched = open_desk()
    held = hold(watched)
    first = number_of(desk.submit(order(1), "form 1"))
    eventually(lambda: job(desk, first).state == "making")
    second = number_of(desk.submit(order(2), "form 2"))
    assert desk.cancel(second) is None
    assert job(desk, second).state == "cancelled"
    held.set()
    assert ended(desk, first).state == "done"
    assert [run_.quantity for run_ in printed(store)] == [1]


def test_what_is_made_or_unknown_cannot_be_cancelled(open_desk: Open) -> None:
    _, desk, _ = open_desk()
    number = number_of(desk.submit(order(1), "form 1"))
    ended(desk, number)
    assert code(desk.cancel(number)) == "print.too_late"
    assert code(desk.cancel(99)) == "print.no_such_job"
    assert code(desk.take(99, "pdf")) == "print.no_such_job"


def test_the_pdf_of_a_token_batch_is_given_once_and_kept_nowhere(
    open_desk: Open, tmp_path: Path
) -> None:
    _, desk, _ = open_desk(**TOKEN)
    number = number_of(desk.submit(order(4), "form 1"))
    over = ended(desk, number)
    assert over.secret
    assert over.run.sha256 is None
    body = taken(desk, number)
    codes = list(decode_pdf(body))
    assert len(set(codes)) == 4
    assert code(desk.take(number, "pdf")) == "print.file_gone"
    after = job(desk, number)
    assert (after.taken, after.files) == (True, ("cover",))
    held = [file for one in desk._works.values() for file in one.files.values()]
    assert all(body != file.body for file in held)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for each in codes:
        assert each[-20:-4].encode() not in on_disk
    assert b"%PDF-" not in on_disk


def test_the_same_form_sent_again_prints_nothing_more(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    answers: list[object] = []
    together = threading.Barrier(4)

    def send() -> None:
        together.wait(PATIENCE)
        answers.append(desk.submit(order(2), "the same form"))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(PATIENCE)
    assert len(set(answers)) == 1
    ended(desk, number_of(answers[0]))  # type: ignore[arg-type]
    assert desk.submit(order(2), "the same form") == answers[0]
    assert len(printed(store)) == 1


@pytest.mark.parametrize(
    ("changes", "wrong", "field"),
    [
        ({"quantity": 0}, "print.quantity", "quantity"),
        ({"quantity": 10**7}, "print.quantity", "quantity"),
        ({"spare": -1}, "print.quantity", "quantity"),
        ({"reprint_of": 3, "reason": "受潮"}, "print.unknown_batch", "reprint_of"),
        ({"reprint_of": 1}, "print.needs_reason", "reason"),
        ({"reprint_of": 1, "reason": "错", "purpose": "specimen"}, "print.other_purpose",
         "reprint_of"),
        ({"printer": "nowhere"}, "printer.unknown", "printer"),
        ({"contest": "none"}, "contest.unknown", ""),
        ({"round": 2}, "contest.unknown_round", ""),
    ],
)  # fmt: skip
def test_a_wrong_order_is_refused_at_its_field_and_nothing_is_made(
    open_desk: Open, changes: dict[str, Any], wrong: str, field: str
) -> None:
    store, desk, _ = open_desk()
    ended(desk, number_of(desk.submit(order(1), "form 1")))
    printer = changes.pop("printer", None)
    answer = desk.submit(order(**changes), "form 2", printer)
    assert isinstance(answer, tuple)
    assert [(problem.code, problem.place) for problem in answer] == [(wrong, field)]
    assert len(desk.jobs()) == len(printed(store)) == 1


def test_a_reprint_is_recorded_with_its_reason(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    ended(desk, number_of(desk.submit(order(2), "form 1")))
    again = order(2, reprint_of=1, reason="纸张受潮")
    assert ended(desk, number_of(desk.submit(again, "form 2"))).state == "done"
    assert (printed(store)[1].reprint_of, printed(store)[1].reason) == (1, "纸张受潮")


def test_an_official_congress_prints_specimens_only(open_desk: Open) -> None:
    store, desk, _ = open_desk(mode="official")
    assert desk.purposes() == ("specimen",)
    for purpose in ("ballot", "test_deck"):
        answer = desk.submit(order(1, purpose=purpose), f"form {purpose}")
        assert isinstance(answer, tuple)
        assert [problem.code for problem in answer] == ["print.accounts_needed"]
    assert code(desk.paper("cards", "committee")) == "print.accounts_needed"
    over = ended(desk, number_of(desk.submit(order(1, purpose="specimen"), "form")))
    assert over.state == "done"
    assert [run_.purpose for run_ in printed(store)] == ["specimen"]
    assert isinstance(desk.side("committee", 1, 200), bytes)


def test_two_halls_in_one_process_have_jobs_of_their_own(open_desk: Open) -> None:
    store, desk, _ = open_desk()
    other_store, other, _ = open_desk()
    ended(desk, number_of(desk.submit(order(1), "form")))
    assert other.jobs() == ()
    ended(other, number_of(other.submit(order(2), "form")))
    assert [run_.quantity for run_ in printed(store)] == [1]
    assert [run_.quantity for run_ in printed(other_store)] == [2]


def test_closing_ends_a_job_under_way(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_jobs, "_END", PATIENCE)
    store, desk, watched = open_desk()
    begun = threading.Event()

    def go_on_when_closing(view: Any) -> None:
        if view.made:
            begun.set()
            eventually(lambda: desk._closing)

    watched.then = go_on_when_closing
    number = number_of(desk.submit(order(100_000), "form 1"))
    assert begun.wait(PATIENCE)
    desk.close()
    assert job(desk, number).state == "cancelled"
    assert printed(store) == ()
    answer = desk.submit(order(1), "form 2")
    assert isinstance(answer, tuple)
    assert printing_threads() == []


def printing_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "printing"]


def test_closing_does_not_wait_for_a_print_program_that_hangs(
    open_desk: Open, printer: ScriptedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "_END", PATIENCE)
    store, desk, _ = open_desk(Cups(printer.environment))
    printer.hangs()
    number = number_of(desk.submit(order(1), "form 1", "hall"))
    eventually(lambda: job(desk, number).state == "sending")
    desk.close()
    assert printing_threads() == []
    assert printed(store) == ()


def test_too_many_waiting_jobs_are_refused(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "MOST_WAITING", 2)
    _, desk, watched = open_desk()
    held = hold(watched)
    first = number_of(desk.submit(order(1), "form 0"))
    eventually(lambda: job(desk, first).state == "making")
    for number in (1, 2):
        number_of(desk.submit(order(1), f"form {number}"))
    answer = desk.submit(order(1), "form 3")
    assert isinstance(answer, tuple)
    assert [problem.code for problem in answer] == ["print.queue_full"]
    held.set()


def test_old_files_are_let_go_before_memory_runs_out(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, desk, _ = open_desk()
    first = number_of(desk.submit(order(2), "form 1"))
    ended(desk, first)
    monkeypatch.setattr(print_jobs, "KEPT", len(taken(desk, first)) * 3)
    second = number_of(desk.submit(order(3), "form 2"))
    ended(desk, second)
    eventually(lambda: job(desk, first).files == ())
    assert code(desk.take(first, "pdf")) == "print.file_gone"
    assert taken(desk, second)


def test_the_latest_file_stays_however_large_it_is(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_jobs, "KEPT", 1)
    _, desk, _ = open_desk(**TOKEN)
    first, second = (number_of(desk.submit(order(2), f"form {n}")) for n in (1, 2))
    ended(desk, second)
    eventually(lambda: job(desk, first).files == ())
    assert taken(desk, second)


def test_a_fault_fails_its_job_only(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_jobs, "_TELL", 0.0)
    store, desk, watched = open_desk()

    def fault(view: Any) -> None:
        if view.made:
            watched.then = lambda _: None
            raise RuntimeError("a fault of ours")

    watched.then = fault
    over = ended(desk, number_of(desk.submit(order(4), "form 1")))
    assert (over.state, over.run.batch, over.files) == ("failed", None, ())
    assert over.troubles[0].code == "program.fault"
    assert ended(desk, number_of(desk.submit(order(1), "form 2"))).state == "done"
    assert [run_.quantity for run_ in printed(store)] == [1]
