"""Every value of the rules as a Chinese clause, as it stands in 选举办法 and below each report."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Final

from counting.model.ballot import Mark, Reading, SheetStatus
from counting.model.election import Congress, Contest
from counting.model.rules import Threshold
from counting.rules.lines import RuleLine, describe
from counting.rules.schemes import blank_mark
from counting.rules.thresholds import whole_number
from counting.sheets.validity import record_of

LABELS: Final[Mapping[str, str]] = {
    "quorum": "法定人数",
    "method": "当选方式",
    "majority": "当选票数",
    "differential": "差额",
    "marks": "划票符号",
    "blank": "空白的含义",
    "overvote": "多选",
    "undervote": "少选",
    "unclear": "辨认不清",
    "invalid_review": "无效票确认",
    "write_in": "另选他人",
    "write_in.who": "另选人的范围",
    "write_in.unmarked": "未画符号的另选人",
    "tie": "得票相等",
    "tie_needs_majority": "再次投票的当选票数",
    "more_than_seats": "超过应选名额",
    "fewer_than_seats": "少于应选名额",
    "separate_vote": "另行选举的当选票数",
    "return_base": "选举有效",
    "counting": "计票方式",
    "identification": "选票条码",
    "ballot_order": "选票上的次序",
    "announce_order": "当选名单的次序",
    "name_order": "笔画次序",
    "proxy": "委托投票",
    "assistance": "代为填写",
    "announce": "票数公布范围",
    "live_display": "计票期间的显示",
    "full_vote": "全票的含义",
}

BASES: Final[Mapping[str, str]] = {
    "due": "应到会人数",
    "present": "实到会人数",
    "registered": "登记选民数",
    "total": "总人数",
    "all_members": "全体成员人数",
    "voters": "参加投票人数",
    "issued": "发出票数",
    "returned": "收回票数",
    "valid": "有效票数",
}
CONFIDENCE: Final[Mapping[str, str]] = {"T": "见条文", "H": "见手册", "M": "待确认"}

_FRACTIONS: Mapping[str, str] = {"1/2": "半数", "1/3": "三分之一", "2/3": "三分之二"}
_DIGITS = "零一二三四五六七八九十"

_SENTENCES: Final[Mapping[tuple[str, str], str]] = {
    ("quorum", "more_than"): "到会的选举人超过{base}{figure}的{fraction}{number}，始得进行选举",
    ("quorum", "at_least"): "到会的选举人达到{base}{figure}的{fraction}{number}，始得进行选举",
    ("quorum", "none"): "对到会人数不作规定",
    ("method", "majority"): "赞成票达到当选票数的，在应选名额内当选",
    ("method", "plurality"): "在应选名额内以得赞成票多的当选，但不得低于规定的最低票数",
    ("majority", "more_than"): (
        "得赞成票超过{base}{figure}的{fraction}{number}，始得当选；恰好等于{fraction}的，不得当选"
    ),
    ("majority", "at_least"): "得赞成票达到{base}{figure}的{fraction}{number}，始得当选",
    ("differential", "ratio"): "候选人的差额不少于应选名额的 {at_least}，不足一名的按一名计算",
    ("differential", "ratio_range"): (
        "候选人的差额为应选名额的 {at_least} 至 {at_most}，不足一名的按一名计算"
    ),
    ("differential", "plus"): "候选人比应选名额至少多 {at_least} 名",
    ("differential", "plus_range"): "候选人比应选名额多 {at_least} 至 {at_most} 名",
    ("differential", "equal"): "实行等额选举，候选人数与应选名额相等",
    ("differential", "any"): "候选人数不少于应选名额",
    ("marks", "S1"): "赞成的画“○”，不赞成的画“×”，弃权的不画任何符号",
    ("marks", "S2"): "赞成的不画任何符号，不赞成的画“×”，弃权的画“○”",
    ("marks", "S3"): (
        "赞成、不赞成、弃权各设一栏，在其中一栏内画“○”或者“√”；三栏都空白的视为弃权；"
        "画在两栏以上，或者在赞成、弃权栏内画“×”的，由监票人认定"
    ),
    ("marks", "S4"): "赞成的画“○”或者“√”，不赞成的画“×”，弃权的不画任何符号",
    ("marks", "S5"): "赞成的画“√”，不赞成的画“×”，弃权的画“○”",
    ("blank", "scheme"): "不画符号的含义按划票符号的规定",
    ("blank", "for"): "对某一候选人不画任何符号的，视为赞成",
    ("blank", "against"): "对某一候选人不画任何符号的，视为不赞成",
    ("blank", "abstain"): "对某一候选人不画任何符号的，视为弃权",
    ("blank", "void"): "对某一候选人不画任何符号的，对该候选人的选择无效",
    ("overvote", "sheet_void"): "赞成的人数（含另选人）多于应选名额的，整张选票无效",
    ("undervote", "valid"): "赞成的人数（含另选人）等于或者少于应选名额的，选票有效",
    ("undervote", "void"): "赞成的人数（含另选人）少于应选名额的，整张选票也无效",
    ("unclear", "row_void"): "对某一候选人的符号无法辨认的，该行无效，其余各行有效",
    ("unclear", "abstain"): "对某一候选人的符号无法辨认的，视为对该候选人弃权",
    ("unclear", "sheet_void"): "对某一候选人的符号无法辨认的，整张选票无效",
    ("invalid_review", "yes"): "无效票由总监票人逐张确认",
    ("invalid_review", "no"): "无效票不再另行确认",
    ("write_in", "none"): "本项选举不设另选人，不得另选他人",
    ("write_in", "after_against"): (
        "另选他人的，须先对至少一名候选人表示不赞成，再在另选人栏内写上姓名；弃权的，不得另选他人"
    ),
    ("write_in", "one_for_one"): (
        "每另选一人，须先对一名候选人表示不赞成，再在另选人栏内写上姓名；弃权的，不得另选他人"
    ),
    ("write_in", "free"): "可以在另选人栏内写上其他人的姓名",
    ("write_in.who", "anyone"): "另选人可以是任何有被选举权的人，但不得是本选票上已列的候选人",
    ("write_in.who", "electors"): "另选人须是有选举权的人，且不得是本选票上已列的候选人",
    ("write_in.who", "members"): "另选人须是本届成员，且不得是本选票上已列的候选人",
    ("write_in.unmarked", "for"): "只写另选人姓名、未画符号的，视为赞成",
    ("write_in.unmarked", "abstain"): "只写另选人姓名、未画符号的，视为弃权",
    ("write_in.unmarked", "void"): "只写另选人姓名、未画符号的，该另选人无效",
    ("tie", "revote_among_tied"): (
        "得票相等、不能确定当选人时，一般就得票相等的候选人再次投票，由主席团确认，以得票多的当选"
    ),
    ("tie", "fewest_against_then_revote"): (
        "得票相等、不能确定当选人时，以不赞成票少的当选；仍然相等的，就得票相等的候选人再次投票"
    ),
    ("tie", "none_elected"): "得票相等、不能确定当选人时，得票相等的候选人都不当选",
    ("tie", "lot"): "得票相等、不能确定当选人时，以抽签决定",
    ("tie_needs_majority", "yes"): "再次投票的当选人，仍须得到规定的当选票数",
    ("tie_needs_majority", "no"): "再次投票以得票多的当选，不再要求达到当选票数",
    (
        "more_than_seats",
        "top",
    ): "达到当选票数的人数超过应选名额时，以得票多的当选，直至选足应选名额",
    ("separate_vote", "same"): "另行选举的当选票数，与本次选举的规定相同",
    ("separate_vote", "more_than"): "另行选举时，得赞成票超过{base}的{fraction}的，以得票多的当选",
    ("separate_vote", "at_least"): (
        "另行选举时，得赞成票不少于{base}的{fraction}的，以得票多的当选"
    ),
    ("return_base", "issued"): (
        "收回的选票等于或者少于发出的选票，选举有效；多于发出的选票，选举无效，应重新选举"
    ),
    ("return_base", "voters"): (
        "收回的选票等于或者少于投票人数，选举有效；多于投票人数，选举无效，应重新选举"
    ),
    ("counting", "computer"): (
        "计票使用计算机，在监票人监督下进行；计算机不能使用时，改为人工计票，"
        "投票照常进行，备用的人工计票表事先印好"
    ),
    ("counting", "manual"): "计票以人工方式，在监票人监督下进行",
    ("identification", "style"): (
        "同一选举项目的选票印有完全相同的条码，条码只表明选举项目和选票的真伪，"
        "不能区分任何两张选票，不属于编号和记号"
    ),
    ("identification", "token"): (
        "选票上印有随机条码，条码由计算机随机产生，不以任何可读的文字、数字印出，"
        "与选举人、发票次序和印制次序均无联系，只用于使每张选票只计一次；"
        "任何记录、报告和输出均不载明条码，选票上印有此种条码的，不影响选票的效力"
    ),
    ("ballot_order", "strokes"): "候选人在选票上按姓氏（姓名）笔画为序排列",
    ("ballot_order", "superior"): "候选人在选票上按批准的次序排列",
    ("announce_order", "strokes"): "当选名单按姓氏（姓名）笔画为序宣布",
    ("announce_order", "votes_then_strokes"): "当选名单按得票多少为序宣布，得票相等的按笔画为序",
    ("announce_order", "superior"): "当选名单按批准的次序宣布",
    ("name_order", "surname_strokes"): "笔画为序以姓氏笔画为准，两字姓名排在同姓的三字姓名之前",
    ("name_order", "full_name_strokes"): "笔画为序按姓名逐字比较",
    ("proxy", "none"): "因故未到会的，不得委托他人代为投票",
    ("proxy", "written_3"): "不能到会的，可以书面委托他人代为投票，每人接受的委托不得超过三人",
    ("proxy", "near_relative"): "不能到会的，可以书面委托近亲属代为投票",
    ("assistance", "non_candidate"): (
        "因故不能自己填写选票的，可以委托本人信任的、不是候选人的人按其意愿代写"
    ),
    ("assistance", "none"): "选票由选举人本人填写，不得代写",
    ("announce", "presidium"): "得票情况向主席团报告，不在会场公布票数",
    ("announce", "floor"): "得票情况向主席团报告后，在会场公布",
    ("announce", "public"): "得票情况在会场公布，并可以向社会公开",
    ("live_display", "progress"): "计票期间，会场屏幕只显示计票进度，不显示候选人的得票",
    ("live_display", "running"): "计票期间，会场屏幕按已结束的批次显示候选人的累计得票",
    ("live_display", "after_release"): "公布以前，会场屏幕不显示候选人的得票",
    ("full_vote", "valid"): "本次大会所称全票，指赞成票数等于有效票数",
    ("full_vote", "returned"): "本次大会所称全票，指赞成票数等于收回票数",
    ("full_vote", "present"): "本次大会所称全票，指赞成票数等于实到会人数",
    ("full_vote", "due"): "本次大会所称全票，指赞成票数等于应到会人数",
}

_WAYS: Mapping[str, str] = {
    "separate_vote": "对不足的名额另行选举",
    "reduce_seats": (
        "当选人数接近应选名额的，经半数以上选举人或者主席团同意，可以减少名额、不再选举"
    ),
    "ask_superior": "报请上级决定",
}

# A clause that decides nothing beside the other values is left out.
_ONLY_WHERE: Mapping[str, Callable[[Contest], bool]] = {
    "blank": lambda contest: contest.scheme == "S5",
    "tie_needs_majority": lambda contest: "revote" in contest.rules.tie,
    "name_order": lambda contest: "strokes" in contest.rules.ballot_order,
    "write_in.who": lambda contest: contest.write_in_lines > 0,
    "write_in.unmarked": lambda contest: contest.write_in_lines > 0,
}


def clauses(contest: Contest) -> Mapping[str, tuple[RuleLine, str]]:
    """Every rule of a contest in reading order: its line and its clause, without a full stop."""
    return {
        line.key: (line, clause(contest, line))
        for line in describe(contest.rules, contest.sources)
        if line.key not in _ONLY_WHERE or _ONLY_WHERE[line.key](contest)
    }


def clause(contest: Contest, line: RuleLine) -> str:
    """One value in words; `key = code` for a value that has none (a test keeps these away)."""
    if line.key == "fewer_than_seats":
        return _fewer(contest.rules.fewer_than_seats)
    if line.key == "write_in" and contest.rules.write_in.allowed and not contest.write_in_lines:
        return "本项选举的选票不设另选人栏，不得另选他人"
    words = _SENTENCES.get((line.key, line.value_code))
    if words is None:
        return f"{line.key} = {line.value_code}"
    facts = dict(line.facts)
    if "fraction" in facts:
        facts["fraction"] = fraction_words(Fraction(str(facts["fraction"])))
        facts["base"] = BASES[str(facts["base"])]
        facts["figure"], facts["number"] = _in_numbers(contest, line.key)
    return words.format(**facts)


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


def said(contests: Iterable[Contest], *keys: str) -> tuple[str, ...]:
    """The clauses of these keys, grouped."""
    every = tuple(contests)
    return tuple(text for key in keys for text in grouped(every, partial(_said, key=key)))


def changes(congress: Congress) -> tuple[str, ...]:
    """What this congress adopted instead of its profile's values, in clauses."""
    return tuple(
        text
        for key in LABELS
        for text in grouped(
            congress.contests,
            partial(_said, key=key, changed=True),
        )
    )


