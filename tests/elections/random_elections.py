"""Random elections, decided twice: by the rules and by the second implementation of the tests.

`make oracle` runs a hundred thousand of them, and as many votes on several offices and of other
kinds (`random_sheets`): `python -m tests.elections.random_elections`.
"""

import argparse
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from counting.model.ballot import Mark, WriteIn
from counting.model.election import Contest
from counting.model.figures import Figures, Tally
from counting.model.outcome import Outcome
from counting.model.reading import Reading
from counting.result import outcome
from counting.sheets import tally
from counting.sheets.validity import record_of
from counting.sheets.written import named
from tests.elections import oracle, random_sheets
from tests.kit.contests import at_least, contest, more_than, write_in_rule

EACH = 500  # elections of one seed

BASES = ("due", "present", "registered", "total", "all_members", "voters", "returned", "valid")


def some_contest(chance: random.Random) -> Contest:
    pick = chance.choice
    share = pick((more_than, at_least))
    held = contest(
        chance.randint(1, 3),
        chance.randint(0, 5),
        quorum=pick(
            (None, more_than("1/2", "due"), at_least("4/5", "due"), more_than("2/3", "total"))
        ),
        majority=share(pick(("1/2", "1/3", "2/3", "1/4")), pick(BASES)),
        marks=pick(("S1", "S2", "S3", "S4", "S5")),
        blank=pick((None, Mark.AGAINST, Mark.FOR)),
        undervote=pick(("valid", "valid", "void")),
        unclear=pick(("row_void", "abstain", "sheet_void")),
        return_base=pick(("issued", "voters")),
        tie=pick(("revote_among_tied", "fewest_against_then_revote", "none_elected", "lot")),
        fewer_than_seats=pick(((), ("separate_vote",), ("reduce_seats", "ask_superior"))),
        write_in=write_in_rule(
            allowed=chance.random() < 0.8,
            needs=pick(("after_against", "one_for_one", "free")),
            unmarked=pick(("for", "abstain", "void")),
        ),
        tie_needs_majority=pick((True, False)),
        separate_vote=pick((None, at_least("1/3", "returned"), more_than("1/4", "valid"))),
        proxy=pick(("none", "none", "written_3", "near_relative")),
    )
    return replace(held, vote=pick(("first", "first", "first", "revote", "separate")))


def some_sheet(
    chance: random.Random, held: Contest, leaning: list[float], writing: float
) -> oracle.Sheet:
    marks: dict[str, str | None] = {}
    for candidate, popular in zip(held.candidates, leaning, strict=True):
        drawn = chance.random()
        if drawn < popular:
            marks[candidate.id] = "for"
        elif drawn < 0.97:
            marks[candidate.id] = chance.choice(("against", "against", "abstain"))
        elif drawn < 0.985:
            marks[candidate.id] = "void"
    if marks and chance.random() < 0.004:
        marks[chance.choice(list(marks))] = None
    names: list[tuple[str, str | None]] = []
    while chance.random() < writing:
        listed = [candidate.name for candidate in held.candidates]
        forms = ["林一"] * 10 + ["林 一", "林\u3000一", "林•一"] + ["林二"] * 6 + ["林寧"] * 2
        name = chance.choice([*forms, "", *listed[:1]])
        names.append((name, chance.choice(("for", "for", "for", "-", "abstain", "void"))))
    return {"marks": marks, "names": names, "source": chance.choice(("data",) * 9 + ("cards",))}


def read(sheet: oracle.Sheet) -> Reading:
    written = tuple(
        WriteIn(name, None, unmarked=True)
        if word == "-"
        else WriteIn(name, Mark(word) if word else None)
        for name, word in sheet["names"]
    )
    marks = {row: Mark(word) if word else None for row, word in sheet["marks"].items()}
    return Reading(code=None, marks=marks, write_ins=written, source=sheet["source"])


