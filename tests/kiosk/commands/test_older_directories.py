"""A directory that version 0.1.0 left behind opens, verifies, prints the same, and counts on."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from counting.codes.ballots import definition_tag, encode
from counting.model.reading import BallotCode
from counting.store import Store
from counting.store.ledger import Done
from kiosk.congress.agenda import BeginItem, CloseItem, timetable
from tests.kit.command_line import document, lines, run
from tests.kit.congress import command_line
from tests.kit.forgeries import forge
from tests.kit.meetings import meeting_in, opened_meeting
from tests.kit.older_versions import EXPECTED, directory_of_0_1_0
from tests.kit.proofs import page_texts


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return directory_of_0_1_0(tmp_path / "old")


def give(directory: Path, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    given = "".join(command_line(**command) + "\n" for command in commands)
    return lines(run("apply", directory, "-", given=given))


def must(directory: Path, *commands: dict[str, Any]) -> None:
    answers = give(directory, *commands)
    assert not [a for a in answers if "refused" in a], answers


def sheet(contest: str, batch: str, marks: str, code: str | None = None) -> dict[str, Any]:
    letters = {"f": "for", "a": "against", "?": None}
    named = {f"c{i:02}": letters[mark] for i, mark in enumerate(marks, 1)}
    facts = {"contest": contest, "batch": batch, "code": code, "marks": named}
    return {"command": "RecordReading", **facts}


def token_code(directory: Path, token: str) -> str:
    store = Store.open(directory)
    seal = store.state().seal
    assert seal
    value = BallotCode(
        mode=seal.congress.mode,
        identification="token",
        purpose="ballot",
        definition_tag=definition_tag(seal.hash),
        contest=2,
        round=1,
        token=token,
    )
    code = encode(value, store.ballot_key)
    store.close()
    return code


def result(directory: Path, contest: str) -> dict[str, Any]:
    """The status of a contest's current round."""
    found = [c for c in document(run("status", directory))["contests"] if c["id"] == contest]
    return max(found, key=lambda c: c["round"])


def test_it_verifies_as_its_own_version_said(old: Path) -> None:
    expected = EXPECTED["verify"]
    verdict = document(run("verify", old, "--json", "--head", expected["log"]["head"]))
    assert verdict["ok"]
    assert verdict["problems"] == []
    assert verdict["log"] == expected["log"]
    assert set(expected["checked"]) <= set(verdict["checked"])


def test_its_status_is_the_same_document(old: Path) -> None:
    now = document(run("status", old))
    for contest in now["contests"]:
        for later in ("alike", "corrections", "doubtful", "adjourned"):
            del contest[later]
        for candidate in contest.get("candidates", ()):
            del candidate["note"]
    assert now == EXPECTED["status"]


@pytest.mark.parametrize("options", EXPECTED["printed"])
def test_it_prints_the_same_bytes(old: Path, tmp_path: Path, options: str) -> None:
    out = tmp_path / "out.pdf"
    printed = run("print", old, "--out", out, "--contest", *options.split())
    assert printed.exit_code == 0, printed.output
    assert hashlib.sha256(out.read_bytes()).hexdigest() == EXPECTED["printed"][options]


def test_a_batch_left_open_is_counted_on_to_a_closed_result(old: Path) -> None:
    contest = {"contest": "committee"}
    close = {"command": "CloseBatch", **contest, "batch": "2"}
    must(
        old,
        sheet("committee", "2", "faf"),
        close,
        {"command": "OpenBatch", **contest, "batch": "2", "size": 4, "pass": 2},
        *(sheet("committee", "2", marks) for marks in ("faf", "aff", "ffa", "?fa")),
        close,
    )
    must(old, {"command": "CloseCount", **contest})
    now = result(old, "committee")
    assert (now["phase"], now["valid"], now["invalid"]) == ("closed", 7, 3)
    tally = {row["candidate"]: (row["for"], row["against"]) for row in now["tally"]}
    assert tally == {"c01": (5, 1), "c02": (3, 3), "c03": (4, 2)}
    assert document(run("verify", old, "--json"))["ok"]


def test_a_token_counted_before_is_refused_and_a_new_one_counts(old: Path) -> None:
    for token in ("555555555555", "777777777777"):  # of the closed batch, of the open one
        (answer,) = give(old, sheet("delegates", "2", "fa", token_code(old, token)))
        assert answer["refused"]["code"] == "ballot.already_counted"
    must(
        old,
        sheet("delegates", "2", "fa", token_code(old, "222222222222")),
        {"command": "CloseBatch", "contest": "delegates", "batch": "2"},
        {"command": "CloseCount", "contest": "delegates"},
        {"command": "Certify", "contest": "delegates"},
    )
    now = result(old, "delegates")
    assert now["phase"] == "certified"
    assert [(row["candidate"], row["for"]) for row in now["tally"]] == [("c01", 4), ("c02", 1)]


