"""The people of the roll as lists have them: those who vote by delegation, then everybody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counting.model.election import Congress
from counting.names.ballot_order import in_stroke_order
from counting.names.same import key
from counting.rounds.claims import order_words
from printing.cards.badges import Bearer, badge_title, votes
from printing.papers.facts import Facts

_STAFF = badge_title("工作人员")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A delegation, or who takes part without voting. `id` is "" where it is no delegation.

    `due` is how many belong to it, None where nobody said. `people` stand by badge number; there
    are none while there is no roll.
    """

    id: str
    name: str
    due: int | None
    people: tuple[Bearer, ...]


def voting_groups(facts: Facts) -> tuple[Group, ...]:
    """Delegations as the definition lists them, then those of others; else one group of all."""
    congress = facts.congress
    voters = [person for person in facts.roll if votes(person.capacity)]
    if not congress.delegations:
        return (Group(id="", name="", due=congress.electors.due, people=tuple(voters)),)
    listed = [
        Group(id=unit.id, name=unit.name, due=unit.due, people=_of(voters, unit.name))
        for unit in congress.delegations
    ]
    known = {key(unit.name) for unit in congress.delegations}
    others = dict.fromkeys(p.delegation for p in voters if key(p.delegation) not in known)
    return (
        *listed,
        *(Group(id="", name=name, due=None, people=_of(voters, name)) for name in others),
    )


def other_groups(facts: Facts) -> Iterator[Group]:
    """Who takes part without voting, by what their badge says: 列席人员; never the staff."""
    by_badge: dict[str, list[Bearer]] = {}
    for person in facts.roll:
        if not votes(person.capacity):
            by_badge.setdefault(badge_title(person.capacity), []).append(person)
    for badge, people in by_badge.items():
        if badge != _STAFF:
            name = badge.removesuffix("证") + "人员"
            yield Group(id="", name=name, due=len(people), people=tuple(people))


def unit_of(facts: Facts, name: str) -> str:
    """The delegation of the one person of that name on the roll; "" where it is not one."""
    same = [person for person in facts.roll if key(person.name) == key(name)]
    return same[0].delegation if len(same) == 1 else ""


def order_said(congress: Congress, names: Sequence[str]) -> str:
    """What may be said of the order of these names: by strokes where they stand so, else ""."""
    contest = congress.contests[0]
    by_strokes = len(names) > 1 and in_stroke_order(names, contest.rules.name_order)
    return order_words("strokes", contest) if by_strokes else ""


def _of(people: Sequence[Bearer], delegation: str) -> tuple[Bearer, ...]:
    return tuple(person for person in people if key(person.delegation) == key(delegation))
