"""Printers: what CUPS says is read as it was recorded, and a PDF arrives at a real IPP printer."""

import hashlib
import io
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from counting.model.refusal import Refusal
from hardware.printers.cups import (
    Cups,
    Listed,
    NotTaken,
    parsed_jobs,
    parsed_printers,
    print_system,
)
from hardware.printers.printer import JobStatus, PaperOptions, Printer
from tests.kit.patience import PATIENCE, eventually
from tests.kit.print_systems import OwnCups, missing, own_cups

# Recorded from CUPS 2.4.2 in the C locale; `below` are the lines that stand under every printer.
_BELOW = """\
	Form mounted:
	Content types: any
	Printer types: unknown
	Description: {name}
	Alerts: {alerts}
	Location: 
	Connection: direct
	Interface: /etc/cups/ppd/{name}.ppd
	On fault: no alert
	After fault: continue
	Users allowed:
		(all)
	Forms allowed:
		(none)
	Banner required
	Charset sets:
		(none)
	Default pitch:
	Default page size:
	Default port settings:
"""  # noqa: W291  # as it was recorded


def below(name: str, alerts: str = "none") -> str:
    return _BELOW.format(name=name, alerts=alerts)


SINCE = "since Mon Nov 23 21:22:21 2026"


@pytest.mark.parametrize(
    ("said", "printer"),
    [
        (f"printer hall is idle.  enabled {SINCE}\n" + below("hall"), Printer("hall", "idle")),
        (
            f"printer hall now printing hall-7.  enabled {SINCE}\n\tPrinting.\n" + below("hall"),
            Printer("hall", "printing", "Printing."),
        ),
        (
            f"printer hall now printing hall-7.  enabled {SINCE}\n"
            "\tThe printer may not exist or is unavailable at this time.\n" + below("hall"),
            Printer(
                "hall", "printing", "The printer may not exist or is unavailable at this time."
            ),
        ),
        (
            f"printer hall disabled {SINCE} -\n\treason unknown\n" + below("hall", "paused"),
            Printer("hall", "stopped"),
        ),
        (
            f"printer hall disabled {SINCE} -\n\tPaper jam\n" + below("hall", "paused"),
            Printer("hall", "stopped", "Paper jam"),
        ),
        (
            f"printer hall is idle.  enabled {SINCE}\n" + below("hall", "media-empty-error"),
            Printer("hall", "idle", "media-empty-error"),
        ),
        (
            f"printer hall is idle.  enabled {SINCE}\n" + below("hall")
            + f"hall not accepting requests {SINCE} -\n\tRejecting Jobs\n",
            Printer("hall", "stopped", "Rejecting Jobs"),
        ),
    ],
)  # fmt: skip
def test_a_printers_state_and_words_are_read(said: str, printer: Printer) -> None:
    assert parsed_printers(said) == (printer,)


def test_several_printers_keep_their_order_and_their_own_words() -> None:
    said = (
        f"printer a-4 disabled {SINCE} -\n\tPaper jam\n{below('a-4')}"
        f"printer b is idle.  enabled {SINCE}\n{below('b')}"
        f"a-4 accepting requests {SINCE}\nb accepting requests {SINCE}\n"
    )
    assert parsed_printers(said) == (Printer("a-4", "stopped", "Paper jam"), Printer("b", "idle"))


@pytest.mark.parametrize("said", ["", "scheduler is not running\n", "no printers\n\tat all\n"])
def test_an_answer_that_names_no_printer_gives_none(said: str) -> None:
    assert parsed_printers(said) == ()


def test_jobs_are_read_with_their_words_and_alerts() -> None:
    said = """\
hall-3                  root             45056   Mon Nov 23 21:19:11 2026
	Status: Printing.
	Alerts: job-printing
	queued for hall
hall-4                  root             45056   Mon Nov 23 21:19:11 2026
	Alerts: none
	queued for hall
big-hall-12             someone           1024   Mon Nov 23 21:19:11 2026
	Status: 
	Alerts: job-hold-until-specified
	queued for big-hall
"""  # noqa: W291  # as it was recorded
    assert parsed_jobs(said) == {
        "hall-3": Listed("Printing.", "job-printing"),
        "hall-4": Listed("", "none"),
        "big-hall-12": Listed("", "job-hold-until-specified"),
    }


