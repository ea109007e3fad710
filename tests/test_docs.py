"""The documents say what is there: commands, modules, dependencies, links, and steps that run."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path

import click
import pytest

from kiosk.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("counting", "hardware", "printing", "kiosk")
# Folders that hold what their parent's row describes.
WITHIN = {"static", "templates", "translations", "__pycache__"}


def section(command: str) -> str:
    found = re.search(
        rf"^### `scrutineer {command}`\n(.*?)(?=^##)", GUIDE, re.MULTILINE | re.DOTALL
    )
    return found[1] if found else ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_section_in_the_guide(command: str) -> None:
    assert section(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_in_its_section(command: str) -> None:
    found = main.get_command(click.Context(main), command)  # type: ignore[attr-defined]
    options = {
        name
        for parameter in found.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for name in parameter.opts
        if name.startswith("--")
    }
    assert {name for name in options if name not in section(command)} == set()


def test_the_guide_tells_of_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"^### `scrutineer ([\w-]+)`", GUIDE, re.MULTILINE)) == set(COMMANDS)


def test_the_guide_and_readme_use_no_option_that_is_not_there() -> None:
    known = {"--help", "--hashes"}
    for command in COMMANDS:
        found = main.get_command(click.Context(main), command)  # type: ignore[attr-defined]
        known |= {name for parameter in found.params for name in parameter.opts}
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE + README))
    assert told - known == set()


def named_places() -> list[str]:
    text = (ROOT / "docs" / "structure.md").read_text(encoding="utf-8")
    return re.findall(r"`([a-z_]+/[\w/.]*)`", text)


def test_every_place_the_structure_page_names_exists() -> None:
    assert [place for place in named_places() if not (ROOT / place).exists()] == []


def test_no_folder_is_missing_from_the_structure_page() -> None:
    folders = {
        f"{module.parent.relative_to(ROOT)}/"
        for room in ROOMS
        for module in (ROOT / room).rglob("*.py")
    }
    assert folders - set(named_places()) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def distributions(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in requirements}


def test_the_dependency_table_lists_what_the_project_asks_for() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    run, build = text.split("## To build and test")
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    row = re.compile(r"^\| ([a-z][\w-]+) \|(?! what for)", re.MULTILINE)
    assert set(row.findall(run)) == distributions(project["dependencies"])
    assert set(row.findall(build)) == distributions(extras["build"] + extras["dev"])


# What is asked for without being imported by name, and what is imported from within another's gift.
LOADED_BY_ANOTHER = {
    "brotli": "fontTools loads it to write woff2",
    "pillow": "pypdfium2 hands pixels over as its images",
}
PARTS_OF = {"babel": "flask-babel", "pydantic_core": "pydantic", "werkzeug": "flask"}


def imported_distributions() -> set[str]:
    """Distributions that the four rooms import, normalised."""
    providers = packages_distributions()
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Import(names=names):
                        modules = [alias.name for alias in names]
                    case ast.ImportFrom(module=str(module), level=0):
                        modules = [module]
                    case _:
                        continue
                found |= {module.split(".")[0] for module in modules}
    outside = found - set(sys.stdlib_module_names) - set(ROOMS)
    return {PARTS_OF.get(name) or providers[name][0].lower() for name in outside}


def test_the_program_imports_exactly_what_it_asks_for() -> None:
    asked = distributions(PROJECT["project"]["dependencies"])
    assert imported_distributions() == asked - set(LOADED_BY_ANOTHER)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_hashes_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    pins = re.findall(r"^(\S+)==\S+(?: ;[^\\]*)? \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[A-Za-z]", text, re.MULTILINE))
    wanted = distributions(PROJECT["project"]["dependencies"])
    assert wanted <= set(pins)


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"## Test it\n\n```sh\n(.+)\n```", README)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_installed_command_is_the_one_of_this_project() -> None:
    (command,) = entry_points(group="console_scripts", name="scrutineer")
    assert command.value == PROJECT["project"]["scripts"]["scrutineer"]


def test_the_first_congress_of_the_readme_works_as_told(tmp_path: Path) -> None:
    """Its shell blocks are run as they stand; the count is then open with its batch."""
    story = README.split("## Your first congress")[1].split("## What it cannot do yet")[0]
    script = "\n".join(["set -e", *re.findall(r"```sh\n(.*?)```", story, re.DOTALL)])
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    (status,) = [answer for answer in answers if "contests" in answer]
    assert [contest["phase"] for contest in status["contests"]] == ["counting", "attended"]
    assert (tmp_path / "ballots.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF-")
