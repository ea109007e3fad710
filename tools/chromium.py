"""Finds the system's Chromium for the browser tests, and installs it where that may be done.

`python tools/chromium.py` prints the program's path; without one it installs Debian's package when
run as root, and otherwise ends with status 1 and the command to type.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OTHER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = """\
No Chromium was found, and the browser tests need one. Install it and run this again:
    Debian:        sudo apt-get install chromium
    Fedora:        sudo dnf install chromium
    macOS:         brew install --cask chromium
or name one that is elsewhere:
    make test CHROMIUM=/path/to/chromium"""


def find() -> str | None:
    """The path of a Chromium that starts, or None. The environment's CHROMIUM comes first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if works(named) else None
    for candidate in (*map(shutil.which, NAMES), *OTHER_PLACES):
        if candidate and works(candidate):
            return candidate
    return None


def works(program: str) -> bool:
    """Whether it tells its version: some systems have a stub of that name that does nothing."""
    if not Path(program).exists():
        return False
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def may_install() -> bool:
    """Whether this is root on a system with Debian's package tools."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install Debian's package; apt's words go to standard error."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(
            ["apt-get", "--quiet", *arguments],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            check=False,
        )


def main() -> int:
    """Print the path; 1 when there is none to be had."""
    found = find()
    if found is None and may_install() and "CHROMIUM" not in os.environ:
        print("No Chromium yet: installing Debian's package chromium.", file=sys.stderr)
        install()
        found = find()
    if found is None:
        print(ADVICE, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