def pdf(pages: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.28, 841.89))
    for number in range(pages):
        canvas.rect(80, 80 + 20 * number, 120, 12, fill=1)
        canvas.drawString(100, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def inked(document: bytes) -> list[tuple[int, int, int, int]]:
    """The corners of what is drawn on each page, in half points."""
    with pypdfium2.PdfDocument(document) as opened:
        pictures = [page.render(scale=2, grayscale=True).to_pil() for page in opened]
    return [picture.point(lambda grey: 255 * (grey < 128)).getbbox() for picture in pictures]


@pytest.fixture(scope="module")
def server() -> Iterator[OwnCups]:
    if lacking := missing():
        pytest.skip(f"no print system to test against, missing: {', '.join(lacking)}")
    with own_cups() as running:
        yield running


@pytest.fixture
def cups(server: OwnCups) -> Iterator[Cups]:
    system = Cups(server.environment)
    yield system
    system.close()


def ended(cups: Cups, job: str) -> JobStatus:
    seen: list[JobStatus] = []

    def over() -> bool:
        status = cups.state(job)
        if isinstance(status, JobStatus):
            seen.append(status)
        return bool(seen) and seen[-1].state not in ("queued", "printing")

    eventually(over)
    return seen[-1]


def handed_over(cups: Cups, printer: str, body: bytes, **options: object) -> str | Refusal:
    with cups.handing_over(printer, "Scrutineer test", PaperOptions(**options)) as out:  # type: ignore[arg-type]
        if body:
            out.write(body)
        return out.finish()


def submitted(cups: Cups, printer: str, body: bytes, **options: object) -> str:
    """Hand a document over and let it be printed."""
    job = handed_over(cups, printer, body, **options)
    assert isinstance(job, str), job
    assert cups.release(job) is None
    return job


def test_the_printers_that_are_there_are_listed(cups: Cups) -> None:
    found = cups.printers()
    assert not isinstance(found, Refusal)
    assert {"hall", "plain"} <= {printer.name for printer in found}
    assert {printer.state for printer in found} == {"idle"}


def test_a_pdf_arrives_byte_for_byte_and_its_job_is_done(server: OwnCups, cups: Cups) -> None:
    body = pdf(3)
    before = len(server.files())
    job = submitted(cups, "plain", body)
    assert ended(cups, job).state == "done"
    (arrived,) = server.files()[before:]
    assert arrived.read_bytes() == body


def test_through_a_printers_own_driver_every_page_arrives_unscaled(
    server: OwnCups, cups: Cups
) -> None:
    body = pdf(4)
    before = len(server.files())
    assert ended(cups, submitted(cups, "hall", body, two_sided=True)).state == "done"
    (arrived,) = server.files()[before:]
    printed, given = inked(arrived.read_bytes()), inked(body)
    assert len(printed) == len(given) == 4
    for page, (there, here) in enumerate(zip(printed, given, strict=True), 1):
        assert max(abs(a - b) for a, b in zip(there, here, strict=True)) <= 1, page


def test_the_title_is_what_the_printer_shows(server: OwnCups, cups: Cups) -> None:
    before = len(server.files())
    ended(cups, submitted(cups, "plain", pdf(1)))
    (arrived,) = server.files()[before:]
    assert "scrutineer_test" in arrived.name


def test_a_job_that_waits_can_be_cancelled(server: OwnCups, cups: Cups) -> None:
    server.run("cupsdisable", "hall")
    try:
        job = submitted(cups, "hall", pdf(1))
        waiting = cups.state(job)
        assert isinstance(waiting, JobStatus)
        assert waiting.state == "queued"
        assert {p.name: p.state for p in cups.printers()}["hall"] == "stopped"  # type: ignore[union-attr]
        assert cups.cancel(job) is None
        assert ended(cups, job).state == "cancelled"
    finally:
        server.run("cupsenable", "hall")


def test_nothing_is_printed_before_it_is_released(server: OwnCups, cups: Cups) -> None:
    before = len(server.files())
    job = handed_over(cups, "plain", pdf(2))
    assert isinstance(job, str)
    assert ended(cups, submitted(cups, "plain", pdf(1))).state == "done"  # others go past it
    assert cups.state(job) == JobStatus("queued", "job-hold-until-specified")
    assert len(server.files()) == before + 1
    assert cups.release(job) is None
    assert ended(cups, job).state == "done"
    assert len(server.files()) == before + 2
    answer = cups.release(job)
    assert isinstance(answer, Refusal)
    assert answer.code == "printer.not_released"


def test_of_a_document_that_is_given_up_nothing_is_printed_and_nothing_waits(
    server: OwnCups, cups: Cups
) -> None:
    before = len(server.files())

    class Enough(Exception):
        pass

    def draw() -> None:
        with cups.handing_over("plain", "x", PaperOptions()) as out:
            out.write(pdf(3)[:-300] + b"x" * 10**6)
            raise Enough

    with pytest.raises(Enough):
        draw()
    assert server.run("lpstat", "-W", "not-completed", "-o", "plain") == ""
    assert ended(cups, submitted(cups, "plain", pdf(1))).state == "done"
    assert len(server.files()) == before + 1


def test_a_job_that_is_over_cannot_be_cancelled_and_the_printer_says_so(cups: Cups) -> None:
    job = submitted(cups, "plain", pdf(1))
    assert ended(cups, job).state == "done"
    answer = cups.cancel(job)
    assert isinstance(answer, Refusal)
    assert answer.code == "printer.not_cancelled"
    assert "already completed" in str(answer.facts["problem"])


def test_a_job_the_printer_gave_up_has_failed_in_its_words(cups: Cups) -> None:
    status = ended(cups, submitted(cups, "hall", b"%PDF-1.4 torn off"))
    assert status.state == "failed"
    # CUPS keeps the last of two messages that its filter and its scheduler write at once.
    assert any(words in status.words for words in ("damaged", "Filter failed"))


@pytest.mark.parametrize(
    ("printer", "body", "problem"),
    [("nowhere", b"%PDF-1.4", "does not exist"), ("hall", b"", "No file")],
)
def test_what_the_print_system_does_not_take_is_refused_in_its_words(
    cups: Cups, printer: str, body: bytes, problem: str
) -> None:
    answer = handed_over(cups, printer, body)
    assert isinstance(answer, Refusal)
    assert answer.code == "printer.refused"
    assert problem in str(answer.facts["problem"])


def test_a_job_nobody_knows_is_gone(cups: Cups) -> None:
    assert cups.state("plain-99999") == JobStatus("gone")
    status = cups.state("nowhere-1")
    assert isinstance(status, JobStatus)
    assert status.state == "gone"


def test_a_print_system_that_does_not_run_is_told_in_its_words(server: OwnCups) -> None:
    off = Cups({**server.environment, "CUPS_SERVER": str(server.home / "off.sock")})
    for answer in (
        off.printers(),
        off.state("hall-1"),
        handed_over(off, "hall", b"x"),
        off.release("hall-1"),
    ):
        assert isinstance(answer, Refusal)
        assert answer.facts["problem"]


def program(place: Path, name: str, text: str) -> None:
    file = place / name
    file.write_text(f"#!{sys.executable}\n{text}")
    file.chmod(0o755)


def test_a_program_that_hangs_is_ended_when_the_system_is_closed(tmp_path: Path) -> None:
    program(tmp_path, "lp", "import signal; print('in', flush=True); signal.pause()")
    cups = Cups({"PATH": str(tmp_path)})
    answers: list[object] = []
    hanging = threading.Thread(target=lambda: answers.append(handed_over(cups, "p", b"x" * 10_000)))
    hanging.start()
    eventually(lambda: cups._programs.busy)
    cups.close()
    hanging.join(PATIENCE)
    assert not hanging.is_alive()
    assert isinstance(answers[0], Refusal)
    assert isinstance(cups.printers(), Refusal)


def test_a_program_that_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    program(tmp_path, "lpstat", "import signal; signal.pause()")
    cups = Cups({"PATH": str(tmp_path)})
    answer = cups._ask("lpstat", seconds=0.3)
    assert isinstance(answer, Refusal)
    assert answer.code == "printer.no_answer"
    assert not cups._programs.busy


def test_a_program_that_takes_no_more_ends_what_is_drawn_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.printers.cups.HANDING_OVER", 0.3)
    program(tmp_path, "lp", "import signal; print('in', flush=True); signal.pause()")
    cups = Cups({"PATH": str(tmp_path)})
    with (
        pytest.raises(NotTaken) as error,
        cups.handing_over("p", "x", PaperOptions()) as out,
    ):
        out.write(b"x" * 10**6)
    assert error.value.refusal.code == "printer.no_answer"
    assert "0.3 s" in str(error.value.refusal.facts["problem"])
    assert not cups._programs.busy


def test_a_program_that_ends_early_ends_what_is_drawn_for_it_in_its_words(tmp_path: Path) -> None:
    program(tmp_path, "lp", "import sys; sys.exit('lp: Error - no paper in the world')")
    cups = Cups({"PATH": str(tmp_path)})

    def draw() -> None:
        with cups.handing_over("p", "x", PaperOptions()) as out:
            while True:
                out.write(b"x" * 10**5)

    with pytest.raises(NotTaken) as error:
        draw()
    assert error.value.refusal.code == "printer.refused"
    assert error.value.refusal.facts["problem"] == "no paper in the world"


def test_a_program_is_given_a_long_document_byte_for_byte(tmp_path: Path) -> None:
    program(
        tmp_path, "lp",
        "import sys, pathlib, hashlib\n"
        "said = hashlib.sha256(sys.stdin.buffer.read()).hexdigest()\n"
        f"pathlib.Path({str(tmp_path / 'hash')!r}).write_text(said)\n"
        "print('request id is p-7 (0 file(s))')\n",
    )  # fmt: skip
    parts = [bytes([number % 256]) * (number * 7) for number in range(1, 1000)]
    cups = Cups({"PATH": str(tmp_path)})
    with cups.handing_over("p", "x", PaperOptions()) as out:
        for part in parts:
            out.write(part)
        assert out.finish() == "p-7"
    assert (tmp_path / "hash").read_text() == hashlib.sha256(b"".join(parts)).hexdigest()


def test_a_machine_without_cups_has_no_print_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert print_system() is None
    for name in ("lp", "lpstat", "cancel"):
        program(tmp_path, name, "")
    assert isinstance(print_system(), Cups)
    monkeypatch.setattr(sys, "platform", "win32")
    assert print_system() is None
