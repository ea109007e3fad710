"""The mark scheme in words and symbols is the sealed one: assuming another inverts a result."""

from dataclasses import replace
from typing import Any

import pytest

from counting.model.ballot import Mark
from counting.model.election import Move
from counting.rules.schemes import Meaning
from printing.ballot.wording import (
    columns_sentence,
    marks,
    meaning_words,
    notes,
    seats,
    title,
)
from tests.kit.ballots import ballot
from tests.kit.contests import rules, write_in_rule

FOR, AGAINST, ABSTAIN = Mark.FOR, Mark.AGAINST, Mark.ABSTAIN


@pytest.mark.parametrize(
    ("scheme", "blank", "expected"),
    [
        ("S1", None, [(FOR, "○", False), (AGAINST, "×", False), (ABSTAIN, "", True)]),
        ("S2", None, [(FOR, "", True), (AGAINST, "×", False), (ABSTAIN, "○", False)]),
        ("S4", None, [(FOR, "○√", False), (AGAINST, "×", False), (ABSTAIN, "", True)]),
        ("S5", None, [(FOR, "√", False), (AGAINST, "×", False), (ABSTAIN, "○", True)]),
        ("S5", FOR, [(FOR, "√", True), (AGAINST, "×", False), (ABSTAIN, "○", False)]),
    ],
)
def test_each_scheme_shows_its_symbols_and_what_an_empty_box_means(
    scheme: str, blank: Mark | None, expected: list[tuple[Mark, str, bool]]
) -> None:
    found = marks(rules(marks=scheme, blank=blank))
    assert [(m.mark, "".join(m.symbols), m.blank) for m in found] == expected


def test_an_empty_box_is_named_beside_its_meaning() -> None:
    assert meaning_words(Meaning(ABSTAIN, (), True)) == "弃权（留空）"
    assert meaning_words(Meaning(ABSTAIN, ("○",), True)) == "弃权（或留空）"
    assert meaning_words(Meaning(FOR, ("○",), False)) == "赞成"


def test_three_boxes_are_explained_in_one_sentence() -> None:
    assert columns_sentence(rules(marks="S3")) == (
        "每名候选人只在一栏内画 √ 或 ○；三栏都空白的为弃权。"
    )


@pytest.mark.parametrize(
    ("changes", "says", "does_not_say"),
    [
        ({}, "须先对至少一名候选人画 ×，再在“另选人”处写上姓名并画 ○", ""),
        ({"write_in": write_in_rule(needs="one_for_one")}, "每另选一人，须先对一名候选人画 ×", ""),
        ({"write_in": write_in_rule(needs="free")}, "另选他人的，在“另选人”处", "弃权的不能"),
        ({"write_in": write_in_rule(unmarked="void")}, "该另选人无效", "视为赞成"),
        ({"write_in": write_in_rule(who="members")}, "另选人须是本届委员", ""),
        ({"write_in": write_in_rule(allowed=False)}, "整张选票无效", "另选他人"),
        ({"undervote": "void"}, "必须等于 3 名", "等于或少于"),
        ({"marks": "S2"}, "写上姓名；", "写上姓名并"),
    ],
)
def test_the_notes_follow_the_rules(changes: dict[str, Any], says: str, does_not_say: str) -> None:
    text = "".join(notes(ballot(9, **changes)))
    assert says in text
    assert not does_not_say or does_not_say not in text


def test_a_ballot_without_write_in_lines_does_not_speak_of_writing_in() -> None:
    assert "另选" not in "".join(notes(ballot(9, lines=0)))


BY_STROKES = ("丁一", "王宁", "何昇", "魏一")


def test_title_and_seats() -> None:
    assert title(ballot(9), 1) == "委员会委员选票（粉红色）"
    assert title(ballot(9), 2) == "委员会委员选票（第二轮）（粉红色）"
    assert seats(ballot(9, ballot_order="superior")) == "应选 3 名，候选人 9 名"
    by_names = ballot(BY_STROKES, name_order="full_name_strokes")
    assert seats(by_names).endswith("按姓名笔画为序")


@pytest.mark.parametrize(
    ("again", "preliminary", "said"),
    [
        (None, True, "委员会委员选票（预选）（粉红色）"),
        ("formal", False, "委员会委员选票（粉红色）"),
        ("revote", False, "委员会委员选票（再次投票，第二轮）（粉红色）"),
        ("revote", True, "委员会委员选票（预选）（再次投票，第二轮）（粉红色）"),
        ("separate_vote", False, "委员会委员选票（另行选举，第二轮）（粉红色）"),
        ("vote_again", False, "委员会委员选票（重新投票，第二轮）（粉红色）"),
        ("amended", False, "委员会委员选票（候选人增补，第二轮）（粉红色）"),
    ],
)
def test_the_title_says_which_vote_a_ballot_is_for(
    again: Any, preliminary: bool, said: str
) -> None:
    contest = replace(ballot(9), again=again, preliminary=preliminary)
    assert title(contest, 1 if again is None else 2) == said


def test_a_list_is_said_to_be_by_strokes_only_where_it_is() -> None:
    plain = "应选 3 名，候选人 4 名"
    assert seats(ballot(BY_STROKES)) == f"{plain}，按姓氏笔画为序"
    assert seats(ballot(BY_STROKES[::-1])) == plain
    moved = replace(ballot(BY_STROKES[::-1]), order="strokes", moved=(Move("c01", None, "批准"),))
    assert seats(moved) == plain


def test_what_the_first_version_sealed_is_printed_as_it_was() -> None:
    old = replace(ballot(BY_STROKES[::-1]), name_key=1)
    assert seats(old).endswith("按姓氏笔画为序")
    assert not seats(replace(old, again="separate_vote")).endswith("按姓氏笔画为序")
