"""Rules as sentences, each with its source and how sure that is: for screens, papers, terminals."""

import gettext
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from counting.model.election import Contest, Electors
from counting.model.rules import Rules, Source
from counting.rules.lines import RuleLine, describe
from counting.rules.thresholds import whole_number
from kiosk.words import language_of, term

Gettext = Callable[[str], str]
"""From an English message to the reader's language."""


def N_(message: str) -> str:  # noqa: N802, the name by which message catalogues know it
    """Marks a message for the catalogue; it is turned into words where it is said."""
    return message


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who is told, and of what: `seats` as they are said, `electors` where they are known."""

    say: Gettext
    language: str
    rules: Rules
    seats: str
    electors: Electors | None


def words(language: str) -> Gettext:
    """Messages in a language without a web request: English as written, Chinese for any other."""
    code = language_of(language)
    return str if code == "en" else _chinese()


@cache
def _chinese() -> Gettext:
    file = resources.files("kiosk") / "web/translations/zh_Hans_CN/LC_MESSAGES/messages.mo"
    with file.open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext


def rule_sections(contest: Contest, say: Gettext, language: str) -> list[Section]:
    """All rules of a contest in reading order. Every sealed value has exactly one sentence.

    `say` gives the words of a message (flask_babel's `gettext`, or `words(language)`), `language`
    is the tag that names of values follow.
    """
    reader = _Reader(say, language, contest.rules, str(contest.seats), contest.electors)
    lines = describe(contest.rules, contest.sources)
    needless = {key for key, holds in _ONLY_WHERE.items() if not holds(contest)}
    return _sections(reader, [line for line in lines if line.key not in needless])


def profile_sections(
    rules: Rules, sources: Mapping[str, Source], say: Gettext, language: str
) -> list[Section]:
    """The rules of a profile for one office, as `profiles.resolve` gave them; seats are "N"."""
    reader = _Reader(say, language, rules, "N", None)
    return _sections(reader, describe(rules, sources))


def unworded(rules: Rules, sources: Mapping[str, Source]) -> set[tuple[str, str]]:
    """Values of rules that no sentence exists for (a test keeps this empty)."""
    placed = {key for _title, keys in _SECTIONS for key in keys}
    return {
        (line.key, line.value_code)
        for line in describe(rules, sources)
        if line.key not in placed or (line.key, line.value_code) not in _SENTENCES
    }


def _sections(reader: _Reader, lines: Iterable[RuleLine]) -> list[Section]:
    by_key = {line.key: line for line in lines}
    sections = []
    for title, keys in _SECTIONS:
        own = tuple(_sentence(reader, by_key[key]) for key in keys if key in by_key)
        if own:
            sections.append(Section(reader.say(title), own))
    return sections


def _sentence(reader: _Reader, line: RuleLine) -> Sentence:
    message = _SENTENCES.get((line.key, line.value_code))
    if message is None:
        text = f"{line.key} = {line.value_code}"
    else:
        facts = {name: _fact(reader, name, value) for name, value in line.facts.items()}
        text = reader.say(message) % {"seats": reader.seats, **facts}
        text += _in_numbers(reader, line.key)
    return Sentence(text, line.article, line.confidence, line.overridden, line.key)


def _fact(reader: _Reader, name: str, value: object) -> str:
    if name == "fraction":
        known = _FRACTIONS.get(str(value))
        return reader.say(known) if known else str(value)
    if name == "ways":
        return ""
    return term(name, value, reader.language)


def _in_numbers(reader: _Reader, key: str) -> str:
    """The threshold as a whole number, where the definition alone already fixes it."""
    threshold = {"quorum": reader.rules.quorum, "majority": reader.rules.majority}.get(key)
    figure = getattr(reader.electors, threshold.base, None) if threshold else None
    if threshold is None or figure is None:
        return ""
    message = reader.say(N_(" Of %(figure)s, that is at least %(number)s."))
    return message % {"figure": figure, "number": whole_number(threshold, figure)}


# A blank that the mark scheme itself decides is explained with the marks, not as a rule.
_ONLY_WHERE: Mapping[str, Callable[[Contest], bool]] = {
    "blank": lambda contest: contest.scheme == "S5"
}

_FRACTIONS: Mapping[str, str] = {
    "1/2": N_("half"),
    "1/3": N_("a third"),
    "2/3": N_("two thirds"),
    "3/4": N_("three quarters"),
    "4/5": N_("four fifths"),
}

_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Attendance and paper"),
        ("quorum", "return_base", "proxy", "assistance"),
    ),
    (
        N_("The ballot"),
        (
            "differential", "ballot_order", "name_order", "marks", "blank", "write_in",
            "write_in.who", "write_in.unmarked", "identification",
        ),
    ),
    (
        N_("Valid and invalid"),
        ("overvote", "undervote", "unclear", "invalid_review", "counting"),
    ),
    (
        N_("Who is elected"),
        (
            "method", "majority", "more_than_seats", "tie", "tie_needs_majority",
            "fewer_than_seats", "separate_vote", "full_vote",
        ),
    ),
    (N_("Announcement"), ("live_display", "announce", "announce_order")),
)  # fmt: skip

_WAY_SEPARATE = N_("If seats stay empty, a separate vote is held.")
_SENTENCES: Mapping[tuple[str, str], str] = {
    ("quorum", "more_than"): N_(
        "The election may be held when more than %(fraction)s of the %(base)s are present."
    ),
    ("quorum", "at_least"): N_(
        "The election may be held when at least %(fraction)s of the %(base)s are present."
    ),
    ("quorum", "none"): N_("The election may be held whatever the number present."),
    ("return_base", "issued"): N_(
        "The election is valid when the sheets returned are not more than the sheets issued; "
        "if they are more, it is void and voted again."
    ),
    ("return_base", "voters"): N_(
        "The election is valid when the sheets returned are not more than the voters; "
        "if they are more, it is void and voted again."
    ),
    ("proxy", "none"): N_("Nobody may vote for another who is absent."),
    ("proxy", "written_3"): N_(
        "An absent elector may ask another in writing; nobody may vote for more than three."
    ),
    ("proxy", "near_relative"): N_("An absent elector may ask a near relative to vote."),
    ("assistance", "non_candidate"): N_(
        "Who cannot write may ask a person of their choice who is not a candidate."
    ),
    ("assistance", "none"): N_("Every elector fills in the ballot alone."),
    ("differential", "ratio"): N_(
        "There are at least %(at_least)s more candidates than seats (rounded up)."
    ),
    ("differential", "ratio_range"): N_(
        "There are between %(at_least)s and %(at_most)s more candidates than seats (rounded up)."
    ),
    ("differential", "plus"): N_("There are at least %(at_least)s more candidates than seats."),
    ("differential", "plus_range"): N_(
        "There are from %(at_least)s to %(at_most)s more candidates than seats."
    ),
    ("differential", "equal"): N_("There are as many candidates as seats."),
    ("differential", "any"): N_("There are no fewer candidates than seats."),
    ("ballot_order", "strokes"): N_("Names stand on the ballot in the order of strokes."),
    ("ballot_order", "superior"): N_("Names stand on the ballot in the approved order."),
    ("name_order", "surname_strokes"): N_("The order of strokes goes by the surname first."),
    ("name_order", "full_name_strokes"): N_(
        "The order of strokes goes character by character through the whole name."
    ),
    ("marks", "S1"): N_("○ is for, × is against, blank abstains."),
    ("marks", "S2"): N_("Blank is for, × is against, ○ abstains."),
    ("marks", "S3"): N_("One mark in one of three boxes: for, against, or abstain."),
    ("marks", "S4"): N_("○ or √ is for, × is against, blank abstains."),
    ("marks", "S5"): N_("√ is for, × is against, ○ abstains."),
    ("blank", "scheme"): N_("A box left blank means what the marks say."),
    ("blank", "for"): N_("A box left blank is for."),
    ("blank", "against"): N_("A box left blank is against."),
    ("blank", "abstain"): N_("A box left blank abstains."),
    ("blank", "void"): N_("A row left blank does not count."),
    ("write_in", "none"): N_("No other name may be written in."),
    ("write_in", "after_against"): N_(
        "Another name may be written in only after a vote against a candidate, "
        "and not after abstaining."
    ),
    ("write_in", "one_for_one"): N_(
        "For each candidate voted against, one other name may be written in."
    ),
    ("write_in", "free"): N_("Other names may be written in, but not after abstaining."),
    ("write_in.who", "anyone"): N_("Anyone who may be elected may be written in."),
    ("write_in.who", "electors"): N_("Only electors may be written in."),
    ("write_in.who", "members"): N_("Only present members may be written in."),
    ("write_in.unmarked", "for"): N_("A name written in without a mark is for."),
    ("write_in.unmarked", "abstain"): N_("A name written in without a mark abstains."),
    ("write_in.unmarked", "void"): N_("A name written in without a mark does not count."),
    ("identification", "style"): N_(
        "All ballots of this election carry the same code: nothing tells two sheets apart."
    ),
    ("identification", "token"): N_(
        "Each ballot carries a random code that is in no relation to any elector, "
        "so that a sheet counts once."
    ),
    ("overvote", "sheet_void"): N_(
        "More than %(seats)s approvals, names written in included: the whole sheet is invalid."
    ),
    ("undervote", "valid"): N_("%(seats)s approvals or fewer: the sheet is valid."),
    ("undervote", "void"): N_("Fewer than %(seats)s approvals: the whole sheet is invalid."),
    ("unclear", "row_void"): N_(
        "A row that cannot be read does not count; the other rows of the sheet do."
    ),
    ("unclear", "abstain"): N_("A row that cannot be read abstains."),
    ("unclear", "sheet_void"): N_("A row that cannot be read makes the whole sheet invalid."),
    ("invalid_review", "yes"): N_("The chief scrutineer confirms every invalid sheet."),
    ("invalid_review", "no"): N_("Invalid sheets need no further confirmation."),
    ("counting", "computer"): N_(
        "Sheets are counted by computer; if it fails, they are counted by hand."
    ),
    ("counting", "manual"): N_("Sheets are counted by hand."),
    ("method", "majority"): N_("Who reaches the majority is elected, within the seats."),
    ("method", "plurality"): N_(
        "Those with most approvals are elected, if they reach the least share."
    ),
    ("majority", "more_than"): N_(
        "To be elected needs approvals by more than %(fraction)s of the %(base)s; "
        "exactly that share is not enough."
    ),
    ("majority", "at_least"): N_(
        "To be elected needs approvals by at least %(fraction)s of the %(base)s."
    ),
    ("more_than_seats", "top"): N_(
        "If more than %(seats)s reach it, those with most approvals are elected."
    ),
    ("tie", "revote_among_tied"): N_(
        "If equal approvals leave the last seats open, a new vote is held among those tied."
    ),
    ("tie", "fewest_against_then_revote"): N_(
        "If approvals are equal, fewest votes against decide, then a new vote among those tied."
    ),
    ("tie", "none_elected"): N_(
        "If approvals are equal at the last seats, none of them is elected."
    ),
    ("tie", "lot"): N_("If approvals are equal at the last seats, lots are drawn."),
    ("tie_needs_majority", "yes"): N_(
        "In the new vote among those tied, most approvals decide, "
        "by more than half of those present."
    ),
    ("tie_needs_majority", "no"): N_("In the new vote among those tied, most approvals decide."),
    ("separate_vote", "same"): N_("In a separate vote the same majority is needed."),
    ("separate_vote", "more_than"): N_(
        "In a separate vote those with most approvals are elected, "
        "by more than %(fraction)s of the %(base)s."
    ),
    ("separate_vote", "at_least"): N_(
        "In a separate vote those with most approvals are elected, "
        "by at least %(fraction)s of the %(base)s."
    ),
    ("fewer_than_seats", "none"): N_("If seats stay empty, people decide what follows."),
    ("fewer_than_seats", "separate_vote"): _WAY_SEPARATE,
    ("fewer_than_seats", "reduce_seats"): N_("If seats stay empty, their number may be reduced."),
    ("fewer_than_seats", "ask_superior"): N_(
        "If seats stay empty, the superior organisation is asked."
    ),
    ("fewer_than_seats", "separate_vote+reduce_seats"): N_(
        "If seats stay empty, a separate vote is held, or their number is reduced."
    ),
    ("fewer_than_seats", "separate_vote+ask_superior"): N_(
        "If seats stay empty, a separate vote is held, or the superior organisation is asked."
    ),
    ("fewer_than_seats", "reduce_seats+ask_superior"): N_(
        "If seats stay empty, their number is reduced, or the superior organisation is asked."
    ),
    ("fewer_than_seats", "separate_vote+reduce_seats+ask_superior"): N_(
        "If seats stay empty, a separate vote is held, their number is reduced, "
        "or the superior organisation is asked."
    ),
    ("full_vote", "valid"): N_("A full vote means: approvals equal the valid sheets."),
    ("full_vote", "returned"): N_("A full vote means: approvals equal the sheets returned."),
    ("full_vote", "present"): N_("A full vote means: approvals equal the electors present."),
    ("full_vote", "due"): N_("A full vote means: approvals equal the electors due."),
    ("live_display", "progress"): N_(
        "While counting goes on, the screen shows how many sheets are in, and nobody's approvals."
    ),
    ("live_display", "running"): N_(
        "While counting goes on, the screen shows approvals after each batch."
    ),
    ("live_display", "after_release"): N_("Approvals are shown only after the release."),
    ("announce", "presidium"): N_("Numbers of approvals are reported to the presidium."),
    ("announce", "floor"): N_("Numbers of approvals are announced in the hall."),
    ("announce", "public"): N_("Numbers of approvals are made public."),
    ("announce_order", "strokes"): N_("The elected are announced in the order of strokes."),
    ("announce_order", "votes_then_strokes"): N_(
        "The elected are announced by approvals, then in the order of strokes."
    ),
    ("announce_order", "superior"): N_("The elected are announced in the approved order."),
}
