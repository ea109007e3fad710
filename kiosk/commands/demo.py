"""The command demo. Apart from `serve`, which must not load simulators to serve a congress."""

import click

from kiosk.commands.command import Answer, command
from kiosk.commands.serve import listening, port_option, say_ready
from kiosk.demo.run import run_live, run_once


@command("demo", json="only", lasting=True)
@click.option("--host", default="127.0.0.1", hidden=True)
@port_option
@click.option("--once", is_flag=True)
def demo_(host: str, port: int, once: bool) -> Answer | None:
    """Run the sample congresses with simulated devices."""
    if once:
        return Answer(document={"samples": run_once()})
    with listening(host, port):
        run_live(host, port, say_ready)
    return None
