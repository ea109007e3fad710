"""The rules of a congress as clauses, as they stand in 选举办法 and below each report."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from counting.model.ballot import Mark, SheetStatus
from counting.model.election import Congress, Contest
from counting.model.reading import Reading
from counting.rules.lines import RuleLine, lines_of
from counting.rules.schemes import blank_mark
from counting.rules.wording import names, rule_words, words_for
from counting.sheets.validity import record_of

Called = Mapping[str, str] | None
"""What clauses call the electors, the presidium and the meeting (`Body.called`)."""


def clauses(contest: Contest, called: Called = None) -> Mapping[str, tuple[RuleLine, str]]:
    """Every rule of a contest in reading order: its line and its clause, without a full stop."""
    return {
        line.key: (line, rule_words(line, "clause", called=called)) for line in lines_of(contest)
    }


def bases() -> Mapping[str, str]:
    """What the figures are called by which rules count: 应到会人数."""
    return words_for("bases", "clause")


def grouped(contests: Iterable[Contest], words: Callable[[Contest], str]) -> tuple[str, ...]:
    """What `words` says of each contest, once; where contests differ, each text names its own."""
    every = tuple(contests)
    groups: dict[str, list[str]] = {}
    for contest in every:
        if text := words(contest):
            groups.setdefault(text, []).append(contest.title)
    return tuple(
        text if len(titles) == len(every) else f"选举{'、'.join(titles)}，{text}"
        for text, titles in groups.items()
    )


def clause_texts(contests: Iterable[Contest], *keys: str, called: Called = None) -> tuple[str, ...]:
    """The clauses of these keys, grouped."""
    every = tuple(contests)
    return tuple(
        text
        for key in keys
        for text in grouped(every, partial(_clause_text, key=key, called=called))
    )


def changes(congress: Congress) -> tuple[str, ...]:
    """What this congress adopted instead of its profile's values, in clauses."""
    return tuple(
        text
        for key in names()
        for text in grouped(
            congress.contests,
            partial(_clause_text, key=key, changed=True),
        )
    )


def _clause_text(
    contest: Contest, key: str, *, changed: bool = False, called: Called = None
) -> str:
    entry = clauses(contest, called).get(key)
    return entry[1] if entry and (entry[0].overridden or not changed) else ""


def blank_sheet(contest: Contest) -> str:
    """What a wholly blank sheet is, as the count itself decides it."""
    mark = blank_mark(contest.rules)
    meaning = "没有作出有效的选择" if mark is Mark.VOID else words_for("marks")[mark]
    if record_of(contest, Reading(code=None, marks={})).status is SheetStatus.VALID:
        return f"整张空白的选票有效，视为对全部候选人{meaning}"
    return f"整张空白的选票无效（视为对全部候选人{meaning}，赞成的人数不合规定）"
