"""A recorded session as a port: what a real device once sent is read again from a file."""

import threading
from pathlib import Path

from hardware.ports.transport import READ_TIMEOUT, PortLost

_CHUNK = 4096


class ReplayTransport:
    """The raw bytes of a file as a line; after its end the line is silent. Answers go nowhere."""

    simulated = True

    def __init__(self, path: str) -> None:
        self.name = path
        self._left: bytes | None = None
        self._cancelled = threading.Event()

    def open(self) -> None:
        try:
            self._left = Path(self.name).read_bytes()
        except OSError as error:
            raise PortLost(str(error)) from error

    def read(self) -> bytes:
        if self._left is None:
            raise PortLost("not open")
        if not self._left:
            self._cancelled.wait(READ_TIMEOUT)
        chunk, self._left = self._left[:_CHUNK], self._left[_CHUNK:]
        return chunk

    def write(self, data: bytes) -> None:
        """A recording cannot hear."""

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        self._left = None
