"""Names: many written forms held against a contest's candidates, joined, looked at for likeness."""

import random
import statistics
import time

from counting.names.alike import look_alike
from counting.names.listed import listed_names
from counting.names.same import key, key_of
from counting.sheets.written import names_of_forms
from tests.kit.contests import contest

WRITTEN, CANDIDATES, RUNS = 500, 120, 7
PROMISE = 0.050  # seconds for the comparison


def main() -> None:
    """Print what was measured beside what was promised."""
    held = contest(1, CANDIDATES)
    compared, joined, alike = [], [], []
    for run in range(RUNS):
        written = _written(random.Random(run))
        key.cache_clear()
        began = time.perf_counter()
        same, listed = key_of(held), listed_names(held)
        sum(same(name) in listed for name in written)
        compared.append(time.perf_counter() - began)
        began = time.perf_counter()
        names_of_forms(held, dict.fromkeys(written, 1), {})
        joined.append(time.perf_counter() - began)
        began = time.perf_counter()
        look_alike([*written, *(candidate.name for candidate in held.candidates)])
        alike.append(time.perf_counter() - began)
    print(
        f"{WRITTEN} written names x {CANDIDATES} candidates: compared in "
        f"{statistics.median(compared) * 1000:.1f} ms (promise: {PROMISE * 1000:.0f} ms), "
        f"joined in {statistics.median(joined) * 1000:.1f} ms, looked for likeness in "
        f"{statistics.median(alike) * 1000:.1f} ms"
    )


def _written(chance: random.Random) -> list[str]:
    """Names of two to four characters, some with spaces and dots between."""
    characters = [chr(n) for n in range(0x4E00, 0x4E00 + 400)]
    gaps = ["", "", "", " ", "\u3000", "·", "•"]
    return [
        chance.choice(gaps).join(chance.choices(characters, k=chance.randint(2, 4)))
        for _ in range(WRITTEN)
    ]


if __name__ == "__main__":
    main()
