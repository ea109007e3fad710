"""Writing files whole or not at all: a failed print leaves nothing behind."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kiosk.printshop.stale_files import clear, hold


class WholeFiles:
    """Files under way, in the order of their paths. `files` are what is written to.

    Each stands beside its path under another name, readable by its owner alone, until `place`.
    What `path.is_file` denies (a printer's or another device) is written to as it stands.
    """

    def __init__(self) -> None:
        self.files: list[BinaryIO] = []
        self._paths: list[Path] = []
        self._parts: list[_Part | None] = []
        self._placed = False

    def written(self, number: int) -> Path | None:
        """Where the file of that number (from 0) lies until `place`; None for a device.

        All that was written so far is in it.
        """
        file, part = self.files[number], self._parts[number]
        file.flush()
        return part.at if part else None

    def place(self) -> None:
        """Let all files take their names. OSError, with its file, for a full disk or a name that
        cannot be taken.

        Until the context ends without an exception, they can still be taken back.
        """
        if self._placed:
            return
        for path, file, part in zip(self._paths, self.files, self._parts, strict=True):
            with _naming(path):
                file.flush()
                if part:
                    os.fsync(file.fileno())
                file.close()
        for path, part in zip(self._paths, self._parts, strict=True):
            with _naming(path):
                if part:
                    part.place()
        self._placed = True

    def open(self, path: Path) -> None:
        """Begin one more file. OSError as the function of that name."""
        self._paths.append(path)
        if path.exists() and not path.is_file():
            # There is no name to take.
            self.files.append(path.open("wb"))
            self._parts.append(None)
            return
        if path.exists():
            # On some systems a file that is open elsewhere cannot be replaced: better known now.
            path.open("ab").close()
        clear(path)
        part = _Part(path)
        self._parts.append(part)  # before it is there: a signal may end the program in between
        try:
            descriptor = os.open(part.at, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        except FileExistsError:
            self._parts.pop()  # it is another thread's, and stays
            raise
        hold(descriptor)
        self.files.append(os.fdopen(descriptor, "wb"))

    def give_up(self) -> None:
        """Remove every file, placed or not; older files of their names stand again."""
        for file in self.files:
            with suppress(OSError):
                file.close()
        for part in filter(None, self._parts):
            part.take_back()

    def keep(self) -> None:
        """Forget the older files: what is placed cannot be taken back any more."""
        for part in filter(None, self._parts):
            part.keep()


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[WholeFiles]:
    """Several files of which all appear, or none; older files of their names stay until then.

    They take their names at the end, or before at `place`; on any exception, even after that,
    the new ones are removed and the older ones stand as they were. OSError as `open`.
    """
    whole = WholeFiles()
    try:
        for path in paths:
            with _naming(path):
                whole.open(path)
        yield whole
        whole.place()
    except BaseException:
        whole.give_up()
        raise
    whole.keep()


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its name only when everything is written and on the disk.

    Until then it stands beside `path` under another name, readable by its owner alone; on any
    error it is removed and an older file of that name is left as it was. A device is written to
    directly. OSError as `open`.
    """
    with whole_files((path,)) as whole:
        yield whole.files[0]


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """An error of writing says which file it was."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


class _Part:
    """One file on its way to its name, and the older file of that name, set aside meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._older = path.with_name(f".{path.name}.{os.getpid()}.older")
        self._over = False  # an older file is replaced
        self._begun = False
        self.at = path.with_name(f".{path.name}.{os.getpid()}.part")

    def place(self) -> None:
        # Noted before it is done: a signal may end the program between any two of these lines.
        self._over = self._path.is_file()
        self._begun = True
        if self._over:
            self._path.replace(self._older)
        self.at.replace(self._path)

    def take_back(self) -> None:
        with suppress(OSError):
            self.at.unlink()
        with suppress(OSError):
            if self._begun and self._over:
                self._older.replace(self._path)
            elif self._begun:
                self._path.unlink()

    def keep(self) -> None:
        with suppress(OSError):
            if self._over:
                self._older.unlink()


_BINARY = getattr(os, "O_BINARY", 0)  # Windows only
