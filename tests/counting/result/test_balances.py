"""The identities of the paper: each holds, or breaks with its code and both numbers."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.election import Contest
from counting.model.figures import Balance, Figures, Row, Tally
from counting.result.balances import balances
from tests.kit.contests import contest, figures, tally, write_in_rule


def broken(held: Contest, paper: Figures, counted: Tally | None = None) -> dict[str, Balance]:
    return {a.code: a for a in balances(held, paper, counted) if not a.ok}


def test_a_session_without_a_fault_balances_everywhere() -> None:
    found = balances(contest(), figures(100, 81), tally(81, 50, 31))
    assert all(account.ok for account in found)
    assert [account.code for account in found] == [
        "present<=due",
        "issued+remaining=unsealed",
        "issued<=present",
        "returned<=issued",
        "counted=returned",
        "valid+invalid=returned",
        "for+against+abstain+row_void=valid",
        "approvals<=valid*seats",
        "write_ins<=against",
    ]


def test_only_recorded_figures_are_judged() -> None:
    unrecorded = dict.fromkeys(("issued", "returned", "unsealed", "valid", "invalid"))
    paper = replace(figures(100, 81), **unrecorded)
    assert [a.code for a in balances(contest(), paper, None)] == ["present<=due"]


@pytest.mark.parametrize(
    ("change", "code", "numbers"),
    [
        ({"present": 101, "issued": 100}, "present<=due", {"present": 101, "due": 100}),
        (
            {"remaining": 1},
            "issued+remaining=unsealed",
            {"issued": 100, "remaining": 1, "sum": 101, "unsealed": 100},
        ),
        ({"present": 99, "issued": 100}, "issued<=present", {"issued": 100, "present": 99}),
        ({"returned": 101, "valid": 101}, "returned<=issued", {"returned": 101, "issued": 100}),
        ({"valid": 99}, "valid+invalid=returned", {"sum": 99, "returned": 100}),
    ],
)
def test_a_broken_identity_names_both_numbers(
    change: dict[str, int], code: str, numbers: dict[str, int]
) -> None:
    paper = replace(figures(100), **change)
    found = broken(contest(), paper, tally(paper.valid or 0, 50, 50, invalid=0))
    assert code in found
    assert numbers.items() <= found[code].facts.items()


def test_sheets_counted_must_be_those_returned() -> None:
    found = broken(contest(), figures(100, valid=None, invalid=None), tally(98, 98, 0, invalid=1))
    assert found["counted=returned"].facts == {"counted": 99, "returned": 100}


def test_each_row_must_add_up_to_the_valid_sheets() -> None:
    rows = (Row(60, 30, 9, 1), Row(60, 30, 9, 2), Row(60, 30, 9, 0))
    found = balances(contest(3, 3), figures(100), Tally(rows=rows, write_ins={}, valid=100))
    wrong = [a.facts for a in found if not a.ok]
    assert wrong == [
        {"candidate": "钱甲", "sum": 101, "valid": 100},
        {"candidate": "孙甲", "sum": 99, "valid": 100},
    ]


@pytest.mark.parametrize(("second", "ok"), [(99, True), (100, True), (101, False)])
def test_approvals_cannot_exceed_what_the_valid_sheets_allow(second: int, ok: bool) -> None:
    found = broken(contest(2, 3), figures(100), tally(100, 100, 0, second))
    assert ("approvals<=valid*seats" not in found) is ok


def test_where_fewer_approvals_void_a_sheet_every_valid_one_uses_all_its_seats() -> None:
    held = contest(2, 3, undervote="void")
    assert not broken(held, figures(100), tally(100, 100, 60, 40))
    assert "approvals=valid*seats" in broken(held, figures(100), tally(100, 100, 60, 39))


@pytest.mark.parametrize(
    ("rule", "seats", "written", "code"),
    [
        ({}, 1, {"林一": 3}, None),
        ({}, 1, {"林一": 2, "林二": 2}, "write_ins<=against"),
        ({}, 2, {"林一": 3, "林二": 3}, None),
        ({}, 2, {"林一": 3, "林二": 3, "林三": 1}, "write_ins<=seats*against"),
        ({}, 2, {"林一": 4}, "write_in<=sheets"),
        ({"needs": "one_for_one"}, 2, {"林一": 3}, None),
        ({"needs": "one_for_one"}, 2, {"林一": 2, "林二": 2}, "write_ins<=against"),
        ({"needs": "free"}, 1, {"林一": 4}, None),
        ({"allowed": False}, 1, {}, None),
        ({"allowed": False}, 1, {"林一": 1}, "write_ins=0"),
    ],
)
def test_write_ins_need_sheets_with_an_against(
    rule: dict[str, Any], seats: int, written: dict[str, int], code: str | None
) -> None:
    """Three against on 100 sheets; grassroots regulations 25."""
    held = contest(seats, 1, write_in=write_in_rule(**rule))
    counted = Tally(rows=(Row(80, 3, 17),), write_ins=written, valid=100)
    assert list(broken(held, figures(100), counted)) == ([code] if code else [])


def test_proxies_let_more_be_issued_than_are_present() -> None:
    paper = figures(100, 80, voters=85, issued=85, unsealed=85, returned=85, valid=85)
    assert "issued<=present" in broken(contest(), paper)
    assert not broken(contest(proxy="written_3"), paper)


@pytest.mark.parametrize(("returned", "ok"), [(90, True), (91, False)])
def test_returned_is_compared_with_the_voters_where_the_rules_say_so(
    returned: int, ok: bool
) -> None:
    """Election Law 44: more cast than voters is void."""
    paper = figures(100, voters=90, returned=returned, valid=returned)
    assert ("returned<=voters" not in broken(contest(return_base="voters"), paper)) is ok


@given(st.integers(1, 300), st.data())
def test_an_honest_count_always_balances(due: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, due))
    issued = data.draw(st.integers(0, present))
    returned = data.draw(st.integers(0, issued))
    invalid = data.draw(st.integers(0, returned))
    valid = returned - invalid
    approvals = data.draw(st.integers(0, valid))
    paper = figures(due, present, issued=issued, unsealed=issued, returned=returned)
    paper = replace(paper, valid=valid, invalid=invalid)
    assert not broken(contest(1, 1), paper, tally(valid, approvals, invalid=invalid))
