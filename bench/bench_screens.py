"""From the commit of a sheet to every one of 64 live screens, over the real store and server."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from counting.model.reading import Reading
from counting.model.refusal import Refusal
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import OpenBatch
from counting.steps.count import OpenCount
from counting.steps.messages import Command
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.sheets import RecordReading
from kiosk.demo.samples import samples
from kiosk.running.congress import RunningCongress
from kiosk.web.server.asgi import served

SCREENS = 64
SHEETS = 150  # a run
PACE = 0.02  # seconds between two sheets: 50 a second, as several readers together give
RUNS = 3
SLOWEST = 0.100  # seconds, p99 to the last of the screens: the promise
CONTEST = "committee"


def main() -> None:
    """Print what was measured beside what was promised."""
    p99s, medians = [], []
    for _ in range(RUNS):
        spent = sorted(run())
        p99s.append(spent[int(len(spent) * 0.99)] * 1000)
        medians.append(statistics.median(spent) * 1000)
    print(
        f"commit to all of {SCREENS} screens: p99 {statistics.median(p99s):.1f} ms "
        f"(promise: {SLOWEST * 1000:.0f} ms; runs {', '.join(f'{p:.1f}' for p in p99s)}), "
        f"median {statistics.median(medians):.1f} ms, {1 / PACE:.0f} sheets a second"
    )


def run() -> list[float]:
    """Seconds per sheet, from the moment its commit begins until the last screen has it."""
    with tempfile.TemporaryDirectory(prefix="scrutineer-bench-", dir=Path.cwd()) as place:
        directory = Path(place) / "hall"
        for arguments in (("init", directory, samples()[0].definition), ("seal", directory)):
            command = [sys.executable, "-m", "kiosk.cli", *map(str, arguments)]
            subprocess.run(command, check=True, capture_output=True)
        hall = RunningCongress(directory)
        try:
            _begin(hall)
            with served({"": hall}) as address:
                return _measure(hall, address)
        finally:
            hall.close()


def _begin(hall: RunningCongress) -> None:
    for command in (
        RecordAttendance(SHEETS + 20),
        RecordIssued(
            contest=CONTEST, unsealed=302, issued=SHEETS + 20, remaining=302 - SHEETS - 20
        ),
        RecordReturned(CONTEST, SHEETS + 20),
        OpenCount(CONTEST),
        OpenBatch(CONTEST, "1", SHEETS + 20),
    ):
        _must(hall, command)


def _must(hall: RunningCongress, command: Command) -> None:
    answer = hall.store.execute(command)
    if isinstance(answer, Refusal):
        raise SystemExit(f"{command}: {answer}")


def _measure(hall: RunningCongress, address: str) -> list[float]:
    screens = subprocess.Popen(
        [sys.executable, "-m", "bench.bench_screens", address], stdout=subprocess.PIPE, text=True
    )
    assert screens.stdout
    screens.stdout.readline()  # all of them have their first message
    began = []
    for _ in range(SHEETS):
        began.append(time.monotonic())
        _must(hall, RecordReading(CONTEST, "1", Reading(code=None, marks={})))
        time.sleep(max(0.0, began[-1] + PACE - time.monotonic()))
    seen = json.loads(screens.stdout.readline())
    screens.wait()
    screens.stdout.close()
    return [max(times) - at for times, at in zip(zip(*seen, strict=True), began, strict=True)]


async def _screens(address: str) -> None:
    """64 screens in a process of their own: when each of them first has each number of sheets."""
    ready = asyncio.Barrier(SCREENS + 1)
    tasks = [asyncio.create_task(_screen(address, ready)) for _ in range(SCREENS)]
    await ready.wait()
    print("ready", flush=True)
    print(json.dumps(await asyncio.gather(*tasks)), flush=True)


async def _screen(address: str, ready: asyncio.Barrier) -> list[float]:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 20)
    writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    seen: list[float] = []
    began = False
    while len(seen) < SHEETS:
        line = await reader.readline()
        if not line:
            raise ConnectionError("the stream ended before all sheets were seen")
        if line.startswith(b"data: ") and b'"figures"' in line:
            now = time.monotonic()
            counted = json.loads(line[6:])["figures"][CONTEST]["counted"]
            seen += [now] * (counted - len(seen))
            if not began:
                began = True
                await ready.wait()
    writer.close()
    return seen


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(_screens(sys.argv[1]))
    else:
        main()
