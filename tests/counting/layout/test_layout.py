"""Where everything stands on a ballot: enough room, nothing crowded, the same for ever."""

from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.layout.lay_out import lay_out, problems, to_json
from counting.model.election import BallotSize, BallotStyle, Candidate, Contest
from counting.model.geometry import Box, MarkBox, PageGeometry
from counting.model.refusal import InputError, Problem
from tests.kit.contests import contest

LAYOUTS: list[tuple[Literal["one-box", "three-box"], Any]] = [
    ("one-box", "above"),
    ("one-box", "below"),
    ("one-box", "before"),
    ("one-box", "after"),
    ("three-box", "before"),
]


def ballot(
    candidates: int = 9,
    layout: Any = ("one-box", "above"),
    *,
    paper: Any = "A4",
    lines: int = 4,
    token: bool = False,
    note: str = "",
    size: BallotSize = "ordinary",
) -> Contest:
    made = contest(
        1,
        tuple(f"候选{number}" for number in range(candidates)),
        marks="S3" if layout[0] == "three-box" else "S1",
    )
    return replace(
        made,
        candidates=tuple(Candidate(c.id, c.name, note) for c in made.candidates),
        ballot=BallotStyle(paper, "粉红", *layout, size=size),
        write_in_lines=lines,
        identification="token" if token else "style",
    )


def box_lists(pages: tuple[PageGeometry, ...]) -> list[MarkBox]:
    return [box for page in pages for box in page.boxes]


def gap(one: Box, other: Box) -> float:
    across = max(one.x - other.x - other.w, other.x - one.x - one.w, 0.0)
    along = max(one.y - other.y - other.h, other.y - one.y - one.h, 0.0)
    return float((across**2 + along**2) ** 0.5)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("token", [False, True])
@pytest.mark.parametrize("note", ["", "女　汉族"])
def test_a4_holds_42_names_and_4_write_in_lines_on_one_side(
    layout: Any, token: bool, note: str
) -> None:
    (page,) = lay_out(ballot(42, layout, token=token, note=note))
    assert len(page.names) == 42
    assert [line.line for line in page.write_ins] == [1, 2, 3, 4]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("note", ["", "女　汉族"])
@pytest.mark.parametrize("candidates", [1, 2, 9, 39, 60, 120])
def test_every_layout_holds_one_to_120_names_and_4_write_in_lines_on_one_sheet(
    layout: Any, paper: str, note: str, candidates: int
) -> None:
    pages = lay_out(ballot(candidates, layout, paper=paper, note=note))
    assert len(pages) <= 2
    ids = [name.candidate for page in pages for name in page.names]
    assert ids == [f"c{number:02}" for number in range(1, candidates + 1)]
    choices = ["for", "against", "abstain"] if layout[0] == "three-box" else ["symbol"]
    assert [(box.candidate, box.choice) for box in box_lists(pages)] == [
        (candidate, choice) for candidate in ids for choice in choices
    ]


@given(
    st.integers(1, 130),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["A5", "A4", "A3"]),
    st.integers(0, 6),
    st.booleans(),
    st.sampled_from(["", "女"]),
    st.sampled_from(["ordinary", "large"]),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_laid_out_can_be_marked_and_read(
    candidates: int, layout: Any, paper: str, lines: int, token: bool, note: str, size: Any
) -> None:
    """Checked here from the numbers alone, not by the module's own check."""
    asked = ballot(candidates, layout, paper=paper, lines=lines, token=token, note=note, size=size)
    try:
        pages = lay_out(asked)
    except InputError as error:
        (problem,) = error.problems
        if problem.code == "layout.too_many_lines":
            assert lines > 3
            assert (paper, size) == ("A5", "large")
            return
        assert problem.code in ("layout.too_many_candidates", "layout.more_than_any_paper")
        fits = problem.facts["fits"]
        assert isinstance(fits, int)
        assert fits < candidates
        return
    assert sum(len(page.write_ins) for page in pages) == lines
    for page in pages:
        sides = (page.width, page.height)
        for x, y in page.fiducials:
            assert min(x, y, sides[0] - x, sides[1] - y) - 2.5 >= 14
        assert page.barcode.h >= 12
        boxes = [mark.box for mark in page.boxes]
        boxes += [mark.box for line in page.write_ins for mark in line.boxes]
        others = [page.heading, page.instructions, page.barcode, page.scale_bar]
        others += [name.box for name in page.names]
        others += [page.seal_area] if page.seal_area else []
        others += [line.name for line in page.write_ins]
        for place, box in enumerate(boxes):
            assert min(box.w, box.h) >= (5.5 if size == "ordinary" else 10)
            assert box.x >= 14
            assert box.x + box.w <= sides[0] - 14
            for other in [*boxes[:place], *boxes[place + 1 :], *others]:
                assert gap(box, other) >= 1.5 - 0.011


