"""The preparatory meeting: what it deals with, and what its chair says."""

from typing import Any

import pytest

from counting.rules import profiles
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.papers import paper, words

APART = contest_object(office="delegate", seats=1, candidates=2, marks="S1")
TITLE = "临溪镇第十一次代表大会"


def hall(profile: str, **changes: Any) -> Rehearsal:
    given = {"title": TITLE, "contests": [APART]} | changes
    return Rehearsal(profile=profile, **given)


def test_a_congress_adopts_credentials_presidium_and_agenda_in_this_order() -> None:
    text = words(paper("preparatory-agenda", hall("cpc-grassroots-congress")))
    items = ["一、审议通过代表资格审查报告", "二、通过大会主席团和秘书长名单", "三、通过大会议程"]
    assert [line for line in text.split("\n") if line[1:2] == "、"] == items


def test_a_peoples_congress_elects_its_presidium() -> None:
    text = words(paper("preparatory-agenda", hall("peoples-congress")))
    assert "选举大会主席团和秘书长" in text


def test_a_meeting_without_delegates_has_no_credentials_and_no_presidium() -> None:
    text = words(paper("preparatory-script", hall("villagers-committee", title="田家村选举大会")))
    assert "代表" not in text.replace("本文件", "")
    assert "主席团" not in text
    assert "一、通过选举大会议程" in text


@pytest.mark.parametrize("profile", profiles.names())
def test_every_item_of_the_agenda_has_its_vote_with_all_three_questions(profile: str) -> None:
    made = hall(profile)
    items = [t for t in paper("preparatory-agenda", made).texts() if t[1:2] == "、"]
    text = words(paper("preparatory-script", made))
    for question in ("\n赞成的请举手", "不赞成的请举手", "弃权的请举手"):
        assert text.count(question) == len(items)
    assert text.count("□ 没有　□ 有 ____ 人") == 2 * len(items)
    assert f"预备会议有 {len(items)} 项议程" in text


def test_the_chair_has_the_names_and_the_agenda_to_read() -> None:
    people = {"presidium": ["王宁", "文谷雨"], "secretary_general": "文谷雨"}
    text = words(paper("preparatory-script", hall("cpc-local-congress", people=people)))
    assert "王　宁" in text
    assert "秘书长：文谷雨" in text
    assert "一、听取工作报告；二、选举委员" in text


def test_attendance_is_left_to_be_filled_in() -> None:
    made = hall("cpc-local-congress", electors={"due": 109})
    assert "应到会代表 109 人，实到会 ____" in words(paper("preparatory-script", made))
