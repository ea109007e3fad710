"""A file appears whole or not at all."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from counting.model.refusal import InputError
from kiosk.printshop.files import whole_file, whole_files


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
        with whole_file(target, force=True) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cancelled()
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


_FULL = """
import resource, signal, sys
from pathlib import Path
from kiosk.printshop.files import whole_file
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


def test_a_file_that_exists_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    paths = tmp_path / "ballots.pdf", tmp_path / "cover.pdf", tmp_path / "contact.png"
    paths[1].write_bytes(b"older")
    paths[2].symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError) as refused, whole_files(paths):
        raise AssertionError
    assert [problem.code for problem in refused.value.problems] == ["file.exists"] * 2
    assert [problem.place for problem in refused.value.problems] == [str(p) for p in paths[1:]]
    assert sorted(tmp_path.iterdir()) == sorted(paths[1:])
    assert paths[1].read_bytes() == b"older"


def test_a_file_that_appears_meanwhile_stays_and_takes_the_others_back(tmp_path: Path) -> None:
    first, second = tmp_path / "ballots.pdf", tmp_path / "cover.pdf"

    def overtaken() -> None:
        with whole_files((first, second)) as whole:
            for file in whole.files:
                file.write(b"ours")
            second.write_bytes(b"theirs")

    with pytest.raises(InputError, match=r"file\.exists"):
        overtaken()
    assert list(tmp_path.iterdir()) == [second]
    assert second.read_bytes() == b"theirs"


def test_where_that_is_meant_an_older_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    target.write_bytes(b"older")
    with whole_file(target, force=True) as file:
        file.write(b"new")
        assert target.read_bytes() == b"older"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_several_files_appear_together(tmp_path: Path) -> None:
    one, other = tmp_path / "ballots.pdf", tmp_path / "cover.pdf"
    with whole_files((one, other)) as whole:
        for number, file in enumerate(whole.files):
            file.write(b"%d" % number)
        assert not one.exists()
    assert (one.read_bytes(), other.read_bytes()) == (b"0", b"1")
    assert sorted(tmp_path.iterdir()) == [one, other]


def test_what_is_written_can_be_read_before_it_has_its_name(tmp_path: Path) -> None:
    with whole_files((tmp_path / "ballots.pdf",)) as whole:
        whole.files[0].write(b"all of it")
        written = whole.written(0)
        assert written is not None
        assert written.read_bytes() == b"all of it"


@pytest.mark.parametrize("placed", [False, True])
@pytest.mark.parametrize("older", [False, True])
def test_a_failure_takes_all_of_them_back_even_when_they_had_their_names(
    tmp_path: Path, placed: bool, older: bool
) -> None:
    """What is recorded after the files are there may be refused."""
    paths = tmp_path / "ballots.pdf", tmp_path / "cover.pdf"
    if older:
        for path in paths:
            path.write_bytes(b"older")

    def refused() -> None:
        with whole_files(paths, force=older) as whole:
            for file in whole.files:
                file.write(b"new")
            if placed:
                whole.place()
                assert all(path.read_bytes() == b"new" for path in paths)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert sorted(tmp_path.iterdir()) == (sorted(paths) if older else [])
    assert all(path.read_bytes() == b"older" for path in tmp_path.iterdir())


def test_a_second_file_that_cannot_be_takes_the_first_with_it(tmp_path: Path) -> None:
    first, second = tmp_path / "ballots.pdf", tmp_path / "missing" / "cover.pdf"
    with pytest.raises(OSError, match="cover") as error, whole_files((first, second)):
        pass
    assert error.value.filename == str(second)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_was_taken_meanwhile_is_an_error_and_takes_all_back(tmp_path: Path) -> None:
    first, second = tmp_path / "ballots.pdf", tmp_path / "cover.pdf"
    first.write_bytes(b"older")

    def taken() -> None:
        with whole_files((first, second), force=True) as whole:
            whole.files[0].write(b"new")
            (second / "now a directory").mkdir(parents=True)

    with pytest.raises(OSError, match="cover"):
        taken()
    assert first.read_bytes() == b"older"
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_a_full_device_is_known_before_the_files_have_their_names(tmp_path: Path) -> None:
    """The last bytes may wait in a buffer: nothing may count as written while they do."""
    target = tmp_path / "ballots.pdf"

    def full() -> None:
        with whole_files((target, Path("/dev/full"))) as whole:
            whole.files[1].write(b"x")
            whole.place()
            raise AssertionError

    with pytest.raises(OSError, match="/dev/full"):
        full()
    assert list(tmp_path.iterdir()) == []


_AS_NOBODY = """
import os, sys
from pathlib import Path
from kiosk.printshop.files import whole_files
os.geteuid() or os.setuid(65534)
try:
    with whole_files((Path(sys.argv[1]),), force=True):
        print("begun")
except PermissionError:
    print("refused")
"""


def test_a_file_that_may_not_be_changed_is_known_before_anything_is_written() -> None:
    """As one that a viewer keeps open is on some systems. Root may change any file."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o777)
        target = Path(place) / "ballots.pdf"
        target.write_bytes(b"older")
        target.chmod(0o444)
        ran = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, target], capture_output=True, text=True
        )
        assert ran.stdout.strip() == "refused", ran.stderr
        assert target.read_bytes() == b"older"
