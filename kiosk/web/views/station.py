"""Counting stations: the verdict on the last sheet, and the counts beside it."""

from flask import Blueprint, abort, render_template

from counting.model.refusal import Refusal
from counting.rounds.doubtful import waiting_sheets
from kiosk.stations.verdict import StationStatus, Verdict, VerdictKind
from kiosk.web.language import tag
from kiosk.web.site import contests_of, hall
from kiosk.web.wall.live import doubtful_signature, station_signature
from kiosk.words import Words, say

blueprint = Blueprint("station", __name__)


@blueprint.get("/station/<station_id>")
def station(station_id: str) -> str:
    """One station's screen."""
    view = next((s for s in hall().stations() if s.id == station_id), None) or abort(404)
    state = hall().state()
    congress = state.congress
    last = [(verdict, _words(verdict)) for verdict in view.verdicts]
    return render_template(
        "station/station.html",
        station=view,
        contest=congress.contest(view.contest) if congress else None,
        last=last,
        shown=_shown(view),
        screen=view.screen,
        words=_words(view.screen) if view.screen else None,
        blocked=_said(view.blocked),
        held=_said(view.hold),
        watch=f"station/{view.id}",
        signature=station_signature(view),
    )


@blueprint.get("/doubtful")
def doubtful() -> str:
    """Sheets that wait for people, per contest, with their sleeves: doubtful ones, and in an
    official count those found invalid that nobody has confirmed."""
    state = hall().state()
    rows = []
    for contest in contests_of(state):
        if round_ := state.current(contest.id):
            waiting = [
                (batch, sheet.sleeve, [say(code, {}, tag()) for code in sheet.record.reasons])
                for batch, sheet in waiting_sheets(state, round_)
            ]
            rows.append((contest, len(waiting), waiting))
    return render_template(
        "station/doubtful.html",
        rows=rows,
        total=sum(count for _, count, _ in rows),
        watch="doubtful",
        signature=doubtful_signature(state),
    )


def _words(verdict: Verdict) -> Words | None:
    return _said(verdict.reason)


def _said(reason: Refusal | None) -> Words | None:
    return say(reason.code, reason.facts, tag()) if reason else None


def _shown(view: StationStatus) -> str:
    """What fills the screen, the most urgent first: see the page's sections of these names."""
    kind = view.screen.kind if view.screen else None
    if not view.connected:
        return "unplugged"
    if view.hold:
        return "held"
    if kind is VerdictKind.REFUSED:
        return "refused"
    if view.in_hand:
        return "in_hand"
    if kind is VerdictKind.BATCH_CLOSED:
        return "batch_closed"
    if view.blocked:
        return "blocked"
    return kind if kind in _FULL_SCREEN else "ready"


_FULL_SCREEN = (
    VerdictKind.COUNTED,
    VerdictKind.PERSON,
    VerdictKind.UNDONE,
    VerdictKind.SWITCHED,
)
