"""What is printed stands where the geometry says, on every layout, paper and size of print."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from counting.codes.ballots import decode
from counting.layout.lay_out import to_json
from counting.model.election import BallotSize, Seal
from counting.model.reading import BallotCode
from tests.kit.ballots import KEY, ballot, names, printed, sealed
from tests.kit.pages import (
    boxes_of,
    chars_of,
    codes_in,
    crowded,
    farthest_edge,
    fiducial_error,
    opened,
    pixels_of,
    text_problems,
)

ABOVE, BELOW = ("one-box", "above"), ("one-box", "below")
BEFORE, AFTER, THREE = ("one-box", "before"), ("one-box", "after"), ("three-box", "before")
LAYOUTS: list[Any] = [ABOVE, BELOW, BEFORE, AFTER, THREE]
LONG = "阿卜杜热合曼·阿卜杜克力木"
NOTES = ("女　汉族", "", "男　壮族　高级教师")


@dataclass(frozen=True)
class Case:
    layout: Any
    count: int
    paper: str = "A4"
    size: BallotSize = "ordinary"

    def seal(self) -> Seal:
        """Every third ballot has notes, every second a token; the longest name is among many."""
        listed = list(names(self.count))
        if self.count > 3:
            listed[3] = LONG
        noted = self.count % 3 == 0
        made = ballot(
            tuple(listed),
            self.layout,
            paper=self.paper,
            lines=4 if self.paper != "A5" else 2,
            token=self.count % 2 == 0,
            notes=tuple(NOTES[i % 3] for i in range(self.count)) if noted else (),
            seats=max(self.count - 2, 1),
        )
        return sealed(replace(made, ballot=replace(made.ballot, size=self.size)))


CASES = [
    *(Case(layout, count) for layout in LAYOUTS for count in (1, 2, 9, 39, 60, 120)),
    *(Case(layout, count, "A5") for layout in LAYOUTS for count in (1, 9, 39)),
    *(Case(layout, count, "A3") for layout in LAYOUTS for count in (9, 60, 120)),
    *(Case(layout, count, "A4", "large") for layout in LAYOUTS for count in (2, 39)),
    *(Case(layout, 60, "A3", "large") for layout in LAYOUTS),
    *(Case(layout, 5, "A5", "large") for layout in LAYOUTS),
]


def named(case: Case) -> str:
    return "-".join([*case.layout, str(case.count), case.paper, case.size])


@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_page_is_as_its_geometry_says(case: Case) -> None:
    """Codes, boxes and fiducials at 200 and 300 dpi; text in its places; nothing near a box."""
    seal = case.seal()
    (contest,) = seal.congress.contests
    pages, tables = seal.geometry["contest"], to_json(seal.geometry["contest"])
    said = {c.id: (c.name + c.note).replace("　", "") for c in contest.candidates}
    document = opened(printed(seal)[0])
    assert len(document) == len(pages)
    assert sum(len(table["boxes"]) for table in tables) == sum(len(p.boxes) for p in pages)  # type: ignore[arg-type,misc]
    for number, (page, table) in enumerate(zip(pages, tables, strict=True)):
        boxes = list(boxes_of(table))
        for dpi in (200, 300):
            pixels = pixels_of(document[number], dpi)
            (text,) = codes_in(pixels, page.barcode, dpi)
            code = decode(text, KEY)
            assert isinstance(code, BallotCode)
            assert (code.contest, code.round, code.side) == (0, 1, number + 1)
            off = {str(box): farthest_edge(pixels, box, dpi) for box in boxes}
            assert {box: far for box, far in off.items() if far > 0.2} == {}
            assert max(fiducial_error(pixels, x, y, dpi) for x, y in page.fiducials) <= 0.2
            assert crowded(pixels, boxes, dpi) == []
        assert text_problems(page, list(chars_of(document[number])), said) == []


def seal_and_page() -> tuple[Seal, Any]:
    seal = Case(BEFORE, 9).seal()
    return seal, opened(printed(seal)[0])[0]


@pytest.mark.parametrize("change", [{"x": 0.3}, {"y": -0.3}, {"w": 0.3}, {"h": -0.3}])
def test_a_box_three_tenths_of_a_millimetre_off_is_seen(change: dict[str, float]) -> None:
    seal, page = seal_and_page()
    box = seal.geometry["contest"][0].boxes[4].box
    moved = replace(box, **{side: getattr(box, side) + by for side, by in change.items()})
    for dpi in (200, 300):
        pixels = pixels_of(page, dpi)
        assert farthest_edge(pixels, box, dpi) < 0.1
        assert farthest_edge(pixels, moved, dpi) > 0.2


def test_a_fiducial_three_tenths_of_a_millimetre_off_is_seen() -> None:
    _, page = seal_and_page()
    assert fiducial_error(pixels_of(page, 200), 17.3, 17.0, 200) > 0.2


def test_ink_nearer_than_a_millimetre_and_a_half_to_a_box_is_seen() -> None:
    seal, page = seal_and_page()
    pixels = pixels_of(page, 300).copy()
    box = seal.geometry["contest"][0].boxes[4].box
    assert crowded(pixels, [box], 300) == []
    pixels[round((box.y + box.h / 2) * 300 / 25.4), round((box.x - 1.2) * 300 / 25.4)] = 0
    assert crowded(pixels, [box], 300) == [box]


def test_text_outside_its_cell_or_in_no_place_is_seen() -> None:
    seal, printed_page = seal_and_page()
    (page,) = seal.geometry["contest"]
    (contest,) = seal.congress.contests
    said = {c.id: (c.name + c.note).replace("　", "") for c in contest.candidates}
    chars = list(chars_of(printed_page))
    assert text_problems(page, chars, said) == []
    cell = page.names[3]
    moved = replace(cell, box=replace(cell.box, x=cell.box.x + 1.0))
    off = replace(page, names=tuple(moved if name is cell else name for name in page.names))
    assert any("leaves the cell of c04" in found for found in text_problems(off, chars, said))
    astray = replace(chars[0], box=replace(chars[0].box, y=page.instructions.y - 2.0))
    assert any("no place of text" in found for found in text_problems(page, [astray], said))
    assert text_problems(page, chars, {**said, "c01": "王"}) == [f"c01: {said['c01']}"]
