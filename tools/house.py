"""Checks the house rules that no linter knows: short files, and a core without clock or Chinese.

Part of `make lint`; prints every breach with its place and ends with status 1 if there is one.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kiosk", "counting", "printing", "hardware", "tests", "tools", "bench")
LONGEST = 400
# import-linter forbids the modules; these reach a clock or a file without importing one of them.
IMPURE_METHODS = frozenset({"now", "utcnow", "today", "fromtimestamp"})
# Words for people stand in `counting/rules/wording`, as data. A workbook is Chinese, and so are
# look-alike characters, the names on a test deck, and a source that is under the seal.
CHINESE = re.compile("[\u4e00-\u9fff]")
SPEAKS_CHINESE = (
    "counting/exchange/",
    "counting/names/same.py",
    "counting/deck/deck.py",
    "counting/rules/profiles.py",
)
IMPURE_FUNCTIONS = frozenset({"open", "input", "print"})


def breaches() -> Iterator[str]:
    """Every breach as `path:line: what is wrong`."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT)
            text = path.read_text(encoding="utf-8")
            length = sum(1 for line in text.splitlines() if line.strip())
            if length > LONGEST:
                yield f"{place}:1: {length} lines of text, at most {LONGEST}: one job a module"
            if room == "counting" and "store" not in place.parts:
                yield from (f"{place}:{line}: {what}" for line, what in impure_calls(text))
            if room == "kiosk" and "running" not in place.parts:
                yield from (f"{place}:{line}: only kiosk/running opens it" for line in opens(text))
            if room == "counting" and not str(place).startswith(SPEAKS_CHINESE):
                yield from (f"{place}:{line}: the core speaks Chinese" for line in chinese(text))


def impure_calls(text: str) -> Iterator[tuple[int, str]]:
    """Line and words for each call of a clock, a file or the terminal."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_FUNCTIONS:
                yield node.lineno, f"the core calls {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
                yield node.lineno, f"the core asks a clock by {name}()"


def opens(text: str) -> Iterator[int]:
    """The line of each call that opens or makes the log of a congress or of its meeting."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="Store"), attr="open" | "create")):
                yield node.lineno
            case ast.Call(func=ast.Name(id="Ledger")):
                yield node.lineno


def chinese(text: str) -> Iterator[int]:
    """The line of each text with Chinese in it that is no docstring."""
    tree = ast.parse(text)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(words)) if id(node) not in said and CHINESE.search(words):
                yield node.lineno


def main() -> int:
    """Print the breaches; 1 when there is one."""
    found = list(breaches())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
