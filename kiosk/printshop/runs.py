"""Printing a batch as one act: its files whole or not at all, and its event in the log."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Literal

from counting.codes.ballots import TOKEN_DIGITS
from counting.deck.deck import DeckSheet, Expectation, deck, expected, to_json
from counting.layout.lay_out import large_print
from counting.model.context import Context
from counting.model.election import Contest, Seal
from counting.model.geometry import PageGeometry
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import PrintRun, Round
from counting.rounds.history import pages_of
from counting.sheets.admission import read_ballot_code
from counting.steps.handle import handle
from counting.steps.messages import find_round
from counting.steps.paper import BatchPrinted, RecordPrinted
from counting.store import Store
from hardware.optical.codes import read_codes
from kiosk.printshop.congress_papers import facts_of
from kiosk.printshop.files import (
    RefusedPrint,
    WholeFiles,
    not_in_the_congress,
    not_of_the_congress,
    unwritable,
    whole_files,
)
from printing.ballot.batch import Progress, print_batch, refuse_quantity
from printing.cards.covers import Cover, print_cover
from printing.papers.expected import paper
from printing.papers.pdf import write_pdf
from printing.pdf.document import Output
from printing.proof.proof import decode_pdf

_ENDS: Final = 10**7  # ends of tokens: a hundred times as many as the sheets of a batch

Stage = Literal["print", "proof"]
Stages = Callable[[Stage, int, int], None]
"""Told (stage, done, of all) as a print goes on. What it raises ends it, and nothing is kept."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a batch is made, and what beside it: its cover, a picture of its pages, a proof.

    `proof`: every page's code is read back. `large_print` is for specimens, unless the whole
    contest has it. `force`: files that exist are replaced.
    """

    cover: Path | None = None
    contact_sheet: Path | None = None
    proof: bool = False
    large_print: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """The run as the log has it, and the pages of its file.

    `expectation` is that of a test deck, `proved` how many pages were read back.
    """

    run: PrintRun
    pages: int
    expectation: Expectation | None = None
    proved: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A run that the rules allow, numbered, with all that it takes to carry it out."""

    run: PrintRun
    seal: Seal
    contest: Contest
    pages: tuple[PageGeometry, ...]
    round: Round
    deck: tuple[DeckSheet, ...] | None = None

    @property
    def expectation(self) -> Expectation | None:
        return expected(self.contest, self.run.round, self.deck) if self.deck else None

    @property
    def token(self) -> bool:
        return self.contest.identification == "token"


def sealed_round(store: Store, contest: str, number: int | None) -> tuple[Seal, Round] | Refusal:
    """What was sealed, and a round of it (its current one by default); or why there is none yet."""
    state = store.state()
    if state.congress and state.seal is None:
        return Refusal("congress.not_sealed")
    round_ = find_round(state, contest, number)
    if isinstance(round_, Refusal):
        return round_
    assert state.seal is not None  # there is no round without it
    return state.seal, round_


def expected_files(out: Path) -> tuple[Path, Path]:
    """Where the expectation of a test deck printed to `out` stands: as JSON, and as a page."""
    name = out.name[:-4] if out.name.lower().endswith(".pdf") else out.name
    return out.with_name(f"{name}.expected.json"), out.with_name(f"{name}.expected.pdf")


def print_run(
    store: Store,
    run: PrintRun,
    out: Path,
    options: PrintOptions | None = None,
    *,
    progress: Stages | None = None,
) -> Printed | Refusal:
    """Print to the file `out`, with what the options ask for beside it, and record the batch.

    A test deck's expectation goes to `expected_files`. On any failure there is neither a file nor
    an event. Raises InputError `layout.*`, `print.*`, `file.*`.
    """
    options = options or PrintOptions()
    plan = _planned(store, run, large=options.large_print)
    if isinstance(plan, Refusal):
        return plan
    paths = _paths(store, plan, out, options)
    try:
        outputs = whole_files(tuple(paths.values()), force=options.force)
        with unwritable(out), outputs as whole:
            files = dict(zip(paths, whole.files, strict=True))
            drawing = partial(progress, "print") if progress else None
            printed = _draw(store, plan, files["out"], drawing)
            proved = _make_beside(store, plan, printed, options, whole, files, progress)
            with unwritable(out):
                whole.place()
            recorded = _record(store, printed, with_cover=bool(options.cover))
            if isinstance(recorded, Refusal):
                raise RefusedPrint(recorded)
            return replace(recorded, proved=proved)
    except RefusedPrint as error:
        return error.refusal


