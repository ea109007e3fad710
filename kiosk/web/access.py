"""Who may ask for what: a table of every route of an app, and the guard that holds it to that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, abort, request

ANYONE = "anyone"
READ = frozenset({"GET", "HEAD", "OPTIONS"})
WRITE = frozenset({"POST", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles that may use an endpoint (`ANYONE`: no sign-in needed) and the methods it takes."""

    roles: frozenset[str]
    methods: frozenset[str] = READ


_PUBLIC = Rule(frozenset({ANYONE}))
_PUBLIC_POST = Rule(frozenset({ANYONE}), WRITE)

Access = Mapping[str, Rule]
"""Endpoint → who may use it and how. Every application brings its own table."""

_EVERY_APP: Final[Access] = {
    "static": _PUBLIC,
    "assets.fonts_css": _PUBLIC,
    "assets.font": _PUBLIC,
    "language.choose": _PUBLIC_POST,
}
CHOOSER: Final[Access] = {**_EVERY_APP, "chooser.index": _PUBLIC}
CONGRESS: Final[Access] = {
    **_EVERY_APP,
    "public.now": _PUBLIC,
    "public.agenda": _PUBLIC,
    "public.ballot": _PUBLIC,
    "public.candidates": _PUBLIC,
    "public.rules": _PUBLIC,
    "public.screens": _PUBLIC,
    "papers.index": _PUBLIC,
    "papers.paper": _PUBLIC,
    "papers.people": _PUBLIC,
    # Until there are accounts the server is heard on its own machine only, and an official
    # congress prints nothing countable from here.
    "printing.contest": _PUBLIC,
    "printing.order": _PUBLIC_POST,
    "printing.preview": _PUBLIC,
    "printing.picture": _PUBLIC,
    "printing.paper": _PUBLIC,
    "printing.jobs": _PUBLIC,
    "printing.cancel": _PUBLIC_POST,
    "printing.take": _PUBLIC_POST,
    "display.current": _PUBLIC,
    "display.contest": _PUBLIC,
    "station.station": _PUBLIC,
    "station.doubtful": _PUBLIC,
}
STREAM: Final[Access] = {"stream.events": _PUBLIC, "stream.latest": _PUBLIC}
"""What is served beside Flask, under the same rules."""


class UnruledRoute(Exception):
    """A route has no access rule, or more methods than its rule: the app refuses to start."""


def guard(app: Flask, access: Access) -> None:
    """Refuse to start when a route lacks a rule in `access`; hold every request to its rule.

    Raises UnruledRoute naming the routes. Requests that change something must come from the
    same site (Sec-Fetch-Site, else Origin); others get 403.
    """
    holes = [
        f"{route.rule} ({route.endpoint})"
        for route in app.url_map.iter_rules()
        if route.endpoint not in access
        or not (route.methods or set()) <= access[route.endpoint].methods
    ]
    if holes:
        raise UnruledRoute("no access rule for: " + ", ".join(sorted(holes)))

    @app.before_request
    def hold_to_rule() -> None:
        if request.endpoint is None:
            return  # becomes 404 or 405
        if ANYONE not in access[request.endpoint].roles:
            abort(403)
        if request.method not in READ and not _same_site():
            abort(403)


def _same_site() -> bool:
    """Whether the browser says that this request was made by one of our own pages."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host
