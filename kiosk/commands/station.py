"""The command that counts at one reader without a screen."""

import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import click

from counting.model.refusal import Refusal
from counting.store import Store
from hardware.ports import identity
from hardware.readers.reader import Link
from kiosk.commands.command import command
from kiosk.commands.congress import contest, on_congress
from kiosk.console import sentence, stated
from kiosk.running.opening import open_station
from kiosk.stations.station import StationSettings
from kiosk.stations.verdict import StationStatus, Verdict, VerdictKind

_TICK = 0.5  # seconds between looks at the port while nothing happens


def _finite(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(sentence("usage", "finite", given=value))
    return value


@command("station", json="only", lasting=True)
@on_congress
@contest
@click.option("--reader", required=True, metavar="URL")
@click.option("--batch", metavar="B")
@click.option("--pass", "pass_", type=int, metavar="P")
@click.option("--teller", default="", metavar="NAME")
@click.option("--exit-idle", type=click.FloatRange(0), callback=_finite, metavar="S")
def station_(
    store: Store,
    contest_id: str,
    reader: str,
    batch: str | None,
    pass_: int | None,
    teller: str,
    exit_idle: float | None,
) -> Iterator[Refusal | dict[str, object]]:
    """Count until SIGTERM, SIGINT, or `exit_idle` seconds without a label."""
    wake, ending = threading.Event(), threading.Event()

    def end(*_: object) -> None:
        ending.set()
        wake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    settings = StationSettings(
        contest=contest_id, reader=reader, batch=batch, pass_number=pass_, teller=teller
    )
    heard: SimpleQueue[Verdict] = SimpleQueue()

    def hear(verdict: Verdict) -> None:
        heard.put(verdict)
        wake.set()

    station = open_station(store, settings, store.owner, wake.set, hear)
    if isinstance(station, Refusal):
        yield station
        return
    began, ready = time.monotonic(), False
    lines = _Lines(rows=sys.stdout.isatty())
    station.start()
    try:
        while not ending.is_set() and station.failure is None:
            wake.clear()
            status = station.status()
            if status.connected and not ready:
                began, ready = time.monotonic(), True
                yield {"ready": True}
            yield from lines.changes(status)
            while not heard.empty():
                yield lines.verdict(heard.get(), status)
            idle = time.monotonic() - max(began, station.heard_at)
            if exit_idle is not None and idle >= exit_idle:
                break
            wake.wait(_TICK if exit_idle is None else min(_TICK, max(0.01, exit_idle - idle)))
        if not ready and not ending.is_set() and station.failure is None:
            yield _not_connected(station.status())
    finally:
        station.stop()
    if station.failure is not None:
        raise station.failure


class _Lines:
    """What a station says as it goes on, each change once. Rows by name go to a terminal alone:
    in a file or a pipe they would be marks in the order of reading."""

    def __init__(self, *, rows: bool) -> None:
        self._rows = rows
        self._reader: Refusal | None = None
        self._blocked: Refusal | None = None

    def changes(self, status: StationStatus) -> Iterator[dict[str, object]]:
        """The reader gone or back; why no sheet can be read, or that one can be again."""
        lost = None if status.connected or status.link is Link.OPENING else _not_connected(status)
        if lost != self._reader:
            self._reader = lost
            yield {"reader": _said(lost) if lost else {"connected": True}}
        if status.connected and status.blocked != self._blocked:
            self._blocked = status.blocked
            yield {"blocked": _said(status.blocked) if status.blocked else None}

    def verdict(self, verdict: Verdict, status: StationStatus) -> dict[str, object]:
        """What became of a label: never its marks, but for those of the sheet still in hand."""
        line: dict[str, object] = {"verdict": verdict.kind.value}
        if verdict.sheet:
            line["sheet"] = verdict.sheet.value
        for name in ("reading", "sleeve"):
            if (value := getattr(verdict, name)) is not None:
                line[name] = value
        if verdict.reason:
            line["reason"] = _said(verdict.reason)
        if status.hold:
            line["held"] = _said(status.hold)
        if self._rows and verdict.kind is VerdictKind.IN_HAND:
            line["exceptions"] = {row.name: row.mark for row in status.rows if row.exception}
            line["others"] = next((row.mark for row in status.rows if not row.exception), None)
        return line


def _not_connected(status: StationStatus) -> Refusal:
    ports = ", ".join(port.device for port in identity.listed()) or "—"
    facts = {"reader": status.url, "problem": status.trouble, "ports": ports}
    return Refusal("reader.not_connected", facts)


def _said(refusal: Refusal) -> dict[str, object]:
    return stated(refusal.code, refusal.facts)
