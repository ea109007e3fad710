"""Opening a database: tables, triggers, migrations, settings, and what its failures are called."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database, Migrations

from counting.model.refusal import InputError, Problem, Refusal

LOG = Migrations("scrutineer-log")
COUNT = Migrations("scrutineer-count")
KEYS = Migrations("scrutineer-keys")

_ROOM: Final = 256 * 1024  # bytes; with fewer a database cannot grow

# What SQLite says when the disk or the file fails, and the code we refuse with.
_FAILURES = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_IOERR: "store.io_error",
    sqlite3.SQLITE_CORRUPT: "store.corrupt",
    sqlite3.SQLITE_NOTADB: "store.corrupt",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
}

# Statement by statement: executescript would commit the migration's transaction half-way.
_EVENT = (
    """CREATE TABLE event (
      seq INTEGER PRIMARY KEY CHECK (seq > 0),
      body TEXT NOT NULL CHECK (json_valid(body)),
      hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT""",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    # INSERT OR REPLACE deletes without firing the DELETE trigger, so guard the key as well.
    """CREATE TRIGGER event_no_replace BEFORE INSERT ON event
      WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq)
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
)


@LOG()
def event_table(db: Database) -> None:
    """The log: one row an event, chained by hash."""
    for statement in _EVENT:
        db.execute(statement)


_KEY_TABLE = """CREATE TABLE secret (
      name TEXT PRIMARY KEY, value BLOB NOT NULL CHECK (length(value) = 32)
    ) STRICT"""
_COUNT = (
    """CREATE TABLE journal (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      contest TEXT NOT NULL, round INTEGER NOT NULL,
      batch TEXT NOT NULL, pass INTEGER NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT""",
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END""",
    """CREATE TABLE seen_token (
      contest TEXT NOT NULL, round INTEGER NOT NULL, pass INTEGER NOT NULL,
      hash TEXT NOT NULL CHECK (length(hash) = 32), batch TEXT NOT NULL,
      PRIMARY KEY (contest, round, pass, hash)
    ) STRICT, WITHOUT ROWID""",
    _KEY_TABLE,
    """CREATE TABLE lease (
      contest TEXT NOT NULL, round INTEGER NOT NULL,
      batch TEXT NOT NULL, pass INTEGER NOT NULL,
      owner TEXT NOT NULL, beat REAL NOT NULL,
      PRIMARY KEY (contest, round, batch, pass)
    ) STRICT""",
    """CREATE TABLE contest_view (
      contest TEXT NOT NULL, round INTEGER NOT NULL, phase TEXT NOT NULL,
      issued INTEGER, returned INTEGER,
      counted INTEGER NOT NULL, valid INTEGER NOT NULL,
      invalid INTEGER NOT NULL, pending INTEGER NOT NULL,
      PRIMARY KEY (contest, round)
    ) STRICT""",
)


@COUNT()
def count_tables(db: Database) -> None:
    """The sheet journal, seen tokens, keys, leases, and the view of each contest.

    AUTOINCREMENT keeps journal numbers from being used again after an erasure, so that another
    process can tell what it has already folded.
    """
    for statement in _COUNT:
        db.execute(statement)


@KEYS()
def secret_table(db: Database) -> None:
    """Keys of a log that has no count: never in an event."""
    db.execute(_KEY_TABLE)


def beside(path: Path, suffix: str) -> Path:
    """A file that SQLite keeps beside a database."""
    return path.with_name(path.name + suffix)


def remove(path: Path) -> None:
    """Take away a database that was not finished, with the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        beside(path, suffix).unlink(missing_ok=True)


def connect(path: Path, *tables: Migrations, create: bool = False) -> sqlite3.Connection:
    """Open a database and bring its tables up to date.

    Every commit reaches the disk before it returns (WAL with synchronous=FULL); what is deleted is
    overwritten. Raises sqlite3.Error when the file is missing, no database, or not writable.
    """
    connection = open_as(path, f"mode={'rwc' if create else 'rw'}")
    try:
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        for migrations in tables:
            migrations.apply(Database(connection))
    except BaseException:
        connection.close()
        raise
    return connection


def open_as(path: Path, how: str) -> sqlite3.Connection:
    """Open a database with the parameters `how` of SQLite's URIs, transactions by hand."""
    uri = f"{path.resolve().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def failure(error: sqlite3.Error, path: Path) -> Refusal:
    """The refusal for what SQLite could not do with the file at `path`; nothing has been stored.

    SQLite calls a full disk an I/O error where it could not grow the files beside the database,
    and a write-protected one a file that it cannot open: then the disk itself is asked.
    """
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    name = _FAILURES.get(primary or -1, "store.failed")
    if name == "store.io_error" and _is_full(path):
        name = "store.disk_full"
    elif name == "store.cannot_open" and path.exists() and _is_write_protected(path):
        name = "store.read_only"
    return Refusal(name, {"problem": str(error)})


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        free: int = shutil.disk_usage(path.parent).free
        return free < _ROOM
    return False


def _is_write_protected(path: Path) -> bool:
    if hasattr(os, "statvfs"):
        with suppress(OSError):
            if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
                return True
    return not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK))


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Raise what SQLite cannot do with the file as InputError `store.*`, placed at it."""
    try:
        yield
    except sqlite3.Error as error:
        what = failure(error, path)
        raise InputError((Problem(what.code, str(path), what.facts),)) from error
