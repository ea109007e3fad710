"""The roll (代表名册): who belongs to the meeting, by badge number, on the meeting's own log.

A list adds people and corrects them: the same number is the same person. Who is missing from a
later list stays; who left the meeting is marked as withdrawn, and the number is not used again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from counting.codes.badges import MAX_BADGE
from counting.model.refusal import InputError, Problem, Refusal
from counting.names.same import key
from counting.steps import messages

DELEGATE: Final = "正式代表"
"""The capacity of those who are electors of the congress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of the meeting. `capacity` is free text (正式代表, 列席 …), `seat` too."""

    number: int
    name: str
    delegation: str = ""
    capacity: str = ""
    seat: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class RollRow:
    """What a list says of one person, and where it stands there.

    None: the list has no such column, and what is known stays. `number` None: the row leaves it
    to us.
    """

    place: str
    name: str
    number: int | None = None
    delegation: str | None = None
    capacity: str | None = None
    seat: str | None = None
    withdrawn: bool | None = None


@dataclass(frozen=True, slots=True)
class EnterPeople:
    """Take these people into the roll as it stood after `after` events (see `numbered`)."""

    people: tuple[Person, ...]
    after: int


Command = EnterPeople


@dataclass(frozen=True, slots=True)
class PeopleEntered(messages.Event):
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class PeopleCorrected(messages.Event):
    people: tuple[Person, ...]


Event = PeopleEntered | PeopleCorrected


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody by number, the withdrawn too, and how many events made it so."""

    people: Mapping[int, Person] = field(default_factory=dict)
    events: int = 0

    @property
    def present(self) -> tuple[Person, ...]:
        """Everybody who is not withdrawn, by number."""
        return tuple(self.people[n] for n in sorted(self.people) if not self.people[n].withdrawn)


def numbered(roll: Roll, rows: Sequence[RollRow]) -> tuple[Person, ...]:
    """The people that a list's rows are, in its order.

    A row without a number is the one person of that name (and delegation, where the list has that
    column) already on the roll, else somebody new, who takes the next number above all others.
    InputError: `roll.several_of_that_name`, `roll.full`.
    """
    taken = {row.number for row in rows if row.number is not None}
    highest = max([0, *roll.people, *taken])
    people: list[Person] = []
    problems: list[Problem] = []
    for row in rows:
        number = row.number
        if number is None:
            known = [n for n in _alike(roll, row) if n not in taken]
            if len(known) > 1:
                facts = {"name": row.name, "numbers": ", ".join(map(str, known))}
                problems.append(Problem("roll.several_of_that_name", row.place, facts))
                continue
            highest += not known
            number = known[0] if known else highest
            taken.add(number)
        if number > MAX_BADGE:
            problems.append(Problem("roll.full", row.place, {"most": MAX_BADGE}))
            break
        people.append(_as_told(roll.people.get(number, Person(number=number, name=row.name)), row))
    if problems:
        raise InputError(tuple(problems))
    return tuple(people)


def not_due(roll: Roll, due: int) -> tuple[Problem, ...]:
    """`roll.not_due` where the roll says who is a delegate, and these are not as many as are due.

    `due` is the number of electors due at the congress.
    """
    delegates = sum(DELEGATE in person.capacity for person in roll.present)
    if not delegates or delegates == due:
        return ()
    return (Problem("roll.not_due", "", {"delegates": delegates, "due": due}),)


def chosen(roll: Roll, numbers: Collection[int] = ()) -> tuple[Person, ...] | Refusal:
    """Those of these numbers, or everybody; the withdrawn have no badge and no table card."""
    present = roll.present
    if not present:
        return Refusal("roll.empty")
    found = {person.number: person for person in present}
    if missing := [number for number in numbers if number not in found]:
        return Refusal("roll.no_such_number", {"numbers": ", ".join(map(str, missing))})
    return tuple(found[number] for number in numbers) if numbers else present


def handle(state: Roll, command: Command) -> tuple[Event, ...] | Refusal:
    """What a command makes happen, or why it may not."""
    if state.events != command.after:
        return Refusal("roll.changed_meanwhile")
    new = tuple(p for p in command.people if p.number not in state.people)
    other = tuple(p for p in command.people if state.people.get(p.number, p) != p)
    return (
        *((PeopleEntered(new),) if new else ()),
        *((PeopleCorrected(other),) if other else ()),
    )


def evolve(state: Roll, event: Event) -> Roll:
    """The roll after an event."""
    people = {**state.people, **{person.number: person for person in event.people}}
    return Roll(people, state.events + 1)


def _alike(roll: Roll, row: RollRow) -> Iterable[int]:
    name = key(row.name)
    return (
        person.number
        for person in roll.people.values()
        if key(person.name) == name and row.delegation in (None, person.delegation)
    )


def _as_told(person: Person, row: RollRow) -> Person:
    told = {
        name: value
        for name in ("delegation", "capacity", "seat", "withdrawn")
        if (value := getattr(row, name)) is not None
    }
    return replace(person, name=row.name, **told)
