"""The roll: who is on it, how a list adds to it and corrects it, and what a list may be."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from counting.model.refusal import InputError, Refusal
from kiosk.congress.meeting import STREAM, Meeting, evolve, handle
from kiosk.congress.roll import EnterPeople, Person, Roll, RollRow, chosen, not_due, numbered
from kiosk.congress.roll_list import CAPACITIES, COLUMNS, MAX_BYTES, MOST_PEOPLE, read
from kiosk.congress.roll_template import roll_workbook
from printing.pdf.fonts import missing_glyphs

TITLES = "证号,姓名,代表团,身份,座位\n"


def row(name: str, number: int | None = None, **told: Any) -> RollRow:
    return RollRow(f"B{number}", name, number, **told)


def taken(meeting: Meeting, *rows: RollRow) -> Meeting:
    """The meeting after a list; every event is written down and read again."""
    people = numbered(meeting.roll, rows)
    answer = handle(meeting, EnterPeople(people, meeting.roll.events))
    assert not isinstance(answer, Refusal)
    for event in answer:
        meeting = evolve(meeting, STREAM.codec.load(STREAM.codec.dump(event, (), "00")))
    return meeting


def listed(*rows: RollRow) -> Roll:
    return taken(Meeting(), *rows).roll


def csv(text: str, encoding: str = "utf-8") -> tuple[RollRow, ...]:
    return read(text.encode(encoding), ".csv", missing_glyphs)


def xlsx(*rows: tuple[object, ...], sheet: str = "名单") -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = sheet
    for line in rows:
        first.append(line)
    return stored(book)


def stored(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(data: bytes | str, form: str = ".csv") -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        read(data.encode() if isinstance(data, str) else data, form, missing_glyphs)
    return [(problem.code, problem.place) for problem in error.value.problems]


def numbering_problem(roll: Roll, *rows: RollRow) -> str:
    with pytest.raises(InputError) as error:
        numbered(roll, rows)
    return error.value.problems[0].code


class TestTheRoll:
    def test_people_without_numbers_are_numbered_in_the_order_of_the_list(self) -> None:
        roll = listed(row("王宁"), row("白露"), row("何昇"))
        assert [(p.number, p.name) for p in roll.present] == [(1, "王宁"), (2, "白露"), (3, "何昇")]

    def test_new_numbers_go_above_every_number_known_or_given(self) -> None:
        meeting = taken(Meeting(), row("王宁", 5, withdrawn=True), row("白露"))
        assert set(meeting.roll.people) == {5, 6}
        assert set(taken(meeting, row("何昇", 40), row("陈𬱖")).roll.people) == {5, 6, 40, 41}

    def test_a_later_list_adds_people_and_those_missing_from_it_stay(self) -> None:
        meeting = taken(taken(Meeting(), row("王宁", 1)), row("白露", 2))
        assert [p.name for p in meeting.roll.present] == ["王宁", "白露"]

    def test_the_same_number_is_the_same_person_corrected(self) -> None:
        meeting = taken(Meeting(), row("王宁", 1, delegation="东", capacity="列席", seat="1排1座"))
        roll = taken(meeting, row("王甯", 1, delegation="西", capacity="")).roll
        assert roll.present == (
            Person(number=1, name="王甯", delegation="西", capacity="", seat="1排1座"),
        )

    def test_somebody_without_a_number_is_known_again_by_name_and_delegation(self) -> None:
        rows = (row("王军", delegation="东"), row("王军", delegation="西"))
        meeting = taken(Meeting(), *rows)
        again = taken(meeting, row("王　军", delegation="西", seat="主席台"))
        assert again.roll.people[2].seat == "主席台"
        assert len(again.roll.people) == 2

    def test_a_name_that_could_be_several_people_needs_its_number(self) -> None:
        roll = listed(row("王军", 1, delegation="东"), row("王军", 2, delegation="西"))
        assert numbering_problem(roll, row("王军")) == "roll.several_of_that_name"

    def test_numbers_end_somewhere(self) -> None:
        assert numbering_problem(Roll(), row("王宁", 99_999), row("白露")) == "roll.full"

    def test_who_is_withdrawn_has_no_badge_and_comes_back_only_by_a_list(self) -> None:
        meeting = taken(taken(Meeting(), row("王宁"), row("白露")), row("白露", withdrawn=True))
        assert [p.name for p in meeting.roll.present] == ["王宁"]
        assert chosen(meeting.roll, (2,)) == Refusal("roll.no_such_number", {"numbers": "2"})
        assert len(taken(meeting, row("白露", seat="1排")).roll.present) == 1
        assert len(taken(meeting, row("白露", withdrawn=False)).roll.present) == 2

    def test_some_numbers_are_chosen_in_the_order_asked_for(self) -> None:
        roll = listed(row("王宁"), row("白露"), row("何昇"))
        people = chosen(roll, (3, 1))
        assert not isinstance(people, Refusal)
        assert [person.number for person in people] == [3, 1]

    def test_an_empty_roll_is_refused(self) -> None:
        assert chosen(Roll()) == Refusal("roll.empty")

    def test_a_list_made_for_another_state_of_the_roll_is_refused(self) -> None:
        meeting = taken(Meeting(), row("王宁"))
        people = numbered(Roll(), (row("白露"),))
        assert handle(meeting, EnterPeople(people, 0)) == Refusal("roll.changed_meanwhile")

    @given(st.lists(st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from("东西")), unique=True))
    def test_the_same_list_twice_changes_nothing(self, people: list[tuple[str, str]]) -> None:
        rows = [row(f"王{name}", delegation=where) for name, where in people]
        once = taken(Meeting(), *rows)
        assert taken(once, *rows) == once
        assert len(once.roll.people) == len(rows)


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_csv_file_in_each_of_the_encodings_that_clerks_save(self, encoding: str) -> None:
        text = TITLES + "7,陈𬱖,城关镇代表团,正式代表,3排12座\r\n,艾尔肯·吐尔逊,,列席,主席台\n"
        assert csv(text, encoding) == (
            RollRow("A2", "陈𬱖", 7, "城关镇代表团", "正式代表", "3排12座"),
            RollRow("A3", "艾尔肯·吐尔逊", None, "", "列席", "主席台"),
        )

    @pytest.mark.parametrize("comma", [",", ";", "\t"])
    def test_english_titles_in_any_order_and_case(self, comma: str) -> None:
        text = comma.join(("Name", "SEAT", "No.", "Status")) + "\n"
        text += comma.join(("Maria  Fernández", "3-12", "12", "withdrawn"))
        assert csv(text) == (RollRow("C2", "Maria Fernández", 12, seat="3-12", withdrawn=True),)

    def test_a_workbook_whatever_its_sheet_is_called(self) -> None:
        data = xlsx(
            ("名册",), (), ("姓 名", "证号", "座位"), ("王　宁", 3.0, 12), (None, None, " ")
        )
        assert read(data, ".xlsx", missing_glyphs) == (RollRow("名单!B4", "王宁", 3, seat="12"),)

    def test_the_sheet_of_the_template_is_read_wherever_it_stands(self) -> None:
        book = Workbook()
        assert book.active is not None
        book.active.append(("别的",))
        sheet = book.create_sheet("代表名册")
        sheet.append(("姓名",))
        sheet.append(("王宁",))
        out = io.BytesIO()
        book.save(out)
        (only,) = read(out.getvalue(), ".xlsx", missing_glyphs)
        assert only == RollRow("代表名册!A2", "王宁")

    def test_every_error_is_told_at_its_cell_at_once(self) -> None:
        text = (
            "证号,姓名,电话,姓名,座位\n"
            "1,,1,,=A1\n"
            "1,李\ue000,,,主席台\n"
            f"x,张三,,,{'座' * 21}\n"
            "0,王五,,,,多出来\n"
        )
        assert problems(text) == [
            ("roll.unknown_column", "C1"),
            ("roll.same_column", "D1"),
            ("roll.untitled_column", "F1"),
            ("roll.no_name", "B2"),
            ("workbook.formula", "E2"),
            ("roll.glyph", "B3"),
            ("roll.number", "A4"),
            ("roll.too_long", "E4"),
            ("roll.number", "A5"),
            ("roll.same_number", "A3"),
        ]

    def test_a_missing_glyph_names_person_character_and_code_point(self) -> None:
        with pytest.raises(InputError) as error:
            csv(TITLES + "1,李\ue000,,,\n")
        facts = {"name": "李\ue000", "character": "\ue000", "codepoint": "U+E000"}
        assert error.value.problems[0].facts == facts

    def test_what_a_spreadsheet_made_of_a_cell_is_told(self) -> None:
        from datetime import date

        data = xlsx(
            ("姓名", "座位", "代表团"), ("王宁", date(2026, 3, 12), "=1+1"), ("=A2", "", "")
        )
        assert problems(data, ".xlsx") == [
            ("workbook.date_not_text", "名单!B2"),
            ("workbook.formula", "名单!C2"),
            ("workbook.formula", "名单!A3"),
        ]

    def test_a_status_is_one_of_the_words(self) -> None:
        assert problems("姓名,状态\n王宁,走了\n") == [("workbook.unknown_word", "B2")]

    def test_two_rows_that_only_a_number_could_tell_apart_are_refused(self) -> None:
        assert problems("姓名,代表团\n王军,东\n王军,东\n") == [("roll.same_person", "A3")]
        forms = "姓名,代表团\n艾尔肯·吐尔逊,东\n艾尔肯‧吐尔逊,东\n"
        assert problems(forms) == [("roll.same_person", "A3")]
        assert len(csv("姓名,代表团,证号\n王军,东,1\n王军,东,2\n")) == 2

    @pytest.mark.parametrize(
        ("data", "form", "code"),
        [
            (b"", ".csv", "roll.no_titles"),
            (TITLES.encode(), ".csv", "roll.nobody"),
            ("代表团\n东\n".encode(), ".csv", "roll.no_titles"),
            (b"\xff\xfe\x00\x00", ".csv", "roll.unreadable"),
            ("姓名\0\n王宁\n".encode(), ".csv", "roll.unreadable"),
            ('姓名\n"王宁'.encode(), ".csv", "roll.unreadable"),
            (b"PK\x03\x04 no archive", ".xlsx", "workbook.unreadable"),
            ("姓名\n王宁\n".encode(), ".xlsx", "workbook.unreadable"),
            ("姓名\n王宁\n".encode(), ".xls", "roll.form"),
            (b" " * (MAX_BYTES + 1), ".csv", "roll.too_large"),
            ("姓名\n".encode() + "王宁\n".encode() * (MOST_PEOPLE + 1), ".csv", "roll.too_many"),
        ],
    )
    def test_what_is_no_list_is_refused(self, data: bytes, form: str, code: str) -> None:
        assert problems(data, form)[0][0] == code

    @given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx"]))
    def test_no_rubbish_is_more_than_refused(self, data: bytes, form: str) -> None:
        with pytest.raises(InputError):
            read("姓名,x\n".encode() + data if form == ".csv" else data, form, missing_glyphs)


class TestListsAsTheyAre:
    """What lists are like: encodings, separators, headings, sheets beside them."""

    @pytest.mark.parametrize(
        ("mark", "encoding"),
        [
            ("", "utf-8"), ("\ufeff", "utf-8"), ("", "gb18030"), ("\ufeff", "gb18030"),
            ("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be"), ("", "utf-16-le"), ("", "utf-16-be"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_any_encoding_with_and_without_its_mark(
        self, mark: str, encoding: str, end: str
    ) -> None:
        text = end.join((mark + "证号,姓名", "1,丁小川", "2,田富"))
        assert [row.name for row in csv(text, encoding)] == ["丁小川", "田富"]

    @pytest.mark.parametrize("separator", [",", ";", "\t", "，", "；", "|"])
    @pytest.mark.parametrize(
        "heading",
        [
            "",
            "溪口乡代表名册",
            "代表名册（正式;列席）",
            '"名册（甲,乙）"',
            "a,b;c|d",
            '"名册"（正式）',
            ",,,",
            "一，二",
        ],
    )
    def test_any_separator_whatever_stands_above_the_titles(
        self, separator: str, heading: str
    ) -> None:
        lines = (heading, *(separator.join(row) for row in (("证号", "姓名"), ("7", "丁小川"))))
        (only,) = csv("\r\n".join(lines))
        assert (only.number, only.name, only.place) == (7, "丁小川", "A3")

    def test_a_separator_within_quotes_separates_nothing(self) -> None:
        (only,) = csv('姓名;座位\n"Smith; John";"3;12"\n')
        assert (only.name, only.seat) == ("Smith; John", "3;12")

    @pytest.mark.parametrize("said", ["sep=|", "SEP=|\r"])
    def test_a_first_line_may_say_the_separator(self, said: str) -> None:
        assert csv(f"{said}\n姓名|座位\n王宁|3,12\n") == (RollRow("A3", "王宁", seat="3,12"),)

    def test_messages_call_a_column_what_the_list_calls_it(self) -> None:
        with pytest.raises(InputError) as error:
            csv(f"Name,座位号\n王宁,{'座' * 21}\n")
        assert [dict(p.facts)["title"] for p in error.value.problems] == ["座位号"]

    def test_numbers_as_people_type_them(self) -> None:
        assert [r.number for r in csv("姓名,证号\n王宁,１２\n白露,13号\n")] == [12, 13]

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("合计", "workbook.totals"),
            ("87", "roll.not_a_name"),
            ("联系电话：123", "roll.not_a_name"),
            ('"王宁\n白露"', "roll.several_lines"),
            ("#N/A", "workbook.error_value"),
            ("####", "workbook.error_value"),
        ],
    )
    def test_what_is_nobody_is_told(self, name: str, code: str) -> None:
        assert problems(f"姓名,代表团\n何昇,东\n{name},东\n") == [(code, "A3")]

    def test_delegations_may_be_merged_and_rows_be_numbered(self) -> None:
        book = load_workbook(
            io.BytesIO(
                xlsx(
                    ("代表名册",), ("序号", "姓名", "代表团"), (1, "王宁", "东"), (2, "白露", None)
                )
            )
        )
        book["名单"].merge_cells("C3:C4")
        book["名单"].merge_cells("A1:C1")
        assert [row.delegation for row in read(stored(book), ".xlsx", missing_glyphs)] == [
            "东",
            "东",
        ]

    def test_the_only_sheet_that_can_be_seen_is_read(self) -> None:
        book = Workbook()
        hidden, seen, empty = (book.create_sheet(name) for name in ("去年", "今年", "Sheet3"))
        del book["Sheet"]
        hidden.append(("姓名",))
        hidden.append(("旧某某",))
        hidden.sheet_state = "hidden"
        seen.append(("姓名",))
        seen.append(("王宁",))
        empty.cell(5, 5).number_format = "@"
        assert read(stored(book), ".xlsx", missing_glyphs) == (RollRow("今年!A2", "王宁"),)
        hidden.sheet_state = "visible"
        assert problems(stored(book), ".xlsx") == [("roll.which_sheet", "file")]
        seen.title = "代表名册"
        assert read(stored(book), ".xlsx", missing_glyphs) == (RollRow("代表名册!A2", "王宁"),)

    def test_one_person_twice_is_told_when_only_one_row_has_a_number(self) -> None:
        assert problems("姓名,代表团,证号\n王军,东,7\n王　军,东,\n") == [("roll.same_person", "C3")]

    @pytest.mark.parametrize(
        ("first", "again"),
        [("⽥富", "田富"), ("阿不都·克里木", "阿不都•克里木"), ("李　明", "李明")],
    )
    def test_another_form_of_a_name_is_the_same_person(self, first: str, again: str) -> None:
        meeting = taken(Meeting(), row(first, delegation="东"))
        assert len(taken(meeting, row(again, delegation="东")).roll.people) == 1

    def test_delegates_are_compared_with_the_electors_due(self) -> None:
        roll = listed(row("王宁", capacity="正式代表"), row("白露", capacity="列席"))
        assert not_due(roll, 1) == ()
        (warning,) = not_due(roll, 2)
        assert (warning.code, warning.facts) == ("roll.not_due", {"delegates": 1, "due": 2})
        assert not_due(listed(row("王宁")), 2) == (), "a roll that says nothing of capacities"


class TestTheTemplate:
    def test_it_is_the_same_each_time_and_has_a_hint_on_every_title(self) -> None:
        from openpyxl import load_workbook

        assert roll_workbook() == roll_workbook()
        sheet = load_workbook(io.BytesIO(roll_workbook()))["代表名册"]
        assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
        assert all(cell.comment for cell in sheet[1])
        lists = {
            rule.formula1: rule.showErrorMessage for rule in sheet.data_validations.dataValidation
        }
        assert lists[f'"{",".join(CAPACITIES)}"'] is False, "any other capacity may be typed"

    def test_an_empty_one_says_that_nobody_is_on_it(self) -> None:
        assert problems(roll_workbook(), ".xlsx") == [("roll.nobody", "代表名册")]

    def test_a_filled_one_is_read_back_as_the_same_roll(self) -> None:
        roll = listed(
            row("陈𬱖", 7, delegation="+东", capacity="-", seat="3-12"),
            row("Maria Fernández", withdrawn=True),
        )
        rows = read(roll_workbook(roll.people.values()), ".xlsx", missing_glyphs)
        assert numbered(roll, rows) == tuple(roll.people.values())
        assert {p.number: p for p in numbered(Roll(), rows)} == roll.people