@given(st.integers(1, 120), st.sampled_from(LAYOUTS))
@settings(max_examples=60, deadline=None)
def test_columns_and_sides_are_evenly_filled(candidates: int, layout: Any) -> None:
    pages = lay_out(ballot(candidates, layout))
    counts = [len(page.names) for page in pages]
    assert max(counts) - min(counts) <= max(1, sum(counts) // 10)
    for page in pages:
        by_row = layout[1] in ("above", "below") and layout[0] == "one-box"
        lines: dict[float, int] = {}
        for name in page.names:
            key = name.box.y if by_row else name.box.x
            lines[key] = lines.get(key, 0) + 1
        *full, last = (lines[key] for key in sorted(lines))
        if by_row:
            assert len(set(full)) <= 1
            assert not full or last <= full[0]
        else:
            assert max(*full, last, 0) - min(*full, last, last) <= 1


def test_names_run_along_rows_above_the_boxes_and_down_columns_beside_them() -> None:
    (stacked,) = lay_out(ballot(12, ("one-box", "above")))
    first, second = stacked.names[:2]
    assert first.box.y == second.box.y
    (beside,) = lay_out(ballot(12, ("one-box", "before")))
    first, second = beside.names[:2]
    assert first.box.x == second.box.x


@pytest.mark.parametrize(
    ("position", "test"),
    [
        ("above", lambda box, name: box.y + box.h < name.y),
        ("below", lambda box, name: name.y + name.h < box.y),
        ("before", lambda box, name: box.x + box.w < name.x),
        ("after", lambda box, name: name.x + name.w < box.x),
    ],
)
def test_the_box_stands_where_the_style_says(position: Any, test: Any) -> None:
    (page,) = lay_out(ballot(28, ("one-box", position)))
    for mark, name in zip(page.boxes, page.names, strict=True):
        assert test(mark.box, name.box)


def test_the_three_boxes_of_a_row_stand_right_of_the_name_in_the_order_of_the_scheme() -> None:
    (page,) = lay_out(ballot(42, ("three-box", "before")))
    for row, name in enumerate(page.names):
        marks = page.boxes[3 * row : 3 * row + 3]
        xs = [name.box.x, *(mark.box.x for mark in marks)]
        assert xs == sorted(xs)
        assert [mark.choice for mark in marks] == ["for", "against", "abstain"]


def test_the_place_for_the_seal_is_given_up_before_a_second_side_is_taken() -> None:
    (roomy,) = lay_out(ballot(9))
    assert roomy.seal_area is not None
    (full,) = lay_out(ballot(51, note="女　汉族", layout=("three-box", "before")))
    assert full.seal_area is None


def test_names_do_not_move_a_box() -> None:
    short = ballot(30)
    long = replace(
        short,
        candidates=tuple(replace(c, name="阿卜杜热合曼·阿卜杜克力木") for c in short.candidates),
    )
    assert lay_out(short) == lay_out(long)


def problem_of(contest: Contest) -> Problem:
    with pytest.raises(InputError) as error:
        lay_out(contest)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", ["ordinary", "large"])
def test_more_names_than_a_sheet_holds_are_refused_with_both_numbers(
    layout: Any, size: Any
) -> None:
    problem = problem_of(ballot(400, layout, paper="A5", size=size))
    assert problem.code in ("layout.too_many_candidates", "layout.more_than_any_paper")
    assert problem.facts["candidates"] == 400
    most = problem.facts["fits"]
    assert isinstance(most, int)
    assert len(lay_out(ballot(most, layout, paper="A5", size=size))) == 2
    with pytest.raises(InputError):
        lay_out(ballot(most + 1, layout, paper="A5", size=size))


@pytest.mark.parametrize(
    ("candidates", "paper", "larger"),
    [(60, "A5", "A4、A3"), (140, "A5", "A3"), (200, "A4", "A3"), (300, "A4", None)],
)
def test_a_refusal_names_the_larger_papers_that_would_do(
    candidates: int, paper: str, larger: str | None
) -> None:
    problem = problem_of(ballot(candidates, paper=paper))
    code = "layout.too_many_candidates" if larger else "layout.more_than_any_paper"
    assert (problem.code, problem.facts.get("larger")) == (code, larger)


@pytest.mark.parametrize(("candidates", "lines", "note"), [(3, 9, ""), (1, 4, "女")])
def test_write_in_lines_that_leave_no_room_for_a_name_are_refused(
    candidates: int, lines: int, note: str
) -> None:
    """A lone name would need the side that its write-in lines fill."""
    problem = problem_of(ballot(candidates, paper="A5", lines=lines, size="large", note=note))
    assert problem.code == "layout.too_many_lines"
    assert problem.facts == {"paper": "A5", "lines": lines}


def test_a_layout_that_does_not_suit_the_mark_scheme_is_refused() -> None:
    wrong = replace(ballot(9), ballot=BallotStyle("A4", "", "three-box"))
    with pytest.raises(InputError) as error:
        lay_out(wrong)
    (problem,) = error.value.problems
    assert problem.code == "layout.other_scheme"
    assert problem.facts == {"scheme": "S1", "layout": "three-box", "needed": "one-box"}


def test_a_contest_without_candidates_is_refused() -> None:
    with pytest.raises(InputError) as error:
        lay_out(replace(ballot(1), candidates=()))
    assert error.value.problems[0].code == "layout.no_candidates"


def one_page() -> PageGeometry:
    (page,) = lay_out(ballot(9))
    return page


def moved(page: PageGeometry, **change: float) -> PageGeometry:
    first, *others = page.boxes
    box = replace(first, box=replace(first.box, **change))
    return replace(page, boxes=(box, *others))


@pytest.mark.parametrize(
    ("page", "code", "fact"),
    [
        (
            replace(one_page(), fiducials=((16.0, 17.0), *one_page().fiducials[1:])),
            "layout.fiducial_near_edge",
            ("distance", 13.5),
        ),
        (moved(one_page(), w=5.4), "layout.box_small", ("size", 5.4)),
        (
            moved(one_page(), y=one_page().instructions.y),
            "layout.box_crowded",
            ("by", "instructions"),
        ),
        (moved(one_page(), x=-1.0), "layout.outside", ("x", -1.0)),
        (
            replace(one_page(), barcode=replace(one_page().barcode, h=11.9)),
            "layout.barcode_low",
            ("height", 11.9),
        ),
    ],
)
def test_a_geometry_that_could_not_be_read_is_named_with_what_and_where(
    page: PageGeometry, code: str, fact: tuple[str, object]
) -> None:
    found = {problem.code: problem for problem in problems((page,), "contests.c.ballot")}
    assert code in found
    assert found[code].place == "contests.c.ballot.page1"
    assert found[code].facts["page"] == 1
    assert found[code].facts[fact[0]] == fact[1]


def test_the_geometry_as_json_has_the_shape_of_the_contract() -> None:
    pages = lay_out(ballot(60, ("three-box", "before"), lines=2))
    first, last = (to_json(pages)[0], to_json(pages)[-1])
    assert first.keys() == {"page", "fiducials", "barcode", "boxes", "write_ins"}
    assert first["page"] == {"width": 210.0, "height": 297.0}
    boxes = first["boxes"]
    assert isinstance(boxes, list)
    assert boxes[0].keys() == {"candidate", "choice", "x", "y", "w", "h"}
    lines = last["write_ins"]
    assert isinstance(lines, list)
    assert len(lines) == 2
    assert lines[0].keys() == {"line", "x", "y", "w", "h", "name"}
    assert lines[0]["name"].keys() == {"x", "y", "w", "h"}
