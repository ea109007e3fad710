"""Commands that run until stopped: demo, serve, station."""

import math
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from counting.model.refusal import InputError, Problem, Refusal
from counting.store import Store
from kiosk.console import emit, stop_refused, tell
from kiosk.running.opening import open_count

if TYPE_CHECKING:
    from kiosk.stations.station import StationSettings

_TICK = 0.5  # seconds between looks at the port while nothing happens
_DIR = click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _ready(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    tell(f"Scrutineer: http://{shown}:{port}/   (Ctrl+C)")


def _no_port(host: str, port: int, error: OSError) -> InputError:
    facts = {"port": port, "problem": error.strerror or str(error)}
    return InputError((Problem("serve.no_port", f"{host}:{port}", facts),))


@click.command("demo")
@click.option("--host", default="127.0.0.1", hidden=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--once", is_flag=True, help="Both samples without a browser; outcomes as JSON.")
def demo_(host: str, port: int, once: bool) -> None:
    """Run the sample congresses with simulated devices in a fresh directory."""
    from kiosk.demo.run import run_live, run_once

    if once:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        emit({"samples": run_once()})
        return
    try:
        run_live(host, port, _ready)
    except OSError as error:
        raise _no_port(host, port, error) from error


@click.command("serve")
@_DIR
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve_(directory: Path, host: str, port: int) -> None:
    """Serve the web kiosk of the congress in DIR, with the readers of its kiosk.toml."""
    from kiosk import config
    from kiosk.running.congress import RunningCongress
    from kiosk.web.server.asgi import serve

    if host not in _LOOPBACK:
        # Beyond this machine the kiosk needs TLS and accounts, which do not exist yet.
        stop_refused(Refusal("serve.beyond_loopback", {"host": host}))
    hall = RunningCongress(directory)
    try:
        for settings in config.stations(directory):
            station = hall.man(settings)
            if isinstance(station, Refusal):
                stop_refused(station)
        serve({"": hall}, host, port, _ready)
    except OSError as error:
        raise _no_port(host, port, error) from error
    finally:
        hall.close()


def _finite(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value}")
    return value


@click.command("station")
@_DIR
@click.option("--contest", required=True, metavar="ID")
@click.option("--reader", required=True, metavar="URL", help="serial:///dev/…, socket://host:port")
@click.option("--batch", metavar="B", help="Default: the contest's only open batch.")
@click.option("--pass", "pass_", type=int, metavar="P")
@click.option("--teller", default="", metavar="NAME")
@click.option(
    "--exit-idle",
    type=click.FloatRange(0),
    callback=_finite,
    metavar="S",
    help="End after S seconds without a label.",
)
def station_(
    directory: Path,
    contest: str,
    reader: str,
    batch: str | None,
    pass_: int | None,
    teller: str,
    exit_idle: float | None,
) -> None:
    """Count at one reader without a screen, until stopped."""
    from kiosk.stations.station import StationSettings

    store = open_count(directory)
    try:
        settings = StationSettings(contest, reader, batch, pass_, teller)
        _count(store, settings, exit_idle)
    finally:
        store.close()


def _count(store: Store, settings: "StationSettings", exit_idle: float | None) -> None:
    """Run a station until SIGTERM, SIGINT, or `exit_idle` seconds without a label."""
    from kiosk.stations.station import station_for

    wake, ending = threading.Event(), threading.Event()

    def end(*_: object) -> None:
        ending.set()
        wake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    station = station_for(store, settings, store.owner, wake.set)
    if isinstance(station, Refusal):
        stop_refused(station, as_json=True)
    began, ready = time.monotonic(), False
    station.start()
    try:
        while not ending.is_set() and station.failure is None:
            if not ready and station.status().connected:
                emit({"ready": True})
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
