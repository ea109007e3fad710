"""The command serve, and how a command that serves pages takes its port and says so."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from counting.model.refusal import InputError, Problem, Refusal
from kiosk import config
from kiosk.commands.command import DIRECTORY, command
from kiosk.console import sentence, tell
from kiosk.running.congress import RunningCongress
from kiosk.web.server.asgi import serve
from printing.papers.font_names import font_names

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N"
)


def say_ready(host: str, port: int) -> None:
    """Tell people where the pages are."""
    shown = f"[{host}]" if ":" in host else host
    tell(sentence("done", "serving", address=f"http://{shown}:{port}/"))


@contextmanager
def listening(host: str, port: int) -> Iterator[None]:
    """A port that cannot be had as InputError `serve.no_port`."""
    try:
        yield
    except OSError as error:
        facts = {"port": port, "problem": error.strerror or str(error)}
        raise InputError((Problem("serve.no_port", f"{host}:{port}", facts),)) from error


@command("serve", json="never", lasting=True)
@click.argument("directory", metavar="DIR", type=DIRECTORY)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST")
@port_option
def serve_(directory: Path, host: str, port: int) -> Refusal | None:
    """Serve the web kiosk of a congress, with the readers of its kiosk.toml."""
    if host not in _LOOPBACK:
        # Beyond this machine the kiosk needs TLS and accounts, which do not exist yet.
        return Refusal("serve.beyond_loopback", {"host": host})
    font_names()  # what is wrong with them is told now, not with the first paper
    with closing(RunningCongress(directory)) as hall, listening(host, port):
        machine = config.machine(directory)
        for settings in machine.stations:
            station = hall.start_station(settings)
            if isinstance(station, Refusal):
                return station
        serve({"": hall}, host, port, say_ready, machine.names)
    return None
