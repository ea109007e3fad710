"""Finds a USB serial port by what it is, not by the name it has today."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from serial.tools import list_ports

from counting.model.refusal import InputError, Problem


class ListedPort(Protocol):
    """What a listing of ports says about one (pyserial's ListPortInfo)."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """A device by vendor and product, and by serial number or, without one, by where it is plugged.

    CH340 and PL2303 converters have no serial number: for them only `location` tells two apart.
    """

    vid: int
    pid: int
    serial_number: str = ""
    location: str = ""

    def fits(self, port: ListedPort) -> bool:
        return (
            (port.vid, port.pid) == (self.vid, self.pid)
            and self.serial_number in ("", port.serial_number)
            and self.location in ("", port.location)
        )


_FORM = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+)|@(.+))?")


def parse(text: str) -> Identity:
    """`vid:pid:serial`, `vid:pid@location` or `vid:pid`, numbers as four hexadecimal digits.

    Raises InputError (`reader.bad_address`).
    """
    parts = _FORM.fullmatch(text)
    if parts is None:
        raise InputError((Problem("reader.bad_address", text, {"url": text}),))
    vid, pid, serial_number, location = parts.groups(default="")
    return Identity(int(vid, 16), int(pid, 16), serial_number, location)


def listed() -> Iterable[ListedPort]:
    """The serial ports of this machine, now."""
    return list_ports.comports()


def find(identity: Identity, ports: Callable[[], Iterable[ListedPort]] = listed) -> tuple[str, ...]:
    """Device names that fit now: none when unplugged, several when the identity is not enough."""
    return tuple(sorted(port.device for port in ports() if identity.fits(port)))
