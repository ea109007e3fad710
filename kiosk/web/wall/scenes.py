"""What a wall shows of one contest: the scene for its phase, and the figures that move in it.

A scene is facts; templates give it words. Everything in `Scene` except `figures` is its
signature: when that changes a page is drawn anew, otherwise only its figures are replaced.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from counting.model.election import Mode
from counting.model.figures import Balance, Figures
from counting.model.outcome import Finding, Order, Outcome, Quorum
from counting.model.state import Phase, Progress, Round, State
from counting.rounds.audience import Audience, Shown, seen_by, shown_to, told
from counting.rounds.claims import Elects, elects, follows, vacant
from counting.rounds.delegations import broken_returns
from counting.rounds.history import announcement_of, elected_by
from counting.rounds.status import (
    closed_tally,
    imbalance,
    is_counted_anew,
    progress,
    round_quorum,
)
from kiosk.congress.agenda import Timetable
from kiosk.stations.verdict import StationStatus
from kiosk.web.wall.results import Page, result_pages, running_pages
from kiosk.web.wall.tick_bar import Comb, comb

SceneKind = Literal[
    "empty", "ahead", "attendance", "voting", "box", "counting", "complete", "held", "result",
    "void", "not_held",
]  # fmt: skip
_HALL: Audience = "floor"
_ROOM, _ROOM_STRIPED = 66.0, 59.0  # height left for rows, hall units

_SEATED: Mapping[Phase, SceneKind] = {
    Phase.DEFINED: "ahead",
    Phase.SEALED: "ahead",
    Phase.ATTENDED: "attendance",
    Phase.ISSUED: "voting",
    Phase.RETURNED: "box",
    Phase.VOID: "void",
}


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of a contest: how many, how many of them answer, whether any is simulated."""

    total: int = 0
    connected: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene of one contest. `figures` are the live ones; `number` the batches by name.

    `contest` is the round as the hall may know it, `elects` what elects in it.
    """

    kind: SceneKind
    contest: Round
    mode: Mode
    sample: bool
    readers: Readers
    paper: Figures
    progress: Progress
    quorum: Quorum
    elects: Elects
    imbalance: tuple[Balance | Finding, ...]
    shown: Shown
    second_pass: bool
    pages: tuple[Page, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)
    comb: Comb | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome, as far as the hall may know it."""
        return self.contest.outcome

    @property
    def elected(self) -> tuple[str, ...]:
        """Whom the round elected, those by lot included, as far as the hall may know it."""
        return elected_by(self.contest)

    @property
    def too_many(self) -> tuple[Balance, ...]:
        """By which figures the vote is void; of each delegation's box, with its name."""
        return broken_returns(self.contest)

    @property
    def order(self) -> Order:
        """What may be said of the order of the elected."""
        return announcement_of(self.contest).order

    @property
    def follows(self) -> str:
        """What follows the round, by its outcome or as people ruled."""
        return follows(self.contest)

    @property
    def vacant(self) -> int:
        """Seats that nobody got, no tie holds open and nobody gave up."""
        return vacant(self.contest)

    @property
    def attendance(self) -> Comb:
        """Those present among those due, one tick a person."""
        return comb(self.paper.due, self.paper.present or 0)

    @property
    def digits(self) -> int:
        """Figures of the largest number on the page: how large it can be set."""
        return max(3, len(str(self.paper.returned or self.paper.issued or 0)))

    @property
    def signature(self) -> str:
        """Changes exactly when the page must be drawn anew."""
        still = {"counting": _counting_shape, "ahead": _no_shape}.get(self.kind, _whole_shape)
        shape = (
            self.kind, self.contest.key, self.contest.phase, self.contest.declared_valid,
            self.contest.released_to, self.contest.adjourned, self.contest.rulings,
            self.mode,
            self.readers, self.paper, self.shown, self.second_pass, self.pages, still(self),
        )  # fmt: skip
        return signature_of(shape)


def _counting_shape(scene: Scene) -> object:
    return scene.progress.returned


def _no_shape(_: Scene) -> object:
    return None


def _whole_shape(scene: Scene) -> object:
    return scene.progress, scene.outcome


def signature_of(value: object) -> str:
    """A short name of a value made of dataclasses, numbers and texts."""
    return blake2b(repr(value).encode(), digest_size=8).hexdigest()


