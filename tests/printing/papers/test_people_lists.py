"""Lists of people: who stands, who signs in, who conducts the meeting, who counts the votes."""

from typing import Any

import pytest

from printing.cards.badges import Bearer, badge_title, votes
from printing.papers.model import BLANK, Names
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import paper, person, rows, words
from tests.kit.rounds import open_round, pre_election, tied

UNITS = [{"id": "d1", "name": "东片代表团", "due": 6}, {"id": "d2", "name": "西片代表团", "due": 4}]
PEOPLE = {
    "chief": "沈秋白",
    "scrutineers": ["顾新田", "段小满"],
    "tellers": ["卫清明"],
    "presidium": ["王宁", "文谷雨", "白露华"],
    "secretary_general": "文谷雨",
    "conveners": {"d1": ["白露华", "王宁"]},
}
ROLL = (
    person(1, "白露华", "东片代表团", seat="3排1座"),
    person(2, "王宁", "东片代表团"),
    person(3, "顾新田", "西片代表团"),
    person(4, "沈秋白", "西片代表团"),
    person(8, "尹立冬", capacity="列席"),
    person(9, "许涛", capacity="工作人员"),
)


def hall(**changes: Any) -> Rehearsal:
    return Rehearsal(delegations=UNITS, people=PEOPLE, **changes)


def grids(made: Any) -> list[tuple[str, ...]]:
    return [block.names for block in made.blocks if isinstance(block, Names)]


class TestCandidates:
    def test_names_stand_in_ballot_order_with_their_notes(self) -> None:
        listed = [
            {"id": "c1", "name": "王军", "note": "女"},
            {"id": "c2", "name": "王军", "note": "男"},
            {"id": "c3", "name": "周望岁"},
        ]
        made = paper("candidates", Rehearsal(contests=[contest_object(candidates=listed)]))
        assert grids(made) == [("王　军（女）", "王　军（男）", "周望岁")]

    @pytest.mark.parametrize(
        ("names", "said"),
        [(("丁一", "王宁", "周望"), True), (("周望", "王宁", "丁一"), False)],
    )
    def test_an_order_is_named_only_where_they_stand_in_it(
        self, names: tuple[str, ...], said: bool
    ) -> None:
        listed = [{"id": f"c{n}", "name": name} for n, name in enumerate(names)]
        made = paper("candidates", Rehearsal(contests=[contest_object(candidates=listed)]))
        assert ("笔画为序" in words(made)) is said

    def test_whoever_the_clerk_moved_is_not_claimed_to_stand_by_strokes_alone(self) -> None:
        listed = [{"id": f"c{n}", "name": name} for n, name in enumerate(("丁一", "王宁", "周望"))]
        moved = [{"id": "c2", "before": "c0", "reason": "主席团决定"}]
        given = contest_object(candidates=listed, order="strokes", moved=moved)
        text = words(paper("candidates", Rehearsal(contests=[given])))
        assert "个别人员的位置由大会秘书处排定" in text

    def test_introductions_follow_and_leave_a_line_where_one_is_missing(self) -> None:
        given = contest_object()
        given["candidates"][1]["introduction"] = "女，汉族，1979年5月生。"
        text = words(paper("candidates", Rehearsal(contests=[given])))
        assert "候选人简历" in text
        assert "候选甲乙　女，汉族，1979年5月生。" in text
        assert f"候选甲甲　{BLANK}" in text

    def test_without_any_introduction_there_is_no_part_for_them(self) -> None:
        assert "简历" not in words(paper("candidates", Rehearsal()))

    def test_a_pre_election_lists_those_proposed(self) -> None:
        assert "候选人预备人选（5 名）" in words(paper("candidates", pre_election()))

    def test_a_revote_lists_the_tied_alone(self) -> None:
        voted = tied()
        round_ = open_round(voted, "revote")
        made = paper("candidates", voted)
        assert grids(made)[-1] == tuple(c.name for c in round_.contest.candidates)
        assert "（再次投票，第二轮）候选人（2 名）" in words(made)


