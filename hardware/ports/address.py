"""Where a reader is and how to talk to it, written as one URL."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote

from counting.model.refusal import InputError, Problem

Parity = Literal["N", "E", "O"]
Flow = Literal["none", "rtscts", "xonxoff"]


@dataclass(frozen=True, slots=True)
class LineSettings:
    """A serial line's settings; `baud` in bits a second. USB-CDC devices ignore them."""

    baud: int = 9600
    bits: Literal[7, 8] = 8
    parity: Parity = "N"
    stop: Literal[1, 2] = 1
    flow: Flow = "none"


@dataclass(frozen=True, slots=True)
class PortAddress:
    """A reader's URL taken apart: `scheme` names the transport, `target` what it opens."""

    url: str
    scheme: str
    target: str
    profile: str = "plain"
    line: LineSettings = field(default_factory=LineSettings)


_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+]*)://(?P<target>[^?]*)(?:\?(?P<query>.*))?")
_DEVICE = re.compile(r"(?P<target>/dev/[^?]+|COM\d+)(?:\?(?P<query>.*))?", re.IGNORECASE)

_OPTIONS = {
    "baud": re.compile(r"[1-9]\d{2,6}"),
    "bits": re.compile(r"[78]"),
    "parity": re.compile("|".join(get_args(Parity))),
    "stop": re.compile(r"[12]"),
    "flow": re.compile("|".join(get_args(Flow))),
    "profile": re.compile(r"[a-z0-9_-]+"),
}


def parse(url: str) -> PortAddress:
    """Take a reader's URL apart.

    Forms: ``serial:///dev/ttyUSB0`` or the bare device path, ``serial+id://vid:pid:serial`` or
    ``serial+id://vid:pid@location``, ``socket://host:port``, ``sim:///bus/name``,
    ``replay:///file``; each may end in ``?profile=acknak&baud=115200&bits=7&parity=E&stop=1&
    flow=rtscts``. Raises InputError (`reader.bad_address`, `reader.bad_option`) with every
    problem.
    """
    parts = _URL.fullmatch(url) or _DEVICE.fullmatch(url)
    if parts is None or not parts["target"]:
        raise InputError((Problem("reader.bad_address", url, {"url": url}),))
    options = dict(parse_qsl(parts["query"] or "", keep_blank_values=True))
    problems = tuple(
        Problem("reader.bad_option", url, {"option": key, "value": value})
        for key, value in options.items()
        if key not in _OPTIONS or not _OPTIONS[key].fullmatch(value)
    )
    if problems:
        raise InputError(problems)
    return PortAddress(
        url=url,
        scheme=parts.groupdict().get("scheme") or "serial",
        target=unquote(parts["target"]),
        profile=options.get("profile", "plain"),
        line=_line(options),
    )


def _line(options: dict[str, str]) -> LineSettings:
    standard = LineSettings()
    parity: Parity = next(p for p in get_args(Parity) if p == options.get("parity", "N"))
    flow: Flow = next(f for f in get_args(Flow) if f == options.get("flow", "none"))
    return LineSettings(
        baud=int(options.get("baud", standard.baud)),
        bits=7 if options.get("bits") == "7" else 8,
        parity=parity,
        stop=2 if options.get("stop") == "2" else 1,
        flow=flow,
    )
