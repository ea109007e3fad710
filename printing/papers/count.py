"""计票结果报告单: what the chief scrutineer reads out and signs, a contest a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from counting.model.figures import Balance, Tally
from counting.model.outcome import Finding, Outcome
from counting.model.state import Phase, Round
from printing.papers.clauses import bases
from printing.papers.corrections import corrections
from printing.papers.facts import Facts, congress_paper, figure, head, name_list, round_title
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

_FIGURES = tuple(
    Column(title, 1.0) for title in ("应到会", "实到会", "发出票", "收回票", "有效票", "无效票")
)
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
_EMPTY = ("",) * 4
LEVELS: Mapping[str, str] = {
    "valid": "有效票",
    "returned": "收回票",
    "present": "实到会",
    "due": "应到会",
}


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
    yield from head(facts, f"{round_title(round_)}选举计票结果报告单")
    if round_.adjourned:
        yield from not_held(round_)
        yield from corrections(round_)
        yield Signatures(_SIGNING)
        return
    if round_.phase is Phase.VOID:
        yield Paragraph(
            f"收回选票 {figure(f.returned)} 张，多于规定的张数，本项选举无效，不予计票。"
        )
    sheets = (tally.valid, tally.invalid) if tally else (None, None)
    numbers = (f.due, f.present, f.issued, f.returned, *sheets)
    yield Table(_FIGURES, (tuple(figure(n) for n in numbers),), 9.0)
    yield Paragraph(
        f"应选 {contest.seats} 名，候选人 {len(contest.candidates)} 名。{_needed(round_)}"
    )
    yield Table(_COLUMNS, tuple(_rows(round_, tally)))
    yield from _written(round_, tally)
    if round_.outcome and tally:
        yield from _decided(round_.outcome)
        yield from _balances(round_.outcome.balances)
        yield from _sensitive(round_.outcome.sensitivity)
    yield from corrections(round_)
    yield Signatures(_SIGNING)


def _needed(round_: Round) -> str:
    if round_.outcome is None:
        return f"当选所需赞成票 {BLANK} 张。"
    base = round_.outcome.of
    figure = getattr(round_.figures, base)
    if base == "valid" and round_.tally:
        figure = round_.tally.valid
    of = f"{bases()[base]} {figure}，" if figure is not None else ""
    return f"{of}当选所需赞成票至少 {round_.outcome.needed} 张。"


def _rows(round_: Round, tally: Tally | None) -> Iterator[tuple[str, ...]]:
    for number, candidate in enumerate(round_.contest.candidates, 1):
        head = (str(number), list_form(candidate.name))
        if tally is None or round_.outcome is None:
            yield (*head, *_EMPTY, "")
            continue
        row = tally.rows[number - 1]
        figures = (row.for_, row.against, row.abstain, row.row_void)
        yield (*head, *(str(n) for n in figures), remark(round_.outcome, candidate.name))


def remark(outcome: Outcome, name: str) -> str:
    """What stands beside a name: a full vote with level and number, a tie."""
    if outcome.tie and name in outcome.tie.candidates:
        return "得票相等"
    return full_vote(outcome, name)


def full_vote(outcome: Outcome, name: str) -> str:
    """全票 with its level and both numbers, where this congress's level holds; else nothing."""
    level = outcome.full_vote_level
    if level not in outcome.full_vote.get(name, ()):
        return ""
    return f"全票（赞成 {outcome.full_vote_base}，{LEVELS[level]} {outcome.full_vote_base}）"


def _written(round_: Round, tally: Tally | None) -> Iterator[Block]:
    rule, lines = round_.contest.rules.write_in, round_.contest.write_in_lines
    if tally is None:
        if rule.allowed and lines:
            yield Heading("另选人", 3)
            yield Table(_WRITTEN, tuple(("", "", "") for _ in range(lines)))
        return
    yield Heading("另选人", 3)
    if not tally.write_ins:
        yield Paragraph("没有另选人得票。")
        return
    by_votes = sorted(tally.write_ins.items(), key=lambda entry: (-entry[1], entry[0]))
    rows = tuple(
        (name, str(votes), remark(round_.outcome, name) if round_.outcome else "")
        for name, votes in by_votes
    )
    yield Table(_WRITTEN, rows)


