"""A second, brute-force implementation of the rules for tests only: sheet by sheet, name by name.

It shares no code with `counting` and goes about everything another way: whole numbers instead of
fractions, counting up instead of rounding, comparing every pair of names instead of sorting. It
reads only the attributes of a contest and its rules.
"""

from collections import Counter
from typing import Any

Sheet = dict[str, Any]
"""`marks`: row id → word or None, blanks left out; `names`: list of (name, word or None or "-")
where "-" is a name without a mark; `source`."""

Merges = dict[str, str]
"""Written names that people found to be another's, each to the one it counts for."""

UNSEEN = " \u3000\u00b7\u2022\u200b"
"""What may stand between the characters of a name without making it another."""


def plain(name: str) -> str:
    """A name without what does not make it another."""
    return "".join(char for char in name if char not in UNSEEN)


def as_set(name: str) -> str:
    """A Chinese name as the program sets it: no blanks, and one kind of middle dot."""
    return "".join("·" if char == "•" else char for char in name if not char.isspace())


def one_name_each(written: Counter[str], merges: Merges) -> dict[str, int]:
    """Sums by name: forms of one name together, shown as merged, else as most often written."""
    sums: dict[str, int] = {}
    targets = {plain(name): into for name, into in merges.items()}
    for form, approvals in written.items():
        into = targets.get(plain(form))
        person = plain(into or form)
        shown = next((i for i in merges.values() if plain(i) == person), None)
        if shown is None:
            alike = [f for f in written if plain(f) == person]
            shown = min(alike, key=lambda f: (-written[f], f))
        sums[shown] = sums.get(shown, 0) + approvals
    return sums


BLANK = {"S1": "abstain", "S2": "for", "S3": "abstain", "S4": "abstain"}


def least(threshold: Any, electors: dict[str, int]) -> int:
    """Count up until the threshold is reached."""
    up, down = threshold.fraction.numerator, threshold.fraction.denominator
    whole, k = electors[threshold.base], 0
    while not (k * down > up * whole or (not threshold.strict and k * down == up * whole)):
        k += 1
    return k


def floor(contest: Any, numbers: dict[str, int]) -> int:
    """What elects in this kind of vote."""
    rules = contest.rules
    if contest.vote == "revote":
        present = numbers["present"]
        return next(
            k for k in range(1, present + 2) if not rules.tie_needs_majority or 2 * k > present
        )
    other = rules.separate_vote if contest.vote == "separate" else None
    return max(1, least(other or rules.majority, numbers))


def judge(contest: Any, sheet: Sheet) -> tuple[str, list[str | None], list[str]]:
    """Status, one word a row, and the written names that count."""
    rules = contest.rules
    blank = BLANK.get(rules.marks) or (rules.blank.value if rules.blank else "abstain")
    rows: list[str | None] = []
    for candidate in contest.candidates:
        word = sheet["marks"].get(candidate.id, blank)
        rows.append("abstain" if word == "void" and rules.unclear == "abstain" else word)
    approving, open_names = [], 0
    for name, word in sheet["names"]:
        meaning = word
        if word == "-":
            meaning = rules.write_in.unmarked if name else None
        if meaning == "for" and name:
            approving.append(as_set(name))
        elif meaning in ("for", None):
            open_names += 1
    if None in rows or open_names:
        return "pending", rows, []
    if approving and not fitting(contest, rows, approving):
        return "pending", rows, []
    chosen = sum(word == "for" for word in rows) + len(approving)
    if chosen > contest.seats or (rules.undervote == "void" and chosen < contest.seats):
        by_cards = sheet["source"] == "cards"
        return ("pending" if by_cards else "invalid"), rows, []
    if rules.unclear == "sheet_void" and "void" in rows:
        return "invalid", rows, []
    return "valid", rows, approving


def fitting(contest: Any, rows: list[str | None], approving: list[str]) -> bool:
    """Whether these names may be written on a sheet with these rows."""
    rule = contest.rules.write_in
    listed = [plain(candidate.name) for candidate in contest.candidates]
    people = [plain(name) for name in approving]
    if not rule.allowed or any(person in listed for person in people):
        return False
    if len(set(people)) < len(people):
        return False
    opposed = sum(word == "against" for word in rows)
    if rule.needs == "after_against":
        return opposed >= 1
    if rule.needs == "one_for_one":
        return opposed >= len(approving)
    if rows and all(word == "abstain" for word in rows):
        return False
    if len(rows) != contest.seats or "abstain" not in rows:
        return True
    # With a candidate for every seat, a name takes the place of one opposed, not abstained about.
    kept = sum(word in ("for", "abstain") for word in rows)
    return kept + len(approving) <= contest.seats


