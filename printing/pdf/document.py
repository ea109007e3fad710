"""A PDF under way: reportlab's document, with our fonts so that every text comes back whole.

reportlab would split a Chinese text over fonts of 256 characters and map characters beyond U+FFFF
wrongly; here each face is one composite font with two-byte codes and a UTF-16 ToUnicode map.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc

from printing.pdf.fonts import Face, Typeface, subset, typeface

_RESOURCES: Final = "Resources"
POINTS: Final = 72 / 25.4  # a millimetre in PDF units

rl_config.useA85 = 0  # binary streams: a quarter smaller, and no reader needs text any more


class Output(Protocol):
    """All that a document asks of a file."""

    def write(self, data: bytes, /) -> int: ...


class DocumentFont:
    """One face in one document: characters get codes in the order they are first drawn."""

    def __init__(self, face: Face) -> None:
        self.typeface: Typeface = typeface(face)
        self.resource = f"F{face}"
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
        """Write the font's objects into a reportlab document, and list it in its resources."""
        chars = tuple(self._codes)
        file = pdfdoc.PDFStream(content=subset(self.typeface, chars))
        file.filters = [pdfdoc.PDFZCompress]
        file.dictionary["Length1"] = len(file.content)
        unicode_map = pdfdoc.PDFStream(content=_to_unicode(chars))
        unicode_map.filters = [pdfdoc.PDFZCompress]
        descriptor = pdfdoc.PDFDictionary(
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
                "FontFile2": document.Reference(file, f"file:{self.resource}"),
            }
        )
        widths = [round(self.typeface.advance(char) * 1000) for char in chars]
        descendant = pdfdoc.PDFDictionary(
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
                "FontDescriptor": document.Reference(descriptor, f"about:{self.resource}"),
                "DW": 1000,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(self.name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray(
                    [document.Reference(descendant, f"descendant:{self.resource}")]
                ),
                "ToUnicode": document.Reference(unicode_map, f"unicode:{self.resource}"),
            }
        )
        fonts = document.idToObject[pdfdoc.BasicFonts].dict
        fonts[self.resource] = document.Reference(font, f"font:{self.resource}")


class _Content(pdfdoc.PDFObject):  # type: ignore[misc]
    """What is drawn on a page, packed as soon as it is drawn: a batch has thousands."""

    __RefOnly__ = 1

    def __init__(self, code: str) -> None:
        self._packed = zlib.compress(code.encode("ascii"))

    def format(self, _document: Any) -> bytes:
        head = f"<< /Filter /FlateDecode /Length {len(self._packed)} >>\nstream\n"
        return head.encode("ascii") + self._packed + b"\nendstream\n"


class _Page(pdfdoc.PDFObject):  # type: ignore[misc]
    """A page that names its content; size, fonts and forms it shares with all others."""

    __RefOnly__ = 1

    def __init__(self, content: Any) -> None:
        self._content = content

    def format(self, document: Any) -> bytes:
        parent, resources, content = (
            reference.format(document)
            for reference in (
                document.Reference(document.Pages),
                pdfdoc.PDFObjectReference(_RESOURCES),
                self._content,
            )
        )
        return b"<< /Type /Page /Parent %b /MediaBox [0 0 %b %b] /Resources %b /Contents %b >>" % (
            parent,
            *document.page_size,
            resources,
            content,
        )


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
        self._fonts: dict[Face, DocumentFont] = {}
        self._forms: dict[str, Any] = {}
        self._shared: dict[tuple[str, ...], Any] = {}
        # Not a Canvas: its pages cannot share a content, and each of its forms names Helvetica,
        # which is not embedded.
        self._document: Any = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 4), lang="zh-CN")
        self._document.setTitle(title)
        self._document.setCreator("Scrutineer")
        self._document.setAuthor("")
        self._document.setSubject("")
        self._document.page_size = tuple(
            f"{side * POINTS:.3f}".encode("ascii") for side in (width, height)
        )

    def font(self, face: Face) -> DocumentFont:
        """The face in this document."""
        return self._fonts.setdefault(face, DocumentFont(face))

    @property
    def font_names(self) -> tuple[str, ...]:
        """The fonts that text was drawn with, as they will be named in the PDF, in order.

        Then those of the operator that lent outlines to them, by their own names.
        """
        used = [font for font in self._fonts.values() if font.used]
        lenders = sorted({spare for font in used for spare in font.spares})
        return (*sorted(font.name for font in used), *lenders)

    def form(self, name: str, operators: Iterable[str]) -> None:
        """Keep a drawing under a name, to be placed on any number of pages."""
        form = pdfdoc.PDFFormXObject(0, 0, self.width * POINTS, self.height * POINTS)
        form.compression = 1
        form.setStreamList([self._in_millimetres(operators)])
        self._document.addForm(name, form)
        self._forms[name] = self._document.getXObjectName(name)

    def page(self, forms: Iterable[str] = (), operators: Iterable[str] = ()) -> None:
        """Add a page: forms by name, then what is drawn on this page alone."""
        names, own = tuple(forms), tuple(operators)
        content = self._shared.get(names) if not own else None
        if content is None:
            code = "\n".join(f"/{self._forms[name]} Do" for name in names)
            if own:
                code += "\n" + self._in_millimetres(own)
            content = self._document.Reference(_Content(code))
            if not own:
                self._shared[names] = content
        self._document.addPage(_Page(content))
        self.pages += 1

    def save(self) -> PrintedPages:
        """Embed the fonts and write the whole file to `out`."""
        for font in self._fonts.values():
            if font.used:
                font.embed(self._document)
        resources = pdfdoc.PDFDictionary(
            {
                "Font": pdfdoc.PDFObjectReference(pdfdoc.BasicFonts),
                "XObject": self._document.xobjDict(self._forms),
            }
        )
        self._document.Reference(resources, _RESOURCES)
        self._out.write(self._document.GetPDFData(None))  # a canvas of theirs: for outlines only
        return PrintedPages(self.pages, self.font_names)

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
