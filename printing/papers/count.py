"""计票结果报告单: what the chief scrutineer reads out and signs, a contest a sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from counting.model.figures import Tally
from counting.model.outcome import Finding, Outcome
from counting.model.state import Phase, Round
from counting.names.listed import labels
from counting.rounds.claims import NameResult, failing, name_results
from counting.rounds.history import elected_by
from counting.rules.wording import words_for
from printing.papers.body import Body, body_of, office_title
from printing.papers.clauses import bases
from printing.papers.corrections import corrections
from printing.papers.facts import Facts, congress_paper, figure, head, name_list, round_words
from printing.papers.model import (
    BLANK,
    Block,
    Column,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    list_form,
)
from printing.papers.not_held import not_held
from printing.papers.results import account, consequences, full_votes, threshold, too_many, verb

_FIGURES = (
    "应选名额", "候选人", "应到会", "实到会", "发出票", "收回票", "有效票", "无效票",
)  # fmt: skip
_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 38, "left"),
    Column("赞成", 17),
    Column("不赞成", 17),
    Column("弃权", 17),
    Column("该行无效", 20),
    Column("备注", 40, "left"),
)
_WRITTEN = (Column("另选人姓名", 60, "left"), Column("得票", 30), Column("备注", 60, "left"))
_SIGNING = ("总监票人", "监票人", "监票人", "监票人", "计票人", "计票人")
_EMPTY = ("",) * 5
_ROW = 6.4  # millimetres, or as high as the text


NAME: Final = "计票结果报告单"


@congress_paper(NAME)
def paper(facts: Facts) -> Iterator[Block]:
    """The figures of each contest; before its count is closed, lines to write them on."""
    for number, round_ in enumerate(facts.rounds):
        if number:
            yield PageBreak()
        yield from _report(facts, round_)


def _report(facts: Facts, round_: Round) -> Iterator[Block]:
    f, contest = round_.figures, round_.contest
    tally = round_.tally if round_.phase.final else None
    occasion = "" if contest.preliminary else "选举"
    yield from head(facts, f"{office_title(contest)}{occasion}{round_words(round_)}{NAME}")
    if round_.adjourned:
        yield from not_held(round_)
        yield from corrections(round_)
        yield Signatures(_SIGNING)
        return
    if round_.phase is Phase.VOID:
        yield Paragraph(f"{too_many(round_)}，本项选举无效，不予计票。")
    sheets = (tally.valid, tally.invalid) if tally else (None, None)
    standing = (contest.seats, len(contest.candidates))
    numbers = (*standing, f.due, f.present, f.issued, f.returned, *sheets)
    first = "应产生" if contest.preliminary else _FIGURES[0]
    columns = tuple(Column(title, 1.0) for title in (first, *_FIGURES[1:]))
    yield Table(columns, (tuple(map(figure, numbers)),), _ROW)
    needed = threshold(round_) or f"{verb(round_)}所需赞成票 {BLANK} 张"
    yield Note(f"{needed}。")
    results = name_results(round_) if tally else ()
    yield Table(_COLUMNS, tuple(_rows(round_, results)), _ROW)
    yield from _together(_below(facts, round_, tally, results))
    yield Signatures(_SIGNING)


def _below(
    facts: Facts, round_: Round, tally: Tally | None, results: Sequence[NameResult]
) -> Iterator[Block]:
    yield from _written(round_, tally, [result for result in results if result.written])
    if round_.outcome and tally:
        yield from _decided(round_, round_.outcome, body_of(facts.congress))
        yield from _checked(round_, round_.outcome)
        yield from _sensitive(round_.outcome.sensitivity, body_of(facts.congress).presidium)
    yield from corrections(round_)


def _together(blocks: Iterable[Block]) -> Iterator[Block]:
    """Notes that follow each other as one, so that those who sign find room on the page."""
    for small, some in groupby(blocks, lambda block: isinstance(block, Note)):
        if small:
            yield Note("".join(block.text for block in some if isinstance(block, Note)))
        else:
            yield from some


def _rows(round_: Round, results: Sequence[NameResult]) -> Iterator[tuple[str, ...]]:
    if not results:
        for number, label in enumerate(labels(round_.contest), 1):
            yield (str(number), list_form(label), *_EMPTY)
    for number, result in enumerate(results, 1):
        if result.written or result.row is None:
            continue
        row = result.row
        figures = (row.for_, row.against, row.abstain, row.row_void)
        told = (str(n) for n in figures)
        yield (str(number), list_form(result.label), *told, _remark(round_, result))


def _remark(round_: Round, result: NameResult) -> str:
    """What stands beside a name: a tie, a full vote with level and number."""
    if result.status == "tied":
        return words_for("results")["tied"]
    words, names = full_votes(round_)
    return f"全票（{words}）" if result.label in names else ""


def _written(round_: Round, tally: Tally | None, results: Sequence[NameResult]) -> Iterator[Block]:
    rule, lines = round_.contest.rules.write_in, round_.contest.write_in_lines
    if tally is None:
        if rule.allowed and lines:
            yield Heading("另选人", 3)
            yield Table(_WRITTEN, tuple(("", "", "") for _ in range(lines)))
        return
    if not results:
        if rule.allowed and lines:
            yield Note("没有另选人得票。")
        return
    yield Heading("另选人", 3)
    rows = tuple(
        (list_form(result.label), str(result.row.for_), _remark(round_, result))
        for result in results
        if result.row is not None
    )
    yield Table(_WRITTEN, rows)


def _decided(round_: Round, outcome: Outcome, body: Body) -> Iterator[Block]:
    """What the rules make of the figures: for the presidium, not read out; the chair announces."""
    names = elected_by(round_)
    if not outcome.quorum.met:
        yield Paragraph("到会人数不足，不能进行选举，没有人当选。")
    elif outcome.errors:
        yield Paragraph("票数不平或者不可能成立，不能确定当选人，须查明原因。")
    elif outcome.contest_void:
        yield Paragraph(f"{too_many(round_)}，选举无效。")
    else:
        condition = verb(round_) if round_.contest.preliminary else "符合当选条件"
        listed = f"的 {len(names)} 名：{name_list(names)}" if names else "的：无"
        yield Note(f"按选举办法核算，{condition}{listed}。")
    for sentence in consequences(round_, body):
        yield Paragraph(sentence)
    words, full = full_votes(round_)
    if full:
        yield Note(f"全票：{words}，且没有不赞成、弃权和该行无效。")


def _checked(round_: Round, outcome: Outcome) -> Iterator[Block]:
    """What does not balance, by name and figures; only where all does, that all does."""
    broken = failing(round_)
    told = "；".join(map(account, broken))
    if not broken:
        yield Note("以上各数已核对相符。")
    elif outcome.errors or any(not balance.ok for balance in outcome.balances):
        yield Paragraph(f"以下各项不符，查明以前不得确认计票结果：{told}。")
    else:
        yield Paragraph(f"选票的张数有以下各项不符，须查明原因：{told}。")


def _sensitive(findings: Sequence[Finding], presidium: str) -> Iterator[Block]:
    """Where another reading of the rules would elect somebody else: for the presidium only."""
    if findings:
        yield Heading(f"提请{presidium}注意", 3)
    for finding in findings:
        words = _SENSITIVE.get(finding.code, _any)(finding.facts)
        yield Paragraph(f"{words}{_consequence(finding.facts)}。以上不改变本次的计票结果。")


def _by_majority(facts: Mapping[str, object]) -> str:
    base, other = (bases()[str(facts[key])] for key in ("base", "other_base"))
    return (
        f"本次按{base}计算，当选须 {facts['needed']} 票；"
        f"若按{other}计算，须 {facts['other_needed']} 票"
    )


def _by_return(facts: Mapping[str, object]) -> str:
    base, other = (bases()[str(facts[key])] for key in ("base", "other_base"))
    return (
        f"收回 {facts['returned']} 张，本次与{base} {facts['figure']} 比较；"
        f"若与{other} {facts['other_figure']} 比较，选举是否有效将不同"
    )


def _any(_facts: Mapping[str, object]) -> str:
    return "选举办法的另一种理解会使结果不同"


_SENSITIVE = {"sensitivity.majority": _by_majority, "sensitivity.return_base": _by_return}


def _consequence(facts: Mapping[str, object]) -> str:
    consequences_ = {"also_elected": "还将当选", "not_elected": "将不当选", "tied": "将得票相等"}
    parts = []
    for key, words in consequences_.items():
        names = facts.get(key)
        if isinstance(names, list | tuple) and names:
            parts.append(f"，{name_list([str(name) for name in names])}{words}")
    return "".join(parts)
