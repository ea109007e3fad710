"""Congresses of one contest, led at random through rounds: equal names, ties, voids, rulings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from counting.model.refusal import Refusal
from counting.model.state import Phase, Round, State
from counting.rounds.history import offers
from counting.steps.attendance import RecordAttendance
from counting.steps.certify import Release
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound
from counting.steps.rulings import AcceptResult, AskSuperior, RecordLot, ReduceSeats
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import C, count, now, rounds_hall

PEOPLE: Final = (
    ("丁一", ""),
    ("王宁", "男，1970年生"),
    ("王宁", "女"),
    ("王玉兰", "教师"),
    ("买买提·艾力", ""),
    ("李　明", ""),
    ("何昇", ""),
    ("周海波", "工人"),
    ("魏一", ""),
)
RARE: Final = ("王\U0002a6d6", "")
OVERRIDES: Final = {
    "tie": ("revote_among_tied", "fewest_against_then_revote", "lot", "none_elected"),
    "full_vote": ("valid", "returned", "present", "due"),
    "announce_order": ("strokes", "votes_then_strokes", "superior"),
    "name_order": ("surname_strokes", "full_name_strokes"),
    "tie_needs_majority": (True, False),
}
_SHOWN: Final = (
    {"announce": "floor", "live_display": "progress"},
    {"announce": "public", "live_display": "running"},
    {"announce": "presidium", "live_display": "after_release"},
)


@dataclass(frozen=True)
class Moment:
    """What is known at one step of a story; `step` is what was done last."""

    step: str
    state: State = field(repr=False)

    @property
    def round(self) -> Round:
        found = self.state.current(C)
        assert found is not None
        return found


def halls(draw: st.DrawFn) -> Rehearsal:
    """A sealed congress; its list in any order, by strokes if so asked, with any of the values."""
    pool = [*PEOPLE, RARE] if draw(st.booleans()) else list(PEOPLE)
    people = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=6, unique=True))
    order = "file" if RARE in people else draw(st.sampled_from(["file", "strokes"]))
    if draw(st.booleans()):
        people.sort(key=lambda person: PEOPLE.index(person) if person in PEOPLE else 99)
    overrides: dict[str, Any] = dict(draw(st.sampled_from(_SHOWN)))
    for key, values in OVERRIDES.items():
        overrides[key] = draw(st.sampled_from(values))
    overrides["fewer_than_seats"] = ["separate_vote", "reduce_seats", "ask_superior"]
    contest = contest_object(
        seats=draw(st.integers(1, len(people))),
        candidates=[
            {"id": f"c{n:02}", "name": name, "note": note} for n, (name, note) in enumerate(people)
        ],
        order=order,
    )
    due = draw(st.integers(4, 12))
    return rounds_hall(due=due, contests=[contest], overrides=overrides)


@st.composite
def stories(draw: st.DrawFn) -> Sequence[Moment]:
    """The moments of one congress, up to three votes long, each with what was known then."""
    return tuple(_told(draw))


def _told(draw: st.DrawFn) -> Iterator[Moment]:
    hall = halls(draw)
    yield Moment("sealed", hall.state)
    due = now(hall).figures.due
    present = draw(st.integers(max(2, due - 2), due))
    for _ in range(3):
        _vote(draw, hall, present)
        yield Moment("vote", hall.state)
        if now(hall).phase is not Phase.VOID:
            to = draw(st.sampled_from(["", "presidium", "floor"]))
            if to and not isinstance(hall.give(Release(C, to)), Refusal):
                yield Moment(f"released to {to}", hall.state)
        if not _goes_on(draw, hall):
            return
        yield Moment("went on", hall.state)


def _vote(draw: st.DrawFn, hall: Rehearsal, present: int) -> None:
    """One round up to its certified figures, or to the box that holds too much."""
    round_ = now(hall)
    issued = draw(st.integers(max(1, present - 1), present))
    returned = issued + 1 if draw(st.integers(0, 7)) == 0 else draw(st.integers(1, issued))
    hall.must(
        RecordAttendance(present),
        RecordIssued(contest=C, unsealed=issued + 2, issued=issued, remaining=2),
        RecordReturned(C, returned),
    )
    if returned > issued:
        return
    left, approvals = returned * round_.contest.seats, []
    for _ in round_.contest.candidates:
        approvals.append(draw(st.integers(0, min(left, returned))))
        left -= approvals[-1]
    count(hall, *draw(st.permutations(approvals)))


def _goes_on(draw: st.DrawFn, hall: Rehearsal) -> bool:
    """Take one of the ways that are offered; False when there is none, or it ends the contest."""
    offered = offers(now(hall))
    if not offered:
        return False
    way = draw(st.sampled_from(offered))
    outcome = now(hall).outcome
    if way == "lot":
        assert outcome is not None
        assert outcome.tie is not None
        drawn = outcome.tie.candidates[: outcome.tie.seats]
        hall.must(RecordLot(contest=C, elected=drawn, reason="当场抽签"))
        return False
    rulings = {
        "accept": AcceptResult(contest=C, reason="主席团决定"),
        "ask_superior": AskSuperior(contest=C, reason="请示"),
    }
    if way in rulings:
        hall.must(rulings[way])
        return False
    if way == "reduce_seats":
        hall.give(ReduceSeats(contest=C, seats=1, reason="接近名额"))
        return False
    answer = hall.give(OpenRound(contest=C, why=way, reason="依选举办法"))  # type: ignore[arg-type]
    return not isinstance(answer, Refusal)
