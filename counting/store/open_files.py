"""The files that an open database was opened with: are they still the ones that lie there?"""

import os
import time
from pathlib import Path
from typing import Final

_SUFFIXES: Final = ("", "-wal", "-shm")
_OFTEN: Final = 0.05  # seconds between looks at the files themselves
Identity = tuple[int, int]


class OpenFiles:
    """A database and the two files that SQLite keeps beside it while it is open.

    Whoever deletes, moves or replaces one of them under a running program makes every later commit
    go where nobody will find it, while SQLite says that all is well. On Windows open files cannot
    be deleted; there this finds nothing to say.
    """

    def __init__(self, path: Path) -> None:
        """Remember what lies there now; what does not is not asked for later."""
        self._paths = tuple(f"{path}{suffix}" for suffix in _SUFFIXES)
        self._opened = tuple(map(_identity, self._paths))
        self._directory = str(path.parent)
        self._changed = self._looked = 0.0

    def there(self) -> bool:
        """Whether the files that were opened are those that lie there.

        Looking at files that are written to costs a sixth of a commit. Whoever takes one away
        changes the directory, so that alone is looked at while sheets come thick and fast.
        """
        changed, now = _changed(self._directory), time.monotonic()
        if changed == self._changed and now - self._looked < _OFTEN:
            return True
        self._changed, self._looked = changed, now
        return all(
            opened is None or opened == _identity(path)
            for path, opened in zip(self._paths, self._opened, strict=True)
        )


def _changed(directory: str) -> float:
    """When an entry of the directory was made, taken away or renamed last."""
    try:
        return os.stat(directory).st_mtime  # noqa: PTH116
    except OSError:
        return -1.0


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked before every commit
    except OSError:
        return None
    return found.st_dev, found.st_ino
