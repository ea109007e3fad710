"""Rule profiles as people read them: a list, and one profile as a table with its sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from counting.model.refusal import InputError, Problem
from counting.rules import profiles
from counting.rules.keys import OFFICES
from counting.rules.profiles import Profile
from counting.rules.wording import words_for
from kiosk.words import language_of, term
from kiosk.words.rules import Sentence, profile_sections
from kiosk.words.text_table import table

Document = Mapping[str, Any]
_WIDTHS = (0, 52, 40, 0)  # places: parameter, sentence, source, how sure


def list_document() -> list[dict[str, str]]:
    """Every profile that ships: its name, title and body."""
    loaded = [profiles.load(name) for name in profiles.names()]
    return [{"name": p.name, "title": p.title, "body": p.body} for p in loaded]


def profile_document(name: str | None, office: str | None, language: str) -> dict[str, Any]:
    """One profile: the values for every office, then per office those that differ from them.

    `rules` are in reading order under `sections`; with `office` they are that office's alone.
    Raises InputError for a missing or unknown name, or an unknown office.
    """
    if not name:
        known = {"known": [f"{p['name']} {p['title']}" for p in list_document()]}
        raise InputError((Problem("profile.name_missing", "NAME", known),))
    if office is not None and office not in OFFICES:
        facts = {"given": office, "allowed": ", ".join(OFFICES)}
        raise InputError((Problem("definition.unknown_office", "--office", facts),))
    profile = profiles.load(name)
    general = _sections(profile, office or "", language)
    base = {entry["key"]: entry for section in general for entry in section["rules"]}
    document: dict[str, Any] = {
        "name": profile.name,
        "title": profile.title,
        "body": profile.body,
        "extends": profile.extends,
        "office": office,
        "sections": general,
    }
    if office is None:
        document["offices"] = [
            {
                "office": other,
                "called": profile.offices.get(other, term("office", other, language)),
                "rules": differing,
            }
            for other in OFFICES
            if (differing := _differing(profile, other, language, base)) or other in profile.offices
        ]
    return document


def _sections(profile: Profile, office: str, language: str) -> list[dict[str, Any]]:
    rules, sources = profiles.resolve(profile, {}, office)
    found = profile_sections(rules, sources, language)
    return [
        {"title": section.title, "rules": [_entry(sentence) for sentence in section.sentences]}
        for section in found
    ]


def _entry(sentence: Sentence) -> dict[str, str]:
    return {
        "key": sentence.key,
        "text": sentence.text,
        "article": sentence.article,
        "confidence": sentence.confidence,
    }


def _differing(
    profile: Profile, office: str, language: str, base: Mapping[str, Document]
) -> list[dict[str, str]]:
    sections = _sections(profile, office, language)
    entries = [entry for section in sections for entry in section["rules"]]
    return [entry for entry in entries if entry != base.get(entry["key"])]


def list_page(document: Sequence[Document]) -> str:
    """The list for a terminal."""
    return table([(p["name"], p["title"], p["body"]) for p in document], (0, 0, 0))


def profile_page(document: Document, language: str) -> str:
    """One profile for a terminal: parameter, what it says, its source, how sure that is."""
    around = words_for("profile", language=language_of(language))
    lines = [f"{document['name']}  {document['title']}", document["body"]]
    if document["extends"]:
        lines.append(around["extends"].format(profile=document["extends"]))
    parts = [(section["title"], section["rules"]) for section in document["sections"]]
    for other in document.get("offices", ()):
        title = around["office"].format_map(other)
        parts.append((title, other["rules"]))
    rows = [row for title, entries in parts for row in _rows(title, entries)]
    return "\n".join((*lines, table(rows, _WIDTHS), "", around["legend"]))


def _rows(title: str, entries: Sequence[Document]) -> list[tuple[str, str, str, str]]:
    return [
        ("", "", "", ""),
        ("", title, "", ""),
        *((e["key"], e["text"], e["article"], f"[{e['confidence']}]") for e in entries),
    ]
