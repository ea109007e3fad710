"""What a killed print leaves beside its file: half a PDF, maybe with codes that would count.

Whoever writes a half-made file holds a lock on it, which the system lets go when the process ends,
however it ends. So one without a lock is nobody's, and the next print to the same place removes it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # not on Windows


def hold(descriptor: int) -> None:
    """Mark an open file as being written. Where the file system has no locks, it just stays."""
    _locked(descriptor)


def clear(path: Path) -> None:
    """Remove what killed prints to `path` left, and put back a file that one had set aside.

    That is only where the print had not yet taken the name: its half-made file tells so. Any other
    file that was set aside stays there, for people.
    """
    killed = set()
    for process, part in _beside(path, ".part"):
        with suppress(OSError):
            if _nobodys(part):
                part.unlink()
                killed.add(process)
    for process, older in _beside(path, ".older"):
        with suppress(OSError):
            if process not in killed:
                continue
            if not path.exists():
                older.replace(path)
            elif older.samefile(path):  # killed before the new file took the name
                older.unlink()


def _beside(path: Path, suffix: str) -> Iterator[tuple[str, Path]]:
    """By process: the files that `kiosk.printshop.files` names for `path`."""
    start = f".{path.name}."
    with suppress(OSError):
        for entry in sorted(path.parent.iterdir()):
            process = entry.name.removeprefix(start).removesuffix(suffix)
            if entry.name == f"{start}{process}{suffix}" and process.isdigit():
                yield process, entry


def _nobodys(part: Path) -> bool:
    descriptor = os.open(part, os.O_RDWR | _NOFOLLOW)
    try:
        return _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Take the lock; False if another has it, or if there are none on this file system."""
    try:
        import fcntl
    except ImportError:
        return True  # Windows: there an open file cannot be removed, which serves as well
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
