"""Commands about what lies beside the ballots at a count: cards, sleeves."""

from pathlib import Path

import click

from counting.model.refusal import Refusal
from counting.steps.messages import find_round
from counting.store import Store
from kiosk.commands.command import FILE, Answer, command, force, json_asked, usage_error
from kiosk.commands.congress import contest, on_congress, out_file, round_number
from kiosk.commands.number_ranges import NumberRanges
from kiosk.console import sentence
from kiosk.printshop.files import paper_file
from kiosk.printshop.runs import sealed_round
from kiosk.printshop.tellers_papers import on_paper, print_numbered_sleeves
from printing.cards.command_cards import card_codes, print_cards
from printing.cards.headers import print_headers

_MOST_SHEETS = 10_000_000  # of one batch
_MOST_SLEEVES = 9999


def _batches(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    """Batches as ``1:50``: the name, and how many sheets it holds."""
    batches = []
    for text in given:
        batch, _, size = text.partition(":")
        if not (size.isascii() and size.isdigit() and 0 < int(size) <= _MOST_SHEETS):
            raise click.BadParameter(sentence("usage", "batch", given=text))
        batches.append((batch, int(size)))
    return tuple(batches)


@command("cards")
@on_congress
@contest
@round_number
@click.option("--out", type=FILE, metavar="FILE")
@click.option("--header", "headers", multiple=True, metavar="BATCH:SIZE", callback=_batches)
@force
def cards_(
    store: Store,
    contest_id: str,
    round_: int | None,
    out: Path | None,
    headers: tuple[tuple[str, int], ...],
    force: bool,
) -> Answer | Refusal:
    """Print the command cards of a contest or its batch headers, or list the cards' codes."""
    if out is None and not json_asked():
        raise usage_error("either", option="--out FILE.pdf", other="--json")
    sealed = sealed_round(store, contest_id, round_)
    if isinstance(sealed, Refusal):
        return sealed
    printed = on_paper(store, sealed[1])
    if out is not None:
        with paper_file(store, out, force=force) as whole:
            (file,) = whole.files
            if headers:
                print_headers(printed, headers, file)
            else:
                print_cards(printed, file)
    line = (
        sentence("done", "headers", out=out, batches=len(headers))
        if headers
        else sentence("done", "cards", out=out)
    )
    return Answer(document=card_codes(printed), lines=(line,))


@command("sleeves")
@on_congress
@contest
@round_number
@click.option("--numbers", required=True, type=NumberRanges(_MOST_SLEEVES), metavar="N-N")
@out_file
@force
def sleeves_(
    store: Store,
    contest_id: str,
    round_: int | None,
    numbers: tuple[int, ...],
    out: Path,
    force: bool,
) -> Answer | Refusal:
    """Print numbered sleeves for doubtful sheets."""
    current = find_round(store.state(), contest_id, round_)
    if isinstance(current, Refusal):
        return current
    printed = print_numbered_sleeves(store, current, numbers, out, force=force)
    if isinstance(printed, Refusal):
        return printed
    return Answer(
        document={
            "sleeves": len(numbers),
            "pages": printed.pages,
            "fonts": list(printed.fonts),
            "out": str(out),
        },
        lines=(sentence("done", "sleeves", out=out, sleeves=len(numbers), pages=printed.pages),),
    )
