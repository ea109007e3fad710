"""Congress directories that earlier versions of the program left behind."""

import json
import tarfile
from pathlib import Path
from typing import Any, Final

_HERE = Path(__file__).resolve().parent / "version_0_1_0"
EXPECTED: Final[dict[str, Any]] = json.loads((_HERE / "expected.json").read_text("utf-8"))
"""What version 0.1.0 answered to `verify` and `status`, and the SHA-256 of what it printed."""


def directory_of_0_1_0(directory: Path) -> Path:
    """The directory that version 0.1.0 left in the middle of a congress, unpacked anew."""
    directory.mkdir()
    with tarfile.open(_HERE / "congress.tar.xz") as archive:
        archive.extractall(directory, filter="data")
    return directory
