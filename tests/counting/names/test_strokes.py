"""Names by strokes: the published order of the national table is the oracle."""

from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.names.strokes import NameOrder, Unknown, in_order, key, sequence

RULES: tuple[NameOrder, ...] = ("surname_strokes", "full_name_strokes")
# 通用规范汉字表 (2013) as published: one level a line, numbers 1 to 3500, 6500 and 8105.
LEVELS = (Path(__file__).parent / "national_table.txt").read_text("utf-8").split()
NATIONAL = "".join(LEVELS)
URO = tuple(map(chr, range(0x4E00, 0x9FA6)))
MOST_BYTES = 400_000
UNKNOWN = "\U0002a6d6"  # 𪛖: beyond what the sources hold

# Surnames as lists of delegates print them, by strokes.
SURNAMES = (
    "丁于万马王韦毛方孔邓石龙卢叶田史白冯邢成吕朱任刘齐江许孙苏杜李杨肖吴何邹沈宋张陆陈"
    "林罗金周郑孟赵胡姜秦袁贾徐高郭唐黄曹崔梁彭董蒋韩程傅谢廖谭熊潘薛戴魏"
)

characters = st.sampled_from(NATIONAL)
names = st.text(characters, min_size=1, max_size=5)
rules = st.sampled_from(RULES)


def by_sequence(character: str) -> tuple[int, str]:
    found = sequence(character)
    assert found is not None
    return len(found), found


def ordered(*given: str, rule: NameOrder = "surname_strokes") -> tuple[str, ...]:
    result = in_order(given, rule)
    assert (result.unplaced, result.unknown) == ((), ())
    return result.names


# The table


@pytest.mark.parametrize("level", LEVELS, ids=("first", "second", "third"))
def test_no_character_of_the_national_table_breaks_its_published_order(level: str) -> None:
    inversions = [a + b for a, b in pairwise(level) if by_sequence(a) > by_sequence(b)]
    assert inversions == []


@pytest.mark.parametrize("level", LEVELS, ids=("first", "second", "third"))
def test_the_whole_order_of_each_level_is_the_published_one(level: str) -> None:
    assert "".join(ordered(*reversed(level))) == level


def test_the_national_table_is_whole() -> None:
    assert [len(level) for level in LEVELS] == [3500, 3000, 1605]
    assert len(set(NATIONAL)) == 8105


def test_of_the_20902_only_the_few_that_the_sources_leave_open_are_unknown() -> None:
    assert [c for c in URO if sequence(c) is None] == ["孶", "擙", "靌"]


def test_every_sequence_is_of_the_five_types_and_stands_once() -> None:
    lines = files("counting.names").joinpath("strokes.txt").read_text("utf-8").splitlines()
    sequences = [line.split(" ")[0] for line in lines]
    assert sequences == sorted(set(sequences), key=lambda s: (len(s), s))
    assert set("".join(sequences)) == set("12345")
    characters = "".join(line.split(" ")[1] for line in lines)
    assert len(set(characters)) == len(characters)


def test_the_table_is_small() -> None:
    assert len(files("counting.names").joinpath("strokes.txt").read_bytes()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("character", "types"),
    [
        ("一", "1"),
        ("达", "134454"),
        ("辶", "454"),
        ("王", "1121"),
        ("虽", "251251214"),
        ("马", "551"),
        ("魏", "31234531325113554"),
        ("𬍛", "112135234"),
        (UNKNOWN, None),
        ("A", None),
        ("", None),
    ],
)
def test_a_sequence_is_stated_in_writing_order(character: str, types: str | None) -> None:
    assert sequence(character) == types


# The two collations


def test_a_name_of_two_characters_goes_first_by_surname_and_by_strokes_in_full() -> None:
    assert ordered("田大利", "田富") == ("田富", "田大利")
    assert ordered("田富", "田大利", rule="full_name_strokes") == ("田大利", "田富")


