"""Writes requirements.lock and requirements-dev.lock: exact versions with hashes, nothing else.

Run by hand when a dependency changes: `.venv/bin/python tools/lock.py [--upgrade]`. The answer is
resolved on Linux with the oldest Python that is supported; the hashes cover every published file
of a version, so the same lock serves other systems and newer Pythons too.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "python tools/lock.py"
# No address and no path of the machine that made the lock may end up in it.
OPTIONS = (
    "--quiet",
    "--allow-unsafe",
    "--generate-hashes",
    "--no-emit-find-links",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--strip-extras",
)
LOCKS = {
    "requirements.lock": ("--extra", "build"),
    "requirements-dev.lock": (
        "--extra",
        "build",
        "--extra",
        "dev",
        "--constraint",
        "requirements.lock",
    ),
}
# Needed on Windows only, where click and pytest ask for it; the resolver on Linux leaves it out.
WINDOWS_ONLY = ("colorama",)


def compile_lock(arguments: list[str]) -> None:
    """Run pip-compile; its own messages tell what could not be resolved."""
    environment = os.environ | {"CUSTOM_COMPILE_COMMAND": COMMAND}
    subprocess.run(
        [sys.executable, "-m", "piptools", "compile", *OPTIONS, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
    )


def windows_lines() -> str:
    """Pins with hashes of what Windows needs besides, each with its marker."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "windows.in"
        pinned = Path(folder) / "windows.lock"
        wanted.write_text("\n".join(WINDOWS_ONLY) + "\n", encoding="utf-8")
        compile_lock(["--no-header", "--no-annotate", "--output-file", str(pinned), str(wanted)])
        lines = pinned.read_text(encoding="utf-8").strip().splitlines()
    marked = (
        line.replace(" \\", ' ; sys_platform == "win32" \\') if "==" in line else line
        for line in lines
    )
    return "\n# Windows only, for click and pytest:\n" + "\n".join(marked) + "\n"


def main() -> None:
    """Write both locks."""
    extra = windows_lines()
    for name, arguments in LOCKS.items():
        lock = ROOT / name
        compile_lock(["pyproject.toml", *arguments, *sys.argv[1:], "--output-file", name])
        lock.write_text(lock.read_text(encoding="utf-8") + extra, encoding="utf-8")


if __name__ == "__main__":
    main()
