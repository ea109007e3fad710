"""Keeps one reader alive: a thread on its port that reconnects, and tells how it stands."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from types import TracebackType
from typing import Self

from hardware.ports import registry
from hardware.ports.address import PortAddress
from hardware.ports.transport import PortBusy, PortLost, Transport
from hardware.readers import profiles as device_profiles
from hardware.readers.codec import Codec, DeviceAnswer, Frame
from hardware.readers.garbage import GarbageGauge
from hardware.readers.lines import LineCodec
from hardware.readers.profiles import DeviceProfile

FIRST_BACKOFF = 0.05
LONGEST_BACKOFF = 2.0
STOP_WITHIN = 1.0


class Link(StrEnum):
    """How a reader stands with its port."""

    OPENING = "opening"
    CONNECTED = "connected"
    BUSY = "busy"  # another process has the port
    LOST = "lost"
    FAILED = "failed"  # a bug in what handles the frames; the reader has stopped
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderState:
    """What is known about a reader. `epoch` counts its connections, from 1.

    `port` is the device it has now (or had last), `garbled` the alarm for a line full of garbage,
    `reason` the system's words when the port is busy, lost or failed.
    """

    url: str
    link: Link
    epoch: int = 0
    port: str = ""
    simulated: bool = False
    garbled: bool = False
    reason: str = ""


class Reader:
    """One reader on one port, from `start` until `stop`.

    `codec` makes what knows the device's way of talking, for each connection. `on_frame` is called
    in the reader's thread with every frame, flawed ones included; the answer it returns is told
    to the device after it returned. While it works nothing more is read, so the line's own flow
    control holds the device back. `on_state` is called in that thread at every change of state.
    Raises InputError for a URL or profile that cannot be used.
    """

    def __init__(
        self,
        url: str,
        on_frame: Callable[[Frame], DeviceAnswer | None],
        on_state: Callable[[ReaderState], None],
        codec: Callable[[DeviceProfile], Codec] = LineCodec,
    ) -> None:
        self.address: PortAddress = registry.parse(url)
        self.profile = device_profiles.load(self.address.profile)
        self._on_frame = on_frame
        self._on_state = on_state
        self._codec = codec
        self._stopping = threading.Event()
        self._transport: Transport | None = None
        self._thread = threading.Thread(target=self._run, name=f"reader {url}", daemon=True)
        self._state = ReaderState(url=url, link=Link.OPENING)
        self.failure: Exception | None = None

    @property
    def state(self) -> ReaderState:
        return self._state

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> bool:
        """End the thread and give the port back; True when that was done within a second."""
        self._stopping.set()
        transport = self._transport
        if transport is not None:
            transport.cancel()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(STOP_WITHIN)
        return not self._thread.is_alive()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _tell(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _run(self) -> None:
        try:
            self._on_state(self._state)
            self._connect_again_and_again()
            self._tell(link=Link.STOPPED, reason="")
        except Exception as error:  # noqa: BLE001 -- a bug in a callback: seen on the page, not swallowed
            self.failure = error
            with suppress(Exception):
                self._tell(link=Link.FAILED, reason=f"{type(error).__name__}: {error}")
        finally:
            self._close()

    def _connect_again_and_again(self) -> None:
        backoff = 0.0
        while not self._stopping.wait(backoff):
            try:
                self._open()
                backoff = 0.0
                self._serve()
            except PortLost as loss:
                if not self._stopping.is_set():
                    link = Link.BUSY if isinstance(loss, PortBusy) else Link.LOST
                    self._tell(link=link, reason=str(loss), garbled=False)
                backoff = min(max(2 * backoff, FIRST_BACKOFF), LONGEST_BACKOFF)
            finally:
                self._close()

    def _open(self) -> None:
        transport = registry.transport_for(self.address)
        transport.open()
        self._transport = transport
        self._tell(
            link=Link.CONNECTED,
            epoch=self._state.epoch + 1,
            port=transport.name,
            simulated=transport.simulated,
            reason="",
        )

    def _close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _serve(self) -> None:
        transport = self._transport
        assert transport is not None  # it has just been opened
        codec = self._codec(self.profile)
        try:
            if opening := codec.opening():
                transport.write(opening)
            self._read_frames(transport, codec)
        except PortLost:
            # What was left half said when the port went away is reported, never counted.
            cut = codec.silent(math.inf)
            if cut is not None:
                self._on_frame(cut)
            raise

    def _read_frames(self, transport: Transport, codec: Codec) -> None:
        gauge = GarbageGauge()
        last = time.monotonic()
        while not self._stopping.is_set():
            data = transport.read()
            now = time.monotonic()
            if data:
                last = now
                if gauge.weigh(data):
                    self._tell(garbled=gauge.alarm)
                frames = codec.feed(data)
            else:
                cut = codec.silent(now - last)
                frames = [cut] if cut else []
            for frame in frames:
                answer = self._on_frame(frame)
                said = codec.answer(answer) if answer else b""
                if said:
                    transport.write(said)
