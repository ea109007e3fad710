"""Who is elected, what is tied or vacant, and what comes next."""

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counting.model.election import Candidate, Contest
from counting.model.figures import Figures, Row, Tally
from counting.model.outcome import Outcome, Tie
from counting.result.answer import to_json
from counting.result.outcome import decide
from tests.kit.contests import at_least, contest, figures, more_than, tally, write_in_rule

A, B, C, D = names = ("赵甲", "钱甲", "孙甲", "李甲")


def held(*approvals: int, seats: int = 1, valid: int = 100, **changes: object) -> Outcome:
    return decide(
        contest(seats, len(approvals), **changes),
        figures(100, valid),
        tally(valid, *approvals),
    )


@pytest.mark.parametrize(("approvals", "elected"), [(50, ()), (51, (A,)), (49, ())])
def test_exactly_half_does_not_elect(approvals: int, elected: tuple[str, ...]) -> None:
    found = held(approvals, 0)
    assert (found.elected, found.needed) == (elected, 51)


def test_more_than_seats_over_half_the_top_by_votes_are_elected() -> None:
    found = held(60, 80, 55, seats=2)
    assert (found.elected, found.not_elected, found.tie) == ((A, B), (C,), None)


def test_a_tie_at_the_cut_stands_as_a_value() -> None:
    found = held(80, 55, 55, seats=2)
    assert found.elected == (A,)
    assert found.tie == Tie((B, C), 1)
    assert (found.not_elected, found.vacancies) == ((), 0)
    assert (found.next, found.options) == ("revote_among_tied", ())


def test_three_may_tie_for_two_seats() -> None:
    found = held(70, 55, 55, 55, seats=3)
    assert (found.elected, found.tie) == ((A,), Tie((B, C, D), 2))


@pytest.mark.parametrize("approvals", [(70, 70, 55), (80, 45, 45)])
def test_equal_votes_that_do_not_touch_the_cut_are_no_tie(approvals: tuple[int, ...]) -> None:
    assert held(*approvals, seats=2).tie is None


def test_all_who_are_tied_fit_into_the_seats() -> None:
    found = held(60, 60, 55, seats=2)
    assert (found.elected, found.tie) == ((A, B), None)


def test_with_fewer_than_seats_exactly_the_allowed_options_are_offered() -> None:
    options = ("separate_vote", "reduce_seats")
    found = held(60, 50, seats=2, fewer_than_seats=options)
    assert (found.elected, found.vacancies) == ((A,), 1)
    assert (found.options, found.next) == (options, "separate_vote")
    assert held(60, 50, seats=2, fewer_than_seats=()).next == "none"


def test_with_all_seats_filled_nothing_is_left_to_choose() -> None:
    found = held(60, 60, seats=2)
    assert (found.vacancies, found.options, found.next) == (0, (), "none")


def test_where_nobody_tied_is_elected_the_seat_stays_open_and_it_is_said() -> None:
    found = held(80, 55, 55, seats=2, tie="none_elected")
    assert (found.elected, found.tie) == ((A,), Tie((B, C), 1))
    assert (found.not_elected, found.vacancies) == ((B, C), 1)
    assert (found.options, found.next) == (("separate_vote",), "separate_vote")
    assert [w.code for w in found.warnings] == ["tie.none_elected"]


def test_a_lot_is_drawn_by_people() -> None:
    found = held(80, 55, 55, seats=2, tie="lot")
    assert (found.elected, found.tie, found.next) == ((A,), Tie((B, C), 1), "none")
    assert [w.code for w in found.warnings] == ["tie.lot"]


@pytest.mark.parametrize(
    ("against", "seats", "elected", "tie"),
    [
        ((3, 5, 5), 1, (A,), None),
        ((5, 3, 3), 2, (C, B), None),
        ((3, 5, 5), 2, (A,), Tie((B, C), 1)),
        ((5, 5, 5), 1, (), Tie((A, B, C), 1)),
        ((5, 3, 3), 1, (), Tie((B, C), 1)),
    ],
)
def test_fewest_against_decides_first_where_the_rules_say_so(
    against: tuple[int, ...], seats: int, elected: tuple[str, ...], tie: Tie | None
) -> None:
    found = decide(
        contest(seats, 3, tie="fewest_against_then_revote", majority=more_than("1/4", "due")),
        figures(100),
        Tally(rows=tuple(Row(30, n, 70 - n) for n in against), write_ins={}, valid=100),
    )
    assert (found.elected, found.tie) == (elected, tie)
    assert [w.code for w in found.warnings] == (["tie.fewest_against"] if elected else [])


