"""The Flask application of one congress, and the chooser in front of several."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Response

from kiosk.running.congress import RunningCongress
from kiosk.web import access, errors, language, site
from kiosk.web.faces.fonts import FontCache
from kiosk.web.server.incoming import MAX_BODY
from kiosk.web.server.security import HEADERS
from kiosk.web.views import assets, chooser, display, papers, printing, public, station

_HERE = Path(__file__).parent
TRANSLATIONS = str(_HERE / "translations")


def create_app(hall: RunningCongress, *, prefix: str = "", fonts: FontCache | None = None) -> Flask:
    """The pages of one congress; `prefix` is the path it hangs below ("" or "/county").

    Raises access.UnruledRoute when a route lacks an access rule.
    """
    shelf = fonts or FontCache([site.interface_text(), site.hall_text(hall)])
    app = _bare_app(prefix, shelf)
    site.install(app, hall)
    for view in (public, display, station, papers, printing):
        app.register_blueprint(view.blueprint)
    access.guard(app, access.CONGRESS)
    return app


def create_chooser(
    halls: Mapping[str, RunningCongress], *, fonts: FontCache | None = None
) -> Flask:
    """The page at `/` that leads to several congresses."""
    shelf = fonts or FontCache(
        [site.interface_text(), *(site.hall_text(hall) for hall in halls.values())]
    )
    app = _bare_app("", shelf)
    app.extensions["halls"] = dict(halls)
    app.register_blueprint(chooser.blueprint)
    access.guard(app, access.CHOOSER)
    return app


def _bare_app(prefix: str, shelf: FontCache) -> Flask:
    """What every app has: language, faces, static files, error pages, headers."""
    app = Flask("kiosk.web", root_path=str(_HERE))
    app.config["APPLICATION_ROOT"] = prefix or "/"
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    language.install(app, TRANSLATIONS)
    app.extensions["fonts"] = shelf
    site.install_globals(app)
    app.register_blueprint(assets.blueprint)
    errors.install(app)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in HEADERS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.add("Vary", "Accept-Language, Cookie")
        return response

    return app
