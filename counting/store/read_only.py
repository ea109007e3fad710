"""Reading a database as it lies: no file is changed or made, and no right to write is needed."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from counting.model.refusal import InputError, Problem, system_errors
from counting.store.schema import beside, database_errors, open_as

T = TypeVar("T")


def look(path: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    """What `read` finds in a database as of one moment.

    While another process has the file open, or after a crash, its shared index (`-shm`) lies
    beside it and SQLite's locks hold the moment; else the file is read as it lies, once more if
    it was changed meanwhile. Raises InputError `store.*`, and what `read` raises.
    """
    path = path.resolve()  # what lies beside a link is not what lies beside its file
    if not path.exists():
        raise InputError((Problem("store.missing", str(path)),))
    while True:
        before = _stamp(path)
        try:
            with (
                database_errors(path),
                _lying_copy(path) as (found, how),
                closing(open_as(found, how)) as connection,
            ):
                connection.execute("BEGIN")
                answer = read(connection)
        except InputError:
            if _stamp(path) == before:
                raise
            continue
        if _stamp(path) == before:
            return answer


def _stamp(path: Path) -> tuple[int, int] | None:
    """Tells a file that was changed meanwhile; None while locks see to that."""
    if beside(path, "-shm").exists():
        return None
    with system_errors("store.cannot_open", path):
        status = path.stat()
    return status.st_mtime_ns, status.st_size


@contextmanager
def _lying_copy(path: Path) -> Iterator[tuple[Path, str]]:
    """Which file to open, and how, so that nothing beside `path` is touched.

    A write-ahead log without its index was copied by hand. Reading it would make an index: that
    is left to a copy of our own.
    """
    log = beside(path, "-wal")
    if beside(path, "-shm").exists():
        yield path, "mode=ro&readonly_shm=1"
    elif not log.exists() or not log.stat().st_size:
        yield path, "mode=ro&immutable=1"
    else:
        with TemporaryDirectory(prefix="scrutineer-verify-") as own:
            copy = Path(own) / path.name
            shutil.copyfile(path, copy)
            shutil.copyfile(log, beside(copy, "-wal"))
            yield copy, "mode=rw"
