"""A PDF under way: reportlab's document, with our fonts so that every text comes back whole.

reportlab would split a Chinese text over fonts of 256 characters and map characters beyond U+FFFF
wrongly; here each face is one composite font with two-byte codes and a UTF-16 ToUnicode map.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

from printing.pdf.fonts import Face, Typeface, subset, typeface
from printing.pdf.objects import Drawn, ObjectFile, PageTree
from printing.pdf.roles import Role

_RESOURCES: Final = "Resources"
_VERSION: Final = (1, 4)
POINTS: Final = 72 / 25.4  # a millimetre in PDF units

rl_config.useA85 = 0  # binary streams: a quarter smaller, and no reader needs text any more


class Output(Protocol):
    """All that a document asks of a file."""

    def write(self, data: bytes, /) -> int: ...


class DocumentFont:
    """One face in one document: characters get codes in the order they are first drawn."""

    def __init__(self, source: Typeface) -> None:
        self.typeface = source
        self.resource = f"F{source.face}"
        self._codes: dict[str, int] = {}

    def encode(self, text: str) -> str:
        """The text as a PDF hex string; KeyError names a character that the face lacks."""
        for char in text:
            if char not in self._codes:
                if not self.typeface.has(char):
                    raise KeyError(char)
                self._codes[char] = len(self._codes) + 1
        return "<" + "".join(f"{self._codes[char]:04X}" for char in text) + ">"

    @property
    def name(self) -> str:
        """The name in the PDF, with the six letters that mark a subset, made from its content."""
        content = "\0".join(("".join(self._codes), *self.spares))
        digest = hashlib.sha256(content.encode()).digest()
        tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
        return f"{tag}+{self.typeface.postscript_name}"

    @property
    def spares(self) -> tuple[str, ...]:
        """The names of other fonts whose outlines it holds."""
        return self.typeface.spares_of("".join(self._codes))

    @property
    def used(self) -> bool:
        return bool(self._codes)

    def embed(self, document: Any) -> None:
        """Give its objects the next five numbers of a reportlab document, and list it there.

        They are made when they are written: characters drawn until then are in them.
        """
        for part, make in (
            ("file", self._file),
            ("about", self._descriptor),
            ("descendant", self._descendant),
            ("unicode", self._unicode),
            ("font", self._font),
        ):
            document.Reference(_Late(make), f"{part}:{self.resource}")
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        fonts[self.resource] = self._reference("font")

    def _reference(self, part: str) -> Any:
        return pdfdoc.PDFObjectReference(f"{part}:{self.resource}")

    def _file(self) -> Any:
        file = pdfdoc.PDFStream(content=subset(self.typeface, tuple(self._codes)))
        file.filters = [pdfdoc.PDFZCompress]
        file.dictionary["Length1"] = len(file.content)
        return file

    def _descriptor(self) -> Any:
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(self.name),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([-200, -300, 1200, 1100]),
                "ItalicAngle": 0,
                "Ascent": 880,
                "Descent": -120,
                "CapHeight": 730,
                "StemV": 80,
                "FontFile2": self._reference("file"),
            }
        )

    def _descendant(self) -> Any:
        widths = [round(self.typeface.advance(char) * 1000) for char in self._codes]
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(self.name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self._reference("about"),
                "DW": 1000,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            }
        )

    def _unicode(self) -> Any:
        unicode_map = pdfdoc.PDFStream(content=_to_unicode(tuple(self._codes)))
        unicode_map.filters = [pdfdoc.PDFZCompress]
        return unicode_map

    def _font(self) -> Any:
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(self.name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([self._reference("descendant")]),
                "ToUnicode": self._reference("unicode"),
            }
        )


class _Late(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object that has its number before what it says is known."""

    __RefOnly__ = 1

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def format(self, document: Any) -> bytes:
        return bytes(self._make().format(document))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file that pages go to: `after` them comes an object of that number, at last the `root`."""

    objects: ObjectFile
    tree: PageTree
    pages: int
    after: int
    root: int


@dataclass(frozen=True, slots=True)
class PrintedPages:
    """How many pages were written, and the fonts embedded in them."""

    pages: int
    fonts: tuple[str, ...]


class Document:
    """Pages and reusable forms, drawn with operators in millimetres from the top left (`Canvas`).

    The same drawing gives the same bytes: no clock and no random number goes in.
    """

    def __init__(self, out: Output, title: str, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.pages = 0
        self._out = out
        self._fonts: dict[Face | Role, DocumentFont] = {}
        self._forms: dict[str, Any] = {}
        self._shared: dict[tuple[str, ...], Drawn] = {}
        self._waiting: list[Drawn] = []  # pages drawn before the file is begun
        self._begun: _Begun | None = None
        # Not a Canvas: its pages cannot share a content, and each of its forms names Helvetica,
        # which is not embedded.
        self._document: Any = pdfdoc.PDFDocument(invariant=1, pdfVersion=_VERSION, lang="zh-CN")
        self._document.setTitle(title)
        self._document.setCreator("Scrutineer")
        self._document.setAuthor("")
        self._document.setSubject("")

    def font(self, face: Face | Role) -> DocumentFont:
        """The face in this document. Roles for which one face stands share its font.

        ValueError for a new one in a file that is begun.
        """
        source = typeface(face)
        font = self._fonts.get(source.face)
        if self._begun and not (font and font.used):
            raise ValueError(f"the face {face} comes after the file was begun")
        return font or self._fonts.setdefault(source.face, DocumentFont(source))

    @property
    def font_names(self) -> tuple[str, ...]:
        """The fonts that text was drawn with, as they will be named in the PDF, in order.

        Then those of the operator that lent outlines to them, by their own names.
        """
        used = [font for font in self._fonts.values() if font.used]
        lenders = sorted({spare for font in used for spare in font.spares})
        return (*sorted(font.name for font in used), *lenders)

    def form(self, name: str, operators: Iterable[str]) -> None:
        """Keep a drawing under a name, to be placed on any number of pages not yet begun."""
        if self._begun:
            raise ValueError(f"the form {name} comes after the file was begun")
        form = pdfdoc.PDFFormXObject(0, 0, self.width * POINTS, self.height * POINTS)
        form.compression = 1
        form.setStreamList([self._in_millimetres(operators)])
        self._document.addForm(name, form)
        self._forms[name] = self._document.getXObjectName(name)

    def begin(self, pages: int, contents: int) -> None:
        """Write what is drawn so far; from now on every page goes out when it is drawn.

        Without this the file is begun at `save`, with the same bytes, and memory grows with the
        pages. How many pages there will be must be known, and how many `contents`: pages of the
        same forms and nothing of their own share one, any other has its own. Every form must be
        there, and every face must have drawn something.
        """
        document = self._document
        first = document.objectcounter + 1
        document.objectcounter += pages + contents
        after = document.objectcounter + 1
        for font in self._fonts.values():
            if font.used:
                font.embed(document)
        resources = pdfdoc.PDFDictionary(
            {
                "Font": pdfdoc.PDFObjectReference(pdfdoc.BasicFonts),
                "XObject": document.xobjDict(self._forms),
            }
        )
        shared = document.Reference(resources, _RESOURCES).format(document)
        document.Catalog.Outlines = None
        document.info.invariant = document.invariant
        document.info.digest(document.signature)
        for last in (document.Catalog, document.info, document.Pages):
            document.Reference(last)
        sides = (self.width * POINTS, self.height * POINTS)
        objects = ObjectFile(self._out.write, pdfdoc.PDFFile(_VERSION).format(document))
        tree = PageTree(
            objects,
            pages=pages,
            root=document.objectcounter,
            about=b"/MediaBox [0 0 %.3f %.3f] /Resources %b" % (*sides, shared),
        )
        self._begun = _Begun(objects, tree, pages, after, document.objectcounter)
        for number in range(1, first):
            objects.add(self._formatted(number))
        for drawn in self._waiting:
            tree.add(drawn)
        self._waiting.clear()

    def page(self, forms: Iterable[str] = (), operators: Iterable[str] = ()) -> None:
        """Add a page: forms by name, then what is drawn on this page alone."""
        names, own = tuple(forms), tuple(operators)
        drawn = None if own else self._shared.get(names)
        if drawn is None:
            code = "\n".join(f"/{self._forms[name]} Do" for name in names)
            if own:
                code += "\n" + self._in_millimetres(own)
            drawn = Drawn(zlib.compress(code.encode("ascii")), None if own else names)
            if not own:
                self._shared[names] = drawn
        if self._begun:
            self._begun.tree.add(drawn)
        else:
            self._waiting.append(drawn)
        self.pages += 1

    def save(self) -> PrintedPages:
        """Write all that is not written yet: fonts, and at the end where every object stands.

        ValueError when pages and contents are not as many as the file was begun for.
        """
        if self._begun is None:
            alone = sum(drawn.shared is None for drawn in self._waiting)
            self.begin(self.pages, alone + len(self._shared))
        assert self._begun
        objects, after, root = self._begun.objects, self._begun.after, self._begun.root
        if (objects.next, self.pages) != (after, self._begun.pages):
            raise ValueError(f"{self.pages} pages, and other pages or contents were announced")
        for number in range(after, root):
            objects.add(self._formatted(number))
        self._begun.tree.end()
        objects.end(partial(self._trailer, objects.next))
        return PrintedPages(self.pages, self.font_names)

    def _formatted(self, number: int) -> bytes:
        content = self._document.idToObject[self._document.numberToId[number]]
        return bytes(pdfdoc.format(content, self._document, toplevel=1))

    def _trailer(self, size: int, table: int) -> bytes:
        document = self._document
        trailer = pdfdoc.PDFTrailer(
            startxref=table,
            Size=size,
            Root=document.Reference(document.Catalog),
            Info=document.Reference(document.info),
            ID=document.ID(),
        )
        return bytes(trailer.format(document))

    def _in_millimetres(self, operators: Iterable[str]) -> str:
        axes = f"{POINTS:.6f} 0 0 {-POINTS:.6f} 0 {self.height * POINTS:.4f} cm"
        return f"q {axes}\n" + "\n".join(operators) + "\nQ"


def _to_unicode(chars: tuple[str, ...]) -> bytes:
    """The map from codes to text that copying and searching use; UTF-16, as PDF 32000 9.10.3."""
    rows = [
        f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(chars, 1)
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
