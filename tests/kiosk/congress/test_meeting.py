"""The meeting on its own log: found again, and never folded from a newer version's events."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from counting.model.election import AgendaItem
from counting.model.refusal import InputError
from counting.store.chain import GENESIS, link
from counting.store.ledger import Done, Ledger
from kiosk.congress.agenda import AgendaSet, BeginItem, ItemBegun, SetAgenda
from kiosk.congress.meeting import STREAM, MeetingLog, handle
from kiosk.congress.roll import EnterPeople, PeopleEntered, Person

DAY = "2026-11-24"
ITEMS = (
    AgendaItem(id="a", item_number="一", title="听取报告", minutes=40, start="08:30"),
    AgendaItem(id="b", item_number="二", title="选举", minutes=50),
)
BEGUN = datetime.fromisoformat(f"{DAY}T08:31")


def opened(directory: Path) -> MeetingLog:
    return Ledger(directory / "meeting.db", STREAM, handle)


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[MeetingLog]:
    with closing(opened(tmp_path)) as meeting:
        yield meeting


def test_the_meeting_is_kept_in_its_own_file_and_found_again(
    meeting: MeetingLog, tmp_path: Path
) -> None:
    for command in (
        SetAgenda(DAY, ITEMS),
        BeginItem("a", BEGUN),
        EnterPeople((Person(number=1, name="白露"),), 0),
    ):
        assert isinstance(meeting.execute(command), Done)
    with closing(opened(tmp_path)) as other:
        assert other.state() == meeting.state()
        assert other.state().agenda.current == "a"
        assert other.state().agenda.begun == {"a": BEGUN}
        assert other.state().roll.people == {1: Person(number=1, name="白露")}


@pytest.mark.parametrize(
    "event",
    [
        AgendaSet(DAY, ITEMS),
        ItemBegun("a", BEGUN),
        PeopleEntered((Person(number=7, name="于小满", delegation="城关"),)),
    ],
)
def test_an_event_comes_back_as_it_was(event: object) -> None:
    assert STREAM.codec.load(STREAM.codec.dump(event, (), "00")) == event


@pytest.mark.parametrize(
    ("kind", "version"), [("AgendaSet", 99), ("ItemBegun", 2), ("Unheard", 1), (None, None)]
)
def test_an_event_of_a_newer_version_is_refused(
    tmp_path: Path, kind: str | None, version: int | None
) -> None:
    opened(tmp_path).close()
    facts = {"date": DAY, "items": [], "item": "a", "at": BEGUN.isoformat()}
    stored = {"kind": kind, "version": version, "by": [], "nonce": "", "facts": facts}
    body = json.dumps(stored)
    with closing(sqlite3.connect(tmp_path / "meeting.db", isolation_level=None)) as connection:
        connection.execute("INSERT INTO event VALUES (1, ?, ?)", [body, link(GENESIS, body)])
    with pytest.raises(InputError) as caught:
        opened(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "log.unknown_event"
    assert problem.facts == {"kind": kind, "version": version}


def test_facts_that_are_none_of_its_kind_are_named() -> None:
    body = json.dumps({"kind": "ItemBegun", "version": 1, "facts": {"item": "a", "at": "noon"}})
    with pytest.raises(InputError) as caught:
        STREAM.codec.load(body)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("log.unreadable_event", "ItemBegun.at")
