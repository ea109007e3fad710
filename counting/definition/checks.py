"""What must hold between the parts of a definition: a table of checks over whatever is readable."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Final

from counting.definition.part import Part
from counting.definition.timing import agenda_times
from counting.model.election import Electors
from counting.model.refusal import InputError, Problem, excerpt
from counting.model.rules import Rules
from counting.names.ballot_order import DraftMove, problems_of_moves
from counting.names.same import key
from counting.names.shown import shown
from counting.names.strokes import unknown_in_short
from counting.rules.differential import bounds
from counting.rules.keys import OFFICES
from counting.rules.profiles import Profile, examine, load
from counting.rules.schemes import SCHEMES
from counting.rules.thresholds import out_of_reach

BASES: Final = tuple(field.name for field in fields(Electors))


def _all_named(contests: Sequence[Part]) -> bool:
    """Whether every contest can be referred to: False where an id is unknown."""
    return bool(contests) and all(contest["id"] is not None for contest in contests)


def _profile(top: Part) -> Profile | None:
    try:
        return None if top["profile"] is None else load(top["profile"])
    except InputError:
        return None


def _rules(top: Part, contest: Part) -> Rules | None:
    profile = _profile(top)
    if profile is None or contest["office"] is None:
        return None
    return examine(profile, top["overrides"], contest["office"], contest["marks"])[0]


def _known_profile(top: Part) -> Iterator[Problem]:
    try:
        if top["profile"] is not None:
            load(top["profile"])
    except InputError as error:
        yield from error.problems


def _fitting_overrides(top: Part) -> Iterator[Problem]:
    if (profile := _profile(top)) is None:
        return
    offices = {contest["office"] for contest in top.list("contests")} - {None}
    seen: list[Problem] = []
    for office in sorted(offices) or OFFICES[:1]:
        for problem in examine(profile, top["overrides"], office)[2]:
            if problem not in seen:
                seen.append(problem)
                yield problem


def _repeated(entries: Sequence[Part], key: str, code: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in entries:
        value = entry[key]
        if value is None:
            continue
        at = entry.at(key)
        if value in first:
            yield Problem(code, at, {"given": value, "first": first[value]})
        first.setdefault(value, at)


def _ids(top: Part) -> Iterator[Problem]:
    code = "definition.duplicate_id"
    yield from _repeated(top.list("contests"), "id", code)
    yield from _repeated(top.list("agenda"), "id", code)
    yield from _repeated(top.list("delegations"), "id", code)
    for contest in top.list("contests"):
        yield from _repeated(contest.list("candidates"), "id", code)


def _titles(top: Part) -> Iterator[Problem]:
    yield from _repeated(top.list("contests"), "title", "definition.duplicate_title")


def _names(top: Part) -> Iterator[Problem]:
    yield from _equal_names(top.list("delegations"), "name")
    for contest in top.list("contests"):
        yield from _equal_names(contest.list("candidates"), "name", "note")


def _equal_names(entries: Sequence[Part], *told_apart_by: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], str] = {}
    for entry in entries:
        if entry["name"] is None:
            continue
        person, at = tuple(key(entry[field]) for field in told_apart_by), entry.at("name")
        if person in first:
            facts = {"given": entry["name"], "first": first[person]}
            yield Problem("definition.duplicate_name", at, facts)
        first.setdefault(person, at)


def _numbers_of_candidates(top: Part) -> Iterator[Problem]:
    for contest in top.list("contests"):
        seats, listed = contest["seats"], contest["candidates"]
        if seats is None or listed is None:
            continue
        at, facts = contest.at("candidates"), {"seats": seats, "candidates": len(listed)}
        changed = {**facts, "field": "overrides"}
        if seats > len(listed):
            yield Problem("definition.seats_above_candidates", contest.at("seats"), facts)
        elif contest["pre_election"] is None and (rules := _rules(top, contest)) is not None:
            fewest, most = bounds(rules.differential, seats)
            if len(listed) < fewest:
                yield Problem("definition.too_few_candidates", at, {**changed, "fewest": fewest})
            if most is not None and len(listed) > most:
                yield Problem("definition.too_many_candidates", at, {**changed, "most": most})


def _schemes(top: Part) -> Iterator[Problem]:
    for contest in top.list("contests"):
        marks, layout = contest["marks"], contest["ballot"]["layout"]
        if marks is None:
            continue
        if marks not in SCHEMES:
            facts = {"given": excerpt(marks), "allowed": ", ".join(SCHEMES)}
            yield Problem("definition.unknown_scheme", contest.at("marks"), facts)
        elif layout is not None and layout != SCHEMES[marks].layout:
            facts = {"layout": layout, "marks": marks, "needed": SCHEMES[marks].layout}
            yield Problem("definition.layout_scheme", contest.at("ballot.layout"), facts)


def _blank_left_open(top: Part) -> Iterator[Problem]:
    """A meaning of blank can be chosen only where some contest's scheme leaves it open."""
    schemes = {contest["marks"] for contest in top.list("contests")}
    if None in schemes or not schemes <= set(SCHEMES) or "blank" not in top["overrides"]:
        return
    if all(SCHEMES[marks].blank is not None for marks in schemes if marks is not None):
        facts = {"schemes": ", ".join(sorted(m for m in schemes if m))}
        yield Problem("definition.blank_fixed", "overrides.blank", facts)


