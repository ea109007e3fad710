"""A simulated device behind a TCP port: what a device server does, in a few lines."""

import socket
import threading
from contextlib import suppress


class TcpPort:
    """One simulated device behind a TCP port of this machine; serves one connection at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self._line: socket.socket | None = None
        self.url = f"socket://127.0.0.1:{self._server.getsockname()[1]}"

    def fileno(self) -> int:
        return self._server.fileno() if self._line is None else self._line.fileno()

    def write(self, data: bytes) -> int:
        with self._lock:
            line = self._connected()
            if line is None:
                return 0
            try:
                return line.send(data)
            except BlockingIOError:
                return 0
            except OSError:
                self._hang_up()
                return 0

    def read(self) -> bytes:
        with self._lock:
            line = self._connected()
            if line is None:
                return b""
            try:
                data = line.recv(4096)
            except BlockingIOError:
                return b""
            except OSError:
                data = b""
            if not data:
                self._hang_up()
            return data

    def hang_up(self) -> None:
        """Drop the connection, as a device server does when its device is unplugged."""
        with self._lock:
            self._hang_up()

    def close(self) -> None:
        with self._lock:
            self._hang_up()
            self._server.close()

    def _connected(self) -> socket.socket | None:
        if self._line is None and self._server.fileno() >= 0:
            with suppress(BlockingIOError):
                self._line, _ = self._server.accept()
                self._line.setblocking(False)
                self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
