"""Rule profiles: what ships, how values are laid over each other, what a bad file is told."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from counting.model.ballot import Mark
from counting.model.election import OfficeType
from counting.model.refusal import InputError, Problem
from counting.model.rules import Differential, QuorumBase, Rules, Source, Threshold, Way
from counting.rules import profiles
from counting.rules.keys import OFFICES, PARAMETERS, SOURCED
from counting.rules.parameters import LEAVES, Leaf

HALF_OF_DUE = Threshold(Fraction(1, 2), True, "due")
TENTH, FIFTH = Differential("ratio", Fraction(1, 10)), Differential("ratio", Fraction(1, 5))


def rules(profile: str, office: OfficeType = "member", /, **overrides: Any) -> Rules:
    return profiles.resolve(profiles.load(profile), overrides, office)[0]


def source(profile: str, key: str, office: OfficeType = "member") -> Source:
    return profiles.resolve(profiles.load(profile), {}, office)[1][key]


def problems(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        act()
    return [(p.code, p.place) for p in error.value.problems]


# What ships


def test_the_promised_profiles_ship() -> None:
    shipped = {
        "cpc-local-congress",
        "cpc-local-plenary",
        "cpc-discipline-plenary",
        "cpc-grassroots-congress",
        "cpc-grassroots-branch",
        "cpc-grassroots-pre2020",
        "peoples-congress",
        "cppcc",
        "villagers-committee",
        "trade-union",
        "youth-league",
        "generic-majority",
    }
    assert shipped <= set(profiles.names())


@pytest.mark.parametrize("name", profiles.names())
@pytest.mark.parametrize("office", OFFICES)
def test_every_shipped_value_has_an_article_and_a_confidence(name: str, office: str) -> None:
    _, sources = profiles.resolve(profiles.load(name), {}, office)
    assert set(sources) == set(SOURCED)
    assert all(s.article and s.confidence in "THM" and not s.overridden for s in sources.values())


def test_the_parameters_are_exactly_the_fields_of_the_rules() -> None:
    assert set(PARAMETERS) == set(Rules.__dataclass_fields__)


TWENTIETH = Differential("ratio", Fraction(1, 20))
TENTH_TO_FIFTH = Differential("ratio", Fraction(1, 10), Fraction(1, 5))
FIFTH_TO_HALF = Differential("ratio", Fraction(1, 5), Fraction(1, 2))
THIRD_TO_WHOLE = Differential("ratio", Fraction(1, 3), Fraction(1))
ONE_MORE = Differential("plus", Fraction(1))
HALF_OF_ALL = Threshold(Fraction(1, 2), True, "all_members")
HALF_OF_REGISTERED = Threshold(Fraction(1, 2), True, "registered")
MORE_THAN_TWO_THIRDS = Threshold(Fraction(2, 3), True, "due")
TWO_THIRDS_OF_ALL = Threshold(Fraction(2, 3), False, "all_members")
TWO_THIRDS_OF_DUE = Threshold(Fraction(2, 3), False, "due")
FOUR_FIFTHS = Threshold(Fraction(4, 5), False, "due")
A_THIRD = Threshold(Fraction(1, 3), False, "returned")


def plus(least: int, most: int) -> Differential:
    return Differential("plus", Fraction(least), Fraction(most))


LOCAL, GRASSROOTS, GENERIC = "cpc-local-congress", "cpc-grassroots-congress", "generic-majority"
PLENARY, PRE2020, PEOPLE = "cpc-local-plenary", "cpc-grassroots-pre2020", "peoples-congress"
DIRECT, VILLAGE = "peoples-congress-direct", "villagers-committee"
FIRST_PLENARY = "cpc-grassroots-plenary"


@pytest.mark.parametrize(
    ("profile", "office", "key", "value", "confidence", "article"),
    [
        (LOCAL, "member", "quorum", HALF_OF_DUE, "T", "第二十四条"),
        (PLENARY, "standing", "quorum", Threshold(Fraction(2, 3), True, "due"), "T", "第二十四条"),
        (LOCAL, "member", "majority", HALF_OF_DUE, "H", "地方组织选举工作条例"),
        (LOCAL, "member", "differential", TENTH, "H", ""),
        (LOCAL, "alternate", "differential", TENTH, "H", ""),
        (LOCAL, "discipline", "differential", TENTH, "H", ""),
        (LOCAL, "delegate", "differential", FIFTH, "H", ""),
        (
            PLENARY,
            "standing",
            "differential",
            Differential("plus", Fraction(1), Fraction(2)),
            "H",
            "",
        ),
        (PLENARY, "secretary", "differential", Differential("equal"), "H", ""),
        (LOCAL, "member", "overvote", "sheet_void", "H", ""),
        (LOCAL, "member", "tie", "revote_among_tied", "H", ""),
        (LOCAL, "member", "fewer_than_seats", ("separate_vote", "reduce_seats"), "H", ""),
        (LOCAL, "member", "ballot_order", "strokes", "T", "第三十条"),
        (PLENARY, "secretary", "ballot_order", "superior", "T", "第三十条"),
        (LOCAL, "member", "announce_order", "strokes", "T", ""),
        (LOCAL, "alternate", "announce_order", "votes_then_strokes", "T", ""),
        (PLENARY, "secretary", "announce_order", "superior", "T", ""),
        (LOCAL, "member", "proxy", "none", "T", "第三十一条"),
        (LOCAL, "member", "live_display", "progress", "M", ""),
        (LOCAL, "member", "identification", "style", "H", ""),
        (LOCAL, "member", "full_vote", "present", "M", ""),
        (GRASSROOTS, "member", "quorum", Threshold(Fraction(4, 5), False, "due"), "T", ""),
        (GRASSROOTS, "member", "majority", HALF_OF_DUE, "H", "2020"),
        (GRASSROOTS, "member", "differential", FIFTH, "T", "第十三条"),
        (GRASSROOTS, "delegate", "differential", FIFTH, "T", "第九条"),
        (GRASSROOTS, "member", "fewer_than_seats", ("separate_vote", "reduce_seats"), "H", ""),
        (GRASSROOTS, "member", "ballot_order", "strokes", "T", "第二十四条"),
        (GRASSROOTS, "member", "proxy", "none", "T", "第二十四条"),
        (PLENARY, "member", "majority", HALF_OF_DUE, "H", ""),
        (PLENARY, "standing", "ballot_order", "strokes", "T", "第三十条"),
        (PLENARY, "standing", "fewer_than_seats", ("separate_vote", "ask_superior"), "H", ""),
        ("cpc-discipline-plenary", "standing", "quorum", MORE_THAN_TWO_THIRDS, "T", "第二十四条"),
        ("cpc-grassroots-branch", "member", "quorum", FOUR_FIFTHS, "T", ""),
        ("cpc-grassroots-branch", "member", "differential", FIFTH, "T", "第十三条"),
        (PRE2020, "member", "quorum", Threshold(Fraction(4, 5), True, "due"), "H", "2020"),
        (PRE2020, "member", "majority", Threshold(Fraction(1, 2), True, "present"), "H", "2020"),
        (PRE2020, "member", "differential", FIFTH, "M", ""),
        (PRE2020, "delegate", "differential", FIFTH, "M", ""),
        (PRE2020, "member", "proxy", "none", "M", ""),
        (PEOPLE, "member", "majority", HALF_OF_ALL, "T", "第二十五条"),
        (PEOPLE, "member", "quorum", TWO_THIRDS_OF_ALL, "T", "第十四条"),
        (PEOPLE, "secretary", "differential", plus(0, 1), "T", "第二十七条"),
        (PEOPLE, "member", "differential", plus(1, 3), "T", "第二十七条"),
        (PEOPLE, "standing", "differential", TENTH_TO_FIFTH, "T", "第二十七条"),
        (PEOPLE, "other", "differential", Differential("equal"), "M", ""),
        (PEOPLE, "member", "overvote", "sheet_void", "T", "第四十四条"),
        (PEOPLE, "member", "return_base", "voters", "T", "第四十四条"),
        (PEOPLE, "member", "tie", "revote_among_tied", "T", "第二十九条"),
        (PEOPLE, "member", "fewer_than_seats", ("separate_vote",), "T", "第二十九条"),
        (PEOPLE, "member", "ballot_order", "strokes", "H", ""),
        (PEOPLE, "member", "name_order", "full_name_strokes", "M", ""),
        (DIRECT, "delegate", "quorum", HALF_OF_REGISTERED, "T", "第四十五条"),
        (DIRECT, "delegate", "proxy", "written_3", "T", "第四十二条"),
        (DIRECT, "delegate", "separate_vote", A_THIRD, "T", "选举法"),
        ("cppcc", "member", "quorum", Threshold(Fraction(2, 3), False, "all_members"), "H", ""),
        ("cppcc", "member", "majority", HALF_OF_ALL, "H", ""),
        (VILLAGE, "member", "quorum", HALF_OF_REGISTERED, "T", "村民委员会组织法"),
        (VILLAGE, "member", "majority", Threshold(Fraction(1, 2), True, "returned"), "T", ""),
        (VILLAGE, "member", "separate_vote", A_THIRD, "T", "村民委员会组织法"),
        (VILLAGE, "member", "proxy", "near_relative", "T", "第十五条"),
        ("trade-union", "member", "quorum", TWO_THIRDS_OF_DUE, "H", "第十七条"),
        ("trade-union", "member", "majority", HALF_OF_DUE, "H", ""),
        ("trade-union", "member", "differential", TWENTIETH, "H", ""),
        ("youth-league", "member", "quorum", TWO_THIRDS_OF_DUE, "M", ""),
        ("youth-league", "member", "majority", HALF_OF_DUE, "M", ""),
        ("trade-union", "standing", "differential", TENTH, "H", "百分之十"),
        ("trade-union", "secretary", "differential", Differential("any"), "H", "等额"),
        ("trade-union", "other", "differential", Differential("any"), "H", "等额"),
        ("youth-league", "member", "differential", FIFTH, "M", ""),
        ("youth-league", "member", "tie", "revote_among_tied", "T", "再次投票"),
        ("youth-league", "member", "proxy", "none", "T", "不能委托"),
        ("youth-league", "member", "ballot_order", "strokes", "T", "姓氏笔画"),
        (GRASSROOTS, "secretary", "differential", Differential("equal"), "H", "第十三条"),
        (GRASSROOTS, "secretary", "ballot_order", "superior", "T", "第二十四条"),
        (GRASSROOTS, "secretary", "announce_order", "superior", "T", ""),
        ("cpc-grassroots-branch", "secretary", "differential", Differential("equal"), "H", ""),
        (FIRST_PLENARY, "secretary", "quorum", FOUR_FIFTHS, "T", ""),
        (FIRST_PLENARY, "secretary", "majority", HALF_OF_DUE, "H", "2020"),
        (FIRST_PLENARY, "secretary", "differential", Differential("equal"), "H", ""),
        (FIRST_PLENARY, "secretary", "ballot_order", "superior", "T", "第二十四条"),
        (FIRST_PLENARY, "standing", "differential", Differential("any"), "M", ""),
        (FIRST_PLENARY, "standing", "announce_order", "superior", "T", ""),
        (PEOPLE, "delegate", "differential", FIFTH_TO_HALF, "T", "第三十一条"),
        (DIRECT, "delegate", "differential", THIRD_TO_WHOLE, "T", "第三十一条"),
        (DIRECT, "secretary", "differential", Differential("any"), "M", ""),
        (DIRECT, "member", "differential", Differential("any"), "M", ""),
        (DIRECT, "standing", "differential", Differential("any"), "M", ""),
        (VILLAGE, "member", "differential", ONE_MORE, "T", "第十五条"),
        (LOCAL, "member", "separate_vote", None, "M", ""),
        (GENERIC, "member", "quorum", None, "M", ""),
        (GENERIC, "member", "majority", Threshold(Fraction(1, 2), True, "present"), "M", ""),
        (GENERIC, "member", "differential", Differential("any"), "M", ""),
        (GENERIC, "member", "marks", "S1", "M", ""),
        (GENERIC, "member", "tie", "revote_among_tied", "M", ""),
        (GENERIC, "member", "live_display", "running", "M", ""),
        (GENERIC, "member", "identification", "token", "M", ""),
    ],
)
def test_a_shipped_value_is_what_its_source_says(
    profile: str, office: OfficeType, key: str, value: object, confidence: str, article: str
) -> None:
    assert getattr(rules(profile, office), key) == value
    assert source(profile, key, office).confidence == confidence
    assert article in source(profile, key, office).article


def test_a_write_in_is_after_an_against_by_rule_text_only_in_the_grassroots() -> None:
    assert rules(LOCAL).write_in.needs == rules(GRASSROOTS).write_in.needs == "after_against"
    assert source(LOCAL, "write_in").confidence == "H"
    assert source(GRASSROOTS, "write_in") == Source(
        "《中国共产党基层组织选举工作条例》第二十五条", "T"
    )


def test_a_confirmation_ballot_has_no_write_ins() -> None:
    assert not rules(PEOPLE, "other").write_in.allowed
    assert source(PEOPLE, "write_in", "other").confidence == "H"


@pytest.mark.parametrize(
    ("name", "office", "needs", "who", "confidence"),
    [
        (PEOPLE, "member", "one_for_one", "anyone", "H"),
        (PEOPLE, "delegate", "one_for_one", "anyone", "H"),
        (DIRECT, "delegate", "free", "anyone", "T"),
        (VILLAGE, "member", "free", "anyone", "M"),
        (PLENARY, "standing", "after_against", "members", "H"),
        (FIRST_PLENARY, "standing", "after_against", "members", "H"),
    ],
)
def test_who_may_be_written_in_beside_what_is_each_body_s_own(
    name: str, office: OfficeType, needs: str, who: str, confidence: str
) -> None:
    rule = rules(name, office).write_in
    assert (rule.needs, rule.who) == (needs, who)
    assert source(name, "write_in", office).confidence == confidence


def test_the_league_s_figures_are_all_to_be_confirmed() -> None:
    _, sources = profiles.resolve(profiles.load("youth-league"), {}, "member")
    assert {sources[key].confidence for key in ("quorum", "majority", "differential")} == {"M"}


def test_no_article_of_2020_is_named_for_the_elections_before_it() -> None:
    _, sources = profiles.resolve(profiles.load(PRE2020), {}, "delegate")
    assert [key for key, s in sources.items() if s.confidence == "T"] == []


def test_a_profile_says_what_an_office_is_called_in_its_body() -> None:
    assert profiles.load(PEOPLE).offices["secretary"] == "正职领导人员"
    assert profiles.load(DIRECT).offices == {"delegate": "县、乡两级人民代表大会代表"}
    assert profiles.load("cpc-discipline-plenary").extends == "cpc-local-plenary"


def test_what_an_unmarked_name_means_is_always_to_be_confirmed() -> None:
    assert {source(name, "write_in.unmarked").confidence for name in profiles.names()} == {"M"}


def test_importing_the_profiles_reads_none_of_them() -> None:
    code = (
        "from counting.rules import profiles\nassert profiles._shipped.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_profile_is_told_which_are_known() -> None:
    with pytest.raises(InputError) as error:
        profiles.load("../cpc-local-congress")
    facts = {"profile": "../cpc-local-congress", "known": ", ".join(profiles.names())}
    assert error.value.problems == (Problem("profile.unknown", "profile", facts),)


# Overrides


def test_an_override_replaces_one_value_and_is_marked() -> None:
    resolved, sources = profiles.resolve(profiles.load(LOCAL), {"full_vote": "due"}, "member")
    assert resolved.full_vote == "due"
    assert sources["full_vote"].overridden
    assert sources["full_vote"].article == source(LOCAL, "full_vote").article
    assert [key for key, s in sources.items() if s.overridden] == ["full_vote"]


def test_an_overridden_table_keeps_the_fields_that_the_override_leaves_out() -> None:
    quorum = rules(LOCAL, quorum={"fraction": "2/3"}).quorum
    assert quorum == Threshold(Fraction(2, 3), True, "due")


def test_an_overridden_field_with_its_own_source_marks_only_itself() -> None:
    overrides = {"write_in": {"unmarked": "void"}}
    resolved, sources = profiles.resolve(profiles.load(LOCAL), overrides, "member")
    assert resolved.write_in.unmarked == "void"
    assert resolved.write_in.needs == "after_against"
    assert [key for key, s in sources.items() if s.overridden] == ["write_in.unmarked"]


def test_an_override_of_another_kind_starts_the_table_anew() -> None:
    assert rules(LOCAL, differential={"kind": "equal"}).differential == Differential("equal")


def test_an_override_for_all_offices_goes_above_the_profiles_own_for_one() -> None:
    every = rules(LOCAL, "delegate", differential={"at_least": "1/3"})
    assert every.differential == Differential("ratio", Fraction(1, 3))


def test_an_override_for_one_office_leaves_the_others_alone() -> None:
    overrides = {"office": {"delegate": {"differential": {"at_least": "1/2"}}}}
    assert rules(LOCAL, "delegate", **overrides).differential.at_least == Fraction(1, 2)
    assert rules(LOCAL, "member", **overrides).differential == TENTH


def test_a_quorum_can_be_left_out_and_put_in() -> None:
    assert rules(LOCAL, quorum="none").quorum is None
    put_in = {"fraction": "1/2", "compare": ">=", "base": "registered"}
    expected = Threshold(Fraction(1, 2), False, "registered")
    assert rules(GENERIC, quorum=put_in).quorum == expected


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ({"fullvote": "due"}, ("rules.unknown_key", "overrides.fullvote")),
        ({"full_vote": "everyone"}, ("rules.wrong_value", "overrides.full_vote")),
        ({"full_vote": 1}, ("rules.wrong_value", "overrides.full_vote")),
        ({"full_vote": None}, ("rules.wrong_value", "overrides.full_vote")),
        ({"marks": "S9"}, ("rules.wrong_value", "overrides.marks")),
        ({"invalid_review": "yes"}, ("rules.wrong_value", "overrides.invalid_review")),
        ({"quorum": "all"}, ("rules.wrong_value", "overrides.quorum")),
        ({"quorum": {"of": "due"}}, ("rules.unknown_key", "overrides.quorum.of")),
        ({"quorum": {"fraction": 0.5}}, ("rules.wrong_value", "overrides.quorum.fraction")),
        ({"quorum": {"fraction": "3/2"}}, ("rules.wrong_value", "overrides.quorum.fraction")),
        ({"quorum": {"fraction": "1/0"}}, ("rules.wrong_value", "overrides.quorum.fraction")),
        ({"quorum": {"base": "present"}}, ("rules.wrong_value", "overrides.quorum.base")),
        (
            {"differential": {"kind": "plus"}},
            ("rules.missing_value", "overrides.differential.at_least"),
        ),
        (
            {"differential": {"kind": "plus", "at_least": "1/2"}},
            ("rules.wrong_value", "overrides.differential.at_least"),
        ),
        (
            {"differential": {"kind": "plus", "at_least": "3", "at_most": "1"}},
            ("rules.wrong_value", "overrides.differential.at_most"),
        ),
        (
            {"differential": {"kind": "equal", "at_least": "1"}},
            ("rules.unknown_key", "overrides.differential.at_least"),
        ),
        ({"fewer_than_seats": "ask_superior"}, ("rules.wrong_value", "overrides.fewer_than_seats")),
        (
            {"fewer_than_seats": ["ask_superior", "ask_superior"]},
            ("rules.wrong_value", "overrides.fewer_than_seats"),
        ),
        ({"office": {"mayor": {}}}, ("rules.unknown_key", "overrides.office.mayor")),
        ({"office": {"delegate": 1}}, ("rules.wrong_value", "overrides.office.delegate")),
        ({"office": []}, ("rules.wrong_value", "overrides.office")),
        (
            {"office": {"delegate": {"ties": 1}}},
            ("rules.unknown_key", "overrides.office.delegate.ties"),
        ),
        (
            {"office": {"delegate": {"tie": "coin"}}},
            ("rules.wrong_value", "overrides.office.delegate.tie"),
        ),
    ],
)
def test_an_override_that_does_not_fit_is_named_with_its_place(
    overrides: dict[str, Any], found: tuple[str, str]
) -> None:
    assert problems(lambda: rules(LOCAL, **overrides)) == [found]


def test_every_bad_override_is_reported_at_once() -> None:
    overrides = {"tie": "coin", "quorum": {"fraction": "x", "base": "y"}, "colour": "red"}
    assert sorted(place for _, place in problems(lambda: rules(LOCAL, **overrides))) == [
        "overrides.colour",
        "overrides.quorum.base",
        "overrides.quorum.fraction",
        "overrides.tie",
    ]


def test_both_bounds_of_a_differential_are_told_at_once() -> None:
    bounds = {"kind": "plus", "at_least": "1/2", "at_most": "1/3"}
    assert [place for _, place in problems(lambda: rules(LOCAL, differential=bounds))] == [
        "overrides.differential.at_least",
        "overrides.differential.at_most",
    ]


def test_the_words_of_a_value_are_those_that_the_rules_hold() -> None:
    hints = get_type_hints(Rules)
    for name in PARAMETERS:
        if get_origin(hints[name]) is Literal:
            assert LEAVES[name].allowed == get_args(hints[name])
    assert LEAVES["fewer_than_seats"] == Leaf("words", get_args(Way))
    assert LEAVES["quorum.base"].allowed == get_args(QuorumBase)
    assert LEAVES["blank"].allowed == ("scheme", *(mark.value for mark in Mark))


@pytest.mark.parametrize("key", LEAVES)
def test_every_word_that_is_said_to_be_allowed_is(key: str) -> None:
    leaf = LEAVES[key]
    if leaf.kind != "word":
        return
    name, _, part = key.partition(".")
    alone = {"quorum", "separate_vote"}
    whole = {"fraction": "1/2", "compare": ">", "base": "due"} if name in alone else {}
    for word in leaf.allowed:
        value = {**whole, part: word} if part else word
        if key == "differential.kind" and word == "plus":
            value = {"kind": word, "at_least": "1"}
        profiles.resolve(profiles.load(LOCAL), {name: value}, "member")


def test_a_generic_quorum_needs_all_its_fields() -> None:
    assert problems(lambda: rules(GENERIC, quorum={"fraction": "1/2"})) == [
        ("rules.missing_value", "overrides.quorum.compare"),
        ("rules.missing_value", "overrides.quorum.base"),
    ]


@pytest.mark.parametrize(
    ("marks", "blank", "meaning"),
    [
        ("S1", "for", None),
        ("S2", "abstain", None),
        ("S5", "scheme", Mark.ABSTAIN),
        ("S5", "against", Mark.AGAINST),
    ],
)
def test_a_blank_box_has_a_meaning_of_its_own_only_where_the_scheme_leaves_it_open(
    marks: str, blank: str, meaning: Mark | None
) -> None:
    assert rules(GENERIC, marks=marks, blank=blank).blank == meaning


def test_the_contests_own_mark_scheme_goes_above_profile_and_overrides() -> None:
    resolved, sources = profiles.resolve(
        profiles.load(LOCAL), {"marks": "S2"}, "member", marks="S4"
    )
    assert resolved.marks == "S4"
    assert sources["marks"].confidence == "M"
    assert not sources["marks"].overridden