def _agenda_contests(top: Part) -> Iterator[Problem]:
    known = [contest["id"] for contest in top.list("contests") if contest["id"] is not None]
    for item in top.list("agenda"):
        name = item["contest"]
        if name is not None and name not in known and _all_named(top.list("contests")):
            facts = {"contest": excerpt(name), "known": ", ".join(known)}
            yield Problem("definition.agenda_unknown_contest", item.at("contest"), facts)


def _delegations_sum(top: Part) -> Iterator[Problem]:
    due = top["electors"] and top["electors"]["due"]
    parts = [delegation["due"] for delegation in top.list("delegations")]
    readable = [due for due in parts if due is not None]
    if not parts or due is None or len(readable) < len(parts):
        return
    if sum(readable) != due:
        facts = {"sum": sum(readable), "due": due, "delegations": len(parts)}
        yield Problem("definition.delegations_sum", "delegations", facts)


def _formal_candidates(top: Part) -> Iterator[Problem]:
    """The differential ratio is asked of the formal candidates, whom more must contest."""
    for contest in top.list("contests"):
        if (pre_election := contest["pre_election"]) is None:
            continue
        seats, listed = contest["seats"], contest["candidates"]
        formal, rules = pre_election["formal_candidates"], _rules(top, contest)
        if seats is None or formal is None or listed is None or rules is None:
            continue
        fewest, most = bounds(rules.differential, seats)
        stated: dict[str, object] = {"formal": formal, "field": "formal_candidates"}
        facts = {**stated, "seats": seats, "fewest": fewest, "most": most or len(listed)}
        at = pre_election.at("formal_candidates")
        if formal < fewest or (most is not None and formal > most):
            yield Problem("definition.formal_candidates", at, facts)
        elif formal > len(listed):
            counts = {**stated, "candidates": len(listed)}
            yield Problem("definition.formal_above_candidates", at, counts)


def _delegations_vote(top: Part) -> Iterator[Problem]:
    """A vote by delegation is one of the congress's electors, all of them in delegations."""
    for contest in top.list("contests"):
        pre_election, delegations = contest["pre_election"], top.list("delegations")
        if pre_election is None or pre_election["by"] != "delegation":
            continue
        if not delegations or contest["electors"] is not None:
            facts = {"delegations": len(delegations), "field": "by", "value": "together"}
            yield Problem("definition.pre_election_delegations", contest.at("pre_election"), facts)


def _electors_from(top: Part) -> Iterator[Problem]:
    """Electors come from contests listed earlier, so that none waits for itself."""
    earlier: list[str] = []
    for contest in top.list("contests"):
        for number, name in enumerate(contest.list("electors_from")):
            if name and name not in earlier and _all_named(top.list("contests")):
                facts = {"contest": excerpt(name), "known": ", ".join(earlier) or "—"}
                at = contest.at(f"electors_from[{number}]")
                yield Problem("definition.electors_from_unknown", at, facts)
        if contest["id"] is not None:
            earlier.append(contest["id"])


def _within_reach(top: Part) -> Iterator[Problem]:
    """Where electors come from other contests, how many there are shows when these are decided."""
    seen: list[Problem] = []
    for contest in top.list("contests"):
        rules, given = _rules(top, contest), contest["electors"] or top["electors"]
        if rules is None or given is None or given["due"] is None or contest["electors_from"]:
            continue
        bases = {name: given[name] or given["due"] for name in BASES}
        for name, facts in out_of_reach(rules, Electors(**bases)).items():
            problem = Problem(
                "definition.out_of_reach",
                given.place,
                {"threshold": name, "field": "overrides", **facts},
            )
            if problem not in seen:
                seen.append(problem)
                yield problem


def _tokens_need_their_clause(top: Part) -> Iterator[Problem]:
    """Where ballots bear one common code by rule, only the adopted rules may allow tokens."""
    for contest in top.list("contests"):
        rules = _rules(top, contest)
        if rules and contest["identification"] == "token" and rules.identification == "style":
            facts = {
                "profile": load(top["profile"]).title,
                "field": "overrides",
                "rule": "identification",
                "value": "token",
                "other_value": "style",
            }
            at = contest.at("identification")
            yield Problem("definition.token_without_clause", at, facts)


def _write_in_lines(top: Part) -> Iterator[Problem]:
    for contest in top.list("contests"):
        rules = _rules(top, contest)
        if rules and contest["write_in_lines"] and not rules.write_in.allowed:
            facts = {"lines": contest["write_in_lines"], "field": "write_in_lines"}
            at = contest.at("write_in_lines")
            yield Problem("definition.write_in_not_allowed", at, facts)


