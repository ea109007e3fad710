"""The agenda: what is under way, what follows when, and what a delay moves."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.election import AgendaItem
from counting.model.refusal import Refusal
from kiosk.congress.agenda import (
    Agenda,
    BeginItem,
    CloseItem,
    Command,
    SetAgenda,
    evolve,
    handle,
    timetable,
)
from kiosk.congress.meeting import STREAM

DAY = "2026-11-24"


def at(clock: str, day: str = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}")


def item(
    name: str, minutes: int = 30, start: str | None = None, date: str | None = None
) -> AgendaItem:
    return AgendaItem(
        id=name, item_number=name, title=f"议题{name}", minutes=minutes, start=start, date=date
    )


def after(*commands: Command, items: tuple[AgendaItem, ...]) -> Agenda:
    agenda = Agenda()
    for command in (SetAgenda(DAY, items), *commands):
        answer = handle(agenda, command)
        assert not isinstance(answer, Refusal), answer
        for event in answer:
            agenda = evolve(agenda, STREAM.codec.load(STREAM.codec.dump(event, (), "00")))
    return agenda


def refused(agenda: Agenda, command: Command) -> str:
    answer = handle(agenda, command)
    assert isinstance(answer, Refusal)
    return answer.code


THREE = (item("a", start="08:30"), item("b", 60), item("c", start="14:00"))


def times(agenda: Agenda) -> list[str]:
    return [f"{line.expected:%H:%M}" for line in timetable(agenda)]


def test_items_follow_each_other_and_fixed_starts_hold() -> None:
    assert times(after(items=THREE)) == ["08:30", "09:00", "14:00"]


def test_without_any_start_a_meeting_begins_at_nine() -> None:
    assert times(after(items=(item("a"), item("b")))) == ["09:00", "09:30"]


def test_an_item_with_a_date_begins_its_day() -> None:
    items = (item("a", start="14:00"), item("b", date="2026-11-26"), item("c", start="10:00"))
    assert [line.planned for line in timetable(after(items=items))][1:] == [
        at("09:00", "2026-11-26"),
        at("10:00", "2026-11-26"),
    ]
    early = after(BeginItem("a", at("08:00")), CloseItem("a", at("08:10")), items=items)
    assert timetable(early)[1].expected == at("09:00", "2026-11-26")


def test_a_date_that_is_that_of_the_item_before_changes_nothing() -> None:
    assert times(after(items=(item("a"), item("b", date=DAY)))) == ["09:00", "09:30"]


def test_dates_are_not_stored_where_there_are_none() -> None:
    (event,) = handle(Agenda(), SetAgenda(DAY, (item("a"),)))  # type: ignore[misc]
    assert '"date":null' not in STREAM.codec.dump(event, (), "00")


def test_in_an_agenda_of_0_1_an_earlier_start_belongs_to_the_next_day() -> None:
    lines = timetable(after(items=(item("a", start="14:00"), item("b", start="08:30"))))
    assert lines[1].planned == at("08:30", "2026-11-25")


def test_a_late_beginning_moves_what_follows_but_not_a_fixed_start_it_does_not_reach() -> None:
    agenda = after(BeginItem("a", at("08:50")), items=THREE)
    assert times(agenda) == ["08:50", "09:20", "14:00"]
    assert [f"{line.planned:%H:%M}" for line in timetable(agenda)] == ["08:30", "09:00", "14:00"]


def test_a_delay_past_a_fixed_start_moves_that_too() -> None:
    agenda = after(BeginItem("a", at("08:30")), BeginItem("b", at("13:30")), items=THREE)
    assert times(agenda) == ["08:30", "13:30", "14:30"]


def test_an_early_end_brings_forward_what_has_no_fixed_start() -> None:
    agenda = after(BeginItem("a", at("08:30")), CloseItem("a", at("08:40")), items=THREE)
    assert times(agenda) == ["08:30", "08:40", "14:00"]


def test_beginning_an_item_closes_the_one_under_way() -> None:
    agenda = after(BeginItem("a", at("08:30")), BeginItem("b", at("09:05")), items=THREE)
    assert [line.status for line in timetable(agenda)] == ["closed", "current", "waiting"]
    assert agenda.current == "b"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (BeginItem("a", at("09:00")), "agenda.already_begun"),
        (BeginItem("x", at("09:00")), "agenda.unknown_item"),
        (CloseItem("b", at("09:00")), "agenda.not_current"),
        (CloseItem("x", at("09:00")), "agenda.unknown_item"),
        (SetAgenda(DAY, ()), "agenda.begun"),
    ],
)
def test_what_cannot_be_is_refused(command: Command, code: str) -> None:
    assert refused(after(BeginItem("a", at("08:30")), items=THREE), command) == code


@given(st.lists(st.integers(1, 240), min_size=1, max_size=12))
def test_expected_times_never_run_backwards(minutes: list[int]) -> None:
    items = tuple(item(str(i), length) for i, length in enumerate(minutes))
    expected = [line.expected for line in timetable(after(items=items))]
    assert expected == sorted(expected)
