"""The public terminal: now and next, agenda, how to fill in a ballot, candidates, rules."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request

from counting.model.election import Contest
from counting.model.state import State
from counting.names.listed import labels
from counting.rounds.audience import state_seen_by
from counting.rounds.history import elected_by, pages_of, rounds_of
from counting.rules.lines import lines_of
from counting.rules.schemes import meanings
from counting.rules.wording import rule_words
from kiosk.congress.agenda import Timetable
from kiosk.web.language import tag
from kiosk.web.site import contests_of, hall
from kiosk.web.views.ballot_picture import STROKES, ballot_picture
from kiosk.web.wall.live import agenda_signature, public_signature, scenes_of
from kiosk.web.wall.names import name_view
from kiosk.words import language_of
from kiosk.words.rules import rule_sections

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
def now() -> str:
    """What the hall is doing, and what comes next."""
    agenda = hall().agenda()
    return render_template("public/now.html", tab="now", agenda=agenda, **_watch(agenda))


@blueprint.get("/agenda")
def agenda() -> str:
    """The adopted agenda beside the timetable."""
    view = hall().agenda()
    days = sorted({line.planned.date() for line in view.lines})
    return render_template(
        "public/agenda.html",
        tab="agenda",
        agenda=view,
        days=days,
        day=_day(view, days, request.args.get("day", "")),
        **_watch(view),
    )


def _day(view: Timetable, days: Sequence[date], asked: str) -> date | None:
    """The day to show: the one asked for, else where the agenda is, else today, else the first."""
    wanted = (
        next((day for day in days if day.isoformat() == asked), None),
        view.current.planned.date() if view.current else None,
        view.now.date() if view.now.date() in days else None,
    )
    return next((day for day in wanted if day), days[0] if days else None)


@blueprint.get("/ballot", defaults={"contest_id": None})
@blueprint.get("/ballot/<contest_id>")
def ballot(contest_id: str | None) -> str:
    """How to fill in the ballot of a contest."""
    state = state_seen_by("public", hall().state())
    contest = _chosen(state, contest_id)
    round_ = state.current(contest.id) if contest else None
    contest = round_.contest if round_ else contest
    pages = pages_of(state, round_) if round_ else ()
    return render_template(
        "public/ballot.html",
        tab="ballot",
        contests=contests_of(state),
        contest=contest,
        picture=ballot_picture(contest, pages) if contest and pages else None,
        meanings=meanings(contest.rules) if contest else (),
        strokes=STROKES,
        hints=_hints(contest) if contest else (),
        **_watch_public(state),
    )


def _hints(contest: Contest) -> list[tuple[str, str]]:
    """What makes a sheet valid and who else may be named, each with its icon."""
    lines = {line.key: line for line in lines_of(contest)}
    return [
        (
            _ICONS.get((key, lines[key].value_code), "person"),
            rule_words(lines[key], "short", language_of(tag())),
        )
        for key in ("overvote", "undervote", "write_in")
    ]


_ICONS = {
    ("overvote", "sheet_void"): "stop",
    ("undervote", "valid"): "ok",
    ("undervote", "void"): "stop",
    ("write_in", "none"): "stop",
    ("write_in", "no_lines"): "stop",
}


@blueprint.get("/candidates", defaults={"contest_id": None})
@blueprint.get("/candidates/<contest_id>")
def candidates(contest_id: str | None) -> str:
    """The candidates of a contest in ballot order, and who was elected once that is public."""
    state = state_seen_by("public", hall().state())
    contest = _chosen(state, contest_id)
    round_ = state.current(contest.id) if contest else None
    contest = round_.contest if round_ else contest
    elected = elected_by(round_) if round_ else ()
    chain = rounds_of(state, contest.id)[:-1] if contest else ()
    before = [name for earlier in chain for name in elected_by(earlier)]
    return render_template(
        "public/candidates.html",
        tab="candidates",
        contests=contests_of(state),
        contest=contest,
        names=[
            (name_view(c.name), c.note, label)
            for c, label in zip(contest.candidates, labels(contest), strict=True)
        ]
        if contest
        else [],
        elected=frozenset(elected),
        before=[name_view(name) for name in before],
        **_watch_public(state),
    )


@blueprint.get("/rules", defaults={"contest_id": None})
@blueprint.get("/rules/<contest_id>")
def rules(contest_id: str | None) -> str:
    """The election rules of a contest as sentences, from the sealed values, with their sources."""
    state = hall().state()
    contest = _chosen(state, contest_id)
    return render_template(
        "public/rules.html",
        tab="rules",
        contests=contests_of(state),
        contest=contest,
        sealed=state.seal,
        sections=rule_sections(contest, tag()) if contest else [],
        **_watch_public(state),
    )


@blueprint.get("/screens")
def screens() -> str:
    """Every wall and station of this congress, for those who set the hall up."""
    return render_template(
        "public/screens.html",
        tab=None,
        contests=contests_of(hall().state()),
        stations=hall().stations(),
    )


def _chosen(state: State, contest_id: str | None) -> Contest | None:
    """The contest asked for, else the first; 404 for one that does not exist."""
    contests = contests_of(state)
    if contest_id is None:
        return contests[0] if contests else None
    return next((c for c in contests if c.id == contest_id), None) or abort(404)


def _watch(agenda: Timetable) -> dict[str, str]:
    return {"watch": "agenda", "signature": agenda_signature(agenda)}


def _watch_public(state: State) -> dict[str, str]:
    scenes = scenes_of(state, tuple(hall().stations()))
    return {"watch": "public", "signature": public_signature(scenes.values())}