def hold(
    contest: Any, electors: dict[str, int], sheets: list[Sheet], merges: Merges | None = None
) -> dict[str, Any]:
    """The whole election. `electors`: due, present, registered …, issued; returned is counted."""
    rules, seats = contest.rules, contest.seats
    judged = [judge(contest, sheet) for sheet in sheets]
    statuses = Counter(status for status, _, _ in judged)
    numbers = {**electors, "returned": len(sheets), "valid": statuses["valid"]}
    votes: dict[str, int] = {candidate.name: 0 for candidate in contest.candidates}
    words: dict[str, Counter[str | None]] = {name: Counter() for name in votes}
    written: Counter[str] = Counter()
    for status, rows, approving in judged:
        if status == "valid":
            for candidate, word in zip(contest.candidates, rows, strict=True):
                words[candidate.name][word] += 1
                votes[candidate.name] += word == "for"
            written.update(approving)
    by_name = one_name_each(written, merges or {})
    votes |= by_name
    needed = floor(contest, numbers)
    quorum = 0 if rules.quorum is None else least(rules.quorum, numbers)
    taking_part = electors["present"] + (electors["proxies"] if rules.proxy != "none" else 0)
    met = rules.quorum is None or taking_part >= quorum
    void = len(sheets) > electors[rules.return_base] or len(sheets) > electors["issued"]
    counts = met and not void and not (statuses["pending"] and not void)
    elected, tied, room = fates(rules, seats, votes, words, needed) if counts else ([], [], 0)
    vacant = seats - len(elected) - (0 if rules.tie == "none_elected" else room)
    return {
        "statuses": {s: statuses[s] for s in ("valid", "invalid", "pending")},
        "rows": {
            name: [words[name][w] for w in ("for", "against", "abstain", "void")] for name in words
        },
        "write_ins": by_name,
        "quorum": (met, quorum),
        "needed": needed,
        "void": void,
        "elected": set(elected),
        "tie": (set(tied), room),
        "vacancies": vacant,
        "next": what_next(rules, statuses["pending"], void, counts, tied, vacant),
        "full_vote": full(votes, words, numbers) if counts else {},
    }


def fates(
    rules: Any,
    seats: int,
    votes: dict[str, int],
    words: dict[str, Counter[str | None]],
    needed: int,
) -> tuple[list[str], list[str], int]:
    """Elected, tied, and the seats that the tied contest, by comparing every pair."""
    over = [name for name in votes if votes[name] >= needed]

    def better(a: str, b: str) -> bool:
        return votes[a] > votes[b]

    elected, tied, room = sift(over, seats, better)
    if tied and rules.tie == "fewest_against_then_revote" and all(n in words for n in tied):
        more, tied, room = sift(tied, room, lambda a, b: words[a]["against"] < words[b]["against"])
        elected += more
    return elected, tied, room


def sift(names: list[str], seats: int, better: Any) -> tuple[list[str], list[str], int]:
    elected, tied, ahead_of_tie = [], [], 0
    for name in names:
        ahead = sum(better(other, name) for other in names)
        behind = sum(better(name, other) for other in names)
        level = len(names) - ahead - behind
        if ahead + level <= seats:
            elected.append(name)
        elif ahead < seats:
            tied.append(name)
            ahead_of_tie = ahead
    return elected, tied, (seats - ahead_of_tie if tied else 0)


def what_next(
    rules: Any, pending: int, void: bool, counts: bool, tied: list[str], vacant: int
) -> str:
    if void:
        return "vote_again"
    if pending:
        return "errors"
    if not counts:
        return "none"
    if tied and rules.tie not in ("none_elected", "lot"):
        return "revote_among_tied"
    if (vacant or (tied and rules.tie == "none_elected")) and rules.fewer_than_seats:
        return str(rules.fewer_than_seats[0])
    return "none"


def full(
    votes: dict[str, int], words: dict[str, Counter[str | None]], numbers: dict[str, int]
) -> dict[str, list[str]]:
    found = {}
    for name, approvals in votes.items():
        others = sum(n for word, n in words.get(name, Counter()).items() if word != "for")
        levels = [
            level
            for level in ("valid", "returned", "present", "due")
            if approvals and not others and numbers[level] == approvals
        ]
        if levels:
            found[name] = levels
    return found
