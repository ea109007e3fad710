"""A counting station on a real pseudo-terminal and a real store."""

import select
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from counting.codes import ballots as ballot_code
from counting.model.election import Mode
from counting.model.refusal import Refusal
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.recounts import WithdrawBatch
from counting.store import Store
from hardware.readers.reader import Link
from hardware.sim.pty import PtyBus
from kiosk.running.opening import open_station
from kiosk.stations.station import Station, StationSettings
from kiosk.stations.verdict import VerdictKind
from tests.kit.congress import congress, contest_object
from tests.kit.patience import PATIENCE
from tests.kit.stations import ACK, CAN, NAK, CountHall, Teller, code_of


def test_a_sheet_is_counted_at_done_and_not_before(hall: CountHall, teller: Teller) -> None:
    assert teller.scan(hall.ballot()).kind is VerdictKind.IN_HAND
    assert teller.station.status().in_hand
    assert hall.records() == []
    verdict = teller.done()
    assert verdict.kind is VerdictKind.COUNTED
    status = teller.station.status()
    assert (status.batch_counted, status.batch_size) == (1, 10)
    assert hall.records() == ["000"]


def test_cards_make_the_exceptions_of_one_sheet(hall: CountHall, teller: Teller) -> None:
    teller.sheet(hall.card("for", 0), hall.card("against", 2))
    teller.sheet()
    assert hall.records() == ["+0-", "000"]


def test_the_tone_comes_after_the_commit(hall: CountHall, bus: PtyBus) -> None:
    """At the moment the good answer is on the line the sheet is on the disk."""
    teller = Teller(hall, bus)
    seen: list[int] = []
    answered = threading.Event()

    def listen() -> None:
        heard = b""
        while heard.count(ACK) < 2 and select.select([teller.port], [], [], PATIENCE)[0]:
            heard += teller.port.read()
        with_ = Store.open(hall.store.directory)
        seen.append(len(with_.state().rounds["committee", 1].batches["1"].lanes[1].sheets))
        with_.close()
        answered.set()

    ear = threading.Thread(target=listen)
    ear.start()
    teller.sheet()
    assert answered.wait(PATIENCE)
    ear.join()
    teller.stop()
    assert seen == [1]


def test_a_doubtful_sheet_gets_a_numbered_sleeve(hall: CountHall, teller: Teller) -> None:
    verdict = teller.sheet(hall.card("doubtful"))
    assert verdict.kind is VerdictKind.PERSON
    assert verdict.reason == Refusal("sheet.doubtful")
    second = teller.sheet(hall.card("write_in")).sleeve
    assert {verdict.sleeve, second} <= set(range(1, 100))
    assert verdict.sleeve != second


def test_undo_takes_back_what_this_station_counted_last(hall: CountHall, teller: Teller) -> None:
    teller.sheet(hall.card("for", 0))
    teller.sheet(hall.card("for", 1))
    assert teller.scan(hall.card("undo")).kind is VerdictKind.UNDONE
    assert hall.records() == ["+00"]


def test_undo_with_nothing_counted_is_refused(hall: CountHall, teller: Teller) -> None:
    assert code_of(teller.scan(hall.card("undo"))) == "undo.nothing"


def test_a_station_that_comes_back_can_still_undo_its_last_sheet(
    hall: CountHall, bus: PtyBus
) -> None:
    first = Teller(hall, bus)
    first.sheet()
    first.stop()
    second = Teller(hall, bus)
    assert second.scan(hall.card("undo")).kind is VerdictKind.UNDONE
    second.stop()
    assert hall.records() == []


@pytest.mark.parametrize(
    ("label", "code"),
    [
        (lambda h: "6901234567892", "ballot.unreadable"),
        (lambda h: h.ballot()[:-1] + "0123456789"[int(h.ballot()[-1]) - 1], "ballot.unreadable"),
        (lambda h: h.ballot(purpose="specimen"), "ballot.specimen"),
        (lambda h: h.ballot(purpose="test_deck"), "ballot.test_deck"),
        (lambda h: h.ballot(mode=Mode.OFFICIAL), "ballot.other_mode"),
        (lambda h: h.ballot(definition_tag=(h.tag + 1) % 10_000), "ballot.other_congress"),
        (lambda h: h.ballot(contest=1), "ballot.other_contest"),
        (lambda h: h.ballot(round=2), "ballot.other_round"),
        (lambda h: h.ballot(token=1), "ballot.other_identification"),
        (lambda h: h.card("for", 0, contest=1), "card.other_contest"),
        (lambda h: h.card("for", 17), "card.unknown_row"),
        (lambda h: h.card("done"), "sheet.none_in_hand"),
        (lambda h: h.header("9"), "batch.not_open"),
    ],
)
def test_a_refused_label_is_told_journalled_and_not_counted(
    tmp_path: Path, bus: PtyBus, label: Callable[[CountHall], str], code: str
) -> None:
    contests = [contest_object(), contest_object(id="discipline", title="纪委委员选举")]
    hall = CountHall(tmp_path / "hall", contests=contests)
    teller = Teller(hall, bus)
    try:
        assert code_of(teller.scan(label(hall))) == code
        assert hall.lane().refusals == {code: 1}
        assert hall.records() == []
        assert teller.sheet().kind is VerdictKind.COUNTED
    finally:
        teller.stop()
        hall.store.close()


