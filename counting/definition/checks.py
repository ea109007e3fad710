"""What must hold between the parts of a definition: a table of checks over whatever is readable."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from counting.model.refusal import InputError, Problem, shown
from counting.model.rules import Rules
from counting.names.ballot_order import DraftMove, problems_of_moves
from counting.names.strokes import unknown
from counting.rules.differential import bounds
from counting.rules.parameters import OFFICES
from counting.rules.profiles import Profile, examine, load
from counting.rules.schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list that can be told apart by id and name; None where unreadable."""

    place: str
    id: str | None
    name: str | None
    note: str = ""
    due: int | None = None
    contest: str | None = None


@dataclass(frozen=True, slots=True)
class DraftContest:
    """What could be read of one contest; `candidates` is None when their list could not be."""

    place: str
    id: str | None
    title: str | None
    office: str | None
    seats: int | None
    marks: str | None
    layout: str | None
    identification: str | None
    write_in_lines: int
    candidates: tuple[Entry, ...] | None
    order: str
    moved: tuple[DraftMove, ...] | None
    own_electors: bool = False
    electors_from: tuple[str, ...] = ()
    formal: int | None = None  # formal candidates that a pre-election finds
    by_delegation: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a definition: checks pass over what is None."""

    profile: str | None
    due: int | None
    overrides: Mapping[str, Any]
    delegations: tuple[Entry, ...] | None
    agenda: tuple[Entry, ...]
    contests: tuple[DraftContest, ...]
    all_contests: bool  # False when the id of a contest is unknown


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: object, place: str, name: str) -> tuple[Entry, ...] | None:
    if not isinstance(value, list):
        return None
    tables = [(f"{place}[{number}]", _table(entry)) for number, entry in enumerate(value)]
    return tuple(
        Entry(at, t.get("id"), t.get(name), t.get("note") or "", t.get("due"), t.get("contest"))
        for at, t in tables
    )


def _contest(table: Mapping[str, Any], place: str) -> DraftContest:
    pre = _table(table.get("pre_election"))
    return DraftContest(
        place,
        table.get("id"),
        table.get("title"),
        table.get("office"),
        table.get("seats"),
        table.get("marks"),
        _table(table.get("ballot")).get("layout"),
        table.get("identification"),
        table.get("write_in_lines") or 0,
        _entries(table.get("candidates"), f"{place}.candidates", "name"),
        table.get("order") or "file",
        _moves(table.get("moved", []), f"{place}.moved"),
        bool(table.get("electors")),
        tuple(name for name in table.get("electors_from") or () if isinstance(name, str)),
        pre.get("formal_candidates"),
        bool(pre) and pre.get("by", "delegation") == "delegation",
    )


def _moves(value: object, place: str) -> tuple[DraftMove, ...] | None:
    """None when a move could not be read: then nothing can be said about the names it moves."""
    if not isinstance(value, list) or any(not isinstance(_table(m).get("id"), str) for m in value):
        return None
    return tuple(
        DraftMove(f"{place}[{number}]", move["id"], move.get("before"))
        for number, move in enumerate(value)
    )


def draft_of(fitting: object) -> Draft:
    """The draft of what fitted the form (`definition_form.fill`)."""
    top = _table(fitting)
    contests = top.get("contests")
    listed = contests if isinstance(contests, list) else []
    drafts = tuple(_contest(_table(c), f"contests[{n}]") for n, c in enumerate(listed))
    return Draft(
        top.get("profile"),
        _table(top.get("electors")).get("due"),
        _table(top.get("overrides")),
        _entries(top.get("delegations"), "delegations", "name"),
        _entries(top.get("agenda"), "agenda", "title") or (),
        drafts,
        isinstance(contests, list) and all(d.id is not None for d in drafts),
    )


def _profile(draft: Draft) -> Profile | None:
    try:
        return None if draft.profile is None else load(draft.profile)
    except InputError:
        return None


def _rules(draft: Draft, contest: DraftContest) -> Rules | None:
    profile = _profile(draft)
    if profile is None or contest.office is None:
        return None
    return examine(profile, draft.overrides, contest.office, contest.marks)[0]


def _known_profile(draft: Draft) -> Iterator[Problem]:
    try:
        if draft.profile is not None:
            load(draft.profile)
    except InputError as error:
        yield from error.problems


def _fitting_overrides(draft: Draft) -> Iterator[Problem]:
    if (profile := _profile(draft)) is None:
        return
    offices = {contest.office for contest in draft.contests if contest.office in OFFICES}
    seen: list[Problem] = []
    for office in sorted(o for o in offices if o) or OFFICES[:1]:
        for problem in examine(profile, draft.overrides, office)[2]:
            if problem not in seen:
                seen.append(problem)
                yield problem


def _repeated(
    entries: tuple[Entry, ...] | tuple[DraftContest, ...], key: str, code: str
) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in entries:
        value = getattr(entry, key)
        if value is None:
            continue
        at = f"{entry.place}.{key}"
        if value in first:
            yield Problem(code, at, {"given": value, "first": first[value]})
        first.setdefault(value, at)


def _ids(draft: Draft) -> Iterator[Problem]:
    code = "definition.duplicate_id"
    yield from _repeated(draft.contests, "id", code)
    yield from _repeated(draft.agenda, "id", code)
    yield from _repeated(draft.delegations or (), "id", code)
    for contest in draft.contests:
        yield from _repeated(contest.candidates or (), "id", code)


def _titles(draft: Draft) -> Iterator[Problem]:
    yield from _repeated(draft.contests, "title", "definition.duplicate_title")


def same_name(name: str) -> str:
    """A name without the spaces that only balance it in print: 李　明 is 李明."""
    return "".join(name.split())


def _names(draft: Draft) -> Iterator[Problem]:
    yield from _equal_names(draft.delegations or ())
    for contest in draft.contests:
        yield from _equal_names(contest.candidates or ())


def _equal_names(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.name is None:
            continue
        key, at = (same_name(entry.name), same_name(entry.note)), f"{entry.place}.name"
        if key in first:
            facts = {"given": entry.name, "first": first[key]}
            yield Problem("definition.duplicate_name", at, facts)
        first.setdefault(key, at)


def _numbers_of_candidates(draft: Draft) -> Iterator[Problem]:
    for contest in draft.contests:
        seats, listed = contest.seats, contest.candidates
        if seats is None or listed is None:
            continue
        at, facts = f"{contest.place}.candidates", {"seats": seats, "candidates": len(listed)}
        if seats > len(listed):
            yield Problem("definition.seats_above_candidates", f"{contest.place}.seats", facts)
        elif contest.formal is None and (rules := _rules(draft, contest)) is not None:
            fewest, most = bounds(rules.differential, seats)
            if len(listed) < fewest:
                yield Problem("definition.too_few_candidates", at, {**facts, "fewest": fewest})
            if most is not None and len(listed) > most:
                yield Problem("definition.too_many_candidates", at, {**facts, "most": most})


def _schemes(draft: Draft) -> Iterator[Problem]:
    for contest in draft.contests:
        marks, layout = contest.marks, contest.layout
        if marks is None:
            continue
        if marks not in SCHEMES:
            facts = {"given": shown(marks), "allowed": ", ".join(SCHEMES)}
            yield Problem("definition.unknown_scheme", f"{contest.place}.marks", facts)
        elif layout is not None and layout != SCHEMES[marks].layout:
            facts = {"layout": layout, "marks": marks, "needed": SCHEMES[marks].layout}
            yield Problem("definition.layout_scheme", f"{contest.place}.ballot.layout", facts)


def _blank_left_open(draft: Draft) -> Iterator[Problem]:
    """A meaning of blank can be chosen only where some contest's scheme leaves it open."""
    schemes = {contest.marks for contest in draft.contests}
    if None in schemes or not schemes <= set(SCHEMES) or "blank" not in draft.overrides:
        return
    if all(SCHEMES[marks].blank is not None for marks in schemes if marks is not None):
        facts = {"schemes": ", ".join(sorted(m for m in schemes if m))}
        yield Problem("definition.blank_fixed", "overrides.blank", facts)


