"""The times of an agenda add up: an item never begins before those above it are over."""

from typing import Any

import pytest

from counting.definition import read as definition
from counting.model.refusal import InputError
from tests.kit.congress import definition_object

DAY = "2026-11-24"


def item(minutes: int, start: str | None = None, date: str | None = None) -> dict[str, Any]:
    given: dict[str, Any] = {"title": "议题", "minutes": minutes, "start": start, "date": date}
    return {key: value for key, value in given.items() if value is not None}


def problems(*items: dict[str, Any], date: str = DAY) -> list[tuple[str, str, Any]]:
    agenda = [{"id": f"a{n}", **one} for n, one in enumerate(items)]
    try:
        definition.from_object(definition_object(date=date, agenda=agenda))
    except InputError as error:
        return [(p.code, p.place, dict(p.facts)) for p in error.problems]
    return []


@pytest.mark.parametrize(
    "items",
    [
        (),
        (item(30), item(30)),
        (item(30, "08:30"), item(60), item(5, "10:00")),
        (item(60, "09:00"), item(30, "10:00")),
        (item(60, "14:00"), item(30, "08:30", "2026-11-25"), item(30, "09:30")),
        (item(60, "14:00"), item(30, None, "2026-11-25")),
        (item(60, "14:00", DAY), item(30, None, DAY)),
        (item(120, "23:00"), item(30)),
        (item(30, "08:30", "2026-11-25"),),
    ],
)
def test_an_agenda_that_adds_up(items: tuple[dict[str, Any], ...]) -> None:
    assert problems(*items) == []


@pytest.mark.parametrize(
    ("items", "place", "start", "before"),
    [
        ((item(95, "09:00"), item(30, "10:30")), "start", "24 10:30", "24 10:35"),
        ((item(60, "14:00"), item(30, "08:30")), "start", "24 08:30", "24 15:00"),
        ((item(120, "23:00"), item(30, "08:30")), "start", "24 08:30", "25 01:00"),
        ((item(30, "10:00", "2026-11-25"), item(5, "11:00", DAY)), "start", "24 11:00", "25 10:30"),
        ((item(30, "10:00", "2026-11-25"), item(5, None, DAY)), "date", "24 09:00", "25 10:30"),
        ((item(1000, "20:00"), item(5, "09:00", "2026-11-25")), "start", "25 09:00", "25 12:40"),
    ],
)
def test_a_start_before_the_sum_above_it_is_told_with_both_times(
    items: tuple[dict[str, Any], ...], place: str, start: str, before: str
) -> None:
    facts = {"start": f"2026-11-{start}", "before": f"2026-11-{before}", "field": "date"}
    assert problems(*items) == [("definition.agenda_too_early", f"agenda[1].{place}", facts)]


def test_a_day_before_the_first_is_told() -> None:
    ((code, place, _),) = problems(item(30, "09:00", "2026-11-23"))
    assert (code, place) == ("definition.agenda_too_early", "agenda[0].start")


def test_every_start_is_told_once() -> None:
    found = problems(item(60, "09:00"), item(60, "09:30"), item(60, "10:00"), item(60, "11:00"))
    assert [place for _, place, _ in found] == ["agenda[1].start", "agenda[2].start"]


def test_what_cannot_be_read_is_told_for_itself_alone() -> None:
    assert [code for code, *_ in problems(item(-5, "09:00"), item(5, "08:00"))] == [
        "definition.number_out_of_range"
    ]
