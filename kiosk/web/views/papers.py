"""The papers of the congress as docx or PDF; those with results only once these are out."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext

from counting.model.election import Contest
from counting.model.refusal import Refusal
from counting.model.state import State
from counting.rounds.audience import shown_to
from kiosk.web.language import N_
from kiosk.web.site import contests_of, hall

blueprint = Blueprint("papers", __name__)

FORMS: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
CONGRESS: Mapping[str, str] = {
    "rules": N_("Election rules"),
    "agenda": N_("Agenda as adopted"),
    "timetable": N_("Timetable"),
    "filling-in": N_("How to fill in the ballots"),
    "scrutineers": N_("List of scrutineers and tellers"),
}
CONTEST: Mapping[str, str] = {
    "attendance": N_("Report of attendance"),
    "distribution": N_("Ballots issued"),
    "return": N_("Ballots returned"),
    "tally-sheet": N_("Hand-count tally sheet"),
    "script": N_("Script of the chair"),
}
# These are about figures per candidate, so they wait for what the hall may see.
RESULT: Mapping[str, str] = {
    "count": N_("Report of the count"),
    "elected": N_("List of the elected"),
}


@blueprint.get("/papers")
def index() -> str:
    """Every paper that may be taken now, for the congress and for each contest."""
    state = hall().state()
    return render_template(
        "public/papers.html",
        tab="",
        congress_papers=_words(CONGRESS),
        contests=[(c, _words(_kinds_of(state, c))) for c in contests_of(state)],
        forms=tuple(FORMS),
    )


@blueprint.get("/papers/<kind>.<form>")
def paper(kind: str, form: str) -> Response:
    """One paper as a file; `contest` names the contest of those that are about one."""
    state = hall().state()
    contest_id = request.args.get("contest")
    allowed: Mapping[str, str] = CONGRESS
    if contest_id is not None:
        named = state.congress.contest(contest_id) if state.congress else None
        allowed = _kinds_of(state, named or abort(404))
    if kind not in allowed or form not in FORMS:
        abort(404)
    made = hall().paper(kind, form, contest_id)
    if isinstance(made, Refusal):
        abort(404)
    name = "-".join(part for part in (kind, contest_id) if part)
    answer = Response(made, content_type=FORMS[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def _kinds_of(state: State, contest: Contest) -> Mapping[str, str]:
    """The papers of a contest that anyone in the hall may have now."""
    round_ = state.current(contest.id)
    if round_ is not None and shown_to("floor", round_) == "figures":
        return {**CONTEST, **RESULT}
    return CONTEST


def _words(kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(kind, gettext(words)) for kind, words in kinds.items()]
