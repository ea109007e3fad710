"""Every kind of paper of a sample congress as files, by the commands that a secretariat would use.

    python -m tools.sample_paper OUT [examples/county.toml …]

Makes each congress in a temporary directory, prints into OUT/<name>/ (over what an earlier run
left there), and leaves none behind.
"""

import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from printing.papers.kinds import KINDS

ROOT: Final = Path(__file__).parents[1]
SAMPLES: Final = (ROOT / "examples/county.toml", ROOT / "examples/township.toml")


def main() -> None:
    """Print the papers of the definitions named, or of both samples."""
    if len(sys.argv) < 2:
        sys.exit("python -m tools.sample_paper OUT [DEFINITION…]")
    out = Path(sys.argv[1])
    for definition in [Path(name) for name in sys.argv[2:]] or SAMPLES:
        _papers(definition, out / definition.stem)


def _papers(definition: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    roll = definition.with_name(f"{definition.stem}-roll.csv")
    with tempfile.TemporaryDirectory() as home:
        congress = str(Path(home) / "congress")
        for command in _commands(definition, roll, congress, out):
            if "--out" in command:
                command.append("--force")
            print("scrutineer", shlex.join(command).replace(congress, "DIR"))
            subprocess.run([sys.executable, "-m", "kiosk.cli", *command], cwd=ROOT, check=True)


def _commands(definition: Path, roll: Path, congress: str, out: Path) -> Iterator[list[str]]:
    yield ["init", congress, str(definition)]
    yield ["seal", congress]
    for contest in _contests(definition):
        yield from _of_contest(congress, contest, out)
    if roll.exists():
        yield ["badges", congress, "--roll", str(roll), "--out", f"{out}/badges.pdf"]
        yield ["table-cards", congress, "--out", f"{out}/table-cards.pdf"]
    for kind in KINDS:
        document = ["document", congress, "--kind", kind]
        yield [*document, "--format", "pdf", "--out", f"{out}/{kind}.pdf"]
        yield [*document, "--format", "docx", "--out", f"{out}/{kind}.docx"]


def _of_contest(congress: str, contest: str, out: Path) -> Iterator[list[str]]:
    of, name = ["--contest", contest], f"{out}/{contest}"
    print_ = ["print", congress, *of]
    yield [*print_, "--quantity", "108", "--spare", "12", "--out", f"{name}-ballots.pdf", "--proof",
           "--cover", f"{name}-cover.pdf", "--contact-sheet", f"{name}-contact.png"]  # fmt: skip
    yield [*print_, "--quantity", "1", "--specimen", "--out", f"{name}-specimen.pdf"]
    yield [*print_, "--quantity", "1", "--specimen", "--large-print",
           "--out", f"{name}-large-specimen.pdf"]  # fmt: skip
    yield [*print_, "--quantity", "24", "--test-deck", "--out", f"{name}-test-deck.pdf"]
    yield ["cards", congress, *of, "--out", f"{name}-cards.pdf"]
    headers = ["--header", "1:50", "--header", "2:50"]
    yield ["cards", congress, *of, *headers, "--out", f"{name}-batch-headers.pdf"]
    yield ["sleeves", congress, *of, "--numbers", "1-4", "--out", f"{name}-sleeves.pdf"]


def _contests(definition: Path) -> list[str]:
    data = definition.read_bytes()
    loaded = json.loads(data) if definition.suffix == ".json" else tomllib.loads(data.decode())
    return [contest["id"] for contest in loaded["contests"]]


if __name__ == "__main__":
    main()
