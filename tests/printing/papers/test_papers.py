"""The papers say what the rules and the figures are, and nothing that nobody knows."""

import re
from dataclasses import replace
from typing import Any

import pytest

from counting.model.ballot import Mark, WriteIn
from counting.result.outcome import decide
from counting.rules import profiles
from counting.steps.adjourn import Adjourn
from counting.steps.attendance import RecordAttendance
from counting.steps.count import CloseCount
from counting.steps.paper import RecordIssued
from printing.papers.clauses import changes
from printing.papers.facts import numeral
from printing.papers.kinds import KINDS
from printing.papers.model import BLANK, Table
from tests.kit.congress import Rehearsal, contest_object, reading
from tests.kit.papers import HEAD, LOCAL, as_docx, counted, docx_words, facts, pages, paper, words
from tests.kit.rounds import by_delegation, count, pre_election

# A contest that the rules of every body allow.
APART = contest_object(office="delegate", seats=1, candidates=2, marks="S1")


@pytest.fixture(scope="module")
def closed() -> Rehearsal:
    return counted(*["ffa"] * 6, "faf", "fff")


class TestEveryPaper:
    @pytest.mark.parametrize("profile", profiles.names())
    def test_every_body_has_every_paper(self, profile: str) -> None:
        hall = counted(*["fa"] * 8, "af", profile=profile, contests=[APART])
        for kind in KINDS:
            text = words(paper(kind, hall))
            assert not re.search("[<>]=|[a-z]_[a-z]", text), kind

    @pytest.mark.parametrize("profile", profiles.names())
    def test_what_is_written_for_each_body_can_be_set(self, profile: str) -> None:
        hall = counted(*["fa"] * 8, "af", profile=profile, contests=[APART])
        for kind in ("rules", "sources", "script", "count", "elected"):
            assert all("〓" not in page for page in pages(paper(kind, hall))), kind
            assert docx_words(paper(kind, hall))

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_congress_of_delegates_speaks_of_delegates(self, kind: str) -> None:
        hall = counted(*["ffa"] * 8, profile=LOCAL, overrides={"differential": {"kind": "any"}})
        assert "选举人" not in words(paper(kind, hall)).replace("被选举人", "")

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_pre_election_by_delegation_has_every_paper(self, kind: str) -> None:
        hall = by_delegation(pre_election())
        count(hall, 9, 8, 7, 3, 2)
        assert words(paper(kind, hall))


def verified(*given: Any, **more: Any) -> str:
    return "\n".join(paper(*given, **more).verification_lines)


class TestVerification:
    def test_it_names_profile_definition_and_log_head(self) -> None:
        hall = Rehearsal().sealed()
        foot = verified("agenda", hall)
        assert hall.state.seal
        assert "generic-majority" in foot
        assert hall.state.seal.hash in foot
        assert HEAD in foot

    def test_it_says_every_override_in_words(self) -> None:
        hall = Rehearsal(profile=LOCAL, overrides={"tie": "lot", "full_vote": "due"})
        assert hall.state.congress
        assert len(changes(hall.state.congress)) == 2
        foot = verified("count", hall)
        assert "以抽签决定" in foot
        assert "应到会人数" in foot

    def test_without_overrides_it_says_so(self) -> None:
        assert "本次大会的变更：无" in verified("agenda", Rehearsal(profile=LOCAL))

    def test_before_the_seal_it_says_that_nothing_is_sealed(self) -> None:
        assert "尚未封存" in verified("rules", Rehearsal(), head=None)

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_page_of_a_rehearsal_is_marked_and_numbered_and_the_last_is_verified(
        self, kind: str, closed: Rehearsal
    ) -> None:
        found = pages(paper(kind, closed))
        for number, text in enumerate(found, 1):
            assert text.count("演练用　不计入选举") == 2
            assert f"— {number} —" in text
            assert (HEAD in text) == (number == len(found))

    def test_an_official_paper_bears_no_such_mark(self) -> None:
        made = paper("rules", Rehearsal(mode="official"))
        assert all("演练" not in text for text in pages(made))

    def test_docx_marks_head_and_foot_of_its_pages(self, closed: Rehearsal) -> None:
        (section,) = as_docx(paper("count", closed)).sections
        for header in (section.header, section.even_page_header):
            assert "演练用" in header.paragraphs[0].text
        for footer in (section.footer, section.even_page_footer):
            foot = "\n".join(p.text for p in footer.paragraphs)
            assert "演练用" in foot
            assert HEAD not in foot


