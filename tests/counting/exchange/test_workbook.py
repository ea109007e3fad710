"""A definition in a workbook: read as what it says, every error at its sheet and cell."""

import io
import json
import re
import tomllib
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from counting.definition import read as definition
from counting.exchange import archive, xlsx
from counting.exchange.sheets import FIELDS, MEETING, OVERRIDES, RULES, SHEETS
from counting.exchange.template import template, workbook
from counting.model.refusal import InputError, Problem
from counting.rules import profiles
from tests.kit.congress import contest_object, definition_object
from tests.kit.definitions import Object, as_toml, definitions, few

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
Edits = dict[str, Any]


@cache
def filled_in() -> bytes:
    """The workbook of a small congress."""
    return workbook(definition_object())


def edited(edits: Edits, **changes: Any) -> bytes:
    """The workbook of a small congress with some cells changed: ``{"大会!B2": …}``."""
    book = load_workbook(io.BytesIO(workbook(definition_object(**changes))))
    for place, value in edits.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(data: bytes) -> dict[str, str]:
    """Place → code of everything that is wrong with a workbook."""
    with pytest.raises(InputError) as error:
        xlsx.read(data)
    return {problem.place: problem.code for problem in error.value.problems}


class TestReading:
    @pytest.mark.parametrize("name", ["county", "township"])
    def test_a_sample_congress_is_the_same_as_toml_and_as_workbook(self, name: str) -> None:
        data = (EXAMPLES / f"{name}.toml").read_bytes()
        made = workbook(tomllib.loads(data.decode()))
        assert xlsx.read(made)[:2] == definition.parse(data, "toml")

    @given(definitions())
    @settings(few, max_examples=25)
    def test_any_definition_is_the_same_as_toml_json_and_workbook(self, given_: Object) -> None:
        expected = definition.from_object(given_)
        assert xlsx.read(workbook(given_))[:2] == expected
        assert definition.parse(as_toml(given_).encode(), "toml") == expected
        assert definition.parse(json.dumps(given_).encode(), "json") == expected

    def test_every_key_of_a_definition_travels(self) -> None:
        full = definition_object(
            sample=True,
            eligible=["周五", "吴六"],
            electors={"due": 10, "registered": 12, "total": 14, "all_members": 11},
            delegations=[
                {"id": "d1", "name": "东", "due": 4},
                {"id": "d2", "name": "西", "due": 6},
            ],
            agenda=[
                {
                    "id": "x",
                    "item_number": "一",
                    "title": "选举",
                    "minutes": 30,
                    "kind": "election",
                    "contest": "committee",
                    "start": "09:05",
                }
            ],
            contests=[
                contest_object(
                    marks="S3",
                    write_in_lines=2,
                    passes=2,
                    electors={"due": 8, "registered": 9, "total": 9, "all_members": 9},
                    ballot={
                        "paper": "A5",
                        "colour": "粉红",
                        "layout": "three-box",
                        "size": "large",
                    },
                    candidates=[
                        {"id": "a", "name": "李一", "note": "女", "introduction": "女，汉族。"},
                        {"id": "b", "name": "李一", "note": "男"},
                        {"id": "c", "name": "王二"},
                    ],
                ),
                contest_object(
                    id="plenary",
                    title="全体会议",
                    electors_from=["committee"],
                    eligible=["郑七"],
                    pre_election={"formal_candidates": 3, "by": "together"},
                    order="strokes",
                    moved=[
                        {"id": "c01", "before": "c00", "reason": "主席团决定"},
                        {"id": "c02", "before": None, "reason": "本人要求"},
                    ],
                ),
            ],
            people={
                "chief": "沈秋白",
                "scrutineers": ["顾新田", "段小满"],
                "tellers": ["卫清明"],
                "presidium": ["文谷雨"],
                "secretary_general": "文谷雨",
                "conveners": {"d2": ["白露华", "尹立冬"]},
            },
            overrides={
                "tie": "lot",
                "tie_needs_majority": True,
                "fewer_than_seats": ["separate_vote", "ask_superior"],
                "majority": {"fraction": "2/3", "compare": ">="},
                "office": {
                    "member": {"quorum": {"fraction": "1/2", "compare": ">", "base": "due"}}
                },
            },
        )
        assert xlsx.read(workbook(full))[:2] == definition.from_object(full)

    @pytest.mark.parametrize(
        ("cell", "value", "key", "read"),
        [
            ("大会!B3", datetime(2026, 11, 25), "date", "2026-11-25"),  # noqa: DTZ001
            ("大会!B3", date(2026, 11, 25), "date", "2026-11-25"),
            ("大会!B3", "2026-11-25", "date", "2026-11-25"),
            ("大会!B4", 2026, "place", "2026"),
            ("大会!B1", " 大会 ", "title", "大会"),
            ("大会!B6", "是", "sample", True),
        ],
    )
    def test_a_cell_may_hold_what_a_spreadsheet_makes_of_it(
        self, cell: str, value: Any, key: str, read: Any
    ) -> None:
        assert getattr(xlsx.read(edited({cell: value}))[0], key) == read

    @pytest.mark.parametrize(
        "title", [RULES["tie_needs_majority"], "再次投票须达当选票数", "tie_needs_majority"]
    )
    def test_a_rule_is_known_by_its_title_a_former_one_or_its_key(self, title: str) -> None:
        congress = xlsx.read(edited({"规则变更!A2": title, "规则变更!B2": "是"}))[0]
        assert congress.overrides == {"tie_needs_majority": True}

    def test_titles_of_a_separate_vote_in_workbooks_of_0_1_are_known(self) -> None:
        former = {"比例": "1/3", "超过或达到": ">=", "计算基数": "present"}
        cells = {}
        for row, (title, value) in enumerate(former.items(), 2):
            cells |= {f"规则变更!A{row}": f"separate_vote·{title}", f"规则变更!B{row}": value}
        read = xlsx.read(edited(cells))[0].overrides["separate_vote"]
        assert read == {"fraction": "1/3", "compare": ">=", "base": "present"}

    @pytest.mark.parametrize("seats", [2, 2.0, "2", " 2 "])
    def test_whole_numbers_may_be_numbers_or_text(self, seats: Any) -> None:
        assert xlsx.read(edited({"选举项目!D2": seats}))[0].contests[0].seats == 2

    def test_a_start_may_be_a_time(self) -> None:
        agenda = [{"id": "a", "title": "t", "minutes": 5}]
        made = edited({"议程!G2": time(9, 30)}, agenda=agenda)
        assert xlsx.read(made)[1][0].start == "09:30"

    def test_blank_ids_are_numbered_and_contests_named_by_title(self) -> None:
        edits: Edits = {"选举项目!A2": None}
        edits |= {f"候选人!B{row}": None for row in (2, 3, 4)}
        edits |= {f"候选人!A{row}": "委员选举" for row in (2, 3, 4)}
        (contest,) = xlsx.read(edited(edits))[0].contests
        assert contest.id == "k01"
        assert [candidate.id for candidate in contest.candidates] == ["c01", "c02", "c03"]

    def test_empty_rows_between_entries_do_not_matter(self) -> None:
        book = load_workbook(io.BytesIO(filled_in()))
        book["候选人"].insert_rows(3, 4)
        assert len(xlsx.read(saved(book))[0].contests[0].candidates) == 3

    @given(
        st.lists(
            st.text(st.characters(codec="utf-8", categories=["Lo", "Lu", "Ll", "Nd", "Sm", "Pd"]),
                    min_size=1, max_size=8),
            min_size=2, max_size=6, unique_by=lambda text: text.casefold(),
        )
    )  # fmt: skip
    @settings(max_examples=20, deadline=None)
    def test_any_names_come_back_as_they_were(self, names: list[str]) -> None:
        listed = [{"id": f"c{n}", "name": name} for n, name in enumerate(names)]
        given_ = definition_object(contests=[contest_object(seats=1, candidates=listed)])
        try:
            expected = definition.from_object(given_)
        except InputError as error:
            codes = {problem.code for problem in error.problems}
            with pytest.raises(InputError) as other:
                xlsx.read(workbook(given_))
            assert {problem.code for problem in other.value.problems} == codes
        else:
            assert xlsx.read(workbook(given_))[:2] == expected


