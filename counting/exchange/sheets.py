"""The workbook of a definition as data: its sheets, their columns, words and hints in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from counting.rules.parameters import LEAVES
from counting.rules.profiles import load
from counting.rules.profiles import names as profiles
from counting.rules.wording import names, value_words, vocabulary, words_for

Kind = Literal["text", "whole", "date", "time", "flag", "word", "profile", "contest", "names"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: its key (a path within its entry), what people read, what may be filled in.

    `words` maps what people choose to what a definition says; the latter is accepted too, and what
    is in `also`. `units` may follow a number. Where `spread`, a merged cell gives its value to
    every row it covers.
    """

    key: str
    title: str
    hint: str
    kind: Kind = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    must: bool = False
    width: int = 14
    units: tuple[str, ...] = ()
    spread: bool = False
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A list of a definition: a row an entry, below a row of titles. `ids` number blank ids."""

    key: str
    title: str
    fields: tuple[Field, ...]
    ids: str = ""


_OFFICES: Final = {word: office for office, word in words_for("offices", "label").items()}
_KINDS = {"报告": "report", "选举": "election", "休息": "break", "其他": "other"}
_MARKS: Final = {word: scheme for scheme, word in value_words("marks", "label").items()}
_CODES: Final = {word: kind for kind, word in value_words("identification", "word").items()}
_LAYOUTS = {"一框": "one-box", "三框": "three-box"}
_POSITIONS = {"姓名上方": "above", "姓名下方": "below", "姓名前": "before", "姓名后": "after"}
_SIZES = {"普通": "ordinary", "大字": "large"}
_MODES = {"演练": "rehearsal", "正式": "official"}
_ORDERS = {"按所列次序": "file", "按姓氏笔画": "strokes"}
_ORDERS_ALSO = {"按表中次序": "file", "按姓名笔画": "strokes", "按笔画": "strokes"}
_VOTES = {"分代表团": "delegation", "集中": "together"}
_PERSONS: Final = ("人", "名", "位")
FLAGS: Final[Mapping[str, bool]] = {"是": True, "否": False}

PROFILES: Final[Mapping[str, str]] = {load(name).title: name for name in profiles()}
_BASES: Final = tuple(
    (base, words_for("bases")[base]) for base in ("registered", "total", "all_members")
)

LAST: Final = "最后"  # where a candidate may be moved to
MEETING: Final = "大会"
FIELDS: Final[tuple[Field, ...]] = (
    Field("title", "大会名称", "选票和文件上印的全称", must=True),
    Field("profile", "规则", "适用哪一类组织的选举规则，从下拉表中选", "profile", PROFILES,
          must=True),
    Field("date", "第一天", "年-月-日，如 2026-11-23", "date", must=True),
    Field("place", "地点", "可以不填"),
    Field("mode", "用途", "演练或者正式；两者不能互换，不填为演练", "word", _MODES),
    Field("sample", "样例", "姓名均为虚构时选“是”，每页都会注明", "flag"),
    Field("electors.due", "应到会人数", "整数", "whole", must=True, units=_PERSONS),
    *(
        Field(f"electors.{key}", title, "规则按此计算时填；不填与应到会相同", "whole",
              units=_PERSONS)
        for key, title in _BASES
    ),
    Field("eligible", "可以另选的人", "规则限制另选人范围时填；姓名之间用顿号", "names"),
    Field("people.chief", "总监票人", "印在名单和主持词上；不填则留出横线"),
    Field("people.scrutineers", "监票人", "姓名之间用顿号；候选人不得担任", "names"),
    Field("people.tellers", "计票人", "姓名之间用顿号；候选人不得担任", "names"),
    Field("people.presidium", "主席团", "按名单的次序填写，姓名之间用顿号", "names"),
    Field("people.secretary_general", "秘书长", "可以不填"),
)  # fmt: skip
"""The sheet of the congress itself: a row a value."""

SHEETS: Final[tuple[SheetForm, ...]] = (
    SheetForm(
        "delegations",
        "代表团",
        (
            Field("id", "编号", "可以不填，自动编为 d01、d02……"),
            Field("name", "名称", "代表团名称", must=True, width=30),
            Field("due", "应到会", "各代表团之和须等于应到会人数", "whole", must=True,
                  units=_PERSONS),
            Field("conveners", "召集人", "印在分组名单上；几个人之间用顿号", "names", width=24),
        ),
        "d",
    ),
    SheetForm(
        "agenda",
        "议程",
        (
            Field("id", "编号", "可以不填，自动编为 a01、a02……"),
            Field("item_number", "序号", "议程上的序号，如“一”；休息等可以不填"),
            Field("title", "内容", "这一项做什么", must=True, width=40),
            Field("minutes", "分钟", "整数，0 至 1440", "whole", must=True,
                  units=("分钟", "分")),
            Field("kind", "类别", "从下拉表中选；不填为其他", "word", _KINDS, spread=True),
            Field("contest", "选举项目", "选举时填项目的名称或编号", "contest", width=24,
                  spread=True),
            Field("start", "开始时间", "时间固定时填，如 09:00；不填则接着上一项", "time"),
            Field("date", "日期", "换到另一天的第一项填，如 2026-11-24；不填与上一项同一天",
                  "date", spread=True),
        ),
        "a",
    ),
    SheetForm(
        "contests",
        "选举项目",
        (
            Field("id", "编号", "可以不填，自动编为 k01、k02……；字母、数字"),
            Field("title", "名称", "选票上印的职务名称", must=True, width=24),
            Field("office", "职务", "从下拉表中选", "word", _OFFICES, must=True, spread=True),
            Field("seats", "应选名额", "整数", "whole", must=True,
                  units=(*_PERSONS, "个", "席")),
            Field(
                "marks",
                "划票符号",
                "选错会使结果颠倒，务必与选举办法一致",
                "word",
                _MARKS,
                must=True,
                width=28,
                spread=True,
            ),
            Field("write_in_lines", "另选人行数", "0 至 20；不填为 0", "whole", units=("行",)),
            Field("identification", "选票条码", "不填按规则", "word", _CODES, spread=True),
            Field("passes", "计票遍数", "1 或 2；不填按规则", "whole", units=("遍", "次")),
            Field("electors.due", "应到会", "与大会不同时才填", "whole", units=_PERSONS),
            *(
                Field(f"electors.{key}", title, "与大会不同时才填", "whole", units=_PERSONS)
                for key, title in _BASES
            ),
            Field("ballot.paper", "纸张", "不填为 A4", "word", {n: n for n in ("A5", "A4", "A3")},
                  spread=True),
            Field("ballot.colour", "颜色", "颜色名称，如 粉红", spread=True),
            Field("ballot.layout", "版式", "不填按划票符号", "word", _LAYOUTS, spread=True),
            Field("ballot.mark_position", "符号位置", "不填为姓名上方", "word", _POSITIONS,
                  spread=True),
            Field("ballot.size", "字号", "大字用于该项目的全部选票；不填为普通", "word", _SIZES,
                  spread=True),
            Field("order", "候选人次序", "不填按所列次序；选按姓氏笔画的由程序排列", "word",
                  _ORDERS, spread=True, also=_ORDERS_ALSO),
            Field("eligible", "可以另选的人", "与大会不同时才填；姓名之间用顿号", "names"),
            Field("electors_from", "选举人来自", "由前面某几项选出的人选举时填；项目之间用顿号",
                  "names"),
            Field("pre_election.formal_candidates", "预选正式候选人", "先预选时填正式候选人数",
                  "whole", units=_PERSONS),
            Field("pre_election.by", "预选方式", "不填为分代表团", "word", _VOTES, spread=True),
        ),
        "k",
    ),
    SheetForm(
        "candidates",
        "候选人",
        (
            Field("contest", "选举项目", "项目的名称或编号", "contest", must=True, width=24,
                  spread=True),
            Field("id", "编号", "可以不填，各项目内自动编为 c01、c02……"),
            Field("name", "姓名", "按选票上的次序逐行填写", must=True, width=24),
            Field("note", "备注", "印在姓名下面，如 女；同名时必须不同", spread=True),
            Field("before", "移到谁之前", f"按笔画排列以后需要移动时填姓名或编号，或“{LAST}”"),
            Field("reason", "移动的理由", "移动时必填，如 主席团决定", width=24),
            Field("introduction", "简历", "印在候选人名单上，不印在选票上；可以不填", width=40),
        ),
        "c",
    ),
)  # fmt: skip

OVERRIDES: Final = SheetForm(
    "overrides",
    "规则变更",
    (
        Field("key", "项目", "选举办法与规则不同的项目，从下拉表中选", must=True, width=34),
        Field(
            "value",
            "规定",
            "可填的值见“规则取值”；几个值之间用逗号；分数写成 2/3",
            must=True,
            width=34,
        ),
        Field("office", "职务", "只对某一职务变更时选；不填为全部", "word", _OFFICES,
              spread=True),
    ),
)  # fmt: skip
HELP: Final = "填表说明"
VALUES: Final = "规则取值"

FORMER: Final[Mapping[str, str]] = {
    "再次投票须达当选票数": "tie_needs_majority",
    "separate_vote·比例": "separate_vote.fraction",
    "separate_vote·超过或达到": "separate_vote.compare",
    "separate_vote·计算基数": "separate_vote.base",
}
"""What workbooks of earlier versions call a value."""


_NAMES: Final[Mapping[str, str]] = {**words_for("fields"), **names("label")}
RULES: Final[Mapping[str, str]] = {
    key: "·".join(_NAMES[part] for part in key.split(".")) for key in LEAVES
}
"""Every value that may be overridden, by its key path, with its name in Chinese."""


def rule_words(key: str) -> dict[str, str]:
    """What people may write for a value that is a word, by its code, in the order of the codes.

    The first of them with a code is the one that workbooks show.
    """
    said = vocabulary("zh")
    words = {**said["choices"].get(key.rpartition(".")[2], {}), **said["choices"].get(key, {})}
    labels = value_words(key, "label") if key in said["rules"] else {}
    bases = words_for("bases") if key.endswith("base") or key == "full_vote" else {}
    return {code: labels.get(code) or words.get(code) or bases.get(code, code)
            for code in LEAVES[key].allowed}  # fmt: skip
