"""The web server: one ASGI app on one port, streams as asyncio, pages as Flask in threads."""

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from types import FrameType
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from kiosk.running.congress import RunningCongress
from kiosk.web.app import create_app, create_chooser
from kiosk.web.errors import error_page
from kiosk.web.faces.fonts import FontCache
from kiosk.web.server.incoming import is_ours, whole_body, with_body
from kiosk.web.server.stream import EventStream, Receive, Send, answer
from kiosk.web.site import hall_text, interface_text

WORKERS = 16
BACKLOG = 2048
GRACE = 2  # seconds that pages under way may still take at the end
REQUEST_DEADLINE = 10.0  # seconds from a connection's first moment to its whole request
WAITING_AT_ONCE = 1000  # connections whose request has not arrived; the next one drops the oldest
PAGES_AT_ONCE = 400  # requests waiting for a page; the next one gets a polite 503
_LOST_AFTER_MS = 10_000  # unacknowledged bytes after which a half-open screen is dropped
_FILES = 4096


def serve(
    halls: Mapping[str, RunningCongress],
    host: str,
    port: int,
    on_ready: Callable[[str, int], None],
    names: Collection[str] = (),
) -> None:
    """Serve one congress at `""`, or several below their prefixes with a chooser at `/`.

    Blocks until SIGTERM or SIGINT, then returns (so the process ends with status 0) within five
    seconds. `on_ready(host, port)` is called once the port answers; `port` 0 takes a free one.
    `names` are those by which browsers may call it, besides localhost and loopback addresses.
    Raises OSError when the port cannot be had. Run it in the main thread.
    """
    listener = listen(host, port)
    with contextlib.closing(listener):
        asyncio.run(_serve(halls, listener, on_ready, _stopped_by_signals, names=names))