def test_a_round_that_was_open_is_voted_on(old: Path) -> None:
    chair = {"contest": "chair"}
    must(
        old,
        {"command": "RecordAttendance", **chair, "present": 10},
        {"command": "RecordIssued", **chair, "unsealed": 10, "issued": 10, "remaining": 0},
        {"command": "RecordReturned", **chair, "returned": 10},
        {"command": "OpenCount", **chair},
        {"command": "OpenBatch", **chair, "batch": "1", "size": 10},
        {
            "command": "RecordTally",
            **chair,
            "batch": "1",
            "rows": {
                "c01": {"for": 3, "against": 7, "abstain": 0, "row_void": 0},
                "n1": {"for": 7, "against": 3, "abstain": 0, "row_void": 0},
            },
            "valid": 10,
            "invalid": 0,
        },
        {"command": "CloseBatch", **chair, "batch": "1"},
        {"command": "CloseCount", **chair},
    )
    now = result(old, "chair")
    assert (now["round"], now["phase"], now["outcome"]["elected"]) == (3, "closed", ["白露"])


def test_a_pre_election_by_delegation_goes_on(old: Path) -> None:
    returned = {"command": "RecordReturned", "contest": "formal", "delegation": "d2"}
    must(old, {**returned, "returned": 4}, {"command": "OpenCount", "contest": "formal"})
    now = result(old, "formal")
    assert (now["phase"], now["returned"]) == ("counting", 10)


def test_its_meeting_is_where_it_was(old: Path) -> None:
    state = meeting_in(old)
    assert state.agenda.current == "a2"
    statuses = ["closed", "current", "waiting", "waiting"]
    assert [line.status for line in timetable(state.agenda)] == statuses
    assert [p.name for p in state.roll.present] == ["余亮", "阿卜杜热合曼·买买提"]
    assert state.roll.people[2].withdrawn


def test_its_agenda_is_printed_and_rehearsed(old: Path, tmp_path: Path) -> None:
    run("rehearse", old, tmp_path / "new")
    for directory in (old, tmp_path / "new"):
        titles = [item.title for item in meeting_in(directory).agenda.items]
        assert titles == ["听取报告", "休息", "选举主席", "选举委员"]
        out = tmp_path / f"{directory.name}.pdf"
        made = run("document", directory, "--kind", "agenda", "--format", "pdf", "--out", out)
        assert made.exit_code == 0, made.output
        assert "听取报告" in "".join(page_texts(out))


def test_without_a_meeting_the_agenda_is_that_of_the_definition(old: Path) -> None:
    """Version 0.1.0 wrote it into the count's log as well."""
    (old / "meeting.db").unlink()
    with opened_meeting(old) as meeting:
        items = meeting.state().agenda.items
        assert [item.title for item in items] == ["听取报告", "休息", "选举主席", "选举委员"]
        begun = meeting.execute(BeginItem("a1", datetime.fromisoformat("2026-11-24T08:40")))
        assert isinstance(begun, Done)
    assert meeting_in(old).agenda.current == "a1"


def test_verifying_it_checks_its_meeting_too(old: Path) -> None:
    verdict = document(run("verify", old, "--json"))
    assert verdict["logs"] == {"congress.db": verdict["log"]["length"], "meeting.db": 7}
    forge(old / "meeting.db", "UPDATE event SET body = replace(body, '毕青英', '毕青央')")
    (problem,) = document(run("verify", old, "--json"))["problems"]
    assert (problem["code"], problem["place"]) == ("verify.chain", "meeting.db: event 2")


def test_its_backup_is_compared_with_both_databases(old: Path, tmp_path: Path) -> None:
    copy = directory_of_0_1_0(tmp_path / "copy")
    with opened_meeting(copy) as meeting:
        meeting.execute(CloseItem("a2", datetime.fromisoformat("2026-11-24T09:35")))
    verdict = document(run("verify", old, "--backup", copy, "--json"))
    (problem,) = verdict["problems"]
    assert (problem["code"], problem["place"]) == ("verify.tail_missing", "meeting.db: event 8")
    assert document(run("verify", copy, "--backup", old, "--json"))["ok"]