class TestErrors:
    def test_every_error_stands_at_its_sheet_and_cell_at_once(self) -> None:
        found = problems(
            edited(
                {
                    "大会!B1": None,
                    "大会!B3": "2026/13/1",
                    "选举项目!C2": "主席",
                    "选举项目!D2": 9,
                    "候选人!C3": "李\u202e四",
                    "候选人!C4": None,
                }
            )
        )
        assert found == {
            "大会!B1": "definition.missing",
            "大会!B3": "definition.bad_date",
            "选举项目!C2": "workbook.unknown_word",
            "选举项目!D2": "definition.seats_above_candidates",
            "候选人!C3": "definition.forbidden_character",
            "候选人!C4": "definition.missing",
        }

    @pytest.mark.parametrize(
        ("edits", "place", "code"),
        [
            ({"大会!B7": "十"}, "大会!B7", "definition.wrong_type"),
            ({"大会!B7": -3}, "大会!B7", "definition.number_out_of_range"),
            ({"大会!B2": "nobody"}, "大会!B2", "profile.unknown"),
            ({"大会!B5": "试用"}, "大会!B5", "workbook.unknown_word"),
            ({"大会!A4": "会址"}, "大会!A4", "workbook.unknown_label"),
            ({"选举项目!B1": "称呼"}, "选举项目!B1", "workbook.unknown_label"),
            ({"选举项目!D2": "=1+1"}, "选举项目!D2", "workbook.formula"),
            ({"选举项目!D2": 2.5}, "选举项目!D2", "definition.wrong_type"),
            ({"候选人!A2": "主席"}, "候选人!A2", "workbook.unknown_contest"),
            ({"候选人!A2": None}, "候选人!A2", "workbook.no_contest"),
            ({"候选人!C3": "候选甲甲"}, "候选人!C3", "definition.duplicate_name"),
            ({"规则变更!A2": "全票", "规则变更!B2": "due"}, "规则变更!A2", "workbook.unknown_rule"),
            ({"规则变更!A2": "全票的含义", "规则变更!B2": "x"}, "规则变更!B2", "rules.wrong_value"),
            ({"规则变更!A2": "全票的含义"}, "规则变更!A2", "workbook.half_a_row"),
            (
                {"规则变更!A2": "当选票数·比例", "规则变更!B2": date(2026, 2, 1)},
                "规则变更!B2",
                "workbook.date_not_text",
            ),
        ],
    )  # fmt: skip
    def test_an_error_names_its_cell(self, edits: Edits, place: str, code: str) -> None:
        found = problems(edited(edits))
        assert found.get(place) == code, found

    def test_a_cell_is_told_once(self) -> None:
        with pytest.raises(InputError) as error:
            xlsx.read(edited({"选举项目!C2": "主席"}))
        assert [problem.place for problem in error.value.problems] == ["选举项目!C2"]

    def test_a_missing_sheet_is_named(self) -> None:
        book = load_workbook(io.BytesIO(filled_in()))
        del book["候选人"]
        assert problems(saved(book))["候选人"] == "workbook.missing_sheet"

    def test_a_later_problem_finds_its_cell(self) -> None:
        """Glyphs are checked where fonts are known, by the definition's own places."""
        *_, located = xlsx.read(filled_in())
        place = "contests[0].candidates[1].name"
        assert located(Problem("glyph.missing", place)).place == "候选人!C3"

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"title = 1", b"\x00" * 100])
    def test_what_is_no_workbook_is_refused(self, data: bytes) -> None:
        assert problems(data) == {"file": "workbook.unreadable"}

    def test_a_damaged_part_is_refused_not_raised(self) -> None:
        data = filled_in()
        for part in ("xl/workbook.xml", "xl/worksheets/sheet2.xml"):
            for content in (b"<x", b"", b"<a/>"):
                with pytest.raises(InputError):
                    xlsx.read(replaced(data, part, content))

    @given(st.binary(min_size=1, max_size=6), st.integers(0, 20_000))
    @settings(max_examples=40, deadline=None)
    def test_flipped_bytes_never_end_in_another_error(self, noise: bytes, at: int) -> None:
        data = bytearray(filled_in())
        at %= len(data)
        data[at : at + len(noise)] = noise
        with suppress(InputError):
            xlsx.read(bytes(data))


