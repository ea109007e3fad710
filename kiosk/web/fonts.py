"""The web faces: a small subset that every page needs, and slices for any rarer character.

Subsets are made from the printing faces by a process of its own (`kiosk.web.font_subset`), so
that the server stays small; they live in a directory of this run and are never downloaded from
anywhere.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

FACES = {"sans": "NotoSansSC-Regular.otf", "serif": "NotoSerifSC-Regular.otf"}
_FAMILIES = {"sans": "Scrutineer Sans", "serif": "Scrutineer Serif"}
_PACKAGE = "pylopdf_fonts_zh_cn"
_METRICS = "ascent-override:88%;descent-override:12%;line-gap-override:0%;font-display:swap"
_LATIN = "".join(map(chr, range(0x20, 0x7F))) + "·–—‘’“”…→←−×○√≤≥＝＋　、。〇《》（），：；？！％✓✕"
# Blocks of the two planes that hold the characters of names: (first, last, width of a slice).
_BLOCKS = (
    (0x0080, 0x05FF, 0x0580),
    (0x1E00, 0x33FF, 0x1600),
    (0x3400, 0x9FFF, 0x0400),
    (0xF900, 0xFFEF, 0x06F0),
    (0x20000, 0x2EBEF, 0x1000),
    (0x30000, 0x323AF, 0x1000),
)
MAIN = "main"
_ROOT = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


class FontShelf:
    """Web fonts on demand: `css` names them, `woff2` makes (once) and gives one.

    `text` is every character that pages are known to need. Call `close` when done.
    """

    def __init__(self, text: Iterable[str]) -> None:
        self.characters = "".join(sorted(set(_LATIN).union(*text)))
        self.key = blake2b(self.characters.encode(), digest_size=6).hexdigest()
        self._home = TemporaryDirectory(prefix="scrutineer-fonts-")
        self._starting = threading.Lock()
        self._makers: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._locks = {(face, name): threading.Lock() for face in FACES for name in self._parts()}

    def prepare(self) -> None:
        """Begin to make the main subsets, without waiting for them."""
        for face in FACES:
            threading.Thread(target=self.woff2, args=(face, MAIN), daemon=True).start()

    def css(self, url: str) -> str:
        """The `@font-face` rules; `url` has `FACE` and `PART` where those stand."""
        rules = []
        for face, family in _FAMILIES.items():
            for part, ranges in (*self._slices(), (MAIN, _ranges(self.characters))):
                source = url.replace("FACE", face).replace("PART", part)
                rules.append(
                    f'@font-face{{font-family:"{family}";src:url("{source}") format("woff2");'
                    f"{_METRICS};unicode-range:{ranges}}}"
                )
        return "\n".join(rules)

    def woff2(self, face: str, part: str) -> bytes | None:
        """One font file, made at the first call.

        None for a face or part that is not on the shelf, or that cannot be made: pages then take
        the next face of their list. The reason is logged.
        """
        lock = self._locks.get((face, part))
        if lock is None:
            return None
        path = Path(self._home.name) / f"{face}-{part}.woff2"
        with lock:
            if not path.exists() and not self._make(face, self._text(part), path):
                return None
            return path.read_bytes()

    def close(self) -> None:
        """Stop what is being made and remove the files of this run."""
        with self._starting:
            self._closed = True
        for maker in tuple(self._makers):
            maker.kill()
            maker.wait()
        self._home.cleanup()

    def _make(self, face: str, text: str, path: Path) -> bool:
        half_made = path.with_suffix(".part")
        with self._starting:
            if self._closed:
                return False
            maker = subprocess.Popen(
                [sys.executable, "-m", "kiosk.web.font_subset", source_of(face), half_made],
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
            )
            self._makers.add(maker)
        _, said = maker.communicate(text.encode())
        self._makers.discard(maker)
        if maker.returncode == 0:
            half_made.replace(path)
            return True
        if not self._closed:
            _log.error("web font %s cannot be made: %s", path.name, said.decode(errors="replace"))
        return False

    def _text(self, part: str) -> str:
        if part == MAIN:
            return self.characters
        first = int(part, 16)
        width = next(w for low, high, w in _BLOCKS if low <= first <= high)
        return "".join(map(chr, range(first, first + width)))

    def _parts(self) -> Iterator[str]:
        yield MAIN
        for part, _ in self._slices():
            yield part

    @staticmethod
    def _slices() -> Iterator[tuple[str, str]]:
        for low, high, width in _BLOCKS:
            for first in range(low, high + 1, width):
                yield f"{first:x}", f"U+{first:X}-{min(first + width - 1, high):X}"


def source_of(face: str) -> Path:
    """The installed font file that a face is cut from. Raises FileNotFoundError without it."""
    spec = find_spec(_PACKAGE)
    places = (spec.submodule_search_locations or ()) if spec else ()
    for place in places:
        if (path := Path(place) / FACES[face]).exists():
            return path
    raise FileNotFoundError(FACES[face])


def _ranges(characters: str) -> str:
    """Characters as the value of `unicode-range`."""
    runs: list[list[int]] = []
    for point in sorted(map(ord, characters)):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)
