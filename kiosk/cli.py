"""The command `scrutineer`: a table of commands, each loaded only when it is called."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from counting.model.refusal import InputError, Problem, system_problem
from kiosk.commands.spoken import Spoken, speak
from kiosk.console import forget_output, language, ready_streams, sentence, show, stop_wrong
from kiosk.words.cli import summary

_TERMINATED = 128 + signal.SIGTERM  # what shells expect; long-running commands end with 0

# Command → module below kiosk.commands. Starting must not load what only one command needs.
COMMANDS: Mapping[str, str] = {
    "demo": "demo",
    "init": "define",
    "rehearse": "define",
    "check": "define",
    "seal": "define",
    "print": "paper",
    "cards": "cards",
    "layout": "paper",
    "document": "paper",
    "sleeves": "cards",
    "badges": "people",
    "table-cards": "people",
    "apply": "count",
    "status": "count",
    "serve": "serve",
    "station": "station",
    "decide": "rules",
    "order": "order",
    "profile": "rules",
    "verify": "trust",
    "template": "exchange",
    "export": "exchange",
}


class Lazy(Spoken, click.Group):
    """A group whose commands are imported on first use, and whose failures are never tracebacks."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        attribute = f"{cmd_name.replace('-', '_')}_"
        found: click.Command = getattr(import_module(f"kiosk.commands.{module}"), attribute)
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = sentence("usage", "subcommand")
        return super().collect_usage_pieces(ctx)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with what it does in a sentence, which needs none of them loaded."""
        with formatter.section(sentence("usage", "commands")):
            formatter.write_dl([(name, summary(name, language())) for name in COMMANDS])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        ready_streams()
        speak()
        if threading.current_thread() is threading.main_thread():
            # Ended in the middle, a command still cleans up: no half-made file may stay behind.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            # A file or a directory that nobody foresaw: still an answer, never a traceback.
            forget_output()
            problem = system_problem("file.failed", error.filename or "", error)
            stop_wrong(InputError((problem,)))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            stop_wrong(error)
        except BrokenPipeError:
            forget_output()
            sys.exit(1)
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as error:
            if os.environ.get("SCRUTINEER_TRACEBACK"):
                raise
            stop_wrong(InputError((_bug(error),)))


def _bug(error: Exception) -> Problem:
    """A fault of ours, told in one line that says where; people at a count need no traceback."""
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{Path(last.filename).name}:{last.lineno}"
    return Problem("program.fault", where, {"problem": f"{type(error).__name__}: {error}"})


def _show_version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from importlib.metadata import version  # a quarter of the time that `order` takes: 25 ms

        show(sentence("done", "version", version=version("scrutineer")))
        ctx.exit()


@click.command("scrutineer", cls=Lazy, context_settings={"help_option_names": ["--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version)
def main() -> None:
    """Scrutineer: agenda, ballots and count of an in-person congress."""


if __name__ == "__main__":
    main()
