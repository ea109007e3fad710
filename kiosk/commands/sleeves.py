"""The command that prints sleeves for doubtful sheets."""

from pathlib import Path

import click

from counting.model.refusal import Refusal
from counting.steps.messages import find_round
from kiosk.commands.number_ranges import NumberRanges
from kiosk.console import emit, stop_refused, tell
from kiosk.running.opening import open_count

_MOST = 9999


@click.command("sleeves")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--contest", "contest_id", required=True, metavar="ID")
@click.option("--round", "round_", type=int, metavar="N", help="Default: the current one.")
@click.option(
    "--numbers", required=True, type=NumberRanges(_MOST), metavar="N-N", help="As 1-40 or 41-60,75."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def sleeves_(
    directory: Path,
    contest_id: str,
    round_: int | None,
    numbers: tuple[int, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Print numbered sleeves for doubtful sheets: the numbers that the station calls."""
    from kiosk.printshop.paths import paper_file
    from printing.cards.sleeves import print_sleeves

    store = open_count(directory)
    try:
        state = store.state()
        current = find_round(state, contest_id, round_)
        if isinstance(current, Refusal):
            stop_refused(current, as_json=as_json)
        assert state.congress is not None  # else there is no contest
        with paper_file(store, out) as whole:
            printed = print_sleeves(
                state.congress, current.contest, current.number, numbers, whole.files[0]
            )
    finally:
        store.close()
    if as_json:
        emit({"sleeves": len(numbers), "pages": printed.pages, "fonts": list(printed.fonts),
              "out": str(out)})  # fmt: skip
        return
    tell(f"{out}: {printed.pages} pages")
