"""Commands on the congress in a directory: its count, open for them, and the options they share.

Apart from `command`, because opening takes its time to load and some commands open nothing.
"""

from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from counting.store import Evidence, Store
from kiosk.commands.command import DIRECTORY, FILE
from kiosk.running.opening import open_count, read_count

P = ParamSpec("P")
R = TypeVar("R")

contest = click.option("--contest", "contest_id", required=True, metavar="ID")
round_number = click.option("--round", "round_", type=int, metavar="N")
out_file = click.option("--out", type=FILE, required=True, metavar="FILE")


def on_record(
    function: Callable[Concatenate[Evidence, P], R],
) -> Callable[..., R]:
    """Read the count of DIR for a command that changes nothing: it needs no right to write."""

    @click.argument("directory", metavar="DIR", type=DIRECTORY)
    @wraps(function)
    def opened(directory: Path, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(read_count(directory), *args, **kwargs)

    return opened


def on_congress(
    function: Callable[Concatenate[Store, P], R],
) -> Callable[..., R]:
    """Open the count of DIR for a command: its first argument, closed after the last answer."""

    @click.argument("directory", metavar="DIR", type=DIRECTORY)
    @wraps(function)
    def opened(directory: Path, *args: P.args, **kwargs: P.kwargs) -> R:
        store = click.get_current_context().with_resource(closing(open_count(directory)))
        return function(store, *args, **kwargs)

    return opened
