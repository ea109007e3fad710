"""Commands about paper: print, cards, layout, document."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from counting.deck.deck import Untested, to_json
from counting.layout import lay_out as layout
from counting.model.election import Seal
from counting.model.reading import Purpose
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.rounds.history import pages_of, roster
from counting.steps.messages import find_round
from counting.store import Store
from kiosk.console import emit, language, stop_refused, tell
from kiosk.printshop.paths import paper_file
from kiosk.printshop.runs import Order, Printed, Wanted, expected_files, print_order, sealed
from kiosk.progress import ProgressLine
from kiosk.running.opening import adopted_agenda, open_count
from kiosk.words import say

_DIR = click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
_CONTEST = click.option("--contest", "contest_id", required=True, metavar="ID")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
# Named here, so that help needs no paper: a test holds them to the tables they stand for.
KINDS = (
    "rules", "agenda", "timetable", "filling-in", "attendance", "distribution", "return", "count",
    "elected", "script", "scrutineers", "tally-sheet",
)  # fmt: skip
FORMS = ("docx", "pdf")
_FILE = click.Path(path_type=Path, dir_okay=False)
_ROUND = click.option("--round", "round_", type=int, metavar="N", help="Default: the current one.")


def _round(
    store: Store, contest_id: str, round_: int | None, *, as_json: bool
) -> tuple[Seal, Round]:
    """The seal and the round asked for (default: the current one); refuses what is not there."""
    seal = sealed(store)
    if isinstance(seal, Refusal):
        stop_refused(seal, as_json=as_json)
    current = find_round(store.state(), contest_id, round_)
    if isinstance(current, Refusal):
        stop_refused(current, as_json=as_json)
    return seal, current


@click.command("print")
@_DIR
@_CONTEST
@_ROUND
@click.option("--quantity", type=int, required=True, metavar="N", help="Sheets to print.")
@click.option("--spare", type=int, default=0, metavar="N", help="Ballots above that.")
@click.option("--specimen", is_flag=True, help="Specimens: their code is refused in the count.")
@click.option(
    "--test-deck", is_flag=True, help="Marked sheets, and beside FILE what counting them must give."
)
@click.option("--large-print", is_flag=True, help="With --specimen: in large print.")
@click.option("--reprint", type=int, metavar="BATCH", help="The print batch this replaces.")
@click.option("--reason", default="", help="Why it is reprinted.")
@click.option("--proof", "with_proof", is_flag=True, help="Decode every page back from its pixels.")
@click.option("--cover", type=_FILE, help="A cover with the bundles of 50, and slips for them.")
@click.option("--contact-sheet", type=_FILE, help="A PNG that shows all pages small.")
@click.option("--out", type=_FILE, required=True)
@_JSON
def print_(
    directory: Path,
    contest_id: str,
    round_: int | None,
    quantity: int,
    spare: int,
    specimen: bool,
    test_deck: bool,
    large_print: bool,
    reprint: int | None,
    reason: str,
    with_proof: bool,
    cover: Path | None,
    contact_sheet: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Print a new batch of ballots to a PDF. Every call is a batch of its own."""
    if specimen and test_deck:
        raise click.UsageError("--specimen | --test-deck")
    if test_deck and spare:
        raise click.UsageError("--test-deck: no --spare")
    purpose: Purpose = "specimen" if specimen else "test_deck" if test_deck else "ballot"
    order = Order(contest_id, quantity, spare, purpose, round_, reprint, reason, large_print)
    wanted = Wanted(cover, contact_sheet, with_proof)
    progress = ProgressLine()
    store = open_count(directory)
    try:
        printed = print_order(store, order, out, wanted, progress=progress)
    finally:
        progress.close()
        store.close()
    if isinstance(printed, Refusal):
        stop_refused(printed, as_json=as_json)
    _tell_printed(printed, out, wanted)
    if as_json:
        emit(_printed_facts(printed, out, wanted))


def _printed_facts(printed: Printed, out: Path, wanted: Wanted) -> dict[str, object]:
    facts: dict[str, object] = {
        "batch": printed.batch,
        "pages": printed.result.pages,
        "sha256": printed.result.sha256,
        "fonts": list(printed.result.fonts),
        "out": str(out),
    }
    if printed.proved is not None:
        facts["proof"] = printed.proved
    if printed.expectation is not None:
        facts["expected"] = to_json(printed.expectation)
        facts["expected_files"] = [str(path) for path in expected_files(out)]
    beside = {"cover": wanted.cover, "contact_sheet": wanted.contact_sheet}
    return facts | {what: str(path) for what, path in beside.items() if path}


