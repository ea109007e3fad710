"""Bring the catalogues up to date: `python -m tools.translations [--check]`.

Takes the messages out of the web's code and templates, and out of click (the library of the
command line), merges them into the Chinese catalogues and compiles those. English is the language
of the messages themselves. `--check` changes nothing and exits with 1 when a message has no words
yet or a file is out of date.
"""

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent / "kiosk" / "web"
WORDS = WEB.parent / "words"
LOCALE = "zh_Hans_CN"
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "gloss": None,
    "pair": None,
    "N_": None,
}
_OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # the same input gives the same bytes
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]

_CLICK = Path(click.__file__).parent
# What a command without prompts, pagers and editors can say, and a word that click looks up.
_CLICK_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
_CLICK_KEYWORDS = {"_": None, "ngettext": (1, 2)}
_CLICK_ALSO = ("required",)


def web_messages() -> Catalog:
    """Every message of code and templates, without translations."""
    catalogue = Catalog(locale=LOCALE, project="scrutineer", fuzzy=False)
    found = extract_from_dir(
        str(WEB), method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS
    )
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    return catalogue


def click_messages() -> Catalog:
    """Every message that click may say to who calls a command, without translations."""
    catalogue = Catalog(locale=LOCALE, project="scrutineer", fuzzy=False)
    for message in _CLICK_ALSO:
        catalogue.add(message)
    for module in _CLICK_MODULES:
        file = str(_CLICK / f"{module}.py")
        for _line, words, _comments, _context in extract_from_file(
            "python", file, keywords=_CLICK_KEYWORDS
        ):
            catalogue.add(words)
    return catalogue


CATALOGUES: Mapping[Path, Callable[[], Catalog]] = {
    WEB / "translations" / LOCALE / "LC_MESSAGES" / "messages.po": web_messages,
    WORDS / "cli" / "zh" / "LC_MESSAGES" / "click.po": click_messages,
}
"""Catalogue → the messages that belong into it."""


def merged(po: Path, messages: Catalog) -> Catalog:
    """A Chinese catalogue with exactly the messages in use."""
    with po.open("rb") as stored:
        kept = read_po(stored, locale=LOCALE)
    kept.update(messages, no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Messages that have no words in Chinese."""
    return (str(message.id) for message in catalogue if message.id and not _said(message.string))


def _said(words: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(words) if isinstance(words, tuple | list) else bool(words)


def as_po(catalogue: Catalog) -> bytes:
    """A catalogue as the text file that people edit, without dates."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, sort_output=True, no_location=True)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """A catalogue compiled."""
    out = io.BytesIO()
    plain = Catalog(
        locale=LOCALE, header_comment="", fuzzy=False, creation_date=_NEVER, revision_date=_NEVER
    )
    for message in catalogue:
        if message.id and _said(message.string):
            plain.add(message.id, message.string)
    write_mo(out, plain)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    unsaid = stale = False
    for path, messages in CATALOGUES.items():
        catalogue = merged(path, messages())
        for message in untranslated(catalogue):
            unsaid = True
            print(f"no Chinese words for: {message}", file=sys.stderr)
        for file, now in ((path, as_po(catalogue)), (path.with_suffix(".mo"), as_mo(catalogue))):
            if "--check" not in arguments:
                file.write_bytes(now)
            elif file.read_bytes() != now:
                stale = True
                print(f"out of date: {file}; run python -m tools.translations", file=sys.stderr)
    return 1 if unsaid or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
