"""Every fault that a reader survives, on real pseudo-terminals."""

import random
import select
import socket
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from counting.model.refusal import InputError
from hardware.ports import registry
from hardware.ports.transport import PortBusy
from hardware.readers import reader as reader_module
from hardware.readers.codec import DeviceAnswer
from hardware.readers.lines import LineCodec
from hardware.readers.reader import Link, Reader
from hardware.sim.pty import PtyBus
from tests.kit.patience import PATIENCE, patient

LABEL = b"31415926535897932384\r"


def reading(url: str, listener, codec=patient) -> Reader:
    return Reader(f"{url}?profile=acknak", listener.on_frame, listener.on_state, codec)


def test_a_label_sent_byte_by_byte_arrives_whole(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        for byte in LABEL:
            port.write(bytes([byte]))
        listener.wait_frames(1)
    assert listener.texts == ["31415926535897932384"]


def test_glued_labels_arrive_as_two(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        port.write(b"1111\r2222\r")
        listener.wait_frames(2)
    assert listener.texts == ["1111", "2222"]


def test_a_connected_pseudo_terminal_says_that_it_is_simulated(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.device, listener):
        state = listener.wait_link(Link.CONNECTED)
    assert state.simulated
    assert state.port == port.device


def test_the_answer_is_written_after_the_frame_was_dealt_with(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    dealing, dealt = threading.Event(), threading.Event()

    def deal(_) -> DeviceAnswer:
        dealing.set()
        assert dealt.wait(PATIENCE)
        return DeviceAnswer.GOOD

    listener.answer = deal
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL)
        assert dealing.wait(PATIENCE)
        assert port.read() == b""
        dealt.set()
        assert heard(port, 1) == b"\x06"


class Driven(LineCodec):
    """A reader that sends nothing before it is told to: it is driven by the host."""

    def opening(self) -> bytes:
        return b"READ\r"

    def answer(self, answer: DeviceAnswer) -> bytes:
        return f"{answer.value} READ\r".encode()


def test_a_codec_may_speak_first_on_every_connection(bus: PtyBus, listener) -> None:
    port = bus.plug("scanner")
    listener.answer = lambda _: DeviceAnswer.GOOD
    with Reader(port.url, listener.on_frame, listener.on_state, Driven):
        assert heard(port, 5) == b"READ\r"
        port.write(LABEL)
        assert heard(port, 10) == b"good READ\r"
        port = bus.plug("scanner")
        assert heard(port, 5) == b"READ\r"
    assert listener.texts == ["31415926535897932384"]


def heard(port, count: int) -> bytes:
    data = b""
    while len(data) < count:
        assert select.select([port], [], [], PATIENCE)[0], data
        data += port.read()
    return data


def test_half_a_label_then_silence_is_reported_as_partial_and_the_next_is_read(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener, LineCodec):
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL[:7])
        listener.wait_frames(1)
        port.write(LABEL)
        listener.wait_frames(2)
    assert listener.flaws == ["frame.partial"]
    assert listener.texts == ["31415926535897932384"]


def test_unplugged_in_mid_frame_and_replugged_under_another_name(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener) as reader:
        first = listener.wait_link(Link.CONNECTED)
        port.write(b"9999\r" + LABEL[:7])
        listener.wait_frames(1)
        bus.unplug("gun")
        listener.wait_link(Link.LOST)
        port = bus.plug("gun")
        second = listener.wait_link(Link.CONNECTED, epoch=2)
        port.write(LABEL)
        listener.wait(lambda: "31415926535897932384" in listener.texts)
        assert reader.state.link is Link.CONNECTED
    assert listener.texts == ["9999", "31415926535897932384"]
    assert set(listener.flaws) <= {"frame.partial"}
    assert (first.epoch, second.epoch) == (1, 2)


def test_a_replugged_device_has_another_name_and_the_reader_follows_it(
    bus: PtyBus, listener
) -> None:
    before = bus.plug("gun")
    with reading(before.url, listener):
        listener.wait_link(Link.CONNECTED)
        after = bus.plug("gun")
        state = listener.wait_link(Link.CONNECTED, epoch=2)
    assert before.device != after.device
    assert state.port == after.device


def test_a_reader_started_before_its_device_is_plugged_waits_for_it(bus: PtyBus, listener) -> None:
    with reading(bus.url("gun"), listener):
        lost = listener.wait_link(Link.LOST)
        assert lost.reason
        port = bus.plug("gun")
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL)
        listener.wait_frames(1)