def some_election(
    chance: random.Random,
) -> tuple[Contest, dict[str, int], list[oracle.Sheet]]:
    held = some_contest(chance)
    leaning = [chance.choice((0.2, 0.5, 0.5, 0.8, 1.0)) for _ in held.candidates]
    writing = chance.choice((0.05, 0.1, 0.1, 0.6))
    # Several tries, so that overvotes and sheets for people do not swamp every election.
    sheets = []
    for _ in range(chance.randint(0, 14)):
        tries = [some_sheet(chance, held, leaning, writing) for _ in range(6)]
        good = [s for s in tries if oracle.judge(held, s)[0] == "valid"]
        sheets.append(chance.choice(good) if good and chance.random() < 0.97 else tries[0])
    issued = max(0, len(sheets) + chance.choice((0,) * 6 + (1, 2, -1)))
    allowed = held.rules.proxy != "none" and issued > 1
    proxies = chance.randint(0, issued // 2) if allowed else 0
    present = issued - proxies + chance.choice((0, 0, 1))
    due = max(1, present + proxies + chance.choice((0, 0, 1, 3)))
    electors = {"due": due, "present": present, "issued": issued, "proxies": proxies}
    electors["voters"] = max(0, min(issued, present + proxies - chance.choice((0, 0, 0, 1))))
    for base in ("registered", "total", "all_members"):
        electors[base] = due + chance.choice((0, 0, 2))
    return held, electors, sheets


def some_merges(chance: random.Random, sheets: list[oracle.Sheet]) -> oracle.Merges:
    """People find one written name to be another's, where no sheet has both."""
    both = any(
        {"林二", "林寧"} <= {oracle.plain(name) for name, _ in sheet["names"]} for sheet in sheets
    )
    return {} if both or chance.random() < 0.5 else {"林寧": "林二"}


def counted(
    held: Contest,
    electors: dict[str, int],
    sheets: list[oracle.Sheet],
    merges: oracle.Merges,
) -> tuple[Tally, Outcome]:
    records = [record_of(held, read(sheet)) for sheet in sheets]
    summed = named(held, tally.of(records, len(held.candidates)), merges)
    paper = Figures(**electors, returned=len(sheets))
    return summed, outcome.decide(held, paper, summed)


def answer(held: Contest, summed: Tally, found: Outcome) -> dict[str, Any]:
    """Our answer in the oracle's form."""
    rows = {
        candidate.name: [row.for_, row.against, row.abstain, row.row_void]
        for candidate, row in zip(held.candidates, summed.rows, strict=True)
    }
    tie = found.tie
    return {
        "statuses": {
            "valid": summed.valid,
            "invalid": summed.invalid,
            "pending": summed.pending,
        },
        "rows": rows,
        "write_ins": dict(summed.write_ins),
        "quorum": (found.quorum.met, found.quorum.needed),
        "needed": found.needed,
        "void": found.contest_void,
        "elected": set(found.elected),
        "tie": (set(tie.candidates), tie.seats) if tie else (set(), 0),
        "vacancies": found.vacancies,
        "next": found.next,
        "full_vote": {name: list(levels) for name, levels in found.full_vote.items()},
    }


def disagreements(seed: int, elections: int = EACH) -> list[str]:
    """Elections of this seed on which the two implementations differ, with both answers."""
    chance = random.Random(seed)
    found = []
    for number in range(elections):
        held, electors, sheets = some_election(chance)
        merges = some_merges(chance, sheets)
        summed, decided = counted(held, electors, sheets, merges)
        ours = answer(held, summed, decided)
        theirs = oracle.hold(held, electors, sheets, merges)
        impossible = decided.errors and not decided.contest_void and not summed.pending
        if ours != theirs or impossible:
            found.append(f"seed {seed}, election {number}: {ours} {decided.errors} | {theirs}")
    return found


FAMILIES: dict[str, Callable[[int], list[str]]] = {
    "elections to one office": disagreements,
    "votes on several offices, choices, resolutions and ratings": random_sheets.disagreements,
}


def hold(family: str, elections: int, seconds: float) -> bool:
    """So many votes of one family within so many seconds; False when an answer differs."""
    seeds = range(1000, 1000 + -(-elections // EACH))
    began, held = time.monotonic(), 0
    with multiprocessing.Pool() as pool:
        for wrong in pool.imap_unordered(FAMILIES[family], seeds):
            held += EACH
            if wrong:
                sys.stdout.write("\n".join(wrong) + "\n")
                return False
            if time.monotonic() - began > seconds:
                break
    spent = time.monotonic() - began
    sys.stdout.write(f"{held} {family} in {spent:.0f} s, both implementations agree\n")
    return held >= elections


def main() -> int:
    """Hold so many of each within so many seconds; 1 when an answer differs or time is up."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--elections", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600.0)
    asked = parser.parse_args()
    return int(not all(tuple(hold(f, asked.elections, asked.seconds) for f in FAMILIES)))


if __name__ == "__main__":
    raise SystemExit(main())
