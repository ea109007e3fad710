"""A file appears whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from printing.output import whole_file


def test_the_file_appears_when_everything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    with whole_file(target) as file:
        file.write(b"half")
        assert not target.exists()
        file.write(b" and half")
    assert target.read_bytes() == b"half and half"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_nothing_behind_and_an_older_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    target.write_bytes(b"older")

    def cancelled() -> None:
        with whole_file(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cancelled()
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


_FULL = """
import resource, signal, sys
from pathlib import Path
from printing.output import whole_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with whole_file(Path(sys.argv[1])) as file:
        for _ in range(100):
            file.write(b"x" * 10_000)
except OSError as error:
    print(type(error).__name__)
"""


def test_a_disk_that_fills_up_in_mid_file_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on file size fails the write as a full disk does."""
    target = tmp_path / "ballots.pdf"
    ran = subprocess.run([sys.executable, "-c", _FULL, target], capture_output=True, text=True)
    assert ran.stdout.strip() == "OSError", ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError), whole_file(tmp_path / "missing" / "ballots.pdf"):
        pass


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    with whole_file(target) as file:
        file.write(b"tokens")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_device_is_written_to_and_stays_a_device(tmp_path: Path) -> None:
    """A printer behind /dev must not be replaced by a file of its name."""
    device = tmp_path / "printer"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with whole_file(device) as file:
            file.write(b"pages")
        assert os.read(reader, 10) == b"pages"
    finally:
        os.close(reader)
    assert device.is_fifo()
