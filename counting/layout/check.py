"""Whether a geometry keeps what reading relies on: sizes, clear space, distance from the edge."""

from collections.abc import Iterator, Mapping, Sequence

from counting.layout.sizes import (
    BAR_HEIGHT_LEAST,
    BOX_LEAST,
    CLEAR,
    FIDUCIAL_SIZE,
    FIDUCIAL_TO_EDGE,
)
from counting.model.geometry import Box, PageGeometry
from counting.model.refusal import Problem

_EXACT = 0.011  # two roundings to a hundredth of a millimetre


def problems(pages: Sequence[PageGeometry], place: str = "layout") -> tuple[Problem, ...]:
    """Everything wrong with a geometry, each with its page, what it is and the millimetres.

    `layout.fiducial_near_edge`, `layout.box_small`, `layout.box_crowded`, `layout.outside`,
    `layout.barcode_low`.
    """
    return tuple(
        Problem(code, f"{place}.page{number}", {"page": number, **facts})
        for number, page in enumerate(pages, 1)
        for code, facts in _page_problems(page)
    )


def _page_problems(page: PageGeometry) -> Iterator[tuple[str, Mapping[str, object]]]:
    yield from _fiducials(page)
    if page.barcode.h < BAR_HEIGHT_LEAST:
        yield "layout.barcode_low", {"height": page.barcode.h, "needed": BAR_HEIGHT_LEAST}
    printed = _printed(page)
    for what, box in printed:
        if box.x < 0 or box.y < 0 or box.x + box.w > page.width or box.y + box.h > page.height:
            yield "layout.outside", {"what": what, "x": box.x, "y": box.y}
    marks = _marks(page)
    for what, box in marks:
        if min(box.w, box.h) < BOX_LEAST:
            yield "layout.box_small", {"what": what, "size": min(box.w, box.h), "needed": BOX_LEAST}
    yield from _crowded(marks, printed)


def _fiducials(page: PageGeometry) -> Iterator[tuple[str, Mapping[str, object]]]:
    half = FIDUCIAL_SIZE / 2
    for x, y in page.fiducials:
        edge = min(x, y, page.width - x, page.height - y) - half
        if edge < FIDUCIAL_TO_EDGE:
            facts = {"x": x, "y": y, "distance": round(edge, 2), "needed": FIDUCIAL_TO_EDGE}
            yield "layout.fiducial_near_edge", facts


def _marks(page: PageGeometry) -> list[tuple[str, Box]]:
    own = [(f"{mark.candidate}/{mark.choice}", mark.box) for mark in page.boxes]
    written = [
        (f"{mark.candidate}/{mark.choice}", mark.box)
        for line in page.write_ins
        for mark in line.boxes
    ]
    return own + written


def _printed(page: PageGeometry) -> list[tuple[str, Box]]:
    """Every area something is printed in, the boxes included."""
    half = FIDUCIAL_SIZE / 2
    areas = [
        ("heading", page.heading),
        ("instructions", page.instructions),
        ("barcode", page.barcode),
        ("scale bar", page.scale_bar),
        *((f"name of {cell.candidate}", cell.box) for cell in page.names),
        *((f"write-in line {line.line}", line.name) for line in page.write_ins),
        *(
            ("fiducial", Box(x - half, y - half, FIDUCIAL_SIZE, FIDUCIAL_SIZE))
            for x, y in page.fiducials
        ),
        *_marks(page),
    ]
    if page.seal_area:
        areas.append(("seal", page.seal_area))
    return areas


def _crowded(
    marks: list[tuple[str, Box]], printed: list[tuple[str, Box]]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    for what, box in marks:
        for other, area in printed:
            if what != other and _distance(box, area) < CLEAR - _EXACT:
                distance = round(_distance(box, area), 2)
                yield (
                    "layout.box_crowded",
                    {"what": what, "by": other, "distance": distance, "needed": CLEAR},
                )


def _distance(one: Box, other: Box) -> float:
    """The gap between two rectangles, 0 when they touch or overlap."""
    across = max(one.x - other.x - other.w, other.x - one.x - one.w, 0.0)
    along = max(one.y - other.y - other.h, other.y - one.y - one.h, 0.0)
    return float((across**2 + along**2) ** 0.5)
