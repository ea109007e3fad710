"""The command that counts at one reader without a screen."""

import math
import signal
import threading
import time
from collections.abc import Iterator

import click

from counting.model.refusal import Refusal
from counting.store import Store
from kiosk.commands.command import command
from kiosk.commands.congress import contest, on_congress
from kiosk.console import sentence
from kiosk.running.opening import open_station
from kiosk.stations.station import StationSettings

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
    station = open_station(store, settings, store.owner, wake.set)
    if isinstance(station, Refusal):
        yield station
        return
    began, ready = time.monotonic(), False
    station.start()
    try:
        while not ending.is_set() and station.failure is None:
            if not ready and station.status().connected:
                yield {"ready": True}
                began, ready = time.monotonic(), True
            idle = time.monotonic() - max(began, station.heard_at)
            if exit_idle is not None and ready and idle >= exit_idle:
                break
            wake.wait(_TICK if exit_idle is None else min(_TICK, max(0.01, exit_idle - idle)))
            wake.clear()
    finally:
        station.stop()
    if station.failure is not None:
        raise station.failure
