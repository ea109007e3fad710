"""How names are set in their cells: balanced, never cut, never moved."""

from hypothesis import given
from hypothesis import strategies as st

from counting.model.geometry import Box
from printing.ballot.name_setting import set_name
from printing.ballot.type_sizes import ORDINARY_NAMES
from printing.pdf.fonts import typeface
from tests.kit.ballots import candidate

CELL = Box(0, 0, 24.5, 8.0)
USUAL = 5.8


def test_two_characters_are_spaced_to_three() -> None:
    name = set_name(candidate("王宁"), CELL, USUAL)
    assert name is not None
    assert (name.lines, name.size, name.spacing) == (("王宁",), USUAL, USUAL)


def test_three_and_four_characters_stand_solid_at_the_usual_size() -> None:
    for text in ("马玉兰", "欧阳文渊"):
        name = set_name(candidate(text), CELL, USUAL)
        assert name is not None
        assert (name.lines, name.size, name.spacing) == ((text,), USUAL, 0.0)


def test_a_long_name_breaks_after_its_dot_when_that_leaves_it_larger() -> None:
    name = set_name(candidate("阿卜杜热合曼·阿卜杜克力木"), CELL, USUAL)
    assert name is not None
    assert name.lines == ("阿卜杜热合曼·", "阿卜杜克力木")
    assert name.size > 24.5 / 12.5


def test_a_long_name_in_a_wide_cell_stays_on_one_line() -> None:
    name = set_name(candidate("艾尔肯·吐尔逊"), Box(0, 0, 45, 8), USUAL)
    assert name is not None
    assert name.lines == ("艾尔肯·吐尔逊",)
    assert name.size == USUAL


def test_a_name_that_would_fall_below_the_floor_is_not_set() -> None:
    assert set_name(candidate("阿" * 9), CELL, USUAL) is None
    assert set_name(candidate("阿" * 8), CELL, USUAL) is not None


def test_a_note_takes_room_under_the_name_and_one_too_long_is_not_set() -> None:
    cell = Box(0, 0, 24.5, 12.0)
    name = set_name(candidate("马玉兰", "女　汉族"), cell, USUAL)
    assert name is not None
    assert name.note_lines == ("女　汉族",)
    assert name.height <= cell.h
    assert set_name(candidate("马玉兰", "说" * 40), cell, USUAL) is None


@given(
    st.text("王宁马玉兰欧阳文渊艾尔肯吐逊·", min_size=1, max_size=20),
    st.sampled_from(["", "女", "女　汉族　教师", "市第一中学校长，高级教师，全国劳动模范"]),
    st.floats(18, 60),
    st.floats(7, 16),
)
def test_whatever_is_set_is_the_whole_name_within_its_cell(
    text: str, note: str, width: float, height: float
) -> None:
    name = set_name(candidate(text, note), Box(0, 0, width, height), USUAL)
    if name is None:
        return
    assert "".join(name.lines) == text
    assert ORDINARY_NAMES.name[1] <= name.size <= USUAL
    assert name.height <= height + 1e-6
    for line in name.lines:
        drawn = typeface("song").width(line) * name.size + name.spacing * (len(line) - 1)
        assert drawn <= width + 1e-6
    assert "".join(name.note_lines).replace(" ", "") == note.replace(" ", "")
