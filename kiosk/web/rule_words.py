"""The election rules of a contest as sentences, each with its source and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from counting.model import Contest
from counting.profiles.lines import RuleLine, describe
from counting.quorum import whole_number
from kiosk.web.language import tag
from kiosk.words import term


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule in words, where it comes from, and whether this congress adopted another value."""

    text: str
    article: str
    confidence: str
    overridden: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that belong together, with a heading."""

    title: str
    sentences: tuple[Sentence, ...]


def rule_sections(contest: Contest) -> list[Section]:
    """All rules of a contest in reading order. Every sealed value has exactly one sentence."""
    lines = {line.key: line for line in describe(contest.rules, contest.sources)}
    sections = []
    for title, keys in _SECTIONS:
        own = [lines.pop(key) for key in keys if key in lines]
        sentences = tuple(s for line in own if (s := _sentence(contest, line)) is not None)
        if sentences:
            sections.append(Section(str(title), sentences))
    return sections


def unworded(contest: Contest) -> set[tuple[str, str]]:
    """Values of a contest's rules that no sentence exists for (a test keeps this empty)."""
    placed = {key for _title, keys in _SECTIONS for key in keys}
    return {
        (line.key, line.value_code)
        for line in describe(contest.rules, contest.sources)
        if line.key not in placed or (line.key, line.value_code) not in _SENTENCES
    }


def _sentence(contest: Contest, line: RuleLine) -> Sentence | None:
    if line.key in _ONLY_WHERE and not _ONLY_WHERE[line.key](contest):
        return None
    words = _SENTENCES.get((line.key, line.value_code))
    if words is None:
        return Sentence(
            f"{line.key} = {line.value_code}", line.article, line.confidence, line.overridden
        )
    facts = {name: _fact(name, value) for name, value in line.facts.items()}
    text = str(words) % {"seats": contest.seats, **facts} + _in_numbers(contest, line.key)
    return Sentence(text, line.article, line.confidence, line.overridden)


def _fact(name: str, value: object) -> str:
    if name == "fraction":
        return str(_FRACTIONS.get(str(value), value))
    if name == "ways":
        return ""
    return term(name, value, tag())


def _in_numbers(contest: Contest, key: str) -> str:
    """The threshold as a whole number, where the definition alone already fixes it."""
    threshold = {"quorum": contest.rules.quorum, "majority": contest.rules.majority}.get(key)
    figure = getattr(contest.electors, threshold.base, None) if threshold else None
    if threshold is None or figure is None:
        return ""
    words: str = gettext(
        " Of %(figure)s, that is at least %(number)s.",
        figure=figure,
        number=whole_number(threshold, figure),
    )
    return words


# A blank that the mark scheme itself decides is explained with the marks, not as a rule.
_ONLY_WHERE = {"blank": lambda contest: contest.scheme == "S5"}

_FRACTIONS: Mapping[str, LazyString] = {
    "1/2": _("half"),
    "1/3": _("a third"),
    "2/3": _("two thirds"),
    "3/4": _("three quarters"),
    "4/5": _("four fifths"),
}

_SECTIONS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (
        _("Attendance and paper"),
        ("quorum", "return_base", "proxy", "assistance"),
    ),
    (
        _("The ballot"),
        (
            "differential", "ballot_order", "name_order", "marks", "blank", "write_in",
            "write_in.who", "write_in.unmarked", "identification",
        ),
    ),
    (
        _("Valid and invalid"),
        ("overvote", "undervote", "unclear", "invalid_review", "counting"),
    ),
    (
        _("Who is elected"),
        (
            "method", "majority", "more_than_seats", "tie", "tie_needs_majority",
            "fewer_than_seats", "full_vote",
        ),
    ),
    (_("Announcement"), ("live_display", "announce", "announce_order")),
)  # fmt: skip

