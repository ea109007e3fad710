"""What comes in before anybody works on it: whose name was asked for, and the whole of a body."""

import ipaddress
from collections.abc import Collection, Mapping
from typing import Final

from kiosk.web.server.stream import Event, Receive

MAX_BODY: Final = 16 * 1024  # bytes; no form of ours is larger


def is_ours(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this machine: a loopback address, localhost, or one of `names`.

    A page elsewhere may make a name of its own lead here (DNS rebinding); a browser then sends
    that name, and is refused.
    """
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not name or not port.isdigit():
        name = host
    name = name.lower()
    if name == "localhost" or name in names:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


async def whole_body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes | None:
    """The body of a request, or None when it is larger than `MAX_BODY` or its sender has gone.

    A body declared too large is not waited for.
    """
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > MAX_BODY:
        return None
    body = b""
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        part: bytes = event.get("body", b"")
        body += part
        if len(body) > MAX_BODY:
            return None
        if not event.get("more_body"):
            return body


def with_body(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body which was read before, then what comes after it."""
    given = False

    async def again() -> Event:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