class TestSignIn:
    def test_everybody_of_a_delegation_has_a_numbered_line(self) -> None:
        made = paper("sign-in", hall(), roll=ROLL)
        lines = [(row[0], row[1]) for row in rows(made, "签名")]
        assert lines[:3] == [("1", "白露华"), ("2", "王　宁"), ("3", "")]
        assert ("1", "尹立冬") in lines

    def test_staff_does_not_sign_in(self) -> None:
        assert "许　涛" not in words(paper("sign-in", hall(), roll=ROLL))

    def test_seats_have_a_column_where_anybody_has_one(self) -> None:
        assert rows(paper("sign-in", hall(), roll=ROLL), "座位")[0][2] == "3排1座"
        assert not rows(paper("sign-in", hall(), roll=ROLL[1:]), "座位")

    def test_without_a_roll_there_are_lines_for_all_who_are_due_and_room_for_more(self) -> None:
        made = paper("sign-in", hall())
        assert len(rows(made, "签名")) == 10 + 2 * 2
        assert len(rows(paper("sign-in", Rehearsal()), "签名")) == 10 + 2

    def test_many_lines_of_nobody_are_printed_in_part_and_it_says_so(self) -> None:
        made = paper("sign-in", Rehearsal(electors={"due": 5000}))
        assert len(rows(made, "签名")) == 300 + 2
        assert "应到会 5000 人，先印 300 行" in words(made)

    def test_a_delegation_that_the_definition_does_not_know_is_not_lost(self) -> None:
        made = paper("sign-in", hall(), roll=(*ROLL, person(7, "田富", "北片代表团")))
        assert "北片代表团" in words(made)
        assert "田　富" in words(made)


class TestDelegations:
    def test_each_has_its_conveners_and_members(self) -> None:
        made = paper("delegations", hall(), roll=ROLL)
        assert rows(made, "召集人")[0][:3] == ("东片代表团", "6", "白露华、王宁")
        assert "（一）东片代表团（6 人）" in words(made)
        assert f"成员：白露华、王宁；另有 4 人：{BLANK}。" in words(made)

    def test_without_delegations_it_is_a_form(self) -> None:
        made = paper("delegations", Rehearsal())
        assert set(rows(made, "召集人")) == {("", "", "", "")}


class TestPresidium:
    def test_names_stand_as_listed_and_the_order_is_named_where_it_is_that(self) -> None:
        made = paper("presidium", hall())
        assert grids(made) == [("王　宁", "文谷雨", "白露华")]
        assert "主席团（3 名）" in words(made)
        assert "按姓氏笔画为序" in words(made)
        assert "文谷雨" in words(made).split("秘书长")[-1]

    def test_another_order_is_not_called_one_by_strokes(self) -> None:
        other = {**PEOPLE, "presidium": ["白露华", "王宁"]}
        text = words(paper("presidium", Rehearsal(delegations=UNITS, people=other)))
        assert "笔画" not in text

    def test_without_names_there_are_lines_for_them(self) -> None:
        assert set(grids(paper("presidium", Rehearsal()))[0]) == {BLANK}


class TestScrutineers:
    def test_those_named_stand_with_the_delegation_that_the_roll_has(self) -> None:
        listed = [row[:3] for row in rows(paper("scrutineers", hall(), roll=ROLL), "签名")]
        assert listed == [
            ("总监票人", "西片代表团", "沈秋白"),
            ("监票人", "西片代表团", "顾新田"),
            ("监票人", "", "段小满"),
            ("计票人", "", "卫清明"),
        ]

    def test_who_is_not_named_has_a_line_a_delegation(self) -> None:
        listed = rows(paper("scrutineers", Rehearsal(delegations=UNITS)), "签名")
        assert [row[1] for row in listed if row[0] == "监票人"] == ["东片代表团", "西片代表团"]


class TestBadges:
    @pytest.mark.parametrize(
        ("capacity", "badge"),
        [
            ("正式代表", "代表证"),
            ("", "代表证"),
            ("基层工作者代表", "代表证"),
            ("列席", "列席证"),
            ("列席代表", "列席证"),
            ("特邀", "特邀证"),
            ("工作人员", "工作证"),
            ("会务组", "工作证"),
            ("志愿者", "出席证"),
        ],
    )
    def test_it_says_which_it_is(self, capacity: str, badge: str) -> None:
        assert badge_title(capacity) == badge
        assert votes(capacity) == (badge == "代表证")

    def test_in_a_meeting_without_delegates_voters_carry_another(self) -> None:
        assert badge_title("党员", "出席证") == "出席证"
        assert badge_title("工作人员", "出席证") == "工作证"


def test_a_name_that_two_people_have_is_given_to_no_delegation() -> None:
    twice: tuple[Bearer, ...] = (*ROLL, person(5, "顾新田", "东片代表团"))
    listed = rows(paper("scrutineers", hall(), roll=twice), "签名")
    assert listed[1][1] == ""
