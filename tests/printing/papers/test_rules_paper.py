"""选举办法 and its sources: every clause in its place, each body in its own words."""

import re
from typing import Any

import pytest

from counting.definition import read
from counting.model.election import Congress
from counting.rules import profiles
from counting.rules.wording import value_words
from printing.papers.body import body_of
from printing.papers.clauses import clauses
from printing.papers.facts import electors
from tests.kit.congress import Rehearsal, contest_object, definition_object
from tests.kit.papers import LOCAL, paper, words

# A contest that the rules of every body allow.
APART = contest_object(office="delegate", seats=1, candidates=2, marks="S1")
# What a threshold, a full vote and an order are elaborated by, and what a chair need not read out.
ONLY_SOURCES = {
    "method", "full_vote", "name_order", "separate_vote", "tie", "tie_needs_majority",
}  # fmt: skip
PARTY = [name for name in profiles.names() if name.startswith("cpc-")]


def rules(**changes: Any) -> str:
    return words(paper("rules", Rehearsal(**changes)))


def of(profile: str, *contests: dict[str, Any], **changes: Any) -> str:
    return rules(profile=profile, contests=list(contests) or [APART], **changes)


def congress(**changes: Any) -> Congress:
    return read.from_object(definition_object(**changes))[0]


class TestArticles:
    def test_they_have_every_clause_of_every_contest(self) -> None:
        hall = Rehearsal(contests=[contest_object(), contest_object(id="b", title="书记", seats=1)])
        text = words(paper("rules", hall))
        assert hall.state.congress
        called = body_of(hall.state.congress).called
        for contest in hall.state.congress.contests:
            for line, told in clauses(contest, called).values():
                assert line.key in ONLY_SOURCES or told in text, line.key

    @pytest.mark.parametrize("profile", profiles.names())
    def test_the_paper_is_a_draft_of_numbered_articles(self, profile: str) -> None:
        text = of(profile)
        assert "选举办法（草案）" in text
        numbers = re.findall("^第([一二三四五六七八九十]+)条", text, re.MULTILINE)
        assert len(numbers) == len(set(numbers)) >= 24
        assert not re.search("^第[一二三四五六七八九十]+条　$", text, re.MULTILINE)

    @pytest.mark.parametrize("profile", profiles.names())
    def test_no_delegate_votes_on_internal_words(self, profile: str) -> None:
        text = of(profile).split("通过）", 1)[1]
        assert not re.search("[A-Za-z<>=]|[a-z]_|全票|计读|待确认|姓氏（姓名）|[0-9] %", text)
        assert "{" not in text

    @pytest.mark.parametrize("profile", profiles.names())
    def test_a_body_says_who_conducts_how_candidates_come_and_to_whom_the_result_goes(
        self, profile: str
    ) -> None:
        text = of(profile)
        procedure = body_of(congress(profile=profile, contests=[APART])).procedure
        assert procedure.keys() >= {"conducted", "candidates", "introduced", "reported"}
        for key, clause in procedure.items():
            assert clause.text in text, key

    @pytest.mark.parametrize("profile", PARTY)
    def test_party_bodies_name_the_constitution_first(self, profile: str) -> None:
        assert "第一条　根据《中国共产党章程》和《中国共产党" in of(profile)

    def test_a_meeting_without_a_body_of_rules_names_no_text(self) -> None:
        assert "根据《" not in of("generic-majority")

    @pytest.mark.parametrize("profile", profiles.names())
    def test_it_says_who_names_those_who_count_and_who_may_not_be_one(self, profile: str) -> None:
        hall = Rehearsal(profile=profile, contests=[APART])
        for kind in ("rules", "scrutineers"):
            for sentence in body_of(congress(profile=profile, contests=[APART])).staff.values():
                assert sentence in words(paper(kind, hall))

    @pytest.mark.parametrize(
        ("profile", "says"),
        [
            ("cpc-local-congress", "计票人由大会秘书长指定"),
            ("cpc-local-congress", "总监票人由主席团常务委员会从监票人中提名"),
            ("cpc-local-congress", "选举工作由大会主席团常务委员会主持"),
            ("cpc-local-plenary", "计票人由全会主持人指定"),
            ("cpc-discipline-plenary", "计票人由全会主持人指定"),
            ("cpc-grassroots-plenary", "计票人由会议主持人指定"),
            ("peoples-congress", "计票人由大会秘书处指定"),
            ("peoples-congress", "候选人及其近亲属不得担任监票人、计票人"),
            ("peoples-congress-direct", "候选人及其近亲属不得担任监票人、计票人"),
        ],
    )
    def test_in_each_body_as_its_rules_have_it(self, profile: str, says: str) -> None:
        text = of(profile)
        assert says in text
        assert "计票人由主席团指定" not in text

    @pytest.mark.parametrize("profile", profiles.names())
    def test_pen_secret_place_and_nobody_for_another(self, profile: str) -> None:
        text = of(profile)
        assert "会场设秘密写票处" in text
        assert "签字笔填写" in text
        assert "任何人不得代他人填写选票，不得代他人投票" in text

    @pytest.mark.parametrize("profile", profiles.names())
    def test_computer_counting_has_its_two_clauses(self, profile: str) -> None:
        text = of(profile)
        assert "计算机发生故障时，投票照常进行，投票结束后改为人工计票" in text
        assert "计票中认为无效的选票，由总监票人逐张确认" in text

    @pytest.mark.parametrize("profile", profiles.names())
    def test_where_names_may_be_written_in_whoever_abstains_may_not(self, profile: str) -> None:
        written = {**APART, "write_in_lines": 1}
        assert re.search("弃权的(名额)?，不得另选他人", of(profile, written))

    def test_a_list_of_who_may_be_written_in_is_named_where_there_is_one(self) -> None:
        told = "另选人限于会议印发的可以另选的人员名单"
        assert told not in rules(contests=[contest_object(write_in_lines=1)])
        assert told in rules(contests=[contest_object(write_in_lines=1, eligible=["王五"])])

    @pytest.mark.parametrize(
        ("mode", "has", "has_not"),
        [("token", "随机条码", "完全相同的条码"), ("style", "完全相同的条码", "随机条码")],
    )
    def test_the_barcode_clause_is_that_of_the_mode(
        self, mode: str, has: str, has_not: str
    ) -> None:
        text = rules(contests=[contest_object(identification=mode)])
        assert has in text
        assert has_not not in text

    @pytest.mark.parametrize("profile", profiles.names())
    def test_one_order_of_names_is_named(self, profile: str) -> None:
        made = congress(profile=profile, contests=[APART])
        order = made.contests[0].rules.name_order
        text = of(profile)
        assert f"候选人在选票上{value_words('name_order', 'ballot')[order]}排列" in text
        assert not ("姓氏笔画" in text and "姓名笔画" in text)

    def test_a_ratio_is_set_without_a_space(self) -> None:
        assert "候选人的差额不少于应选名额的 20%，" in of(LOCAL, contest_object(
            office="delegate", seats=5, candidates=6))  # fmt: skip

    def test_deputies_to_a_congress_are_never_said_to_be_elected_equally(self) -> None:
        direct = contest_object(office="delegate", seats=3, candidates=6)
        text = of("peoples-congress-direct", direct)
        assert "候选人比应选名额多三分之一至一倍" in text
        assert "委员 3 名，候选人 6 名，差额 3 名" in text
        assert "等额" not in text

    def test_values_that_differ_between_contests_name_theirs(self) -> None:
        contests = [contest_object(), contest_object(id="alt", title="候补", office="alternate")]
        assert "选举候补，当选名单按得票多少为序宣布" in rules(contests=contests)

    def test_a_blank_sheet_is_what_the_count_makes_of_it(self) -> None:
        assert "整张空白的选票有效，视为对全部候选人弃权" in rules()
        assert "整张空白的选票无效" in rules(contests=[contest_object(marks="S2")])

    def test_a_threshold_stands_in_figures(self) -> None:
        text = rules(profile=LOCAL, electors={"due": 302})
        assert "应到会人数（302 人）的半数（至少 152 人）" in text
        assert "应到会人数（302 人）的半数（至少 152 票）" in text

    def test_a_pre_election_is_told_with_what_it_asks(self) -> None:
        contest = contest_object(seats=2, candidates=5, pre_election={"formal_candidates": 3})
        units = [{"id": "d1", "name": "东片", "due": 6}, {"id": "d2", "name": "西片", "due": 4}]
        text = rules(contests=[contest], delegations=units)
        assert "先以代表团为单位进行预选。得赞成票超过应到会人数半数的" in text
        assert "正式候选人为 3 名" in text


