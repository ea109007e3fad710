"""Which pass over which batch a station counts: chosen, scanned, or the only one open; leased."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from counting.model.refusal import Refusal
from counting.model.state import LaneKey, Round
from counting.sheets.admission import Place
from counting.steps.messages import find_round
from counting.steps.sheets import open_place
from kiosk.stations.desk import Desk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the station was told: a batch and a pass, or None for whichever is open."""

    contest: str
    batch: str | None = None
    pass_number: int | None = None


class Seat:
    """Finds the place where a station's sheets are counted, and holds the lease on it."""

    def __init__(self, desk: Desk, choice: Choice, owner: str) -> None:
        self._desk = desk
        self._choice = choice
        self._owner = owner
        self._scanned: str | None = None
        self._held: LaneKey | None = None

    @property
    def batch(self) -> str | None:
        """The batch in which the station counts or last counted; None before the first one."""
        return self._held[2] if self._held else self._scanned or self._choice.batch

    @property
    def pass_number(self) -> int:
        return self._held[3] if self._held else self._choice.pass_number or 1

    def contest(self) -> Round | Refusal:
        """The current round of the station's contest."""
        return self._fresh(lambda: find_round(self._desk.state(), self._choice.contest, None))

    def take(self) -> Place | Refusal:
        """The open pass to count in, leased to this station.

        Refusals: `batch.not_open`, `station.no_open_batch`, `station.several_open_batches`,
        `station.other_pass`, `station.batch_taken`, those of the contest's phase.
        """
        place = self._fresh(self._find)
        if isinstance(place, Refusal) or place.key == self._held:
            return place
        refusal = self._desk.lease(place.key, self._owner)
        if refusal is None and self._held is not None:
            # The old lease is given back only now, so that a refused move loses nothing.
            self.leave()
            refusal = self._desk.lease(place.key, self._owner)
        if refusal is not None:
            return refusal
        self._held = place.key
        return place

    def go_to(self, batch: str) -> Place | Refusal:
        """Count in this batch from now on; the station stays where it was if that is refused."""
        before = self._scanned
        self._scanned = batch
        place = self.take()
        if isinstance(place, Refusal):
            self._scanned = before
        return place

    def closed(self) -> None:
        """The batch was closed: a scanned one is forgotten, a chosen one stays chosen."""
        self._scanned = None
        self.leave()

    def keep(self) -> None:
        """Renew the lease; one that another station has taken over is given up."""
        if self._held and self._desk.lease(self._held, self._owner) is not None:
            self._held = None

    def leave(self) -> None:
        """Give the lease back."""
        if self._held is not None:
            self._held = None
            self._desk.release(self._owner)

    def _fresh(self, look: Callable[[], T | Refusal]) -> T | Refusal:
        """What `look` finds, asked again after other processes' commits before it is a refusal."""
        found = look()
        if isinstance(found, Refusal):
            self._desk.refresh()
            found = look()
        return found

    def _find(self) -> Place | Refusal:
        state = self._desk.state()
        round_ = find_round(state, self._choice.contest, None)
        if isinstance(round_, Refusal):
            return round_
        batch = self._scanned or self._choice.batch or _only_open(round_)
        if isinstance(batch, Refusal):
            return batch
        place = open_place(state, round_.contest.id, round_.number, batch)
        if isinstance(place, Refusal):
            return place
        wanted = self._choice.pass_number
        if wanted is not None and place.lane.number != wanted:
            return Refusal("station.other_pass", {"pass": wanted, "open": place.lane.number})
        return place


def _only_open(round_: Round) -> str | Refusal:
    open_ = [batch.id for batch in round_.batches.values() if batch.open_lane]
    if not open_:
        return Refusal("station.no_open_batch", {"contest": round_.contest.title})
    if len(open_) > 1:
        return Refusal("station.several_open_batches", {"batches": ", ".join(open_)})
    return open_[0]
