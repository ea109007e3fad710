"""The first page of the demo: which congress to look at."""

from flask import Blueprint, current_app, render_template

from kiosk.running.congress import RunningCongress

blueprint = Blueprint("chooser", __name__)


@blueprint.get("/")
def index() -> str:
    """All congresses of this server."""
    halls: dict[str, RunningCongress] = current_app.extensions["halls"]
    rows = [
        (prefix, state.congress, hall.stations())
        for prefix, hall in halls.items()
        if (state := hall.state()).congress
    ]
    return render_template("chooser.html", rows=rows)
