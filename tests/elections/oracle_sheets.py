"""The second implementation for sheets of several offices and of other kinds, for tests only.

As `oracle`: it shares no code with `counting`, and looks at every sheet, every pair of names and,
where votes are added down, every way in which a tie for a higher office may end.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tests.elections.oracle import fates, floor, full, least, what_next

Sheet = dict[str, dict[str, str]]
"""Office id → name → word; blanks left out. A written name has "written"."""

World = dict[str, tuple[set[str], set[str], int]]
"""Office id → elected, tied, and the seats that these contest, in one way things may end."""


def judge(contest: Any, sheet: Sheet) -> tuple[bool, dict[str, bool]]:
    """Whether a sheet is valid as a whole, and for each office."""
    wrong = set()
    for office in contest.offices:
        chosen = sum(word in ("for", "written") for word in sheet[office.id].values())
        short = office.rules.undervote == "void" and chosen < office.seats
        if chosen > office.seats or short:
            wrong.add(office.id)
    whole = True
    if contest.same_name in ("sheet_void", "both_offices_void"):
        for a, b in combinations(contest.offices, 2):
            for name, word in sheet[a.id].items():
                again = sheet[b.id].get(name)
                if word in ("for", "written") and again in ("for", "written"):
                    wrong |= {a.id, b.id}
                    whole = whole and contest.same_name != "sheet_void"
    if contest.validity == "sheet" and wrong:
        whole = False
    alone = {office.id: whole and office.id not in wrong for office in contest.offices}
    return whole and any(alone.values()), alone


def count(contest: Any, sheets: list[Sheet]) -> dict[str, Any]:
    """Sums of all sheets: valid sheets, and for each office its own with words and votes."""
    found: dict[str, Any] = {"valid": 0, "offices": {}}
    for office in contest.offices:
        words = {c.name: Counter[str]() for c in office.candidates}
        found["offices"][office.id] = {"valid": 0, "words": words, "written": Counter[str]()}
    for sheet in sheets:
        whole, alone = judge(contest, sheet)
        found["valid"] += whole
        for office in contest.offices:
            if not alone[office.id]:
                continue
            sums = found["offices"][office.id]
            sums["valid"] += 1
            for candidate in office.candidates:
                word = sheet[office.id].get(candidate.name, "abstain")
                sums["words"][candidate.name][word] += 1
            for name, word in sheet[office.id].items():
                if word == "written":
                    sums["written"][name] += 1
    return found


def hold(contest: Any, numbers: dict[str, int], sheets: list[Sheet]) -> dict[str, Any]:
    """The whole vote: what `decide` must say of each office, and every way a tie may end."""
    sums = count(contest, sheets)
    quorum = max(
        0 if o.rules.quorum is None else least(o.rules.quorum, numbers) for o in contest.offices
    )
    met = numbers["present"] >= quorum
    void = len(sheets) > numbers["issued"]
    own = {
        id_: {n: w["for"] for n, w in one["words"].items()} | dict(one["written"])
        for id_, one in sums["offices"].items()
    }
    bases = {
        id_: numbers | {"returned": len(sheets), "valid": one["valid"]}
        for id_, one in sums["offices"].items()
    }
    needed = {o.id: floor(view(contest, o), bases[o.id]) for o in contest.offices}
    ends = list(worlds(contest, sums, own, needed)) if met and not void else []
    return {
        "sums": sums,
        "own": own,
        "quorum": (met, quorum),
        "void": void,
        "needed": needed,
        "worlds": ends,
        "full_vote": {
            o.id: full(own[o.id], sums["offices"][o.id]["words"], bases[o.id]) if ends else {}
            for o in contest.offices
        },
    }


def view(contest: Any, office: Any) -> Any:
    """What `oracle.floor` looks at."""
    return type("View", (), {"rules": office.rules, "vote": contest.vote})


def worlds(
    contest: Any,
    sums: dict[str, Any],
    own: dict[str, dict[str, int]],
    needed: dict[str, int],
    decided: World | None = None,
    final: dict[str, set[str]] | None = None,
) -> Iterator[World]:
    """Every way things may end, from the highest office down; others stand alone."""
    decided, final = decided or {}, final or {}
    order = [*contest.add_down, *(o.id for o in contest.offices if o.id not in contest.add_down)]
    if len(decided) == len(order):
        yield decided
        return
    id_ = order[len(decided)]
    office = next(o for o in contest.offices if o.id == id_)
    votes = figures(contest, own, id_, final)
    words = {n: w for n, w in sums["offices"][id_]["words"].items() if n in votes}
    seated, tied, room = fates(office.rules, office.seats, votes, words, needed[id_])
    ends = [set(seated)]
    if tied and office.rules.tie != "none_elected" and id_ in contest.add_down:
        ends = [{*seated, *winners} for winners in combinations(sorted(tied), room)]
    here = {**decided, id_: (set(seated), set(tied), room)}
    for end in ends:
        yield from worlds(contest, sums, own, needed, here, {**final, id_: end})


def figures(
    contest: Any, own: dict[str, dict[str, int]], id_: str, final: dict[str, set[str]]
) -> dict[str, int]:
    """Who stands for an office, with all votes that count, once it is known who won above."""
    if id_ not in contest.add_down:
        return own[id_]
    above = contest.add_down[: contest.add_down.index(id_)]
    return {
        name: votes + sum(own[high].get(name, 0) for high in above)
        for name, votes in own[id_].items()
        if not any(name in final[high] for high in above)
    }


def disagreement(
    contest: Any, held: dict[str, Any], office: Any, ours: dict[str, Any]
) -> str | None:
    """What is wrong with the answer about one office, if anything.

    Where ties above leave it open, the answer may name only what is so in every world.
    """
    ends = [world[office.id] for world in held["worlds"]]
    if not ends:
        stands = set(held["own"][office.id])
        fine = not ours["elected"] and not ours["tie"][0] and ours["not_elected"] == stands
        return None if fine else "somebody is elected although nothing counts"
    if not ours["waiting"]:
        if any((ours["elected"], *ours["tie"]) != end for end in ends):
            return f"other worlds: {ends}"
        tied_seats = 0 if office.rules.tie == "none_elected" else ours["tie"][1]
        vacant = office.seats - len(ours["elected"]) - tied_seats
        next_ = what_next(office.rules, 0, False, True, list(ours["tie"][0]), vacant)
        return None if (ours["vacancies"], ours["next"]) == (vacant, next_) else "what follows"
    if all(end == ends[0] for end in ends) and len(ends) == 1:
        return "waits for nothing"
    always = set.intersection(*(elected for elected, _, _ in ends))
    ever = set.union(*(elected | tied for elected, tied, _ in ends))
    if not ours["elected"] <= always:
        return "elected, but not in every world"
    return "not elected, but in some world" if ours["not_elected"] & ever else None


def choose(contest: Any, numbers: dict[str, int], sheets: list[set[str]]) -> dict[str, Any]:
    """A choice: each sheet is the set of items that it marks."""
    n, exactly = contest.choose.n, contest.choose.exactly
    valid = [s for s in sheets if (len(s) == n if exactly else len(s) <= n)]
    votes = {c.name: sum(c.name in sheet for sheet in valid) for c in contest.candidates}
    bases = numbers | {"returned": len(sheets), "valid": len(valid)}
    needed = floor(contest, bases)
    words = {name: Counter({"for": k}) for name, k in votes.items()}
    elected, tied, room = fates(contest.rules, contest.seats, votes, words, needed)
    vacant = contest.seats - len(elected)
    vacant -= 0 if contest.rules.tie == "none_elected" else room
    return {
        "votes": votes,
        "valid": len(valid),
        "needed": needed,
        "elected": set(elected),
        "tie": (set(tied), room),
        "vacancies": vacant,
    }


def adopt(contest: Any, numbers: dict[str, int], votes: list[list[str]]) -> dict[str, Any]:
    """A resolution: what each elector says of each motion, one after the other."""
    for_ = [sum(said[i] == "for" for said in votes) for i, _ in enumerate(contest.candidates)]
    needed = max(1, least(contest.rules.majority, numbers))
    named = [c.name for c in contest.candidates]
    return {
        "needed": needed,
        "adopted": [n for n, k in zip(named, for_, strict=True) if k >= needed],
        "not_adopted": [n for n, k in zip(named, for_, strict=True) if k < needed],
    }


def rate(contest: Any, sheets: list[list[str]]) -> list[tuple[str, dict[str, int], int, int]]:
    """A rating: per item its grades, abstentions, and rank by comparing every pair."""
    given = [Counter(sheet[i] for sheet in sheets) for i, _ in enumerate(contest.candidates)]

    def better(a: Counter[str], b: Counter[str]) -> bool:
        for grade in contest.grades:
            if a[grade.id] != b[grade.id]:
                return a[grade.id] > b[grade.id]
        return False

    return [
        (
            candidate.name,
            {grade.id: given[i][grade.id] for grade in contest.grades},
            given[i]["abstain"],
            1 + sum(better(other, given[i]) for other in given),
        )
        for i, candidate in enumerate(contest.candidates)
    ]
