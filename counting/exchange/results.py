"""Results as a workbook: what was counted and decided, each figure a number in its own cell."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from counting.exchange.archive import timeless
from counting.exchange.cells import put
from counting.model.election import Congress
from counting.model.state import Phase, Round, State
from counting.rounds.claims import elects, elects_words, follows, name_results
from counting.rounds.history import elected_by, history, rounds_of, seats_left
from counting.rounds.status import round_balances
from counting.rules.lines import lines_of
from counting.rules.wording import names, rule_words, value_words, words_for

_BOLD: Final = Font(name="黑体", bold=True)
_SUMMARY: Final = (
    "编号", "选举项目", "轮次", "状态", "应到会", "实到会", "启封", "发出", "剩余", "收回",
    "有效", "无效", "应选", "当选所需", "计算基数", "当选", "名额未定", "下一步",
)  # fmt: skip
_VOTES: Final = (
    "次序", "编号", "姓名", "赞成", "不赞成", "弃权", "该行无效", "结果",
    "全票成立的口径", "本次大会所称全票",
)  # fmt: skip
_ELECTED: Final = ("选举项目", "次序", "姓名", "当选轮次")
_ACCOUNTS: Final = ("选举项目", "轮次", "核对", "相符", "各数")

_PHASES: Final[Mapping[Phase, str]] = {
    Phase.CLOSED: "计票结束，尚未签认",
    Phase.CERTIFIED: "已签认，尚未公布",
    Phase.RELEASED: "已公布",
}

Row = Sequence[str | int | None]


def exportable(state: State) -> tuple[Round, ...]:
    """The rounds whose count is closed, in the order of the definition, then of rounds."""
    order = [contest.id for contest in state.congress.contests] if state.congress else []
    closed = (held for held in state.rounds.values() if held.phase.final and held.outcome)
    return tuple(sorted(closed, key=lambda held: (order.index(held.contest.id), held.number)))


def results(state: State, head: str | None) -> bytes:
    """The workbook of every closed round: a summary, a sheet a round, the accounts.

    `head` is the last head of the log that may be shown. The same state gives the same bytes.
    Raises ValueError when nothing is closed (`exportable` says what is).
    """
    rounds = exportable(state)
    if not rounds or state.congress is None or state.seal is None:
        raise ValueError("no count is closed")
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    congress = state.congress
    about: list[Row] = [
        ("大会", congress.title),
        ("用途", "演练，不计入选举" if congress.mode == "rehearsal" else "正式"),
        *([("样例", "姓名均为虚构")] if congress.sample else []),
        *([("模拟设备", "含模拟设备读入的选票")] if any(r.simulated for r in rounds) else []),
        ("日期", congress.date),
        ("地点", congress.place),
        ("规则", congress.profile_title),
        ("定义", state.seal.hash),
        ("记录链", head or ""),
    ]
    about += [("变更", text) for text in _changes(congress)]
    _sheet(first, "说明", ("项目", "内容"), about, (14, 70))
    _sheet(
        book.create_sheet(), "汇总", _SUMMARY, [_summary(state, held) for held in rounds], (14, 26)
    )
    elected = _elected(state, rounds)
    _sheet(book.create_sheet(), "当选名单", _ELECTED, elected, (26, 8, 26))
    for number, held in enumerate(rounds, 1):
        _sheet(book.create_sheet(), _name(number, held), _VOTES, _votes(held), (8, 8, 26))
    accounts = (row for held in rounds for row in _balances(held))
    _sheet(book.create_sheet(), "核对", _ACCOUNTS, accounts, (26, 8, 40, 8, 70))
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _sheet(
    sheet: Worksheet, name: str, titles: Sequence[str], rows: Any, widths: Sequence[int]
) -> None:
    sheet.title = name
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages down as it takes
    for column, title in enumerate(titles, 1):
        put(sheet.cell(1, column), title).font = _BOLD
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            put(sheet.cell(number, column), value)


def _name(number: int, round_: Round) -> str:
    """A sheet's name: at most 31 characters, none of those that Excel refuses."""
    title = "".join("_" if char in r"[]:*?/\'" else char for char in round_.contest.title)
    again = f" 第{round_.number}轮" if round_.number > 1 else ""
    return f"{number} {title[:20]}{again}"


def _summary(state: State, round_: Round) -> Row:
    f, outcome, tally = round_.figures, round_.outcome, round_.tally
    assert outcome is not None
    assert tally is not None
    claim, elected = elects(round_), len(elected_by(round_))
    by_share = claim.code != "most_votes"
    return (
        round_.contest.id, round_.contest.title, round_.number, _phase(round_),
        f.due, f.present, f.unsealed, f.issued, f.remaining, f.returned, tally.valid, tally.invalid,
        round_.contest.seats, claim.needed if by_share else None,
        words_for("bases")[claim.base] if by_share else elects_words(claim, "sentence"),
        elected, _open_seats(state, round_), _next(state, round_, follows(round_)),
    )  # fmt: skip


def _votes(round_: Round) -> Iterator[Row]:
    outcome = round_.outcome
    assert outcome is not None
    said, bases, base = words_for("results"), words_for("bases"), outcome.full_vote_base
    for result in name_results(round_):
        row = result.row
        assert row is not None  # this book is for those who see the figures
        others = (None,) * 3 if result.written else (row.against, row.abstain, row.row_void)
        full = f"赞成 {base} = {bases[outcome.full_vote_level]} {base}" if result.full else ""
        yield (
            None if result.place is None else result.place + 1, result.id, result.label,
            row.for_, *others, said[result.status],
            "、".join(bases[level] for level in result.levels), full,
        )  # fmt: skip


def _next(state: State, round_: Round, step: str) -> str:
    """What follows a round; of one that another has followed, that round."""
    later = [r.number for r in rounds_of(state, round_.contest.id) if r.number > round_.number]
    return f"见第 {min(later)} 轮" if later else words_for("next")[step]


def _open_seats(state: State, round_: Round) -> int | None:
    """Seats that nobody holds yet; those of a round that another has followed are its."""
    followed = rounds_of(state, round_.contest.id)[-1].number > round_.number
    given_up = any(ruling.kind != "lot" for ruling in round_.rulings)
    return None if followed else 0 if given_up else max(0, seats_left(round_))


def _elected(state: State, rounds: Sequence[Round]) -> Iterator[Row]:
    """Everybody elected in any round, contest by contest, in the order of their announcement."""
    for contest in dict.fromkeys(round_.contest.id for round_ in rounds):
        past = history(state, contest)
        for number, name in enumerate(past.final, 1):
            yield (past.title, number, name, past.elected_in[name])


def _phase(round_: Round) -> str:
    if round_.released_to is None:
        return _PHASES[round_.phase]
    return f"已向{value_words('announce', 'word')[round_.released_to]}公布"


def _balances(round_: Round) -> Iterator[Row]:
    """Every identity that is known, those of the stock of ballots included, in words."""
    called, figures = words_for("accounts"), words_for("figures")
    for balance in round_balances(round_):
        facts = "，".join(f"{figures[name]} {value}" for name, value in balance.facts.items())
        ok = "是" if balance.ok else "否"
        yield (round_.contest.title, round_.number, called[balance.code], ok, facts)


def _changes(congress: Congress) -> Iterator[str]:
    """What this congress adopted instead of its profile's values, each once, in words."""
    called = names()
    said = (
        f"{called[line.key]}：{rule_words(line, 'clause')}"
        for contest in congress.contests
        for line in lines_of(contest)
        if line.overridden
    )
    yield from dict.fromkeys(said)
