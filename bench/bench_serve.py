"""The web kiosk's start, memory, beat and end.

Seconds until its first page answers, resident memory, the longest silence of an idle stream, and
seconds until it has ended though a wall still listens.
"""

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.client import HTTPResponse
from itertools import pairwise
from pathlib import Path

from kiosk.demo.samples import samples

RUNS = 5
READY = 2.0  # seconds: the promise
MEMORY = 200.0  # MB: the promise
BEATS = 3  # that many are waited for
SILENCE = 2.7  # seconds: the promise; pages then call the server lost
END = 5.0  # seconds: the promise
PAGES = ("", "agenda", "ballot", "candidates", "rules", "display")


def main() -> None:
    """Print what was measured beside what was promised."""
    ready, memory, silences, ends = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-") as place:
        hall = Path(place) / "hall"
        county = samples()[0].definition
        for arguments in (("init", hall, county), ("seal", hall)):
            _run(*arguments).wait()
        for _ in range(RUNS):
            seconds, megabytes, silence, end = _serve(hall)
            ready.append(seconds)
            memory.append(megabytes)
            silences.append(silence)
            ends.append(end)
    print(
        f"serve: first page after {statistics.median(ready):.2f} s "
        f"(promise: {READY:.0f} s; runs {', '.join(f'{s:.2f}' for s in ready)}); "
        f"resident after {len(PAGES)} pages {statistics.median(memory):.0f} MB "
        f"(promise: {MEMORY:.0f} MB); longest silence {max(silences):.2f} s "
        f"(promise: {SILENCE} s); ended after {max(ends):.2f} s (promise: {END:.0f} s)"
    )


def _run(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
    )


def _serve(hall: Path) -> tuple[float, float, float, float]:
    began = time.perf_counter()
    child = _run("serve", hall, "--port", 0)
    try:
        assert child.stderr
        address = child.stderr.readline().split("http://")[1].split()[0].rstrip("/")
        _get(address, "")
        ready = time.perf_counter() - began
        for page in PAGES:
            _get(address, page)
        memory = _resident(child.pid)
        with urllib.request.urlopen(f"http://{address}/events", timeout=10) as wall:
            silence = _longest_silence(wall)
            began = time.perf_counter()
            child.terminate()
            child.wait()
        return ready, memory, silence, time.perf_counter() - began
    finally:
        child.kill()
        child.wait()


def _longest_silence(wall: HTTPResponse) -> float:
    """Seconds, the longest of several, between two events of a stream in which nothing happens."""
    heard = []
    while len(heard) <= BEATS:
        if wall.readline().startswith(b"data:"):
            heard.append(time.perf_counter())
    return max(b - a for a, b in pairwise(heard))


def _get(address: str, page: str) -> None:
    with urllib.request.urlopen(f"http://{address}/{page}", timeout=10) as answer:
        answer.read()


def _resident(pid: int) -> float:
    """Resident memory in MB, from /proc; NaN where there is none."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
