"""Commands about the people of the meeting: badges, table-cards."""

from contextlib import closing
from itertools import chain
from pathlib import Path

import click

from counting.codes.badges import MAX_BADGE
from counting.model.refusal import Refusal
from counting.store import Store
from kiosk.commands.command import FILE, Answer, command, force
from kiosk.commands.congress import on_congress, out_file
from kiosk.commands.number_ranges import NumberRanges
from kiosk.console import problem_lines, sentence, stated
from kiosk.printshop.people_papers import PeopleOrder, print_people
from kiosk.running.opening import open_meeting

_roll = click.option("--roll", type=FILE, metavar="FILE")


@command("badges")
@on_congress
@_roll
@click.option("--only", multiple=True, type=NumberRanges(MAX_BADGE), metavar="N")
@out_file
@force
def badges_(
    store: Store, roll: Path | None, only: tuple[tuple[int, ...], ...], out: Path, force: bool
) -> Answer | Refusal:
    """Print the badges of the people on the roll."""
    numbers = tuple(dict.fromkeys(chain.from_iterable(only)))
    return _printed(store, PeopleOrder("badges", roll, only=numbers, force=force), out)


@command("table-cards")
@on_congress
@_roll
@click.option("--seat-only", is_flag=True)
@out_file
@force
def table_cards_(
    store: Store, roll: Path | None, seat_only: bool, out: Path, force: bool
) -> Answer | Refusal:
    """Print table cards of the people on the roll."""
    order = PeopleOrder("table-cards", roll, seat_only=seat_only, force=force)
    return _printed(store, order, out)


def _printed(store: Store, order: PeopleOrder, out: Path) -> Answer | Refusal:
    with closing(open_meeting(store)) as meeting:
        printed = print_people(store, meeting, order, out)
    if isinstance(printed, Refusal):
        return printed
    pages = printed.pages.pages
    document: dict[str, object] = {"people": printed.people, "pages": pages}
    document |= {"fonts": list(printed.pages.fonts), "out": str(out)}
    what = order.kind.replace("-", "_")
    lines = [sentence("files", what, out=out, people=printed.people, pages=pages)]
    if order.roll:
        taken = {"entered": printed.entered, "corrected": printed.corrected}
        document |= taken
        document["warnings"] = [stated(w.code, w.facts) for w in printed.warnings]
        lines.insert(0, sentence("done", "roll", roll=order.roll, **taken))
    lines += problem_lines(printed.warnings).splitlines()
    return Answer(document=document, lines=tuple(lines))
