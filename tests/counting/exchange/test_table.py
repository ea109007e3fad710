"""What a sheet says about its cells is heard: told at the cell, or read as people mean it."""

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from counting.exchange import xlsx
from counting.exchange.book import MOST_ROWS, Book, Cell
from counting.exchange.cells import put
from counting.exchange.parts import unescaped
from counting.exchange.table import TableForm, read_table, word
from counting.exchange.template import workbook
from counting.model.refusal import InputError
from tests.kit.congress import contest_object, definition_object

Edit = Callable[[Worksheet], object]
THREE_BOXES = {"layout": "three-box"}
FORM = TableForm(
    family="roll",
    unknown="roll.unknown_column",
    columns={word(title): title for title in ("姓名", "代表团", "人数")},
    titles={title: title for title in ("姓名", "代表团", "人数")},
    needed="姓名",
    spread=frozenset({"代表团"}),
)
TITLES = ("姓名", "代表团", "人数")


def sheet_of(*rows: tuple[Any, ...], edit: Edit | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    for row in rows:
        sheet.append(row)
    if edit:
        edit(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: tuple[Any, ...], edit: Edit | None = None) -> tuple[list[Any], list[Any]]:
    """The rows of a table as what their cells say, and code and place of its problems."""
    read = read_table(Book(sheet_of(*rows, edit=edit)).sheet("表"), FORM)
    rows_ = [{key: cell.value for key, cell in cells.items()} for _, cells in read.rows]
    return rows_, [(problem.code, problem.place) for problem in read.problems]


def merging(*ranges: str) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for one in ranges:
            sheet.merge_cells(one)

    return edit


class TestMergedCells:
    def test_one_merged_down_a_column_stands_for_every_row_it_covers(self) -> None:
        rows, problems = table(
            TITLES, ("甲", "东"), ("乙", None), ("丙", "西"), edit=merging("B2:B3")
        )
        assert [row["代表团"] for row in rows] == ["东", "东", "西"]
        assert problems == []

    def test_it_makes_no_rows_where_nothing_else_stands(self) -> None:
        rows, problems = table(TITLES, ("甲", "东"), edit=merging("B2:B1000"))
        assert (len(rows), problems) == (1, [])

    @pytest.mark.parametrize("merged", ["A2:A3", "C2:C3", "A2:B2", "B2:C3", "A2:C2"])
    def test_one_whose_meaning_is_not_clear_is_told_with_its_range(self, merged: str) -> None:
        _, problems = table(TITLES, ("甲", "东", 1), ("乙", None, None), edit=merging(merged))
        place = merged.partition(":")[0]
        assert problems == [("workbook.merged", f"表!{place}")]

    def test_what_stands_beneath_a_merged_cell_is_told(self) -> None:
        def edit(sheet: Worksheet) -> None:
            sheet.merge_cells("B2:B3")
            sheet._cells[(3, 2)] = sheet._cells[(2, 2)].__class__(sheet, 3, 2, "西")

        _, problems = table(TITLES, ("甲", "东"), ("乙", None), edit=edit)
        assert problems == [("workbook.merged", "表!B2")]

    def test_empty_ones_and_those_of_headings_do_not_matter(self) -> None:
        edit = merging("A1:C1", "A5:C6", "C3:C4")
        rows, problems = table(("名册",), TITLES, ("甲", "东"), ("乙", "西"), edit=edit)
        assert (len(rows), problems) == (2, [])

    def test_a_numbering_column_may_be_merged(self) -> None:
        rows, problems = table(("序号", "姓名"), (1, "甲"), (None, "乙"), edit=merging("A2:A3"))
        assert (len(rows), problems) == (2, [])


class TestHidden:
    def test_rows_are_told_with_their_numbers(self) -> None:
        def edit(sheet: Worksheet) -> None:
            for number in (3, 4, 6, 9):
                sheet.row_dimensions[number].hidden = True

        names = [(name, "东") for name in "甲乙丙丁戊"]
        read = read_table(Book(sheet_of(TITLES, *names, edit=edit)).sheet("表"), FORM)
        (problem,) = read.problems
        assert (problem.code, problem.place) == ("workbook.hidden_rows", "表!A3")
        assert problem.facts == {"rows": "3-4、6"}

    def test_columns_are_told_with_their_letters(self) -> None:
        def edit(sheet: Worksheet) -> None:
            sheet.column_dimensions["B"].hidden = True

        _, problems = table(TITLES, ("甲", "东"), edit=edit)
        assert problems == [("workbook.hidden_columns", "表!B1")]


class TestRows:
    @pytest.mark.parametrize(
        "said",
        ["合计", "合 计", "总计：", "小计", "共计87人", "合计：８７ 名", "本页小计", "人数合计",
         "Total", "以下空白", "制表人：王某", "注：名单以文件为准", "共3人"],
    )  # fmt: skip
    @pytest.mark.parametrize("column", [0, 1])
    def test_totals_and_remarks_are_no_entries(self, said: str, column: int) -> None:
        row: list[Any] = [None, None, 3]
        row[column] = said
        rows, problems = table(TITLES, ("甲", "东"), tuple(row))
        assert rows == [{"姓名": "甲", "代表团": "东"}]
        assert problems == [("workbook.totals", f"表!{'AB'[column]}3")]

    def test_totals_are_seen_in_the_column_of_numbering_too(self) -> None:
        assert table(("序号", "姓名"), (1, "甲"), ("合计", 87))[1] == [("workbook.totals", "表!A3")]

    @pytest.mark.parametrize("name", ["何计", "总明", "共青", "小计划", "合计楼"])
    def test_names_are_not_taken_for_totals(self, name: str) -> None:
        assert table(TITLES, (name, "东"))[1] == []

    @pytest.mark.parametrize("numbering", ["序号", " 序 号 ", "序", "#"])
    def test_a_column_that_only_numbers_the_rows_is_passed_over(self, numbering: str) -> None:
        rows, problems = table((numbering, "姓名"), (1, "甲"), (2, "乙"), (3, None))
        assert (rows, problems) == ([{"姓名": "甲"}, {"姓名": "乙"}], [])

    def test_other_columns_are_told(self) -> None:
        assert table(("姓名", "电话"), ("甲", 1))[1] == [("roll.unknown_column", "表!B1")]
        assert table(("姓名", None), ("甲", 1))[1] == [("roll.untitled_column", "表!B1")]
        assert table(("姓名", "姓 名*"), ("甲", "乙"))[1] == [("roll.same_column", "表!B1")]
        far = (*("甲",), *(None for _ in range(80)), "远")
        assert table(("姓名",), far)[1] == [("roll.untitled_column", "表!CD1")]

    def test_rows_of_formats_alone_are_none_however_many(self) -> None:
        def edit(sheet: Worksheet) -> None:
            for number in (*range(3, MOST_ROWS + 100, 50), 1_048_576):
                sheet.cell(number, 1).font = Font(bold=True)

        assert table(TITLES, ("甲", "东"), edit=edit) == ([{"姓名": "甲", "代表团": "东"}], [])


class TestCells:
    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            ("田富", "text"),
            (12, "number"),
            (2.5, "number"),
            (True, "flag"),
            (date(2026, 11, 30), "date"),
            (datetime(2026, 11, 30, 9), "date"),  # noqa: DTZ001
            (time(9, 30), "time"),
            (timedelta(hours=30, minutes=12), "duration"),
            ("=1+1", "formula"),
            ("#REF!", "error"),
            ("#N/A", "error"),
        ],
    )
    def test_the_kind_of_a_cell_is_what_its_workbook_says(self, value: Any, kind: str) -> None:
        cell = Book(sheet_of((value,))).sheet("表").rows[1][0]
        assert cell.kind == kind
        if kind not in ("date", "formula"):
            assert cell.value == value

    @pytest.mark.parametrize("text", ["#1", "#A", "Err:", "#", "N/A"])
    def test_not_everything_with_such_a_sign_is_an_error_value(self, text: str) -> None:
        cell = Book(sheet_of((f"x{text}",))).sheet("表").rows[1][0]
        assert cell.kind == "text"

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("田富_x000D_", "田富\r"),
            ("_x0041_", "A"),
            ("_x005F_x0041_", "_x0041_"),
            ("_xD840__xDC00_", "\U00020000"),
            ("_x41_", "_x41_"),
            ("_x000d_", "\r"),
        ],
    )
    def test_an_escape_is_read_as_what_it_means(self, said: str, meant: str) -> None:
        assert unescaped(said) == meant

    @given(st.text(st.sampled_from("_x041AFa王"), min_size=1, max_size=24))
    def test_any_text_comes_back_as_it_was_written(self, text: str) -> None:
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "表"
        put(sheet.cell(1, 1), text)
        out = io.BytesIO()
        book.save(out)
        assert Book(out.getvalue()).sheet("表").rows[1][0].value == text


