"""Commands about ballots and papers: print, layout, document."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from counting.deck.deck import Untested, to_json
from counting.layout import lay_out as layout
from counting.model.reading import Purpose
from counting.model.refusal import Refusal
from counting.model.state import PrintRun
from counting.rounds.history import pages_of
from counting.store import Evidence, Store
from kiosk.commands.command import FILE, Answer, command, force, json_asked, usage_error
from kiosk.commands.congress import contest, on_congress, on_record, out_file, round_number
from kiosk.console import language, sentence
from kiosk.printshop.congress_papers import FORMS, facts_of, write_paper
from kiosk.printshop.files import not_of_the_congress
from kiosk.printshop.runs import (
    Printed,
    PrintOptions,
    Stages,
    expected_files,
    print_run,
    sealed_round,
)
from kiosk.running.opening import meeting_of
from kiosk.words import say
from printing.papers.kinds import KINDS


@command("print")
@on_congress
@contest
@round_number
@click.option("--quantity", type=int, required=True, metavar="N")
@click.option("--spare", type=int, default=0, metavar="N")
@click.option("--specimen", is_flag=True)
@click.option("--test-deck", is_flag=True)
@click.option("--large-print", is_flag=True)
@click.option("--reprint", type=int, metavar="BATCH")
@click.option("--reason", default="", metavar="TEXT")
@click.option("--proof", is_flag=True)
@click.option("--cover", type=FILE, metavar="FILE")
@click.option("--contact-sheet", type=FILE, metavar="FILE")
@out_file
@force
def print_(
    store: Store,
    contest_id: str,
    round_: int | None,
    quantity: int,
    spare: int,
    specimen: bool,
    test_deck: bool,
    large_print: bool,
    reprint: int | None,
    reason: str,
    proof: bool,
    cover: Path | None,
    contact_sheet: Path | None,
    out: Path,
    force: bool,
) -> Answer | Refusal:
    """Print a new batch of ballots to a PDF."""
    if specimen and test_deck:
        raise usage_error("together", option="--specimen", other="--test-deck")
    if test_deck and spare:
        raise usage_error("together", option="--test-deck", other="--spare")
    purpose: Purpose = "specimen" if specimen else "test_deck" if test_deck else "ballot"
    found = sealed_round(store, contest_id, round_)
    if isinstance(found, Refusal):
        return found
    run = PrintRun(
        contest=contest_id,
        round=found[1].number,
        purpose=purpose,
        quantity=quantity,
        spare=spare,
        reprint_of=reprint,
        reason=reason,
    )
    options = PrintOptions(cover, contact_sheet, proof, large_print, force)
    with _progress() as stages:
        printed = print_run(store, run, out, options, progress=stages)
    return printed if isinstance(printed, Refusal) else _printed(printed, out, options)


@contextmanager
def _progress() -> Iterator[Stages]:
    """A bar a stage on a terminal, elsewhere its name on a line; nothing for who asked for JSON."""
    with ExitStack() as shown:
        bars: dict[str, Any] = {}

        def go_on(stage: str, done: int, of: int) -> None:
            if stage not in bars:
                shown.close()
                label = sentence("progress", stage)
                bars[stage] = shown.enter_context(
                    click.progressbar(
                        length=of,
                        label=label,
                        show_pos=True,
                        update_min_steps=max(1, of // 100),  # drawing takes longer than printing
                        file=sys.stderr,
                        hidden=json_asked(),
                    )
                )
            bars[stage].update(done - bars[stage].pos)

        yield go_on


def _printed(printed: Printed, out: Path, options: PrintOptions) -> Answer:
    run, pages, expectation = printed.run, printed.pages, printed.expectation
    document: dict[str, object] = {
        "batch": run.batch,
        "pages": pages,
        "sha256": run.sha256,
        "fonts": list(run.fonts),
        "out": str(out),
    }
    about = {"batch": run.batch, "purpose": run.purpose, "sheets": run.sheets}
    lines = [sentence("done", "printed", out=out, pages=pages, **about)]
    if printed.proved is not None:
        document["proof"] = printed.proved
        lines.append(sentence("done", "proved", proved=printed.proved, pages=pages))
    if expectation is not None:
        files = [str(path) for path in expected_files(out)]
        document |= {"expected": to_json(expectation), "expected_files": files}
        lines += [sentence("done", "expected", out=file) for file in files]
    beside = {"cover": options.cover, "contact_sheet": options.contact_sheet}
    also = {what: str(path) for what, path in beside.items() if path}
    lines += [sentence("files", what, out=file) for what, file in also.items()]
    left_open = _left_open(expectation.untested) if expectation else ()
    notes = tuple(say(code, facts, language()).message for code, facts in left_open)
    return Answer(document=document | also, lines=tuple(lines), notes=notes)


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


@command("layout", json="always")
@on_congress
@contest
@round_number
def layout_(store: Store, contest_id: str, round_: int | None) -> Answer | Refusal:
    """Show where everything stands on the ballot of a contest, in millimetres."""
    found = sealed_round(store, contest_id, round_)
    if isinstance(found, Refusal):
        return found
    return Answer(document=layout.to_json(pages_of(store.state(), found[1])))


@command("document")
@on_record
@click.option("--kind", required=True, type=click.Choice(list(KINDS)))
@click.option("--contest", "contest_id", metavar="ID")
@round_number
@click.option("--format", "form", required=True, type=click.Choice(list(FORMS)))
@out_file
@force
def document_(
    record: Evidence,
    kind: str,
    contest_id: str | None,
    round_: int | None,
    form: str,
    out: Path,
    force: bool,
) -> Answer | Refusal:
    """Write a paper of a congress, with the figures known so far."""
    if round_ is not None and contest_id is None:
        raise usage_error("needs", option="--round N", other="--contest ID")
    not_of_the_congress(record, out)
    facts = facts_of(record, meeting_of(record), contest_id, round_)
    if isinstance(facts, Refusal):
        return facts
    paper = write_paper(facts, kind, form, out, force=force)
    return Answer(
        document={"kind": kind, "format": form, "out": str(out)},
        lines=(sentence("done", "document", out=out, paper=paper),),
    )