def _walls_within_announcement(top: Part) -> Iterator[Problem]:
    """Votes cannot run on the walls of the hall where the rules keep them from it."""
    seen: list[object] = []
    for contest in top.list("contests"):
        rules = _rules(top, contest)
        if rules and (rules.announce, rules.live_display) == ("presidium", "running"):
            at = _changed(top, contest["office"], ("live_display", "announce"))
            if at not in seen:
                seen.append(at)
                facts = {"limit": rules.announce, "rule": "live_display"}
                yield Problem("definition.running_beyond", at, facts)


def _changed(top: Part, office: str, rules: Sequence[str]) -> str:
    """Where the first of `rules` stands that is changed for an office; else all that is changed."""
    changed = top["overrides"]
    of_office = changed.get("office", {}).get(office, {})
    for rule in rules:
        for table, at in ((of_office, f"overrides.office.{office}"), (changed, "overrides")):
            if rule in table:
                return top.at(f"{at}.{rule}")
    return top.at("overrides")


def _moves(contest: Part) -> tuple[DraftMove, ...] | None:
    """None when a move could not be read: then nothing can be said about the names it moves."""
    moves = contest.list("moved")
    if any(move["id"] is None for move in moves):
        return None
    return tuple(DraftMove(move.place, move["id"], move["before"]) for move in moves)


def _moved_names(top: Part) -> Iterator[Problem]:
    for contest in top.list("contests"):
        listed, moved = contest["candidates"], _moves(contest)
        if not moved:
            continue
        if contest["order"] == "file":
            facts = {"field": "moved", "other_field": "order", "value": "strokes"}
            yield Problem("definition.moved_without_strokes", contest.at("moved"), facts)
        elif listed is not None and all(entry["id"] is not None for entry in listed):
            ids = tuple(entry["id"] for entry in listed if entry["id"] is not None)
            yield from problems_of_moves(ids, moved)


def _order_by_strokes(top: Part) -> Iterator[Problem]:
    """Names that strokes cannot place are for the clerk; an approved order is not for strokes."""
    for contest in top.list("contests"):
        if contest["order"] != "strokes":
            continue
        rules = _rules(top, contest)
        if rules and rules.ballot_order != "strokes":
            facts = {"field": "order"}
            yield Problem("definition.order_against_rules", contest.at("order"), facts)
        if (moved := _moves(contest)) is None:
            continue
        by_hand = {move.id for move in moved}
        for entry in contest.list("candidates"):
            if not entry["name"] or entry["id"] in by_hand:
                continue
            name = shown(entry["name"])  # as typed, where another error keeps the form from it
            for found in unknown_in_short(name):
                facts = {
                    "name": name,
                    "character": found.character,
                    "codepoint": found.codepoint,
                    "field": "moved",
                }
                yield Problem("definition.unknown_strokes", entry.at("name"), facts)


_COUNTING: Final = ("scrutineers", "tellers")


def _officers(top: Part) -> Iterator[Problem]:
    """Nobody stands twice on a list, and nobody who stands for election counts votes."""
    if (people := top["people"]) is None:
        return
    for each in (*_COUNTING, "presidium"):
        first: dict[str, str] = {}
        for place, name in _named(people, each):
            if key(name) in first:
                facts = {"given": name, "first": first[key(name)]}
                yield Problem("definition.officer_twice", place, facts)
            first.setdefault(key(name), place)
    stands = {
        key(entry["name"]): contest["title"]
        for contest in top.list("contests")
        for entry in contest.list("candidates")
        if entry["name"] and contest["title"]
    }
    chief = [(people.at("chief"), people["chief"])] if people["chief"] else []
    for place, name in (*chief, *(one for each in _COUNTING for one in _named(people, each))):
        if key(name) in stands:
            facts = {"name": name, "contest": stands[key(name)]}
            yield Problem("definition.officer_stands", place, facts)


def _named(people: Part, each: str) -> list[tuple[str, str]]:
    return [(people.at(f"{each}[{n}]"), name) for n, name in enumerate(people.list(each)) if name]


def _conveners(top: Part) -> Iterator[Problem]:
    people, delegations = top["people"], top.list("delegations")
    known = [delegation["id"] for delegation in delegations]
    if people is None or None in known:
        return
    for name in people["conveners"] or ():
        if name not in known:
            facts = {"given": excerpt(name), "known": ", ".join(known)}
            yield Problem("definition.conveners_unknown", people.at(f"conveners.{name}"), facts)


CHECKS: Final[tuple[Callable[[Part], Iterator[Problem]], ...]] = (
    _known_profile,
    _fitting_overrides,
    _ids,
    _titles,
    _names,
    _schemes,
    _blank_left_open,
    _numbers_of_candidates,
    _formal_candidates,
    _delegations_vote,
    _electors_from,
    _within_reach,
    _tokens_need_their_clause,
    _write_in_lines,
    _walls_within_announcement,
    _moved_names,
    _order_by_strokes,
    _agenda_contests,
    agenda_times,
    _delegations_sum,
    _officers,
    _conveners,
)


def problems_of(top: Part) -> Iterator[Problem]:
    """Every problem that a check finds, in the order of the table."""
    for check in CHECKS:
        yield from check(top)
