"""Rounds in the store: another process folds the same chain; a withdrawn round leaves no view."""

from pathlib import Path

from counting.model.figures import Row
from counting.rounds.history import history
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.codec import parse_command
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.hand_totals import RecordTally
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound, WithdrawRound
from counting.steps.rulings import AcceptResult
from counting.store import CountDone, Store, verify
from tests.kit.congress import command_line, congress

C = "committee"


def must(store: Store, *commands: object) -> None:
    for command in commands:
        answer = store.execute(command)
        assert isinstance(answer, CountDone), (command, answer)


def vote(store: Store, *approvals: int) -> None:
    """Ten electors vote; hand totals give these approvals, and they are certified."""
    round_ = store.state().current(C)
    listed = round_.contest.candidates
    rows = {c.id: Row(n, 10 - n) for c, n in zip(listed, approvals, strict=True)}
    must(
        store,
        RecordAttendance(10),
        RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
        RecordReturned(C, 10),
        OpenCount(C),
        OpenBatch(C, "1", 10),
        RecordTally(contest=C, batch="1", rows=rows, valid=10, invalid=0, write_ins={}),
        CloseBatch(C, "1"),
        CloseCount(C),
        Certify(C),
    )


def opened(directory: Path) -> Store:
    store = Store.create(directory)
    must(store, DefineCongress(congress()[0]), SealCongress())
    vote(store, 9, 4, 2)
    must(store, OpenRound(contest=C, why="separate_vote"), WithdrawRound(C, "名单有误"))
    must(store, OpenRound(contest=C, why="separate_vote", leading=2))
    return store


def test_another_process_finds_the_same_chain_of_rounds(tmp_path: Path) -> None:
    store = opened(tmp_path)
    vote(store, 3, 3)
    must(store, AcceptResult(C, "空额一名"))
    other = Store.open(tmp_path)
    assert other.state() == store.state()
    told = history(other.state(), C)
    assert [record.round for record in told.rounds] == [1, 3]
    assert (told.settled, told.vacancies) == (True, 1)
    other.close()
    store.close()


def test_the_views_agree_after_a_round_was_withdrawn(tmp_path: Path) -> None:
    store = opened(tmp_path)
    vote(store, 8, 2)
    store.close()
    assert verify(tmp_path).problems == ()


def test_rounds_are_opened_and_ruled_on_by_json_lines() -> None:
    line = command_line(
        "OpenRound",
        contest=C,
        why="separate_vote",
        candidates=[{"id": "c01"}, {"name": "白露", "note": "女"}],
        reason="主席团决定",
        by=["监票人甲"],
    )
    command, by = parse_command(line)
    assert isinstance(command, OpenRound)
    assert (command.candidates[0].id, command.candidates[1].note) == ("c01", "女")
    assert by == ("监票人甲",)
    ruling, _ = parse_command(command_line("AcceptResult", contest=C, reason="空额"))
    assert ruling == AcceptResult(C, "空额")
    attendance, _ = parse_command(
        command_line("RecordAttendance", contest=C, delegation="d1", present=6)
    )
    assert attendance == RecordAttendance(6, C, "d1")
