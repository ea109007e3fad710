"""The samples: real from definition to released result, and the promised situations occur."""

from collections.abc import Iterator
from typing import Any

import pytest

from counting.model.ballot import Mark
from kiosk.demo.electors import marked_sheets
from kiosk.demo.run import run_once
from kiosk.demo.samples import samples
from kiosk.running.founding import read_definition

Contests = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def contests() -> Contests:
    documents: list[Any] = run_once()
    return {(d["sample"], c["id"]): c for d in documents for c in d["contests"]}


def outcomes(contests: Contests) -> Iterator[dict[str, Any]]:
    return (contest["outcome"] for contest in contests.values())


def test_every_contest_of_both_samples_is_released_with_balanced_accounts(
    contests: Contests,
) -> None:
    assert len(contests) == 6
    for contest in contests.values():
        assert contest["phase"] == "released"
        assert contest["counted"] == contest["returned"]
        assert contest["pending"] == 0
        assert contest["outcome"]["errors"] == []
        assert all(account["ok"] for account in contest["outcome"]["accounts"])


def test_a_candidate_not_elected_a_tie_a_vacancy_and_a_full_vote_occur(contests: Contests) -> None:
    assert any(outcome["not_elected"] for outcome in outcomes(contests))
    assert any(outcome["tie"] for outcome in outcomes(contests))
    assert any(outcome["vacancies"] for outcome in outcomes(contests))
    assert any(
        "present" in levels for o in outcomes(contests) for levels in o["full_vote"].values()
    )


def test_invalid_sheets_and_write_ins_occur(contests: Contests) -> None:
    assert any(contest["invalid"] for contest in contests.values())
    assert any(contest["write_ins"] for contest in contests.values())


def test_doubtful_sheets_occur_in_every_sample() -> None:
    for sample in samples():
        congress, _ = read_definition(sample.definition)
        doubtful = sum(
            sheet.doubtful
            for contest_id, electorate in sample.contests.items()
            for sheet in marked_sheets(
                congress.contest(contest_id), electorate, sample.present - electorate.stay_away
            )
        )
        assert doubtful


def test_what_was_counted_is_what_stood_on_the_sheets(contests: Contests) -> None:
    """Printed, decoded, scanned, journalled and tallied: not one mark is lost or moved."""
    for sample in samples():
        congress, _ = read_definition(sample.definition)
        for contest_id, electorate in sample.contests.items():
            contest = congress.contest(contest_id)
            sheets = marked_sheets(contest, electorate, sample.present - electorate.stay_away)
            spoilt = [
                sheet
                for sheet in sheets
                if sum(mark is Mark.FOR for mark in sheet.marks) > contest.seats
            ]
            counted = contests[sample.name, contest_id]
            assert counted["invalid"] == len(spoilt)
            for index, row in enumerate(counted["tally"]):
                marks = [s.marks[index] for s in sheets if s not in spoilt]
                assert row["for"] == marks.count(Mark.FOR)
                assert row["against"] == marks.count(Mark.AGAINST)
                assert row["abstain"] == marks.count(Mark.ABSTAIN)
