"""Hunting for tokens: every trace that a ballot's token could leave in bytes, and where to look."""

import base64
import hashlib
import hmac
import io
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from counting.model.geometry import Box
from counting.sheets.admission import token_hash
from hardware.optical.codes import read_codes
from printing.pdf.barcodes import bars
from tests.kit.proofs import decode_pdf

_ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_DIGESTS = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s", "sha3_256")


def traces(code: str, token: str, keys: Iterable[bytes], area: Box) -> Iterator[bytes]:
    """What would betray one ballot: its token or whole code, plain, packed, hashed or drawn."""
    keys = tuple(keys)
    for digits in (token, code):
        plain, number = digits.encode(), int(digits)
        yield plain
        yield plain[::-1]
        yield plain.hex().encode()
        yield bytes.fromhex(digits)  # two digits a byte
        yield base64.b64encode(plain).rstrip(b"=")[: len(plain)]
        yield from (digits.encode(form) for form in ("utf-16-le", "utf-16-be", "utf-32-le"))
        yield from (f"{number:{form}}".encode() for form in ("x", "X"))
        size = (number.bit_length() + 7) // 8
        for order in ("big", "little"):  # SQLite has its numbers so, without leading zeros
            yield number.to_bytes(size, order)  # type: ignore[arg-type]
        for digest in (
            *(hashlib.new(name, plain) for name in _DIGESTS),
            *(hmac.new(key, plain, name) for key in keys for name in _DIGESTS),
        ):
            yield digest.digest()[:8]
            yield digest.hexdigest()[:16].encode()
        yield from (token_hash(digits, key).encode() for key in keys)
    drawn = bars(code, area)
    yield drawn[drawn.index("cm") + 2 :].encode()


class Hunt:
    """Looks for the traces of some ballots, and says where one was found."""

    def __init__(self, codes: dict[str, str], keys: Iterable[bytes], area: Box) -> None:
        """`codes` has the token of each printed code."""
        self.codes = codes
        self._traces = {
            trace: token
            for code, token in codes.items()
            for trace in traces(code, token, keys, area)
            if len(trace) >= 5  # fewer bytes would be found by chance
        }

    def found_in_files(self, *places: Path) -> list[str]:
        """The files within `places` that betray a ballot, with the token."""
        return [
            f"{file}: {token}"
            for place in places
            for file in files(place)
            for token in self.found(file.read_bytes())
        ]

    def found(self, data: bytes) -> list[str]:
        """The tokens that these bytes betray, as they stand, packed, or as a picture."""
        return sorted(
            {
                token
                for layer in _layers(data)
                for trace, token in self._traces.items()
                if trace in layer
            }
            | {code for layer in _layers(data) for code in _seen(layer) if code in self.codes}
        )


def files(place: Path) -> list[Path]:
    """Every file within a directory."""
    return sorted(file for file in place.rglob("*") if file.is_file())


def rows_of(database: Path) -> bytes:
    """All that a database holds, as text, whatever page it stands on."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


def _layers(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """The bytes, and all that unpacks out of them."""
    yield data
    if not depth:
        return
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _layers(archive.read(name), depth - 1)
    for head in _ZLIB_HEADS:
        place = data.find(head)
        while place >= 0:
            try:
                unpacked = zlib.decompressobj().decompress(data[place:])
            except zlib.error:
                unpacked = b""
            if unpacked:
                yield from _layers(unpacked, depth - 1)
            place = data.find(head, place + 2)


def _seen(data: bytes) -> list[str]:
    """The codes that a decoder sees in a PDF or a picture."""
    if data.startswith(b"%PDF"):
        return list(decode_pdf(data))
    try:
        return [text for text, _ in read_codes(Image.open(io.BytesIO(data)).convert("L"))]
    except (UnidentifiedImageError, OSError, ValueError):
        return []
