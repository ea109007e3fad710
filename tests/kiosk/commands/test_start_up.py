"""The command line starts at once: what only some commands need is loaded by those alone."""

import subprocess
import sys

import pytest

HEAVY = {
    "pydantic",
    "sqlite3",
    "flask",
    "reportlab",
    "openpyxl",
    "counting.store",
    "counting.rules.lines",
    "counting.model.election",
}
LOADED = """
import sys
from kiosk.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    """The modules that are there when a command has ended."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, timeout=60
    )
    return set(ran.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [("order", "王宁", "白露"), ("--help",), ("--version",)])
def test_names_and_help_need_neither_rules_nor_stores(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


def test_the_list_of_commands_loads_none_of_them() -> None:
    commands = {name for name in loaded_by("--help") if name.startswith("kiosk.commands.")}
    assert commands == {"kiosk.commands.help_page", "kiosk.commands.spoken"}


def test_a_command_that_counts_loads_what_it_counts_with() -> None:
    assert {"sqlite3", "counting.store"} <= loaded_by("status", "nowhere")
