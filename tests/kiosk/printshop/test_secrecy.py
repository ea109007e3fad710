"""After a token batch nothing but the file asked for knows a token or its place: tests that try."""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from counting.codes.ballots import decode
from counting.model.reading import BallotCode
from counting.rounds.history import pages_of
from counting.store import Store
from kiosk.printshop.runs import Printed, print_run, tokens
from printing.proof.proof import page_png
from tests.kit.command_line import run, write
from tests.kit.congress import contest_object, definition_object
from tests.kit.print_desks import order
from tests.kit.proofs import decode_pdf
from tests.kit.token_hunt import Hunt, files, rows_of

SHEETS = 24
C = "committee"
_BY_FUNCTION = """
import sys
from pathlib import Path
from counting.store import Store
from counting.model.state import PrintRun
from kiosk.printshop.runs import print_run
store = Store.open(Path(sys.argv[1]))
run = PrintRun(contest="committee", round=1, purpose="ballot", quantity=int(sys.argv[3]))
print(print_run(store, run, Path(sys.argv[2])))
store.close()
"""


@dataclass
class House:
    """A congress whose ballots have tokens, and a place of its own for all that a process writes.

    `out` is where files are asked for; `elsewhere` are the homes of everything else.
    """

    root: Path

    def __post_init__(self) -> None:
        for place in (self.out, *self.elsewhere):
            place.mkdir(parents=True)
        contest = contest_object(identification="token", candidates=9)
        self.definition = write(
            self.root / "definition.json", definition_object(contests=[contest])
        )
        for command in (["init", self.directory, self.definition], ["seal", self.directory]):
            assert run(*command).exit_code == 0

    @property
    def directory(self) -> Path:
        return self.root / "congress"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def elsewhere(self) -> tuple[Path, ...]:
        return tuple(self.root / name for name in ("tmp", "home", "here"))

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A Python process whose temporary files, home and current directory are ours."""
        tmp, home, here = self.elsewhere
        env = os.environ | {
            "TMPDIR": str(tmp),
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=here,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object) -> str:
        """A command that succeeds; what it said, on both streams."""
        process = self.start("-m", "kiosk.cli", *arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out + err

    def hunt(self, *pdfs: Path) -> Hunt:
        """A hunt for the tokens of printed files."""
        store = Store.open(self.directory)
        try:
            round_ = store.state().current(C)
            assert round_
            keys = tuple(map(bytes, store._keys.values()))
            (page,) = pages_of(store.state(), round_)
            codes = {}
            for pdf in pdfs:
                for text in decode_pdf(pdf, areas=[page.barcode]):
                    code = decode(text, store.ballot_key)
                    assert isinstance(code, BallotCode)
                    assert code.token
                    codes[text] = code.token
            return Hunt(codes, keys, page.barcode)
        finally:
            store.close()


def by_command(house: House, out: Path) -> str:
    return house.run(
        *("print", house.directory, "--contest", C, "--quantity", SHEETS, "--out", out),
        *("--proof", "--cover", house.out / "cover.pdf"),
        *("--contact-sheet", house.out / "pages.png", "--json"),
    )


def by_function(house: House, out: Path) -> str:
    process = house.start("-c", _BY_FUNCTION, house.directory, out, SHEETS)
    said, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return said + err


@pytest.mark.parametrize("way", [by_command, by_function])
def test_after_a_token_batch_nothing_but_the_file_asked_for_knows_a_token(
    way: Callable[[House, Path], str], tmp_path: Path
) -> None:
    house, said = House(tmp_path / "house"), []
    papers = house.out / "paper.pdf", house.out / "paper.docx"
    before = set(files(house.root))
    pdf = house.out / "ballots.pdf"
    said.append(way(house, pdf))
    hunt = house.hunt(pdf)
    assert len(hunt.found(pdf.read_bytes())) >= SHEETS, "the hunt knows what it looks for"
    said += [
        run(command, house.directory, *options).output
        for command, *options in (
            ["status"],
            ["verify"],
            ["layout", "--contest", C],
            ["document", "--kind", "distribution", "--format", "pdf", "--out", papers[0]],
            ["document", "--kind", "rules", "--format", "docx", "--out", papers[1]],
        )
    ]
    asked = {"ballots.pdf", "paper.pdf", "paper.docx"}
    asked |= {"cover.pdf", "pages.png"} if way is by_command else set()
    made = {file for file in set(files(house.root)) - before if house.directory not in file.parents}
    assert made == {house.out / name for name in asked}, "no file was made that nobody asked for"
    assert {file.name for file in files(house.directory)} <= {
        f"{base}{end}"
        for base in ("congress.db", "meeting.db")
        for end in ("", "-wal", "-shm", "-journal")
    }
    pdf.rename(tmp_path / "with-the-printer.pdf")
    assert hunt.found_in_files(house.root) == []
    for database in ("congress.db", "meeting.db"):
        assert hunt.found(rows_of(house.directory / database)) == []
    assert hunt.found("".join(said).encode()) == []


PLANTED: dict[str, Callable[[str, str, bytes], bytes]] = {
    "plain": lambda token, code, key: b"x" + token.encode(),
    "the whole code": lambda token, code, key: code.encode(),
    "as text of two bytes": lambda token, code, key: token.encode("utf-16"),
    "as a number": lambda token, code, key: int(token).to_bytes(8, "big"),
    "in hexadecimal": lambda token, code, key: f"{int(token):x}".encode(),
    "in base 64": lambda token, code, key: base64.b64encode(token.encode()),
    "packed": lambda token, code, key: b"..." + zlib.compress(b"token " + token.encode()),
    "packed twice": lambda token, code, key: zlib.compress(zlib.compress(code.encode())),
    "hashed": lambda token, code, key: hashlib.sha256(token.encode()).hexdigest().encode(),
    "hashed with the key of tokens": lambda token, code, key: hmac.digest(
        key, token.encode(), "sha256"
    ),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A congress with a token batch of three sheets."""
    house = House(tmp_path_factory.mktemp("printed") / "house")
    store = Store.open(house.directory)
    made = print_run(store, order(3), house.out / "ballots.pdf")
    store.close()
    assert isinstance(made, Printed)
    return house


