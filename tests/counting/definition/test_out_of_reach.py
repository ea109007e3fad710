"""Thresholds that nobody can reach are refused in a definition, not met in the hall."""

import pytest

from counting.definition.read import from_object
from counting.model.election import Electors
from counting.model.refusal import InputError
from counting.rules import profiles
from counting.rules.thresholds import out_of_reach
from tests.kit.congress import contest_object, definition_object
from tests.kit.contests import at_least, more_than, rules

ALL = {"fraction": "1/1", "compare": ">=", "base": "due"}


def problems(**changes: object) -> list[tuple[str, str]]:
    try:
        from_object(definition_object(**changes))
    except InputError as error:
        return [(problem.code, problem.place) for problem in error.problems]
    return []


def half_of(base: str) -> dict[str, str]:
    return {"fraction": "1/2", "compare": ">", "base": base}


@pytest.mark.parametrize("name", ["quorum", "majority", "separate_vote"])
@pytest.mark.parametrize("base", ["due", "all_members", "registered"])
def test_more_than_all_is_reached_by_nobody(name: str, base: str) -> None:
    given = {"overrides": {name: {**ALL, "compare": ">", "base": base}}}
    assert problems(**given) == [("rules.above_all", f"overrides.{name}.fraction")]
    assert problems(overrides={name: {**ALL, "base": base}}) == []


@pytest.mark.parametrize("base", ["present", "voters", "returned", "valid"])
def test_whatever_the_base(base: str) -> None:
    above = {"majority": {**ALL, "compare": ">", "base": base}}
    with pytest.raises(InputError) as caught:
        profiles.resolve(profiles.load("generic-majority"), above, "member")
    assert [p.code for p in caught.value.problems] == ["rules.above_all"]


def test_also_where_the_profile_says_more_than() -> None:
    assert problems(overrides={"majority": {"fraction": "1/1"}}) == [
        ("rules.above_all", "overrides.majority.fraction")
    ]


@pytest.mark.parametrize(("all_members", "reached"), [(59, True), (60, False)])
def test_a_majority_of_all_members_is_within_reach_of_those_due(
    all_members: int, reached: bool
) -> None:
    overrides = {"majority": half_of("all_members")}
    electors = {"due": 30, "all_members": all_members}
    assert problems(overrides=overrides, electors=electors) == (
        [] if reached else [("definition.out_of_reach", "electors")]
    )


@pytest.mark.parametrize(("all_members", "reached"), [(45, True), (46, False)])
def test_so_is_a_quorum(all_members: int, reached: bool) -> None:
    given = rules(quorum=at_least("2/3", "all_members"))
    electors = Electors(due=30, registered=30, total=30, all_members=all_members)
    found = out_of_reach(given, electors)
    assert found == ({} if reached else {"quorum": {"figure": 46, "number": 31, "due": 30}})


def test_it_is_told_where_the_contest_states_its_electors() -> None:
    own = contest_object(electors={"due": 10, "registered": 20})
    assert problems(contests=[own], overrides={"quorum": half_of("registered")}) == [
        ("definition.out_of_reach", "contests[0].electors")
    ]


def test_it_is_told_once_for_contests_of_the_same_electors() -> None:
    contests = [contest_object(), contest_object(id="other", title="另一项")]
    overrides = {"quorum": half_of("total")}
    electors = {"due": 10, "total": 40}
    assert problems(contests=contests, overrides=overrides, electors=electors) == [
        ("definition.out_of_reach", "electors")
    ]


def test_where_proxies_vote_nobody_says_how_many_may() -> None:
    few = Electors(due=10, registered=1000, total=1000, all_members=1000)
    given = {"quorum": more_than("1/2", "registered")}
    assert out_of_reach(rules(**given, proxy="written_3"), few) == {}
    assert set(out_of_reach(rules(**given), few)) == {"quorum"}


def test_a_plenary_s_electors_are_not_judged_before_they_are_elected() -> None:
    plenary = contest_object(
        id="standing", title="常委", office="standing", electors_from=["committee"]
    )
    whole = {"office": {"standing": {"majority": half_of("all_members")}}}
    electors = {"due": 10, "all_members": 90}
    assert problems(contests=[contest_object(), plenary], electors=electors, overrides=whole) == []
    plenary.pop("electors_from")
    assert problems(contests=[contest_object(), plenary], electors=electors, overrides=whole) != []
