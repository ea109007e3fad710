"""主持词: each branch by a real round; before it happens, lines and what to read in each case."""

import re
from dataclasses import replace

import pytest

from counting.model.state import Phase
from counting.rules import profiles
from counting.steps.adjourn import Adjourn
from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Release
from counting.steps.paper import RecordIssued, RecordReturned
from printing.papers.kinds import KINDS
from printing.papers.model import BLANK, Heading
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
APPLAUSE, END, VOTED = "热烈的掌声", "的选举到此结束", "当选为委员"
FULL = ("通过选举办法", "通过总监票人、监票人名单")


def script(hall: Rehearsal, *contests: str) -> str:
    assert hall.state.congress
    named = contests or tuple(contest.id for contest in hall.state.congress.contests)
    given = replace(facts(hall), rounds=tuple(now(hall, contest) for contest in named))
    return words(KINDS["script"](given))


def steps(hall: Rehearsal) -> list[str]:
    """The numbered headings of a script about the current round, without their numbers."""
    made = KINDS["script"](replace(facts(hall), rounds=(now(hall),)))
    heads = [b.text for b in made.blocks if isinstance(b, Heading) and b.level == 2]
    return [re.sub("^[一二三四五六七八九十]+、", "", text) for text in heads]


def test_it_walks_the_session_in_its_order() -> None:
    assert steps(counted(*["ffa"] * 8)) == [
        "清点到会人数", "通过选举办法", "通过总监票人、监票人名单", "宣布应选名额和候选人",
        "检查票箱", "分发选票", "说明填票方法", "填写选票", "投票", "开箱清点，宣布选举是否有效",
        "计票", "报告计票结果", "宣布当选名单", "封存选票",
    ]  # fmt: skip


def test_all_three_questions_are_asked_with_a_box_beside_each_answer() -> None:
    text = script(rounds_hall())
    for question in ("赞成的请举手", "不赞成的请举手", "弃权的请举手"):
        assert text.count("\n" + question) == 2
    assert text.count("（清点）□ 没有　□ 有 ____ 人。") == 4
    assert "没有。　□" not in text


def test_those_who_serve_are_named_where_the_definition_names_them() -> None:
    people = {"chief": "周明", "scrutineers": ["李安", "王平"], "tellers": ["赵云"]}
    text = script(Rehearsal(people=people).sealed())
    assert "总监票人：周明；监票人：李安、王平。" in text
    assert "计票人已经指定：赵云。" in text
    assert f"总监票人：{BLANK}" in script(rounds_hall())


@pytest.mark.parametrize("profile", profiles.names())
def test_electors_are_called_what_they_are(profile: str) -> None:
    contest = contest_object(office="delegate", seats=1, candidates=2)
    text = words(paper("script", Rehearsal(profile=profile, contests=[contest])))
    assert "各位" in text
    called = re.search("请其他(.+)按座次", text)
    assert called
    assert f"各位{called[1]}" in text
    assert "缺席 " in text
    assert "请假、缺席" in text


class TestBeforeItHappens:
    def test_every_figure_is_a_line_and_every_case_has_its_words(self) -> None:
        text = script(rounds_hall(**PRESIDIUM))
        assert f"实到会 {BLANK} 人" in text
        assert "□ 符合规定，可以进行选举　□ 不足，不能进行选举" in text
        assert "选举 □ 有效　□ 无效，重新选举" in text
        assert f"{VOTED}的共 ____ 名（应选 2 名）：" in text
        assert "就得票相等的候选人再次投票，由大会主席团确认。）" in text
        assert "（有不足名额的，宣读：尚缺 ____ 名，按照选举办法，对不足的名额另行选举" in text
        assert APPLAUSE in text
        assert END in text

    def test_no_order_is_claimed_of_names_that_nobody_knows(self) -> None:
        announced = script(rounds_hall(**PRESIDIUM)).split("现在我宣布：")[1]
        assert "为序" not in announced


