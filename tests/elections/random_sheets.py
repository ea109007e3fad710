"""Random votes on several offices, choices, resolutions and ratings, decided twice."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from counting.model.election import Choose, Contest, Grade
from counting.model.figures import AnswerRow, Figures, OfficesTally, Row, Tally
from counting.model.outcome import OfficesOutcome
from counting.result.kinds import kind_of
from tests.elections import oracle_sheets as oracle
from tests.kit.contests import at_least, contest, more_than, names, office, rules, write_in_rule

EACH = 500  # votes of one seed
PEOPLE = names(6)
WRITTEN = ("林一", "林二")
BASES = ("due", "present", "returned", "valid", "all_members")
TIES = ("revote_among_tied", "fewest_against_then_revote", "none_elected", "lot")


def some_majority(chance: random.Random) -> Any:
    share = chance.choice((more_than, at_least))
    return share(chance.choice(("1/2", "1/3", "1/4", "1/5", "0")), chance.choice(BASES))


def some_contest(chance: random.Random) -> Contest:
    pick = chance.choice
    ids = ("chair", "deputy", "member")[: pick((1, 2, 3, 3, 3))]
    same_name = pick((None, "allowed", "allowed", "sheet_void", "both_offices_void"))
    ruled = rules(
        quorum=pick((None, more_than("1/2", "due"), at_least("4/5", "due"))),
        majority=some_majority(chance),
        tie=pick(TIES),
        fewer_than_seats=pick(((), ("separate_vote",), ("reduce_seats", "ask_superior"))),
        write_in=write_in_rule(needs=pick(("after_against", "one_for_one", "free"))),
        undervote=pick(("valid",) * 5 + ("void",)),
    )
    people = list(PEOPLE)
    offices = []
    for id_ in ids:
        if same_name is None:
            stand = [people.pop() for _ in range(chance.randint(1, 2))]
        else:
            stand = chance.sample(PEOPLE, chance.randint(1, 4))
        own = replace(ruled, majority=some_majority(chance)) if chance.random() < 0.2 else ruled
        offices.append(office(id_, chance.randint(1, 2), tuple(stand), own))
    down = list(ids) if chance.random() < 0.7 else []
    if down and chance.random() < 0.2:
        chance.shuffle(down)
        down = down[: chance.randint(1, len(down))]
    return replace(
        contest(candidates=0, due=1),
        offices=tuple(offices),
        rules=ruled,
        seats=sum(o.seats for o in offices),
        same_name=same_name,
        validity=pick(("sheet", "office")),
        add_down=tuple(down),
        vote=pick(("first", "first", "first", "separate")),
    )


def some_sheet(chance: random.Random, held: Contest, liked: dict[str, float]) -> oracle.Sheet:
    sheet: oracle.Sheet = {}
    for one in held.offices:
        sheet[one.id] = {}
        for candidate in one.candidates:
            drawn = chance.random()
            if drawn < liked[candidate.name]:
                sheet[one.id][candidate.name] = "for"
            elif drawn < 0.96:
                sheet[one.id][candidate.name] = chance.choice(("against", "abstain"))
            elif drawn < 0.98:
                sheet[one.id][candidate.name] = "void"
    for one in held.offices:
        if chance.random() < 0.2:
            _write_in(chance, held, sheet, one)
    return sheet


def _write_in(chance: random.Random, held: Contest, sheet: oracle.Sheet, one: Any) -> None:
    """A name that the rules let stand there: others are for people, or invalid."""
    own = [c.name for c in one.candidates]
    name = chance.choice([n for n in (*WRITTEN, *PEOPLE[:2]) if n not in own])
    carries = [one.id] if held.validity == "office" else list(sheet)
    words = [word for id_ in carries for word in sheet[id_].values()]
    needs = one.rules.write_in.needs
    room = words.count("against") - (words.count("written") if needs == "one_for_one" else 0)
    if needs == "free" or room > 0:
        sheet[one.id][name] = "written"


def some_vote(
    chance: random.Random,
) -> tuple[Contest, dict[str, int], list[oracle.Sheet]]:
    held = some_contest(chance)
    liked = {name: chance.choice((0.1, 0.3, 0.5, 0.5, 0.9)) for name in PEOPLE}
    sheets = []
    for _ in range(chance.randint(0, 12)):
        tries = [some_sheet(chance, held, liked) for _ in range(4)]
        good = [sheet for sheet in tries if oracle.judge(held, sheet)[0]]
        sheets.append(chance.choice(good) if good and chance.random() < 0.9 else tries[0])
    return held, _hall(chance, len(sheets)), sheets


def _hall(chance: random.Random, returned: int) -> dict[str, int]:
    issued = max(0, returned + chance.choice((0,) * 8 + (1, 2, -1)))
    present = issued + chance.choice((0, 0, 1))
    due = max(1, present + chance.choice((0, 0, 1, 3)))
    return {
        "due": due,
        "present": present,
        "issued": issued,
        "voters": issued,
        "registered": due,
        "total": due,
        "all_members": due + chance.choice((0, 2)),
    }


def decided(
    held: Contest, hall: dict[str, int], sheets: list[oracle.Sheet], sums: dict[str, Any]
) -> OfficesOutcome:
    """Our decision, from the sums of the oracle: no station reads such sheets yet."""
    offices = tuple(
        Tally(
            rows=tuple(
                Row(w["for"], w["against"], w["abstain"], w["void"]) for w in one["words"].values()
            ),
            write_ins=dict(one["written"]),
            valid=one["valid"],
            invalid=len(sheets) - one["valid"],
        )
        for one in sums["offices"].values()
    )
    valid = sums["valid"]
    tally = OfficesTally(rows=(), valid=valid, invalid=len(sheets) - valid, offices=offices)
    paper = Figures(**hall, returned=len(sheets), valid=valid, invalid=len(sheets) - valid)
    found: OfficesOutcome = kind_of(held).decide(held, paper, tally, ())
    return found


def of_offices(chance: random.Random) -> str | None:
    """What the two implementations say differently about one sheet with several offices."""
    held, hall, sheets = some_vote(chance)
    theirs = oracle.hold(held, hall, sheets)
    ours = decided(held, hall, sheets, theirs["sums"])
    if ours.errors and not ours.contest_void:
        return f"impossible: {ours.errors}"
    if ((ours.quorum.met, ours.quorum.needed), ours.contest_void) != (
        theirs["quorum"],
        theirs["void"],
    ):
        return f"quorum or void: {ours.quorum} {theirs}"
    for one, said in zip(held.offices, ours.offices, strict=True):
        out = said.outcome
        names_ = {*out.elected, *out.not_elected, *(out.tie.candidates if out.tie else ())}
        waits = any(w.code == "add_down.waiting" for w in out.warnings)
        answer = {
            "elected": set(out.elected),
            "not_elected": set(out.not_elected),
            "tie": (set(out.tie.candidates), out.tie.seats) if out.tie else (set(), 0),
            "vacancies": out.vacancies,
            "next": out.next,
            "waiting": waits,
        }
        if wrong := oracle.disagreement(held, theirs, one, answer):
            return f"{one.id}: {wrong}, ours {answer}"
        if out.needed != theirs["needed"][one.id]:
            return f"{one.id}: needed {out.needed}, {theirs['needed']}"
        full = {n: list(levels) for n, levels in out.full_vote.items()}
        stands = set(said.figures) if said.figures else names_
        if full != {n: v for n, v in theirs["full_vote"][one.id].items() if n in stands}:
            return f"{one.id}: full vote {full}, {theirs['full_vote']}"
        if wrong := _figures(held, theirs, one.id, said.figures or {}):
            return f"{one.id}: {wrong}"
    return None


def _figures(held: Contest, theirs: dict[str, Any], id_: str, figures: Any) -> str | None:
    if not theirs["worlds"] or not held.add_down:
        return None if not figures else "figures although nothing counts"
    elected = {
        high: set.intersection(*(world[high][0] for world in theirs["worlds"]))
        for high in held.add_down
    }
    expected = oracle.figures(held, theirs["own"], id_, elected)
    ours = {name: figure.sum for name, figure in figures.items()}
    own = {name: figure.own for name, figure in figures.items()}
    if any(own[name] != theirs["own"][id_][name] for name in own):
        return f"own figures {own}"
    if not expected.keys() <= ours.keys() or any(ours[n] != expected[n] for n in expected):
        return f"figures {ours}, expected {expected}"
    return None


def of_choice(chance: random.Random) -> str | None:
    items = chance.randint(1, 6)
    seats, majority = chance.randint(1, items), some_majority(chance)
    held = contest(seats, items, majority=majority, tie=chance.choice(TIES), quorum=None)
    n = chance.randint(1, items)
    held = replace(held, kind="choice", choose=Choose(n, chance.random() < 0.4))
    everything = [c.name for c in held.candidates]
    sheets = [
        set(chance.sample(everything, min(items, max(0, n + chance.choice((-1, 0, 0, 0, 1))))))
        for _ in range(chance.randint(1, 12))
    ]
    hall = _hall(chance, len(sheets))
    hall |= {"issued": len(sheets), "voters": len(sheets)}
    hall["present"] = max(hall["present"], len(sheets))
    hall["due"] = max(hall["due"], hall["present"])
    theirs = oracle.choose(held, hall, sheets)
    valid = theirs["valid"]
    tally = Tally(
        rows=tuple(Row(for_=k) for k in theirs["votes"].values()),
        valid=valid,
        invalid=len(sheets) - valid,
    )
    ours = kind_of(held).decide(held, Figures(**hall, returned=len(sheets)), tally, ())
    answer = {
        "needed": ours.needed,
        "elected": set(ours.elected),
        "tie": (set(ours.tie.candidates), ours.tie.seats) if ours.tie else (set(), 0),
        "vacancies": ours.vacancies,
    }
    expected = {key: theirs[key] for key in answer}
    return None if answer == expected and not ours.errors else f"{answer} {ours.errors} {theirs}"


def of_resolution(chance: random.Random) -> str | None:
    method = chance.choice(("paper", "keypad", "hands"))
    base = chance.choice(BASES if method == "paper" else ("due", "present", "all_members"))
    share = chance.choice((more_than, at_least))
    majority = share(chance.choice(("1/2", "2/3")), base)
    held = contest(1, chance.randint(1, 3), quorum=None, majority=majority)
    held = replace(held, kind="resolution", method=method)
    voters = chance.randint(1, 12)
    said = {"paper": ("for", "for", "against", "abstain")}.get(
        method, ("for", "for", "against", "abstain", "nothing")
    )
    votes = [[chance.choice(said) for _ in held.candidates] for _ in range(voters)]
    hall = _hall(chance, voters) | {"present": voters, "issued": voters, "voters": voters}
    hall["due"] = max(hall["due"], voters)
    sums = [
        [sum(v[i] == word for v in votes) for word in ("for", "against", "abstain", "nothing")]
        for i, _ in enumerate(held.candidates)
    ]
    rows = tuple(
        AnswerRow(f, g, h, further={"not_pressed": n} if method == "keypad" else {})
        for f, g, h, n in sums
    )
    sheets = {"returned": voters, "valid": voters, "invalid": 0} if method == "paper" else {}
    tally = Tally(rows=rows, valid=sheets.get("valid", 0))
    ours = kind_of(held).decide(held, Figures(**hall, **sheets), tally, ())
    theirs = oracle.adopt(held, hall | {"returned": voters, "valid": voters}, votes)
    answer = {
        "needed": ours.needed,
        "adopted": list(ours.adopted),
        "not_adopted": list(ours.not_adopted),
    }
    return None if answer == theirs and not ours.errors else f"{answer} {ours.errors} {theirs}"


def of_rating(chance: random.Random) -> str | None:
    grades = tuple(Grade(f"g{n}", f"档{n}") for n in range(1, chance.randint(2, 5) + 1))
    held = contest(1, chance.randint(1, 5), quorum=None)
    held = replace(held, kind="rating", grades=grades)
    answers = [*(grade.id for grade in grades), "abstain"]
    many = range(chance.randint(1, 6))
    sheets = [[chance.choice(answers) for _ in held.candidates] for _ in many]
    theirs = oracle.rate(held, sheets)
    hall = _hall(chance, len(sheets))
    hall |= dict.fromkeys(("present", "issued", "voters"), len(sheets))
    hall["due"] = max(hall["due"], len(sheets))
    rows = tuple(AnswerRow(abstain=abstain, further=given) for _, given, abstain, _ in theirs)
    tally = Tally(rows=rows, valid=len(sheets))
    ours = kind_of(held).decide(held, Figures(**hall, returned=len(sheets)), tally, ())
    answer = [(r.name, dict(r.grades), r.abstain, r.rank) for r in ours.ratings]
    return None if answer == theirs and not ours.errors else f"{answer} {ours.errors} {theirs}"


KINDS: dict[str, Callable[[random.Random], str | None]] = {
    "offices": of_offices,
    "choice": of_choice,
    "resolution": of_resolution,
    "rating": of_rating,
}
"""Of ten random votes seven are about offices: there is most to go wrong."""
OFTEN = ("offices",) * 7 + ("choice", "resolution", "rating")


def disagreements(seed: int, votes: int = EACH) -> list[str]:
    """Votes of this seed on which the two implementations differ."""
    chance = random.Random(seed)
    found = []
    for number in range(votes):
        kind = chance.choice(OFTEN)
        if wrong := KINDS[kind](chance):
            found.append(f"seed {seed}, vote {number}, {kind}: {wrong}")
    return found