def test_a_foreign_key_is_refused(hall: CountHall, teller: Teller) -> None:
    ours = ballot_code.decode(hall.ballot(), hall.store.ballot_key)
    assert not isinstance(ours, Refusal)
    assert code_of(teller.scan(ballot_code.encode(ours, b"another"))) == "ballot.foreign"


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [
        (b"\x00\x01\r", "frame.unprintable"),
        ("选票".encode("gbk") + b"\r", "frame.unprintable"),
        (b"7" * 300 + b"\r", "frame.too_long"),
        (b"NR\r", "frame.no_read"),
        (b"123456", "frame.partial"),
    ],
)
def test_a_flawed_frame_holds_the_sheet_in_hand_and_leaves_its_marks(
    hall: CountHall, teller: Teller, bytes_: bytes, code: str
) -> None:
    teller.scan(hall.ballot(), hall.card("for", 0))
    assert code_of(teller.raw(bytes_)) == code
    assert code_of(teller.done()) == "sheet.held"
    assert hall.records() == []
    teller.scan(hall.ballot(), hall.card("checked"), hall.card("done"))
    assert hall.records() == ["+00"]
    assert hall.lane().refusals == {code: 1, "sheet.held": 1}


class TestTheScreen:
    """What a page shows: the refusal stays until it is dealt with, rows stand by name."""

    def test_rows_stand_by_name_as_they_will_count_exceptions_first(
        self, hall: CountHall, teller: Teller
    ) -> None:
        teller.scan(hall.ballot(), hall.card("against", 2))
        rows = teller.station.status().rows
        names = [c.name for c in hall.store.state().rounds["committee", 1].contest.candidates]
        assert [(row.name, row.mark, row.exception) for row in rows] == [
            (names[2], "against", True),
            (names[0], "abstain", False),
            (names[1], "abstain", False),
        ]

    def test_a_hold_stays_on_screen_whatever_is_scanned_until_the_sheet_is_checked(
        self, hall: CountHall, teller: Teller
    ) -> None:
        teller.scan(hall.ballot())
        teller.raw(b"NR\r")
        for card in ("for", "against"):
            teller.scan(hall.card(card, 1))
            status = teller.station.status()
            assert (status.screen and status.screen.reason) == status.hold
            assert status.hold
            assert status.hold.code == "frame.no_read"
        teller.scan(hall.ballot())
        assert teller.station.status().label_seen
        teller.scan(hall.card("checked"))
        assert teller.station.status().hold is None
        teller.done()
        assert hall.records() == ["0-0"]

    def test_a_refused_ballot_is_not_overwritten_by_its_cards(
        self, hall: CountHall, teller: Teller
    ) -> None:
        assert code_of(teller.scan("123")) == "ballot.unreadable"
        refused = teller.station.status().screen
        assert code_of(teller.scan(hall.card("for", 0))) == "sheet.none_in_hand"
        assert teller.station.status().screen == refused
        teller.scan(hall.ballot())
        shown = teller.station.status().screen
        assert shown
        assert shown.kind is VerdictKind.IN_HAND

    def test_it_says_why_no_sheet_can_be_read(self, hall: CountHall, teller: Teller) -> None:
        assert teller.station.status().blocked is None
        hall.give(WithdrawBatch("committee", "1", "是另一项选举的票"))
        blocked = teller.station.status().blocked
        assert blocked
        assert blocked.code == "station.no_open_batch"


def test_a_token_counts_once_and_the_second_time_is_told_before_its_cards(
    token_teller: Teller,
) -> None:
    hall = token_teller.hall
    assert token_teller.sheet(token=1).kind is VerdictKind.COUNTED
    assert code_of(token_teller.scan(hall.ballot(token=1))) == "ballot.already_counted"
    assert not token_teller.station.status().in_hand
    assert token_teller.sheet(token=2).kind is VerdictKind.COUNTED
    assert len(hall.records()) == 2
    assert hall.lane().refusals == {"ballot.already_counted": 1}


def test_the_three_answers_are_three_different_bytes(token_teller: Teller) -> None:
    hall = token_teller.hall

    def answer(label: str) -> bytes:
        token_teller.port.read()
        token_teller.scan(label)
        data = b""
        while not data:
            data = token_teller.port.read()
        return data

    assert answer(hall.ballot(token=1)) == ACK
    assert answer(hall.card("done")) == ACK
    assert answer(hall.ballot(token=1)) == CAN
    assert answer("6901234567892") == NAK


