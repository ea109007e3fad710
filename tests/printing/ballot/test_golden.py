"""Ballots look as they did when they were looked at: whole pages against small kept pictures.

A picture is replaced only after the new page was looked at, by
`python -m tests.printing.ballot.golden`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from counting.model.election import Seal
from counting.model.geometry import Box, PageGeometry
from tests.printing.ballot import golden

MOVED = [name for name, (_, _, how) in golden.SUBJECTS.items() if not how]


def kept(name: str) -> Image.Image:
    return Image.open(golden.PICTURES / f"{name}.png")


def farthest(name: str, now: Image.Image) -> float:
    return float(golden.difference(kept(name), now).max())


@pytest.mark.parametrize("name", golden.SUBJECTS)
def test_a_ballot_looks_as_it_did(name: str) -> None:
    assert farthest(name, golden.drawn(name)) < golden.TOLERANCE


def test_the_pictures_are_small_and_each_has_its_subject() -> None:
    sizes = {path.stem: path.stat().st_size for path in golden.PICTURES.iterdir()}
    assert sizes.keys() == golden.SUBJECTS.keys()
    assert max(sizes.values()) <= 15_000
    assert sum(sizes.values()) <= 120_000


@pytest.mark.parametrize("name", ["below-9", "three-a5-front", "three-a3-48"])
@pytest.mark.parametrize("finer", [6, 10])
def test_other_smoothing_of_edges_makes_no_difference(name: str, finer: int) -> None:
    assert farthest(name, golden.drawn(name, finer=finer)) < golden.TOLERANCE


def nudged(box: Box, across: float, down: float) -> Box:
    return replace(box, x=box.x + across, y=box.y + down)


def with_box_moved(page: PageGeometry, across: float, down: float) -> PageGeometry:
    place = len(page.boxes) // 2
    mark = page.boxes[place]
    moved = replace(mark, box=nudged(mark.box, across, down))
    return replace(page, boxes=(*page.boxes[:place], moved, *page.boxes[place + 1 :]))


def with_name_moved(page: PageGeometry, across: float, down: float) -> PageGeometry:
    place = len(page.names) // 2
    name = page.names[place]
    moved = replace(name, box=nudged(name.box, across, down))
    return replace(page, names=(*page.names[:place], moved, *page.names[place + 1 :]))


@pytest.mark.parametrize("name", MOVED)
@pytest.mark.parametrize("move", [with_box_moved, with_name_moved])
@pytest.mark.parametrize(("across", "down"), [(0.5, 0.0), (0.0, 0.5)])
def test_half_a_millimetre_is_seen(
    name: str,
    move: Callable[[PageGeometry, float, float], PageGeometry],
    across: float,
    down: float,
) -> None:
    seal, side, _ = golden.SUBJECTS[name]
    pages = list(seal.geometry["contest"])
    pages[side] = move(pages[side], across, down)
    moved = replace(seal, geometry={"contest": tuple(pages)})
    assert farthest(name, golden.drawn(name, seal=moved)) > golden.TOLERANCE


@pytest.mark.parametrize("name", MOVED)
def test_a_missing_name_is_seen(name: str) -> None:
    seal, side, _ = golden.SUBJECTS[name]
    (contest,) = seal.congress.contests
    gone = seal.geometry["contest"][side].names[-1].candidate
    emptied = tuple(replace(c, name="　") if c.id == gone else c for c in contest.candidates)
    congress = replace(seal.congress, contests=(replace(contest, candidates=emptied),))
    without: Seal = replace(seal, congress=congress)
    assert farthest(name, golden.drawn(name, seal=without)) > golden.TOLERANCE
