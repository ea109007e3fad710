"""The device's end of a simulated line, whatever carries it."""

from typing import Protocol


class SimulatedPort(Protocol):
    """A non-blocking line end. After `close`, `fileno` is -1 and the other two do nothing.

    `write` returns how many bytes the line took (0 when it is full), `read` what the program
    answered (b"" when nothing).
    """

    @property
    def url(self) -> str: ...
    def fileno(self) -> int: ...
    def write(self, data: bytes) -> int: ...
    def read(self) -> bytes: ...
    def close(self) -> None: ...
