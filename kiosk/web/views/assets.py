"""Style and faces that are made, not stored: sizes, font rules, font files."""

from flask import Blueprint, Response, abort, current_app, url_for

from kiosk.web.faces.fonts import FontCache
from kiosk.web.wall.setting import size_rules

blueprint = Blueprint("assets", __name__)
_FOR_EVER = "public, max-age=31536000, immutable"


def _shelf(key: str) -> FontCache:
    shelf: FontCache = current_app.extensions["fonts"]
    if key != shelf.key:
        abort(404)
    return shelf


@blueprint.get("/fonts/<key>.css")
def fonts_css(key: str) -> Response:
    """Font faces and size classes."""
    shelf = _shelf(key)
    url = url_for("assets.font", key=key, face="FACE", part="PART")
    return _kept(shelf.css(url) + "\n" + size_rules(), "text/css; charset=utf-8")


@blueprint.get("/fonts/<key>/<face>-<part>.woff2")
def font(key: str, face: str, part: str) -> Response:
    """One font file, made when first asked for."""
    body = _shelf(key).woff2(face, part)
    if body is None:
        abort(404)
    return _kept(body, "font/woff2")


def _kept(body: str | bytes, kind: str) -> Response:
    return Response(body, headers={"Cache-Control": _FOR_EVER}, content_type=kind)
