"""Printing at the secretariat's desk: what there is of each contest, orders, jobs, previews."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from counting.exchange import typed
from counting.model.election import Contest, Mode
from counting.model.reading import Purpose
from counting.model.refusal import InputError, Problem, Refusal
from counting.model.state import PrintRun, Round, State
from counting.names.listed import labels
from counting.rounds.history import pages_of
from kiosk.printshop.files import PrintedFile
from kiosk.printshop.job import PrintJob
from kiosk.web.language import N_, tag
from kiosk.web.site import contests_of, hall
from kiosk.web.wall.live import printing_signature
from kiosk.words import Words, say

blueprint = Blueprint("printing", __name__)

PURPOSES: Mapping[Purpose, str] = {
    "ballot": N_("Ballots"),
    "specimen": N_("Specimens"),
    "test_deck": N_("Test deck"),
}
PAPERS: Mapping[str, str] = {
    "cards": N_("Command cards"),
    "headers": N_("Batch headers"),
    "sleeves": N_("Sleeves for doubtful sheets"),
}
FILES: Mapping[str, str] = {
    "pdf": N_("PDF of the sheets"),
    "cover": N_("Cover and bundle slips"),
    "expected.pdf": N_("Expected result"),
    "expected.json": N_("Expected result as JSON"),
}
KINDS: Mapping[str, str] = {"pdf": "application/pdf", "json": "application/json"}
# The widths of pictures, in pixels: beside the form, on the page, and to look at closely.
WIDTHS: Mapping[str, int] = {"small": 300, "page": 1000, "close": 2000}
DOWNLOAD = "download"
_TO_PRINTER = "printer:"
_FIELDS = ("purpose", "quantity", "spare", "reprint_of", "reason", "printer")
_LONGEST_REASON = 300
_DIGITS = 9
_UNITS = ("张", "份", "页")


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands in the form, as it was typed, and what is wrong with it at which field."""

    id: str
    values: Mapping[str, str]
    problems: tuple[Problem, ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def first(self) -> str:
        """The first field with something wrong, in the order of the form."""
        wrong = {problem.place for problem in self.problems}
        return next((name for name in _FIELDS if name in wrong), "")

    def said(self, name: str) -> list[str]:
        """The words of the problems at a field; at "" those of none."""
        at = [p for p in self.problems if (p.place if p.place in _FIELDS else "") == name]
        return [problem_words(problem) for problem in at]


@dataclass(frozen=True, slots=True)
class _SheetView:
    """What a contest's ballot is printed on."""

    paper: str
    sides: int
    landscape: bool


@dataclass(frozen=True, slots=True)
class _WorkView:
    """The part of the page that moves: jobs, and what has been printed of a contest."""

    jobs: tuple[PrintJob, ...]
    signature: str
    runs: list[PrintRun] = field(default_factory=list)


@blueprint.get("/printing", defaults={"contest_id": None})
@blueprint.get("/printing/<contest_id>")
def contest(contest_id: str | None) -> str:
    """Everything about the printing of a contest: the first one unless one is named."""
    reprint = request.args.get("reprint", "")
    values = {"spare": "0", "reprint_of": reprint, "purpose": request.args.get("purpose", "")}
    return _page(contest_id, _Form(_new_form(), values))


@blueprint.post("/printing/<contest_id>")
def order(contest_id: str) -> tuple[str, int] | Answer:
    """Take an order from the form; on anything wrong the form comes back as it was filled in."""
    _known(contest_id)
    values = {name: text.strip() for name, text in request.form.items()}
    run, printer, problems = _read(contest_id, values)
    form = values.get("form", "")
    if not 16 <= len(form) <= 64:
        form, problems = _new_form(), (*problems, Problem("print.form_stale", ""))
    if not problems:
        answer = hall().printing().submit(run, form, printer)
        if isinstance(answer, int):
            return redirect(url_for("printing.contest", contest_id=contest_id) + "#work", 303)
        problems = answer
    return _page(contest_id, _Form(form, values, problems)), 422


@blueprint.get("/printing/<contest_id>/preview")
def preview(contest_id: str) -> str:
    """Every side of the contest's ballot, as the specimen is printed."""
    state, of = hall().state(), _known(contest_id)
    round_ = state.current(of.id)
    return render_template(
        "printing/preview.html",
        contests=contests_of(state),
        contest=round_.contest if round_ else of,
        round=round_.number if round_ else 1,
        sheet=_sheet(state, round_),
        watch="printing-preview",
    )


@blueprint.get("/printing/<contest_id>/preview/<int:side>-<size>.png")
def picture(contest_id: str, side: int, size: str) -> Response:
    """One side of the specimen, rendered from the PDF that is printed."""
    _known(contest_id)
    try:
        made = hall().printing().side(contest_id, side, WIDTHS.get(size) or abort(404))
    except InputError:
        abort(404)  # what keeps it off paper is told where it is ordered
    if isinstance(made, Refusal):
        abort(404)
    return Response(made, content_type="image/png")


@blueprint.get("/printing/<contest_id>/<kind>.pdf")
def paper(contest_id: str, kind: str) -> Response | tuple[str, int]:
    """Command cards, batch headers or sleeves of the contest."""
    _known(contest_id)
    if kind not in PAPERS:
        abort(404)
    try:
        made = hall().printing().paper(kind, contest_id)
    except InputError as error:
        return _told(contest_id, [problem_words(p) for p in error.problems]), 422
    if isinstance(made, Refusal):
        return _told(contest_id, [_say(made).message]), 422
    return _file(made)


@blueprint.get("/printing-jobs")
def jobs() -> str:
    """Only what moves, to be put in place of what a page shows."""
    state = hall().state()
    named = state.congress.contest(request.args.get("contest", "")) if state.congress else None
    of = named or abort(404)
    return render_template("printing/_work.html", contest=of, **_moving(state, of))


@blueprint.post("/printing-jobs/<int:number>/cancel")
def cancel(number: int) -> tuple[str, int] | Answer:
    """Cancel a job."""
    refusal = hall().printing().cancel(number)
    back = _known(request.form.get("contest", "")).id
    if refusal:
        return _told(back, [_say(refusal).message]), 409
    return redirect(url_for("printing.contest", contest_id=back) + "#work", 303)


@blueprint.post("/printing-jobs/<int:number>/<file>")
def take(number: int, file: str) -> Response | tuple[str, int]:
    """A file of a job. Asked for by a form, since a token batch's PDF is given once."""
    if file not in FILES:
        abort(404)
    made = hall().printing().take(number, file)
    if isinstance(made, Refusal):
        back = _known(request.form.get("contest", "")).id
        return _told(back, [_say(made).message]), 410
    return _file(made)


def problem_words(problem: Problem) -> str:
    """A problem in words, with the candidate it is about where it names one by id."""
    words = say(problem.code, problem.facts, tag()).message
    parts = problem.place.split(".")
    state = hall().state()
    if len(parts) >= 4 and parts[0] == "contests" and parts[2] == "candidates" and state.congress:
        of = state.congress.contest(parts[1])
        names = (
            {c.id: label for c, label in zip(of.candidates, labels(of), strict=True)} if of else {}
        )
        if name := names.get(parts[3]):
            return f"{name}：{words}" if tag() == "zh-CN" else f"{name}: {words}"
    return words


def _page(contest_id: str | None, form: _Form, notices: Iterable[str] = ()) -> str:
    state = hall().state()
    contests = contests_of(state)
    if contest_id is None and not contests:
        return render_template("printing/nothing.html", watch="printing-empty")
    of = _known(contest_id) if contest_id is not None else contests[0]
    round_ = state.current(of.id)
    desk = hall().printing()
    there = desk.printers()
    return render_template(
        "printing/contest.html",
        contests=contests,
        contest=round_.contest if round_ else of,
        held=round_,
        sheet=_sheet(state, round_),
        form=form,
        notices=[*notices, *form.said("")],
        purposes=[(p, gettext(PURPOSES[p])) for p in desk.purposes()],
        printers=() if isinstance(there, Refusal) else there,
        no_answer=_say(there).message if isinstance(there, Refusal) else "",
        papers=[(kind, gettext(words)) for kind, words in _papers(state, round_)],
        sealed=state.seal,
        watch="printing-desk",
        **_moving(state, of),
    )


def _told(contest_id: str, notices: Iterable[str]) -> str:
    return _page(contest_id, _Form(_new_form(), {"spare": "0"}), notices)


def _moving(state: State, of: Contest) -> dict[str, object]:
    rounds = [held for (cid, _), held in sorted(state.rounds.items()) if cid == of.id]
    desk = hall().printing()
    return {
        "work": _WorkView(
            desk.jobs(),
            printing_signature(hall()),
            [run for held in rounds for run in reversed(held.printed)],
        ),
        "titles": {c.id: c.title for c in contests_of(state)},
        "purpose_words": {p: gettext(words) for p, words in PURPOSES.items()},
        "file_words": {name: gettext(words) for name, words in FILES.items()},
        "explain": problem_words,
        "rounds": len(rounds),
    }


def _read(
    contest_id: str, values: Mapping[str, str]
) -> tuple[PrintRun, str | None, tuple[Problem, ...]]:
    """The run that a form asks for, its printer (None: as a download), what cannot be read."""
    problems: list[Problem] = []

    def number(name: str, empty: int | None) -> int | None:
        text = values.get(name, "")
        if not text and (empty is not None or name == "reprint_of"):
            return empty
        given = typed.whole(text, _UNITS)
        if given is None or given >= 10**_DIGITS:
            problems.append(Problem("print.not_a_number", name, {"given": text[:40]}))
            return None
        return given

    quantity, spare = number("quantity", None), number("spare", 0)
    reprint_of = number("reprint_of", None)
    current = hall().state().current(contest_id)
    round_ = number("round", current.number if current else 1) or 0
    purpose = next((p for p in PURPOSES if p == values.get("purpose")), None)
    if purpose is None:
        problems.append(Problem("print.no_purpose", "purpose"))
    reason = " ".join(values.get("reason", "").split())
    if len(reason) > _LONGEST_REASON:
        facts = {"most": _LONGEST_REASON, "given": len(reason)}
        problems.append(Problem("print.reason_too_long", "reason", facts))
    where = values.get("printer", DOWNLOAD)
    if where != DOWNLOAD and not where.startswith(_TO_PRINTER):
        problems.append(Problem("printer.unknown", "printer", {"printer": where[:40], "known": ""}))
    run = PrintRun(
        contest=contest_id,
        round=round_,
        purpose=purpose or "specimen",
        quantity=quantity or 0,
        spare=spare or 0,
        reprint_of=reprint_of,
        reason=reason,
    )
    return run, None if where == DOWNLOAD else where.removeprefix(_TO_PRINTER), tuple(problems)


def _sheet(state: State, round_: Round | None) -> _SheetView | None:
    pages = pages_of(state, round_) if round_ else ()
    if round_ is None or not pages:
        return None
    wide = pages[0].width > pages[0].height
    return _SheetView(round_.contest.ballot.paper, len(pages), wide)


def _papers(state: State, round_: Round | None) -> list[tuple[str, str]]:
    """The papers that can be made now: a batch has a header once it is known how many there are."""
    if round_ is None or state.mode is Mode.OFFICIAL:
        return []
    return [(k, words) for k, words in PAPERS.items() if k != "headers" or round_.figures.returned]


def _known(contest_id: str) -> Contest:
    """The contest of that id; 404 without one."""
    congress = hall().state().congress
    return (congress.contest(contest_id) if congress else None) or abort(404)


def _new_form() -> str:
    return secrets.token_urlsafe(18)


def _say(refusal: Refusal) -> Words:
    return say(refusal.code, refusal.facts, tag())


def _file(made: PrintedFile) -> Response:
    kind = made.name.rpartition(".")[2]
    answer = Response(made.body, content_type=KINDS[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    return answer
