"""The web kiosk's start: seconds until its first page answers, and its resident memory."""

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from kiosk.demo.samples import samples

RUNS = 5
READY = 2.0  # seconds: the promise
MEMORY = 200.0  # MB: the promise
PAGES = ("", "agenda", "ballot", "candidates", "rules", "display")


def main() -> None:
    """Print what was measured beside what was promised."""
    ready, memory = [], []
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-") as place:
        hall = Path(place) / "hall"
        county = samples()[0].definition
        for arguments in (("init", hall, county), ("seal", hall)):
            _run(*arguments).wait()
        for _ in range(RUNS):
            seconds, megabytes = _serve(hall)
            ready.append(seconds)
            memory.append(megabytes)
    print(
        f"serve: first page after {statistics.median(ready):.2f} s "
        f"(promise: {READY:.0f} s; runs {', '.join(f'{s:.2f}' for s in ready)}); "
        f"resident after {len(PAGES)} pages {statistics.median(memory):.0f} MB "
        f"(promise: {MEMORY:.0f} MB)"
    )


def _run(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk.cli", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
    )


def _serve(hall: Path) -> tuple[float, float]:
    began = time.perf_counter()
    child = _run("serve", hall, "--port", 0)
    try:
        assert child.stderr
        address = child.stderr.readline().split("http://")[1].split()[0].rstrip("/")
        _get(address, "")
        ready = time.perf_counter() - began
        for page in PAGES:
            _get(address, page)
        return ready, _resident(child.pid)
    finally:
        child.terminate()
        child.wait()


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
