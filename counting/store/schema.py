"""Opening a database of the count: tables, triggers, migrations, and the settings it relies on."""

import sqlite3
from pathlib import Path

import sqlite_utils
from sqlite_utils import Database, Migrations

LOG = Migrations("scrutineer-log")
COUNT = Migrations("scrutineer-count")
KEYS = Migrations("scrutineer-keys")

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


def remove(path: Path) -> None:
    """Take away a database that was not finished, with the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def connect(path: Path, *migrations: Migrations, create: bool = False) -> Database:
    """Open a database and bring it up to date.

    Every commit reaches the disk before it returns (WAL with synchronous=FULL); what is deleted is
    overwritten. Raises sqlite3.Error when the file is missing, no database, or not writable.
    """
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        db = sqlite_utils.Database(connection)
        for migration in migrations:
            migration.apply(db)
    except BaseException:
        connection.close()
        raise
    return db
