"""How far a long command has come, told on standard error: only once it has taken a second."""

import sys
import time
from collections.abc import Callable
from typing import Final, TextIO

from kiosk.console import language

_PATIENCE: Final = 1.0
_OFTEN: Final = 0.1  # on a terminal, seconds from one change of the line to the next
_STEP: Final = 10  # elsewhere, a line for so many per cent

_WORDS: Final = {
    ("print", "zh"): "印制 {done}/{of} 张",
    ("print", "en"): "printing {done}/{of} sheets",
    ("proof", "zh"): "校验 {done}/{of} 页",
    ("proof", "en"): "proofing {done}/{of} pages",
}


class ProgressLine:
    """Called with (stage, done, of all): one line that is rewritten on a terminal, else lines.

    `close` ends the line that stands there. `now` gives seconds that never go back.
    """

    def __init__(
        self, stream: TextIO | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._now = now
        self._terminal = self._stream.isatty()
        self._begun = now()
        self._stage = ""
        self._told = -1.0  # when, on a terminal; elsewhere which tenth
        self._width = 0

    def __call__(self, stage: str, done: int, of: int) -> None:
        now = self._now()
        if stage != self._stage:
            self.close()
            if self._stage:
                self._begun = now
            self._stage, self._told = stage, -1.0
        if now - self._begun < _PATIENCE:
            return
        words = _WORDS[stage, language()].format(done=done, of=of)
        if self._terminal:
            self._rewrite(words, now, last=done == of)
        else:
            self._line(words, done * 100 // of // _STEP)

    def close(self) -> None:
        """Leave the terminal's line, if there is one."""
        if self._width:
            self._write("\n")
            self._width = 0

    def _rewrite(self, words: str, now: float, *, last: bool) -> None:
        if not last and now - self._told < _OFTEN:
            return
        self._told = now
        self._write("\r" + words.ljust(self._width))
        self._width = len(words)

    def _line(self, words: str, tenth: int) -> None:
        if tenth <= self._told:
            return
        self._told = tenth
        self._write(words + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
