"""Results as a workbook: the figures of the count as numbers, texts as texts, and no more."""

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from counting.exchange.results import exportable, results
from counting.model.ballot import Mark, WriteIn
from counting.rounds.next_round import Named
from counting.steps.count import CloseCount
from tests.kit.congress import Rehearsal, contest_object, reading
from tests.kit.rounds import A, D, open_round, rounds_hall, vote

HEAD = "ab" * 32


def closed(*sheets: Any, **changes: Any) -> Rehearsal:
    readings = [reading(s) if isinstance(s, str) else s for s in sheets]
    return Rehearsal(**changes).closed(readings)


def exported(hall: Rehearsal) -> Any:
    return load_workbook(io.BytesIO(results(hall.state, HEAD)))


def column(sheet: Any, title: str) -> list[Any]:
    titles = [cell.value for cell in sheet[1]]
    return [row[titles.index(title)].value for row in sheet.iter_rows(min_row=2)]


def test_figures_are_those_of_the_tally() -> None:
    sheet = exported(closed("ffa", "fab", "fav"))["1 委员选举"]
    assert column(sheet, "赞成") == [3, 1, 0]
    assert column(sheet, "不赞成") == [0, 2, 1]
    assert column(sheet, "弃权") == [0, 0, 1]
    assert column(sheet, "该行无效") == [0, 0, 1]


def test_what_became_of_each_name_is_the_outcome() -> None:
    hall = closed(*["ffa"] * 5, *["faf"] * 5, overrides={"majority": {"fraction": "1/3"}})
    assert column(exported(hall)["1 委员选举"], "结果") == ["当选", "得票相等", "得票相等"]


def test_full_vote_stands_with_level_and_numbers() -> None:
    sheet = exported(closed(*["ffa"] * 10))["1 委员选举"]
    assert column(sheet, "本次大会所称全票")[0] == "赞成 10 = 实到会 10"


def test_the_summary_has_a_row_a_round_and_accounts_are_listed() -> None:
    hall = closed("ffa", "ffa")
    book = exported(hall)
    assert column(book["汇总"], "收回") == [2]
    assert column(book["汇总"], "有效") == [2]
    assert set(column(book["核对"], "相符")) == {"是"}


def test_profile_overrides_mode_hash_and_head_are_in_it() -> None:
    hall = closed("ffa", overrides={"majority": {"fraction": "2/3"}})
    told = json.dumps(
        [[c.value for c in row] for row in exported(hall)["说明"].iter_rows()], ensure_ascii=False
    )
    assert hall.state.seal
    for words in (
        "演练",
        "过半数",
        "当选票数：得赞成票超过实到会人数的三分之二",
        hall.state.seal.hash,
        HEAD,
    ):
        assert words in told


def test_only_rounds_whose_count_is_closed_are_in_it() -> None:
    hall = Rehearsal().counting(1)
    assert exportable(hall.state) == ()
    with pytest.raises(ValueError, match="no count"):
        results(hall.state, HEAD)
    hall.batch([reading("ffa")])
    assert exportable(hall.state) == ()
    hall.must(CloseCount("committee"))
    assert len(exportable(hall.state)) == 1


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_written_name_is_never_a_formula(name: str) -> None:
    made = closed(reading("faa", write_ins=(WriteIn(name, Mark.FOR),)))
    sheet = exported(made)["1 委员选举"]
    cell = sheet.cell(5, 3)
    assert cell.value == name.strip()
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_contest_with_signs_excel_refuses_still_has_its_sheet() -> None:
    titled = [contest_object(title="甲/乙[丙]:丁*戊?" + "很长" * 20)]
    book = exported(closed("ffa", contests=titled))
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_no_reading_batch_or_time_is_in_it() -> None:
    book = exported(closed("ffa", "fab"))
    assert book.sheetnames == ["说明", "汇总", "当选名单", "1 委员选举", "核对"]
    assert book.properties.created == book.properties.modified


def test_the_same_state_gives_the_same_bytes() -> None:
    hall = closed("ffa")
    assert results(hall.state, HEAD) == results(hall.state, HEAD)


def test_the_elected_of_every_round_stand_in_one_list() -> None:
    hall = rounds_hall()
    vote(hall, 9, 4, 2)
    open_round(hall, "separate_vote", candidates=(Named("c01"), Named("c02")))
    vote(hall, 2, 8)
    sheet = exported(hall)["当选名单"]
    found = dict(zip(column(sheet, "姓名"), column(sheet, "当选轮次"), strict=True))
    assert found == {A: 1, D: 2}
    assert column(exported(hall)["汇总"], "下一步") == ["见第 2 轮", "无"]
