"""The workbook of a definition as data: its sheets, their columns, words and hints in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from counting.rules.parameters import OFFICES, PARAMETERS
from counting.rules.schemes import SCHEMES
from counting.rules.shapes import Table

Kind = Literal["text", "whole", "date", "time", "flag", "word", "contest"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: its key (a path within its entry), what people read, what may be filled in.

    `words` maps what people choose to what a definition says; the latter is accepted too.
    """

    key: str
    title: str
    hint: str
    kind: Kind = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    must: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of a definition: a row an entry, below a row of titles. `ids` number blank ids."""

    key: str
    title: str
    fields: tuple[Field, ...]
    ids: str = ""


_OFFICE_WORDS: Mapping[str, str] = {
    "member": "委员",
    "alternate": "候补委员",
    "discipline": "纪委委员",
    "delegate": "代表",
    "standing": "常委",
    "secretary": "书记、副书记",
    "other": "其他",
}
_OFFICES: Final = {_OFFICE_WORDS.get(office, office): office for office in OFFICES}
_KINDS = {"报告": "report", "选举": "election", "休息": "break", "其他": "other"}
_MARK_WORDS: Mapping[str, str] = {
    "S1": "S1 赞成○ 不赞成× 弃权空白",
    "S2": "S2 赞成空白 不赞成× 弃权○",
    "S3": "S3 三栏分别画",
    "S4": "S4 赞成○或√ 不赞成× 弃权空白",
    "S5": "S5 赞成√ 不赞成× 弃权○",
}
_MARKS: Final = {_MARK_WORDS.get(scheme, scheme): scheme for scheme in SCHEMES}
_CODES = {"同码": "style", "随机码": "token"}
_LAYOUTS = {"一框": "one-box", "三框": "three-box"}
_POSITIONS = {"姓名上方": "above", "姓名下方": "below", "姓名前": "before", "姓名后": "after"}
_SIZES = {"普通": "ordinary", "大字": "large"}
_MODES = {"演练": "rehearsal", "正式": "official"}
FLAGS: Final[Mapping[str, bool]] = {"是": True, "否": False}

_BASES = (
    ("registered", "登记选民"),
    ("total", "总人数"),
    ("all_members", "全体成员"),
)

MEETING: Final = "大会"
FIELDS: Final[tuple[Field, ...]] = (
    Field("title", "大会名称", "选票和文件上印的全称", must=True),
    Field("profile", "规则", "适用哪一类组织的选举规则，从下拉表中选", must=True),
    Field("date", "第一天", "年-月-日，如 2026-11-23", "date", must=True),
    Field("place", "地点", "可以不填"),
    Field("mode", "用途", "演练或者正式；两者不能互换，不填为演练", "word", _MODES),
    Field("sample", "样例", "姓名均为虚构时选“是”，每页都会注明", "flag"),
    Field("electors.due", "应到会人数", "整数", "whole", must=True),
    *(
        Field(f"electors.{key}", title, "规则按此计算时填；不填与应到会相同", "whole")
        for key, title in _BASES
    ),
)
"""The sheet of the congress itself: a row a value."""

SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(
        "delegations",
        "代表团",
        (
            Field("id", "编号", "可以不填，自动编为 d01、d02……"),
            Field("name", "名称", "代表团名称", must=True, width=30),
            Field("due", "应到会", "各代表团之和须等于应到会人数", "whole", must=True),
        ),
        "d",
    ),
    Sheet(
        "agenda",
        "议程",
        (
            Field("id", "编号", "可以不填，自动编为 a01、a02……"),
            Field("item_number", "序号", "议程上的序号，如“一”；休息等可以不填"),
            Field("title", "内容", "这一项做什么", must=True, width=40),
            Field("minutes", "分钟", "整数，0 至 1440", "whole", must=True),
            Field("kind", "类别", "从下拉表中选；不填为其他", "word", _KINDS),
            Field("contest", "选举项目", "选举时填项目的名称或编号", "contest", width=24),
            Field("start", "开始时间", "时间固定时填，如 09:00；不填则接着上一项", "time"),
        ),
        "a",
    ),
    Sheet(
        "contests",
        "选举项目",
        (
            Field("id", "编号", "可以不填，自动编为 k01、k02……；字母、数字"),
            Field("title", "名称", "选票上印的职务名称", must=True, width=24),
            Field("office", "职务", "从下拉表中选", "word", _OFFICES, must=True),
            Field("seats", "应选名额", "整数", "whole", must=True),
            Field(
                "marks",
                "划票符号",
                "选错会使结果颠倒，务必与选举办法一致",
                "word",
                _MARKS,
                must=True,
                width=28,
            ),
            Field("write_in_lines", "另选人行数", "0 至 20；不填为 0", "whole"),
            Field("identification", "选票条码", "不填按规则", "word", _CODES),
            Field("passes", "计票遍数", "1 或 2；不填按规则", "whole"),
            Field("electors.due", "应到会", "与大会不同时才填", "whole"),
            *(
                Field(f"electors.{key}", title, "与大会不同时才填", "whole")
                for key, title in _BASES
            ),
            Field("ballot.paper", "纸张", "不填为 A4", "word", {n: n for n in ("A5", "A4", "A3")}),
            Field("ballot.colour", "颜色", "颜色名称，如 粉红"),
            Field("ballot.layout", "版式", "不填按划票符号", "word", _LAYOUTS),
            Field("ballot.mark_position", "符号位置", "不填为姓名上方", "word", _POSITIONS),
            Field("ballot.size", "字号", "大字用于该项目的全部选票；不填为普通", "word", _SIZES),
        ),
        "k",
    ),
    Sheet(
        "candidates",
        "候选人",
        (
            Field("contest", "选举项目", "项目的名称或编号", "contest", must=True, width=24),
            Field("id", "编号", "可以不填，各项目内自动编为 c01、c02……"),
            Field("name", "姓名", "按选票上的次序逐行填写", must=True, width=24),
            Field("note", "备注", "印在姓名下面，如 女；同名时必须不同"),
        ),
        "c",
    ),
)

OVERRIDES: Final = Sheet(
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
        Field("office", "职务", "只对某一职务变更时选；不填为全部", "word", _OFFICES),
    ),
)
HELP: Final = "填表说明"
VALUES: Final = "规则取值"

_NAMES: Final[Mapping[str, str]] = {
    "quorum": "法定人数", "method": "当选方式", "majority": "当选票数", "differential": "差额",
    "marks": "划票符号", "blank": "空白的含义", "overvote": "多选", "undervote": "少选",
    "unclear": "辨认不清", "invalid_review": "无效票确认", "write_in": "另选他人",
    "tie": "得票相等",
    "tie_needs_majority": "再次投票须达当选票数", "more_than_seats": "超过应选名额",
    "fewer_than_seats": "少于应选名额", "return_base": "收回与何者比较", "counting": "计票方式",
    "identification": "选票条码", "ballot_order": "选票次序", "announce_order": "当选名单次序",
    "name_order": "笔画次序", "proxy": "委托投票", "assistance": "代为填写",
    "announce": "票数公布范围", "live_display": "计票期间的显示", "full_vote": "全票的含义",
    "fraction": "比例", "compare": "超过或达到", "base": "计算基数", "kind": "种类",
    "at_least": "至少", "at_most": "至多", "allowed": "是否允许", "needs": "条件",
    "who": "范围", "unmarked": "未画符号的含义",
}  # fmt: skip


def _leaves() -> dict[str, str]:
    found = {}
    for name, shape in PARAMETERS.items():
        if isinstance(shape, Table):
            title = _NAMES.get(name, name)
            if shape.instead:
                found[name] = title
            found |= {
                f"{name}.{part}": f"{title}·{_NAMES.get(part, part)}" for part in shape.fields
            }
        else:
            found[name] = _NAMES.get(name, name)
    return found


RULES: Final[Mapping[str, str]] = _leaves()
"""Every value that may be overridden, by its key path, with its name in Chinese."""