def _agenda_contests(draft: Draft) -> Iterator[Problem]:
    known = [contest.id for contest in draft.contests if contest.id is not None]
    for item in draft.agenda:
        if item.contest is not None and item.contest not in known and draft.all_contests:
            facts = {"contest": shown(item.contest), "known": ", ".join(known)}
            yield Problem("definition.agenda_unknown_contest", f"{item.place}.contest", facts)


def _delegations_sum(draft: Draft) -> Iterator[Problem]:
    parts = [delegation.due for delegation in draft.delegations or ()]
    readable = [due for due in parts if due is not None]
    if not parts or draft.due is None or len(readable) < len(parts):
        return
    if sum(readable) != draft.due:
        facts = {"sum": sum(readable), "due": draft.due, "delegations": len(parts)}
        yield Problem("definition.delegations_sum", "delegations", facts)


def _formal_candidates(draft: Draft) -> Iterator[Problem]:
    """The differential ratio is asked of the formal candidates, whom more must contest."""
    for contest in draft.contests:
        seats, formal, listed = contest.seats, contest.formal, contest.candidates
        rules = _rules(draft, contest)
        if seats is None or formal is None or listed is None or rules is None:
            continue
        fewest, most = bounds(rules.differential, seats)
        facts = {"formal": formal, "seats": seats, "fewest": fewest, "most": most or len(listed)}
        at = f"{contest.place}.pre_election.formal_candidates"
        if formal < fewest or (most is not None and formal > most):
            yield Problem("definition.formal_candidates", at, facts)
        elif formal > len(listed):
            counts = {"formal": formal, "candidates": len(listed)}
            yield Problem("definition.formal_above_candidates", at, counts)


