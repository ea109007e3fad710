"""The kinds of ports there are: one explicit table from URL scheme to transport."""

from collections.abc import Callable, Iterable, Mapping

from counting.model.refusal import InputError, Problem
from hardware.ports import address as addresses
from hardware.ports import identity as identities
from hardware.ports.address import PortAddress
from hardware.ports.replay import ReplayTransport
from hardware.ports.transport import (
    PortLost,
    SerialTransport,
    TcpTransport,
    Transport,
    is_pseudo_terminal,
)


def _serial(address: PortAddress) -> Transport:
    return SerialTransport(address.target, address.line)


def _simulated(address: PortAddress) -> Transport:
    return SerialTransport(address.target, address.line, simulated=True)


def transport_by_identity(
    address: PortAddress,
    ports: Callable[[], Iterable[identities.ListedPort]] = identities.listed,
) -> Transport:
    """The port that fits an identity now; PortLost when none or several do."""
    found = identities.find(identities.parse(address.target), ports)
    if len(found) != 1:
        # Never guess which of two like devices was meant.
        raise PortLost("Several devices fit" if found else "No such device")
    return SerialTransport(found[0], address.line)


def _tcp(address: PortAddress) -> Transport:
    host, _, port = address.target.rpartition(":")
    return TcpTransport(host.strip("[]"), int(port))


def _replay(address: PortAddress) -> Transport:
    return ReplayTransport(address.target)


# A factory is called at every reconnect, so that an identity is resolved anew each time.
SCHEMES: Mapping[str, Callable[[PortAddress], Transport]] = {
    "serial": _serial,
    "serial+id": transport_by_identity,
    "socket": _tcp,
    "sim": _simulated,
    "replay": _replay,
}


def _check_device(target: str) -> bool:
    return bool(target) and "\0" not in target


def _check_identity(target: str) -> bool:
    identities.parse(target)
    return True


def _check_host(target: str) -> bool:
    host, _, port = target.rpartition(":")
    return bool(host) and port.isdecimal() and 0 < int(port) < 65536


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "serial": _check_device,
    "serial+id": _check_identity,
    "socket": _check_host,
    "sim": _check_device,
    "replay": _check_device,
}


def parse(url: str) -> PortAddress:
    """A reader's URL, checked against the schemes there are.

    Raises InputError (`reader.bad_address`, `reader.bad_option`, `reader.unknown_scheme`).
    """
    address = addresses.parse(url)
    check = _CHECKS.get(address.scheme)
    if check is None:
        facts = {"scheme": address.scheme, "known": ", ".join(SCHEMES)}
        raise InputError((Problem("reader.unknown_scheme", url, facts),))
    if not check(address.target):
        raise InputError((Problem("reader.bad_address", url, {"url": url}),))
    return address


def transport_for(address: PortAddress) -> Transport:
    """The transport of an address, not yet open. Raises PortLost when an identity is not there."""
    return SCHEMES[address.scheme](address)


def open_transport(url: str) -> Transport:
    """Open the port of a URL. Raises InputError for a bad URL, PortLost (PortBusy) otherwise."""
    transport = transport_for(parse(url))
    transport.open()
    return transport


def is_simulated(url: str) -> bool:
    """Whether a URL can be told to lead to a program instead of a device, before it is opened."""
    address = parse(url)
    if address.scheme in {"sim", "replay"}:
        return True
    if address.scheme == "socket":
        return _tcp(address).simulated
    return address.scheme == "serial" and is_pseudo_terminal(address.target)
