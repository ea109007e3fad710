"""Congresses for the pages to show: the samples, carried to any phase without a store."""

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from counting.definition import read as definition
from counting.definition.seal import seal
from counting.layout.lay_out import lay_out
from counting.model.ballot import CastVoteRecord, Mark, SheetStatus
from counting.model.election import Contest
from counting.model.figures import Row, Tally
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, Phase, PrintRun, Round, Sheet, State
from counting.result.outcome import decide
from hardware.printers.printer import Printer
from hardware.readers.reader import Link
from kiosk.congress.agenda import Line, Timetable
from kiosk.printshop.job import PrintJob
from kiosk.stations.verdict import SheetRow, StationStatus, Verdict, VerdictKind
from tests.kit.contests import figures as paper

EXAMPLES = Path(__file__).parents[2] / "examples"
MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


class Showcase:
    """A hall whose state a test sets; every `show` wakes the subscribers."""

    def __init__(self, state: State, *, now: datetime | None = None, current: int = 0) -> None:
        self._state = state
        self._version = 1
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self.views: tuple[StationStatus, ...] = ()
        self.now = now
        self.at = current
        self.late = timedelta(0)
        self.desk = ShowcaseDesk(self)

    def state(self) -> State:
        return self._state

    def stations(self) -> tuple[StationStatus, ...]:
        return self.views

    def agenda(self) -> Timetable:
        lines = tuple(agenda_lines(self._state, self.at, self.late))
        return Timetable(lines, self.now or datetime.now(UTC).astimezone())

    def paper(self, kind: str, form: str, contest: str | None) -> bytes:
        return f"{kind} {form} {contest}".encode()

    def has_roll(self) -> bool:
        return True

    def people_paper(self, kind: str) -> bytes:
        return f"{kind} of the roll".encode()

    def printing(self) -> "ShowcaseDesk":
        return self.desk

    def version(self) -> int:
        return self._version

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def show(self, *contests: Round, stations: tuple[StationStatus, ...] | None = None) -> None:
        """Make these the rounds that pages see, and tell them."""
        with self._lock:
            for contest in contests:
                self._state = self._state.with_round(contest)
            if stations is not None:
                self.views = stations
            self._version += 1
            for callback in tuple(self._callbacks):
                callback()


def agenda_lines(state: State, current: int, late: timedelta) -> Iterator[Line]:
    """The agenda on its days, with item `current` under way (-1: not begun) and `late` from it."""
    at = MORNING - timedelta(days=2)
    for index, item in enumerate(state.agenda):
        if item.start:
            hours, minutes = map(int, item.start.split(":"))
            fixed = at.replace(hour=hours, minute=minutes)
            at = fixed if fixed >= at else fixed + timedelta(days=1)
        status = "closed" if index < current else "current" if index == current else "waiting"
        shift = late if index >= current >= 0 else timedelta(0)
        yield Line(item, status, at, at + shift)
        at += timedelta(minutes=item.minutes)


def sealed(sample: str = "county", **changes: Any) -> State:
    """A sample congress just sealed; `changes` replace fields of the congress."""
    path = EXAMPLES / f"{sample}.toml"
    congress, agenda = definition.parse(path.read_bytes(), "toml")
    congress = replace(congress, **changes)
    sealed = seal(congress, {c.id: lay_out(c) for c in congress.contests})
    state = State(congress=congress, agenda=agenda, seal=sealed)
    for contest in congress.contests:
        state = state.with_round(
            Round(
                contest=contest,
                number=1,
                phase=Phase.SEALED,
                figures=paper(contest.electors.due, present=None),
            )
        )
    return state


def with_names(state: State, contest_id: str, names: tuple[str, ...], seats: int) -> State:
    """The same congress with other candidates in one contest (not sealed again)."""
    old = state.current(contest_id)
    assert old is not None
    assert state.congress is not None
    listed = tuple(
        replace(old.contest.candidates[0], id=f"c{i:02}", name=name, note="")
        for i, name in enumerate(names, 1)
    )
    contest = replace(old.contest, candidates=listed, seats=seats)
    contests = tuple(contest if c.id == contest_id else c for c in state.congress.contests)
    moved = replace(state, congress=replace(state.congress, contests=contests))
    return moved.with_round(replace(old, contest=contest))


