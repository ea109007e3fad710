"""Writing a file whole or not at all: a failed print leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes its name only when everything is written and on the disk.

    Until then it stands beside `path` under another name, readable by its owner alone; on any
    error it is removed and an older file of that name is left as it was. A device is written to
    directly. OSError as `open`.
    """
    if path.exists() and not path.is_file():
        # A printer's or another device: there is no name to take, so it is written as it stands.
        with path.open("wb") as device:
            yield device
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


_BINARY = getattr(os, "O_BINARY", 0)  # Windows only