def test_a_label_sent_again_after_a_lost_answer_does_nothing_twice(
    hall: CountHall, teller: Teller
) -> None:
    teller.sheet()
    assert teller.done().kind is VerdictKind.REPEATED
    assert hall.records() == ["000"]
    teller.scan(hall.card("undo"))
    assert teller.scan(hall.card("undo")).kind is VerdictKind.REPEATED
    assert hall.lane().refusals == {}


def test_an_unplugged_reader_is_seen_and_the_sheet_in_hand_survives(
    hall: CountHall, bus: PtyBus
) -> None:
    teller = Teller(hall, bus)
    teller.scan(hall.ballot(), hall.card("for", 0))
    bus.unplug("gun")
    teller.wait(lambda: teller.station.status().link is Link.LOST)
    assert not teller.station.status().connected
    teller.port = bus.plug("gun")
    teller.wait(lambda: teller.station.status().connected)
    teller.done()
    teller.stop()
    assert hall.records() == ["+00"]


def test_a_simulated_reader_is_marked_in_everything_it_makes(
    hall: CountHall, teller: Teller
) -> None:
    teller.sheet()
    assert teller.station.status().simulated
    assert hall.lane().simulated
    (sheet,) = hall.lane().sheets.values()
    assert sheet.reader == "simulated:gun"


@pytest.mark.parametrize("form", ["{device}", "serial://{device}", "sim://{device}"])
def test_an_official_congress_refuses_a_simulated_port(
    tmp_path: Path, bus: PtyBus, form: str
) -> None:
    store = Store.create(tmp_path / "official")
    made, _ = congress(mode="official")
    for command in (DefineCongress(made), SealCongress(("all",))):
        assert not isinstance(store.execute(command), Refusal)
    settings = StationSettings(
        contest="committee", reader=form.format(device=bus.plug("gun").device)
    )
    answer = open_station(store, settings, "me", lambda: None)
    store.close()
    assert isinstance(answer, Refusal)
    assert answer.code == "station.simulated_port"


def test_an_official_congress_refuses_a_port_that_turns_out_simulated(
    tmp_path: Path, bus: PtyBus
) -> None:
    hall = CountHall.__new__(CountHall)
    hall.store = Store.create(tmp_path / "official")
    made, _ = congress(mode="official")
    hall.give(DefineCongress(made), SealCongress(("all",)))
    settings = StationSettings(contest="committee", reader=f"serial://{tmp_path / 'bus' / 'gun'}")
    station = open_station(hall.store, settings, "me", lambda: None)
    assert isinstance(station, Station)
    port = bus.plug("gun")
    told = threading.Event()
    station._on_change = told.set
    station.start()
    while not station.status().connected:
        assert told.wait(PATIENCE)
        told.clear()
    port.write(hall.ballot(mode=Mode.OFFICIAL).encode() + b"\r")
    while not (verdict := station.status().last):
        assert told.wait(PATIENCE)
        told.clear()
    station.stop()
    hall.store.close()
    assert code_of(verdict) == "station.simulated_port"


def test_an_unknown_contest_has_no_station(hall: CountHall, bus: PtyBus) -> None:
    settings = StationSettings(contest="nobody", reader=bus.plug("gun").url)
    answer = open_station(hall.store, settings, "me", lambda: None)
    assert isinstance(answer, Refusal)
    assert answer.code == "contest.unknown"


def test_the_page_shows_the_last_five_and_the_counts(hall: CountHall, teller: Teller) -> None:
    for _ in range(6):
        teller.sheet()
    teller.scan("6901234567892")
    status = teller.station.status()
    assert [v.kind for v in status.verdicts] == ["refused", *["counted"] * 4]
    assert (status.batch_counted, status.batch_size, status.contest_counted) == (6, 10, 6)
    assert status.returned == 10


def test_the_keys_of_the_page_do_what_the_cards_do(hall: CountHall, teller: Teller) -> None:
    teller.scan(hall.ballot())
    assert teller.station.press("doubtful").kind is VerdictKind.IN_HAND
    assert teller.station.press("done").kind is VerdictKind.PERSON
    assert teller.station.press("undo").kind is VerdictKind.UNDONE
    assert hall.records() == []


def test_a_station_that_stops_counts_nothing_that_was_only_in_hand(
    hall: CountHall, bus: PtyBus
) -> None:
    teller = Teller(hall, bus)
    teller.scan(hall.ballot(), hall.card("for", 0))
    teller.stop()
    assert hall.records() == []


def test_after_a_restart_it_says_what_is_counted_and_what_the_last_sheet_was(
    hall: CountHall, bus: PtyBus
) -> None:
    first = Teller(hall, bus)
    first.sheet()
    sleeve = first.sheet(hall.card("doubtful")).sleeve
    first.stop()
    again = Teller(hall, bus)
    status = again.station.status()
    assert (status.batch, status.batch_counted) == ("1", 2)
    before = status.before_start
    assert before
    assert (before.kind, before.sleeve) == (VerdictKind.PERSON, sleeve)
    again.sheet()
    assert again.station.status().before_start is None
    again.stop()
