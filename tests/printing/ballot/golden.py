"""Pictures of whole ballots, looked at by eye once: what they show, and how a new one compares.

`python -m tests.printing.ballot.golden` draws them anew; look at each before it is kept.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2
from PIL import Image

from counting.layout.lay_out import large_print
from counting.model.election import BallotSize, Mode, Seal
from printing.ballot.batch import print_batch
from tests.kit.ballots import KEY, ballot, names, run_of, sealed, tokens

PICTURES: Final = Path(__file__).parent / "golden"
LONG: Final = "阿卜杜热合曼·阿卜杜克力木"
NOTES: Final = ("女　汉族", "男　回族", "女", "", "男　壮族　高级教师")
ABOVE, BELOW = ("one-box", "above"), ("one-box", "below")
BEFORE, AFTER, THREE = ("one-box", "before"), ("one-box", "after"), ("three-box", "before")

PIXELS: Final[Mapping[str, float]] = {"A5": 2.0, "A4": 1.5, "A3": 1.5}  # a millimetre
FINER: Final = 8  # drawn this much finer, then averaged: smoothing at edges matters less
GREYS: Final = 12
TILE: Final = 8  # pixels: pictures are compared tile by tile
TOLERANCE: Final = 42.0  # another renderer stays below 39; half a millimetre makes 46 and more


def contest_seal(
    count: int,
    layout: Any,
    *,
    paper: str = "A4",
    size: BallotSize = "ordinary",
    noted: bool = False,
    lines: int = 4,
    mode: Mode = Mode.OFFICIAL,
    token: bool = False,
) -> Seal:
    listed = list(names(count))
    if count > 3:
        listed[3] = LONG
    notes = tuple(NOTES[i % len(NOTES)] for i in range(count)) if noted else ()
    made = ballot(
        tuple(listed),
        layout,
        paper=paper,
        lines=lines,
        notes=notes,
        seats=max(count * 4 // 5, 1),
        token=token,
    )
    made = replace(made, ballot=replace(made.ballot, size=size))
    seal = sealed(made, mode=mode, title="青禾县第十四次代表大会")
    return replace(seal, congress=replace(seal.congress, sample=mode is Mode.REHEARSAL))


# What each picture shows: the sealed ballot, the side (from 0), and how it is printed.
SUBJECTS: Final[Mapping[str, tuple[Seal, int, Mapping[str, Any]]]] = {
    "above-42-noted": (contest_seal(42, ABOVE, noted=True), 0, {}),
    "below-9": (contest_seal(9, BELOW, lines=2), 0, {}),
    "before-60-noted": (contest_seal(60, BEFORE, noted=True, lines=2), 0, {}),
    "after-28": (contest_seal(28, AFTER, lines=2, token=True), 0, {}),
    "three-42": (contest_seal(42, THREE, mode=Mode.REHEARSAL), 0, {}),
    "above-120-back": (contest_seal(120, ABOVE, noted=True), 1, {}),
    "three-a5-front": (contest_seal(30, THREE, paper="A5", noted=True), 0, {}),
    "three-a3-48": (contest_seal(48, THREE, paper="A3"), 0, {}),
    "large-9": (contest_seal(9, ABOVE, size="large", noted=True, lines=2), 0, {}),
    "large-specimen-28": (contest_seal(28, BEFORE, lines=2), 0, {"purpose": "specimen"}),
    "test-deck-16": (contest_seal(16, ABOVE, paper="A5", lines=2), 0, {"purpose": "test_deck"}),
}


def drawn(name: str, *, finer: int = FINER, seal: Seal | None = None) -> Image.Image:
    """The picture of a subject as it is printed now, or with another `seal`'s ballot."""
    known, side, printing = SUBJECTS[name]
    seal = seal or known
    contest, pages = seal.congress.contests[0], seal.geometry["contest"]
    if printing.get("purpose") == "specimen":
        contest, pages = large_print(contest)
    out = io.BytesIO()
    drawn_tokens = tokens() if contest.identification == "token" else None
    print_batch(
        seal, run_of(1, **printing), out, key=KEY,
        tokens=drawn_tokens, contest=contest, pages=pages,
    )  # fmt: skip
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        # A hair less than whole pixels, which pdfium would round up and stretch the page to.
        scale = PIXELS[contest.ballot.paper] * finer * 25.4 / 72 * (1 - 1e-5)
        page = document[side].render(scale=scale, grayscale=True).to_pil()
    return page.reduce(finer)


def difference(one: Image.Image, other: Image.Image) -> Any:
    """How far two pictures are apart, tile by tile: rows and columns of tiles, 0 to 255.

    Of every row and column of pixels within a tile the mean grey is compared, and the largest
    difference counts: smoothing at the edges of strokes cancels out, a moved line does not.
    """
    first, second = (np.asarray(picture.convert("L"), dtype=float) for picture in (one, other))
    assert first.shape == second.shape
    rows, columns = (-(-side // TILE) for side in first.shape)
    apart = np.zeros((rows * TILE, columns * TILE))
    apart[: first.shape[0], : first.shape[1]] = first - second
    tiles = apart.reshape(rows, TILE, columns, TILE)
    across = np.abs(tiles.mean(axis=3)).max(axis=1)
    down = np.abs(tiles.mean(axis=1)).max(axis=2)
    return np.maximum(across, down)


def pictures() -> Iterator[tuple[str, Path]]:
    return ((name, PICTURES / f"{name}.png") for name in SUBJECTS)


def packed(picture: Image.Image) -> Image.Image:
    """The picture in so few greys that its file stays small."""
    levels = np.asarray(picture, dtype=float) / 255 * (GREYS - 1)
    few = Image.fromarray(np.round(levels).astype(np.uint8), "P")
    few.putpalette([round(level * 255 / (GREYS - 1)) for level in range(GREYS) for _ in "rgb"])
    return few


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name, path in pictures():
        packed(drawn(name)).save(path, bits=4, optimize=True)
        print(f"{path.name}: {path.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
