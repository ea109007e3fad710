"""The rules alone: a decision over 120 candidates, and 3,000 sheets of 60 candidates summed up."""

import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from counting.exchange.decide import decide
from counting.model.ballot import CastVoteRecord, SheetStatus
from counting.sheets import tally

RUNS = 41
DECIDE = 0.005  # seconds: the promise for 120 candidates
CANDIDATES, SEATS, VALID = 120, 100, 80
SHEETS, ROWS = 3000, 60


def measure() -> dict[str, float]:
    """Medians in milliseconds: `decide` from plain object to plain object, and one tally."""
    question = _question()
    sheets = _sheets()
    return {
        "decide_120_ms": _median_ms(lambda: decide(question)),
        "tally_3000x60_ms": _median_ms(lambda: tally.of(sheets, ROWS)),
    }


def _median_ms(work: Callable[[], object]) -> float:
    work()
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1000


def _question() -> dict[str, Any]:
    names = [f"候选人{n:03}" for n in range(CANDIDATES)]
    return {
        "profile": "cpc-local-congress",
        "contest": {"id": "c", "office": "member", "seats": SEATS, "candidates": names},
        "electors": {"due": 100, "present": 81},
        "ballots": {"issued": 81, "returned": 81, "valid": VALID, "invalid": 1},
        "votes": [
            {
                "candidate": name,
                "for": VALID - place // 4,
                "against": place // 4,
                "abstain": 0,
                "row_void": 0,
            }
            for place, name in enumerate(names)
        ],
    }


def _sheets() -> list[CastVoteRecord]:
    chance = random.Random(1)
    return [
        CastVoteRecord(
            "".join(chance.choices("+-0x", weights=(60, 20, 19, 1), k=ROWS)),
            (),
            SheetStatus.VALID,
        )
        for _ in range(SHEETS)
    ]


def main() -> None:
    print(json.dumps({**measure(), "promised_decide_ms": DECIDE * 1000}))


if __name__ == "__main__":
    main()