def _tell_printed(printed: Printed, out: Path, wanted: Wanted) -> None:
    tell(f"{out}: batch {printed.batch}, {printed.result.pages} pages")
    if printed.proved is not None:
        tell(f"proof: {printed.proved} of {printed.result.pages} pages read back")
    expectation = printed.expectation
    for path in (
        *(expected_files(out) if expectation else ()),
        *(path for path in (wanted.cover, wanted.contact_sheet) if path),
    ):
        tell(str(path))
    if expectation is None:
        return
    for code, facts in _left_open(expectation.untested):
        tell(say(code, facts, language()).message)


def _left_open(untested: Untested) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What a test deck does not test, as codes with their facts."""
    if untested.boxes:
        yield "deck.boxes", {"boxes": untested.boxes}
    if untested.pairs:
        yield "deck.pairs", {"pairs": untested.pairs}
    if untested.symbols:
        yield "deck.symbols", {"symbols": untested.symbols}
    if untested.kinds:
        yield "deck.kinds", {"kinds": untested.kinds}
    if untested.nothing:
        return
    if untested.sheets_needed is None:
        yield "deck.one_way", {}
    else:
        yield "deck.needed", {"sheets": untested.sheets_needed}


def _batches(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    """Batches as ``1:50``: the name, and how many sheets it holds."""
    batches = []
    for text in given:
        batch, _, size = text.partition(":")
        if not (size.isascii() and size.isdigit() and 0 < int(size) <= 10_000_000):
            raise click.BadParameter(f"{text}: BATCH:SIZE, 1:50")
        batches.append((batch, int(size)))
    return tuple(batches)


@click.command("cards")
@_DIR
@_CONTEST
@_ROUND
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A PDF of the cards.")
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="BATCH:SIZE",
    callback=_batches,
    help="Instead: a header sheet for each batch, whose code switches a station to it.",
)
@_JSON
def cards_(
    directory: Path,
    contest_id: str,
    round_: int | None,
    out: Path | None,
    headers: tuple[tuple[str, int], ...],
    as_json: bool,
) -> None:
    """Print the command cards of a contest or its batch headers, or list the cards' codes."""
    from printing.cards.command_cards import card_codes, print_cards
    from printing.cards.headers import print_headers

    if out is None and not as_json:
        raise click.UsageError("--out FILE.pdf or --json")
    store = open_count(directory)
    try:
        seal, found = _round(store, contest_id, round_, as_json=as_json)
        everyone = roster(store.state(), contest_id)
        if out is not None:
            with paper_file(store, out) as whole:
                (file,) = whole.files
                if headers:
                    key = store.ballot_key
                    print_headers(seal, contest_id, found.number, headers, key, file)
                else:
                    print_cards(
                        seal,
                        contest_id,
                        found.number,
                        store.ballot_key,
                        file,
                        contest=found.contest,
                        roster=everyone,
                    )
            tell(str(out))
        if as_json:
            emit(
                card_codes(
                    seal,
                    contest_id,
                    found.number,
                    store.ballot_key,
                    contest=found.contest,
                    roster=everyone,
                )
            )
    finally:
        store.close()


@click.command("layout")
@_DIR
@_CONTEST
@_ROUND
@click.option("--json", "as_json", is_flag=True, expose_value=False, help="Always so.")
def layout_(directory: Path, contest_id: str, round_: int | None) -> None:
    """Show where everything stands on the ballot of a contest, in millimetres, as JSON."""
    store = open_count(directory)
    try:
        _, found = _round(store, contest_id, round_, as_json=True)
        emit(layout.to_json(pages_of(store.state(), found)))
    finally:
        store.close()


@click.command("document")
@_DIR
@click.option("--kind", required=True, type=click.Choice(KINDS), help="Which paper.")
@click.option("--contest", "contest_id", metavar="ID", help="Default: every contest.")
@_ROUND
@click.option("--format", "form", required=True, type=click.Choice(FORMS))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@_JSON
def document_(
    directory: Path,
    kind: str,
    contest_id: str | None,
    round_: int | None,
    form: str,
    out: Path,
    as_json: bool,
) -> None:
    """Write a paper of the congress in DIR, in Chinese, with the figures known so far."""
    from kiosk.printshop.documents import facts_of, write_paper

    if round_ is not None and contest_id is None:
        raise click.UsageError("--round N: --contest ID")
    store = open_count(directory)
    try:
        facts = facts_of(store, adopted_agenda(directory), contest_id, round_)
        if isinstance(facts, Refusal):
            stop_refused(facts, as_json=as_json)
        write_paper(facts, kind, form, out)
    finally:
        store.close()
    if as_json:
        emit({"kind": kind, "format": form, "out": str(out)})
        return
    tell(str(out))
