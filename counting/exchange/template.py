"""Writing the workbook of a definition: empty for a clerk to fill in, or filled from one."""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from counting.definition.form import BOUNDS
from counting.exchange.archive import timeless
from counting.exchange.cells import put
from counting.exchange.rule_values import allowed, written
from counting.exchange.sheets import (
    FIELDS,
    FLAGS,
    HELP,
    LAST,
    MEETING,
    OVERRIDES,
    PROFILES,
    RULES,
    SHEETS,
    VALUES,
    Field,
    SheetForm,
)

_ROWS: Final = 600  # rows that come with drop-down lists; more may be filled in without
_TITLE: Final = Font(name="黑体", size=11, bold=True)
_FONT: Final = Font(name="宋体", size=11)
_HINT: Final = Font(name="宋体", size=10, color="666666")
_MUST: Final = PatternFill("solid", fgColor="FCE9D2")
_MAY: Final = PatternFill("solid", fgColor="E8EEF4")
_SIDE: Final = Side(style="thin", color="BBBBBB")
_LINE: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TEXT: Final = "@"
_HELP: Final = (
    "怎样填写",
    "一、在“大会”“代表团”“议程”“选举项目”“候选人”“规则变更”各表中填写；橙色标题为必填，蓝色为可选。",
    "二、把鼠标停在标题上可以看到说明；有下拉表的单元格请从下拉表中选。",
    "三、只填写数值和文字，不要使用公式；不要改动表名和标题。分数按文字填写，如 2/3。",
    "四、编号可以不填。候选人按选票上的次序逐行填写。",
    "五、填好以后运行 scrutineer check 文件名.xlsx，全部错误会按表名和单元格列出。",
    "六、没有错误时运行 scrutineer init 目录 文件名.xlsx。",
    "规则（“大会”表中的“规则”）：",
)


def template() -> bytes:
    """An empty workbook with lists to choose from and hints; the same bytes each time."""
    return workbook({})


def workbook(given: Mapping[str, Any]) -> bytes:
    """The workbook of a definition given as plain objects (its JSON form), or of part of one."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _help(first)
    _meeting(book.create_sheet(MEETING), given)
    for sheet in SHEETS:
        _list(book.create_sheet(sheet.title), sheet, _entries(sheet, given))
    _list(book.create_sheet(OVERRIDES.title), OVERRIDES, _overrides(given.get("overrides", {})))
    _values(book.create_sheet(VALUES))
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _help(sheet: Worksheet) -> None:
    sheet.title = HELP
    sheet.column_dimensions["A"].width = 100
    lines = [*_HELP, *(f"    {title}　{name}" for title, name in PROFILES.items())]
    for row, text in enumerate(lines, 1):
        put(sheet.cell(row, 1), text).font = _TITLE if row == 1 else _FONT
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _meeting(sheet: Worksheet, given: Mapping[str, Any]) -> None:
    for letter, width in zip("ABC", (18, 44, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for row, one in enumerate(FIELDS, 1):
        label = put(sheet.cell(row, 1), one.title)
        label.font, label.fill, label.border = _TITLE, _MUST if one.must else _MAY, _LINE
        cell = _filled(sheet.cell(row, 2), one, _at(given, one.key))
        cell.border = _LINE
        put(sheet.cell(row, 3), one.hint).font = _HINT
        _validate(sheet, one, f"B{row}", _choices(one))


def _list(sheet: Worksheet, about: SheetForm, entries: Iterable[Mapping[str, Any]]) -> None:
    sheet.freeze_panes = "A2"
    for column, one in enumerate(about.fields, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = one.width
        title = put(sheet.cell(1, column), one.title)
        title.font, title.fill, title.border = _TITLE, _MUST if one.must else _MAY, _LINE
        title.comment = Comment(
            f"{one.hint}{'（必填）' if one.must else ''}", "Scrutineer", 90, 240
        )
        choices = tuple(RULES.values()) if one.key == "key" else _choices(one)
        _validate(sheet, one, f"{letter}2:{letter}{_ROWS + 1}", choices)
        if one.kind not in ("whole", "time"):
            sheet.column_dimensions[letter].number_format = _TEXT
    for row, entry in enumerate(entries, 2):
        for column, one in enumerate(about.fields, 1):
            _filled(sheet.cell(row, column), one, _at(entry, one.key))


def _filled(cell: Any, one: Field, value: Any) -> Any:
    words = {code: word for word, code in one.words.items()}
    if one.kind == "flag" and isinstance(value, bool):
        value = next(word for word, flag in FLAGS.items() if flag is value)
    if isinstance(value, list | tuple):
        value = "、".join(value)
    put(cell, words.get(value, value) if isinstance(value, str) else value)
    if one.kind not in ("whole", "time"):
        cell.number_format = _TEXT
    cell.font = _FONT
    return cell


def _choices(one: Field) -> tuple[str, ...]:
    return tuple(FLAGS) if one.kind == "flag" else tuple(one.words)


def _validate(sheet: Worksheet, one: Field, cells: str, choices: tuple[str, ...]) -> None:
    """A drop-down list, or bounds of a whole number; each says what is wanted when it is not."""
    if choices:
        rule = DataValidation(type="list", formula1=_listed(choices), allow_blank=True)
    elif one.kind == "whole":
        least, most = BOUNDS[one.key.rpartition(".")[2]]
        rule = DataValidation(
            type="whole", operator="between", formula1=str(least), formula2=str(most),
            allow_blank=True,
        )  # fmt: skip
    else:
        return
    rule.error, rule.errorTitle = one.hint[:220], one.title
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(cells)


def _listed(choices: tuple[str, ...]) -> str:
    """A list within Excel's 255 characters stands in the rule itself, a longer one in VALUES."""
    inline = f'"{",".join(choices)}"'
    if len(inline) <= 255:
        return inline
    column, start = ("A", 2) if choices == tuple(RULES.values()) else ("F", 2)
    return f"'{VALUES}'!${column}${start}:${column}${start + len(choices) - 1}"


