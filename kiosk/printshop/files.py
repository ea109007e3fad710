"""Files that a command makes: whole or not at all, over no other file unless that is meant."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from counting.model.refusal import InputError, Problem, Refusal, system_problem
from counting.store import Record, Store
from kiosk.congress.directory import FILES
from kiosk.printshop.stale_files import clear, hold


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A PDF or table to hand to a browser."""

    name: str
    body: bytes


class RefusedPrint(Exception):
    """A refusal that ends a print under way: nothing of it is kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class WholeFiles:
    """Files under way, in the order of their paths. `files` are what is written to.

    Each stands beside its path under another name, readable by its owner alone, until `place`.
    What `path.is_file` denies (a printer's or another device) is written to as it stands.
    `force`: an older file of a path's name is replaced.
    """

    def __init__(self, *, force: bool) -> None:
        self._force = force
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
        """Let all files take their names.

        Raises OSError, with its file, for a full disk or a name that cannot be taken, InputError
        `file.exists` for a name that another file took meanwhile. Until the context ends without an
        exception, they can still be taken back.
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

    def refuse_existing(self, paths: Sequence[Path]) -> None:
        """Raise InputError `file.exists` for every path that has a file already, unless `force`."""
        for path in paths:
            clear(path)  # which may put an older file back
        taken = [path for path in paths if path.is_file() or path.is_symlink()]
        if taken and not self._force:
            raise InputError(tuple(Problem("file.exists", str(path)) for path in taken))

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
        part = _Part(path, force=self._force)
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
def whole_files(paths: Sequence[Path], *, force: bool = False) -> Iterator[WholeFiles]:
    """Several files of which all appear, or none.

    They take their names at the end, or before at `place`; on any exception, even after that,
    they are removed. Older files of their names are refused before anything is written (InputError
    `file.exists`); with `force` they are replaced, and on an exception stand as they were. OSError
    as `open`.
    """
    whole = WholeFiles(force=force)
    whole.refuse_existing(paths)
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
def whole_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A file to write to that takes its name only when everything is written and on the disk.

    Until then it stands beside `path` under another name, readable by its owner alone; on any
    error it is removed. A device is written to directly. Errors as `whole_files`.
    """
    with whole_files((path,), force=force) as whole:
        yield whole.files[0]


def not_of_the_congress(record: Record, out: Path) -> None:
    """Raise InputError `file.of_the_congress` rather than write over a file of the congress."""
    inside = out.parent.resolve() == record.directory.resolve()
    if inside and out.name.casefold().startswith(FILES):
        raise InputError((Problem("file.of_the_congress", str(out)),))


def not_in_the_congress(store: Store, out: Path) -> None:
    """Raise InputError `file.in_the_congress` for any place within the congress's directory.

    For what shows tokens: that never stays beside the count. Links are followed, both those to
    a directory and the file's own.
    """
    for place in (out.parent.resolve() / out.name, out.resolve()):
        for above in place.parents:
            if above.exists() and above.samefile(store.directory):
                raise InputError((Problem("file.in_the_congress", str(out)),))


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """An error of the file system as InputError `file.unwritable`, which says of which file."""
    try:
        yield
    except OSError as error:
        problem = system_problem("file.unwritable", error.filename or path, error)
        raise InputError((problem,)) from error


@contextmanager
def paper_file(record: Record, out: Path, *, force: bool = False) -> Iterator[WholeFiles]:
    """One file under way, as `whole_files` (its `files` has one).

    Raises InputError `file.of_the_congress`, `file.exists`, `file.unwritable`.
    """
    not_of_the_congress(record, out)
    with unwritable(out), whole_files((out,), force=force) as whole:
        yield whole


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

    def __init__(self, path: Path, *, force: bool) -> None:
        self._path = path
        self._force = force
        self._older = path.with_name(f".{path.name}.{os.getpid()}.older")
        self._over = False  # an older file is replaced
        self._begun = False
        self.at = path.with_name(f".{path.name}.{os.getpid()}.part")

    def place(self) -> None:
        if not self._force:
            self._take_name()
            return
        # Noted before it is done: a signal may end the program between any two of these lines.
        self._over = self._path.is_file()
        self._begun = True
        if self._over:
            self._set_aside()
        self.at.replace(self._path)

    def _set_aside(self) -> None:
        """Give the older file a second name; where a file has but one, that name alone."""
        try:
            os.link(self._path, self._older, follow_symlinks=False)
        except (OSError, NotImplementedError):
            self._path.replace(self._older)

    def _take_name(self) -> None:
        """Take the name with the whole file; one that took it meanwhile stays as it is."""
        try:
            os.link(self.at, self._path)
        except FileExistsError as error:
            raise InputError((Problem("file.exists", str(self._path)),)) from error
        except OSError:
            self._take_name_first()
            return
        self._begun = True
        self.at.unlink()

    def _take_name_first(self) -> None:
        """Take the name by an empty file, where the file system knows one name a file."""
        try:
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError as error:
            raise InputError((Problem("file.exists", str(self._path)),)) from error
        self._begun = True
        self.at.replace(self._path)

    def take_back(self) -> None:
        with suppress(OSError):
            self.at.unlink()
        with suppress(OSError):
            if self._begun and self._over:
                self._older.replace(self._path)
            elif self._begun:
                self._path.unlink()
        with suppress(OSError):  # two names of one file are not replaced
            if self._path.samefile(self._older):
                self._older.unlink()

    def keep(self) -> None:
        with suppress(OSError):
            if self._over:
                self._older.unlink()


_BINARY = getattr(os, "O_BINARY", 0)  # Windows only
