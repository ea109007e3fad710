"""Names on walls, papers and ballots: the same dots and the same spacing everywhere."""

import pytest

from counting.model.election import Candidate
from counting.model.geometry import Box
from counting.names.same import DOTS
from counting.names.strokes import compared
from counting.names.width import ems
from kiosk.web.site import dot_parts
from kiosk.web.wall.names import name_view
from printing.ballot.name_setting import set_name
from printing.papers.model import list_form
from printing.pdf.fonts import typeface
from printing.pdf.paragraphs import break_lines


@pytest.mark.parametrize("dot", DOTS)
def test_a_name_breaks_after_every_dot_alike(dot: str) -> None:
    name = f"艾尔肯{dot}吐尔逊"
    parts = (f"艾尔肯{dot}", "吐尔逊")
    on_ballot = set_name(Candidate("c01", name), Box(0, 0, 20, 14), usual=6)
    assert on_ballot
    assert on_ballot.lines == name_view(name).parts == parts


@pytest.mark.parametrize("dot", DOTS)
def test_no_line_of_a_paper_begins_with_a_dot(dot: str) -> None:
    assert break_lines("song", 1, 3, f"艾尔肯{dot}吐尔逊") == ("艾尔", f"肯{dot}吐", "尔逊")


@pytest.mark.parametrize("dot", DOTS)
def test_every_dot_is_half_an_em_wide(dot: str) -> None:
    name = f"艾尔{dot}吐尔"
    assert [part for part, is_dot in dot_parts(name) if is_dot] == [dot]
    assert typeface("song").width(name) == typeface("hei").width(name) == 4.5
    assert name_view(name).length == 4.5
    assert ems(name) == 4.5
    assert compared(name) == "艾尔吐尔"


@pytest.mark.parametrize(
    ("name", "three"), [("李明", True), ("Bo", False), ("李·", False), ("欧阳明", False)]
)
def test_two_characters_fill_three_everywhere(name: str, three: bool) -> None:
    on_ballot = set_name(Candidate("c01", name), Box(0, 0, 30, 10), usual=6)
    assert on_ballot
    assert (on_ballot.spacing > 0) == three
    assert (list_form(name) != name) == three
    assert name_view(name).spaced == three
