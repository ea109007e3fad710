"""The rules alone: decisions over 120 candidates and over five offices; 3,000 sheets summed up."""

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
DECIDE_OFFICES = 0.010  # seconds: the promise for five offices of 40 names
OFFICES, NAMES = 5, 40
CANDIDATES, SEATS, VALID = 120, 100, 80
SHEETS, ROWS = 3000, 60


def measure() -> dict[str, float]:
    """Medians in milliseconds: `decide` from plain object to plain object, and one tally."""
    question = _question()
    offices, added = _offices(), _offices(added_down=True)
    sheets = _sheets()
    return {
        "decide_120_ms": _median_ms(lambda: decide(question)),
        "decide_5x40_ms": _median_ms(lambda: decide(offices)),
        "decide_5x40_added_down_ms": _median_ms(lambda: decide(added)),
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


def _offices(*, added_down: bool = False) -> dict[str, Any]:
    """A village's offices: with other names for each, or the same, whose votes are added down."""
    ids = [f"o{n}" for n in range(OFFICES)]
    offices, votes = [], []
    for id_ in ids:
        names = [f"{'' if added_down else id_}候选人{n:03}" for n in range(NAMES)]
        offices.append({"id": id_, "office": "other", "seats": 7, "candidates": names})
        for place, name in enumerate(names):
            for_ = 14 - place // 3
            row = {"for": for_, "against": VALID - for_, "abstain": 0, "row_void": 0}
            votes.append({"office": id_, "candidate": name, **row})
    rules = {"same_name": "allowed", "add_down": ids} if added_down else {}
    return {
        "profile": "villagers-committee",
        "overrides": {"majority": {"fraction": "1/10"}},
        "contest": {"id": "c", **rules, "offices": offices},
        "electors": {"due": 100, "present": 81},
        "ballots": {"issued": 81, "returned": 81, "valid": VALID, "invalid": 1},
        "votes": votes,
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
    promised = {
        "promised_decide_ms": DECIDE * 1000,
        "promised_decide_5x40_ms": DECIDE_OFFICES * 1000,
    }
    print(json.dumps({**measure(), **promised}))


if __name__ == "__main__":
    main()