class TestTies:
    def test_party_bodies_say_generally_and_who_confirms(self) -> None:
        text = of(LOCAL)
        assert "就得票相等的候选人再次投票，由大会主席团确认，以得票多的当选" in text

    def test_a_revote_that_needs_a_majority_says_so(self) -> None:
        text = of(LOCAL, overrides={"tie_needs_majority": True})
        assert "再次投票以得票多的当选，但得赞成票须超过实到会人数的半数" in text

    @pytest.mark.parametrize("profile", ["cpc-local-plenary", "cpc-grassroots-branch"])
    def test_nobody_confirms_where_there_is_no_presidium(self, profile: str) -> None:
        text = of(profile)
        assert "就得票相等的候选人再次投票，以得票多的当选" in text
        assert "主席团决定，可以减少" not in text

    @pytest.mark.parametrize("profile", ["peoples-congress", "peoples-congress-direct"])
    def test_the_law_says_that_a_revote_is_held_and_nobody_confirms_it(self, profile: str) -> None:
        text = of(profile)
        assert "应当就得票相等的候选人再次投票，以得票多的当选" in text
        assert "一般" not in text

    def test_what_a_congress_adopted_instead_stands_there_alone(self) -> None:
        text = of(LOCAL, overrides={"tie": "lot"})
        assert "以抽签决定" in text
        assert "再次投票" not in text


