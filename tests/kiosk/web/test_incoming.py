"""What comes in: unfinished requests hold nothing, other names are refused, headers stay clean."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import httpx
import pytest

from kiosk.web.server import asgi as server
from kiosk.web.server.asgi import served
from kiosk.web.server.incoming import MAX_BODY, is_ours
from tests.kit.patience import PATIENCE
from tests.kit.web_pages import Showcase, counting, sealed

STATE = sealed()


@pytest.fixture
def address() -> Iterator[str]:
    hall = Showcase(STATE)
    hall.show(counting(STATE, "committee", 298, 100))
    with served({"": hall}) as url:
        yield url


def connect(address: str) -> socket.socket:
    port = int(address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def form(address: str, body: bytes, length: int) -> bytes:
    """The bytes of a form sent to this server, whose body is declared `length` bytes long."""
    head = (
        f"POST /language HTTP/1.1\r\nHost: {address.removeprefix('http://')}\r\n"
        f"Origin: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {length}\r\n\r\n"
    )
    return head.encode() + body


def get(address: str, host: str | None = None) -> httpx.Response:
    headers = {"Host": host} if host is not None else {}
    return httpx.get(address, headers=headers, timeout=PATIENCE)


class TestUnfinished:
    def test_more_unfinished_forms_than_workers_keep_no_page_waiting(self, address: str) -> None:
        with ExitStack() as held:
            for _ in range(3 * server.WORKERS):
                slow = held.enter_context(closing(connect(address)))
                slow.sendall(form(address, b"lang", 100))
            assert get(f"{address}/agenda").status_code == 200

    def test_a_form_that_never_ends_is_cut_off(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "REQUEST_DEADLINE", 0.2)
        with closing(connect(address)) as slow, suppress(ConnectionResetError):
            slow.sendall(form(address, b"lang", 100))
            assert slow.recv(100) == b""

    def test_of_too_many_waiting_the_oldest_is_dropped_and_a_page_still_opens(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server, "WAITING_AT_ONCE", 5)
        with ExitStack() as held:
            slow = [held.enter_context(closing(connect(address))) for _ in range(12)]
            for one in slow:
                with suppress(OSError):
                    one.sendall(b"GET /")
            assert get(f"{address}/agenda").status_code == 200
            with suppress(ConnectionResetError):
                assert slow[0].recv(10) == b""

    def test_a_form_in_two_pieces_is_whole(self, address: str) -> None:
        body = b"lang=en&next=/agenda"
        with closing(connect(address)) as one:
            one.sendall(form(address, body[:7], len(body)))
            one.sendall(body[7:])
            answer = one.recv(4000).decode()
        assert answer.startswith("HTTP/1.1 303")
        assert "location: /agenda" in answer.lower()

    @pytest.mark.parametrize("declared", [True, False])
    def test_a_body_that_is_too_large_is_refused_in_our_words(
        self, address: str, declared: bool
    ) -> None:
        sent = b"x" * (MAX_BODY + 1)
        content = sent if declared else iter((sent,))
        answer = httpx.post(
            f"{address}/language", content=content, headers={"Origin": address}, timeout=PATIENCE
        )
        assert answer.status_code == 413
        assert "内容过大" in answer.text

    def test_ending_the_server_with_forms_held_open_logs_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with ExitStack() as held, served({"": Showcase(STATE)}) as address:
            for _ in range(3):
                slow = held.enter_context(closing(connect(address)))
                slow.sendall(form(address, b"lang", 100))
            get(address)
        assert caplog.text == ""


class TestNames:
    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:80", "[::1]:8000", "127.9.9.9"],
    )
    def test_loopback_is_ours(self, host: str) -> None:
        assert is_ours(host, ())

    @pytest.mark.parametrize(
        "host",
        ["", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "192.168.1.5", ":80"],
    )
    def test_other_names_are_not(self, host: str) -> None:
        assert not is_ours(host, ("kiosk.hall",))

    def test_a_configured_name_is(self) -> None:
        assert is_ours("Kiosk.hall:8000", ("kiosk.hall",))

    @pytest.mark.parametrize("path", ["/", "/live.json", "/events", "/no-such-page"])
    def test_every_address_is_refused_by_another_name(self, address: str, path: str) -> None:
        answer = get(address + path, "evil.example")
        assert answer.status_code == 421
        assert "default-src 'self'" in answer.headers["content-security-policy"]

    def test_a_form_by_another_name_changes_nothing(self, address: str) -> None:
        headers = {"Host": "evil.example", "Origin": "http://evil.example"}
        answer = httpx.post(
            f"{address}/language", data={"lang": "en"}, headers=headers, timeout=PATIENCE
        )
        assert answer.status_code == 421
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("target", ["/\r\nX:1", "/\nX:1", "/\x00", "/a\u2028b", "/\x7f"])
def test_no_value_of_a_user_breaks_out_of_a_header(address: str, target: str) -> None:
    answer = httpx.post(
        f"{address}/language",
        data={"lang": "en", "next": target},
        headers={"Origin": address},
        timeout=PATIENCE,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "x" not in answer.headers
