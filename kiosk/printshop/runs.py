"""Printing a batch as one act: its files whole or not at all, and its event in the log."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from counting.codes.ballots import TOKEN_DIGITS
from counting.deck.deck import DeckSheet, Expectation, deck, expected, to_json
from counting.layout.lay_out import large_print
from counting.model.context import Context
from counting.model.election import Contest, Seal
from counting.model.geometry import PageGeometry
from counting.model.reading import Purpose
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import Round, State
from counting.rounds.history import pages_of
from counting.sheets.admission import read_ballot_code
from counting.steps.handle import handle
from counting.steps.messages import find_round
from counting.steps.paper import BatchPrinted, RecordPrinted
from counting.store import Store
from hardware.optical.codes import read_codes
from kiosk.printshop.documents import facts_of
from kiosk.printshop.files import WholeFiles, whole_files
from kiosk.printshop.paths import not_in_the_congress, not_of_the_congress, unwritable
from printing.ballot.ballots import PrintedResult, Progress, print_batch, refuse_quantity
from printing.cards.covers import Cover, print_cover
from printing.papers.expected import paper
from printing.papers.pdf import write_pdf
from printing.proof.proof import decode_pdf

Stage = Literal["print", "proof"]
Stages = Callable[[Stage, int, int], None]
"""Told (stage, done, of all) as a job goes on. What it raises ends the job, and nothing is kept."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: `quantity` sheets and `spare` ones above that.

    A test deck bears its marks. `large_print` is for specimens, unless the whole contest has it.
    """

    contest: str
    quantity: int
    spare: int = 0
    purpose: Purpose = "ballot"
    round: int | None = None
    reprint_of: int | None = None
    reason: str = ""
    large_print: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is made beside the batch: its cover, a picture of its pages, the codes read back."""

    cover: Path | None = None
    contact_sheet: Path | None = None
    proof: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """The batch as the log numbers it, and the file's facts.

    `expectation` is that of a test deck, `proved` how many pages were read back.
    """

    batch: int
    result: PrintedResult
    expectation: Expectation | None = None
    proved: int | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """An order that the rules allow, with all that it takes to carry it out."""

    order: Order
    state: State
    seal: Seal
    held: Round
    contest: Contest
    pages: tuple[PageGeometry, ...]
    batch: int
    deck: tuple[DeckSheet, ...] | None = None

    @property
    def expectation(self) -> Expectation | None:
        if self.deck is None:
            return None
        return expected(self.contest, self.held.number, self.deck)

    @property
    def token(self) -> bool:
        return self.contest.identification == "token"


