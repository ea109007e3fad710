"""Builders of print desks: a sealed congress in a directory of its own, and jobs waited for."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from counting.model.refusal import Refusal
from counting.model.state import PrintRun
from counting.store import Store
from kiosk.printshop.job import PrintJob
from kiosk.printshop.jobs import PrintJobs
from tests.kit.command_line import run, write
from tests.kit.congress import definition_object
from tests.kit.patience import eventually


def sealed_directory(place: Path, **changes: Any) -> Path:
    """A sealed congress of one contest; `changes` are of its definition."""
    place.mkdir(exist_ok=True)
    definition = write(place / "definition.json", definition_object(**changes))
    for arguments in (("init", place / "congress", definition),
                      ("seal", place / "congress", "--confirm", "all")):  # fmt: skip
        done = run(*arguments)
        assert done.exit_code == 0, done.stderr
    return place / "congress"


def order(quantity: int = 3, **changes: Any) -> PrintRun:
    """So many ballots of the contest."""
    given = {"contest": "committee", "round": 1, "purpose": "ballot", "quantity": quantity}
    return PrintRun(**given | changes)


def number_of(answer: int | tuple[Any, ...]) -> int:
    assert isinstance(answer, int), answer
    return answer


def job(desk: PrintJobs, number: int) -> PrintJob:
    return next(view for view in desk.jobs() if view.number == number)


def ended(desk: PrintJobs, number: int) -> PrintJob:
    """A job once it is over."""
    eventually(lambda: not job(desk, number).running)
    return job(desk, number)


def printed(store: Store) -> tuple[PrintRun, ...]:
    round_ = store.state().current("committee")
    assert round_ is not None
    return round_.printed


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


class Watched:
    """Calls back at every change of a desk, as a hall would; what it sees is what pages see.

    `then` is called by the desk's worker alone: it may hold the job up, never who submits it.
    """

    def __init__(self) -> None:
        self.desk: PrintJobs | None = None
        self.seen: list[PrintJob] = []
        self.then: Callable[[PrintJob], object] = lambda _: None

    def __call__(self) -> None:
        if self.desk and (jobs := self.desk.jobs()):
            self.seen.append(jobs[0])
            if threading.current_thread().name == "printing":
                self.then(jobs[0])


Opened = tuple[Store, PrintJobs, Watched]
Open = Callable[..., Opened]
