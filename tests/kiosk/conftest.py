"""What the stations' tests share: a bus of pseudo-terminals, a hall, tellers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.sim.pty import PtyBus
from tests.congress import contest_object
from tests.stations import Hall, Teller


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PtyBus]:
    directory = tmp_path / "bus"
    directory.mkdir()
    with PtyBus(directory) as bus:
        yield bus


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path / "hall")
    yield hall
    hall.store.close()


@pytest.fixture
def teller(hall: Hall, bus: PtyBus) -> Iterator[Teller]:
    teller = Teller(hall, bus)
    yield teller
    teller.stop()


@pytest.fixture
def token_teller(tmp_path: Path, bus: PtyBus) -> Iterator[Teller]:
    hall = Hall(tmp_path / "hall", contests=[contest_object(identification="token")])
    teller = Teller(hall, bus)
    yield teller
    teller.stop()
    hall.store.close()
