"""The files that an open database was opened with: are they still the ones that lie there?"""

import os
from pathlib import Path
from typing import Final

_SUFFIXES: Final = ("", "-wal", "-shm")
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

    def there(self) -> bool:
        """Whether the files that were opened are those that lie there."""
        return all(
            opened is None or opened == _identity(path)
            for path, opened in zip(self._paths, self._opened, strict=True)
        )


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked before every commit
    except OSError:
        return None
    return found.st_dev, found.st_ino
