"""The web faces: a small subset that every page needs, and slices for any rarer character.

Subsets are cut from the printing faces by a process of its own (`kiosk.web.faces.subset`), so
that the server stays small, and are never downloaded from anywhere. They are kept in the user's
cache directory under the hash of what they are cut from, so that each is cut once. Where the
operator names further fonts (`SETTING`), parts of these stand behind.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
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
_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


class FontCache:
    """Web fonts on demand: `css` names them, `woff2` gives one and cuts it where that is needed.

    `text` is every character that pages are known to need. Call `close` when done.
    InputError `fonts.*` if the operator's fonts cannot be used.
    """

    def __init__(self, text: Iterable[str]) -> None:
        self.characters = "".join(sorted(set(_LATIN).union(*text)))
        setting = os.environ.get(SETTING, "")
        self._spares: list[Path] = []
        if setting:
            from printing.pdf.fonts import named_files

            self._spares = [file.path for file in named_files(setting).spares]
        self.key = _digest(self.characters.encode(), os.fsencode(setting))
        # Part → its characters, in the order of the rules: a browser asks the last one first.
        self._parts: dict[str, str] = {}
        if self._spares:
            self._parts |= {f"{SPARE}-{first}": chars for first, chars in _slices(_SPARE_WIDTH)}
        self._parts |= dict(_slices())
        mains = (SPARE, MAIN) if self._spares else (MAIN,)
        self._parts |= dict.fromkeys(mains, self.characters)
        kept = _cache_directory()
        self._temporary = None if kept else TemporaryDirectory(prefix="scrutineer-fonts-")
        self._home = kept or Path(self._temporary.name if self._temporary else "")
        self._starting = threading.Lock()
        self._makers: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._locks = {(face, part): threading.Lock() for face in FACES for part in self._parts}

    def prepare(self) -> None:
        """Begin to make the main subsets, without waiting for them."""
        for face, part in self._locks:
            if part in (MAIN, SPARE):
                threading.Thread(target=self.woff2, args=(face, part), daemon=True).start()

    def css(self, url: str) -> str:
        """The `@font-face` rules; `url` has `FACE` and `PART` where those stand.

        A browser asks the last rule of a family first, and goes on to the one before it where a
        font lacks a character.
        """
        ranges = {part: _ranges(chars) for part, chars in self._parts.items()}
        return "\n".join(
            f'@font-face{{font-family:"{family}";'
            f'src:url("{url.replace("FACE", face).replace("PART", part)}") format("woff2");'
            f"{_METRICS};unicode-range:{ranges[part]}}}"
            for face, family in _FAMILIES.items()
            for part in self._parts
        )

    def woff2(self, face: str, part: str) -> bytes | None:
        """One font file, cut at the first call of all.

        None for a face or part that there is not, or that cannot be made: pages then take the
        next face of their list. The reason is logged.
        """
        lock = self._locks.get((face, part))
        if lock is None:
            return None
        with lock:
            path = self._path(face, part)
            if not path.exists() and not self._make(face, part, path):
                return None
            return path.read_bytes()

    def close(self) -> None:
        """Stop what is being made."""
        with self._starting:
            self._closed = True
        for maker in tuple(self._makers):
            maker.kill()
            maker.wait()
        if self._temporary:
            self._temporary.cleanup()

    def _path(self, face: str, part: str) -> Path:
        """Where a font lies: its name holds the hash of the files and characters it comes from."""
        spares = self._spares if part.startswith(SPARE) else []
        sources = map(_content, (source_of(face), _HERE / "subset.py", *spares))
        of = _digest(self._parts[part].encode(), *sources)
        return self._home / f"{face}-{part}-{of}.woff2"

    def _make(self, face: str, part: str, path: Path) -> bool:
        half_made = path.with_suffix(f".{os.getpid()}")
        source = _ON_PAPER[face] if part.startswith(SPARE) else source_of(face)
        with self._starting:
            if self._closed:
                return False
            maker = subprocess.Popen(
                [sys.executable, "-m", "kiosk.web.faces.subset", source, half_made],
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": str(_HERE.parents[2])},
            )
            self._makers.add(maker)
        _, said = maker.communicate(self._parts[part].encode())
        self._makers.discard(maker)
        if maker.returncode == 0:
            half_made.replace(path)
            return True
        half_made.unlink(missing_ok=True)
        if not self._closed:
            _log.error("web font %s cannot be made: %s", path.name, said.decode(errors="replace"))
        return False


def _cache_directory() -> Path | None:
    """Where this user's programs keep what they can make again; None if it cannot be written."""
    place = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    with suppress(OSError, RuntimeError):  # RuntimeError: a user without a home
        home = Path(place).expanduser() / "scrutineer" / "fonts"
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    return None


def source_of(face: str) -> Path:
    """The installed font file that a face is cut from. Raises FileNotFoundError without it."""
    spec = find_spec(_PACKAGE)
    places = (spec.submodule_search_locations or ()) if spec else ()
    for place in places:
        if (path := Path(place) / FACES[face]).exists():
            return path
    raise FileNotFoundError(FACES[face])


@cache
def _content(path: Path) -> bytes:
    """The hash of a file's content, as it was when it was first asked for."""
    return _digest(path.read_bytes()).encode()


def _digest(*parts: bytes) -> str:
    hashing = blake2b(digest_size=6)
    for part in parts:
        hashing.update(b"%d\0" % len(part) + part)
    return hashing.hexdigest()


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
    """Each slice: its first character in hexadecimal, and its characters."""
    for low, high, width in _BLOCKS:
        step = min(width, widest)
        for first in range(low, high + 1, step):
            yield f"{first:x}", "".join(map(chr, range(first, min(first + step, high + 1))))
