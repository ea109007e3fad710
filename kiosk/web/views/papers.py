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
CONGRESS: Mapping[str, Mapping[str, str]] = {
    N_("Documents of the congress"): {
        "agenda": N_("Agenda as adopted"),
        "timetable": N_("Timetable"),
        "rules": N_("Election rules"),
        "sources": N_("Sources of the rules"),
        "script": N_("Script of the chair"),
        "filling-in": N_("How to fill in the ballots"),
        "seals": N_("Seals for boxes and parcels"),
    },
    N_("Preparatory meeting"): {
        "preparatory-agenda": N_("Agenda of the preparatory meeting"),
        "preparatory-script": N_("Script of the preparatory meeting"),
    },
    N_("Lists of people"): {
        "presidium": N_("Presidium and secretary-general"),
        "delegations": N_("Delegations and conveners"),
        "candidates": N_("List of candidates"),
        "scrutineers": N_("List of scrutineers and tellers"),
        "sign-in": N_("Sign-in book"),
    },
}
"""What is about the whole congress, by the heading that it stands below."""
CONTEST: Mapping[str, str] = {
    "candidates": N_("List of candidates"),
    "script": N_("Script of the chair"),
    "attendance": N_("Report of attendance"),
    "distribution": N_("Ballots issued"),
    "return": N_("Ballots returned"),
    "tally-sheet": N_("Hand-count tally sheet"),
    "adjudication": N_("Record of doubtful and invalid ballots"),
    "sealing": N_("Sealing record"),
}
"""What is about one contest; results stand on them as far as the hall may see these."""
RESULT: Mapping[str, str] = {
    "count": N_("Report of the count"),
    "elected": N_("List of the elected"),
}
"""What holds nothing but results, so it waits until the hall may see all of them."""
PEOPLE: Mapping[str, str] = {"badges": N_("Badges"), "table-cards": N_("Table cards")}
"""What is printed of everybody on the roll, as PDF only."""


@blueprint.get("/papers")
def index() -> str:
    """Every paper that may be taken now, for the congress and for each contest."""
    state = hall().state()
    return render_template(
        "public/papers.html",
        tab="",
        groups=[(gettext(heading), _words(kinds)) for heading, kinds in CONGRESS.items()],
        people=_words(PEOPLE) if hall().has_roll() else [],
        contests=[(c, _words(_kinds_of(state, c))) for c in contests_of(state)],
        forms=tuple(FORMS),
    )


@blueprint.get("/papers/<kind>.<form>")
def paper(kind: str, form: str) -> Response:
    """One paper as a file; `contest` names the contest of those that are about one."""
    state = hall().state()
    contest_id = request.args.get("contest")
    allowed = {kind: words for kinds in CONGRESS.values() for kind, words in kinds.items()}
    if contest_id is not None:
        named = state.congress.contest(contest_id) if state.congress else None
        allowed = dict(_kinds_of(state, named or abort(404)))
    if kind not in allowed or form not in FORMS:
        abort(404)
    made = hall().paper(kind, form, contest_id)
    if isinstance(made, Refusal):
        abort(404)
    return _file(made, "-".join(part for part in (kind, contest_id) if part), form)


@blueprint.get("/papers/people/<kind>.pdf")
def people(kind: str) -> Response:
    """Badges or table cards of everybody on the roll."""
    if kind not in PEOPLE:
        abort(404)
    made = hall().people_paper(kind)
    if isinstance(made, Refusal):
        abort(404)
    return _file(made, kind, "pdf")


def _file(made: bytes, name: str, form: str) -> Response:
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