class TestFigures:
    @pytest.mark.parametrize(
        "kind", ["attendance", "distribution", "return", "count", "elected", "script"]
    )
    def test_a_figure_nobody_recorded_is_a_line_to_fill_in(self, kind: str) -> None:
        hall = Rehearsal().sealed()
        text = words(paper(kind, hall))
        assert BLANK in text
        assert "None" not in text

    def test_attendance_tells_due_present_absent_and_the_quorum(self) -> None:
        hall = Rehearsal(profile="cpc-local-congress").sealed()
        hall.must(RecordAttendance(5))
        text = words(paper("attendance", hall))
        assert "应到会人数 10 人，须到会至少 6 人，实到会 5 人，不足规定人数" in text
        hall.must(RecordAttendance(6))
        assert "实到会 6 人，符合规定人数" in words(paper("attendance", hall))

    def test_a_revote_names_the_base_by_which_it_is_decided(self, closed: Rehearsal) -> None:
        (first,) = facts(closed).rounds
        assert first.tally
        rules = replace(first.contest.rules, tie_needs_majority=True)
        contest = replace(first.contest, vote="revote", rules=rules)
        figures = replace(first.figures, due=100)
        outcome = decide(contest, figures, first.tally)
        second = replace(first, contest=contest, figures=figures, outcome=outcome)
        text = words(KINDS["count"](replace(facts(closed), rounds=(second,))))
        assert f"实到会人数 {figures.present}，当选所需赞成票至少 {outcome.needed} 张" in text

    def test_delegations_are_listed_and_filled_in_by_hand(self) -> None:
        units = [{"id": "d1", "name": "东片", "due": 6}, {"id": "d2", "name": "西片", "due": 4}]
        text = words(paper("attendance", Rehearsal(delegations=units).sealed()))
        assert "东片" in text
        assert "西片" in text

    def test_sheets_issued_and_returned_stand_in_their_reports(self) -> None:
        hall = Rehearsal().returned(8)
        assert "相符" in words(paper("distribution", hall))
        assert "有效" in words(paper("return", hall)).split("\n")

    def test_the_report_of_issued_ballots_counts_proxies_where_there_may_be_any(self) -> None:
        told = "发出的张数不多于实到会人数加委托投票数。"
        assert told not in words(paper("distribution", Rehearsal().sealed()))
        proxies = Rehearsal(overrides={"proxy": "written_3"}).sealed()
        assert told in words(paper("distribution", proxies))

    def test_the_votes_of_the_absent_stand_beside_those_present(self) -> None:
        hall = Rehearsal(overrides={"proxy": "written_3"}).sealed()
        assert f"委托投票 {BLANK} 票。" in words(paper("distribution", hall))
        hall.must(
            RecordAttendance(6),
            RecordIssued(contest="committee", unsealed=10, issued=8, remaining=2, proxies=2),
        )
        text = words(paper("distribution", hall))
        assert "实到会 6 人，委托投票 2 票。" in text
        assert "相符" in text

    def test_of_a_contest_that_was_put_off_no_ballot_is_left_over(self) -> None:
        hall = Rehearsal().sealed()
        hall.must(Adjourn("committee", "改日"))
        text = words(paper("distribution", hall))
        assert "未举行" in text
        assert "剪角作废" not in text

    def test_more_sheets_than_issued_make_the_contest_void(self) -> None:
        hall = Rehearsal().returned(11)
        assert "无效，重新选举" in words(paper("return", hall))
        assert "本项选举无效" in words(paper("count", hall))
        assert "我宣布：本项选举无效" in words(paper("script", hall))

    def test_the_count_shows_no_candidate_figure_before_it_is_closed(self) -> None:
        hall = Rehearsal().counting(2)
        hall.batch([reading("ffa"), reading("ffa")])
        (table,) = [b for b in paper("count", hall).blocks if _titles(b)[:2] == ("序号", "姓名")]
        assert {row[2:] for row in table.rows} == {("", "", "", "", "")}
        hall.must(CloseCount("committee"))
        (table,) = [b for b in paper("count", hall).blocks if _titles(b)[:2] == ("序号", "姓名")]
        assert [row[2:6] for row in table.rows] == [
            ("2", "0", "0", "0"), ("2", "0", "0", "0"), ("0", "2", "0", "0"),
        ]  # fmt: skip

    def test_the_count_says_that_all_balances_where_all_does(self, closed: Rehearsal) -> None:
        text = words(paper("count", closed))
        (round_,) = closed.state.rounds.values()
        assert round_.outcome
        for account in round_.outcome.balances:
            assert account.ok
        assert "已核对相符" in text

    def test_write_ins_are_listed_by_votes(self) -> None:
        named = [
            reading("faa", write_ins=(WriteIn(name, Mark.FOR),))
            for name in ("某甲", "某乙", "某乙")
        ]
        text = words(paper("count", Rehearsal().closed(named)))
        assert text.index("某　乙") < text.index("某　甲")

    def test_full_vote_stands_with_its_level_and_both_numbers(self) -> None:
        hall = counted(*["ffa"] * 10)
        for kind in ("count", "elected"):
            for told in re.findall("全票.*", words(paper(kind, hall))):
                assert "10" in told
                assert "实到会" in told

    def test_a_full_vote_at_another_level_only_is_not_called_one(self) -> None:
        """Nine of ten present voted: full at valid and returned, not at present."""
        hall = counted(*["ffa"] * 9)
        assert "全票" not in words(paper("count", hall))

    def test_a_figure_for_the_presidium_alone_is_not_on_the_list_of_the_elected(self) -> None:
        hall = counted(
            *["ffa"] * 10, overrides={"announce": "presidium", "live_display": "progress"}
        )
        assert "全票" not in words(paper("elected", hall))

    def test_what_a_fragile_outcome_hangs_on_is_told_to_the_presidium(self) -> None:
        """Six of ten is over half of due; of the seven present, four would do."""
        hall = Rehearsal(profile="cpc-local-congress", contests=[contest_object(seats=1)])
        hall.sealed()
        hall.must(RecordAttendance(7))
        from counting.steps.count import OpenCount
        from counting.steps.paper import RecordIssued, RecordReturned

        hall.must(
            RecordIssued(contest="committee", unsealed=10, issued=7, remaining=3),
            RecordReturned("committee", 7),
            OpenCount("committee"),
        )
        hall.batch([reading("faa")] * 5 + [reading("aaa")] * 2)
        hall.must(CloseCount("committee"))
        text = words(paper("count", hall))
        assert "提请大会主席团注意" in text
        assert "当选须 6 票" in text
        assert "须 4 票" in text


