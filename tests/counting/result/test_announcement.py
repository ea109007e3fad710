"""The order in which the elected are announced."""

from dataclasses import replace
from typing import Any

import pytest

from counting.model.election import Candidate, Contest, Move
from counting.names.listed import labels
from counting.result.announcement import announced
from counting.result.election import Standing, standings
from tests.kit.contests import contest, tally

RARE = "王\U0002a6d6"


def standing(candidates: tuple[str, ...], *written: str, **votes: int) -> list[Standing]:
    listed = [
        Standing(name=n, approvals=votes.get(n, 60), place=at) for at, n in enumerate(candidates)
    ]
    return [*listed, *(Standing(name=n, approvals=votes.get(n, 60)) for n in written)]


def order(of: Contest, *written: str, **votes: int) -> tuple[tuple[str, ...], list[str]]:
    found = standing(tuple(c.name for c in of.candidates), *written, **votes)
    made = announced(of, found, frozenset(s.name for s in found))
    return made.names, [finding.code for finding in made.findings]


def claim(of: Contest, *written: str, **votes: int) -> str:
    found = standing(tuple(c.name for c in of.candidates), *written, **votes)
    return announced(of, found, frozenset(s.name for s in found)).order


def ballot(*names: str, moved: tuple[Move, ...] | None = None, **changes: Any) -> Contest:
    made = contest(len(names), names, **changes)
    return made if moved is None else replace(made, order="strokes", moved=moved)


def test_written_names_have_their_place_by_strokes() -> None:
    assert order(ballot("丁一", "魏一"), "林一", "王一") == (("丁一", "王一", "林一", "魏一"), [])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("surname_strokes", ("田富", "田大利")), ("full_name_strokes", ("田大利", "田富"))],
)
def test_the_collation_is_that_of_the_rules(rule: str, expected: tuple[str, ...]) -> None:
    assert order(ballot("田富", name_order=rule), "田大利") == (expected, [])


def test_with_an_unknown_character_the_ballot_order_stands_and_people_are_told() -> None:
    names, codes = order(ballot("魏一", RARE), "丁一")
    assert names == ("魏一", RARE, "丁一")
    assert codes == ["announce.unknown_strokes"]


def test_the_warning_names_the_character() -> None:
    found = standing(("丁一", RARE))
    (finding,) = announced(ballot("丁一", RARE), found, frozenset({"丁一", RARE})).findings
    assert finding.facts == {"names": [RARE], "characters": ["\U0002a6d6 U+2A6D6"]}


def test_a_single_name_needs_no_order() -> None:
    assert order(ballot(RARE)) == ((RARE,), [])


def test_equal_approvals_are_announced_by_strokes_behind_more_approvals() -> None:
    of = ballot("魏一", "田一", announce_order="votes_then_strokes")
    assert order(of, "丁一", 魏一=70) == (("魏一", "丁一", "田一"), [])


def test_unknown_strokes_do_not_matter_where_approvals_settle_the_order() -> None:
    of = ballot("丁一", RARE, announce_order="votes_then_strokes")
    assert order(of, **{RARE: 70}) == ((RARE, "丁一"), [])
    assert order(of) == (("丁一", RARE), ["announce.unknown_strokes"])


def test_the_approved_order_has_no_place_for_a_written_name() -> None:
    of = ballot("魏一", "田一", announce_order="superior")
    assert order(of, "丁一") == (("魏一", "田一", "丁一"), ["announce.written_name"])


class TestAfterTheClerk:
    MOVED = (Move("c01", None, "按批准名单"),)

    def test_listed_names_keep_the_sealed_order(self) -> None:
        of = ballot("魏一", "丁一", "田一", moved=self.MOVED)
        assert order(of) == (("魏一", "丁一", "田一"), [])

    def test_a_written_name_goes_by_the_names_that_were_not_moved(self) -> None:
        of = ballot("魏一", "丁一", "田一", moved=self.MOVED)
        assert order(of, "王一", "林一", "一一") == (
            ("魏一", "一一", "丁一", "王一", "田一", "林一"),
            [],
        )

    def test_a_listed_name_of_unknown_strokes_has_the_place_the_clerk_gave(self) -> None:
        of = ballot(RARE, "丁一", moved=self.MOVED)
        assert order(of, "王一") == ((RARE, "丁一", "王一"), [])


class TestWhatIsSaidOfTheOrder:
    def test_names_sorted_by_strokes_are_said_to_stand_so(self) -> None:
        assert claim(ballot("魏一", "丁一"), "王一") == "strokes"

    def test_a_name_that_cannot_be_placed_leaves_the_order_of_the_list(self) -> None:
        assert claim(ballot("魏一", RARE), "丁一") == "listed"

    def test_the_clerks_order_is_said_to_be_his(self) -> None:
        moved = (Move("c01", None, "按批准名单"),)
        assert claim(ballot("魏一", "丁一", moved=moved)) == "clerk"

    def test_a_place_given_to_a_name_of_unknown_strokes_keeps_the_order_by_strokes(self) -> None:
        moved = (Move("c01", None, "生僻字"),)
        assert claim(ballot(RARE, "丁一", "魏一", moved=moved)) == "strokes"

    def test_by_votes_equal_names_that_cannot_be_placed_are_not_said_to_be_by_strokes(self) -> None:
        of = ballot("丁一", RARE, announce_order="votes_then_strokes")
        assert claim(of, **{RARE: 70}) == "votes_then_strokes"
        assert claim(of) == "votes"

    def test_an_approved_order_with_a_written_name_in_it_is_only_that_of_the_ballot(self) -> None:
        of = ballot("魏一", "田一", announce_order="superior")
        assert claim(of) == "superior"
        assert claim(of, "丁一") == "listed"

    def test_notes_never_enter_the_order(self) -> None:
        of = replace(
            ballot("魏一", "丁一", "丁一"),
            candidates=(
                Candidate("c01", "魏一"),
                Candidate("c02", "丁一", "（男，1970年生）"),
                Candidate("c03", "丁一", "女"),
            ),
        )
        votes = standings(of, tally(100, 60, 60, 60))
        made = announced(of, votes, frozenset(labels(of)))
        assert made.names == (labels(of)[1], labels(of)[2], "魏一")
        assert (made.order, made.findings) == ("strokes", ())
