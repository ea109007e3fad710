"""Batches, passes and leases, as counting stations meet them."""

import subprocess
import sys
from pathlib import Path

from counting.model.refusal import Refusal
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.recounts import CorrectBatchSize
from counting.store import Store
from hardware.sim.pty import PtyBus
from kiosk.stations.verdict import VerdictKind
from tests.kit.congress import contest_object
from tests.kit.patience import PATIENCE
from tests.kit.stations import CountHall, Teller, code_of


def test_a_full_batch_refuses_the_next_ballot_before_its_cards(tmp_path: Path, bus: PtyBus) -> None:
    hall = CountHall(tmp_path / "hall", size=1)
    teller = Teller(hall, bus)
    teller.sheet()
    assert code_of(teller.scan(hall.ballot())) == "batch.full"
    hall.give(CorrectBatchSize("committee", "1", 2, "数错"))
    assert teller.scan(hall.header("1"), hall.ballot()).kind is VerdictKind.IN_HAND
    teller.stop()
    hall.store.close()


def test_end_batch_closes_it_and_refuses_a_short_one_with_both_numbers(
    tmp_path: Path, bus: PtyBus
) -> None:
    hall = CountHall(tmp_path / "hall", size=2)
    teller = Teller(hall, bus)
    teller.sheet()
    verdict = teller.scan(hall.card("end_batch"))
    assert code_of(verdict) == "batch.short"
    assert verdict.reason is not None
    assert (verdict.reason.facts["read"], verdict.reason.facts["size"]) == (1, 2)
    teller.sheet()
    assert teller.scan(hall.card("end_batch")).kind is VerdictKind.BATCH_CLOSED
    assert not hall.lane().open
    assert code_of(teller.scan(hall.ballot())) == "station.no_open_batch"
    hall.give(OpenBatch("committee", "2", 2))
    assert teller.scan(hall.header("2"), hall.ballot()).kind is VerdictKind.IN_HAND
    assert teller.station.status().batch_size == 2
    teller.stop()
    hall.store.close()


def test_a_scanned_header_switches_the_batch(tmp_path: Path, bus: PtyBus) -> None:
    hall = CountHall(tmp_path / "hall", size=3)
    hall.give(OpenBatch("committee", "2", 3))
    teller = Teller(hall, bus)
    assert code_of(teller.scan(hall.ballot())) == "station.several_open_batches"
    assert teller.scan(hall.header("2")).kind is VerdictKind.SWITCHED
    teller.sheet()
    assert teller.station.status().batch == "2"
    assert (len(hall.lane("1").sheets), len(hall.lane("2").sheets)) == (0, 1)
    teller.stop()
    hall.store.close()


def test_a_batch_and_pass_are_leased_to_one_station(hall: CountHall, bus: PtyBus) -> None:
    first, second = Teller(hall, bus, "gun-1"), Teller(hall, bus, "gun-2")
    first.scan(hall.ballot())
    assert code_of(second.scan(hall.ballot())) == "station.batch_taken"
    first.stop()
    assert second.scan(hall.header("1"), hall.ballot()).kind is VerdictKind.IN_HAND
    second.stop()


def test_a_station_of_another_pass_does_not_count_into_this_one(
    hall: CountHall, bus: PtyBus
) -> None:
    teller = Teller(hall, bus, batch="1", pass_number=2)
    assert code_of(teller.scan(hall.ballot())) == "station.other_pass"
    teller.stop()
    assert hall.records() == []


def test_two_passes_over_a_batch_by_two_stations_agree(tmp_path: Path, bus: PtyBus) -> None:
    hall = CountHall(tmp_path / "hall", size=2, contests=[contest_object(passes=2)])
    first = Teller(hall, bus, "gun-1", batch="1", pass_number=1)
    first.sheet(hall.card("for", 0))
    first.sheet()
    hall.give(CloseBatch("committee", "1"), OpenBatch("committee", "1", 2, 2))
    second = Teller(hall, bus, "gun-2", batch="1", pass_number=2)
    second.sheet()
    second.sheet(hall.card("for", 0))
    assert second.scan(hall.card("end_batch")).kind is VerdictKind.BATCH_CLOSED
    batch = hall.store.state().rounds["committee", 1].batches["1"]
    assert batch.differences == ()
    assert set(batch.lanes) == {1, 2}
    first.stop()
    second.stop()
    hall.store.close()


def test_the_second_pass_takes_a_sheet_in_its_sleeve_by_the_sleeves_code(
    tmp_path: Path, bus: PtyBus
) -> None:
    hall = CountHall(tmp_path / "hall", size=2, contests=[contest_object(passes=2)])
    first = Teller(hall, bus, "gun-1", batch="1", pass_number=1)
    number = first.sheet(hall.card("doubtful")).sleeve
    assert number is not None
    first.sheet()
    assert code_of(first.scan(hall.sleeve(number))) == "sleeve.first_pass"
    hall.give(CloseBatch("committee", "1"), OpenBatch("committee", "1", 2, 2))
    second = Teller(hall, bus, "gun-2", batch="1", pass_number=2)
    assert code_of(second.scan(hall.sleeve(number % 99 + 1))) == "sleeve.unknown"
    assert code_of(second.scan(hall.sleeve(number, 2))) == "sleeve.other_round"
    second.scan(hall.ballot())
    assert code_of(second.scan(hall.sleeve(number))) == "sheet.in_hand", "done comes first"
    second.scan(hall.card("undo"))
    verdict = second.scan(hall.sleeve(number))
    assert (verdict.kind, verdict.sleeve) == (VerdictKind.PERSON, number)
    assert second.scan(hall.card("undo")).kind is VerdictKind.UNDONE
    assert second.scan(hall.sleeve(number)).kind is VerdictKind.PERSON
    second.sheet()
    assert code_of(second.scan(hall.sleeve(number))) == "sleeve.already_met"
    assert second.scan(hall.card("end_batch")).kind is VerdictKind.BATCH_CLOSED
    assert hall.store.state().rounds["committee", 1].batches["1"].differences == ()
    first.stop()
    second.stop()
    hall.store.close()


def test_a_station_killed_outright_does_not_keep_its_batch_from_the_next(
    hall: CountHall, bus: PtyBus
) -> None:
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait(PATIENCE)
    assert hall.store.lease(("committee", 1, "1", 1), f"{killed.pid}-gone/gun") is None
    teller = Teller(hall, bus)
    assert teller.sheet().kind is VerdictKind.COUNTED
    teller.stop()


def test_a_batch_opened_by_another_process_is_found(tmp_path: Path, bus: PtyBus) -> None:
    hall = CountHall(tmp_path / "hall", size=None)
    teller = Teller(hall, bus)
    assert code_of(teller.scan(hall.ballot())) == "station.no_open_batch"
    other = Store.open(hall.store.directory)
    assert not isinstance(other.execute(OpenBatch("committee", "1", 10)), Refusal)
    assert teller.scan(hall.card("undo")).kind is VerdictKind.REFUSED
    assert teller.sheet().kind is VerdictKind.COUNTED
    other.close()
    teller.stop()
    hall.store.close()