def definition(edits: dict[str, Any] | Edit, **changes: Any) -> Any:
    """What the workbook of a small congress is read as, or code and place of its problems."""
    book = load_workbook(io.BytesIO(workbook(definition_object(**changes))))
    if isinstance(edits, dict):
        for place, value in edits.items():
            sheet, _, at = place.partition("!")
            cell = book[sheet][at]
            cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "@")
    else:
        edits(book)
    out = io.BytesIO()
    book.save(out)
    try:
        return xlsx.read(out.getvalue())
    except InputError as error:
        return [(problem.code, problem.place) for problem in error.problems]


class TestDefinitions:
    def test_what_was_chosen_from_a_list_is_told_in_its_words(self) -> None:
        with pytest.raises(InputError) as error:
            xlsx.read(workbook(definition_object(contests=[contest_object(ballot=THREE_BOXES)])))
        (problem,) = error.value.problems
        assert problem.facts == {
            "layout": "三框",
            "needed": "一框",
            "marks": "S1 赞成○ 不赞成× 弃权空白",
            "column": "版式",
        }

    def test_a_sheet_that_stands_twice_is_told(self) -> None:
        def copy(book: Any) -> None:
            book.copy_worksheet(book["候选人"]).title = "候选人 "

        assert definition(copy) == [("workbook.same_column", "候选人 ")]

    @pytest.mark.parametrize(
        ("place", "value", "code"),
        [
            ("候选人!D2", (timedelta(hours=30, minutes=12), "[h]:mm:ss"), "duration_not_text"),
            ("大会!B4", (timedelta(hours=1), "[h]:mm"), "duration_not_text"),
            ("大会!B1", (True, "General"), "flag_not_text"),
            ("候选人!C2", ("#REF!", "General"), "error_value"),
            ("候选人!C2", ("#####", "@"), "error_value"),
            ("选举项目!D2", ("#N/A", "General"), "error_value"),
            ("候选人!D2", (12, '0"排"'), "shown_otherwise"),
            ("候选人!D2", (12, "0.00"), "shown_otherwise"),
            ("候选人!D2", (440123199001011234, "General"), "shown_otherwise"),
            ("选举项目!D2", (1, ";;"), "shown_otherwise"),
            ("候选人!D2", ("女", ";;;"), "shown_otherwise"),
            ("选举项目!D2", (1, "0%"), "shown_otherwise"),
            ("大会!B3", (datetime(2026, 11, 30, 9), "yyyy-mm-dd hh:mm"), "not_a_date"),  # noqa: DTZ001
            ("大会!B3", (time(9), "h:mm"), "not_a_date"),
        ],
    )
    def test_what_a_cell_is_not_is_told_there(self, place: str, value: Any, code: str) -> None:
        assert definition({place: value}) == [(f"workbook.{code}", place)]

    def test_a_carriage_return_is_refused_as_any_control_character_is(self) -> None:
        found = definition({"候选人!C2": ("田富_x000D_", "@")})
        assert found == [("definition.forbidden_character", "候选人!C2")]

    @pytest.mark.parametrize("form", ["General", "0", "0_ ", "0_ ;[Red]\\-0\\ ", "@", "#"])
    def test_a_number_that_is_shown_as_it_is_may_be_a_text(self, form: str) -> None:
        assert definition({"候选人!D2": (12, form)})[0].contests[0].candidates[0].note == "12"

    def test_a_text_is_seen_where_only_numbers_are_hidden(self) -> None:
        edits = {"候选人!D2": ("女", ";;")}
        assert definition(edits)[0].contests[0].candidates[0].note == "女"

    @pytest.mark.parametrize(
        ("cell", "typed", "read"),
        [
            ("G2", "9：00", "09:00"),
            ("G2", "上午9点半", "09:30"),
            ("G2", (time(9, 5), "h:mm"), "09:05"),
            ("G2", (timedelta(hours=9), "[h]:mm"), "09:00"),
        ],
    )
    def test_times_are_read_as_people_type_them(self, cell: str, typed: Any, read: str) -> None:
        agenda = [{"id": "a", "title": "开幕", "minutes": 5}]
        assert definition({f"议程!{cell}": typed}, agenda=agenda)[1][0].start == read

    def test_an_agenda_has_its_days_and_tells_times_that_do_not_add_up(self) -> None:
        agenda = [
            {"id": "a", "title": "报告", "minutes": 95, "start": "09:00"},
            {"id": "b", "title": "选举", "minutes": 30, "start": "10:30"},
        ]
        assert definition({}, agenda=agenda) == [("definition.agenda_too_early", "议程!G3")]
        assert definition({"议程!H3": "2026年11月25日"}, agenda=agenda)[1][1].date == "2026-11-25"

    def test_numbers_and_dates_too(self) -> None:
        congress = definition(
            {"大会!B7": "１０人", "大会!B3": "2026年11月30日", "选举项目!D2": "2 名"}
        )[0]
        assert congress.electors.due == 10
        assert congress.date == "2026-11-30"
        assert congress.contests[0].seats == 2

    @pytest.mark.parametrize("hidden", ["hidden", "veryHidden"])
    @pytest.mark.parametrize("sheet", ["大会", "选举项目", "候选人"])
    def test_a_hidden_sheet_is_told(self, sheet: str, hidden: str) -> None:
        def hide(book: Any) -> None:
            book[sheet].sheet_state = hidden

        assert definition(hide) == [("workbook.hidden_sheet", sheet)]

    def test_a_hidden_sheet_in_which_nothing_stands_does_not_matter(self) -> None:
        def hide(book: Any) -> None:
            book["代表团"].sheet_state = book["填表说明"].sheet_state = "hidden"

        assert definition(hide)[0].delegations == ()

    def test_hidden_candidates_are_told_with_their_rows(self) -> None:
        def hide(book: Any) -> None:
            book["候选人"].row_dimensions[3].hidden = True

        assert definition(hide) == [("workbook.hidden_rows", "候选人!A3")]

    def test_a_contest_may_be_merged_over_its_candidates(self) -> None:
        def merge(book: Any) -> None:
            book["候选人"].merge_cells("A2:A4")
            book["候选人"]["D2"] = "女"
            book["候选人"].merge_cells("D2:D3")

        (contest,) = definition(merge)[0].contests
        assert [candidate.note for candidate in contest.candidates] == ["女", "女", ""]

    @pytest.mark.parametrize(("sheet", "range_"), [("大会", "B3:B4"), ("候选人", "C2:D2")])
    def test_other_merged_cells_are_told(self, sheet: str, range_: str) -> None:
        def merge(book: Any) -> None:
            book[sheet].merge_cells(range_)

        place = f"{sheet}!{range_.partition(':')[0]}"
        assert ("workbook.merged", place) in definition(merge)

    def test_a_heading_may_stand_above_the_congress_itself(self) -> None:
        def head(book: Any) -> None:
            book["大会"].insert_rows(1)
            book["大会"]["A1"] = "大会基本情况"
            book["大会"].merge_cells("A1:C1")
            book["大会"]["B8"] = None

        assert definition(head) == [("definition.missing", "大会!B8")]

    def test_candidates_are_moved_before_others_by_name_or_id_or_to_the_end(self) -> None:
        edits = {"选举项目!R2": "按姓氏笔画"}
        edits |= {"候选人!E2": "候选甲丙", "候选人!F2": "主席团决定"}
        edits |= {"候选人!E3": "最后", "候选人!F3": "本人要求"}
        (contest,) = definition(edits)[0].contests
        assert [(move.candidate, move.before) for move in contest.moved] == [
            ("c00", "c02"),
            ("c01", None),
        ]

    def test_a_move_without_its_aim_or_its_reason_is_told(self) -> None:
        order = {"选举项目!R2": "按姓氏笔画"}
        assert definition(order | {"候选人!F2": "主席团决定"}) == [
            ("definition.missing", "候选人!E2")
        ]
        assert definition(order | {"候选人!E2": "最后"}) == [("definition.missing", "候选人!F2")]

    def test_totals_below_candidates_are_told(self) -> None:
        assert definition({"候选人!C5": "合计", "候选人!D5": 3}) == [
            ("workbook.totals", "候选人!C5")
        ]

    @pytest.mark.parametrize(
        ("rule", "said", "read"),
        [
            ("当选票数·计算基数", "实到会", {"majority": {"base": "present"}}),
            ("当选票数·计算基数", "实到会人数", {"majority": {"base": "present"}}),
            ("当选票数·计算基数", "present", {"majority": {"base": "present"}}),
            ("当选票数·超过或达到", "达到", {"majority": {"compare": ">="}}),
            ("当选票数·比例", "三分之二", {"majority": {"fraction": "2/3"}}),
            ("当选票数·比例", "２／３", {"majority": {"fraction": "2/3"}}),
            ("当选票数·比例", "50%", {"majority": {"fraction": "1/2"}}),
            ("当选票数·计算基数", "总人数", {"majority": {"base": "total"}}),
            ("得票相等", "抽签", {"tie": "lot"}),
            ("再次投票须超过实到会人数的半数", "是", {"tie_needs_majority": True}),
            (
                "少于应选名额",
                "另行选举，减少名额",
                {"fewer_than_seats": ["separate_vote", "reduce_seats"]},
            ),
        ],
    )
    def test_rules_are_changed_in_chinese_or_by_code(
        self, rule: str, said: str, read: dict[str, Any]
    ) -> None:
        assert definition({"规则变更!A2": rule, "规则变更!B2": said})[0].overrides == read

    def test_a_profile_is_known_by_its_title(self) -> None:
        congress = definition({"大会!B2": "一般会议（实到会过半数）"})[0]
        assert congress.profile == "generic-majority"

    def test_what_is_missing_is_told_by_the_title_of_its_column(self) -> None:
        book = load_workbook(io.BytesIO(workbook(definition_object())))
        book["候选人"]["C3"] = None
        book["候选人"]["C4"] = "候选甲甲"
        out = io.BytesIO()
        book.save(out)
        with pytest.raises(InputError) as error:
            xlsx.read(out.getvalue())
        missing, same = error.value.problems
        assert missing.facts == {"key": "姓名", "column": "姓名"}
        assert same.facts["first"] == "候选人!C2"


def test_a_cell_says_where_it_stands() -> None:
    cell = Book(sheet_of((None, "甲"))).sheet("表").rows[1][1]
    assert cell == Cell("甲", "表!B1")
