"""Chinese texts call one thing by one name: docs/words.md, held everywhere."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.words import entries, say

ROOT = Path(__file__).resolve().parents[1]
TABLE = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| Chinese"))
]
REFUSED = {word: row[0] for row in ROWS for word in row[-1].split(", ") if word}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def texts() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the product with the file it stands in, line by line."""
    for package in ("counting", "printing", "kiosk"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in (".py", ".toml", ".html", ".js"):
                yield from _lines(path)
    for path in (ROOT / "kiosk").rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                yield path.name, str(message.string)
    for path in (*(ROOT / "examples").glob("*.toml"), *(ROOT / "docs").rglob("*.md")):
        if path.name != "words.md":
            yield from _lines(path)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if CHINESE.search(line):
            yield str(path.relative_to(ROOT)), line


def test_the_table_has_a_name_and_a_meaning_in_every_row() -> None:
    assert len(ROWS) > 25
    assert all(len(row) == 4 and all(row[:3]) for row in ROWS)


@pytest.mark.parametrize("refused", REFUSED)
def test_no_text_calls_a_thing_by_a_second_name(refused: str) -> None:
    found = [f"{place}: {text.strip()}" for place, text in texts() if refused in text]
    assert found == [], f"say {REFUSED[refused]}"


def test_no_space_follows_a_full_width_stop() -> None:
    joined = [say(code, {}, "zh").message for code in entries("zh")]
    found = [text for text in joined if "。 " in text]
    found += [text for _, text in texts() if re.search(r"。 (?=[\u4e00-\u9fff])", text)]
    assert found == []


def test_no_message_names_a_command_of_the_log() -> None:
    """A clerk has never heard of CloseCount; the documents of `apply` explain it."""
    table = tomllib.loads((ROOT / "kiosk" / "words" / "zh.toml").read_text(encoding="utf-8"))
    texts = [
        f"{code}.{key}: {text}"
        for code, entry in table.items()
        if isinstance(entry, dict)
        for key, text in entry.items()
        if isinstance(text, str) and re.search(r"\b[A-Z][a-z]+[A-Z][a-z]+\b", text)
    ]
    assert [t for t in texts if "TrueType" not in t and "OpenType" not in t] == []
