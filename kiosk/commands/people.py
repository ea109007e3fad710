"""Commands about the people of the meeting: badges, table-cards."""

from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Literal

import click

from counting.codes.badges import MAX_BADGE
from counting.model.refusal import Refusal
from kiosk.commands.number_ranges import NumberRanges
from kiosk.console import emit, stop_refused, tell
from kiosk.running.opening import open_count, open_meeting

_DIR = click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
_FILE = click.Path(path_type=Path, dir_okay=False)
_ROLL = click.option(
    "--roll", type=_FILE, metavar="FILE", help="First take in this list (xlsx or CSV)."
)
_OUT = click.option("--out", type=_FILE, required=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


@click.command("badges")
@_DIR
@_ROLL
@click.option(
    "--only",
    multiple=True,
    type=NumberRanges(MAX_BADGE),
    metavar="N",
    help="Only these badge numbers, as 12 or 1-40,52; may be repeated.",
)
@_OUT
@_JSON
def badges_(
    directory: Path, roll: Path | None, only: tuple[tuple[int, ...], ...], out: Path, as_json: bool
) -> None:
    """Print the badges of the people on the roll, eight to a sheet, each with its code."""
    numbers = tuple(dict.fromkeys(chain.from_iterable(only)))
    _print("badges", directory, roll, out, only=numbers, as_json=as_json)


@click.command("table-cards")
@_DIR
@_ROLL
@click.option("--seat-only", is_flag=True, help="Only those who have a seat.")
@_OUT
@_JSON
def table_cards_(
    directory: Path, roll: Path | None, seat_only: bool, out: Path, as_json: bool
) -> None:
    """Print table cards: a sheet a person, to be folded once, the name on both sides."""
    _print("table-cards", directory, roll, out, seat_only=seat_only, as_json=as_json)


def _print(
    kind: Literal["badges", "table-cards"],
    directory: Path,
    roll: Path | None,
    out: Path,
    *,
    only: tuple[int, ...] = (),
    seat_only: bool = False,
    as_json: bool,
) -> None:
    # Help needs no paper: what draws it takes its time to load.
    from kiosk.printshop.people import Wanted, print_people

    with closing(open_count(directory)) as store, closing(open_meeting(directory)) as meeting:
        printed = print_people(store, meeting, Wanted(kind, roll, only, seat_only), out)
    if isinstance(printed, Refusal):
        stop_refused(printed, as_json=as_json)
    taken = {"entered": printed.entered, "corrected": printed.corrected} if roll else {}
    if as_json:
        facts = {"people": printed.people, "pages": printed.pages.pages}
        emit(facts | {"fonts": list(printed.pages.fonts), "out": str(out)} | taken)
        return
    if roll:
        tell(f"{roll}: {printed.entered} entered, {printed.corrected} corrected")
    tell(f"{out}: {printed.people} people, {printed.pages.pages} pages")
