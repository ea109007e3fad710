"""Sixteen counting stations on lines that never pause, every sheet durable before its answer.

The scanners (`bench.lines`) send without waiting, at the full rate of a 9600-baud line, so a slow
answer cannot hide by slowing the line down. Latency runs from a frame's last byte leaving the
scanner to the answer arriving there; the answer to *done* is written after the commit. All lines
start at the same moment with labels of one length, so that all sixteen sheets want their commit
at once, over and over: the worst that sixteen lines can do.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.lines import PATIENCE
from counting.codes import ballots as ballot_code
from counting.codes.ballots import CardCode
from counting.definition import read as definition
from counting.model.election import Mode
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import OpenBatch
from counting.steps.count import OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.store import Store
from kiosk.running.opening import open_station
from kiosk.stations.station import Station, StationSettings

PORTS = 16
RATE = 960  # bytes a second of a 9600-baud line
SECONDS = 5
RUNS = 3
IDENTIFICATIONS = ("style", "token")
P99 = 0.020  # seconds: the promise
_TIMES = frozenset({"p50", "p99", "worst"})
CANDIDATES = 39


def run(
    identification: str = "style", ports: int = PORTS, seconds: float = SECONDS
) -> dict[str, float]:
    """One run: sheets a second and latencies (seconds) of the answers to *done*, none forgiven."""
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        bus = directory / "bus"
        bus.mkdir()
        scanners = subprocess.Popen(
            [sys.executable, "-m", "bench.lines", str(bus), str(ports)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert scanners.stdin is not None
        assert scanners.stdout is not None
        urls = json.loads(scanners.stdout.readline())
        sheets = int(seconds * RATE / (46 if identification == "style" else 58))
        store = _hall(directory / "hall", identification, ports, sheets)
        try:
            stations = _stations(store, urls)
            order = {"rate": RATE, "profile": "acknak", "frames": _frames(store, ports, sheets)}
            busy = time.process_time()
            scanners.stdin.write(json.dumps(order) + "\n")
            scanners.stdin.flush()
            heard = json.loads(scanners.stdout.readline())
            busy = time.process_time() - busy
            for station in stations:
                station.stop()
            counted = _counted(store)
        finally:
            store.close()
            scanners.stdin.close()
            scanners.wait(10)
    return _figures(heard, counted, ports * sheets, busy)


def _figures(
    heard: Mapping[str, Any], counted: int, expected: int, busy: float
) -> dict[str, float]:
    lines = heard["lines"]
    done = sorted(latency for line in lines for latency in line["latencies"][1::2])
    every = [latency for line in lines for latency in line["latencies"]]
    refused = sum(line["answers"].get("refused", 0) for line in lines)
    return {
        "sheets": counted,
        "missing": expected - counted,
        "lost": sum(line["lost"] for line in lines),
        "refused": refused,
        "late": sum(latency > PATIENCE for latency in every),
        "sheets_per_second": counted / heard["seconds"],
        "bytes_per_second_a_line": heard["bytes"] / len(lines) / heard["seconds"],
        "p50": statistics.median(done),
        "p99": done[int(len(done) * 0.99)],
        "worst": done[-1],
        "cpu": busy / heard["seconds"],
    }


def _hall(directory: Path, identification: str, ports: int, sheets: int) -> Store:
    """A congress whose count is open, with one batch of `sheets` for every port."""
    total = ports * sheets
    candidates = [{"id": f"c{i:02}", "name": f"测试{chr(0x4E00 + i)}"} for i in range(CANDIDATES)]
    contest = {
        "id": "committee",
        "title": "委员选举",
        "office": "member",
        "seats": CANDIDATES - 4,
        "marks": "S1",
        "identification": identification,
        "candidates": candidates,
    }
    congress, _ = definition.from_object(
        {
            "title": "测速大会",
            "profile": "generic-majority",
            "date": "2026-11-24",
            "place": "县会堂",
            "mode": "rehearsal",
            "electors": {"due": total},
            "contests": [contest],
        }
    )
    store = Store.create(directory)
    _give(
        store,
        DefineCongress(congress),
        SealCongress(),
        RecordAttendance(total),
        RecordIssued(contest="committee", unsealed=total, issued=total, remaining=0),
        RecordReturned("committee", total),
        OpenCount("committee"),
        *(OpenBatch("committee", str(n + 1), sheets) for n in range(ports)),
    )
    return store


def _give(store: Store, *commands: Command) -> None:
    for command in commands:
        answer = store.execute(command)
        if isinstance(answer, Refusal):
            raise RuntimeError(f"{command}: {answer}")


def _stations(store: Store, urls: Sequence[str]) -> list[Station]:
    """A connected station for every line, each on its own batch."""
    changed = threading.Event()
    stations = []
    for n, url in enumerate(urls):
        settings = StationSettings(
            contest="committee", reader=f"{url}?profile=acknak", batch=str(n + 1)
        )
        made = open_station(store, settings, f"{store.owner}/{n}", changed.set)
        if isinstance(made, Refusal):
            raise RuntimeError(str(made))
        stations.append(made.start())
    while not all(station.status().connected for station in stations):
        changed.wait(10)
        changed.clear()
    return stations


def _frames(store: Store, ports: int, sheets: int) -> list[list[str]]:
    """Ballot and *done*, over and over; in token mode every ballot has a token of its own."""
    seal = store.state().seal
    assert seal is not None
    tag = ballot_code.definition_tag(seal.hash)
    done = CardCode(tag, 0, "done", None, mode=Mode.REHEARSAL)
    card = ballot_code.encode(done, store.ballot_key)
    style = seal.congress.contests[0].identification == "style"

    def ballots(port: int) -> Iterator[str]:
        for n in range(sheets):
            token = None if style else f"{port * sheets + n:012d}"
            kind = seal.congress.contests[0].identification
            code = BallotCode(
                mode=Mode.REHEARSAL,
                identification=kind,
                purpose="ballot",
                definition_tag=tag,
                contest=0,
                round=1,
                token=token,
            )
            yield ballot_code.encode(code, store.ballot_key)
            yield card

    return [list(ballots(port)) for port in range(ports)]


def _counted(store: Store) -> int:
    round_ = store.refresh().rounds["committee", 1]
    return sum(len(batch.lanes[1].sheets) for batch in round_.batches.values())


def measure() -> dict[str, float]:
    """Medians over several runs, per way of identification; times in milliseconds."""
    found: dict[str, float] = {}
    for identification in IDENTIFICATIONS:
        runs = [run(identification) for _ in range(RUNS)]
        for name in runs[0]:
            median = statistics.median(each[name] for each in runs)
            timed = name in _TIMES
            key = f"serial_{identification}_{name}{'_ms' if timed else ''}"
            found[key] = median * 1000 if timed else median
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
