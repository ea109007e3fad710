"""Changing a log behind the program's back."""

import sqlite3
from pathlib import Path


def forge(path: Path, statement: str, *values: object) -> None:
    """Carry out a statement on a database whose triggers are removed."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name in ("update", "delete", "replace"):
        connection.execute(f"DROP TRIGGER IF EXISTS event_no_{name}")
    connection.execute(statement, values)
    connection.close()
