"""Rules as sentences, each with its source and how sure that is: for screens and terminals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counting.model.election import Contest
from counting.model.rules import Rules, Source
from counting.rules.lines import RuleLine, describe, lines_of
from counting.rules.wording import rule_words, words_for
from kiosk.words import language_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule: its words, where they come from, and whether this congress adopted another value.

    `key` is the parameter as profiles and overrides name it.
    """

    text: str
    article: str
    confidence: str
    overridden: bool
    key: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that belong together, with a heading."""

    title: str
    sentences: tuple[Sentence, ...]


def rule_sections(contest: Contest, language: str) -> list[Section]:
    """All rules that decide something in a contest, in reading order, in a tag's language."""
    return _sections(lines_of(contest), language_of(language))


def profile_sections(rules: Rules, sources: Mapping[str, Source], language: str) -> list[Section]:
    """The rules of a profile for one office, as `profiles.resolve` gave them; seats are "N"."""
    return _sections(describe(rules, sources), language_of(language))


def _sections(lines: Iterable[RuleLine], language: str) -> list[Section]:
    by_key = {line.key: line for line in lines}
    titles = words_for("sections", language=language)
    sections = []
    for section, keys in SECTIONS.items():
        own = tuple(_sentence(by_key[key], language) for key in keys if key in by_key)
        if own:
            sections.append(Section(titles[section], own))
    return sections


def _sentence(line: RuleLine, language: str) -> Sentence:
    text = rule_words(line, "sentence", language)
    return Sentence(text, line.article, line.confidence, line.overridden, line.key)


SECTIONS: Mapping[str, tuple[str, ...]] = {
    "attendance": ("quorum", "return_base", "proxy", "assistance"),
    "ballot": (
        "differential", "ballot_order", "name_order", "marks", "blank", "write_in",
        "write_in.who", "write_in.unmarked", "identification",
    ),
    "validity": ("overvote", "undervote", "unclear", "invalid_review", "counting"),
    "elected": (
        "method", "majority", "more_than_seats", "tie", "tie_needs_majority",
        "fewer_than_seats", "separate_vote", "full_vote",
    ),
    "announcement": ("live_display", "announce", "announce_order"),
}  # fmt: skip
"""The order in which people read the rules, with the heading of each part."""
