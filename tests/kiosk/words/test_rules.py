"""The rules on a screen are those on paper: the same values, said in two registers."""

import re
from dataclasses import replace

import pytest

from counting.rules import profiles
from counting.rules.keys import OFFICES, SOURCED
from counting.rules.lines import lines_of
from kiosk.words.rules import SECTIONS, rule_sections
from printing.papers.clauses import clauses
from tests.kit.contests import contest


@pytest.mark.parametrize("name", profiles.names())
@pytest.mark.parametrize("lines", [0, 2])
def test_screen_and_paper_say_the_same_rules(name: str, lines: int) -> None:
    for office in OFFICES:
        rules, sources = profiles.resolve(profiles.load(name), {}, office)
        held = replace(contest(3, 5), rules=rules, sources=sources, write_in_lines=lines)
        shown = {s.key: s.text for part in rule_sections(held, "zh-CN") for s in part.sentences}
        printed = clauses(held)
        assert shown.keys() == printed.keys() == {line.key for line in lines_of(held)}
        texts = (shown["write_in"], printed["write_in"][1])
        forbidden = [bool(re.search("[能得]另选他人", t)) and "弃权" not in t for t in texts]
        assert forbidden == [not lines or not rules.write_in.allowed] * 2


def test_every_rule_stands_once_in_the_order_of_a_screen() -> None:
    assert sorted(key for keys in SECTIONS.values() for key in keys) == sorted(SOURCED)
