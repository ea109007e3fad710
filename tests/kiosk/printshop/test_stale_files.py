"""What a killed print left is removed by the next; what somebody is writing, or owns, is not."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.printshop.files import whole_file
from kiosk.printshop.stale_files import clear

_WRITING = """
import sys
from pathlib import Path
from kiosk.printshop.files import whole_file
with whole_file(Path(sys.argv[1]), force=True) as file:
    file.write(b"half of it")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def writer(target: Path) -> "subprocess.Popen[bytes]":
    """Another process in the middle of writing the file."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITING, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"writing\n"
    return process


def test_a_killed_writer_leaves_a_part_that_the_next_one_removes(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    process = writer(target)
    process.kill()
    process.communicate()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"half of it"]
    with whole_file(target) as file:
        file.write(b"whole")
    assert list(tmp_path.iterdir()) == [target]


def test_what_another_process_is_writing_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    process = writer(target)
    with whole_file(target) as file:
        file.write(b"ours")
    assert target.read_bytes() == b"ours"
    process.communicate(b"")
    assert process.returncode == 0
    assert target.read_bytes() == b"half of it"
    assert list(tmp_path.iterdir()) == [target]


def test_what_another_thread_is_writing_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "ballots.pdf"
    with whole_file(target) as file:
        with pytest.raises(FileExistsError), whole_file(target):
            pass
        file.write(b"first")
    assert target.read_bytes() == b"first"


@pytest.mark.parametrize(
    "name",
    [
        "ballots.pdf",
        "ballots.pdf.7.part",
        ".ballots.pdf.part",
        ".ballots.pdf.x.part",
        ".ballots.pdf..part",
        ".other.pdf.7.part",
        ".ballots.pdf.7.partial",
    ],
)
def test_files_of_other_names_are_not_touched(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"somebody's")
    clear(tmp_path / "ballots.pdf")
    assert (tmp_path / name).read_bytes() == b"somebody's"


def test_a_link_of_that_name_leads_to_no_harm(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_bytes(b"mine")
    (tmp_path / ".ballots.pdf.7.part").symlink_to(own)
    clear(tmp_path / "ballots.pdf")
    assert own.read_bytes() == b"mine"


def test_a_file_that_was_set_aside_comes_back_where_none_took_its_name(tmp_path: Path) -> None:
    target, aside = tmp_path / "ballots.pdf", tmp_path / ".ballots.pdf.7.older"
    aside.write_bytes(b"older")
    clear(target)
    assert target.read_bytes() == b"older"
    aside.write_bytes(b"still older")
    clear(target)
    assert target.read_bytes() == b"older", "which of the two is right, people must say"
    assert aside.read_bytes() == b"still older"


def test_a_place_that_is_not_there_has_nothing_to_clear(tmp_path: Path) -> None:
    clear(tmp_path / "missing" / "ballots.pdf")
