"""What these tests share: a bus of pseudo-terminals, a hall, tellers; print desks, a printer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counting.store import Store
from hardware.printers.cups import Cups
from hardware.sim.pty import PtyBus
from kiosk.printshop.jobs import PrintJobs
from tests.kit.congress import contest_object
from tests.kit.print_desks import Open, Opened, Watched, sealed_directory
from tests.kit.print_systems import ScriptedPrinter
from tests.kit.stations import CountHall, Teller


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PtyBus]:
    directory = tmp_path / "bus"
    directory.mkdir()
    with PtyBus(directory) as bus:
        yield bus


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[CountHall]:
    hall = CountHall(tmp_path / "hall")
    yield hall
    hall.store.close()


@pytest.fixture
def teller(hall: CountHall, bus: PtyBus) -> Iterator[Teller]:
    teller = Teller(hall, bus)
    yield teller
    teller.stop()


@pytest.fixture
def token_teller(tmp_path: Path, bus: PtyBus) -> Iterator[Teller]:
    hall = CountHall(tmp_path / "hall", contests=[contest_object(identification="token")])
    teller = Teller(hall, bus)
    yield teller
    teller.stop()
    hall.store.close()


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Open]:
    """Opens print desks of congresses of their own, with no printer unless one is handed in."""
    opened = []

    def open_one(printer: Cups | None = None, **changes: Any) -> Opened:
        directory = sealed_directory(tmp_path / f"{len(opened)}", **changes)
        store, watched = Store.open(directory), Watched()
        desk = watched.desk = PrintJobs(store, watched, lambda: printer)
        opened.append((store, desk, watched))
        return opened[-1]

    yield open_one
    for store, desk, watched in opened:
        watched.then = lambda _: None
        desk.close()
        store.close()


@pytest.fixture
def printer(tmp_path: Path) -> ScriptedPrinter:
    return ScriptedPrinter.made_in(tmp_path / "printer")