def _decided(outcome: Outcome) -> Iterator[Block]:
    """What the rules make of the figures, for the presidium; the chair announces the elected."""
    yield Heading("按选举办法核算", 3)
    if not outcome.quorum.met:
        yield Paragraph("到会人数不足，不能进行选举，没有人当选。")
    elif outcome.errors:
        yield Paragraph("票数不平或者不可能成立，不能确定当选人，须查明原因。")
    elif outcome.contest_void:
        yield Paragraph("收回的选票多于规定的张数，选举无效。")
    else:
        yield Paragraph(
            f"符合当选条件的 {len(outcome.elected)} 名：{name_list(outcome.elected) or '无'}。"
        )
    if outcome.tie:
        yield Paragraph(
            f"{name_list(outcome.tie.candidates)} 得票相等，尚有 {outcome.tie.seats} 个名额未定："
            f"{NEXT[outcome.next]}。"
        )
    if outcome.vacancies and not outcome.errors and not outcome.contest_void:
        yield Paragraph(f"尚缺 {outcome.vacancies} 名：{ways_to_fill(outcome)}。")
    level = outcome.full_vote_level
    if any(level in levels for levels in outcome.full_vote.values()):
        yield Note(
            f"全票：赞成票等于{LEVELS[level]}数（{outcome.full_vote_base}），"
            "且没有不赞成、弃权和该行无效。"
        )


NEXT: Mapping[str, str] = {
    "none": "不再进行",
    "errors": "先查明票数",
    "vote_again": "重新选举",
    "revote_among_tied": "就得票相等的候选人再次投票",
    "separate_vote": "对不足的名额另行选举",
    "reduce_seats": "减少名额、不再选举",
    "ask_superior": "报请上级决定",
}


def ways_to_fill(outcome: Outcome) -> str:
    """How seats that stayed vacant may be filled by this contest's rules."""
    return "，或者".join(NEXT[way] for way in outcome.options) or "由主席团提出办法"


ACCOUNTS: Mapping[str, str] = {
    "present<=due": "实到会不多于应到会",
    "issued+remaining=unsealed": "发出加剩余等于启封",
    "issued<=present": "发出不多于实到会",
    "issued<=present+proxies": "发出不多于实到会加委托",
    "proxies=0": "没有委托投票",
    "proxies<=3*present": "委托不多于实到会的三倍",
    "voters<=issued": "投票人数不多于发出",
    "voters<=present": "投票人数不多于实到会",
    "returned<=issued": "收回不多于发出",
    "returned<=voters": "收回不多于投票人数",
    "counted=returned": "计读等于收回",
    "valid+invalid=returned": "有效加无效等于收回",
    "for+against+abstain+row_void=valid": "各行之和等于有效票",
    "approvals<=valid*seats": "赞成总数不多于有效票乘应选名额",
    "approvals=valid*seats": "赞成总数等于有效票乘应选名额",
    "write_ins=0": "没有另选人",
    "write_ins<=against": "另选票不多于不赞成票",
    "write_ins<=seats*against": "另选票不多于不赞成票乘应选名额",
    "write_in<=sheets": "每名另选人的票不多于可能的张数",
}
FACTS: Mapping[str, str] = {
    "delegation": "代表团", "due": "应到会", "present": "实到会", "absent": "缺席",
    "proxies": "委托", "issued": "发出", "remaining": "剩余", "sum": "合计", "unsealed": "启封",
    "returned": "收回", "voters": "投票人", "counted": "计读", "valid": "有效", "invalid": "无效",
    "approvals": "赞成总数", "seats": "应选", "most": "至多", "against": "不赞成",
    "write_ins": "另选票", "candidates": "候选人", "candidate": "候选人", "write_in": "另选人",
    "allowed": "允许", "sheets": "张数",
}  # fmt: skip


def _balances(balances: Sequence[Balance]) -> Iterator[Block]:
    """Every identity by name and with its numbers; what does not match comes first."""
    mismatched = [balance for balance in balances if not balance.ok]
    if mismatched:
        yield Paragraph(
            "以下各项不符，不得确认计票结果：" + "；".join(map(_account, mismatched)) + "。"
        )
    matching = [balance for balance in balances if balance.ok]
    if matching:
        yield Note("已核对相符：" + "；".join(map(_account, matching)) + "。")


def _account(balance: Balance) -> str:
    read = sorted(balance.facts.items(), key=lambda fact: list(FACTS).index(fact[0]))
    facts = "，".join(f"{FACTS[name]} {value}" for name, value in read)
    return f"{ACCOUNTS[balance.code]}（{facts}）"


def _sensitive(findings: Sequence[Finding]) -> Iterator[Block]:
    """Where another reading of the rules would elect somebody else: for the presidium only."""
    if findings:
        yield Heading("提请主席团注意", 3)
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
    return "规则的另一种理解会使结果不同"


_SENSITIVE = {"sensitivity.majority": _by_majority, "sensitivity.return_base": _by_return}


def _consequence(facts: Mapping[str, object]) -> str:
    consequences = {"also_elected": "还将当选", "not_elected": "将不当选", "tied": "将得票相等"}
    parts = []
    for key, words in consequences.items():
        names = facts.get(key)
        if isinstance(names, list | tuple) and names:
            parts.append(f"，{name_list([str(name) for name in names])}{words}")
    return "".join(parts)
