"""Live streams and their polling fallback, as plain asyncio beside Flask: no thread a screen."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import uuid4

from kiosk.running.congress import RunningCongress
from kiosk.web.access import ANYONE, STREAM
from kiosk.web.server.security import RAW_HEADERS
from kiosk.web.wall.live import compose, encode

HEARTBEAT = 2.0  # seconds; pages call the server lost after 2.7
STREAMS = 600  # at most so many per congress; the next one is asked to poll
_BREATH = 0.02  # seconds between two messages: bursts are sent as their last state

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
_log = logging.getLogger(__name__)


class _Screen:
    """One open stream: woken when there is something to send or it has gone."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.gone = False


class EventStream:
    """The live stream of one congress: one message shared by all of its screens."""

    def __init__(self, hall: RunningCongress) -> None:
        self._hall = hall
        self._boot = uuid4().hex[:8]
        self._number = 0
        self._message = b"{}"
        self._beat = b"{}"
        self._still = b""
        self._sound = False
        self._dirty = asyncio.Event()
        self._screens: set[_Screen] = set()
        self._closing = False

    async def run(self) -> None:
        """Watch the hall until cancelled: a message after each change, a heartbeat between."""
        loop = asyncio.get_running_loop()
        unsubscribe = self._hall.subscribe(lambda: _wake(loop, self._dirty))
        try:
            while True:
                self._dirty.clear()
                self._sound = await self._compose()
                if self._sound:
                    for screen in self._screens:
                        screen.wake.set()
                await asyncio.sleep(_BREATH)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._dirty.wait(), HEARTBEAT - _BREATH)
        finally:
            unsubscribe()

    async def _compose(self) -> bool:
        """Compose the message; False when that failed: then silence tells the pages so."""
        try:
            message = await asyncio.to_thread(compose, self._hall)
        except Exception:  # noqa: BLE001 - whatever it is, pages must not take old for new
            _log.exception("live state cannot be composed")
            return False
        still = encode({**message, "at": 0, "clock": "", "version": 0})
        if still != self._still:
            self._still = still
            self._number += 1
        self._message = encode(message)
        self._beat = encode({key: message[key] for key in ("at", "clock", "version")})
        return True

    def close(self) -> None:
        """End every stream: the server is going down."""
        self._closing = True
        for screen in self._screens:
            screen.gone = True
            screen.wake.set()

    async def latest(self, send: Send) -> None:
        """Answer with the shared message, for pages that poll."""
        _allowed("stream.latest")
        if not self._sound:
            await answer(send, 503, b"text/plain", b"there is no live state now")
            return
        await answer(send, 200, b"application/json", self._message)

    async def events(self, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """One server-sent event stream; `Last-Event-ID` spares a page what it has already seen."""
        _allowed("stream.events")
        if self._closing or len(self._screens) >= STREAMS:
            await answer(send, 503, b"text/plain", b"too many streams: poll live.json instead")
            return
        screen = _Screen()
        self._screens.add(screen)
        watcher = asyncio.create_task(_watch(receive, screen))
        try:
            await send(_start(200, (b"content-type", b"text/event-stream"), _UNBUFFERED))
            await self._send_on(screen, headers.get(b"last-event-id", b"").decode("latin-1"), send)
            if not watcher.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            pass  # the screen has gone while we wrote to it
        finally:
            watcher.cancel()
            self._screens.discard(screen)

    async def _send_on(self, screen: _Screen, seen: str, send: Send) -> None:
        greeting = b"retry: 1000\n\n"
        while not screen.gone:
            name = f"{self._boot}-{self._number}"
            if name != seen:
                body = b"id: " + name.encode() + b"\ndata: " + self._message + b"\n\n"
            else:
                body = b"event: beat\ndata: " + self._beat + b"\n\n"
            seen = name
            await send({"type": "http.response.body", "body": greeting + body, "more_body": True})
            greeting = b""
            await screen.wake.wait()
            screen.wake.clear()


_UNBUFFERED = (b"x-accel-buffering", b"no")


async def _watch(receive: Receive, screen: _Screen) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    screen.gone = True
    screen.wake.set()


def _wake(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is left to be told
        loop.call_soon_threadsafe(event.set)


def _allowed(endpoint: str) -> None:
    if ANYONE not in STREAM[endpoint].roles:
        raise PermissionError(endpoint)


def _start(status: int, *headers: tuple[bytes, bytes]) -> Event:
    kept = [*headers, (b"cache-control", b"no-store"), *RAW_HEADERS]
    return {"type": "http.response.start", "status": status, "headers": kept}


async def answer(send: Send, status: int, kind: bytes, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    retry = ((b"retry-after", b"5"),) if status == 503 else ()
    await send(_start(status, (b"content-type", kind), length, *retry))
    await send({"type": "http.response.body", "body": body, "more_body": False})
