"""Zip archives with XML inside (xlsx, docx): opened within bounds, written without a date."""

import io
import re
import zipfile
import zlib
from typing import Final

from counting.model.refusal import InputError, Problem

MOST_PARTS: Final = 500
MOST_BYTES: Final = 60_000_000
"""Unpacked, of all parts together; a definition of 50 contests of 500 names unpacks to 12 MB."""

BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ValueError,
)
"""What reading a damaged, encrypted or foreign archive raises."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ENTITIES: Final = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def refuse_unbounded(data: bytes, place: str) -> None:
    """InputError `workbook.*` for what is no archive, unpacks to too much, or defines entities.

    The sizes are those that the archive declares; Python unpacks no part beyond its own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > MOST_BYTES:
                facts: dict[str, object] = {
                    "parts": len(parts),
                    "bytes": size,
                    "most": MOST_BYTES,
                }
                raise InputError((Problem("workbook.too_large", place, facts),))
            for part in parts:
                text = archive.read(part)
                if any(entity in text for entity in _ENTITIES):  # whatever the part is called
                    facts = {"part": part.filename}
                    raise InputError((Problem("workbook.entities", place, facts),))
    except BROKEN as error:
        facts = {"problem": str(error)}
        raise InputError((Problem("workbook.unreadable", place, facts),)) from error


def timeless(data: bytes) -> bytes:
    """The same archive, every part dated alike: equal content gives equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            target.writestr(entry, part)
    return packed.getvalue()