class _NotPrinted(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def sealed(store: Store) -> Seal | Refusal:
    """What was sealed, or why nothing can be printed yet."""
    state = store.state()
    if state.congress is None:
        return Refusal("congress.not_defined")
    return state.seal or Refusal("congress.not_sealed")


def expected_files(out: Path) -> tuple[Path, Path]:
    """Where the expectation of a test deck printed to `out` stands: as JSON, and as a page."""
    name = out.name[:-4] if out.name.lower().endswith(".pdf") else out.name
    return out.with_name(f"{name}.expected.json"), out.with_name(f"{name}.expected.pdf")


def print_order(
    store: Store,
    order: Order,
    out: Path,
    wanted: Wanted | None = None,
    *,
    progress: Stages | None = None,
) -> Printed | Refusal:
    """Print to the file `out`, with all that is `wanted` beside it, and record the batch.

    A test deck's expectation goes to `expected_files`. On any failure there is neither a file nor
    an event. Raises InputError `layout.*`, `print.*`, `file.*`.
    """
    wanted = wanted or Wanted()
    job = _prepared(store, order)
    if isinstance(job, Refusal):
        return job
    paths = _paths(store, job, out, wanted)
    try:
        with unwritable(out), whole_files(tuple(paths.values())) as whole:
            files = dict(zip(paths, whole.files, strict=True))
            told = partial(progress, "print") if progress else None
            result = _print(store, job, files["out"], told)
            proved = _made_beside(store, job, result, wanted, whole, files, progress)
            with unwritable(out):
                whole.place()
            printed = _record(store, job, result, job.batch if wanted.cover else None)
            if isinstance(printed, Refusal):
                raise _NotPrinted(printed)
            return Printed(printed.batch, result, job.expectation, proved)
    except _NotPrinted as error:
        return error.refusal


def print_into(
    store: Store,
    order: Order,
    file: BinaryIO,
    *,
    progress: Progress | None = None,
    deliver: Callable[[PrintedResult], None] | None = None,
    beside: Mapping[str, BinaryIO] | None = None,
) -> Printed | Refusal:
    """Print into an open file; then `deliver` it (to a printer, say); then record the batch.

    `beside`: files for its cover (`cover`) and a test deck's expectation (`expected.json` and
    `expected.pdf`). What is refused, or ended by an exception of `progress` or `deliver`, is not
    recorded. Raises InputError `layout.*`, `print.*`.
    """
    job = _prepared(store, order)
    if isinstance(job, Refusal):
        return job
    result = _print(store, job, file, progress)
    beside = beside or {}
    if "cover" in beside:
        print_cover(_cover(job, result), beside["cover"])
    if "expected.json" in beside and (expectation := job.expectation):
        _write_expectation(store, job, expectation, beside)
    if deliver:
        deliver(result)
    printed = _record(store, job, result, job.batch if "cover" in beside else None)
    if isinstance(printed, Refusal):
        return printed
    return Printed(printed.batch, result, job.expectation)


def draw_order(store: Store, order: Order, file: BinaryIO) -> PrintedResult | Refusal:
    """Draw what `print_into` would, for eyes only: nothing is recorded.

    Raises InputError `layout.*`, `print.*`.
    """
    job = _prepared(store, order)
    return job if isinstance(job, Refusal) else _print(store, job, file, None)


def may_print(store: Store, order: Order) -> Refusal | None:
    """Why this order would be refused now. Raises InputError `print.*`."""
    job = _prepared(store, order)
    return job if isinstance(job, Refusal) else None


def _prepared(store: Store, order: Order) -> _Job | Refusal:
    """The job, or why the log would refuse to record it: asked before anything is drawn."""
    seal = sealed(store)
    if isinstance(seal, Refusal):
        return seal
    state = store.state()
    round_ = find_round(state, order.contest, order.round)
    if isinstance(round_, Refusal):
        return round_
    refuse_quantity(order.quantity, order.spare)
    answer = handle(state, _recording(order, (), None, None), Context())
    if isinstance(answer, Refusal):
        return answer
    assert isinstance(answer, tuple)
    (event,) = answer
    assert isinstance(event, BatchPrinted)
    contest, pages = round_.contest, pages_of(state, round_)
    if order.large_print and contest.ballot.size != "large":
        if order.purpose != "specimen":
            return Refusal("print.large_print_recognisable", {"contest": contest.title})
        contest, pages = large_print(contest)
    sheets = order.quantity + order.spare
    marked = deck(contest, sheets) if order.purpose == "test_deck" else None
    return _Job(order, state, seal, round_, contest, pages, event.batch, marked)


def _print(store: Store, job: _Job, file: BinaryIO, progress: Progress | None) -> PrintedResult:
    return print_batch(
        job.seal,
        job.order.contest,
        job.held.number,
        job.order.quantity,
        job.order.spare,
        purpose=job.order.purpose,
        key=store.ballot_key,
        tokens=tokens() if job.token else None,
        out=file,
        contest=job.contest,
        pages=job.pages,
        deck=job.deck,
        progress=progress,
    )


def _record(store: Store, job: _Job, result: PrintedResult, batch: int | None) -> Printed | Refusal:
    answer = store.execute(_recording(job.order, result.fonts, result.sha256, batch))
    if isinstance(answer, Refusal):
        return answer
    (event,) = answer.events
    assert isinstance(event, BatchPrinted)
    return Printed(event.batch, result)


def _recording(
    order: Order, fonts: tuple[str, ...], sha256: str | None, batch: int | None
) -> RecordPrinted:
    return RecordPrinted(
        order.contest,
        order.purpose,
        order.quantity,
        order.spare,
        fonts,
        sha256,
        order.reprint_of,
        order.reason,
        order.round,
        batch,
    )


def _paths(store: Store, job: _Job, out: Path, wanted: Wanted) -> dict[str, Path]:
    """Every file of the job by what it is; refuses places that it must not take."""
    asked = {"out": out, "cover": wanted.cover, "contact_sheet": wanted.contact_sheet}
    if job.deck is not None:
        asked["expected.json"], asked["expected.pdf"] = expected_files(out)
    paths = {what: path for what, path in asked.items() if path is not None}
    for path in paths.values():
        not_of_the_congress(store, path)
    if job.token:
        for what in ("out", "contact_sheet"):
            if what in paths:
                not_in_the_congress(store, paths[what])
    taken: dict[Path, Path] = {}
    for path in paths.values():
        if (place := path.parent.resolve() / path.name) in taken:
            raise InputError((Problem("file.twice", str(path)),))
        taken[place] = path
    looked_at = wanted.proof or wanted.contact_sheet or job.deck is not None
    if looked_at and out.exists() and not out.is_file():
        raise InputError((Problem("print.needs_a_file", str(out)),))
    return paths


def _made_beside(
    store: Store,
    job: _Job,
    result: PrintedResult,
    wanted: Wanted,
    whole: WholeFiles,
    files: Mapping[str, BinaryIO],
    progress: Stages | None,
) -> int | None:
    """Write what goes with the batch; returns how many pages were read back, if that was asked."""
    if expectation := job.expectation:
        _write_expectation(store, job, expectation, files)
    if wanted.cover:
        with unwritable(wanted.cover):
            print_cover(_cover(job, result), files["cover"])
    pdf = whole.written(0)
    if pdf is None:
        return None  # a device: nothing that looks at the file was allowed
    proved = _proved(store, job, pdf, progress) if wanted.proof else None
    if wanted.contact_sheet:
        with unwritable(wanted.contact_sheet):
            from printing.proof.contact_sheet import contact_sheet

            contact_sheet(
                pdf,
                files["contact_sheet"],
                read=read_codes,
                title=f"{job.seal.congress.title}　{job.contest.title}",
                areas=[page.barcode for page in job.pages],
                verdicts=[""] * (proved or 0),
                hide_codes=job.token,
            )
    return proved


def _cover(job: _Job, result: PrintedResult) -> Cover:
    order = job.order
    return Cover(
        job.seal.congress,
        job.contest,
        job.held.number,
        order.purpose,
        job.batch,
        order.quantity,
        order.spare,
        result.pages,
        len(job.pages),
        result.sha256,
        order.reprint_of,
        order.reason,
    )


def _write_expectation(
    store: Store, job: _Job, expectation: Expectation, files: Mapping[str, BinaryIO]
) -> None:
    facts = facts_of(store, None, job.order.contest, job.held.number)
    assert not isinstance(facts, Refusal)  # the round was found before
    text = json.dumps(to_json(expectation), ensure_ascii=False, indent=1)
    files["expected.json"].write(text.encode() + b"\n")
    write_pdf(paper(facts, job.held, expectation), files["expected.pdf"])


def _proved(store: Store, job: _Job, pdf: Path, progress: Stages | None) -> int:
    """How many pages read back as this round's. InputError `print.not_read_back` for another."""
    expects = {"specimen": "ballot.specimen", "test_deck": "ballot.test_deck"}
    areas = [page.barcode for page in job.pages]
    of = (job.order.quantity + job.order.spare) * len(areas)
    done = 0
    for done, text in enumerate(decode_pdf(pdf, read=read_codes, areas=areas), 1):
        code = read_ballot_code(job.seal, job.held, text, store.ballot_key)
        if isinstance(code, Refusal) and code.code != expects.get(job.order.purpose):
            raise InputError((Problem("print.not_read_back", f"page {done}", code.facts),))
        if progress:
            progress("proof", done, of)
    return done


def tokens() -> Iterator[str]:
    """Random tokens, all different; nothing keeps them once they are drawn."""
    drawn: set[str] = set()
    while True:
        token = f"{secrets.randbelow(10**TOKEN_DIGITS):0{TOKEN_DIGITS}}"
        if token not in drawn:
            drawn.add(token)
            yield token


def proof(store: Store, round_: Round, pdf: Path) -> list[str]:
    """The code of each page of a printed PDF, decoded from its pixels; "" where none was read."""
    areas = [page.barcode for page in pages_of(store.state(), round_)]
    return list(decode_pdf(pdf, read=read_codes, areas=areas))
