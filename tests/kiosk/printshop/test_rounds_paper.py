"""Paper of a later round: its own sheets, codes and cards; none of another round is counted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner, Result

from counting.model.figures import Row
from counting.model.refusal import Refusal
from counting.rounds.history import offers, pages_of
from counting.rounds.next_round import Named
from counting.rounds.status import status
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.count import CloseCount, OpenCount, ReopenCount
from counting.steps.hand_totals import RecordTally
from counting.steps.handle import evolve
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound
from counting.steps.sheets import RecordReading
from counting.store import verify
from hardware.sim.pty import PtyBus
from kiosk.cli import main
from kiosk.stations.verdict import VerdictKind
from kiosk.words import say
from tests.kit.congress import Rehearsal, contest_object, reading
from tests.kit.proofs import decode_pdf
from tests.kit.stations import CountHall, Teller, code_of

C = "committee"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def counted(hall: CountHall, *approvals: int) -> None:
    """The open count of ten sheets gives these approvals; closed and certified."""
    listed = hall.store.state().current(C).contest.candidates
    rows = {c.id: Row(n, 10 - n) for c, n in zip(listed, approvals, strict=True)}
    hall.give(
        RecordTally(contest=C, batch="1", rows=rows, valid=10, invalid=0, write_ins={}),
        CloseBatch(C, "1"),
        CloseCount(C),
        Certify(C),
    )


def opened(hall: CountHall) -> None:
    """The count of the current round is open on ten returned sheets and one batch."""
    hall.give(
        RecordAttendance(10),
        RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
        RecordReturned(C, 10),
        OpenCount(C),
        OpenBatch(C, "1", 10),
    )


@pytest.fixture
def second(tmp_path: Path) -> Iterator[CountHall]:
    """A vacancy after round 1: one loser and a newcomer stand in round 2."""
    hall = CountHall(tmp_path / "hall")
    counted(hall, 9, 4, 2)
    hall.give(
        OpenRound(contest=C, why="separate_vote", candidates=(Named("c02"), Named(name="白露")))
    )
    yield hall
    hall.store.close()


def printed(hall: CountHall, tmp_path: Path, *options: object) -> list[str]:
    """The codes of two ballots printed by the command line, read back from their pixels."""
    out = tmp_path / "ballots.pdf"
    where = hall.store.directory
    result = run(
        "print", where, "--contest", C, "--quantity", 2, "--out", out, "--proof", "--json",
        *options,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    hall.store.refresh()
    round_ = hall.store.state().current(C)
    areas = [page.barcode for page in pages_of(hall.store.state(), round_)]
    return list(decode_pdf(out, areas=areas))


def test_a_ballot_of_the_second_round_is_refused_in_the_first(hall: CountHall) -> None:
    sheet = reading("ffa", code=hall.ballot(round=2))
    assert hall.store.execute(RecordReading(C, "1", sheet)).code == "ballot.other_round"
    hall.give(RecordReading(C, "1", reading("ffa", code=hall.ballot())))


def test_a_printed_ballot_counts_in_its_own_round_and_in_no_other(
    second: CountHall, tmp_path: Path
) -> None:
    old = second.ballot(round=1)
    (code, same) = printed(second, tmp_path)
    assert code == same == second.ballot(round=2)
    opened(second)
    marks = {"c02": "for", "n1": "against"}
    refused = second.store.execute(RecordReading(C, "1", reading(marks, code=old)))
    assert (refused.code, refused.facts["round"]) == ("ballot.other_round", 1)
    second.give(RecordReading(C, "1", reading(marks, code=code)))


def test_the_ballot_of_a_round_has_that_round_s_rows(second: CountHall) -> None:
    where = second.store.directory
    (page,) = answer(run("layout", where, "--contest", C))
    assert {box["candidate"] for box in page["boxes"]} == {"c02", "n1"}
    (sealed,) = answer(run("layout", where, "--contest", C, "--round", 1))
    assert {box["candidate"] for box in sealed["boxes"]} == {"c00", "c01", "c02"}


def test_cards_of_a_round_name_its_candidates_and_keep_their_codes(second: CountHall) -> None:
    where = second.store.directory
    of = {
        number: {
            (card["action"], card["candidate"]): card["code"]
            for card in answer(run("cards", where, "--contest", C, "--round", number, "--json"))
        }
        for number in (1, 2)
    }
    assert {candidate for _, candidate in of[2]} == {None, "c02", "n1"}
    assert of[1]["against", "c02"] == of[2]["against", "c02"]
    assert of[2]["against", "n1"] not in of[1].values()


def test_a_round_that_another_followed_prints_no_more(second: CountHall, tmp_path: Path) -> None:
    out = tmp_path / "late.pdf"
    result = run(
        "print", second.store.directory, "--contest", C, "--round", 1, "--quantity", 1,
        "--out", out, "--json",
    )  # fmt: skip
    assert answer(result)["refused"]["code"] == "contest.round_followed"
    assert not out.exists()


def test_an_unknown_round_is_refused(second: CountHall, tmp_path: Path) -> None:
    for command in (("layout",), ("cards", "--json")):
        result = run(
            *command[:1], second.store.directory, "--contest", C, "--round", 7, *command[1:]
        )
        assert answer(result)["refused"]["code"] == "contest.unknown_round"


def test_a_station_counts_the_current_round_with_the_cards_of_newcomers(
    second: CountHall, bus: PtyBus
) -> None:
    opened(second)
    teller = Teller(second, bus)
    try:
        assert code_of(teller.scan(second.ballot())) == "ballot.other_round"
        verdict = teller.scan(second.ballot(round=2), second.card("for", 3))
        assert verdict.kind is VerdictKind.IN_HAND
        assert code_of(teller.scan(second.card("for", 0))) == "card.other_round"
        teller.scan(second.ballot(round=2), second.card("checked"))
        assert teller.done().kind is VerdictKind.COUNTED
    finally:
        teller.stop()
    lane = second.store.refresh().rounds[C, 2].batches["1"].lanes[1]
    assert [sheet.record.marks for sheet in lane.sheets.values()] == ["0+"]


class TestAccounts:
    ROWS: ClassVar = {"c00": Row(9, 1), "c01": Row(2, 1, 7), "c02": Row(0, 0, 10)}

    def unbalanced(self) -> Refusal:
        """What is said of a log with more written names than crosses, as no command writes it."""
        hall = Rehearsal().counting(10)
        totals = RecordTally(
            contest=C, batch="1", rows=self.ROWS, valid=10, invalid=0, write_ins={"白露": 1}
        )
        (counted,) = hall.must(OpenBatch(C, "1", 10), totals)
        written = replace(counted.tally, write_ins={"白露": 5})
        hall.state = evolve(hall.state, replace(counted, tally=written))
        hall.must(CloseBatch(C, "1"), CloseCount(C))
        assert offers(hall.state.current(C)) == ()
        return hall.give(Certify(C))

    @pytest.mark.parametrize(
        ("language", "figures", "cause"),
        [
            ("zh", ("另选票总数 5", "最多 4"), "没有先画不赞成的另选票也记了"),
            ("en", ("write-ins 5", "at most 4"), "write-ins without an against were counted"),
        ],
    )
    def test_a_break_blocks_certification_and_says_which_figures_disagree_and_why(
        self,
        language: str,
        figures: tuple[str, str],
        cause: str,
    ) -> None:
        refused = self.unbalanced()
        assert refused.code == "certify.accounts"
        assert refused.facts["account"] == "write_ins<=seats*against"
        message = say(refused.code, refused.facts, language).message
        assert all(figure in message for figure in figures)
        assert cause in message

    def test_a_name_that_may_not_be_written_in_is_refused_with_the_hand_totals(
        self, tmp_path: Path
    ) -> None:
        hall = CountHall(tmp_path / "hall", contests=[contest_object(eligible=["白露"])])
        totals = RecordTally(
            contest=C, batch="1", rows=self.ROWS, valid=10, invalid=0, write_ins={"白路": 1}
        )
        assert hall.store.execute(totals).code == "tally.not_eligible"
        hall.store.close()

    def test_a_batch_is_counted_anew_with_a_reason_though_the_accounts_balance(
        self, tmp_path: Path
    ) -> None:
        hall = CountHall(tmp_path / "hall")
        totals = RecordTally(
            contest=C, batch="1", rows=self.ROWS, valid=10, invalid=0, write_ins={}
        )
        hall.give(totals, CloseBatch(C, "1"), CloseCount(C))
        assert hall.store.execute(ReopenCount(C, "1", "")).code == "count.reopen_needs_reason"
        hall.give(ReopenCount(C, "1", "另选票漏记"), OpenBatch(C, "1", 10))
        hall.give(replace(totals, write_ins={"白露": 1}), CloseBatch(C, "1"), CloseCount(C))
        hall.give(Certify(C))
        hall.store.close()
        assert verify(hall.store.directory).problems == ()

    def test_status_names_each_identity_as_soon_as_its_figures_are_known(
        self, tmp_path: Path
    ) -> None:
        hall = CountHall(tmp_path / "hall")
        (found,) = status(hall.store.state(), 0, None)["contests"]
        assert [account["code"] for account in found["accounts"]] == [
            "present<=due",
            "issued+remaining=unsealed",
            "issued<=present",
            "returned<=issued",
            "counted<=returned",
        ]
        assert found["accounts"][0]["facts"] == {"due": 10, "absent": 0, "present": 10}
        hall.store.close()
