"""The command line as its contract says: JSON, exit status, one answer a line, no traceback."""

import json
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result

from counting.codes import ballots as ballot_code
from counting.codes.ballots import BatchHeader
from counting.store import Store
from kiosk.cli import COMMANDS
from tests.kit.command_line import document, lines, process, run, write
from tests.kit.congress import command_line, contest_object, definition_object
from tests.kit.patience import PATIENCE
from tests.kit.proofs import all_codes

C = "committee"


OPENING = [
    command_line("RecordAttendance", present=8),
    command_line("RecordIssued", contest=C, unsealed=10, issued=8, remaining=2),
    command_line("RecordReturned", contest=C, returned=2),
    command_line("OpenCount", contest=C),
    command_line("OpenBatch", contest=C, batch="1", size=2),
]
SHEETS = [
    command_line("RecordReading", contest=C, batch="1", code=None, marks=marks)
    for marks in ({"c00": "for", "c01": "for", "c02": "against"}, {"c00": "for", "c01": None})
]


def apply(hall: Path, commands: Sequence[str], *options: str) -> Result:
    return run("apply", hall, "-", *options, given="\n".join(commands))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    assert "用法:" in run(command, "--help").stdout


class TestDefinition:
    def test_check_names_every_error_with_its_place_at_once(self, tmp_path: Path) -> None:
        contest = contest_object(seats=9, profile="x")
        broken = write(tmp_path / "d.json", definition_object(title="", contests=[contest]))
        result = run("check", broken, "--json")
        assert result.exit_code == 2
        places = {error["place"] for error in document(result)["errors"]}
        assert {"title", "contests[0].seats", "contests[0].profile"} <= places
        assert str(broken) in result.stderr

    def test_a_name_no_font_can_print_is_named_with_its_code_point(self, tmp_path: Path) -> None:
        names = [{"id": f"c{i}", "name": n} for i, n in enumerate(("张\U0002f800三", "李四"))]
        contest = contest_object(seats=1, candidates=names)
        result = run("check", write(tmp_path / "d.json", definition_object(contests=[contest])))
        assert result.exit_code == 2
        assert "U+2F800" in result.stderr
        assert "contests[0].candidates[0].name" in result.stderr

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("d.json", b"\xff\xfe\x00junk"),
            ("d.json", b"{"),
            ("d.toml", b"title = "),
            ("d.txt", b"{}"),
            ("d.json", b"[" * 100_000),
        ],
    )
    def test_a_file_that_is_no_definition_makes_nothing(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        (tmp_path / name).write_bytes(content)
        result = run("init", tmp_path / "hall", tmp_path / name)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert not (tmp_path / "hall").exists()

    def test_fifty_megabytes_of_junk_are_refused_unread(self, tmp_path: Path) -> None:
        junk = tmp_path / "d.json"
        with junk.open("wb") as file:
            file.truncate(50_000_000)
        result = run("check", junk)
        assert result.exit_code == 2
        assert "definition.too_large" in result.stderr

    def test_a_missing_file_is_said_with_its_name(self, tmp_path: Path) -> None:
        result = run("check", tmp_path / "none.json")
        assert result.exit_code == 2
        assert "none.json" in result.stderr

    def test_an_existing_congress_is_not_overwritten(self, sealed: Path, definition: Path) -> None:
        before = (sealed / "congress.db").read_bytes()
        assert run("init", sealed, definition).exit_code == 2
        assert (sealed / "congress.db").read_bytes() == before

    def test_a_rehearsal_has_its_own_keys_and_the_same_definition(
        self, sealed: Path, tmp_path: Path
    ) -> None:
        assert run("rehearse", sealed, tmp_path / "again").exit_code == 0
        one, other = Store.open(sealed), Store.open(tmp_path / "again")
        assert one.ballot_key != other.ballot_key
        assert one.state().congress.contests == other.state().congress.contests
        one.close()
        other.close()

    def test_an_official_seal_lists_what_people_must_confirm(self, tmp_path: Path) -> None:
        official = definition_object(mode="official", profile="cpc-local-congress")
        path = write(tmp_path / "d.json", official)
        assert run("init", tmp_path / "hall", path).exit_code == 0
        result = run("seal", tmp_path / "hall", "--json")
        assert result.exit_code == 1
        refused = document(result)["refused"]
        assert refused["code"] == "profile.unconfirmed"
        assert refused["message"]
        keys = refused["facts"]["keys"]
        half = [f"--confirm={key}" for key in keys[:3]]
        result = run("seal", tmp_path / "hall", "--json", *half)
        assert len(document(result)["refused"]["facts"]["keys"]) == len(keys) - 3
        assert run("seal", tmp_path / "hall", "--confirm", "all").exit_code == 0


class TestApply:
    def test_a_whole_count_goes_through_line_by_line(self, sealed: Path) -> None:
        result = apply(sealed, OPENING + SHEETS)
        assert result.exit_code == 0, result.output
        *_, first, second = lines(result)
        assert first["verdict"] == "valid"
        assert second["verdict"] == "pending"
        assert 1 <= second["sleeve"] <= 99
        assert "marks" not in json.dumps(lines(result))
        result = apply(
            sealed,
            [
                command_line("CloseBatch", contest=C, batch="1"),
                command_line(
                    "Adjudicate",
                    contest=C,
                    batch="1",
                    reading=second["reading"],
                    decision={"marks": {"c01": "for"}},
                    reason="圈画在框外",
                ),
                command_line("CloseCount", contest=C),
                command_line("Certify", contest=C, by=["甲", "乙"]),
                command_line("Release", contest=C, to="floor"),
            ],
        )
        assert result.exit_code == 0, result.output
        (contest,) = document(run("status", sealed))["contests"]
        assert contest["phase"] == "released"
        assert contest["tally"][1] == {
            "candidate": "c01",
            "for": 2,
            "against": 0,
            "abstain": 0,
            "row_void": 0,
        }

    def test_a_refusal_is_answered_and_the_next_line_still_carried_out(self, sealed: Path) -> None:
        result = apply(sealed, [command_line("OpenCount", contest=C), OPENING[0]])
        assert result.exit_code == 1
        refused, done = lines(result)
        assert refused["refused"]["code"] == "count.before_returned"
        assert done == {"events": ["AttendanceRecorded"]}

    def test_stop_ends_at_the_first_refusal(self, sealed: Path) -> None:
        result = apply(sealed, [command_line("OpenCount", contest=C), OPENING[0]], "--stop")
        assert len(lines(result)) == 1

    def test_an_unreadable_line_ends_with_its_number_and_field(self, sealed: Path) -> None:
        result = apply(sealed, [OPENING[0], command_line("OpenCount", contest=5)])
        assert result.exit_code == 2
        assert len(lines(result)) == 1
        assert "第 2 行" in result.stderr
        assert "contest" in result.stderr

    def test_people_cannot_act_on_an_official_congress_yet(self, tmp_path: Path) -> None:
        path = write(tmp_path / "d.json", definition_object(mode="official"))
        run("init", tmp_path / "hall", path)
        run("seal", tmp_path / "hall", "--confirm", "all")
        (answer,) = lines(apply(tmp_path / "hall", OPENING[:1]))
        assert answer["refused"]["code"] == "official.needs_people"

    def test_each_answer_is_written_before_the_next_line_is_read(self, sealed: Path) -> None:
        with process("apply", sealed, "-") as child:
            assert child.stdin
            assert child.stdout
            for line in OPENING:
                child.stdin.write(line + "\n")
                child.stdin.flush()
                assert "events" in json.loads(child.stdout.readline())
            child.send_signal(signal.SIGTERM)
            assert child.wait(PATIENCE) == 0


class TestStatus:
    def test_no_sums_are_told_before_the_count_is_closed(self, sealed: Path) -> None:
        apply(sealed, OPENING + SHEETS)
        (contest,) = document(run("status", sealed))["contests"]
        assert (contest["counted"], contest["valid"], contest["pending"]) == (2, 1, 1)
        assert contest["tally"] is contest["outcome"] is contest["write_ins"] is None

    def test_the_head_stands_still_while_sheets_are_read(self, sealed: Path) -> None:
        apply(sealed, OPENING)
        before = document(run("status", sealed))["log"]
        apply(sealed, SHEETS)
        assert document(run("status", sealed))["log"] == before

    def test_a_directory_without_a_congress_is_said_so(self, tmp_path: Path) -> None:
        result = run("status", tmp_path)
        assert result.exit_code == 2
        assert "store.missing" in result.stderr

    def test_before_the_seal_a_contest_is_defined(self, tmp_path: Path, definition: Path) -> None:
        run("init", tmp_path / "hall", definition)
        (contest,) = document(run("status", tmp_path / "hall"))["contests"]
        assert (contest["phase"], contest["returned"]) == ("defined", None)


class TestPaper:
    def test_a_batch_is_printed_proved_and_recorded(self, sealed: Path, tmp_path: Path) -> None:
        out = tmp_path / "b.pdf"
        order = ("--contest", C, "--quantity", 3, "--spare", 1, "--proof", "--json")
        facts = document(run("print", sealed, *order, "--out", out))
        assert (facts["batch"], facts["pages"], facts["proof"]) == (1, 4, 4)
        again = document(run("print", sealed, *order, "--out", tmp_path / "b2.pdf"))
        assert (again["batch"], again["sha256"]) == (2, facts["sha256"])
        assert out.read_bytes() == (tmp_path / "b2.pdf").read_bytes()

    @pytest.mark.parametrize("quantity", [0, -1, 10**7])
    def test_a_quantity_that_cannot_be_leaves_no_file_and_no_event(
        self, sealed: Path, tmp_path: Path, quantity: int
    ) -> None:
        before = document(run("status", sealed))["log"]["length"]
        result = run(
            "print", sealed, "--contest", C, "--quantity", quantity, "--out", tmp_path / "b.pdf"
        )
        assert result.exit_code == 2
        assert list(tmp_path.glob("*.pdf*")) == list(tmp_path.glob(".*part")) == []
        assert document(run("status", sealed))["log"]["length"] == before

    def test_an_unwritable_output_is_said_with_its_place(self, sealed: Path) -> None:
        result = run(
            "print", sealed, "--contest", C, "--quantity", 1, "--out", sealed / "no" / "b.pdf"
        )
        assert result.exit_code == 2
        assert "file.unwritable" in result.stderr

    def test_a_reprint_without_reason_is_refused_and_leaves_no_file(
        self, sealed: Path, tmp_path: Path
    ) -> None:
        order = ("--contest", C, "--quantity", 1, "--out")
        run("print", sealed, *order, tmp_path / "b.pdf")
        result = run("print", sealed, *order, tmp_path / "r.pdf", "--reprint", 1, "--json")
        assert result.exit_code == 1
        assert document(result)["refused"]["code"] == "print.needs_reason"
        assert not (tmp_path / "r.pdf").exists()

    def test_cards_cover_every_action_and_candidate(self, sealed: Path) -> None:
        cards = document(run("cards", sealed, "--contest", C, "--json"))
        rows = {(card["action"], card["candidate"]) for card in cards}
        assert {(a, "c01") for a in ("for", "against", "abstain", "void_row")} <= rows
        sheet = [
            "all_for",
            "all_abstain",
            "rest_for",
            "write_in",
            "doubtful",
            "undo",
            "done",
            "end_batch",
            "checked",
        ]
        assert {(action, None) for action in sheet} <= rows
        assert len({card["code"] for card in cards}) == len(cards)

    def test_a_header_sheet_of_each_batch_reads_back_as_that_batch(
        self, sealed: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "h.pdf"
        headers = ("--header", "1:50", "--header", "2:7")
        assert run("cards", sealed, "--contest", C, *headers, "--out", out).exit_code == 0
        store = Store.open(sealed)
        codes = [ballot_code.decode(codes[0], store.ballot_key) for codes in all_codes(out)]
        store.close()
        assert [code.batch for code in codes if isinstance(code, BatchHeader)] == ["1", "2"]

    @pytest.mark.parametrize("header", ["1", "1:0", "1:x", "0:5", "a:5"])
    def test_a_batch_no_station_could_know_gets_no_header(
        self, sealed: Path, tmp_path: Path, header: str
    ) -> None:
        out = tmp_path / "h.pdf"
        result = run("cards", sealed, "--contest", C, "--header", header, "--out", out)
        assert result.exit_code == 2
        assert not out.exists()

    def test_the_layout_is_an_array_with_a_page_an_object(self, sealed: Path) -> None:
        (page,) = document(run("layout", sealed, "--contest", C))
        assert {"page", "fiducials", "barcode", "boxes", "write_ins"} <= set(page)
        assert [box["candidate"] for box in page["boxes"]] == ["c00", "c01", "c02"]

    def test_nothing_is_printed_before_the_seal(self, tmp_path: Path, definition: Path) -> None:
        run("init", tmp_path / "hall", definition)
        for command in (("layout",), ("cards", "--json")):
            name, *options = command
            result = run(name, tmp_path / "hall", "--contest", C, *options)
            assert result.exit_code == 1
            assert document(result)["refused"]["code"] == "congress.not_sealed"


class TestServe:
    def test_it_answers_within_its_address_and_ends_with_status_0(self, sealed: Path) -> None:
        import urllib.request

        with process("serve", sealed, "--port", "0") as child:
            assert child.stderr
            line = child.stderr.readline()
            address = line.split("http://")[1].split()[0]
            with urllib.request.urlopen(f"http://{address}", timeout=PATIENCE) as page:
                assert page.status == 200
            child.terminate()
            assert child.wait(PATIENCE) == 0

    def test_the_readers_of_kiosk_toml_are_manned_and_an_absent_port_stops_nothing(
        self, sealed: Path
    ) -> None:
        import urllib.request

        (sealed / "kiosk.toml").write_text(
            f'[[station]]\nid = "left"\ncontest = "{C}"\nreader = "/dev/no-such-port"\n'
            f'pass = 1\nteller = "甲"\n',
            encoding="utf-8",
        )
        with process("serve", sealed, "--port", "0") as child:
            assert child.stderr
            address = child.stderr.readline().split("http://")[1].split()[0]
            with urllib.request.urlopen(f"http://{address}station/left", timeout=PATIENCE) as page:
                assert "甲" in page.read().decode()
            child.terminate()
            assert child.wait(PATIENCE) == 0

    @pytest.mark.parametrize(
        ("content", "place"),
        [
            ("[[station]]\n", "station[0].contest"),
            (f'[[station]]\ncontest = "{C}"\nreader = "x"\npass = "1"\n', "station[0].pass"),
            ("station = 5\n", "station"),
            ("[[", "kiosk.toml"),
        ],
    )
    def test_a_wrong_kiosk_toml_is_said_with_its_place(
        self, sealed: Path, content: str, place: str
    ) -> None:
        (sealed / "kiosk.toml").write_text(content, encoding="utf-8")
        result = run("serve", sealed, "--port", "0")
        assert result.exit_code == 2
        assert place in result.stderr

    def test_beyond_this_machine_is_refused_until_accounts_exist(self, sealed: Path) -> None:
        result = run("serve", sealed, "--host", "0.0.0.0")
        assert result.exit_code == 1
        assert "serve.beyond_loopback" in result.stderr


def test_verify_agrees_with_a_printed_head_and_names_a_strange_one(sealed: Path) -> None:
    head = document(run("status", sealed))["log"]["head"]
    assert run("verify", sealed, "--head", head).exit_code == 0
    result = run("verify", sealed, "--head", "00" * 32, "--json")
    assert result.exit_code == 1
    (problem,) = document(result)["problems"]
    assert problem["code"] == "verify.head_unknown"
