"""What the hardware tests share: a bus of real pseudo-terminals and a listener that waits."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.readers import reader
from hardware.readers.codec import DeviceAnswer, Frame
from hardware.readers.reader import Link, ReaderState
from hardware.sim.pty import PtyBus
from tests.kit.patience import PATIENCE


class Listener:
    """Keeps what a reader reports, and waits for it: no test sleeps."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.states: list[ReaderState] = []
        self.answer: Callable[[Frame], DeviceAnswer | None] = lambda _: None
        self._changed = threading.Condition()

    def on_frame(self, frame: Frame) -> DeviceAnswer | None:
        with self._changed:
            self.frames.append(frame)
            self._changed.notify_all()
        return self.answer(frame)

    def on_state(self, state: ReaderState) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    @property
    def texts(self) -> list[str]:
        """The labels that may be decoded, in order."""
        return [frame.text for frame in self.frames if frame.flaw is None]

    @property
    def flaws(self) -> list[str]:
        return [frame.flaw.value for frame in self.frames if frame.flaw is not None]

    def wait(self, what: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(what, PATIENCE), (self.frames[-3:], self.states[-3:])

    def wait_frames(self, count: int) -> None:
        self.wait(lambda: len(self.frames) >= count)

    def wait_link(self, link: Link, epoch: int = 0) -> ReaderState:
        def reached() -> bool:
            return any(s.link is link and s.epoch >= epoch for s in self.states)

        self.wait(reached)
        return next(s for s in self.states if s.link is link and s.epoch >= epoch)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that does not stop in time is a reader that does not stop at all."""
    monkeypatch.setattr(reader, "STOP_WITHIN", PATIENCE)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def another() -> Listener:
    return Listener()


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PtyBus]:
    with PtyBus(tmp_path) as bus:
        yield bus
