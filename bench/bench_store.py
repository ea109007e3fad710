"""The store: one sheet a commit against bare SQLite, and the close of four large counts."""

import json
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from counting.definition import read as definition
from counting.model.ballot import Mark
from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.sheets import RecordReading
from counting.store import Store

RUNS = 5
SHEETS = 400  # a run, one commit each
RATIO = 0.5  # of bare commits: the promise
CLOSE = 0.100  # seconds to the decided outcome: the promise
HELD = 1.0  # seconds that a station's answer may take whatever reads the database: the promise
ROWS, SEATS, RETURNED, CONTESTS, BATCH = 60, 55, 3000, 4, 100


def main() -> None:
    """Print what was measured beside what was promised."""
    ratios, ours = commits()
    print(
        f"single-sheet commits: {statistics.median(ours):.0f} a second, "
        f"{statistics.median(ratios):.2f} x bare SQLite FULL commits of the same bytes "
        f"(promise: {RATIO}); runs {', '.join(f'{r:.2f}' for r in ratios)}"
    )
    closes, batches = close()
    print(
        f"close of a count, {RETURNED} sheets x {ROWS} candidates x {CONTESTS} contests: "
        f"median {statistics.median(closes) * 1000:.1f} ms, all four "
        f"{sum(closes) * 1000:.1f} ms (promise: {CLOSE * 1000:.0f} ms); "
        f"close of a batch of {BATCH}, erased: median {statistics.median(batches) * 1000:.1f} ms"
    )
    closed, others = close_while_read()
    print(
        f"a batch of {BATCH} closed while another program reads the database: the closing answer "
        f"{closed * 1000:.0f} ms, other stations' answers at most {max(others) * 1000:.0f} ms, "
        f"median {statistics.median(others) * 1000:.1f} ms (promise: {HELD:.0f} s)"
    )


def commits() -> tuple[list[float], list[float]]:
    """Per run: our commits as a share of bare ones of the same bytes, and ours a second."""
    ratios, ours = [], []
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-", dir=Path.cwd()) as place:
        root = Path(place)
        store = _open_count(root / "ours", SHEETS * RUNS, 1)
        _must(store, OpenBatch("c0", "1", SHEETS * RUNS))
        readings = _readings(SHEETS)
        for _ in range(RUNS):
            began = time.perf_counter()
            for reading in readings:
                _must(store, RecordReading("c0", "1", reading))
            rate = SHEETS / (time.perf_counter() - began)
            bodies = _last_bodies(store.path, SHEETS)
            ratios.append(rate / _bare(root / "bare.db", bodies))
            ours.append(rate)
        store.close()
    return ratios, ours


def close() -> tuple[list[float], list[float]]:
    """Seconds from CloseCount to its committed outcome, per contest; and per batch closed."""
    closes, batches = [], []
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-", dir=Path.cwd()) as place:
        store = _open_count(Path(place) / "hall", RETURNED, CONTESTS)
        for contest in range(CONTESTS):
            for batch in range(RETURNED // BATCH):
                _must(store, OpenBatch(f"c{contest}", str(batch), BATCH))
                for reading in _readings(BATCH, seed=batch):
                    _must(store, RecordReading(f"c{contest}", str(batch), reading))
                began = time.perf_counter()
                _must(store, CloseBatch(f"c{contest}", str(batch)))
                batches.append(time.perf_counter() - began)
        for contest in range(CONTESTS):
            began = time.perf_counter()
            _must(store, CloseCount(f"c{contest}"))
            closes.append(time.perf_counter() - began)
        store.close()
    return closes, batches


def close_while_read() -> tuple[float, list[float]]:
    """Seconds to the answer of a close while a reader holds the database, and of sheets beside."""
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-", dir=Path.cwd()) as place:
        store = _open_count(Path(place) / "hall", 10 * BATCH, 1)
        for batch in ("1", "2"):
            _must(store, OpenBatch("c0", batch, BATCH))
        for reading in _readings(BATCH):
            _must(store, RecordReading("c0", "1", reading))
        reader = sqlite3.connect(store.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchone()
        closing: list[float] = []

        def close_it() -> None:
            began = time.perf_counter()
            _must(store, CloseBatch("c0", "1"))
            closing.append(time.perf_counter() - began)

        thread = threading.Thread(target=close_it)
        thread.start()
        others = []
        for reading in _readings(BATCH, seed=2):
            began = time.perf_counter()
            _must(store, RecordReading("c0", "2", reading))
            others.append(time.perf_counter() - began)
        thread.join()
        reader.close()
        store.close()
    return closing[0], others


def _open_count(directory: Path, returned: int, contests: int) -> Store:
    rows = [{"id": f"r{i:02}", "name": f"候选{chr(0x4E00 + i)}"} for i in range(ROWS)]
    made: dict[str, Any] = {
        "title": "测速代表大会",
        "profile": "generic-majority",
        "date": "2026-11-24",
        "place": "县会堂",
        "electors": {"due": returned},
        "contests": [
            {
                "id": f"c{i}",
                "title": f"选举{i + 1}",
                "office": "member",
                "seats": SEATS,
                "marks": "S1",
                "identification": "style",
                "ballot": {"paper": "A3"},
                "candidates": rows,
            }
            for i in range(contests)
        ],
    }
    store = Store.create(directory)
    congress, _ = definition.parse(json.dumps(made).encode(), "json")
    _must(store, DefineCongress(congress), SealCongress(), RecordAttendance(returned))
    for contest in made["contests"]:
        name = contest["id"]
        issued = RecordIssued(contest=name, unsealed=returned, issued=returned, remaining=0)
        _must(store, issued, RecordReturned(name, returned), OpenCount(name))
    return store


def _readings(count: int, seed: int = 1) -> list[Reading]:
    rng = random.Random(seed)
    readings = []
    for _ in range(count):
        marks: dict[str, Mark | None] = {f"r{i:02}": Mark.FOR for i in range(ROWS)}
        for i in rng.sample(range(ROWS), ROWS - SEATS + 2):
            marks[f"r{i:02}"] = rng.choice((Mark.AGAINST, Mark.ABSTAIN))
        readings.append(Reading(code=None, marks=marks, reader="bench"))
    return readings


def _must(store: Store, *commands: Command) -> None:
    for command in commands:
        answer = store.execute(command)
        if isinstance(answer, Refusal):
            raise SystemExit(f"{type(command).__name__}: {answer}")


def _last_bodies(path: Path, count: int) -> list[str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT body FROM journal ORDER BY seq DESC LIMIT ?", [count])
    bodies = [body for (body,) in rows]
    connection.close()
    return bodies


def _bare(path: Path, bodies: list[str]) -> float:
    """Commits a second of the same bytes by SQLite alone, WAL and synchronous=FULL."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS sheet (seq INTEGER PRIMARY KEY, body TEXT)")
    began = time.perf_counter()
    for body in bodies:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO sheet (body) VALUES (?)", [body])
        connection.execute("COMMIT")
    rate = len(bodies) / (time.perf_counter() - began)
    connection.close()
    return rate


if __name__ == "__main__":
    main()