def test_surnames_stand_as_lists_of_delegates_print_them() -> None:
    assert "".join(ordered(*sorted(SURNAMES))) == SURNAMES


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "expected",
    [
        ("丁一", "王二"),  # 2 strokes, 4 strokes
        ("王一", "韦一"),  # equal numbers: 1121 before 1152
        ("王一", "王二"),  # the surname is equal: the next character
        ("司马光", "司马迁", "司徒静"),  # 马 3, 徒 10; 光 243135, 迁 312454
        ("欧阳一", "欧阳一一"),
        ("李", "李一"),
        ("阿不都", "阿不都·克里木"),
        ("欧阳修", "𬱖一"),  # 8 strokes, 11 strokes; beyond the first 65,536 code points
        ("𬇕一", "𬣡一"),
    ],
)
def test_character_by_character(rule: NameOrder, expected: tuple[str, ...]) -> None:
    assert ordered(*reversed(expected), rule=rule) == expected


def test_people_of_one_surname_stand_together_though_another_has_its_sequence() -> None:
    assert sequence("甲") == sequence("申") == "25112"
    assert ordered("申一", "甲二", "申三", "甲一") == ("甲一", "甲二", "申一", "申三")


@pytest.mark.parametrize("form", ["李 明", "李　明", "李·明", "李•明", "\u674e\ufe00明"])
def test_spaces_dots_and_variation_selectors_are_not_compared(form: str) -> None:
    for rule in RULES:
        assert key(form, rule) == key("李明", rule)


def test_a_compatibility_ideograph_is_the_character_it_stands_for() -> None:
    assert key("\uf9e1明", "surname_strokes") == key("李明", "surname_strokes")


# What cannot be placed


def test_a_name_with_an_unknown_character_is_reported_and_not_placed() -> None:
    result = in_order(["田富", "王" + UNKNOWN, "丁一", "Li", "王" + UNKNOWN], "surname_strokes")
    assert result.names == ("丁一", "田富")
    assert result.unplaced == ("王" + UNKNOWN, "Li", "王" + UNKNOWN)
    assert result.unknown == (
        Unknown("王" + UNKNOWN, UNKNOWN),
        Unknown("Li", "L"),
        Unknown("Li", "i"),
    )
    assert result.unknown[0].codepoint == "U+2A6D6"


@pytest.mark.parametrize("name", ["", " ", "·", "　"])
def test_a_name_in_which_nothing_can_be_compared_has_no_place(name: str) -> None:
    assert key(name, "surname_strokes") is None
    assert in_order([name], "full_name_strokes").unplaced == (name,)


# Laws


@given(st.lists(names), rules)
def test_every_name_comes_out_once_in_an_order_that_never_falls(
    given_names: list[str], rule: NameOrder
) -> None:
    result = in_order(given_names, rule)
    assert sorted(result.names) == sorted(given_names)
    keys = [key(name, rule) or () for name in result.names]
    assert keys == sorted(keys)


@given(names, names, rules)
def test_the_order_is_total_two_names_are_equal_only_when_they_are_the_same(
    one: str, two: str, rule: NameOrder
) -> None:
    assert (key(one, rule) == key(two, rule)) is (one == two)


@given(st.lists(names, unique=True), st.randoms(use_true_random=False), rules)
def test_the_order_given_does_not_matter(
    given_names: list[str], rng: Random, rule: NameOrder
) -> None:
    shuffled = rng.sample(given_names, len(given_names))
    assert in_order(shuffled, rule) == in_order(given_names, rule)


@given(st.lists(st.sampled_from(["王明", "王 明", "王　明", "王·明", "丁一"])), rules)
def test_names_that_compare_equal_keep_the_order_given(
    given_names: list[str], rule: NameOrder
) -> None:
    result = in_order(given_names, rule).names
    assert [n for n in result if n != "丁一"] == [n for n in given_names if n != "丁一"]


@given(characters, characters, names, names, rules)
def test_fewer_strokes_of_the_first_character_go_first_then_its_sequence(
    one: str, two: str, rest: str, other: str, rule: NameOrder
) -> None:
    if by_sequence(one) < by_sequence(two):
        assert ordered(two + other, one + rest, rule=rule) == (one + rest, two + other)


@given(characters, characters, names)
def test_under_surname_strokes_two_characters_go_before_more_of_the_surname(
    surname: str, given_name: str, longer: str
) -> None:
    other = surname + longer + "一"
    assert ordered(other, surname + given_name)[0] == surname + given_name