class TestBounds:
    def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked(self) -> None:
        bomb = replaced(filled_in(), "xl/big.xml", b"0" * (archive.MOST_BYTES + 1))
        assert len(bomb) < definition.MAX_BYTES
        assert problems(bomb) == {"file": "workbook.too_large"}

    def test_so_are_too_many_parts(self) -> None:
        out = io.BytesIO(filled_in())
        with zipfile.ZipFile(out, "a") as target:
            for number in range(archive.MOST_PARTS):
                target.writestr(f"x/{number}.xml", b"")
        assert problems(out.getvalue()) == {"file": "workbook.too_large"}

    def test_entities_are_refused(self) -> None:
        laughs = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        data = replaced(filled_in(), "xl/workbook.xml", laughs)
        assert problems(data) == {"file": "workbook.entities"}

    @pytest.mark.parametrize(
        ("part", "encoding"), [("xl/other.bin", "utf-8"), ("xl/workbook.xml", "utf-16")]
    )
    def test_entities_are_refused_in_any_part_and_encoding(self, part: str, encoding: str) -> None:
        laughs = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode(encoding)
        assert problems(replaced(filled_in(), part, laughs)) == {"file": "workbook.entities"}

    def test_too_large_a_file_is_refused(self) -> None:
        assert problems(b"0" * (definition.MAX_BYTES + 1)) == {"file": "definition.too_large"}

    def test_a_cell_a_million_rows_down_is_refused_soon(self) -> None:
        assert problems(edited({"候选人!C1000000": "某"})) == {"候选人": "workbook.too_many_rows"}