class TestElectors:
    @pytest.mark.parametrize(
        ("profile", "title", "called"),
        [
            ("cpc-local-congress", "青禾县代表大会", "代表"),
            ("cpc-grassroots-congress", "白石镇代表大会", "代表"),
            ("cpc-grassroots-branch", "白石村党员大会", "党员"),
            ("cpc-grassroots-pre2020", "白石镇党员大会", "党员"),
            ("cpc-grassroots-pre2020", "白石镇党员代表大会", "代表"),
            ("cpc-local-plenary", "青禾县委员会全体会议", "委员"),
            ("peoples-congress", "青禾县人民代表大会会议", "代表"),
            ("peoples-congress-direct", "青禾县人民代表大会代表选举", "选民"),
            ("trade-union", "白石厂会员大会", "会员"),
            ("trade-union", "白石厂会员代表大会", "代表"),
            ("generic-majority", "青禾协会年会", "选举人"),
        ],
    )
    def test_are_called_what_they_are(self, profile: str, title: str, called: str) -> None:
        made = congress(profile=profile, title=title, contests=[APART])
        assert electors(made) == called
        text = of(profile, title=title)
        assert f"其他{called}进行" in text
        assert called == "选举人" or "选举人" not in text


class TestSources:
    def test_every_value_has_its_clause_and_its_source(self) -> None:
        hall = Rehearsal(profile=LOCAL)
        text = words(paper("sources", hall))
        assert hall.state.congress
        body = body_of(hall.state.congress)
        for line, told in clauses(hall.state.congress.contests[0], body.called).values():
            if line.key != "tie":  # the profile's own clause stands there
                assert line.article in text
                assert told in text
        for clause in body.procedure.values():
            assert clause.text in text
            assert clause.source.article in text

    def test_identities_and_full_votes_stand_here_and_not_in_the_articles(self) -> None:
        hall = Rehearsal()
        text = words(paper("sources", hall))
        assert "有效票加无效票等于收回" in text
        assert "使用“全票”一词" in text
        assert "所称全票，指赞成票数等于实到会人数" in text

    def test_what_this_congress_changed_is_marked(self) -> None:
        assert "；变更" not in words(paper("sources", Rehearsal(profile=LOCAL)))
        changed = Rehearsal(profile=LOCAL, overrides={"tie": "lot"})
        assert "；变更" in words(paper("sources", changed))
