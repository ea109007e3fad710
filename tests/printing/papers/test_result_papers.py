"""计票结果报告单 and 当选名单: what a round led to, all rounds in one list, nothing false."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counting.model.outcome import Finding
from counting.model.state import PrintRun, Round
from counting.rounds.claims import name_results
from counting.rounds.history import elected_by, history
from counting.steps.certify import Certify
from counting.steps.rulings import AcceptResult, RecordLot, ReduceSeats
from printing.papers import results
from printing.papers.kinds import KINDS
from printing.papers.model import BLANK, Names, Table
from printing.papers.results import account
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import LOCAL, counted, facts, paper, words
from tests.kit.rounds import (
    C,
    by_delegation,
    count,
    now,
    open_round,
    pre_election,
    rounds_hall,
    tied,
    vacant,
    vote,
)

PRESIDIUM = {"profile": LOCAL, "overrides": {"differential": {"kind": "any"}}}
NAMESAKES = [
    {"id": "c00", "name": "刘建国", "note": "男，1970年生"},
    {"id": "c01", "name": "刘建国", "note": "男，1985年生"},
    {"id": "c02", "name": "王芳"},
]


def text_of(kind: str, hall: Rehearsal) -> str:
    """A paper about the current round, without its foot."""
    given = replace(facts(hall), rounds=(now(hall),))
    made = KINDS[kind](given)
    return words(replace(made, verification=()))


def final_list(hall: Rehearsal) -> tuple[str, ...]:
    """The last list of names on 当选名单."""
    given = replace(facts(hall), rounds=(now(hall),))
    return [b for b in KINDS["elected"](given).blocks if isinstance(b, Names)][-1].names


def rows(hall: Rehearsal) -> dict[str, tuple[str, ...]]:
    given = replace(facts(hall), rounds=(now(hall),))
    tables = [b for b in KINDS["count"](given).blocks if isinstance(b, Table)]
    return {row[1]: row for table in tables for row in table.rows if len(row) == 7}


class TestEqualNames:
    @pytest.fixture
    def hall(self) -> Rehearsal:
        hall = rounds_hall(contests=[contest_object(candidates=NAMESAKES)])
        vote(hall, 9, 8, 2)
        return hall

    @pytest.mark.parametrize("kind", ["count", "elected", "script"])
    def test_carry_their_notes(self, hall: Rehearsal, kind: str) -> None:
        text = text_of(kind, hall)
        assert "刘建国（男，1970年生）" in text
        assert "刘建国（男，1985年生）" in text

    def test_have_their_own_row_of_figures(self, hall: Rehearsal) -> None:
        found = rows(hall)
        assert found["刘建国（男，1970年生）"][2] == "9"
        assert found["刘建国（男，1985年生）"][2] == "8"

    def test_carry_them_before_anything_is_counted(self) -> None:
        hall = rounds_hall(contests=[contest_object(candidates=NAMESAKES)])
        assert "刘建国（男，1985年生）" in text_of("count", hall)

    def test_that_are_tied_are_told_apart(self) -> None:
        third = {"majority": {"fraction": "1/3"}}
        contest = contest_object(candidates=NAMESAKES, seats=1)
        hall = rounds_hall(contests=[contest], overrides=third)
        vote(hall, 4, 4, 2)
        for kind in ("count", "elected", "script"):
            assert "刘建国（男，1970年生）、刘建国（男，1985年生）得票相等" in text_of(kind, hall)


class TestThreshold:
    def test_a_first_vote_names_base_and_number(self) -> None:
        assert "应到会人数 10，当选所需赞成票至少 6 张（超过半数）" in text_of(
            "count", tied(**PRESIDIUM)
        )

    def test_a_revote_goes_by_most_votes_and_names_no_base(self) -> None:
        hall = tied(**PRESIDIUM)
        open_round(hall, "revote")
        vote(hall, 3, 2)
        text = text_of("count", hall)
        assert "本次再次投票以得票多的当选。" in text
        assert "所需" not in text
        assert "应到会人数" not in text

    def test_a_revote_that_needs_a_majority_names_those_present(self) -> None:
        hall = tied(overrides={"tie_needs_majority": True})
        open_round(hall, "revote")
        vote(hall, 7, 3)
        assert "实到会人数 10，当选所需赞成票至少 6 张（超过半数）" in text_of("count", hall)

    def test_an_unknown_number_is_a_line(self) -> None:
        assert f"当选所需赞成票 {BLANK} 张" in text_of("count", rounds_hall())


class TestAccounts:
    def test_what_fails_in_the_stock_stands_on_both_reports(self) -> None:
        hall = rounds_hall()
        vote(hall, 9, 8, 2)
        run = PrintRun(contest=C, round=1, purpose="ballot", quantity=9, batch=1)
        hall.state = hall.state.with_round(replace(now(hall), printed=(run,)))
        told = "启封不多于印制（启封 10，印制 9）"
        report = text_of("count", hall)
        assert f"选票的张数有以下各项不符，须查明原因：{told}" in report
        assert "已核对相符" not in report
        issued = text_of("distribution", hall)
        assert told in issued
        assert "不符" in issued.split("\n")
        assert "相符" not in issued.split("\n")

    def test_what_keeps_a_count_from_being_signed_is_said_so(self) -> None:
        hall = rounds_hall()
        round_ = vote(hall, 9, 8, 2)
        assert round_.outcome
        broken = tuple(
            replace(b, ok=False) if b.code == "counted=returned" else b
            for b in round_.outcome.balances
        )
        outcome = replace(round_.outcome, balances=broken)
        hall.state = hall.state.with_round(replace(round_, outcome=outcome))
        text = text_of("count", hall)
        assert "以下各项不符，查明以前不得确认计票结果：已计票张数等于收回" in text
        assert "已核对相符" not in text

    @pytest.mark.parametrize(
        ("code", "given", "says"),
        [
            ("sheets.pending", {"pending": 2}, "还有 2 张疑难票没有认定"),
            ("write_ins.listed_candidate", {"name": "王芳"}, "王芳是选票上的候选人"),
            ("write_ins.not_eligible", {"name": "王芳", "for": 1, "eligible": 3}, "不在可以另选"),
            ("seats.not_to_be_reduced", {"seats": 3, "reduced_to": 2}, "不许减少名额"),
            ("seats.reduced_wrongly", {"seats": 3, "reduced_to": 1, "reached": 2}, "减少为 1 名"),
            ("full_vote.exhausted", {"full": ["甲"], "others": ["乙", "丙"]}, "乙、丙的得票"),
            ("accounts.unequal", {}, "票数不平"),
        ],
    )
    def test_an_error_that_is_no_identity_is_said_in_words(
        self, code: str, given: dict[str, Any], says: str
    ) -> None:
        assert says in account(Finding(code, given))

    def test_every_error_that_a_count_may_have_is_said(self) -> None:
        result = Path(results.__file__).parents[2] / "counting" / "result"
        source = "".join((result / f).read_text("utf-8") for f in ("outcome.py", "full_vote.py"))
        codes = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', source))
        warnings = {"write_in.eligibility"}
        assert len(codes) >= 6
        assert codes - warnings <= results._IMPOSSIBLE.keys()


class TestElected:
    def test_before_certification_the_list_says_that_it_may_not_be_announced(self) -> None:
        hall = counted(*["ffa"] * 8)
        assert "不得宣布" in words(paper("elected", hall))
        hall.must(Certify("committee"))
        assert "不得宣布" not in words(paper("elected", hall))

    def test_nothing_counted_is_lines_and_claims_no_order(self) -> None:
        text = text_of("elected", rounds_hall())
        assert "计票尚未结束" in text
        assert "为序" not in text

    def test_a_tie_is_told_and_nobody_of_it_is_on_the_list(self) -> None:
        hall = tied(**PRESIDIUM)
        assert final_list(hall) == ("候选甲甲",)
        text = text_of("elected", hall)
        assert "委员（应选 2 名，已选出 1 名）" in text
        assert (
            "候选甲乙、候选甲丙得票相等，尚有 1 个名额未定，按照选举办法，"
            "就得票相等的候选人再次投票，由大会主席团确认。"
        ) in text

    def test_after_the_revote_one_list_has_all_in_their_order_and_nothing_is_open(self) -> None:
        hall = tied(**PRESIDIUM)
        open_round(hall, "revote")
        vote(hall, 7, 3)
        text = text_of("elected", hall)
        assert final_list(hall) == history(hall.state, C).final == ("候选甲乙", "候选甲甲")
        assert "委员当选名单（共 2 名）\n（按姓氏笔画为序）" in text
        assert "第一轮选举当选 1 名。候选甲乙、候选甲丙得票相等，再次投票。" in text
        assert "第二轮再次投票当选 1 名：候选甲乙。" in text
        assert "未定" not in text
        assert "尚" not in text

    def test_vacancies_offer_the_ways_of_the_rules_and_who_chooses(self) -> None:
        assert (
            "尚缺 1 名，按照选举办法，对不足的名额另行选举，或者减少名额，不再选举，"
            "由大会主席团决定。"
        ) in text_of("elected", vacant(**PRESIDIUM))

    def test_a_separate_vote_fills_the_list(self) -> None:
        hall = vacant(**PRESIDIUM)
        open_round(hall, "separate_vote", leading=2)
        vote(hall, 8, 2)
        assert "第一轮选举当选 1 名。不足的名额，另行选举。" in text_of("elected", hall)
        assert len(final_list(hall)) == 2

    def test_seats_that_were_given_up_are_not_open(self) -> None:
        hall = vacant(**PRESIDIUM)
        hall.must(ReduceSeats(C, 1, "已接近应选名额"))
        text = text_of("elected", hall)
        assert "应选名额减少为 1 名，不再选举。" in text
        assert "委员（1 名）" in text
        assert "尚缺" not in text

    def test_a_result_that_people_accepted_says_so(self) -> None:
        hall = vacant(**PRESIDIUM)
        hall.must(AcceptResult(C, "留待下次"))
        text = text_of("elected", hall)
        assert "不足的名额，不再选举。" in text
        assert "尚缺" not in text

    def test_whom_the_lot_fell_on_is_on_the_list(self) -> None:
        hall = tied(overrides={"tie": "lot"})
        hall.must(RecordLot(C, ("候选甲丙",), "当众抽签"))
        assert set(final_list(hall)) == {"候选甲甲", "候选甲丙"}
        assert "经抽签，候选甲丙当选" in text_of("elected", hall)

    def test_an_order_that_is_not_that_of_strokes_is_not_claimed(self) -> None:
        people = [{"id": "c00", "name": "候选〇々"}, {"id": "c01", "name": "候选丁"}]
        hall = rounds_hall(contests=[contest_object(candidates=people)])
        vote(hall, 9, 8)
        assert "笔画" not in text_of("elected", hall)

    def test_an_order_that_the_clerk_changed_is_said_to_be_the_clerks(self) -> None:
        people = [{"id": "c00", "name": "丁一"}, {"id": "c01", "name": "王二"}]
        moved = [{"id": "c01", "before": "c00", "reason": "按批准的次序"}]
        contest = contest_object(candidates=people, order="strokes", moved=moved)
        hall = rounds_hall(contests=[contest])
        vote(hall, 9, 8)
        assert "（按姓氏笔画为序，个别人员的位置由大会秘书处排定）" in text_of("elected", hall)

    def test_a_pre_election_lists_formal_candidates_and_elects_nobody(self) -> None:
        hall = by_delegation(pre_election())
        count(hall, 9, 8, 7, 3, 2)
        text = text_of("elected", hall)
        assert "委员正式候选人（3 名）" in text
        assert len(final_list(hall)) == 3
        report = text_of("count", hall)
        assert "列为正式候选人的 3 名" in report
        assert "列为正式候选人所需赞成票至少 6 张" in report
        assert "符合当选条件" not in report

    def test_whoever_may_not_know_yet_is_told_that_it_is_not_announced(self) -> None:
        hall = tied()
        hidden = replace(now(hall), outcome=None, tally=None)
        hall.state = hall.state.with_round(hidden)
        text = text_of("elected", hall)
        assert "选举结果尚未公布" in text
        assert "候选甲甲" not in text


@st.composite
def votes(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    """Seats, approvals of a first vote of ten sheets, and enough for a revote."""
    seats, candidates = draw(st.integers(1, 3)), draw(st.integers(3, 5))
    first = draw(st.lists(st.integers(0, 10), min_size=candidates, max_size=candidates))
    assume(sum(first) <= 10 * seats)
    second = draw(st.lists(st.integers(0, 2), min_size=candidates, max_size=candidates))
    return seats, first, second


@pytest.mark.parametrize("profile", ["generic-majority", LOCAL])
@settings(max_examples=40, deadline=None)
@given(cast=votes(), share=st.sampled_from(["1/2", "1/3"]))
def test_every_number_and_name_on_the_papers_is_that_of_the_outcome(
    profile: str, cast: tuple[int, list[int], list[int]], share: str
) -> None:
    seats, first, second = cast
    rules = {
        "differential": {"kind": "any"},
        "identification": "style",
        "majority": {"fraction": share},
    }
    hall = rounds_hall(profile=profile, overrides=rules, seats=seats, candidates=len(first))
    _compare(hall, vote(hall, *first))
    outcome = now(hall).outcome
    if outcome and outcome.tie:
        open_round(hall, "revote")
        _compare(hall, vote(hall, *second[: len(outcome.tie.candidates)]))


def _compare(hall: Rehearsal, round_: Round) -> None:
    outcome, elected = round_.outcome, elected_by(round_)
    assert outcome
    report = text_of("count", hall)
    assert (f"符合当选条件的 {len(elected)} 名：" if elected else "符合当选条件的：无") in report
    for result in name_results(round_):
        assert result.row
        row = result.row
        told = (row.for_, row.against, row.abstain, row.row_void)
        assert rows(hall)[result.label][2:6] == tuple(map(str, told))
    final = history(hall.state, C).final
    text, script = text_of("elected", hall), text_of("script", hall)
    if final:
        assert final_list(hall) == final
    open_ = history(hall.state, C).vacancies
    assert ("得票相等，尚有" in text) == bool(outcome.tie)
    assert ("尚缺" in text) == bool(outcome.vacancies)
    if outcome.tie:
        assert f"尚有 {outcome.tie.seats} 个名额未定" in text
    if outcome.vacancies:
        assert f"尚缺 {outcome.vacancies} 名" in text
    assert ("选举到此结束" in script) == (open_ == 0)
    assert ("热烈的掌声" in script) == (open_ == 0)
