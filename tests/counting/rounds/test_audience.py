"""Who may see what of a result, and when: before anything else says it."""

from dataclasses import replace
from typing import get_args

import pytest

from counting.model.figures import Balance
from counting.model.outcome import Finding
from counting.model.state import Phase, Round
from counting.rounds.audience import Audience, Shown, seen_by, shown_to, state_seen_by, told
from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Release
from counting.steps.paper import RecordIssued
from tests.kit.rounds import A, C, now, open_round, rounds_hall, vote

AUDIENCES = get_args(Audience)
NAMES = "候选甲"


def closed(announce: str = "floor", live: str = "progress") -> Round:
    hall = rounds_hall(overrides={"announce": announce, "live_display": live})
    return vote(hall, 9, 8, 1, write_ins={"石明远": 1}, certify=False)


def seen(round_: Round) -> dict[str, Shown]:
    return {audience: shown_to(audience, round_) for audience in AUDIENCES}


@pytest.mark.parametrize(
    ("announce", "released_to", "expected"),
    [
        ("floor", None, ("figures", "nothing", "nothing", "nothing")),
        ("floor", "presidium", ("figures", "figures", "nothing", "nothing")),
        ("floor", "floor", ("figures", "figures", "figures", "nothing")),
        ("floor", "public", ("figures", "figures", "figures", "names")),
        ("presidium", "floor", ("figures", "figures", "names", "nothing")),
        ("public", "public", ("figures", "figures", "figures", "figures")),
    ],
)
def test_a_closed_count_goes_as_far_as_its_release_and_its_figures_as_far_as_the_rules(
    announce: str, released_to: str | None, expected: tuple[Shown, ...]
) -> None:
    phase = Phase.RELEASED if released_to else Phase.CERTIFIED
    round_ = replace(closed(announce), phase=phase, released_to=released_to)
    assert tuple(seen(round_).values()) == expected


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.CERTIFIED])
@pytest.mark.parametrize("live", ["progress", "running", "after_release"])
def test_before_a_release_a_closed_count_is_for_the_scrutineers_alone(
    phase: Phase, live: str
) -> None:
    round_ = replace(closed("public", live), phase=phase)
    assert seen(round_) == dict.fromkeys(AUDIENCES, "nothing") | {"scrutineers": "figures"}


def test_running_sums_are_seen_while_sheets_are_counted_as_far_as_figures_may_go() -> None:
    round_ = replace(closed("floor", "running"), phase=Phase.COUNTING)
    assert tuple(seen(round_).values()) == ("nothing", "running", "running", "nothing")


@pytest.mark.parametrize("phase", [p for p in Phase if not p.final and p is not Phase.COUNTING])
def test_before_the_count_there_is_nothing_to_see(phase: Phase) -> None:
    round_ = replace(closed("public", "running"), phase=phase, released_to="public")
    assert set(seen(round_).values()) == {"nothing"}


def test_what_an_audience_may_not_see_is_not_in_what_it_is_given() -> None:
    round_ = closed()
    assert NAMES not in str(seen_by("floor", round_).outcome)
    assert (seen_by("floor", round_).outcome, seen_by("floor", round_).tally) == (None, None)
    assert seen_by("scrutineers", round_) == round_


def test_names_come_without_a_single_figure_of_theirs() -> None:
    round_ = replace(closed("presidium"), phase=Phase.RELEASED, released_to="floor")
    known = seen_by("floor", round_)
    assert known.tally is None
    assert known.outcome is not None
    assert A in known.outcome.elected
    assert (known.outcome.full_vote, known.outcome.balances) == ({}, ())


def test_a_state_is_seen_round_by_round() -> None:
    hall = rounds_hall()
    vote(hall, 9, 8, 1)
    assert state_seen_by("floor", hall.state).rounds[C, 1].outcome is None
    hall.must(Release(C, "floor"))
    assert state_seen_by("floor", hall.state).rounds[C, 1] == now(hall)


def test_what_fails_in_votes_of_a_name_is_told_without_them() -> None:
    round_ = closed()
    row = Finding("for+against+abstain+row_void=valid", {"candidate": A, "sum": 9, "valid": 10})
    sheets = Balance("counted=returned", False, {"counted": 9, "returned": 10})
    assert told("floor", round_, row) == Finding("accounts.unequal", {})
    assert told("floor", round_, sheets) == sheets
    assert told("scrutineers", round_, row) == row


def test_a_vote_among_the_tied_is_not_there_before_the_result_that_it_follows() -> None:
    hall = rounds_hall()
    vote(hall, 8, 6, 6)
    open_round(hall, "revote")
    assert state_seen_by("floor", hall.state).current(C).number == 1
    assert state_seen_by("scrutineers", hall.state).current(C).number == 2
    parent = replace(hall.state.rounds[C, 1], phase=Phase.RELEASED, released_to="floor")
    released = hall.state.with_round(parent)
    assert state_seen_by("floor", released).current(C).number == 2
    assert state_seen_by("public", released).current(C).number == 2
    hall.must(
        RecordAttendance(10),
        RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
    )
    assert state_seen_by("public", hall.state).current(C).number == 2