@contextlib.contextmanager
def served(halls: Mapping[str, RunningCongress], host: str = "127.0.0.1") -> Iterator[str]:
    """The same server in a thread of its own on a free port, while inside; gives its address.

    For programs that go on doing something else (tests, benchmarks); ends when left.
    """
    ready: Future[str] = Future()
    stops: list[Callable[[], None]] = []

    @contextlib.contextmanager
    def stoppable(stop: Callable[[], None]) -> Iterator[None]:
        loop = asyncio.get_running_loop()

        def stop_from_outside() -> None:
            loop.call_soon_threadsafe(stop)

        stops.append(stop_from_outside)
        yield

    def run() -> None:
        try:
            asyncio.run(_serve(halls, listener, told, stoppable, ahead=False))
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    def told(host: str, port: int) -> None:
        ready.set_result(f"http://{host}:{port}")

    with contextlib.closing(listen(host, 0)) as listener:
        thread = threading.Thread(target=run, name="web")
        thread.start()
        try:
            yield ready.result(timeout=30)
        finally:
            for stop in stops:
                stop()
            thread.join()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket with the settings that were measured to matter (kiosk.md)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without IPPROTO_TCP asyncio does not set TCP_NODELAY and answers take 44 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _LOST_AFTER_MS)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class _Connections(ServerState):
    """The connections of one server; `waiting` are those whose request has not arrived yet."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[DeadlineProtocol, None] = {}


class DeadlineProtocol(H11Protocol):
    """HTTP that gives every request ten seconds to arrive, head and body.

    A request that has not arrived holds nothing but its socket; of too many of them the oldest is
    dropped, so that no number of them keeps a whole one out.
    """

    server_state: _Connections
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        before: Any = self.cycle  # None until a request has a head
        if getattr(before, "response_complete", False):
            self._arm()
        begun = before is not None and before.more_body
        super().data_received(data)
        now: Any = self.cycle
        if now is not None and not now.more_body and (begun or now is not before):
            self._disarm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def _arm(self) -> None:
        if self._deadline is not None:
            return
        self._deadline = self.loop.call_later(REQUEST_DEADLINE, self.transport.abort)
        waiting = self.server_state.waiting
        waiting[self] = None
        if len(waiting) > WAITING_AT_ONCE:
            next(iter(waiting)).transport.abort()

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            self.server_state.waiting.pop(self, None)


class _Server(uvicorn.Server):
    """uvicorn without its signal handling, which would end the process with a signal's status."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.connections = self.server_state = _Connections()

    def drop_unfinished(self) -> None:
        """Drop the connections whose request has not arrived, and will not any more."""
        for waiting in tuple(self.connections.waiting):
            waiting.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Site:
    """The ASGI app: `/events` and `/live.json` of each congress here, all else to Flask.

    `names`: the names besides those of loopback by which browsers may call it.
    """

    def __init__(self, halls: Mapping[str, RunningCongress], names: Collection[str] = ()) -> None:
        self._names = frozenset(name.lower() for name in names)
        text = [interface_text(), *(hall_text(hall) for hall in halls.values())]
        self.fonts = FontCache(text)
        apps = {
            prefix: create_app(hall, prefix=prefix, fonts=self.fonts)
            for prefix, hall in halls.items()
        }
        root = apps.pop("", None) or create_chooser(halls, fonts=self.fonts)
        self._error_pages = {status: ready_page(root, status) for status in (413, 421, 503)}
        self._pages = WSGIMiddleware(
            DispatcherMiddleware(root, apps),  # type: ignore[arg-type]
            workers=WORKERS,
        )
        self.streams = {prefix: EventStream(hall) for prefix, hall in halls.items()}
        self._under_way = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        if not is_ours(headers.get(b"host", b"").decode("latin-1"), self._names):
            await self._refuse(421, send)
            return
        prefix, _, leaf = scope["path"].rpartition("/")
        stream = self.streams.get(prefix)
        if stream and leaf in ("events", "live.json") and scope["method"] in ("GET", "HEAD"):
            if leaf == "events":
                await stream.events(headers, receive, send)
            else:
                await stream.latest(send)
        elif self._under_way >= PAGES_AT_ONCE:
            await self._refuse(503, send)
        else:
            body = await whole_body(headers, receive)
            if body is None:
                await self._refuse(413, send)
            else:
                await self._page(scope, with_body(body, receive), send)

    async def _refuse(self, status: int, send: Send) -> None:
        await answer(send, status, b"text/html; charset=utf-8", self._error_pages[status])

    async def _page(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Hand a request that is all here to a thread."""
        self._under_way += 1
        try:
            await self._pages(scope, receive, send)  # type: ignore[arg-type]
        finally:
            self._under_way -= 1

    def close(self) -> None:
        """Let go of fonts and threads."""
        self._pages.executor.shutdown(wait=False, cancel_futures=True)
        self.fonts.close()


def ready_page(app: Any, status: int) -> bytes:
    """The page for an error that no thread is asked about, made while there is still time."""
    with app.test_request_context("/"):
        return error_page(status).encode()


async def _serve(
    halls: Mapping[str, RunningCongress],
    listener: socket.socket,
    on_ready: Callable[[str, int], None],
    stoppable: Callable[[Callable[[], None]], AbstractContextManager[None]],
    *,
    names: Collection[str] = (),
    ahead: bool = True,
) -> None:
    _raise_file_limit()
    site = Site(halls, names)
    server = _Server(
        uvicorn.Config(
            site,
            http=DeadlineProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=True,
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=10,
        )
    )

    def stop() -> None:
        server.should_exit = True
        server.drop_unfinished()
        for stream in site.streams.values():
            stream.close()

    watchers = [asyncio.create_task(stream.run()) for stream in site.streams.values()]
    ready = asyncio.create_task(_tell(server, listener, on_ready))
    if ahead:
        site.fonts.prepare()  # the first page then need not wait for its faces
    try:
        with stoppable(stop):
            await server.serve(sockets=[listener])
    finally:
        for task in (*watchers, ready):
            task.cancel()
        await asyncio.gather(*watchers, ready, return_exceptions=True)
        site.close()


async def _tell(
    server: uvicorn.Server, listener: socket.socket, on_ready: Callable[[str, int], None]
) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    host, port = listener.getsockname()[:2]
    on_ready(host, port)


@contextlib.contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on SIGTERM and SIGINT while inside; outside, signals are as they were."""
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_file_limit() -> None:
    """Allow as many open sockets as a hall full of screens needs."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