@pytest.mark.parametrize("form", PLANTED)
def test_the_hunt_finds_what_is_planted(form: str, printed: House) -> None:
    """So that the tests beside this one can fail."""
    hunt = printed.hunt(printed.out / "ballots.pdf")
    code, token = next(iter(hunt.codes.items()))
    store = Store.open(printed.directory)
    key = bytes(store._keys["token"])
    store.close()
    assert hunt.found(PLANTED[form](token, code, key)) != []
    assert hunt.found(b"nothing of the kind 000000000000") == []


def test_the_hunt_finds_a_page_and_a_picture_of_it(printed: House) -> None:
    pdf = (printed.out / "ballots.pdf").read_bytes()
    hunt = printed.hunt(printed.out / "ballots.pdf")
    assert len(hunt.found(pdf)) >= 3
    assert hunt.found(page_png(pdf, 2, 2480)) != []
    assert hunt.found(page_png(pdf, 2, 420)) == []


def test_the_event_of_a_token_batch_says_how_many_and_in_which_fonts_and_no_more(
    printed: House,
) -> None:
    (event,) = events(printed)
    assert set(event["facts"]) == {
        "contest",
        "round",
        "batch",
        "purpose",
        "quantity",
        "spare",
        "fonts",
        "sha256",
        "reprint_of",
        "reason",
    }
    assert event["facts"]["sha256"] is None, "no hash of a token file may lead back to it"
    assert (event["facts"]["quantity"], event["facts"]["batch"]) == (3, 1)


def test_the_same_order_again_has_other_tokens_and_the_same_words_in_the_log(
    tmp_path: Path,
) -> None:
    house = House(tmp_path / "house")
    pdfs = [house.out / f"{number}.pdf" for number in (1, 2)]
    store = Store.open(house.directory)
    for pdf in pdfs:
        assert isinstance(print_run(store, order(SHEETS), pdf), Printed)
    store.close()
    first, second = (set(house.hunt(pdf).codes.values()) for pdf in pdfs)
    assert len(first) == len(second) == SHEETS
    assert not first & second
    one, other = events(house)
    assert one["nonce"] != other["nonce"]
    assert (one["facts"].pop("batch"), other["facts"].pop("batch")) == (1, 2)
    del one["nonce"], other["nonce"]
    assert one == other
    assert list(first) != sorted(first)


def test_the_tokens_of_a_batch_are_all_different_and_in_no_order() -> None:
    """Of so many, two hundred pairs would have the same end if it were left to chance."""
    drawn = list(islice(tokens(), 60_000))
    assert {len(token) for token in drawn} == {12}
    assert len({token[-7:] for token in drawn}) == len(drawn)
    assert drawn != sorted(drawn)
    fourths = Counter(int(token) // (10**12 // 4) for token in drawn)
    assert all(abs(count - 15_000) < 1_000 for count in fourths.values())


_STOPPING = """
import sys
from pathlib import Path
from counting.store import Store
from counting.model.state import PrintRun
from kiosk.printshop.runs import PrintOptions, print_run
directory, out, stage, at = sys.argv[1:]
def progress(now, done, of):
    if (now, done) == (stage, int(at)):
        print("reached", flush=True)
        sys.stdin.read()
store = Store.open(Path(directory))
run = PrintRun(contest="committee", round=1, purpose="ballot", quantity=20)
print_run(store, run, Path(out), PrintOptions(proof=True, force=True), progress=progress)
"""


@pytest.mark.parametrize(("stage", "whole"), [("print", False), ("proof", True)])
def test_a_print_that_is_killed_leaves_one_file_of_its_owner_which_the_next_one_removes(
    stage: str, whole: bool, tmp_path: Path
) -> None:
    """Killed, not ended: no line of ours runs any more. In the proof all sheets are drawn."""
    house = House(tmp_path / "house")
    pdf = house.out / "ballots.pdf"
    pdf.write_bytes(b"an older file")
    process = house.start("-c", _STOPPING, house.directory, pdf, stage, 7)
    assert process.stdout
    assert process.stdout.readline() == "reached\n"
    process.kill()
    process.communicate()

    (left,) = set(files(house.out)) - {pdf}
    assert left.name == f".ballots.pdf.{process.pid}.part"
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    assert pdf.read_bytes() == b"an older file"
    assert events(house) == []
    assert run("verify", house.directory).exit_code == 0
    if whole:
        hunt = house.hunt(left)
        assert len(hunt.codes) == 20
        kept = left.rename(tmp_path / left.name)
        assert hunt.found_in_files(house.root) == []
        kept.rename(left)

    house.run("print", house.directory, "--contest", C, "--quantity", 2, "--out", pdf, "--force")
    assert files(house.out) == [pdf]
    assert [event["facts"]["batch"] for event in events(house)] == [1]


def events(house: House) -> list[dict[str, Any]]:
    """The bodies of the print events, as they are stored."""
    connection = sqlite3.connect(house.directory / "congress.db")
    try:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM event")]
    finally:
        connection.close()
    return [body for body in bodies if body["kind"] == "BatchPrinted"]
