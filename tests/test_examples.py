"""The sample congresses say what the README promises, keep the rules, and can be printed."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from counting.definition import read as definition
from counting.layout import lay_out as layout
from counting.model.election import AgendaItem, Congress, Mode
from counting.rules.differential import differential_findings
from kiosk.congress.agenda import Agenda, timetable
from kiosk.congress.roll_list import read as read_roll
from kiosk.demo.electors import WRITTEN_NAME
from printing.pdf.fonts import missing_glyphs

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FILES = sorted(EXAMPLES.glob("*.toml"))
# Surnames of the samples by their number of strokes, as a dictionary gives them.
STROKES = {
    2: "丁",
    3: "于马万",
    4: "王韦方邓尹扎孔尤牛",
    5: "艾石田白冯叶龙卢史",
    6: "吉吕朱任刘许孙江邢毕乔汤安",
    7: "李杨吴何沈宋张阿陈余严苏杜邹陆",
    8: "欧罗周林范金郑孟",
    9: "赵胡柯钟贺",
    10: "高郭唐袁徐",
    12: "彭韩",
    13: "蓝",
}
STROKES_OF = {surname: count for count, surnames in STROKES.items() for surname in surnames}


def read(name: str) -> tuple[Congress, tuple[AgendaItem, ...]]:
    return definition.parse((EXAMPLES / f"{name}.toml").read_bytes(), "toml")


def sizes(congress: Congress) -> list[tuple[str, int, int]]:
    return [(c.office, c.seats, len(c.candidates)) for c in congress.contests]


def test_the_county_sample_is_the_promised_congress() -> None:
    congress, agenda = read("county")
    assert congress.profile == "cpc-local-congress"
    assert congress.electors.due == 302
    assert len(congress.delegations) == 15
    assert sizes(congress) == [
        ("member", 35, 39),
        ("alternate", 7, 9),
        ("discipline", 25, 28),
        ("delegate", 30, 36),
    ]
    assert {c.rules.live_display for c in congress.contests} == {"progress"}
    assert len({line.planned.date() for line in timetable(Agenda(congress.date, agenda))}) == 3


def test_the_township_sample_shows_running_figures_and_counts_twice() -> None:
    congress, _ = read("township")
    assert congress.profile == "cpc-grassroots-congress"
    assert congress.electors.due == 109
    assert sizes(congress) == [("member", 9, 11), ("discipline", 5, 6)]
    assert {(c.rules.live_display, c.passes) for c in congress.contests} == {("running", 2)}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> tuple[Congress, tuple[AgendaItem, ...]]:
    return read(request.param.stem)


Sample = tuple[Congress, tuple[AgendaItem, ...]]


def test_a_sample_is_marked_as_one(sample: Sample) -> None:
    congress, _ = sample
    assert congress.sample
    assert congress.mode is Mode.REHEARSAL
    assert "样例" in congress.title


def test_a_sample_has_the_candidates_its_rules_ask_for(sample: Sample) -> None:
    congress, _ = sample
    assert [differential_findings(contest) for contest in congress.contests] == [
        () for _ in congress.contests
    ]


def test_delegations_add_up_to_the_electors_due(sample: Sample) -> None:
    congress, _ = sample
    assert sum(delegation.due for delegation in congress.delegations) == congress.electors.due


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_the_roll_of_a_sample_is_its_congress(name: str) -> None:
    congress, _ = read(name)
    rows = read_roll((EXAMPLES / f"{name}-roll.csv").read_bytes(), ".csv", missing_glyphs)
    delegates = [row for row in rows if row.capacity == "正式代表"]
    assert Counter(row.delegation for row in delegates) == {
        delegation.name: delegation.due for delegation in congress.delegations
    }
    assert {row.capacity for row in rows} >= {"正式代表", "列席", "工作人员"}
    people = {row.name for row in delegates}
    assert len(people) == len(delegates)
    assert {c.name for contest in congress.contests for c in contest.candidates} <= people
    assert WRITTEN_NAME not in people
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


def test_nobody_stands_twice_in_a_sample(sample: Sample) -> None:
    congress, _ = sample
    names = [c.name for contest in congress.contests for c in contest.candidates]
    assert len(names) == len(set(names))


def test_the_name_that_the_demo_writes_in_is_nobodys(sample: Sample) -> None:
    congress, _ = sample
    names = {c.name for contest in congress.contests for c in contest.candidates}
    assert WRITTEN_NAME not in names


def test_candidates_stand_in_the_order_of_their_surnames_strokes(sample: Sample) -> None:
    congress, _ = sample
    for contest in congress.contests:
        strokes = [STROKES_OF[candidate.name[0]] for candidate in contest.candidates]
        assert strokes == sorted(strokes), contest.id


def test_every_character_of_a_sample_can_be_printed(sample: Sample) -> None:
    congress, agenda = sample
    texts = [congress.title, congress.place, *(item.title for item in agenda)]
    texts += [delegation.name for delegation in congress.delegations]
    texts += [c.name for contest in congress.contests for c in contest.candidates]
    assert missing_glyphs("".join(texts)) == []


def test_every_ballot_of_a_sample_fits_on_one_side(sample: Sample) -> None:
    congress, _ = sample
    for contest in congress.contests:
        (page,) = layout.lay_out(contest)
        assert len(page.names) == len(contest.candidates)


def test_every_contest_of_a_sample_is_on_its_agenda_in_turn(sample: Sample) -> None:
    congress, agenda = sample
    elections = [item.contest for item in agenda if item.kind == "election"]
    assert elections == [contest.id for contest in congress.contests]


def test_a_samples_timetable_never_overlaps_and_ends_by_evening(sample: Sample) -> None:
    congress, agenda = sample
    lines = timetable(Agenda(congress.date, agenda))
    for before, after in pairwise(lines):
        assert (after.planned - before.planned).total_seconds() >= before.item.minutes * 60
    assert all(8 <= line.planned.hour < 18 for line in lines)


def test_the_samples_hold_the_kinds_of_names_that_break_programs() -> None:
    names = [
        candidate.name
        for path in FILES
        for contest in read(path.stem)[0].contests
        for candidate in contest.candidates
    ]
    assert any(len(name) == 2 for name in names)
    assert any(len(name) == 4 and "·" not in name for name in names)
    assert any("·" in name and len(name) > 8 for name in names)
    assert any(ord(char) > 0xFFFF for name in names for char in name)
