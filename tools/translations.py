"""Bring the web's catalogues up to date: `python -m tools.translations [--check]`.

Takes the messages out of code and templates, merges them into the Chinese catalogue and compiles
it. English is the language of the messages themselves. `--check` changes nothing and exits with 1
when a message has no words yet or a file is out of date.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent.parent / "kiosk" / "web"
LOCALE = "zh_Hans_CN"
PO = WEB / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
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


def extracted() -> Catalog:
    """Every message of code and templates, without translations."""
    catalogue = Catalog(locale=LOCALE, project="scrutineer", fuzzy=False)
    found = extract_from_dir(
        str(WEB), method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS
    )
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    return catalogue


def merged() -> Catalog:
    """The Chinese catalogue with exactly the messages in use."""
    with PO.open("rb") as stored:
        kept = read_po(stored, locale=LOCALE)
    kept.update(extracted(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Messages that have no words in Chinese."""
    return (str(message.id) for message in catalogue if message.id and not message.string)


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
        if message.id and message.string:
            plain.add(message.id, message.string)
    write_mo(out, plain)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    catalogue = merged()
    missing = list(untranslated(catalogue))
    for message in missing:
        print(f"no Chinese words for: {message}", file=sys.stderr)
    po, mo = as_po(catalogue), as_mo(catalogue)
    if "--check" in arguments:
        stale = [path for path, now in ((PO, po), (MO, mo)) if path.read_bytes() != now]
        for path in stale:
            print(f"out of date: {path}; run python -m tools.translations", file=sys.stderr)
        return 1 if missing or stale else 0
    PO.write_bytes(po)
    MO.write_bytes(mo)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
