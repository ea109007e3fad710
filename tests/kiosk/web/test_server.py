"""The server: streams, polling, silence, floods, slow connections, and how it ends."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import httpx
import pytest

from kiosk.web.server import asgi as server
from kiosk.web.server import stream
from kiosk.web.server.asgi import served
from tests.kit.patience import PATIENCE, eventually
from tests.kit.web_pages import Showcase, counting, sealed

get = partial(httpx.get, timeout=PATIENCE)
ROOT = Path(__file__).parents[3]
STATE = sealed()
TELL = """
import sys
from kiosk.web.server.asgi import serve
from tests.kit.web_pages import Showcase, sealed
serve({"": Showcase(sealed())}, "127.0.0.1", 0, lambda host, port: print(port, flush=True))
"""


@pytest.fixture
def room() -> Showcase:
    hall = Showcase(STATE)
    hall.show(counting(STATE, "committee", 298, 100))
    return hall


@pytest.fixture
def address(room: Showcase) -> Iterator[str]:
    with served({"": room}) as url:
        yield url


def messages(answer: httpx.Response) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Events of a stream as (id, kind, data)."""
    found = {"id": "", "event": "message", "data": ""}
    for line in answer.iter_lines():
        if line:
            key, _, value = line.partition(": ")
            found[key] = value
        elif found["data"]:
            yield found["id"], found["event"], json.loads(found["data"])
            found = {"id": "", "event": "message", "data": ""}


def test_a_stream_begins_with_the_latest_state_and_follows_changes(
    room: Showcase, address: str
) -> None:
    with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        events = messages(answer)
        assert next(events)[2]["figures"]["committee"]["counted"] == 100  # type: ignore[index]
        room.show(counting(STATE, "committee", 298, 101))
        later = next(data for _, kind, data in events if kind == "message")
        assert later["figures"]["committee"]["counted"] == 101  # type: ignore[index]


def test_a_page_that_has_seen_the_state_gets_only_a_beat(room: Showcase, address: str) -> None:
    with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as answer:
        name, kind, _ = next(messages(answer))
    assert kind == "message"
    with httpx.stream(
        "GET", f"{address}/events", headers={"Last-Event-ID": name}, timeout=PATIENCE
    ) as answer:
        assert next(messages(answer))[1] == "beat"


def test_an_idle_stream_beats_more_often_than_pages_wait(address: str) -> None:
    with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as answer:
        events = messages(answer)
        assert any(kind == "beat" for _, kind, _ in events)
    script = ROOT.joinpath("kiosk/web/static/live.js").read_text(encoding="utf-8")
    waits = re.search(r"const LOST_AFTER = (\d+);", script)
    assert waits
    assert int(waits[1]) > stream.HEARTBEAT * 1000


def test_polling_gets_the_same_state_without_flask(address: str) -> None:
    state = get(f"{address}/live.json").json()
    assert state["figures"]["committee"]["counted"] == 100
    assert "display/committee" in state["marks"]


def test_the_state_tells_no_name_and_no_sheet(address: str) -> None:
    text = get(f"{address}/live.json").text
    names = {c.name for c in STATE.congress.contests[0].candidates}  # type: ignore[union-attr]
    assert not any(name in text for name in names)


def test_one_stream_too_many_is_politely_sent_to_poll(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STREAMS", 1)
    with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as first:
        held = messages(first)  # a stream is closed when its reader is given up
        next(held)
        with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as refused:
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
        assert next(held)


def test_a_stream_whose_page_has_gone_is_freed(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STREAMS", 1)

    def admitted() -> bool:
        with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as answer:
            return answer.status_code == 200 and bool(next(messages(answer)))

    for _ in range(3):
        eventually(admitted)


class _BrokenRoom(Showcase):
    """A hall whose state can no longer be read."""

    broken = False

    def agenda(self):  # type: ignore[no-untyped-def]
        if self.broken:
            raise RuntimeError("the disk has gone")
        return super().agenda()


def test_when_the_state_cannot_be_read_the_stream_falls_silent_instead_of_lying() -> None:
    room = _BrokenRoom(STATE)
    with served({"": room}) as address:
        with httpx.stream("GET", f"{address}/events", timeout=3) as answer:
            events = messages(answer)
            next(events)
            room.broken = True
            room.show()
            with pytest.raises(httpx.ReadTimeout):
                for _ in events:
                    pass
        assert get(f"{address}/live.json").status_code == 503
        room.broken = False
        room.show()
        with httpx.stream("GET", f"{address}/events", timeout=PATIENCE) as answer:
            assert next(messages(answer))


def test_slow_headers_are_cut_off_and_others_served(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_DEADLINE", 0.4)
    port = int(address.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert get(f"{address}/agenda").status_code == 200
        with suppress(ConnectionResetError):  # as good an end
            assert slow.recv(100) == b""


def test_a_mute_connection_is_cut_off(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_DEADLINE", 0.3)
    port = int(address.rpartition(":")[2])
    mute = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    with closing(mute), suppress(ConnectionResetError):
        assert mute.recv(100) == b""


def test_a_kept_connection_serves_many_requests(address: str) -> None:
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        assert [client.get("/agenda").status_code for _ in range(20)] == [200] * 20


def test_too_many_pages_at_once_get_our_busy_page(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PAGES_AT_ONCE", 0)
    answer = get(f"{address}/")
    assert answer.status_code == 503
    assert "同时访问的人太多" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_two_congresses_hang_below_their_prefixes() -> None:
    halls = {"/county": Showcase(STATE), "/township": Showcase(sealed("township"))}
    with served(halls) as address:
        assert "/county/display" in get(address).text
        for prefix in halls:
            page = get(f"{address}{prefix}/display").text
            assert f'data-events="{prefix}/events"' in page
            assert f'href="{prefix}/fonts/' in page
            assert get(f"{address}{prefix}/live.json").status_code == 200
        assert get(f"{address}/live.json").status_code == 404


def test_fonts_are_made_once_and_rare_characters_on_demand(address: str) -> None:
    page = get(f"{address}/agenda").text
    css_path = page.partition('href="/fonts/')[2].partition('"')[0]
    css = get(f"{address}/fonts/{css_path}")
    assert "U+4E00" in css.text
    key = css_path.removesuffix(".css")
    for part in ("main", "20000"):
        font = get(f"{address}/fonts/{key}/sans-{part}.woff2")
        assert font.content.startswith(b"wOF2")
        assert "immutable" in font.headers["cache-control"]
    assert get(f"{address}/fonts/{key}/sans-nothing.woff2").status_code == 404
    assert get(f"{address}/fonts/{key}/../../x-main.woff2").status_code == 404


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_with_status_0_though_a_wall_is_open(number: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TELL], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with httpx.stream("GET", f"http://127.0.0.1:{port}/events", timeout=PATIENCE) as answer:
            events = messages(answer)
            next(events)
            process.send_signal(number)
            for _ in events:
                pass
            assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_port_in_use_is_told_as_an_os_error() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    with closing(taken), pytest.raises(OSError, match="in use"):
        server.listen("127.0.0.1", taken.getsockname()[1])