_WAY_SEPARATE = _("If seats stay empty, a separate vote is held.")
_SENTENCES: Mapping[tuple[str, str], LazyString] = {
    ("quorum", "more_than"): _(
        "The election may be held when more than %(fraction)s of the %(base)s are present."
    ),
    ("quorum", "at_least"): _(
        "The election may be held when at least %(fraction)s of the %(base)s are present."
    ),
    ("quorum", "none"): _("The election may be held whatever the number present."),
    ("return_base", "issued"): _(
        "The election is valid when the sheets returned are not more than the sheets issued; "
        "if they are more, it is void and voted again."
    ),
    ("return_base", "voters"): _(
        "The election is valid when the sheets returned are not more than the voters; "
        "if they are more, it is void and voted again."
    ),
    ("proxy", "none"): _("Nobody may vote for another who is absent."),
    ("proxy", "written_3"): _(
        "An absent elector may ask another in writing; nobody may vote for more than three."
    ),
    ("proxy", "near_relative"): _("An absent elector may ask a near relative to vote."),
    ("assistance", "non_candidate"): _(
        "Who cannot write may ask a person of their choice who is not a candidate."
    ),
    ("assistance", "none"): _("Every elector fills in the ballot alone."),
    ("differential", "ratio"): _(
        "There are at least %(at_least)s more candidates than seats (rounded up)."
    ),
    ("differential", "ratio_range"): _(
        "There are between %(at_least)s and %(at_most)s more candidates than seats (rounded up)."
    ),
    ("differential", "plus"): _("There are at least %(at_least)s more candidates than seats."),
    ("differential", "plus_range"): _(
        "There are from %(at_least)s to %(at_most)s more candidates than seats."
    ),
    ("differential", "equal"): _("There are as many candidates as seats."),
    ("differential", "any"): _("There are no fewer candidates than seats."),
    ("ballot_order", "strokes"): _("Names stand on the ballot in the order of strokes."),
    ("ballot_order", "superior"): _("Names stand on the ballot in the approved order."),
    ("name_order", "surname_strokes"): _("The order of strokes goes by the surname first."),
    ("name_order", "full_name_strokes"): _(
        "The order of strokes goes character by character through the whole name."
    ),
    ("marks", "S1"): _("○ is for, × is against, blank abstains."),
    ("marks", "S2"): _("Blank is for, × is against, ○ abstains."),
    ("marks", "S3"): _("One mark in one of three boxes: for, against, or abstain."),
    ("marks", "S4"): _("○ or √ is for, × is against, blank abstains."),
    ("marks", "S5"): _("√ is for, × is against, ○ abstains."),
    ("blank", "scheme"): _("A box left blank means what the marks say."),
    ("blank", "for"): _("A box left blank is for."),
    ("blank", "against"): _("A box left blank is against."),
    ("blank", "abstain"): _("A box left blank abstains."),
    ("blank", "void"): _("A row left blank does not count."),
    ("write_in", "none"): _("No other name may be written in."),
    ("write_in", "after_against"): _(
        "Another name may be written in only after a vote against a candidate, "
        "and not after abstaining."
    ),
    ("write_in", "one_for_one"): _(
        "For each candidate voted against, one other name may be written in."
    ),
    ("write_in", "free"): _("Other names may be written in."),
    ("write_in.who", "anyone"): _("Anyone who may be elected may be written in."),
    ("write_in.who", "electors"): _("Only electors may be written in."),
    ("write_in.who", "members"): _("Only present members may be written in."),
    ("write_in.unmarked", "for"): _("A name written in without a mark is for."),
    ("write_in.unmarked", "abstain"): _("A name written in without a mark abstains."),
    ("write_in.unmarked", "void"): _("A name written in without a mark does not count."),
    ("identification", "style"): _(
        "All ballots of this election carry the same code: nothing tells two sheets apart."
    ),
    ("identification", "token"): _(
        "Each ballot carries a random code that is in no relation to any elector, "
        "so that a sheet counts once."
    ),
    ("overvote", "sheet_void"): _(
        "More than %(seats)s approvals, names written in included: the whole sheet is invalid."
    ),
    ("undervote", "valid"): _("%(seats)s approvals or fewer: the sheet is valid."),
    ("undervote", "void"): _("Fewer than %(seats)s approvals: the whole sheet is invalid."),
    ("unclear", "row_void"): _(
        "A row that cannot be read does not count; the other rows of the sheet do."
    ),
    ("unclear", "abstain"): _("A row that cannot be read abstains."),
    ("unclear", "sheet_void"): _("A row that cannot be read makes the whole sheet invalid."),
    ("invalid_review", "yes"): _("The chief scrutineer confirms every invalid sheet."),
    ("invalid_review", "no"): _("Invalid sheets need no further confirmation."),
    ("counting", "computer"): _(
        "Sheets are counted by computer; if it fails, they are counted by hand."
    ),
    ("counting", "manual"): _("Sheets are counted by hand."),
    ("method", "majority"): _("Who reaches the majority is elected, within the seats."),
    ("method", "plurality"): _(
        "Those with most approvals are elected, if they reach the least share."
    ),
    ("majority", "more_than"): _(
        "To be elected needs approvals by more than %(fraction)s of the %(base)s; "
        "exactly that share is not enough."
    ),
    ("majority", "at_least"): _(
        "To be elected needs approvals by at least %(fraction)s of the %(base)s."
    ),
    ("more_than_seats", "top"): _(
        "If more than %(seats)s reach it, those with most approvals are elected."
    ),
    ("tie", "revote_among_tied"): _(
        "If equal approvals leave the last seats open, a new vote is held among those tied."
    ),
    ("tie", "fewest_against_then_revote"): _(
        "If approvals are equal, fewest votes against decide, then a new vote among those tied."
    ),
    ("tie", "none_elected"): _(
        "If approvals are equal at the last seats, none of them is elected."
    ),
    ("tie", "lot"): _("If approvals are equal at the last seats, lots are drawn."),
    ("tie_needs_majority", "yes"): _("The new vote among those tied needs the majority again."),
    ("tie_needs_majority", "no"): _("In the new vote among those tied, most approvals decide."),
    ("fewer_than_seats", "none"): _("If seats stay empty, people decide what follows."),
    ("fewer_than_seats", "separate_vote"): _WAY_SEPARATE,
    ("fewer_than_seats", "reduce_seats"): _("If seats stay empty, their number may be reduced."),
    ("fewer_than_seats", "ask_superior"): _(
        "If seats stay empty, the superior organisation is asked."
    ),
    ("fewer_than_seats", "separate_vote+reduce_seats"): _(
        "If seats stay empty, a separate vote is held, or their number is reduced."
    ),
    ("fewer_than_seats", "separate_vote+ask_superior"): _(
        "If seats stay empty, a separate vote is held, or the superior organisation is asked."
    ),
    ("fewer_than_seats", "reduce_seats+ask_superior"): _(
        "If seats stay empty, their number is reduced, or the superior organisation is asked."
    ),
    ("fewer_than_seats", "separate_vote+reduce_seats+ask_superior"): _(
        "If seats stay empty, a separate vote is held, their number is reduced, "
        "or the superior organisation is asked."
    ),
    ("full_vote", "valid"): _("A full vote means: approvals equal the valid sheets."),
    ("full_vote", "returned"): _("A full vote means: approvals equal the sheets returned."),
    ("full_vote", "present"): _("A full vote means: approvals equal the electors present."),
    ("full_vote", "due"): _("A full vote means: approvals equal the electors due."),
    ("live_display", "progress"): _(
        "While counting goes on, the screen shows how many sheets are in, and nobody's approvals."
    ),
    ("live_display", "running"): _(
        "While counting goes on, the screen shows approvals after each batch."
    ),
    ("live_display", "after_release"): _("Approvals are shown only after the release."),
    ("announce", "presidium"): _("Numbers of approvals are reported to the presidium."),
    ("announce", "floor"): _("Numbers of approvals are announced in the hall."),
    ("announce", "public"): _("Numbers of approvals are made public."),
    ("announce_order", "strokes"): _("The elected are announced in the order of strokes."),
    ("announce_order", "votes_then_strokes"): _(
        "The elected are announced by approvals, then in the order of strokes."
    ),
    ("announce_order", "superior"): _("The elected are announced in the approved order."),
}
