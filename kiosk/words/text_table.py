"""A table for a terminal: columns aligned where Chinese characters take two places."""

from collections.abc import Iterator, Sequence

from counting.names.width import is_wide

GAP = "  "
# Punctuation that ends what stands before it, so that no line begins with it.
_CLOSING = frozenset("，。、；：）》”’！？,.;:)")


def places(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(2 if is_wide(char) else 1 for char in text)


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Rows of cells as lines, each cell wrapped to its column's places; 0 is a column unwrapped."""
    columns = list(zip(*rows, strict=True))
    fixed = [
        width or max((places(cell) for cell in column), default=0)
        for width, column in zip(widths, columns, strict=True)
    ]
    return "\n".join(line for row in rows for line in _lines(row, fixed))


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [list(wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = (p + " " * (width - places(p)) for p, width in zip(parts, widths, strict=True))
        yield GAP.join(padded).rstrip()


def wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` places: broken at spaces, or between Chinese characters."""
    line = ""
    for word in _words(text):
        if line and places(line + word.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += word if line else word.lstrip()
    yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces that must stay together, spaces at their ends."""
    piece = ""
    for char in text:
        ended = piece and (piece[-1] == " " or is_wide(char) or is_wide(piece[-1]))
        if ended and char not in _CLOSING and char != " ":
            yield piece
            piece = ""
        piece += char
    yield piece