def test_a_written_name_is_never_preferred_for_want_of_against() -> None:
    changes = {"tie": "fewest_against_then_revote", "majority": more_than("1/4", "due")}
    counted = Tally(rows=(Row(30, 40, 30),), write_ins={"林一": 30}, valid=100)
    found = decide(contest(1, 1, **changes), figures(100), counted)
    assert (found.elected, found.tie) == ((), Tie((A, "林一"), 1))


@pytest.mark.parametrize(
    ("order", "announced"),
    [("strokes", (C, A, B)), ("superior", (A, B, C)), ("votes_then_strokes", (B, C, A))],
)
def test_the_elected_are_announced_in_the_order_of_the_office(
    order: str, announced: tuple[str, ...]
) -> None:
    assert held(60, 80, 60, seats=3, announce_order=order).elected == announced


def test_a_written_name_can_be_elected_and_has_its_place_by_strokes() -> None:
    counted = Tally(
        rows=(Row(55, 40, 5), Row(30, 60, 10)), write_ins={"林一": 55, "林二": 5}, valid=100
    )
    found = decide(contest(2, 2), figures(100), counted)
    assert (found.elected, found.not_elected) == (("林一", A), (B, "林二"))
    assert found.warnings == ()


def test_a_written_name_stands_last_where_the_approved_order_is_announced() -> None:
    counted = Tally(rows=(Row(55, 40, 5), Row(30, 60, 10)), write_ins={"林一": 55}, valid=100)
    found = decide(contest(2, 2, announce_order="superior"), figures(100), counted)
    assert found.elected == (A, "林一")
    assert [w.code for w in found.warnings] == ["announce.written_name"]


def test_an_elected_written_name_must_be_checked_where_not_everyone_may_be_named() -> None:
    counted = Tally(rows=(Row(30, 60, 10),), write_ins={"林一": 55}, valid=100)
    rule = write_in_rule(who="members")
    found = decide(contest(1, 1, write_in=rule), figures(100), counted)
    assert "write_in.eligibility" in [w.code for w in found.warnings]


def test_a_plurality_elects_the_top_above_its_floor() -> None:
    """Villagers' committees: at least a third of the votes cast."""
    floor = {"method": "plurality", "majority": at_least("1/3", "valid")}
    found = held(40, 34, 26, seats=2, **floor)
    assert (found.elected, found.needed) == ((A, B), 34)
    assert held(40, 33, 27, seats=2, **floor).elected == (A,)


def test_returned_above_its_base_voids_the_contest_without_errors() -> None:
    paper = figures(100, 81, issued=80, remaining=1, returned=81)
    found = decide(contest(), paper, tally(81, 81, 0))
    assert found.contest_void
    assert (found.elected, found.errors, found.next) == ((), (), "vote_again")
    assert found.full_vote == {}
    assert found.vacancies == 1


def test_a_void_contest_still_tells_what_is_wrong_before_the_count() -> None:
    paper = figures(100, 101, issued=100, remaining=1, returned=101)
    found = decide(contest(), paper, tally(101, 101, 0))
    assert [e.code for e in found.errors] == ["present<=due"]
    assert found.next == "errors"


def test_without_a_quorum_nobody_is_elected_and_nothing_follows() -> None:
    found = held(50, 0, valid=50, majority=more_than("1/2", "present"))
    assert found.quorum.met is False
    assert (found.elected, found.errors, found.options, found.next) == ((), (), (), "none")
    assert found.full_vote == {}


def test_impossible_figures_elect_nobody() -> None:
    found = decide(
        contest(), figures(100), Tally(rows=(Row(60, 39), Row(10, 90)), write_ins={}, valid=100)
    )
    assert (found.elected, found.next) == ((), "errors")
    assert [e.facts for e in found.errors] == [{"candidate": A, "sum": 99, "valid": 100}]


def test_pending_sheets_elect_nobody() -> None:
    counted = replace(tally(99, 99, 0), pending=1)
    found = decide(contest(), figures(100, valid=99), counted)
    assert "sheets.pending" in [e.code for e in found.errors]
    assert found.elected == ()