def _titles(block: Any) -> tuple[str, ...]:
    return tuple(
        column.title for column in getattr(block, "columns", ()) if hasattr(column, "title")
    )


class TestForms:
    def test_agenda_lists_numbered_items_only(self, closed: Rehearsal) -> None:
        text = words(paper("agenda", closed))
        assert "一、听取工作报告" in text
        assert "休息" not in text

    def test_timetable_tells_hours_and_half_days(self, closed: Rehearsal) -> None:
        text = words(paper("timetable", closed))
        assert "2026年11月24日（星期二）" in text
        assert "09:00—10:00" in text
        assert "10:15—14:15" in text

    def test_instructions_tell_what_the_scheme_of_the_ballot_means(self) -> None:
        text = words(paper("filling-in", Rehearsal(contests=[contest_object(marks="S2")]).sealed()))
        assert "画 ○" in text
        assert text.index("不画任何符号") < text.index("画 ×")

    def test_every_tally_sheet_says_whose_it_is(self) -> None:
        hall = Rehearsal(contests=[contest_object(candidates=23, write_in_lines=2)]).sealed()
        *found, _ = pages(paper("tally-sheet", hall))
        assert len(found) == 2
        assert all("正字计票表" in page and "批" in page and "唱票人" in page for page in found)

    @pytest.mark.parametrize(("names", "rows"), [(11, [11]), (13, [13]), (14, [7, 7])])
    def test_names_are_counted_by_hand_on_sheets_of_equal_length(
        self, names: int, rows: list[int]
    ) -> None:
        hall = Rehearsal(contests=[contest_object(candidates=names)]).sealed()
        made = paper("tally-sheet", hall)
        tables = [b for b in made.blocks if isinstance(b, Table)]
        assert [len(table.rows) for table in tables] == rows
        assert len(pages(made)) == len(rows) + 1  # and what it is verified by

    def test_scrutineers_may_not_be_candidates(self, closed: Rehearsal) -> None:
        assert "候选人不得担任" in words(paper("scrutineers", closed))

    def test_one_contest_may_be_asked_for(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记选举", seats=1)]
        text = words(paper("count", Rehearsal(contests=contests).sealed(), contest="b"))
        assert "书记选举" in text
        assert "委员选举" not in text


@pytest.mark.parametrize(
    ("number", "words_"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_numbers_are_written_as_articles_write_them(number: int, words_: str) -> None:
    assert numeral(number) == words_


def test_every_paper_can_be_drafted_before_the_seal() -> None:
    """Papers can be drafted before anything is sealed."""
    hall = Rehearsal()
    for kind in KINDS:
        assert pages(paper(kind, hall, head=None))
