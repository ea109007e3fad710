"""The hall's walls: one contest, or whatever the hall is busy with."""

from flask import Blueprint, abort, render_template

from counting.model.state import Round
from kiosk.web.language import tag
from kiosk.web.site import hall
from kiosk.web.wall.live import display_signature
from kiosk.web.wall.scenes import current_contest, scene_of
from kiosk.words import say

blueprint = Blueprint("display", __name__)


@blueprint.get("/display")
def current() -> str:
    """The wall that follows the congress by itself."""
    return _wall(current_contest(hall().state(), hall().agenda()), "display")


@blueprint.get("/display/<contest_id>")
def contest(contest_id: str) -> str:
    """The wall of one contest."""
    state = hall().state()
    round_ = state.current(contest_id)
    if round_ is None and not (state.congress and state.congress.contest(contest_id)):
        abort(404)
    return _wall(round_, f"display/{contest_id}")


def _wall(round_: Round | None, watch: str) -> str:
    state, agenda = hall().state(), hall().agenda()
    scene = scene_of(state, round_, hall().stations()) if round_ else None
    kind = scene.kind if scene else "ahead"
    return render_template(
        f"display/{_TEMPLATES.get(kind, kind)}.html",
        scene=scene,
        agenda=agenda,
        said=lambda trouble: say(trouble.code, trouble.facts, tag()).message,
        watch=watch,
        signature=display_signature(scene, agenda),
    )


_TEMPLATES = {"ahead": "now", "held": "complete"}