def _delegations_vote(draft: Draft) -> Iterator[Problem]:
    """A vote by delegation is one of the congress's electors, all of them in delegations."""
    for contest in draft.contests:
        if contest.by_delegation and (not draft.delegations or contest.own_electors):
            facts = {"delegations": len(draft.delegations or ())}
            yield Problem(
                "definition.pre_election_delegations", f"{contest.place}.pre_election", facts
            )


def _electors_from(draft: Draft) -> Iterator[Problem]:
    """Electors come from contests listed earlier, so that none waits for itself."""
    earlier: list[str] = []
    for contest in draft.contests:
        for number, name in enumerate(contest.electors_from):
            if name not in earlier and draft.all_contests:
                facts = {"contest": shown(name), "known": ", ".join(earlier)}
                at = f"{contest.place}.electors_from[{number}]"
                yield Problem("definition.electors_from_unknown", at, facts)
        if contest.id is not None:
            earlier.append(contest.id)


def _tokens_need_their_clause(draft: Draft) -> Iterator[Problem]:
    """Where ballots bear one common code by rule, only the adopted rules may allow tokens."""
    for contest in draft.contests:
        rules = _rules(draft, contest)
        if rules and contest.identification == "token" and rules.identification == "style":
            facts = {"profile": draft.profile, "clause": 'identification = "token"'}
            at = f"{contest.place}.identification"
            yield Problem("definition.token_without_clause", at, facts)


def _write_in_lines(draft: Draft) -> Iterator[Problem]:
    for contest in draft.contests:
        rules = _rules(draft, contest)
        if rules and contest.write_in_lines and not rules.write_in.allowed:
            facts = {"lines": contest.write_in_lines}
            at = f"{contest.place}.write_in_lines"
            yield Problem("definition.write_in_not_allowed", at, facts)


def _moved_names(draft: Draft) -> Iterator[Problem]:
    for contest in draft.contests:
        listed, moved = contest.candidates, contest.moved
        if not moved:
            continue
        if contest.order == "file":
            yield Problem("definition.moved_without_strokes", f"{contest.place}.moved", {})
        elif listed is not None and all(entry.id is not None for entry in listed):
            ids = tuple(entry.id for entry in listed if entry.id is not None)
            yield from problems_of_moves(ids, moved)


def _order_by_strokes(draft: Draft) -> Iterator[Problem]:
    """Names that strokes cannot place are for the clerk; an approved order is not for strokes."""
    for contest in draft.contests:
        if contest.order != "strokes":
            continue
        rules = _rules(draft, contest)
        if rules and rules.ballot_order != "strokes":
            facts: dict[str, object] = {"rule": rules.ballot_order}
            yield Problem("definition.order_against_rules", f"{contest.place}.order", facts)
        if contest.moved is None:
            continue
        by_hand = {move.id for move in contest.moved}
        for entry in contest.candidates or ():
            for found in unknown(entry.name) if entry.name and entry.id not in by_hand else ():
                facts = {
                    "name": entry.name,
                    "character": found.character,
                    "codepoint": found.codepoint,
                }
                yield Problem("definition.unknown_strokes", f"{entry.place}.name", facts)


CHECKS: Final[tuple[Callable[[Draft], Iterator[Problem]], ...]] = (
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
    _tokens_need_their_clause,
    _write_in_lines,
    _moved_names,
    _order_by_strokes,
    _agenda_contests,
    _delegations_sum,
)


def problems_of(draft: Draft) -> Iterator[Problem]:
    """Every problem that a check finds, in the order of the table."""
    for check in CHECKS:
        yield from check(draft)