def attended(state: State, contest_id: str, present: int) -> Round:
    """A round whose electors have been counted."""
    round_ = state.current(contest_id)
    assert round_ is not None
    due = round_.contest.electors.due
    return replace(
        round_,
        phase=Phase.ATTENDED,
        figures=replace(
            paper(due, present), unsealed=None, issued=None, remaining=None, returned=None,
            valid=None, invalid=None,
        ),
    )  # fmt: skip


def issued(state: State, contest_id: str, present: int) -> Round:
    """A round whose ballots are in the electors' hands."""
    before = attended(state, contest_id, present)
    due = before.figures.due
    handed = replace(before.figures, unsealed=due, issued=present, remaining=due - present)
    return replace(before, phase=Phase.ISSUED, figures=handed)


def returned(
    state: State,
    contest_id: str,
    present: int,
    *,
    sheets: int | None = None,
    declared: bool = False,
) -> Round:
    """A round whose box has been opened; more sheets than issued make it void."""
    before = issued(state, contest_id, present)
    back = present if sheets is None else sheets
    phase = Phase.VOID if back > present else Phase.RETURNED
    handed = replace(before.figures, returned=back)
    return replace(before, phase=phase, figures=handed, declared_valid=declared)


def counting(
    state: State, contest_id: str, present: int, valid: int, invalid: int = 0, pending: int = 0
) -> Round:
    """A round being counted: closed batches of fifty and one open one, pending sheets in it."""
    before = returned(state, contest_id, present, declared=True)
    left = [(SheetStatus.VALID, valid), (SheetStatus.INVALID, invalid)]
    sheets = [status for status, n in left for _ in range(n)]
    sheets += [SheetStatus.PENDING] * pending
    batches = {}
    for start in range(0, len(sheets), 50):
        part = sheets[start : start + 50]
        batch_id = str(start // 50 + 1)
        full = len(part) == 50 and SheetStatus.PENDING not in part
        batches[batch_id] = Batch(batch_id, 50, _lanes(before.contest, part, done=full))
    return replace(before, phase=Phase.COUNTING, batches=batches)


def _lanes(contest: Contest, part: list[SheetStatus], *, done: bool) -> Mapping[int, Lane]:
    if done:
        tally = drawn_tally(contest, part.count(SheetStatus.VALID), part.count(SheetStatus.INVALID))
        return {
            number: Lane(number=number, open=False, tally=tally, simulated=True)
            for number in range(1, contest.passes + 1)
        }
    marks = "+" * contest.seats + "-" * (len(contest.candidates) - contest.seats)
    sheets = {
        handle: Sheet(
            record=CastVoteRecord(
                marks, (), status, ("row.undecided",) if status == "pending" else ()
            ),
            sleeve=handle if status is SheetStatus.PENDING else None,
        )
        for handle, status in enumerate(part, 1)
    }
    return {1: Lane(number=1, sheets=sheets, simulated=True)}


def drawn_tally(contest: Contest, valid: int, invalid: int = 0, *, seed: int = 7) -> Tally:
    """Sums with some full votes among the first `seats`, and little for the rest."""
    dice = Random(seed)
    rows = []
    for index in range(len(contest.candidates)):
        if index >= contest.seats:
            for_ = dice.randrange(valid // 6 + 1)
        else:
            for_ = valid if index % 9 == 4 else valid - 1 - dice.randrange(valid // 8 + 1)
        against = dice.randrange(valid - for_ + 1)
        rows.append(Row(for_, against, valid - for_ - against, 0))
    return Tally(rows=tuple(rows), write_ins={}, valid=valid, invalid=invalid)


def closed(
    state: State,
    contest_id: str,
    present: int,
    *,
    invalid: int = 0,
    tally: Tally | None = None,
    released_to: Any = None,
) -> Round:
    """A round whose count is closed, with its outcome."""
    before = returned(state, contest_id, present, declared=True)
    contest = before.contest
    sums = tally or drawn_tally(contest, present - invalid, invalid)
    counted = replace(before.figures, valid=sums.valid, invalid=sums.invalid)
    lanes = {n: Lane(number=n, open=False, tally=sums) for n in range(1, contest.passes + 1)}
    phase = Phase.RELEASED if released_to else Phase.CLOSED
    return replace(
        before,
        phase=phase,
        figures=counted,
        batches={"1": Batch("1", present, lanes)},
        tally=sums,
        outcome=decide(contest, counted, sums),
        released_to=released_to,
    )


def station(contest: str = "committee", **changes: Any) -> StationStatus:
    """A simulated counting station in the middle of a batch; its newest verdict on the screen."""
    view = StationStatus(
        id="A", contest=contest, round=1, batch="5", pass_number=1, teller="周敏", reader="A",
        simulated=True, link=Link.CONNECTED, batch_counted=12, batch_size=50, contest_counted=212,
        returned=298, verdicts=verdicts("counted"),
    )  # fmt: skip
    view = replace(view, **changes)
    newest = view.verdicts[0] if view.verdicts else None
    return replace(view, screen=changes.get("screen", newest))


def sheet_rows(count: int, *marks: Mark) -> tuple[SheetRow, ...]:
    """The rows of a sheet in hand of so many names, the first of them exceptions."""
    exceptions = tuple(SheetRow(f"候选{n:02}", mark, True) for n, mark in enumerate(marks, 1))
    rest = range(len(marks) + 1, count + 1)
    return (*exceptions, *(SheetRow(f"候选{n:02}", Mark.FOR, False) for n in rest))


def verdicts(newest: str, number: int = 9) -> tuple[Verdict, ...]:
    """Five verdicts, the newest of a given kind."""
    other = Refusal("ballot.other_contest", {"contest": "委员会候补委员", "expected": "委员会委员"})
    people = Refusal("row.undecided", {})
    of = {
        "counted": Verdict(VerdictKind.COUNTED, SheetStatus.VALID, number=number),
        "person": Verdict(VerdictKind.PERSON, SheetStatus.PENDING, people, 4, number=number),
        "refused": Verdict(VerdictKind.REFUSED, None, other, number=number),
        "undone": Verdict(VerdictKind.UNDONE, number=number),
    }
    return (
        of[newest],
        Verdict(VerdictKind.COUNTED, SheetStatus.VALID, number=number - 1),
        Verdict(VerdictKind.REFUSED, None, other, number=number - 2),
        Verdict(VerdictKind.COUNTED, SheetStatus.INVALID, number=number - 3),
        Verdict(VerdictKind.PERSON, SheetStatus.PENDING, people, 3, number=number - 4),
    )


class ShowcaseDesk:
    """A print desk whose jobs and printers a test sets; it prints nothing."""

    def __init__(self, room: Showcase) -> None:
        self._room = room
        self.views: tuple[PrintJob, ...] = ()
        self.there: tuple[Printer, ...] | Refusal = ()

    def purposes(self) -> tuple[str, ...]:
        return ("ballot", "specimen", "test_deck")

    def printers(self) -> tuple[Printer, ...] | Refusal:
        return self.there

    def jobs(self) -> tuple[PrintJob, ...]:
        return self.views

    def side(self, contest: str, side: int, width: int) -> bytes:
        out = io.BytesIO()
        Image.new("L", (width, round(width * 297 / 210)), 255).save(out, "PNG")
        return out.getvalue()

    def show(self, *jobs: PrintJob) -> None:
        """Make these the jobs that pages see, newest first, and tell them."""
        self.views = jobs
        self._room.show()


def print_run(quantity: int = 300, spare: int = 5, **changes: Any) -> PrintRun:
    """Ballots of the committee's first round; `changes` are of the run."""
    given = {"contest": "committee", "round": 1, "purpose": "ballot", **changes}
    return PrintRun(quantity=quantity, spare=spare, **given)


def print_job(number: int = 1, state: str = "done", **changes: Any) -> PrintJob:
    """A job of 300 ballots and 5 spares of the committee; fields of the run may be given too."""
    of_run = {name: changes.pop(name) for name in {f.name for f in fields(PrintRun)} & {*changes}}
    return PrintJob(number=number, run=print_run(**of_run), state=state, **changes)
