"""A bus of pseudo-terminals: devices are plugged, unplugged, and come back under another name."""

import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    raise ImportError("no pseudo-terminals on this system")


class PtyPort:
    """One plugged device: its end of a pseudo-terminal. `device` is the name the program sees.

    Nothing waits: `write` returns how many bytes the line took (0 when it is full), `read` what
    the program answered (b"" when nothing). After `close`, `fileno` is -1 and both do nothing.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._master, self._slave = os.openpty()
        import tty  # not on Windows, where this module refuses above

        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.device = os.ttyname(self._slave)

    def fileno(self) -> int:
        return self._master

    def write(self, data: bytes) -> int:
        with self._lock:
            if self._master < 0:
                return 0
            try:
                return os.write(self._master, data)
            except BlockingIOError:
                return 0

    def read(self) -> bytes:
        with self._lock:
            if self._master < 0:
                return b""
            try:
                return os.read(self._master, 4096)
            except BlockingIOError:
                return b""

    def close(self) -> None:
        """Unplug: the program's end hangs up. Unread bytes are gone, as on a cable."""
        with self._lock:
            if self._master >= 0:
                os.close(self._master)
                os.close(self._slave)
                self._master = self._slave = -1


class PtyBus:
    """Devices under lasting names in `directory`, each a link to the terminal it has just now.

    The links play the part of /dev/serial/by-id: the name says which device it is, and what it
    leads to changes with every plugging.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._ports: dict[str, PtyPort] = {}

    def url(self, name: str) -> str:
        """The reader URL of a device, plugged or not."""
        return f"sim://{self._directory / name}"

    def plug(self, name: str) -> PtyPort:
        """Plug a device, or unplug it and plug it again at once: its terminal has another name.

        The new one is opened before the old is closed, else the system would give the old name.
        """
        port = PtyPort(self.url(name))
        staged = self._directory / f".{name}"
        staged.symlink_to(port.device)
        staged.replace(self._directory / name)
        before = self._ports.get(name)
        self._ports[name] = port
        if before is not None:
            before.close()
        return port

    def unplug(self, name: str) -> None:
        port = self._ports.pop(name)
        (self._directory / name).unlink()
        port.close()

    def close(self) -> None:
        for name in tuple(self._ports):
            self.unplug(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
