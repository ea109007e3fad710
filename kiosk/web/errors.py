"""Error pages in the same look: what happened, and where to go from here."""

import logging

from flask import Flask, g, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

_log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of an app with our page; a bug is logged and shown as 500."""

    @app.errorhandler(HTTPException)
    def expected(error: HTTPException) -> tuple[str, int]:
        return error_page(error.code or 500), error.code or 500

    @app.errorhandler(Exception)
    def bug(error: Exception) -> tuple[str, int]:
        _log.error("page %s failed", request.path, exc_info=error)
        g.failed = True  # the page that tells of it must not ask the congress again
        return error_page(500), 500


def error_page(status: int) -> str:
    """The page for a status; codes without words of their own speak like their hundred."""
    title, text = _words(status)
    return render_template("error.html", status=status, title=title, text=text)


def _words(status: int) -> tuple[str, str]:
    known = {
        403: (
            gettext("This is not for this screen"),
            gettext("The page exists, but it may not be used from here."),
        ),
        404: (
            gettext("There is no such page"),
            gettext("The address may be mistyped, or the page belongs to another congress."),
        ),
        413: (
            gettext("This is too large"),
            gettext("Nothing was taken in. Please go back and send less."),
        ),
        421: (
            gettext("This machine has another name"),
            gettext("Please type the address as it stands on the machine that counts."),
        ),
        503: (
            gettext("Too many are asking at once"),
            gettext("Please wait a moment. Counting goes on undisturbed."),
        ),
    }
    failed = (
        gettext("This page failed"),
        gettext("Counting and its records are not affected. Please tell the technician."),
    )
    refused = (
        gettext("This request cannot be understood"),
        gettext("Please go back and try again."),
    )
    return known.get(status, refused if 400 <= status < 500 else failed)