class TestOneElected:
    def test_all_seats_filled_are_announced_applauded_and_ended(self) -> None:
        hall = rounds_hall()
        vote(hall, 9, 8, 2)
        text = script(hall)
        assert "当选为委员的共 2 名，按姓氏笔画为序：候选甲乙、候选甲甲。" in text
        assert APPLAUSE in text
        assert END in text

    def test_before_it_is_certified_the_chair_is_told_to_wait(self) -> None:
        assert "经总监票人确认以后，方可宣布" in script(counted(*["ffa"] * 8))

    def test_who_is_elected_to_the_only_seat_is_said_in_one_sentence(self) -> None:
        contest = contest_object(title="书记选举", seats=1)
        hall = rounds_hall(contests=[contest])
        assert f"{BLANK}当选为书记。" in script(hall)
        vote(hall, 8, 1, 1)
        assert "候选甲甲当选为书记。" in script(hall)

    def test_that_candidates_were_introduced_is_said_where_they_were(self) -> None:
        people = [
            {"id": "c00", "name": "王芳", "introduction": "女，1975年生，中共党员。"},
            {"id": "c01", "name": "刘建国"},
        ]
        told = "候选人简历已经印发。"
        assert told in script(rounds_hall(contests=[contest_object(candidates=people)]))
        assert told not in script(rounds_hall())


class TestNoQuorum:
    @pytest.fixture
    def hall(self) -> Rehearsal:
        hall = rounds_hall(**PRESIDIUM)
        hall.must(RecordAttendance(5))
        return hall

    def test_the_session_ends_with_the_attendance(self, hall: Rehearsal) -> None:
        assert steps(hall) == ["清点到会人数"]
        text = script(hall)
        assert "到会人数不足，不能进行选举" in text
        assert "选举改期进行" in text
        assert APPLAUSE not in text
        assert "选举有效" not in text


class TestVoid:
    @pytest.fixture
    def hall(self) -> Rehearsal:
        hall = rounds_hall()
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest=C, unsealed=10, issued=9, remaining=1),
            RecordReturned(C, 10),
        )
        assert now(hall).phase is Phase.VOID
        return hall

    def test_nothing_is_counted_announced_applauded_or_ended(self, hall: Rehearsal) -> None:
        text = script(hall)
        assert "我宣布：本项选举无效，重新选举。" in text
        assert "请监票人将委员的选票封存，不予计票。" in text
        assert "委员选举还要重新选举，请大家听候安排。" in text
        assert not {"计票", "报告计票结果", "宣布当选名单"} & set(steps(hall))
        for told in (APPLAUSE, END, VOTED):
            assert told not in text

    def test_the_vote_that_is_held_again_has_a_short_script(self, hall: Rehearsal) -> None:
        open_round(hall, "vote_again")
        text = script(hall)
        assert "重新选举主持词" in text
        assert "选举无效，现在重新选举。应选 2 名，候选人 3 名" in text
        assert not set(FULL) & set(steps(hall))

    def test_another_contest_that_is_valid_is_counted_and_announced(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
        hall = rounds_hall(contests=contests)
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest="b", unsealed=10, issued=9, remaining=1),
            RecordReturned("b", 10),
        )
        vote(hall, 9, 8, 2)
        text = script(hall)
        assert "当选为委员的共 2 名" in text
        assert "当选为书记" not in text
        assert APPLAUSE not in text
        assert "书记选举还要重新选举" in text
        assert END not in text


class TestNotHeld:
    def test_a_contest_that_was_put_off_is_named_and_passed_over(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
        hall = rounds_hall(contests=contests)
        hall.must(Adjourn("b", "人选尚未批准"))
        vote(hall, 9, 8, 2)
        text = script(hall)
        assert "书记选举，本次不举行。" in text
        assert "书记选票" not in text
        assert END in text

    def test_a_void_vote_that_is_not_held_again_ends_the_elections(self) -> None:
        hall = rounds_hall()
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest=C, unsealed=10, issued=9, remaining=1),
            RecordReturned(C, 10),
            Adjourn(C, "改日另行召开大会"),
        )
        text = script(hall)
        assert "本项选举无效。" in text
        assert "重新选举" not in text


