"""What every step shares: the shape of commands and events, and the ways a rule says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Generic, TypeVar

from counting.input.documents import key_name
from counting.model.context import Context
from counting.model.refusal import Refusal
from counting.model.state import LaneKey, Phase, Round, State


class Command:
    """Something a person or a device asks for; documents write its fields as `key_name` says."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"alias_generator": key_name}


class Event:
    """Something that has happened.

    `version` tells readers of old logs how to read its body: a program refuses what is newer than
    its own, and reads what is as old as `oldest`.
    """

    __slots__ = ()
    version: ClassVar[int] = 1
    oldest: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class LaneEvent(Event):
    """An event about one pass over one batch; while that pass is open it lives in the journal."""

    contest: str
    round: int
    batch: str
    pass_: int

    @property
    def lane(self) -> LaneKey:
        return self.contest, self.round, self.batch, self.pass_


E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class RecordedRefusal(Generic[E]):
    """A refusal that is itself recorded, as code and reader only."""

    refusal: Refusal
    events: tuple[E, ...]


Answer = tuple[Event, ...] | Refusal | RecordedRefusal[Event]
Handler = Callable[[State, Any, Context], Answer]
Evolver = Callable[[State, Any], State]
Handlers = Mapping[type[Command], Handler]
Evolvers = Mapping[type[Event], Evolver]


def find_round(state: State, contest: str, round_: int | None) -> Round | Refusal:
    """The named round of a contest (its current one by default), or why there is none."""
    if state.congress is None:
        return Refusal("congress.not_defined")
    defined = state.congress.contest(contest)
    if defined is None:
        known = ", ".join(c.id for c in state.congress.contests)
        return Refusal("contest.unknown", {"contest": contest, "known": known})
    if state.seal is None:
        return Refusal("congress.not_sealed")
    named = state.current(contest) if round_ is None else state.rounds.get((contest, round_))
    return named or Refusal("contest.unknown_round", {"contest": defined.title, "round": round_})


def of_round(handler: Callable[[State, Round, Any, Context], Answer]) -> Handler:
    """A handler that is handed the round its command names, or the current one.

    It refuses as `find_round` does.
    """

    @wraps(handler)
    def handle(state: State, command: Any, context: Context) -> Answer:
        round_ = find_round(state, command.contest, getattr(command, "round", None))
        return round_ if isinstance(round_, Refusal) else handler(state, round_, command, context)

    return handle


def in_phase(round_: Round, *phases: Phase) -> Refusal | None:
    """None when the contest is in one of `phases`, else a refusal that names where it is."""
    if round_.phase in phases:
        return None
    return Refusal(
        "contest.wrong_phase",
        {
            "contest": round_.contest.title,
            "phase": round_.phase.value,
            "needed": ", ".join(p.value for p in phases),
        },
    )


def out_of_range(figures: Mapping[str, int | None], least: int = 0) -> Refusal | None:
    """Refuse a figure that no hall can have: below `least`, or above ten million."""
    for name, value in figures.items():
        if value is not None and not least <= value <= 10_000_000:
            return Refusal("figure.absurd", {"figure": name, "value": value, "least": least})
    return None
