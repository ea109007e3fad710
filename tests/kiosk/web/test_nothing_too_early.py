"""Nothing that a hall can see, hear or take away depends on votes that it may not know yet.

Two congresses are led through the same day; only the votes of the names differ. Until these are
released to an audience, everything it is given is the same, byte for byte: every page, live
message and paper, whatever is written, hashed or counted in it.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import docx
import pytest

from counting.model.figures import Row
from counting.model.refusal import Refusal
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify, Release
from counting.steps.count import CloseCount, OpenCount
from counting.steps.hand_totals import RecordTally
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from kiosk.running.congress import RunningCongress
from kiosk.web.app import create_app
from kiosk.web.faces.fonts import FontCache
from kiosk.web.wall.live import compose, encode
from printing.papers.kinds import KINDS
from tests.kit.congress import contest_object
from tests.kit.print_desks import sealed_directory

C = "committee"
TWO = {"c00": 8, "c01": 7, "c02": 1, "石明远": 2}
ONE = {"c00": 3, "c01": 2, "c02": 9, "沈一舟": 1}
FULL = {"c00": 10, "c01": 10, "c02": 0}
TIE = {"c00": 6, "c01": 6, "c02": 6}
LOOKED_AT = ("tally", "closed", "certified", "presidium", "floor")
NOON = datetime.fromisoformat("2026-11-24T12:00")
HEX = re.compile(r"\b[0-9a-f]{7,64}\b")
"""Hashes differ between any two congresses, by their nonces."""


def day(votes: Mapping[str, int]) -> Iterator[tuple[str, Command]]:
    """The steps of a contest, each under the name of what has happened after it."""
    yield "attendance", RecordAttendance(10)
    yield "issued", RecordIssued(contest=C, unsealed=12, issued=10, remaining=2)
    yield "returned", RecordReturned(C, 10)
    yield "open", OpenCount(C)
    yield "batch", OpenBatch(C, "1", 10)
    rows = {
        name: Row(for_=given, against=10 - given)
        for name, given in votes.items()
        if name.startswith("c")
    }
    written = {name: given for name, given in votes.items() if not name.startswith("c")}
    yield (
        "tally",
        RecordTally(contest=C, batch="1", rows=rows, valid=10, invalid=0, write_ins=written),
    )
    yield "all sheets in", CloseBatch(C, "1")
    yield "closed", CloseCount(C)
    yield "certified", Certify(C)
    yield "presidium", Release(C, "presidium")
    yield "floor", Release(C, "floor")


@pytest.fixture(scope="module")
def shelf() -> Iterator[FontCache]:
    fonts = FontCache(["县"])
    yield fonts
    fonts.close()


def given_to_the_hall(hall: RunningCongress, shelf: FontCache) -> dict[str, str]:
    """Everything that the hall can be given now, by what it is; but the desk that prints."""
    app = create_app(hall, fonts=shelf)
    client = app.test_client()
    given = {}
    for route in app.url_map.iter_rules():
        if "GET" not in (route.methods or ()) or route.endpoint.startswith(("static", "assets")):
            continue
        if route.endpoint.startswith("printing."):
            continue  # knows no votes; its forms and pictures hold chance and keys of each congress
        path = route.rule
        for name, value in (("contest_id", C), ("contest", C), ("station_id", "1")):
            path = re.sub(rf"<(?:[a-z]+:)?{name}>", value, path)
        if "<" not in path:
            given[path] = client.get(path).text
    given = {what: HEX.sub("#", text) for what, text in given.items()}
    for kind in KINDS:
        asked = client.get(f"/papers/{kind}.docx?contest={C}")
        given[f"{kind} offered"] = str(asked.status_code)
        made = asked.data if asked.status_code == 200 else hall.paper(kind, "docx", C)
        given[kind] = HEX.sub("#", text_of(made)) if isinstance(made, bytes) else ""
    return given | {"live": encode({**compose(hall), "version": 0}).decode()}


def text_of(made: bytes) -> str:
    return str(docx.Document(io.BytesIO(made)).element.xml)


def led(place: Path, number: int, rules: Mapping[str, object]) -> RunningCongress:
    contest = contest_object(write_in_lines=2)
    place.mkdir(exist_ok=True)
    directory = sealed_directory(
        place / str(number), overrides=dict(rules), contests=[contest], sample=True
    )
    return RunningCongress(directory, clock=lambda: NOON)


@pytest.mark.parametrize(
    ("rules", "votes"),
    [
        ({"announce": "floor", "live_display": "progress"}, (TWO, ONE)),
        ({"announce": "public", "live_display": "after_release"}, (FULL, TIE)),
    ],
    ids=["progress", "after the release"],
)
def test_before_its_release_the_hall_is_given_nothing_that_depends_on_a_vote(
    rules: Mapping[str, object],
    votes: tuple[Mapping[str, int], ...],
    tmp_path: Path,
    shelf: FontCache,
) -> None:
    halls = [led(tmp_path, number, rules) for number in range(len(votes))]
    try:
        for steps in zip(*map(day, votes), strict=True):
            name = steps[0][0]
            for hall, (_, command) in zip(halls, steps, strict=True):
                answer = hall.store.execute(command)
                assert not isinstance(answer, Refusal), (name, answer)
            if name not in LOOKED_AT:
                continue
            first, *others = (given_to_the_hall(hall, shelf) for hall in halls)
            differing = {what for other in others for what in first if other[what] != first[what]}
            if name == "floor":
                assert {f"/display/{C}", "count", "elected", "live"} <= differing
            else:
                assert differing == set(), name
    finally:
        for hall in halls:
            hall.close()
