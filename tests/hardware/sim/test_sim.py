"""The simulators are tested too: what they promise about pace and answers is what tests rely on."""

import itertools
import random
import threading

import pytest

from hardware.readers.codec import DeviceAnswer
from hardware.readers.lines import LineCodec
from hardware.readers.profiles import load
from hardware.readers.reader import Link, Reader
from hardware.sim.lines import LinePlayer
from hardware.sim.pty import PtyBus
from hardware.sim.scanner import Pace, SimulatedScanner
from tests.kit.hearing import Handshake, HearingScanner
from tests.kit.line_faults import FAULTS
from tests.kit.patience import PATIENCE, patient
from tests.kit.tcp_lines import TcpPort

ACKNAK = load("acknak")
PATIENT = Handshake(waits=True, patience=PATIENCE)


def spoken(
    scanner: SimulatedScanner, seconds: float, step: float = 0.0001
) -> list[tuple[float, bytes]]:
    """What a scanner says in so many seconds of a clock that only this test moves."""
    scanner.start(0.0)
    said = []
    for tick in range(int(seconds / step)):
        now = tick * step
        data = scanner.take(now)
        if data:
            said.append((now, data))
            scanner.took(len(data), now)
    return said


def test_a_9600_baud_line_carries_960_bytes_a_second_one_by_one() -> None:
    said = spoken(SimulatedScanner(itertools.repeat("12345678901")), 1.0)
    assert {len(data) for _, data in said} == {1}
    assert sum(len(data) for _, data in said) == pytest.approx(960, abs=2)
    gaps = [b[0] - a[0] for a, b in itertools.pairwise(said)]
    assert max(gaps) <= 1 / 960 + 0.0002


def test_a_burst_leaves_when_its_last_byte_is_due() -> None:
    said = spoken(SimulatedScanner(["1234567"], pace=Pace(burst=4)), 0.1)
    assert [data for _, data in said] == [b"1234", b"567\r"]
    assert said[0][0] == pytest.approx(4 / 960, abs=0.0002)
    assert said[1][0] == pytest.approx(8 / 960, abs=0.0002)


def test_a_gap_and_its_jitter_stand_between_frames_and_the_seed_repeats_them() -> None:
    def times(seed: int) -> list[float]:
        pace = Pace(burst=64, gap=0.1, jitter=0.05)
        return [at for at, _ in spoken(SimulatedScanner(["11"] * 5, pace=pace, seed=seed), 1.0)]

    gaps = [b - a for a, b in itertools.pairwise(times(1))]
    assert all(0.1 < gap < 0.155 for gap in gaps)
    assert times(1) == times(1) != times(2)


def test_a_waiting_scanner_sends_a_refused_label_three_times_and_then_drops_it() -> None:
    scanner = HearingScanner(
        ["11", "22"], pace=Pace(rate=None), handshake=Handshake(waits=True), profile=ACKNAK
    )
    scanner.start(0.0)
    said = []
    for now in range(4):
        data = scanner.take(float(now))
        said.append(data)
        scanner.took(len(data), float(now))
        scanner.hear(b"\x15" if now < 3 else b"\x06", float(now))
    assert said == [b"11\r", b"11\r", b"11\r", b"22\r"]
    assert (scanner.heard.resent, scanner.heard.dropped) == (2, 1)
    assert scanner.finished.is_set()


def test_a_waiting_scanner_that_hears_nothing_sends_again_after_its_patience() -> None:
    scanner = HearingScanner(
        ["11"], pace=Pace(rate=None), handshake=Handshake(waits=True, patience=2.0), profile=ACKNAK
    )
    scanner.start(0.0)
    scanner.took(len(scanner.take(0.0)), 0.0)
    assert scanner.due() == 2.0
    assert scanner.take(1.9) == b""
    assert scanner.take(2.0) == b""
    assert scanner.take(2.0) == b"11\r"
    assert scanner.heard.resent == 1


def test_latency_runs_from_the_last_byte_to_the_answer() -> None:
    scanner = HearingScanner(["11"], pace=Pace(rate=None), profile=ACKNAK)
    scanner.start(0.0)
    scanner.took(len(scanner.take(1.0)), 1.0)
    assert scanner.unanswered == 1
    scanner.hear(b"\x06", 1.25)
    assert scanner.heard.latencies == [0.25]
    assert scanner.heard.answers == {DeviceAnswer.GOOD: 1}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_leaves_the_label_readable_in_the_end(name: str) -> None:
    codec = LineCodec(load("plain"))
    frames = []
    for piece in FAULTS[name](b"1234567890\r", random.Random(7)):
        frames += codec.feed(piece.data)
        if piece.pause > 0.5:
            last = codec.silent(piece.pause)
            frames += [last] if last else []
    assert [f.text for f in frames if f.flaw is None] == ["1234567890"] * (1 + (name == "twice"))
    assert any(f.flaw for f in frames) == (name != "twice")


def test_sixteen_scanners_on_one_thread_reach_sixteen_readers(bus: PtyBus) -> None:
    labels = {n: [f"{n:02d}{k:010d}" for k in range(30)] for n in range(16)}
    got: dict[int, list[str]] = {n: [] for n in range(16)}
    up = threading.Semaphore(0)

    def reader(n: int, url: str) -> Reader:
        def on_frame(frame) -> DeviceAnswer:
            got[n].append(frame.text)
            return DeviceAnswer.GOOD

        def on_state(state) -> None:
            if state.link is Link.CONNECTED:
                up.release()

        return Reader(f"{url}?profile=acknak", on_frame, on_state, patient).start()

    ports = {n: bus.plug(f"gun-{n}") for n in labels}
    readers = [reader(n, port.url) for n, port in ports.items()]
    for _ in readers:
        assert up.acquire(timeout=PATIENCE)
    with LinePlayer(tick=0.002) as player:
        scanners = [
            player.play(ports[n], HearingScanner(labels[n], profile=ACKNAK, pace=Pace(burst=8)))
            for n in labels
        ]
        assert all(scanner.finished.wait(PATIENCE) for scanner in scanners)
    assert all(reader.stop() for reader in readers)
    assert got == labels
    assert all(scanner.heard.answers == {DeviceAnswer.GOOD: 30} for scanner in scanners)
    assert all(scanner.heard.unexpected == 0 for scanner in scanners)


def test_an_unpaced_scanner_waits_for_a_full_line_and_loses_nothing(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    labels = [f"{n:040d}" for n in range(3000)]
    with Reader(port.url, listener.on_frame, listener.on_state, patient), LinePlayer() as player:
        listener.wait_link(Link.CONNECTED)
        player.play(port, SimulatedScanner(labels, pace=Pace(rate=None)))
        listener.wait_frames(3000)
    assert listener.texts == labels


def test_a_simulated_line_over_tcp_serves_the_same_scanner(listener) -> None:
    port = TcpPort()
    listener.answer = lambda _: DeviceAnswer.GOOD
    url = f"{port.url}?profile=acknak"
    with Reader(url, listener.on_frame, listener.on_state, patient), LinePlayer() as player:
        scanner = player.play(port, HearingScanner(["11", "22"], profile=ACKNAK, handshake=PATIENT))
        assert scanner.finished.wait(PATIENCE)
    port.close()
    assert listener.texts == ["11", "22"]
    assert scanner.heard.dropped == 0
