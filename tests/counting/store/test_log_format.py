"""The log is documented well enough that others can check it: vectors and kinds hold."""

import re
from pathlib import Path

from counting.steps.attendance import AttendanceRecorded
from counting.steps.codec import EVENTS
from counting.steps.count import CountOpened
from counting.steps.handle import EVOLVERS
from counting.steps.messages import LaneEvent
from counting.store.chain import GENESIS, link

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "log.md").read_text("utf-8")
VECTORS = re.findall(r"^\| \d \| `(.*)` \| `([0-9a-f]{64})` \|$", DOCUMENT, re.MULTILINE)


def test_the_documented_chain_comes_out() -> None:
    head = GENESIS
    assert len(VECTORS) == 2
    for body, expected in VECTORS:
        head = link(head, body)
        assert head == expected


def test_the_documented_bodies_are_what_the_program_writes_and_reads() -> None:
    first, second = (body for body, _ in VECTORS)
    assert EVENTS.dump(AttendanceRecorded(8, None), (), "0" * 32) == first
    assert EVENTS.load(second) == CountOpened("committee", 1)
    assert EVENTS.dump(EVENTS.load(second), ("甲", "乙"), "0123456789abcdef" * 2) == second


def test_every_kind_of_event_is_documented_with_the_place_it_stands_in() -> None:
    rows = re.findall(r"^\| (`.*?) \| .* \| (.*) \|$", DOCUMENT, re.MULTILINE)
    documented = {kind: place for kinds, place in rows for kind in re.findall(r"`(\w+)`", kinds)}
    assert documented.keys() == {kind.__name__ for kind in EVOLVERS}
    for kind in EVOLVERS:
        assert ("journal" in documented[kind.__name__]) == issubclass(kind, LaneEvent)
