"""The parts of an xlsx workbook (ECMA-376): which sheets it has, its texts and number formats."""

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_MOST_WITHIN: Final = 50_000  # elements of a text in runs: each has a few
# Formats that Chinese programs number and do not write down; all of them are dates or times.
_CHINESE_DATES: Final = frozenset({*range(27, 37), *range(50, 59)})


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it: its name, whether it is hidden, the part it stands in."""

    title: str
    hidden: bool
    part: str


def name_of(element: ET.Element) -> str:
    """An element's name without its namespace, of which there are two (strict, transitional)."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """An attribute whatever namespace it has; "" where it is not there."""
    found = element.get(name)
    if found is not None or not element.attrib:
        return found or ""
    return next((v for k, v in element.attrib.items() if k.endswith(f"}}{name}")), "")


def flag(element: ET.Element, name: str) -> bool:
    """Whether an attribute says yes."""
    return attribute(element, name) in ("1", "true", "on")


def text_of(element: ET.Element) -> str:
    """The text of a cell or shared string: its runs, without how it is pronounced."""
    found = []
    for inner in element:
        if name_of(inner) == "t":
            found.append(inner.text or "")
        elif name_of(inner) == "r":
            found.append(text_of(inner))
    return unescaped("".join(found))


def unescaped(text: str) -> str:
    """A text with each ``_xHHHH_``, by which workbooks write control characters, as it is meant."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Parts:
    """An archive as a workbook, in which `archive` found no entities and nothing too large.

    Raises what `archive.BROKEN` has, and SyntaxError for broken XML.
    """

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        root = self._related("_rels/.rels")
        main = [part for kind, part in root.values() if kind == "officeDocument"]
        self._main = main[0] if main else "xl/workbook.xml"
        folder, name = posixpath.split(self._main)
        self._links = self._related(f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
        self._book = self._root(self._main)

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Its sheets of cells in their order."""
        found = []
        for element in self._book.iter():
            kind, part = self._links.get(attribute(element, "id"), ("", ""))
            if name_of(element) == "sheet" and kind == "worksheet":
                hidden = attribute(element, "state") not in ("", "visible")
                found.append(SheetPart(attribute(element, "name"), hidden, part))
        return tuple(found)

    @cached_property
    def first_day(self) -> datetime:
        """The day from which dates are counted."""
        mac = any(flag(element, "date1904") for element in self._book.iter())
        return CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts that cells refer to by number."""
        part = self._part_of("sharedStrings")
        if part is None:
            return ()
        return tuple(text_of(element) for end, element in self.walk(part, "si") if end)

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The number format of each style that a cell may have."""
        part = self._part_of("styles")
        if part is None:
            return ()
        root = self._root(part)
        own = {
            attribute(element, "numFmtId"): attribute(element, "formatCode")
            for element in root.iter()
            if name_of(element) == "numFmt"
        }
        return tuple(
            own.get(number) or _builtin(int(number or 0))
            for styles in root
            if name_of(styles) == "cellXfs"
            for number in (attribute(style, "numFmtId") for style in styles)
        )

    def walk(self, part: str, whole: str) -> Iterator[tuple[bool, ET.Element]]:
        """The elements of a part as they begin (False), those named `whole` at their end (True).

        Only `whole` ones have anything in them, and only while they are looked at, so that a part
        takes little room however large it is. Raises ValueError for what is too large in itself.
        """
        above: list[ET.Element] = []
        within = 0
        with self._archive.open(part) as file:
            for event, element in ET.iterparse(file, ("start", "end")):  # noqa: S314
                if event == "start":
                    above.append(element)
                    within += within > 0 or name_of(element) == whole
                    if within > _MOST_WITHIN:
                        raise ValueError(name_of(element))
                    if not within:
                        yield False, element
                    continue
                above.pop()
                if within and name_of(element) == whole:
                    yield True, element
                    within = 0
                if not within and above:
                    del above[-1][:]

    def _part_of(self, kind: str) -> str | None:
        return next((part for found, part in self._links.values() if found == kind), None)

    def _root(self, part: str) -> ET.Element:
        return ET.fromstring(self._archive.read(part))  # noqa: S314

    def _related(self, part: str, folder: str = "") -> dict[str, tuple[str, str]]:
        """By id: the kind of a related part, and its name."""
        return {
            attribute(one, "Id"): (
                attribute(one, "Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(one, "Target")))[1:],
            )
            for one in self._root(part)
        }


def _builtin(number: int) -> str:
    return "yyyy/m/d" if number in _CHINESE_DATES else BUILTIN_FORMATS.get(number, "General")
