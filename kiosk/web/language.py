"""Which language a page speaks: Accept-Language until a person chooses, then their choice."""

from urllib.parse import urlsplit

from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, redirect, request
from flask_babel import Babel, get_locale, get_translations
from werkzeug.wrappers import Response

CHINESE, ENGLISH = "zh_Hans_CN", "en"
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}
COOKIE = "lang"
_CHOICES = {"zh-CN": CHINESE, "en": ENGLISH}
_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def N_(message: str) -> str:  # noqa: N802, the name by which message catalogues know it
    """Marks a message for the catalogue; it is turned into words where a page says it."""
    return message


def select() -> str:
    """The locale of this request."""
    chosen = _CHOICES.get(request.cookies.get(COOKIE, ""))
    if chosen:
        return chosen
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
    return ENGLISH if best == "en" else CHINESE


def tag() -> str:
    """The language tag of the page, for `lang`."""
    return TAGS.get(str(get_locale()), "zh-CN")


def install(app: Flask, translations: str) -> None:
    """Add Babel, its page globals and the button's route to an app."""
    Babel(
        app,
        default_locale=CHINESE,
        default_translation_directories=translations,
        locale_selector=select,
    )
    chinese: NullTranslations = Translations.load(translations, [CHINESE])

    def gloss(text: str) -> str:
        """The same words in the other language, for the small label beside a large one."""
        return text if tag() == "zh-CN" else chinese.gettext(text)

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        language_tag=tag,
        gloss=gloss,
        gloss_tag=lambda: "en" if tag() == "zh-CN" else "zh-CN",
        other_language=lambda: ("en", "English") if tag() == "zh-CN" else ("zh-CN", "中文"),
    )


def message_ids() -> list[str]:
    """Every message of the catalogue in force (used to know which characters pages need)."""
    catalogue = get_translations()
    return [str(key) for key in getattr(catalogue, "_catalog", {}) if key]


@blueprint.post("/language")
def choose() -> Response:
    """Keep the chosen language in a cookie and go back to the page the button was on."""
    answer = redirect(_local_path(request.form.get("next", "")), 303)
    chosen = request.form.get("lang", "")
    if chosen in _CHOICES:
        answer.set_cookie(
            COOKIE,
            chosen,
            max_age=_YEAR,
            path=(request.script_root or "") + "/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _local_path(target: str) -> str:
    """`target` when it is a path on this site, else the first page: never another host."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\"))
    plain = target.isprintable()  # a header takes no line end, nor any other control
    if safe and plain and not parts.scheme and not parts.netloc and "\\" not in target:
        return target
    return (request.script_root or "") + "/"