class TestTie:
    def test_the_presidium_confirms_then_there_is_a_revote(self) -> None:
        text = script(tied(**PRESIDIUM))
        assert "当选为委员的共 1 名：候选甲甲。" in text
        assert "就得票相等的候选人再次投票，由大会主席团确认。" in text
        assert "委员选举还要再次投票，请大家听候安排。" in text
        assert APPLAUSE not in text
        assert END not in text

    def test_where_no_presidium_confirms_nobody_is_asked(self) -> None:
        text = script(tied())
        assert "就得票相等的候选人再次投票。" in text
        assert "确认。" not in text

    def test_the_revote_has_a_short_script(self) -> None:
        hall = tied(**PRESIDIUM)
        open_round(hall, "revote")
        text = script(hall)
        assert "再次投票主持词" in text
        assert (
            "委员选举中，候选甲乙、候选甲丙得票相等，不能确定当选人，尚有 1 个名额未定。"
            "经大会主席团确认，现在就候选甲乙、候选甲丙再次投票，选出 1 名，以得票多的当选。"
        ) in text
        assert not set(FULL) & set(steps(hall))
        assert "第二轮" not in text

    def test_after_the_revote_the_winner_and_then_all_are_announced(self) -> None:
        hall = tied(**PRESIDIUM)
        open_round(hall, "revote")
        vote(hall, 7, 3)
        text = script(hall)
        assert "候选甲乙当选为委员。" in text
        assert (
            "至此，委员选举全部结束，当选的共 2 名，按姓氏笔画为序：候选甲乙、候选甲甲。"
        ) in text
        assert "（第二轮）的共" not in text
        assert APPLAUSE in text
        assert END in text

    def test_a_revote_that_needs_a_majority_says_of_whom(self) -> None:
        hall = tied(overrides={"tie_needs_majority": True})
        open_round(hall, "revote")
        assert "以得票多的当选，得赞成票须超过实到会人数的半数" in script(hall)

    def test_a_second_tie_is_open_again(self) -> None:
        hall = tied(**PRESIDIUM)
        open_round(hall, "revote")
        vote(hall, 5, 5)
        text = script(hall)
        assert "没有人当选" in text
        assert "还要再次投票" in text
        assert APPLAUSE not in text
        assert "至此" not in text


class TestVacancies:
    def test_the_ways_of_the_rules_are_told_and_nothing_is_ended(self) -> None:
        text = script(vacant(**PRESIDIUM))
        assert "委员：尚缺 1 名，按照选举办法，对不足的名额另行选举，或者减少名额" in text
        assert APPLAUSE not in text
        assert END not in text

    def test_nobody_elected_is_said_so(self) -> None:
        hall = rounds_hall(**PRESIDIUM)
        vote(hall, 4, 3, 2)
        text = script(hall)
        assert "委员：没有人当选。" in text
        assert VOTED not in text

    def test_the_separate_vote_has_a_short_script(self) -> None:
        hall = vacant(**PRESIDIUM)
        open_round(hall, "separate_vote", leading=2)
        text = script(hall)
        assert "另行选举主持词" in text
        assert "已经选出 1 名，尚缺 1 名。按照选举办法，现在对不足的名额另行选举" in text
        assert "超过应到会人数的半数" in text
        assert not set(FULL) & set(steps(hall))


class TestPreElection:
    def test_nobody_is_announced_and_only_the_pre_election_ends(self) -> None:
        hall = by_delegation(pre_election())
        count(hall, 9, 8, 7, 3, 2)
        text = script(hall)
        assert "（预选的结果只向主席团报告；" in text
        assert "现在我宣布：" not in text.split("报告计票结果")[-1]
        assert "本次预选到此结束" in text
        assert END not in text


class TestSeveralContests:
    def test_a_released_contest_is_not_held_again_beside_a_revote(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
        hall = rounds_hall(contests=contests)
        vote(hall, 8, 6, 6)
        vote(hall, 8, 1, 1, contest="b")
        hall.must(Release("b", "floor"))
        open_round(hall, "revote")
        text = script(hall)
        assert "再次投票主持词" in text
        assert "书记" not in text

    def test_one_that_is_still_in_its_first_vote_has_the_whole_script(self) -> None:
        contests = [contest_object(), contest_object(id="b", title="书记", seats=1)]
        hall = rounds_hall(contests=contests)
        vote(hall, 8, 6, 6)
        open_round(hall, "revote")
        text = script(hall)
        assert "通过选举办法" in text
        assert text.index("书记选举：应选") < text.index("再次投票主持词")