def test_a_listed_candidate_cannot_be_written_in() -> None:
    found = decide(contest(), figures(100), tally(100, 60, 0, write_ins={" 赵甲": 1}))
    assert "write_ins.listed_candidate" in [e.code for e in found.errors]


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        ({}, ("valid", "returned", "present", "due")),
        ({"due": 101}, ("valid", "returned", "present")),
        ({"due": 101, "present": 101}, ("valid", "returned")),
        ({"returned": 101, "issued": 101, "present": 101, "due": 101, "invalid": 1}, ("valid",)),
    ],
)
def test_each_level_of_a_full_vote_is_named(
    change: dict[str, int], levels: tuple[str, ...]
) -> None:
    paper = replace(figures(100, unsealed=None), **change)
    found = decide(contest(), paper, tally(100, 100, 0, invalid=paper.invalid or 0))
    assert found.full_vote == {A: levels}
    assert (found.full_vote_level, found.full_vote_base) == ("present", paper.present)


@pytest.mark.parametrize("row", [Row(99, 1), Row(99, 0, 1), Row(99, 0, 0, 1)])
def test_one_sheet_otherwise_is_not_a_full_vote(row: Row) -> None:
    found = decide(contest(1, 1), figures(100), Tally(rows=(row,), write_ins={}, valid=100))
    assert (found.elected, found.full_vote) == ((A,), {})


def test_a_written_name_can_have_a_full_vote() -> None:
    counted = Tally(rows=(Row(0, 100),), write_ins={"林一": 100}, valid=100)
    found = decide(contest(1, 1), figures(100), counted)
    assert found.full_vote == {"林一": ("valid", "returned", "present", "due")}


def test_full_votes_in_every_seat_leave_nothing_for_others() -> None:
    assert held(100, 100, 0, seats=2).errors == ()
    found = held(100, 100, 1, seats=2)
    assert [e.code for e in found.errors] == ["approvals<=valid*seats", "full_vote.exhausted"]
    assert found.errors[1].facts["others"] == [C]


def test_more_full_votes_than_seats_cannot_be() -> None:
    assert "full_vote.exhausted" in [e.code for e in held(100, 100).errors]


def test_another_base_that_would_elect_others_is_told_with_both_numbers() -> None:
    found = held(48, 0, valid=90)
    (note,) = found.sensitivity
    assert note.code == "sensitivity.majority"
    assert note.facts == {
        "base": "due",
        "needed": 51,
        "other_base": "present",
        "other_needed": 46,
        "also_elected": [A],
        "not_elected": [],
        "tied": [],
    }
    assert found.elected == ()


@pytest.mark.parametrize("approvals", [51, 45])
def test_another_base_that_changes_nothing_is_not_told(approvals: int) -> None:
    assert held(approvals, 0, valid=90).sensitivity == ()


def test_another_base_may_turn_an_election_into_a_tie() -> None:
    found = held(60, 48, 48, seats=2, valid=90)
    assert found.sensitivity[0].facts["tied"] == [B, C]


def test_the_other_base_of_the_returned_sheets_is_told_where_it_would_void_the_vote() -> None:
    paper = figures(100, voters=90)
    (note,) = decide(contest(), paper, tally(100, 60, 40)).sensitivity
    assert note.code == "sensitivity.return_base"
    assert {"figure": 100, "other_figure": 90, "not_elected": [A]}.items() <= note.facts.items()
    voters = decide(contest(return_base="voters"), paper, tally(100, 60, 40))
    assert voters.contest_void
    assert voters.sensitivity[0].facts["also_elected"] == [A]


def test_the_law_that_names_its_base_is_not_called_fragile() -> None:
    found = held(48, 0, valid=90, majority=more_than("1/2", "all_members"))
    assert found.sensitivity == ()


def test_the_outcome_is_plain_json() -> None:
    document = to_json(held(80, 55, 55, seats=2))
    assert json.loads(json.dumps(document)) == document
    assert document["tie"] == {"candidates": [B, C], "seats": 1}


def test_messages_come_from_the_words_given_or_name_the_code() -> None:
    found = decide(
        contest(), figures(100), Tally(rows=(Row(60, 39), Row(10, 90)), write_ins={}, valid=100)
    )
    (said,) = to_json(found, lambda code, facts: f"{code}!{facts['sum']}")["errors"]
    assert said["message"] == "for+against+abstain+row_void=valid!99"
    (bare,) = to_json(found)["errors"]
    assert "sum = 99" in bare["message"]


