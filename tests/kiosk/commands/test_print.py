"""`scrutineer print`: all its files with the event, or nothing at all."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counting.model.refusal import Refusal
from counting.sheets.admission import read_ballot_code
from counting.store import Store
from tests.kit.command_line import document, process, run, write
from tests.kit.congress import command_line, contest_object, definition_object
from tests.kit.patience import PATIENCE
from tests.kit.proofs import decode_pdf, page_texts

C = "committee"


def congress(place: Path, **contest: Any) -> Path:
    """A sealed congress outside the directory that is printed to."""
    hall = place / "hall"
    definition = definition_object(contests=[contest_object(**contest)])
    assert run("init", hall, write(place / "definition.json", definition)).exit_code == 0
    assert run("seal", hall).exit_code == 0
    return hall


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    return congress(tmp_path)


@pytest.fixture
def token(tmp_path: Path) -> Path:
    return congress(tmp_path, identification="token")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    place = tmp_path / "out"
    place.mkdir()
    return place


def length(hall: Path) -> int:
    found = document(run("status", hall))["log"]["length"]
    assert isinstance(found, int)
    return found


def printing(hall: Path, *options: object, quantity: int = 3) -> Any:
    return run("print", hall, "--contest", C, "--quantity", quantity, *options)


class TestATestDeck:
    def test_its_expectation_stands_beside_it_as_json_and_as_a_page(
        self, sealed: Path, out: Path
    ) -> None:
        ran = printing(sealed, "--test-deck", "--out", out / "deck.pdf", "--json", quantity=12)
        answer = document(ran)
        assert {path.name for path in out.iterdir()} == {
            "deck.pdf",
            "deck.expected.json",
            "deck.expected.pdf",
        }
        stored = json.loads((out / "deck.expected.json").read_text(encoding="utf-8"))
        assert answer["expected"] == stored
        assert (stored["contest"], stored["round"], stored["sheets"]) == (C, 1, 12)
        assert [row["candidate"] for row in stored["tally"]] == ["c00", "c01", "c02"]
        text = "".join(page_texts(out / "deck.expected.pdf"))
        assert "测试票预期结果" in text
        assert "候选甲甲" in text

    def test_the_count_refuses_its_sheets(self, sealed: Path, out: Path) -> None:
        printing(sealed, "--test-deck", "--out", out / "deck.pdf")
        store = Store.open(sealed)
        state = store.state()
        assert state.seal
        for text in decode_pdf(out / "deck.pdf"):
            refused = read_ballot_code(state.seal, state.rounds[C, 1], text, store.ballot_key)
            assert isinstance(refused, Refusal)
            assert refused.code == "ballot.test_deck"
        store.close()

    def test_what_a_small_deck_leaves_open_is_said_everywhere(
        self, sealed: Path, out: Path
    ) -> None:
        ran = printing(sealed, "--test-deck", "--out", out / "deck.pdf", "--json", quantity=2)
        untested = document(ran)["expected"]["untested"]
        needed = untested["sheets_needed"]
        assert untested["kinds"]
        assert str(needed) in ran.stderr
        assert f"印 {needed} 张测试票" in "".join(page_texts(out / "deck.expected.pdf"))
        enough = printing(
            sealed, "--test-deck", "--out", out / "deck.pdf", "--force", "--json", quantity=needed
        )
        assert document(enough)["expected"]["untested"]["kinds"] == []
        assert "没有检验到" not in "".join(page_texts(out / "deck.expected.pdf"))

    @pytest.mark.parametrize("other", [("--specimen",), ("--spare", 1)])
    def test_it_is_nothing_else_besides(
        self, sealed: Path, out: Path, other: tuple[object, ...]
    ) -> None:
        ran = printing(sealed, "--test-deck", *other, "--out", out / "deck.pdf")
        assert ran.exit_code == 2
        assert list(out.iterdir()) == []

    def test_it_reads_back_with_a_proof(self, token: Path, out: Path) -> None:
        options = ("--test-deck", "--proof", "--json")
        assert document(printing(token, *options, "--out", out / "d.pdf"))["proof"] == 3

    def test_it_needs_a_file(self, sealed: Path, out: Path) -> None:
        ran = printing(sealed, "--test-deck", "--out", "/dev/null")
        assert ran.exit_code == 2
        assert "print.needs_a_file" in ran.stderr


class TestACover:
    def test_it_says_what_the_batch_is(self, sealed: Path, out: Path) -> None:
        beside = ("--cover", out / "cover.pdf", "--out", out / "b.pdf", "--json")
        printing(sealed, *beside)
        again = ("--force", "--reprint", 1, "--reason", "颜色不符")
        answer = document(printing(sealed, *beside, *again))
        first, *_ = page_texts(out / "cover.pdf")
        assert "第 2 次印制" in first
        assert "颜色不符" in first
        assert answer["sha256"] in "".join(first.split())
        assert answer["cover"] == str(out / "cover.pdf")

    def test_a_cover_that_cannot_be_keeps_the_batch_from_being(
        self, sealed: Path, out: Path
    ) -> None:
        before = length(sealed)
        ran = printing(sealed, "--cover", out / "none" / "c.pdf", "--out", out / "b.pdf")
        assert ran.exit_code == 2
        assert str(out / "none" / "c.pdf") in ran.stderr
        assert list(out.iterdir()) == []
        assert length(sealed) == before

    def test_two_things_never_go_into_one_file(self, sealed: Path, out: Path) -> None:
        for cover in (out / "b.pdf", out / ".." / "out" / "b.pdf"):
            ran = printing(sealed, "--cover", cover, "--out", out / "b.pdf")
            assert ran.exit_code == 2
            assert "file.twice" in ran.stderr
        deck = ("--test-deck", "--cover", out / "b.expected.pdf", "--out", out / "b.pdf")
        assert "file.twice" in printing(sealed, *deck).stderr
        assert list(out.iterdir()) == []


class TestLargePrint:
    def test_a_specimen_may_be_large(self, sealed: Path, out: Path) -> None:
        printing(sealed, "--specimen", "--out", out / "s.pdf", quantity=1)
        ran = printing(
            sealed, "--specimen", "--large-print", "--proof", "--out", out / "l.pdf", quantity=1
        )
        assert ran.exit_code == 0, ran.stderr
        assert (out / "l.pdf").read_bytes() != (out / "s.pdf").read_bytes()

    @pytest.mark.parametrize("kind", [(), ("--test-deck",)])
    def test_a_few_large_ballots_would_tell_who_cast_them(
        self, sealed: Path, out: Path, kind: tuple[str, ...]
    ) -> None:
        ran = printing(sealed, *kind, "--large-print", "--out", out / "b.pdf", "--json")
        assert document(ran)["refused"]["code"] == "print.large_print_recognisable"
        assert list(out.iterdir()) == []

    def test_where_all_ballots_are_large_so_is_each(self, tmp_path: Path, out: Path) -> None:
        hall = congress(tmp_path, ballot={"size": "large"})
        assert printing(hall, "--large-print", "--out", out / "b.pdf").exit_code == 0


class TestAContactSheet:
    def test_it_is_one_picture_of_all_pages(self, sealed: Path, out: Path) -> None:
        beside = ("--contact-sheet", out / "c.png", "--out", out / "b.pdf", "--json")
        assert document(printing(sealed, *beside))["contact_sheet"] == str(out / "c.png")
        assert (out / "c.png").read_bytes().startswith(b"\x89PNG")

    def test_without_room_for_it_there_is_no_batch(self, sealed: Path, out: Path) -> None:
        before = length(sealed)
        ran = printing(sealed, "--contact-sheet", "/dev/full", "--out", out / "b.pdf")
        assert ran.exit_code == 2
        assert "/dev/full" in ran.stderr
        assert list(out.iterdir()) == []
        assert length(sealed) == before


class TestTokensStayOutside:
    @pytest.mark.parametrize("kind", [(), ("--specimen",), ("--test-deck",)])
    @pytest.mark.parametrize(
        "place",
        [
            lambda hall, out: hall / "b.pdf",
            lambda hall, out: out / ".." / "hall" / "b.pdf",
            lambda hall, out: out / "link" / "b.pdf",
            lambda hall, out: out / "link" / "below" / "b.pdf",
            lambda hall, out: out / "b.pdf",
        ],
        ids=["in it", "by a detour", "by a link", "deeper", "by a link of the file"],
    )
    def test_no_pdf_with_tokens_lies_in_the_congress(
        self,
        token: Path,
        out: Path,
        place: Callable[[Path, Path], Path],
        kind: tuple[str, ...],
    ) -> None:
        (out / "link").symlink_to(token)
        (out / "b.pdf").symlink_to(token / "b.pdf")
        (token / "below").mkdir()
        ran = printing(token, *kind, "--out", place(token, out))
        assert ran.exit_code == 2
        assert "file.in_the_congress" in ran.stderr
        assert not (token / "b.pdf").exists()
        assert list((token / "below").iterdir()) == []

    def test_nor_a_picture_of_it(self, token: Path, out: Path) -> None:
        ran = printing(token, "--contact-sheet", token / "c.png", "--out", out / "b.pdf")
        assert "file.in_the_congress" in ran.stderr
        assert list(out.iterdir()) == []

    def test_a_directory_reached_by_a_link_is_the_same(self, token: Path, out: Path) -> None:
        (out / "link").symlink_to(token)
        ran = printing(out / "link", "--out", token / "b.pdf")
        assert "file.in_the_congress" in ran.stderr

    def test_ballots_of_one_style_may_lie_there(self, sealed: Path) -> None:
        assert printing(sealed, "--out", sealed / "b.pdf").exit_code == 0


class TestBadInput:
    @pytest.mark.parametrize("quantity", [0, -1, 10**7])
    @pytest.mark.parametrize("kind", [(), ("--specimen",), ("--test-deck",)])
    def test_a_number_that_no_batch_has(
        self, sealed: Path, out: Path, quantity: int, kind: tuple[str, ...]
    ) -> None:
        before = length(sealed)
        beside = ("--cover", out / "c.pdf", "--out", out / "b.pdf")
        ran = printing(sealed, *kind, *beside, quantity=quantity)
        assert ran.exit_code == 2
        assert "print.quantity" in ran.stderr
        assert list(out.iterdir()) == []
        assert length(sealed) == before

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            (("--contest", "nobody"), "contest.unknown"),
            (("--round", 2), "contest.unknown_round"),
            (("--reprint", 7, "--reason", "污损"), "print.unknown_batch"),
            (("--reprint", 1), "print.needs_reason"),
            (("--reprint", 1, "--reason", " "), "print.needs_reason"),
            (("--reprint", 1, "--reason", "x", "--specimen"), "print.other_purpose"),
        ],
    )
    def test_what_is_not_there(
        self, sealed: Path, out: Path, changes: tuple[object, ...], code: str
    ) -> None:
        printing(sealed, "--out", out.parent / "first.pdf")
        ran = printing(sealed, *changes, "--cover", out / "c.pdf", "--out", out / "b.pdf", "--json")
        assert (ran.exit_code, document(ran)["refused"]["code"]) == (1, code)
        assert list(out.iterdir()) == []

    @pytest.mark.parametrize("kind", [(), ("--test-deck",)])
    def test_a_directory_that_is_not_there(
        self, sealed: Path, out: Path, kind: tuple[str, ...]
    ) -> None:
        ran = printing(sealed, *kind, "--out", out / "none" / "b.pdf")
        assert ran.exit_code == 2
        assert "file.unwritable" in ran.stderr

    def test_a_full_device(self, sealed: Path, out: Path) -> None:
        """The last bytes wait in a buffer: they must be out before the batch counts as printed."""
        before = length(sealed)
        for beside in (("--out", "/dev/full"), ("--cover", "/dev/full", "--out", out / "b.pdf")):
            ran = printing(sealed, *beside)
            assert ran.exit_code == 2
            assert "/dev/full" in ran.stderr
        assert list(out.iterdir()) == []
        assert length(sealed) == before

    @pytest.mark.parametrize("kind", [(), ("--test-deck",)])
    def test_a_disk_that_fills_up_in_mid_file(
        self, sealed: Path, out: Path, kind: tuple[str, ...]
    ) -> None:
        def small_files() -> None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

        before = length(sealed)
        beside = ("--cover", out / "c.pdf", "--out", out / "b.pdf")
        order = ("print", sealed, "--contest", C, "--quantity", 400, *kind, *beside)
        ran = subprocess.run(
            [sys.executable, "-m", "kiosk.cli", *map(str, order)],
            stderr=subprocess.PIPE,
            preexec_fn=small_files,
        )
        assert ran.returncode == 2, ran.stderr
        assert b"file.unwritable" in ran.stderr
        assert b"Traceback" not in ran.stderr
        assert list(out.iterdir()) == []
        assert length(sealed) == before

    @pytest.mark.parametrize(
        ("how", "status"), [(signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGINT, 1)]
    )
    def test_a_job_that_is_stopped_leaves_no_file_and_no_event(
        self, token: Path, out: Path, how: signal.Signals, status: int
    ) -> None:
        before = length(token)
        beside = ("--cover", out / "c.pdf", "--out", out / "b.pdf")
        with process("print", token, "--contest", C, "--quantity", 100_000, *beside) as child:
            while child.poll() is None and not any(out.iterdir()):
                os.sched_yield()
            child.send_signal(how)
            assert child.wait(PATIENCE) == status
            assert child.stderr is not None
            assert "Traceback" not in child.stderr.read()
        assert list(out.iterdir()) == []
        assert length(token) == before

    def test_an_older_file_stands_until_the_new_one_does(self, sealed: Path, out: Path) -> None:
        (out / "b.pdf").write_bytes(b"older")
        here = ("--out", out / "b.pdf", "--force")
        ran = printing(sealed, "--cover", out / "none" / "c.pdf", *here)
        assert ran.exit_code == 2
        assert (out / "b.pdf").read_bytes() == b"older"
        assert printing(sealed, *here).exit_code == 0
        assert (out / "b.pdf").read_bytes().startswith(b"%PDF-")
        assert len(list(out.iterdir())) == 1


def test_nothing_but_the_answer_stands_on_standard_output(sealed: Path, out: Path) -> None:
    ran = printing(sealed, "--proof", "--test-deck", "--out", out / "d.pdf", "--json")
    assert document(ran)["batch"] == 1


def test_the_remainder_is_cancelled_and_then_nothing_more_is_printed(
    sealed: Path, out: Path
) -> None:
    assert printing(sealed, "--out", out / "b.pdf", quantity=10).exit_code == 0
    given = [
        command_line("RecordAttendance", present=8),
        command_line("CancelRemainder", contest=C, cancelled=2),
        command_line("RecordIssued", contest=C, unsealed=10, issued=8, remaining=2),
        command_line("CancelRemainder", contest=C, cancelled=3),
        command_line("CancelRemainder", contest=C, cancelled=2),
    ]
    ran = run("apply", sealed, "-", given="\n".join(given))
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    codes = [answer.get("refused", {}).get("code") for answer in answers]
    assert codes == [None, "remainder.before_issued", None, "remainder.sum", None]
    (contest,) = document(run("status", sealed))["contests"]
    assert (contest["printed"], contest["cancelled"]) == (10, 2)
    more = printing(sealed, "--out", out / "more.pdf", "--json")
    assert document(more)["refused"]["code"] == "print.remainder_cancelled"
    assert printing(sealed, "--specimen", "--out", out / "s.pdf").exit_code == 0
    assert run("verify", sealed).exit_code == 0