def print_into(
    store: Store,
    run: PrintRun,
    file: Output,
    *,
    progress: Progress | None = None,
    deliver: Callable[[], None] | None = None,
    beside: Mapping[str, BinaryIO] | None = None,
) -> Printed | Refusal:
    """Print into an open file; then `deliver` it (to a print system, say); then record the batch.

    `beside`: files for its cover (`cover`) and a test deck's expectation (`expected.json` and
    `expected.pdf`). What is refused, or ended by an exception of `progress` or `deliver`, is not
    recorded. Raises InputError `layout.*`, `print.*`.
    """
    plan = _planned(store, run)
    if isinstance(plan, Refusal):
        return plan
    printed = _draw(store, plan, file, progress)
    beside = beside or {}
    if "cover" in beside:
        print_cover(_cover(plan, printed), beside["cover"])
    if "expected.json" in beside and printed.expectation:
        _write_expectation(store, plan, printed.expectation, beside)
    if deliver:
        deliver()
    return _record(store, printed, with_cover="cover" in beside)


def draw_run(store: Store, run: PrintRun, file: Output) -> Printed | Refusal:
    """Draw what `print_into` would, for eyes only: nothing is recorded.

    Raises InputError `layout.*`, `print.*`.
    """
    plan = _planned(store, run)
    return plan if isinstance(plan, Refusal) else _draw(store, plan, file, None)


def may_print(store: Store, run: PrintRun) -> Refusal | None:
    """Why this run would be refused now. Raises InputError `print.*`."""
    plan = _planned(store, run)
    return plan if isinstance(plan, Refusal) else None


def _planned(store: Store, run: PrintRun, *, large: bool = False) -> _Plan | Refusal:
    """The plan, or why the log would refuse to record it: asked before anything is drawn."""
    sealed = sealed_round(store, run.contest, run.round)
    if isinstance(sealed, Refusal):
        return sealed
    seal, round_ = sealed
    state = store.state()
    refuse_quantity(run)
    answer = handle(state, RecordPrinted(run), Context())
    if isinstance(answer, Refusal):
        return answer
    assert isinstance(answer, tuple)
    (event,) = answer
    assert isinstance(event, BatchPrinted)
    contest, pages = round_.contest, pages_of(state, round_)
    if large and contest.ballot.size != "large":
        if run.purpose != "specimen":
            return Refusal("print.large_print_recognisable", {"contest": contest.title})
        contest, pages = large_print(contest)
    sheets = deck(contest, run.sheets) if run.purpose == "test_deck" else None
    return _Plan(
        run=replace(run, batch=event.batch),
        seal=seal,
        contest=contest,
        pages=pages,
        round=round_,
        deck=sheets,
    )


def _draw(store: Store, plan: _Plan, file: Output, progress: Progress | None) -> Printed:
    result = print_batch(
        plan.seal,
        plan.run,
        file,
        key=store.ballot_key,
        tokens=tokens() if plan.token else None,
        contest=plan.contest,
        pages=plan.pages,
        deck=plan.deck,
        progress=progress,
    )
    run = replace(plan.run, fonts=result.fonts, sha256=result.sha256)
    return Printed(run, result.pages, plan.expectation)


def _record(store: Store, printed: Printed, *, with_cover: bool) -> Printed | Refusal:
    """Take the run into the log: under the number on its cover, or the next one without a cover."""
    run = printed.run if with_cover else replace(printed.run, batch=None)
    answer = store.execute(RecordPrinted(run))
    if isinstance(answer, Refusal):
        return answer
    (event,) = answer.events
    assert isinstance(event, BatchPrinted)
    return replace(printed, run=event)