@st.composite
def counts(draw: st.DrawFn) -> tuple[Contest, Figures, Tally]:
    """Contests whose figures are possible, of any size, tie rule and base."""
    seats, n = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    valid = draw(st.integers(1, 12))
    left, rows = valid * seats, []
    for _ in range(n):
        approvals = draw(st.integers(0, min(valid, left)))
        left -= approvals
        against = draw(st.integers(0, valid - approvals))
        rows.append(Row(approvals, against, valid - approvals - against))
    drawn = contest(
        seats,
        n,
        majority=draw(
            st.sampled_from(
                [more_than("1/2", "due"), more_than("1/2", "present"), at_least("1/3", "valid")]
            )
        ),
        tie=draw(st.sampled_from(["revote_among_tied", "fewest_against_then_revote", "lot"])),
    )
    due = draw(st.integers(valid, 2 * valid - 1))
    return drawn, figures(due, valid), Tally(rows=tuple(rows), write_ins={}, valid=valid)


@given(counts())
def test_every_seat_is_elected_tied_or_vacant(case: tuple[Contest, Figures, Tally]) -> None:
    drawn, paper, counted = case
    found = decide(drawn, paper, counted)
    tied = found.tie.seats if found.tie else 0
    assert found.errors == ()
    assert len(found.elected) + tied + found.vacancies == drawn.seats
    assert min(len(found.elected), found.vacancies) >= 0


@given(counts())
def test_nobody_is_elected_or_tied_below_what_is_needed(
    case: tuple[Contest, Figures, Tally],
) -> None:
    drawn, paper, counted = case
    found = decide(drawn, paper, counted)
    votes = dict(zip((c.name for c in drawn.candidates), counted.rows, strict=True))
    tied = found.tie.candidates if found.tie else ()
    assert all(votes[name].for_ >= found.needed for name in (*found.elected, *tied))


@given(counts())
def test_a_tie_is_never_broken_silently(case: tuple[Contest, Figures, Tally]) -> None:
    """Whoever is passed over had fewer approvals, or fewest against decided, and it is said."""
    drawn, paper, counted = case
    found = decide(drawn, paper, counted)
    votes = dict(zip((c.name for c in drawn.candidates), counted.rows, strict=True))
    said = any(w.code == "tie.fewest_against" for w in found.warnings)
    for passed in found.not_elected:
        for winner in found.elected:
            assert votes[passed].for_ < votes[winner].for_ or (
                said and votes[passed].against > votes[winner].against
            )
    if found.tie:
        assert len({votes[name].for_ for name in found.tie.candidates}) == 1
        assert 0 < found.tie.seats < len(found.tie.candidates)


@given(counts(), st.data())
def test_one_more_approval_never_costs_a_candidate_the_seat(
    case: tuple[Contest, Figures, Tally], data: st.DataObject
) -> None:
    drawn, paper, counted = case
    place = data.draw(st.integers(0, len(counted.rows) - 1))
    row = counted.rows[place]
    assume(row.abstain and sum(r.for_ for r in counted.rows) < counted.valid * drawn.seats)
    more = replace(row, for_=row.for_ + 1, abstain=row.abstain - 1)
    rows = (*counted.rows[:place], more, *counted.rows[place + 1 :])
    name = drawn.candidates[place].name
    if name in decide(drawn, paper, counted).elected:
        assert name in decide(drawn, paper, replace(counted, rows=rows)).elected


@given(counts(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_changes_nobodys_fate(
    case: tuple[Contest, Figures, Tally], chance: object
) -> None:
    drawn, paper, counted = case
    pairs = list(zip(drawn.candidates, counted.rows, strict=True))
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    candidates: tuple[Candidate, ...] = tuple(c for c, _ in pairs)
    turned = decide(
        replace(drawn, candidates=candidates),
        paper,
        replace(counted, rows=tuple(r for _, r in pairs)),
    )
    found = decide(drawn, paper, counted)
    assert set(turned.elected) == set(found.elected)
    assert set(turned.tie.candidates if turned.tie else ()) == set(
        found.tie.candidates if found.tie else ()
    )
