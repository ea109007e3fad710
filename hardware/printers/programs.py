"""Programs of this machine that are asked: each answers within its time, and `close` ends all."""

import os
import re
import selectors
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from counting.model.refusal import Refusal

_CHUNK: Final = 1 << 16  # bytes handed over at once


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said on both its streams, and the status it ended with."""

    status: int
    said: str
    complained: str

    @property
    def complaint(self) -> str:
        """What went wrong, in the program's own words and without its name."""
        lines = (self.complained.strip() or self.said.strip()).splitlines()
        bare = (re.sub(r"^\w+: (Error - )?", "", line) for line in lines)
        return " ".join(dict.fromkeys(bare))


class Programs:
    """Starts programs in one environment. Any thread may call.

    What keeps a program from answering is the Refusal `printer.no_answer`.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a program runs."""
        return bool(self._running)

    def ask(self, *arguments: str, seconds: float) -> Answer | Refusal:
        """Run a program to its end."""
        process = self.start(arguments)
        return process if isinstance(process, Refusal) else self.answer(process, seconds)

    def feed(self, *arguments: str, seconds: float) -> "Fed":
        """A program that is to read what is made, as it is made; `seconds` for it to take some."""
        return Fed(self, arguments, seconds)

    def close(self) -> None:
        """End what is under way; nothing is asked after this."""
        with self._lock:
            self._closed = True
            running = tuple(self._running)
        for process in running:
            end(process)

    def start(self, arguments: tuple[str, ...]) -> subprocess.Popen[bytes] | Refusal:
        """Start a program; `answer` must follow."""
        with self._lock:
            if self._closed:
                return Refusal("printer.no_answer", {"problem": "closed"})
            try:
                process = subprocess.Popen(
                    arguments,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    bufsize=0,
                    env=self._environment,
                    start_new_session=True,
                )
            except OSError as error:
                problem = error.strerror or str(error)
                return Refusal("printer.no_answer", {"problem": f"{arguments[0]}: {problem}"})
            self._running.add(process)
            return process

    def answer(self, process: subprocess.Popen[bytes], seconds: float) -> Answer | Refusal:
        """Give a program nothing more, and hear it out."""
        name = process.args[0] if isinstance(process.args, (tuple, list)) else process.args
        try:
            said, complained = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            end(process)
            return Refusal("printer.no_answer", {"problem": f"{name!s}: {seconds:g} s"})
        finally:
            with self._lock:
                self._running.discard(process)
        if process.returncode < 0:  # ended by `close`
            return Refusal("printer.no_answer", {"problem": f"{name!s}: closed"})
        text = (part.decode(errors="replace") for part in (said, complained))
        return Answer(process.returncode, *text)


class Fed:
    """A program that reads what is written here. It is started by the first of it."""

    def __init__(self, programs: Programs, arguments: tuple[str, ...], seconds: float) -> None:
        self._programs = programs
        self._arguments = arguments
        self._seconds = seconds
        self._waiting = bytearray()
        self._process: subprocess.Popen[bytes] | Refusal | None = None
        self._stalled = False
        self.ended = False
        """It reads no more: what is written is lost, and its answer says why."""

    @property
    def started(self) -> bool:
        return self._process is not None

    def write(self, data: bytes, /) -> int:
        """Hand over some bytes, waiting for the program to take them."""
        self._waiting += data
        if len(self._waiting) >= _CHUNK:
            self._hand_over()
        return len(data)

    def answer(self, seconds: float) -> Answer | Refusal:
        """Hand over the rest, and hear the program out."""
        self._hand_over()
        process = self._process
        if isinstance(process, Refusal):
            return process
        assert process is not None
        answer = self._programs.answer(process, seconds)
        if self._stalled:
            problem = f"{self._arguments[0]}: {self._seconds:g} s"
            return Refusal("printer.no_answer", {"problem": problem})
        return answer

    def _hand_over(self) -> None:
        if self._process is None:
            self._process = self._programs.start(self._arguments)
        if isinstance(self._process, Refusal):
            self.ended = True
        elif not self.ended:
            self._push(self._process)
        self._waiting.clear()

    def _push(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        pipe = process.stdin.fileno()
        os.set_blocking(pipe, False)
        left = memoryview(bytes(self._waiting))
        with selectors.DefaultSelector() as writable:
            writable.register(pipe, selectors.EVENT_WRITE)
            while left:
                if not writable.select(self._seconds):
                    self._stalled = self.ended = True
                    end(process)
                    return
                try:
                    left = left[os.write(pipe, left) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    self.ended = True
                    return


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program with what it started: a child that kept its pipes would hold whoever reads."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
