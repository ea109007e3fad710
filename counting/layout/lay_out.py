"""Where everything of a ballot stands on the paper, in millimetres, fixed at sealing.

Printing draws from it, reading looks there, and neither moves anything: fitting a name into its
cell is printing's work. Sizes and clearances follow the design's page on paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from counting.layout.arrange import capacity, fit
from counting.layout.cells import SHAPES, Shape, shape_of
from counting.layout.check import problems
from counting.layout.frame import Room, SideFrame, frame_of, page_of
from counting.layout.sizes import BARCODE_MODULES, CLEAR, MAX_SIDES, X_MODULE, larger_than
from counting.model.election import Candidate, Contest
from counting.model.geometry import Box, PageGeometry
from counting.model.refusal import InputError, Problem
from counting.rules.schemes import SCHEMES

__all__ = [
    "BARCODE_MODULES",
    "CLEAR",
    "SHAPES",
    "X_MODULE",
    "large_print",
    "lay_out",
    "problems",
    "to_json",
]


def lay_out(contest: Contest) -> tuple[PageGeometry, ...]:
    """The sides of a contest's ballot: one, or two when one cannot hold it.

    InputError names what does not fit: `layout.no_candidates`, `layout.other_scheme` (facts:
    scheme, layout, needed), `layout.too_many_candidates` (paper, candidates, fits, larger: the
    papers that hold them) or `layout.more_than_any_paper` (paper, candidates, fits),
    `layout.too_many_lines` (paper, lines), or what `problems` finds.
    """
    place = f"contests.{contest.id}.ballot"
    if not contest.candidates:
        raise InputError((Problem("layout.no_candidates", place, {"contest": contest.id}),))
    needed = SCHEMES[contest.scheme].layout
    if contest.ballot.layout != needed:
        scheme = {"scheme": contest.scheme, "layout": contest.ballot.layout, "needed": needed}
        raise InputError((Problem("layout.other_scheme", place, scheme),))
    pages = _pages(contest)
    if pages is None:
        raise InputError((_does_not_fit(contest, place),))
    found = problems(pages, place)
    if found:
        raise InputError(found)
    return pages


def large_print(contest: Contest) -> tuple[Contest, tuple[PageGeometry, ...]]:
    """The contest as a ballot in large print, and its sides: to read from, never to be counted.

    It stands on the contest's paper, A4 at least, or on the next larger that holds it. Raises
    InputError as `lay_out` does.
    """
    large = replace(contest, ballot=replace(contest.ballot, size="large"))
    fitting = [*([] if large.ballot.paper == "A5" else [large]), *_on_larger(large)]
    large = next((one for one in fitting if _pages(one) is not None), fitting[-1])
    return large, lay_out(large)


def to_json(pages: Sequence[PageGeometry]) -> list[dict[str, object]]:
    """The contract's `layout`: one object a page, millimetres from the top left corner."""
    return [
        {
            "page": {"width": page.width, "height": page.height},
            "fiducials": [[x, y] for x, y in page.fiducials],
            "barcode": _box(page.barcode),
            "boxes": [
                {"candidate": mark.candidate, "choice": mark.choice, **_box(mark.box)}
                for mark in page.boxes
            ],
            "write_ins": [
                {"line": line.line, **_box(line.boxes[0].box), "name": _box(line.name)}
                for line in page.write_ins
            ],
        }
        for page in pages
    ]


def _box(box: Box) -> dict[str, float]:
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h}


def _pages(contest: Contest) -> tuple[PageGeometry, ...] | None:
    return _one_side(contest) or _two_sides(contest)


def _on_larger(contest: Contest) -> Iterator[Contest]:
    """The same contest on every larger paper, the next first."""
    for paper in larger_than(contest.ballot.paper):
        yield replace(contest, ballot=replace(contest.ballot, paper=paper))


def _does_not_fit(contest: Contest, place: str) -> Problem:
    paper = contest.ballot.paper
    capacities = _capacities(contest)
    if capacities[-1] == 0 or sum(capacities) >= len(contest.candidates):
        lines = {"paper": paper, "lines": contest.write_in_lines}
        return Problem("layout.too_many_lines", place, lines)
    facts = {"paper": paper, "candidates": len(contest.candidates), "fits": sum(capacities)}
    larger = [one.ballot.paper for one in _on_larger(contest) if _pages(one) is not None]
    if not larger:
        return Problem("layout.more_than_any_paper", place, facts)
    return Problem("layout.too_many_candidates", place, {**facts, "larger": "、".join(larger)})


# From the roomiest to the tightest: the seal is given up before a second side is taken.
_ROOMS = (Room(seal=True), Room(seal=False))


def _one_side(contest: Contest) -> tuple[PageGeometry, ...] | None:
    shape = shape_of(contest)
    for room in _ROOMS:
        frame = frame_of(contest, room, side=1, last=True)
        grid = fit(shape, len(contest.candidates), frame.body)
        if grid:
            return (page_of(frame, shape, grid, contest.candidates),)
    return None


def _two_sides(contest: Contest) -> tuple[PageGeometry, ...] | None:
    shape = shape_of(contest)
    for room in _ROOMS:
        front = frame_of(contest, room, side=1, last=False)
        back = frame_of(contest, room, side=2, last=True)
        split = _split(shape, len(contest.candidates), front, back)
        if split is None:
            continue
        sides = ((front, contest.candidates[:split]), (back, contest.candidates[split:]))
        return tuple(_side(frame, shape, candidates) for frame, candidates in sides)
    return None


def _side(frame: SideFrame, shape: Shape, candidates: Sequence[Candidate]) -> PageGeometry:
    grid = fit(shape, len(candidates), frame.body)
    assert grid is not None  # the split is within both capacities
    return page_of(frame, shape, grid, candidates)


def _split(shape: Shape, count: int, front: SideFrame, back: SideFrame) -> int | None:
    """How many names stand on the front: as near to half as both sides allow."""
    first, second = capacity(shape, front.body), capacity(shape, back.body)
    if not second or count < MAX_SIDES or count > first + second:
        return None
    return max(count - second, min(first, (count + 1) // 2))


def _capacities(contest: Contest) -> tuple[int, ...]:
    """The most names that each side can hold."""
    shape, room = shape_of(contest), _ROOMS[-1]
    return tuple(
        capacity(shape, frame_of(contest, room, side=side, last=side == MAX_SIDES).body)
        for side in range(1, MAX_SIDES + 1)
    )