def test_three_hundred_replugs_lose_double_and_invent_nothing(
    bus: PtyBus, listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "FIRST_BACKOFF", 0.001)
    rng = random.Random(300)
    port = bus.plug("gun")
    sent = []
    with reading(port.url, listener):
        for cycle in range(300):
            listener.wait_link(Link.CONNECTED, epoch=cycle + 1)
            label = f"{cycle:06d}" * rng.randrange(1, 6)
            port.write(label.encode() + b"\r")
            sent.append(label)
            listener.wait(lambda: len(listener.texts) == len(sent))
            port.write(b"77" * rng.randrange(4))  # unplugged in mid-frame, or between two
            port = bus.plug("gun")
    assert listener.texts == sent
    assert set(listener.flaws) <= {"frame.partial"}


@pytest.mark.parametrize(
    "junk", [b"\x00\x00", "全票".encode("gbk"), b"\xfe\xdc\xba", b"\x1b[2J"], ids=repr
)
def test_garbage_is_refused_and_the_next_label_is_read(bus: PtyBus, listener, junk: bytes) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        port.write(junk + b"\r" + LABEL)
        listener.wait_frames(2)
    assert listener.flaws == ["frame.unprintable"]
    assert listener.texts == ["31415926535897932384"]


def test_a_wrong_line_speed_raises_the_garbage_alarm_until_labels_are_good_again(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        port.write(bytes(random.Random(1).randrange(0x80, 0x100) for _ in range(64)) + b"\r")
        listener.wait(lambda: listener.states[-1].garbled)
        port.write(LABEL * 40)
        listener.wait(lambda: not listener.states[-1].garbled)
    assert [s.garbled for s in listener.states if s.link is Link.CONNECTED] == [False, True, False]


def test_five_thousand_bytes_without_terminator_are_bounded_and_refused_once(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        left = b"7" * 5000 + b"\r" + LABEL
        while left:
            left = left[port.write(left) :]
        listener.wait(lambda: bool(listener.texts))
    assert listener.flaws == ["frame.too_long"]
    assert listener.texts == ["31415926535897932384"]


def test_a_second_reader_on_a_port_is_told_that_it_is_busy_and_takes_over_later(
    bus: PtyBus, listener, another
) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener) as first:
        listener.wait_link(Link.CONNECTED)
        with reading(port.url, another):
            another.wait_link(Link.BUSY)
            port.write(LABEL)
            listener.wait_frames(1)
            assert first.stop()
            another.wait_link(Link.CONNECTED)
            port.write(b"2222\r")
            another.wait_frames(1)
    assert listener.texts == ["31415926535897932384"]
    assert another.texts == ["2222"]


def test_a_second_process_cannot_open_the_port(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        script = (
            "import sys; from hardware.ports import registry, transport\n"
            "try: registry.open_transport(sys.argv[1])\n"
            "except transport.PortBusy: print('busy')"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, port.url],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.stdout == "busy\n", done.stderr


def test_the_port_is_free_again_after_stop(bus: PtyBus, listener) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener) as reader:
        listener.wait_link(Link.CONNECTED)
        with pytest.raises(PortBusy):
            registry.open_transport(port.url)
        assert reader.stop()
    registry.open_transport(port.url).close()
    assert listener.states[-1].link is Link.STOPPED


def test_the_same_label_twice_in_a_row_is_two_frames_for_the_station_to_judge(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL + LABEL)
        listener.wait_frames(2)
    assert len(listener.texts) == 2


def test_labels_that_come_while_the_consumer_is_slow_wait_on_the_line(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")
    released = threading.Event()
    listener.answer = lambda _: released.wait(PATIENCE) and None
    with reading(port.url, listener):
        listener.wait_link(Link.CONNECTED)
        labels = [f"{n:020d}" for n in range(100)]
        for label in labels:
            assert port.write(label.encode() + b"\r") == 21
        listener.wait_frames(1)
        released.set()
        listener.wait_frames(100)
    assert listener.texts == labels


def test_a_slow_consumer_does_not_make_a_waiting_half_of_a_label_partial(
    bus: PtyBus, listener
) -> None:
    gap = 0.2
    port = bus.plug("gun")
    begun, released = threading.Event(), threading.Event()

    def slow(frame) -> None:
        if frame.text == "1111":
            begun.set()
            released.wait(2 * gap)

    listener.answer = slow
    with reading(port.url, listener, lambda profile: LineCodec(replace(profile, idle=gap))):
        listener.wait_link(Link.CONNECTED)
        port.write(b"1111\r22")
        assert begun.wait(PATIENCE)
        port.write(b"33\r")
        listener.wait_frames(2)
    assert listener.texts == ["1111", "2233"]


def test_an_answer_that_finds_the_device_unplugged_is_a_loss_and_not_a_crash(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")

    def unplug_first(_) -> DeviceAnswer:
        bus.unplug("gun")
        return DeviceAnswer.GOOD

    listener.answer = unplug_first
    with reading(port.url, listener) as reader:
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL)
        listener.wait_link(Link.LOST)
        bus.plug("gun")
        listener.wait_link(Link.CONNECTED, epoch=2)
        assert reader.failure is None


def test_a_bug_in_the_consumer_is_told_and_does_not_kill_the_thread_unheard(
    bus: PtyBus, listener
) -> None:
    port = bus.plug("gun")

    def bug(_) -> DeviceAnswer:
        raise LookupError("sheet 37")

    listener.answer = bug
    with reading(port.url, listener) as reader:
        listener.wait_link(Link.CONNECTED)
        port.write(LABEL)
        failed = listener.wait_link(Link.FAILED)
    assert "sheet 37" in failed.reason
    assert isinstance(reader.failure, LookupError)


@pytest.mark.parametrize("plugged", [True, False])
def test_a_reader_stops_whatever_it_waits_for(bus: PtyBus, listener, plugged: bool) -> None:
    if plugged:
        bus.plug("gun")
    with reading(bus.url("gun"), listener) as reader:
        listener.wait_link(Link.CONNECTED if plugged else Link.LOST)
        assert reader.stop()


def test_a_line_behind_a_socket_is_read_answered_and_reconnected(listener) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE)
    listener.answer = lambda _: DeviceAnswer.GOOD
    with reading(f"socket://127.0.0.1:{server.getsockname()[1]}", listener) as reader:
        for epoch in (1, 2):
            line, _ = server.accept()
            listener.wait_link(Link.CONNECTED, epoch)
            line.sendall(LABEL)
            assert line.recv(1) == b"\x06"
            line.close()
        assert reader.stop()
    server.close()
    assert len(listener.texts) == 2


def test_a_recorded_session_is_replayed(tmp_path, listener) -> None:
    recording = tmp_path / "hall.raw"
    recording.write_bytes(b"1111\r\x00\r2222\r33")
    with reading(f"replay://{recording}", listener, LineCodec):
        listener.wait_frames(4)
    assert listener.texts == ["1111", "2222"]
    assert listener.flaws == ["frame.unprintable", "frame.partial"]
    assert listener.states[1].simulated


def test_an_identity_that_is_not_plugged_is_lost_and_stops_cleanly(listener) -> None:
    with reading("serial+id://ffff:fffe:nobody", listener) as reader:
        lost = listener.wait_link(Link.LOST)
        assert reader.stop()
    assert "No such device" in lost.reason


def test_a_reader_with_a_bad_url_or_profile_is_refused_before_any_thread(listener) -> None:
    for url, code in [
        ("nonsense", "reader.bad_address"),
        ("/dev/ttyUSB0?profile=laser9000", "reader.unknown_profile"),
    ]:
        with pytest.raises(InputError) as refused:
            Reader(url, listener.on_frame, listener.on_state)
        assert refused.value.problems[0].code == code
