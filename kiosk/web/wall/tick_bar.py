"""The comb: one tick a sheet or person, kinds side by side, never in the order they were read."""

from dataclasses import dataclass
from math import ceil

WIDTH = 1000.0
GROUP = 50
_GROUP_GAP = 4.4
_INK = 0.58  # share of a tick's slot that is drawn
_ONE_EACH = 400  # above this many sheets a tick stands for ten, above ten times as many a hundred


@dataclass(frozen=True, slots=True)
class Comb:
    """Geometry of one comb in a viewBox of 1000 × 100.

    `each` sheets a tick; `ticks` are the left edges; `ink` their width; `bounds` are the four x
    that part valid | invalid | doubtful | empty (from 0 to 1000).
    """

    each: int
    ticks: tuple[float, ...]
    ink: float
    bounds: tuple[float, float, float, float]

    @property
    def full(self) -> str:
        """Valid: a whole tick."""
        return self._draw((0, 100))

    @property
    def half(self) -> str:
        """Invalid: the lower half."""
        return self._draw((54, 46))

    @property
    def broken(self) -> str:
        """Doubtful: broken in two."""
        return self._draw((0, 44), (78, 22))

    @property
    def stub(self) -> str:
        """Not yet read: a stub."""
        return self._draw((84, 16))

    def _draw(self, *parts: tuple[int, int]) -> str:
        return "".join(
            f"M{x:g} {top}h{self.ink:g}v{height}h-{self.ink:g}z"
            for x in self.ticks
            for top, height in parts
        )

    def at(self, count: int) -> float:
        """The x just before the tick of the `count`-th sheet: where a threshold stands."""
        index = ceil(count / self.each) - 1
        return self.ticks[index] if 0 <= index < len(self.ticks) else WIDTH


def comb(total: int, valid: int, invalid: int = 0, doubtful: int = 0) -> Comb:
    """The comb of `total` sheets; a kind that occurs at all keeps at least one tick."""
    each = 1 if total <= _ONE_EACH else 10 if total <= 10 * _ONE_EACH else 100
    number = max(1, ceil(total / each))
    groups = (number - 1) // GROUP
    slot = (WIDTH - groups * _GROUP_GAP) / number
    ticks = tuple(round(i * slot + i // GROUP * _GROUP_GAP, 2) for i in range(number))
    counted = ceil((valid + invalid + doubtful) / each)
    bad, open_ = ceil(invalid / each), ceil(doubtful / each)
    good = max(0, counted - bad - open_)

    def edge(count: int) -> float:
        return ticks[count] if count < number else WIDTH

    bounds = (edge(good), edge(good + bad), edge(good + bad + open_), WIDTH)
    return Comb(each, ticks, round(slot * _INK, 2), bounds)