def _values(sheet: Worksheet) -> None:
    """Every rule that may be changed, and what it may be changed to."""
    for column, (title, width) in enumerate(
        (("项目", 34), ("键", 30), ("可填", 70), ("", 4), ("", 4), ("规则", 34)), 1
    ):
        sheet.column_dimensions[get_column_letter(column)].width = width
        put(sheet.cell(1, column), title).font = _TITLE
    for row, (key, title) in enumerate(RULES.items(), 2):
        for column, text in enumerate((title, key, allowed(key)), 1):
            put(sheet.cell(row, column), text).font = _FONT
    for row, title in enumerate(PROFILES, 2):
        put(sheet.cell(row, 6), title).font = _FONT


def _entries(sheet: SheetForm, given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    contests = given.get("contests", ())
    if sheet.key == "candidates":
        for contest in contests:
            moves = {move["id"]: move for move in contest.get("moved", ())}
            for candidate in contest.get("candidates", ()):
                move = dict(moves.get(candidate["id"], {}))
                if move:
                    move["before"] = move.get("before") or LAST
                yield {**move, **candidate, "contest": contest["id"]}
        return
    if sheet.key == "delegations":
        conveners = _at(given, "people.conveners") or {}
        for delegation in given.get("delegations", ()):
            yield {**delegation, "conveners": conveners.get(delegation.get("id"))}
        return
    yield from given.get(sheet.key, ())


def _overrides(given: Mapping[str, Any], office: str = "") -> Iterator[Mapping[str, Any]]:
    for key, value in given.items():
        if key == "office":
            for name, table in value.items():
                yield from _overrides(table, name)
        elif isinstance(value, Mapping):
            for part, inner in value.items():
                yield _override(f"{key}.{part}", inner, office)
        else:
            yield _override(key, value, office)


def _override(key: str, value: Any, office: str) -> Mapping[str, Any]:
    said = written(key, value) if key in RULES else value
    return {"key": RULES.get(key, key), "value": said, "office": office or None}


def _at(entry: Mapping[str, Any], key: str) -> Any:
    name, _, rest = key.partition(".")
    value = entry.get(name)
    return _at(value or {}, rest) if rest else value