def replaced(data: bytes, part: str, content: bytes) -> bytes:
    """The archive with one part put in another's place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        target.writestr(part, content)
    return out.getvalue()


class TestTemplate:
    def test_it_is_the_same_bytes_each_time(self) -> None:
        assert template() == template()

    def test_unfilled_it_names_what_must_be_filled_in(self) -> None:
        found = problems(template())
        must = {f"{MEETING}!B{row}" for row, one in enumerate(FIELDS, 1) if one.must}
        assert must <= set(found)

    def test_every_title_has_its_hint(self) -> None:
        book = load_workbook(io.BytesIO(template()))
        for about in (*SHEETS, OVERRIDES):
            for cell, one in zip(book[about.title][1], about.fields, strict=False):
                assert cell.value == one.title
                assert cell.comment is not None
                assert one.hint in cell.comment.text
        for row, one in enumerate(FIELDS, 1):
            assert book[MEETING].cell(row, 3).value == one.hint

    def test_choices_come_as_lists_and_numbers_with_bounds(self) -> None:
        book = load_workbook(io.BytesIO(template()))
        rules = book["选举项目"].data_validations.dataValidation
        kinds = [rule.type for rule in rules]
        assert kinds.count("list") == 9
        assert kinds.count("whole") == 8
        assert all(len(rule.formula1) <= 255 for rule in rules)

    def test_the_profiles_to_choose_from_are_those_there_are(self) -> None:
        book = load_workbook(io.BytesIO(template()))
        told = "\n".join(str(cell.value) for cell in book["填表说明"]["A"])
        assert all(name in told for name in profiles.names())

    def test_every_rule_has_a_title_of_its_own(self) -> None:
        assert len(set(RULES.values())) == len(RULES)
        assert not [title for title in RULES.values() if re.search("[a-z]", title)]

    def test_every_rule_tells_what_it_may_be(self) -> None:
        book = load_workbook(io.BytesIO(template()))
        rows = {row[1].value: row[2].value for row in book["规则取值"].iter_rows(min_row=2)}
        assert all(rows[key] for key in RULES)

    def test_a_name_like_a_formula_stays_a_name(self) -> None:
        named = [{"id": "a", "name": "=1+1"}, {"id": "b", "name": "+2"}, {"id": "c", "name": "@x"}]
        made = workbook(definition_object(contests=[contest_object(candidates=named)]))
        sheet = load_workbook(io.BytesIO(made))["候选人"]
        assert [sheet.cell(row, 3).data_type for row in (2, 3, 4)] == ["s", "s", "s"]
        (contest,) = xlsx.read(made)[0].contests
        assert [candidate.name for candidate in contest.candidates] == ["=1+1", "+2", "@x"]
