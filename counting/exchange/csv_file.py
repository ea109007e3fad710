"""A CSV file as a sheet: its encoding and its separator found by what stands in it."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from counting.exchange.book import MOST_COLUMNS, MOST_ROWS, Sheet, text_cell
from counting.exchange.table import TableForm, read_table
from counting.model.refusal import InputError, Problem, excerpt

_HEADINGS: Final = 9  # lines above the titles that no reader of CSV can make sense of
_SEPARATORS: Final = ",;\t，；|｜"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)


def read_csv(data: bytes, form: TableForm) -> Sheet:
    """The sheet of a CSV file, read with the separator by which most titles of `form` are found.

    A first line ``sep=,`` says the separator itself. Raises InputError `roll.unreadable`.
    """
    text = decoded(data)
    separators, above = _SEPARATORS, 0
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip("\r")) == 5:
        separators, text, above = first[4], rest, 1
    wrong = ""
    for passed_over in range(_HEADINGS + 1):  # a heading may have quotes of its own
        best: tuple[int, Sheet] | None = None
        for separator in separators:
            try:
                sheet = _sheet(text, separator, above + passed_over)
            except csv.Error as error:
                wrong = wrong or str(error)
                continue
            found = len(read_table(sheet, form).columns)
            if best is None or found > best[0]:
                best = found, sheet
        if best and (best[0] or not wrong):
            return best[1]
        text = text.partition("\n")[2]
    raise _unreadable(wrong)


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 or GB 18030, by its mark if it has one; without line ends changed.

    Raises InputError `roll.unreadable`.
    """
    for encoding in _encodings(data):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding).removeprefix("\ufeff")
            if "\0" not in text:
                return text
    raise _unreadable("UTF-8, UTF-16, GB18030")


def _encodings(data: bytes) -> Iterator[str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield encoding
            return
    # Line ends and separators of UTF-16 have a null byte, on one side or the other.
    if b"\0" in data and len(data) % 2 == 0:
        little, big = (sum(map(data[half::2].count, b"\n\r,;\t")) for half in (0, 1))
        yield "utf-16-le" if little > big else "utf-16-be"
    yield from ("utf-8", "gb18030")


def _sheet(text: str, separator: str, above: int) -> Sheet:
    sheet = Sheet()
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number, row in enumerate(table, 1 + above):
        filled = [(n, value) for n, value in enumerate(row[: MOST_COLUMNS + 1]) if value.strip()]
        if filled:
            sheet.rows[number] = {n: text_cell(v, sheet.place(n, number)) for n, v in filled}
        if number > MOST_ROWS:
            break  # no list is as long; its length is refused when it is read
    return sheet


def _unreadable(problem: str) -> InputError:
    return InputError((Problem("roll.unreadable", "file", {"problem": excerpt(problem)}),))
