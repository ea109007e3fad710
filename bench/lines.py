"""Simulated scanners in a process of their own, so that they cost the program under test nothing.

Run as ``python -m bench.lines DIRECTORY COUNT``. It plugs COUNT devices into a bus of
pseudo-terminals in DIRECTORY and writes their URLs as a JSON line. It then reads one JSON line,
``{"frames": [[label, …], …], "rate": 960, "profile": "acknak"}``, plays every device at that
rate without waiting for answers, and writes a JSON line with what each one heard.
"""

import json
import sys
import time
from pathlib import Path

from hardware.readers.profiles import load
from hardware.sim.lines import LinePlayer
from hardware.sim.pty import PtyBus
from hardware.sim.scanner import Pace
from tests.kit.hearing import HearingScanner

BURST = 8  # bytes a UART hands over at a time
TICK = 0.002  # seconds; one timer for all lines
PATIENCE = 2.0  # seconds after which a scanner gives up waiting (Honeywell's manual)


def main(directory: str, count: int) -> None:
    with PtyBus(Path(directory)) as bus:
        ports = [bus.plug(f"line-{n:02d}") for n in range(count)]
        print(json.dumps([port.url for port in ports]), flush=True)
        order = json.loads(sys.stdin.readline())
        pace = Pace(rate=order["rate"], burst=BURST)
        profile = load(order["profile"])
        began = time.monotonic()
        with LinePlayer(tick=TICK) as player:
            scanners = [
                player.play(port, HearingScanner(frames, pace=pace, profile=profile))
                for port, frames in zip(ports, order["frames"], strict=True)
            ]
            for scanner in scanners:
                scanner.spoken.wait()
            ended = time.monotonic()
            deadline = ended + PATIENCE
            for scanner in scanners:
                scanner.finished.wait(max(0.0, deadline - time.monotonic()))
        heard = [
            {
                "frames": scanner.heard.frames,
                "latencies": scanner.heard.latencies,
                "answers": scanner.heard.answers,
                "lost": scanner.unanswered,
                "unexpected": scanner.heard.unexpected,
            }
            for scanner in scanners
        ]
        sent = sum(len(label) + 1 for frames in order["frames"] for label in frames)
        print(json.dumps({"seconds": ended - began, "bytes": sent, "lines": heard}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
