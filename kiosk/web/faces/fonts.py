"""The web faces: a small subset that every page needs, and slices for any rarer character.

Subsets are made from the printing faces by a process of its own (`kiosk.web.faces.subset`), so
that the server stays small; they live in a directory of this run and are never downloaded from
anywhere. Where the operator names further fonts (`SETTING`), parts of these stand behind.
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
_ON_PAPER = {"sans": "hei", "serif": "song"}
SETTING = "SCRUTINEER_FONTS"  # as in `printing.pdf.fonts`, which the server loads only for these
_PACKAGE = "pylopdf_fonts_zh_cn"
_METRICS = "ascent-override:88%;descent-override:12%;line-gap-override:0%;font-display:swap"
_LATIN = "".join(map(chr, range(0x20, 0x7F))) + "·–—‘’“”…→←−×○√≤≥＝＋　、。〇《》（），：；？！％✓✕"
# Blocks of the two planes that hold the characters of names: (first, last, width of a slice).
_BLOCKS = (
    (0x0080, 0x05FF, 0x0580),
    (0x1E00, 0x33FF, 0x1600),
    (0x3400, 0x9FFF, 0x0400),
    (0xF900, 0xFFEF, 0x06F0),
    (0x20000, 0x33FFF, 0x1000),
)
_SPARE_WIDTH = 0x0400  # of a slice of the operator's fonts, which may have every character of it
MAIN, SPARE = "main", "spare"
_ROOT = Path(__file__).parents[3]
_log = logging.getLogger(__name__)


class FontCache:
    """Web fonts on demand: `css` names them, `woff2` makes (once) and gives one.

    `text` is every character that pages are known to need. Call `close` when done.
    InputError `fonts.*` if the operator's fonts cannot be used.
    """

    def __init__(self, text: Iterable[str]) -> None:
        self.characters = "".join(sorted(set(_LATIN).union(*text)))
        setting = os.environ.get(SETTING, "")
        if setting:
            from printing.pdf.fonts import spare_files

            spare_files(setting)
        self._spared = bool(setting)
        content = f"{self.characters}\0{setting}"
        self.key = blake2b(content.encode(errors="surrogateescape"), digest_size=6).hexdigest()
        self._home = TemporaryDirectory(prefix="scrutineer-fonts-")
        self._starting = threading.Lock()
        self._makers: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._locks = {(face, name): threading.Lock() for face in FACES for name in self._parts()}

    def prepare(self) -> None:
        """Begin to make the main subsets, without waiting for them."""
        for part in (MAIN, SPARE) if self._spared else (MAIN,):
            for face in FACES:
                threading.Thread(target=self.woff2, args=(face, part), daemon=True).start()

    def css(self, url: str) -> str:
        """The `@font-face` rules; `url` has `FACE` and `PART` where those stand.

        A browser asks the last rule of a family first, and goes on to the one before it where a
        font lacks a character.
        """
        rules = []
        known = _ranges(self.characters)
        ordered = [*_slices(), (MAIN, known)]
        if self._spared:
            ordered = [*_spare_slices(), *_slices(), (SPARE, known), (MAIN, known)]
        for face, family in _FAMILIES.items():
            for part, ranges in ordered:
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
            if not path.exists() and not self._make(face, part, path):
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

    def _make(self, face: str, part: str, path: Path) -> bool:
        half_made = path.with_suffix(".part")
        source = _ON_PAPER[face] if part.startswith(SPARE) else source_of(face)
        with self._starting:
            if self._closed:
                return False
            maker = subprocess.Popen(
                [sys.executable, "-m", "kiosk.web.faces.subset", source, half_made],
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
            )
            self._makers.add(maker)
        _, said = maker.communicate(self._text(part).encode())
        self._makers.discard(maker)
        if maker.returncode == 0:
            half_made.replace(path)
            return True
        if not self._closed:
            _log.error("web font %s cannot be made: %s", path.name, said.decode(errors="replace"))
        return False

    def _text(self, part: str) -> str:
        if part in (MAIN, SPARE):
            return self.characters
        first = int(part.removeprefix(f"{SPARE}-"), 16)
        width = next(w for low, high, w in _BLOCKS if low <= first <= high)
        if part.startswith(SPARE):
            width = min(width, _SPARE_WIDTH)
        return "".join(map(chr, range(first, first + width)))

    def _parts(self) -> Iterator[str]:
        yield MAIN
        yield from (part for part, _ in _slices())
        if self._spared:
            yield SPARE
            yield from (part for part, _ in _spare_slices())


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


def _slices(widest: int = 0x1600) -> Iterator[tuple[str, str]]:
    """Each slice: its first character in hexadecimal, and its `unicode-range`."""
    for low, high, width in _BLOCKS:
        step = min(width, widest)
        for first in range(low, high + 1, step):
            yield f"{first:x}", f"U+{first:X}-{min(first + step - 1, high):X}"


def _spare_slices() -> Iterator[tuple[str, str]]:
    return ((f"{SPARE}-{part}", ranges) for part, ranges in _slices(_SPARE_WIDTH))