def scene_of(state: State, round_: Round, stations: Sequence[StationStatus]) -> Scene:
    """The scene of one contest as things stand."""
    now = progress(round_)
    shown = shown_to(_HALL, round_)
    known = seen_by(_HALL, round_)
    kind = _kind(round_, now, shown)
    room = _ROOM_STRIPED if state.mode is Mode.REHEARSAL else _ROOM
    paper = round_.figures
    drawn = comb(now.returned or 1, now.valid, now.invalid, now.pending)
    return Scene(
        kind=kind,
        contest=known,
        mode=state.mode,
        sample=bool(state.congress and state.congress.sample),
        readers=_readers(round_, stations),
        paper=paper,
        progress=now,
        quorum=round_quorum(round_),
        elects=elects(known),
        imbalance=_told(round_),
        shown=shown,
        second_pass=_second_pass(round_),
        pages=_PAGES.get(kind, _no_pages)(known, shown, room),
        figures={
            "counted": now.counted,
            "valid": now.valid,
            "invalid": now.invalid,
            "pending": now.pending,
            "waiting": (now.returned or 0) - now.counted,
            "closed": now.batches_closed,
            "open": "、".join(_open_batches(round_)) or "—",
            "bounds": drawn.bounds,
        },
        comb=drawn,
    )


def _kind(round_: Round, now: Progress, shown: Shown) -> SceneKind:
    if round_.adjourned:
        return "not_held"
    if kind := _SEATED.get(round_.phase):
        return kind
    if round_.outcome and round_.outcome.contest_void:
        return "void"
    if round_.phase is Phase.COUNTING:
        return "complete" if now.all_read and not is_counted_anew(round_) else "counting"
    wrong = round_.outcome is not None and round_.outcome.errors
    return "result" if shown in ("names", "figures") and not wrong else "held"


def _told(round_: Round) -> tuple[Balance | Finding, ...]:
    """What keeps the round from its result, each once, as the hall may hear it."""
    found = [told(_HALL, round_, trouble) for trouble in imbalance(round_)]
    return tuple(trouble for at, trouble in enumerate(found) if trouble not in found[:at])


def _second_pass(round_: Round) -> bool:
    return any(
        lane.open and lane.number > 1 for b in round_.batches.values() for lane in b.lanes.values()
    )


def _open_batches(round_: Round) -> list[str]:
    opened = [batch.id for batch in round_.batches.values() if batch.open_lane]
    return sorted(opened, key=lambda batch_id: (len(batch_id), batch_id))


def _no_pages(_round: Round, _shown: Shown, _room: float) -> tuple[Page, ...]:
    return ()


def _running(round_: Round, shown: Shown, room: float) -> tuple[Page, ...]:
    if shown != "running":
        return ()
    total = closed_tally(round_)
    return running_pages(round_, total, height=room) if total.counted else ()


def _result(round_: Round, shown: Shown, room: float) -> tuple[Page, ...]:
    return result_pages(round_, figures=shown == "figures", height=room)


_PAGES: Mapping[SceneKind, Callable[[Round, Shown, float], tuple[Page, ...]]] = {
    "counting": _running,
    "complete": _running,
    "result": _result,
}


def _readers(round_: Round, stations: Sequence[StationStatus]) -> Readers:
    own = [station for station in stations if station.contest == round_.contest.id]
    simulated = any(s.simulated for s in own) or round_.simulated
    return Readers(len(own), sum(s.connected for s in own), simulated)


def current_contest(state: State, agenda: Timetable) -> Round | None:
    """The contest a wall shows when nobody has chosen one: what the hall is busy with.

    The one being counted, else the one the agenda is at, else the one furthest on.
    """
    latest = [c for c in (state.current(cid) for cid, _ in state.rounds) if c is not None]
    counting = [c for c in latest if c.phase is Phase.COUNTING]
    at = agenda.current.item.contest if agenda.current else None
    for contest in counting:
        if contest.contest.id == at or at is None:
            return contest
    if counting:
        return counting[-1]
    if at and (chosen := state.current(at)):
        return chosen
    phases = list(Phase)
    moved = [c for c in latest if c.phase not in (Phase.DEFINED, Phase.SEALED)]
    return max(moved, key=lambda c: phases.index(c.phase), default=None)
