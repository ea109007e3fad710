"""Bytes in and out of a port: five methods, so that the library beneath can be replaced."""

import errno
import os
import select
import socket
import sys
from contextlib import suppress
from typing import Protocol

import serial

from hardware.ports.address import LineSettings

# What a port that went away raises, depending on where the loss is noticed: pyserial and the
# system calls (OSError), its line settings (termios.error), its closed handles (TypeError,
# ValueError).
if sys.platform == "win32":
    _LOSS: tuple[type[Exception], ...] = (OSError, TypeError, ValueError)
else:
    import termios

    _LOSS = (OSError, termios.error, TypeError, ValueError)

READ_TIMEOUT = 0.1  # seconds; also how soon a silent gap or a stop is noticed at the latest
WRITE_TIMEOUT = 1.0
_CONNECT_TIMEOUT = 0.8
_MOST = 4096


class PortLost(Exception):
    """The port is not there, or went away. Carries the reason in the system's words."""


class PortBusy(PortLost):
    """The port is there and another process has it."""


def reason_of(error: Exception) -> str:
    """The system's words for what happened to a port, without those of a library around them."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else str(error)


class Transport(Protocol):
    """One port. `name` is the device it resolved to at `open`; `simulated` is known after it.

    `open`, `read` and `write` raise PortLost; `read` returns b"" when nothing came in time.
    `cancel` may be called from another thread and makes a waiting `read` return at once.
    """

    @property
    def name(self) -> str: ...
    @property
    def simulated(self) -> bool: ...
    def open(self) -> None: ...
    def read(self) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


def is_pseudo_terminal(device: str) -> bool:
    """Whether a device path leads to a pseudo-terminal, that is, to a program."""
    real = os.path.realpath(device)
    if sys.platform == "darwin":
        return real.startswith("/dev/ttys")
    return real.startswith("/dev/pts/")


class SerialTransport:
    """A serial port through pyserial. `device` is a path, or a name such as COM3."""

    def __init__(self, device: str, line: LineSettings, *, simulated: bool = False) -> None:
        self._device = device
        self._line = line
        self._declared = simulated
        self._port: serial.Serial | None = None
        self.name = device
        self.simulated = simulated

    def open(self) -> None:
        line = self._line
        self.name = os.path.realpath(self._device) if "/" in self._device else self._device
        self.simulated = self._declared or is_pseudo_terminal(self._device)
        try:
            self._port = serial.serial_for_url(
                self.name,
                baudrate=line.baud,
                bytesize=line.bits,
                parity=line.parity,
                stopbits=line.stop,
                rtscts=line.flow == "rtscts",
                xonxoff=line.flow == "xonxoff",
                timeout=READ_TIMEOUT,
                write_timeout=WRITE_TIMEOUT,
                exclusive=True,
            )
        except _LOSS as error:
            kind = PortBusy if _is_busy(error) else PortLost
            raise kind(reason_of(error)) from error

    def read(self) -> bytes:
        port = self._opened()
        try:
            first = port.read(1)
            waiting = port.in_waiting if first else 0
            return bytes(first + port.read(min(waiting, _MOST)) if waiting else first)
        except _LOSS as error:
            raise PortLost(reason_of(error)) from error

    def write(self, data: bytes) -> None:
        try:
            self._opened().write(data)
        except _LOSS as error:
            raise PortLost(reason_of(error)) from error

    def cancel(self) -> None:
        port = self._port
        if port is not None:
            with suppress(*_LOSS, AttributeError):
                port.cancel_read()

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(*_LOSS):
                port.close()

    def _opened(self) -> serial.Serial:
        if self._port is None:
            raise PortLost("not open")
        return self._port


def _is_busy(error: Exception) -> bool:
    if getattr(error, "errno", None) in (errno.EAGAIN, errno.EBUSY, errno.EWOULDBLOCK):
        return True
    # Windows reports a port in use as access denied (not verified here).
    return sys.platform == "win32" and "PermissionError" in str(error)


class TcpTransport:
    """A serial line behind a TCP socket: a device server, or a simulator where there is no pty.

    pyserial's own socket handler can neither be cancelled nor say how much is waiting, and takes
    five seconds to give up connecting. A loopback host is a program, so it counts as simulated.
    """

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._socket: socket.socket | None = None
        self.name = f"{host}:{port}"
        self.simulated = host in {"localhost", "::1"} or host.startswith("127.")

    def open(self) -> None:
        try:
            opened = socket.create_connection(self._where, timeout=_CONNECT_TIMEOUT)
        except (OSError, UnicodeError) as error:  # the latter for a host that cannot be a name
            raise PortLost(reason_of(error)) from error
        opened.settimeout(WRITE_TIMEOUT)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket = opened

    def read(self) -> bytes:
        port = self._opened()
        try:
            if not select.select([port], [], [], READ_TIMEOUT)[0]:
                return b""
            data = port.recv(_MOST)
        except _LOSS as error:
            raise PortLost(reason_of(error)) from error
        if not data:
            raise PortLost("the other end closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._opened().sendall(data)
        except _LOSS as error:
            raise PortLost(reason_of(error)) from error

    def cancel(self) -> None:
        port = self._socket
        if port is not None:
            with suppress(OSError):
                port.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        port, self._socket = self._socket, None
        if port is not None:
            port.close()

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise PortLost("not open")
        return self._socket
