"""What a wall or a terminal may show of a count: live_display, announce level and Release."""

from typing import Literal

from counting.model.election import Mode
from counting.model.state import Round

Shown = Literal["nothing", "names", "figures"]
_REACH = {None: 0, "presidium": 1, "floor": 2, "public": 3}


def shown_to(place: Literal["floor", "public"], round_: Round, mode: Mode) -> Shown:
    """How much of a contest's result may be shown in the hall (`floor`) or to the `public`.

    Nothing before CloseCount. Once released as far as `place`: the names, and the figures if the
    rules let them go that far (`announce`). Before that, only in the hall, only where the rules
    let figures reach it, and only when candidates' figures were running there already or the
    congress is a rehearsal whose rules do not ask to wait for the release.
    """
    rules = round_.contest.rules
    if not round_.phase.final or round_.outcome is None:
        return "nothing"
    may_have_figures = _REACH[rules.announce] >= _REACH[place]
    if _REACH[round_.released_to] >= _REACH[place]:
        return "figures" if may_have_figures else "names"
    at_close = rules.live_display == "running" or (
        mode is Mode.REHEARSAL and rules.live_display == "progress"
    )
    return "figures" if place == "floor" and at_close and may_have_figures else "nothing"


def running_shown(round_: Round) -> bool:
    """Whether candidates' sums of closed batches may run on the wall while counting goes on."""
    return round_.contest.rules.live_display == "running"
