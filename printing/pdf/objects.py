"""The objects of a PDF on their way to a file: each goes out when it is made, its place is kept."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MOST_KIDS: Final = 8191
"""Elements that an array may have (PDF 1.4, appendix C; PDF/A-1 holds files to it)."""

_NODE: Final = 1000  # pages of a node, where one node cannot hold all
_LINES: Final = 1000  # of the table of places, written at once
_WIDTH: Final = 10  # references in a line


class ObjectFile:
    """Objects in the order of their numbers, from 1. Kept of each: eight bytes, where it begins."""

    def __init__(self, write: Callable[[bytes], object], head: bytes) -> None:
        self._write = write
        self._places = array("Q")
        self._at = 0
        self._put(head)

    @property
    def next(self) -> int:
        """The number that the next object gets."""
        return len(self._places) + 1

    def add(self, *bodies: bytes) -> None:
        """Write objects, each under the next number."""
        written = []
        for body in bodies:
            self._places.append(self._at)
            end = b"endobj\n" if body.endswith(b"\n") else b"\nendobj\n"
            whole = b"%d 0 obj\n%b%b" % (len(self._places), body, end)
            self._at += len(whole)
            written.append(whole)
        self._write(b"".join(written))

    def end(self, trailer: Callable[[int], bytes]) -> None:
        """Write the table of places, and what `trailer` makes of where that table begins."""
        table = self._at
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % self.next)
        for start in range(0, len(self._places), _LINES):
            lines = self._places[start : start + _LINES]
            self._put(b"".join([b"%010d 00000 n \n" % place for place in lines]))
        self._put(trailer(table))

    def _put(self, data: bytes) -> None:
        self._at += len(data)
        self._write(data)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page, packed. Pages of the same `shared` forms have one content."""

    packed: bytes
    shared: tuple[str, ...] | None


class PageTree:
    """Pages as they are written, and the nodes they hang from, numbered before there are any.

    One node, the `root`, holds all pages as long as an array can; else it holds nodes, numbered
    after it, of a thousand pages each. `about` is what every page says of its size and resources.
    Kept of each page: four bytes, its number.
    """

    def __init__(self, file: ObjectFile, *, pages: int, root: int, about: bytes) -> None:
        self._file = file
        self._root = root
        self._nodes = -(-pages // _NODE) if pages > MOST_KIDS else 0
        self._about = about
        self._pages = array("I")
        self._contents: dict[tuple[str, ...], int] = {}

    def add(self, drawn: Drawn) -> None:
        """Write one more page, after its content where no page before has the same."""
        known = self._contents.get(drawn.shared) if drawn.shared is not None else None
        content = self._file.next if known is None else known
        parent = self._root + 1 + len(self._pages) // _NODE if self._nodes else self._root
        form = b"<< /Type /Page /Parent %d 0 R %b /Contents %d 0 R >>"
        page = form % (parent, self._about, content)
        if known is None:
            head = b"<< /Filter /FlateDecode /Length %d >>" % len(drawn.packed)
            self._file.add(b"%b\nstream\n%b\nendstream\n" % (head, drawn.packed), page)
            if drawn.shared is not None:
                self._contents[drawn.shared] = content
        else:
            self._file.add(page)
        self._pages.append(self._file.next - 1)

    def end(self) -> None:
        """Write the root, and the nodes below it."""
        if not self._nodes:
            self._file.add(_node(self._pages, len(self._pages)))
            return
        first = self._root + 1
        self._file.add(_node(range(first, first + self._nodes), len(self._pages)))
        for start in range(0, len(self._pages), _NODE):
            kids = self._pages[start : start + _NODE]
            self._file.add(_node(kids, len(kids), b" /Parent %d 0 R" % self._root))


def _node(kids: Sequence[int], pages: int, parent: bytes = b"") -> bytes:
    lines = [
        b" ".join([b"%d 0 R" % kid for kid in kids[start : start + _WIDTH]])
        for start in range(0, len(kids), _WIDTH)
    ]
    listed = b" \n  ".join(lines)
    return b"<<\n/Count %d /Kids [ %b ]%b /Type /Pages\n>>" % (pages, listed, parent)
