"""What a killed print left is removed by the next; what somebody is writing, or owns, is not."""

import os
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
    """As versions left it that took the name from the old file before the new one had it."""
    target, aside = tmp_path / "ballots.pdf", tmp_path / ".ballots.pdf.7.older"
    half_made = tmp_path / ".ballots.pdf.7.part"
    aside.write_bytes(b"older")
    half_made.write_bytes(b"half of it")
    clear(target)
    assert target.read_bytes() == b"older"
    aside.write_bytes(b"still older")
    half_made.write_bytes(b"half of it")
    clear(target)
    assert target.read_bytes() == b"older", "which of the two is right, people must say"
    assert aside.read_bytes() == b"still older"


def test_a_file_that_was_replaced_does_not_come_back_when_people_move_the_new_one(
    tmp_path: Path,
) -> None:
    aside = tmp_path / ".ballots.pdf.7.older"
    aside.write_bytes(b"older")
    clear(tmp_path / "ballots.pdf")
    assert list(tmp_path.iterdir()) == [aside]


_KILLED = """
import os, sys
from pathlib import Path
from kiosk.printshop.files import whole_file

left = int(sys.argv[2])

def counted(act):
    def step(*given, **named):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return act(*given, **named)
    return step

Path.replace, Path.unlink, os.link = map(counted, (Path.replace, Path.unlink, os.link))
with whole_file(Path(sys.argv[1]), force=sys.argv[3] == "force") as file:
    file.write(b"whole")
"""


@pytest.mark.parametrize("steps", range(4))
@pytest.mark.parametrize("force", ["force", ""])
def test_wherever_a_print_is_killed_a_whole_file_has_the_name_or_none(
    steps: int, force: str, tmp_path: Path
) -> None:
    """Before any of the acts by which names change; nothing of it disturbs the next print."""
    target = tmp_path / "ballots.pdf"
    if force:
        target.write_bytes(b"older")
    ran = subprocess.run([sys.executable, "-c", _KILLED, target, str(steps), force])
    whole = {b"older", b"whole"} if force else {b"whole"}
    assert ran.returncode == 9 or target.read_bytes() == b"whole"
    assert target.read_bytes() in whole if target.exists() else not force
    before = target.read_bytes() if target.exists() else None
    clear(target)
    assert (target.read_bytes() if target.exists() else None) == before
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("force", [True, False])
def test_a_file_system_of_one_name_a_file_serves_too(
    force: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object, **_named: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    target = tmp_path / "ballots.pdf"
    if force:
        target.write_bytes(b"older")
    with whole_file(target, force=force) as file:
        file.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_is_not_there_has_nothing_to_clear(tmp_path: Path) -> None:
    clear(tmp_path / "missing" / "ballots.pdf")
