"""A congress is made whole or not at all, also when the program is killed while it makes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.running import founding
from tests.kit.command_line import document, run, write
from tests.kit.congress import definition_object

KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.running import founding
number, stop = 0, int(sys.argv[3])
def kill_at(step):
    def stepped(*given, **named):
        global number
        number += 1
        if number == stop:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*given, **named)
    return stepped
for name in ("create_count", "open_meeting", "_carried_out", "_move"):
    setattr(founding, name, kill_at(getattr(founding, name)))
Path.rename = kill_at(Path.rename)
founding.create_congress(Path(sys.argv[1]), *founding.read_definition(Path(sys.argv[2])))
"""


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    return write(tmp_path / "definition.json", definition_object())


@pytest.mark.skipif(os.name == "nt", reason="killed by a signal")
@pytest.mark.parametrize("existed", [True, False])
@pytest.mark.parametrize("stop", range(1, 7))
def test_a_kill_at_any_step_leaves_nothing_in_the_way_of_the_next(
    tmp_path: Path, definition: Path, stop: int, existed: bool
) -> None:
    place = tmp_path / "halls" / "hall"
    (place if existed else place.parent).mkdir(parents=True)
    command = [sys.executable, "-c", KILLED, str(place), str(definition), str(stop)]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    if not (place / "congress.db").exists():
        made = run("init", place, definition)
        assert made.exit_code == 0, made.output
    assert document(run("status", place))["contests"][0]["phase"] == "defined"
    assert sorted(path.name for path in place.iterdir()) == ["congress.db", "meeting.db"]
    assert [path.name for path in place.parent.iterdir()] == ["hall"]


def test_what_another_process_still_makes_is_left_alone(tmp_path: Path, definition: Path) -> None:
    place = tmp_path / "hall"
    busy = place / f"{founding._UNFINISHED}{os.getppid()}"
    busy.mkdir(parents=True)
    assert run("init", place, definition).exit_code == 0
    assert busy.exists()