def _paths(store: Store, plan: _Plan, out: Path, options: PrintOptions) -> dict[str, Path]:
    """Every file of the run by what it is; refuses places that it must not take."""
    places = {"out": out, "cover": options.cover, "contact_sheet": options.contact_sheet}
    if plan.deck is not None:
        places["expected.json"], places["expected.pdf"] = expected_files(out)
    paths = {what: path for what, path in places.items() if path is not None}
    for path in paths.values():
        not_of_the_congress(store, path)
    if plan.token:
        for what in ("out", "contact_sheet"):
            if what in paths:
                not_in_the_congress(store, paths[what])
    seen: dict[Path, Path] = {}
    for path in paths.values():
        if (place := path.parent.resolve() / path.name) in seen:
            raise InputError((Problem("file.twice", str(path)),))
        seen[place] = path
    looked_at = options.proof or options.contact_sheet or plan.deck is not None
    if looked_at and out.exists() and not out.is_file():
        raise InputError((Problem("print.needs_a_file", str(out)),))
    return paths


def _make_beside(
    store: Store,
    plan: _Plan,
    printed: Printed,
    options: PrintOptions,
    whole: WholeFiles,
    files: Mapping[str, BinaryIO],
    progress: Stages | None,
) -> int | None:
    """Write what goes with the batch; returns how many pages were read back, if that was asked."""
    if printed.expectation:
        _write_expectation(store, plan, printed.expectation, files)
    if options.cover:
        with unwritable(options.cover):
            print_cover(_cover(plan, printed), files["cover"])
    pdf = whole.written(0)
    if pdf is None:
        return None  # a device: nothing that looks at the file was allowed
    proved = _proved(store, plan, pdf, progress) if options.proof else None
    if options.contact_sheet:
        with unwritable(options.contact_sheet):
            from printing.proof.contact_sheet import contact_sheet

            contact_sheet(
                pdf,
                files["contact_sheet"],
                read=read_codes,
                title=f"{plan.seal.congress.title}　{plan.contest.title}",
                areas=[page.barcode for page in plan.pages],
                verdicts=[""] * (proved or 0),
                hide_codes=plan.token,
            )
    return proved


def _cover(plan: _Plan, printed: Printed) -> Cover:
    congress, sides = plan.seal.congress, len(plan.pages)
    return Cover(congress, plan.contest, printed.run, printed.pages, sides)


def _write_expectation(
    store: Store, plan: _Plan, expectation: Expectation, files: Mapping[str, BinaryIO]
) -> None:
    facts = facts_of(store, None, plan.run.contest, plan.run.round)
    assert not isinstance(facts, Refusal)  # the round was found before
    text = json.dumps(to_json(expectation), ensure_ascii=False, indent=1)
    files["expected.json"].write(text.encode() + b"\n")
    write_pdf(paper(facts, plan.round, expectation), files["expected.pdf"])


def _proved(store: Store, plan: _Plan, pdf: Path, progress: Stages | None) -> int:
    """How many pages read back as this round's. InputError `print.not_read_back` for another."""
    expects = {"specimen": "ballot.specimen", "test_deck": "ballot.test_deck"}
    areas = [page.barcode for page in plan.pages]
    of = plan.run.sheets * len(areas)
    done = 0
    for done, text in enumerate(decode_pdf(pdf, read=read_codes, areas=areas), 1):
        code = read_ballot_code(plan.seal, plan.round, text, store.ballot_key)
        if isinstance(code, Refusal) and code.code != expects.get(plan.run.purpose):
            raise InputError((Problem("print.not_read_back", f"page {done}", code.facts),))
        if progress:
            progress("proof", done, of)
    return done


def tokens() -> Iterator[str]:
    """Random tokens, all different, for a batch; nothing keeps them once they are drawn.

    No two of them end in the same seven digits. A bit for each end tells which are used, so that
    memory is the same for any number of sheets, and no token is in it.
    """
    used = bytearray(_ENDS // 8)
    while True:
        token = secrets.randbelow(10**TOKEN_DIGITS)
        at, bit = divmod(token % _ENDS, 8)
        if not used[at] >> bit & 1:
            used[at] |= 1 << bit
            yield f"{token:0{TOKEN_DIGITS}}"


def proof(store: Store, round_: Round, pdf: Path) -> list[str]:
    """The code of each page of a printed PDF, decoded from its pixels; "" where none was read."""
    areas = [page.barcode for page in pages_of(store.state(), round_)]
    return list(decode_pdf(pdf, read=read_codes, areas=areas))