def _said(contest: Contest, key: str, *, changed: bool = False) -> str:
    entry = clauses(contest).get(key)
    return entry[1] if entry and (entry[0].overridden or not changed) else ""


def blank_sheet(contest: Contest) -> str:
    """What a wholly blank sheet is, as the count itself decides it."""
    meaning = _BLANKS[blank_mark(contest.rules)]
    if record_of(contest, Reading(None, {})).status is SheetStatus.VALID:
        return f"整张空白的选票有效，视为对全部候选人{meaning}"
    return f"整张空白的选票无效（视为对全部候选人{meaning}，赞成的人数不合规定）"


_BLANKS: Mapping[Mark, str] = {
    Mark.FOR: "赞成",
    Mark.AGAINST: "不赞成",
    Mark.ABSTAIN: "弃权",
    Mark.VOID: "没有作出有效的选择",
}


def fraction_words(share: Fraction) -> str:
    """半数, 三分之二, 五分之四; in figures where a part exceeds ten."""
    known = _FRACTIONS.get(str(share))
    if known:
        return known
    if share.denominator <= 10:
        return f"{_DIGITS[share.denominator]}分之{_DIGITS[share.numerator]}"
    return str(share)


def _in_numbers(contest: Contest, key: str) -> tuple[str, str]:
    """The base and the threshold in figures, where the definition alone already fixes them."""
    threshold: Threshold | None = getattr(contest.rules, key)
    figure = getattr(contest.electors, threshold.base, None) if threshold else None
    if threshold is None or figure is None:
        return "", ""
    unit = "人" if key == "quorum" else "票"
    return f"（{figure} 人）", f"（至少 {whole_number(threshold, figure)} {unit}）"


def _fewer(ways: tuple[str, ...]) -> str:
    what = "；或者".join(_WAYS[way] for way in ways) or "由主席团提出办法，提请大会决定"
    return f"当选人数少于应选名额时，{what}"
