"""The command `scrutineer`: a table of commands, each loaded only when it is called."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from counting.model import InputError
from kiosk.console import stop_wrong

# Command → module below kiosk.commands. Starting must not load what only one command needs.
COMMANDS: Mapping[str, str] = {
    "demo": "run",
    "init": "define",
    "rehearse": "define",
    "check": "define",
    "seal": "define",
    "print": "paper",
    "cards": "paper",
    "layout": "paper",
    "document": "paper",
    "apply": "count",
    "status": "count",
    "serve": "run",
    "station": "run",
    "decide": "rules",
    "verify": "trust",
    "template": "exchange",
    "export": "exchange",
}


class Lazy(click.Group):
    """A group whose commands are imported on first use, and whose failures are never tracebacks."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(import_module(f"kiosk.commands.{module}"), f"{cmd_name}_")
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            stop_wrong(error)
        except BrokenPipeError:
            # Whoever read our output has gone: say nothing more, also not at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)


@click.command(cls=Lazy, context_settings={"help_option_names": ["--help"]})
@click.version_option(package_name="scrutineer", prog_name="scrutineer")
def main() -> None:
    """Scrutineer: agenda, ballots and count of an in-person congress."""


if __name__ == "__main__":
    main()
