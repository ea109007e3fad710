"""Every character that can be drawn is known beforehand, and is drawn."""

import io

import pytest
from fontTools.ttLib import TTFont

from printing.fonts import missing_glyphs, subset, typeface

RARE = "㛃䶮𬱖𣲗𬭎𫖯龑堃喆犇昇珺赟翀鋆𠅤"
BALLOT = "○×√·“”（），。；：、0123456789　 ABCxyz"


def test_rare_characters_of_names_and_the_marks_of_a_ballot_are_there() -> None:
    assert missing_glyphs(RARE + BALLOT) == []


def test_the_common_characters_are_there() -> None:
    """Level one of GB 2312: 3,755 characters, taken from Python's own codec."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    common = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    assert len(common) == 3755
    assert missing_glyphs(common) == []


def test_a_missing_character_is_named_once_with_its_code_point() -> None:
    assert missing_glyphs("王\u200b明😀\u200b\n") == [
        ("\u200b", "U+200B"),
        ("😀", "U+1F600"),
        ("\n", "U+000A"),
    ]


@pytest.mark.parametrize("face", ["song", "hei"])
def test_a_subset_holds_every_glyph_with_its_outline_and_width(face: str) -> None:
    chars = tuple(RARE)
    font = TTFont(io.BytesIO(subset(face, chars)))  # type: ignore[arg-type]
    assert font["maxp"].numGlyphs == len(chars) + 1
    for number in range(1, len(chars) + 1):
        glyph = font["glyf"][font.getGlyphName(number)]
        assert glyph.numberOfContours > 0
        assert font["hmtx"][font.getGlyphName(number)][0] == 1000


def test_the_dot_between_the_parts_of_a_name_takes_half_an_em_in_both_faces() -> None:
    for face in ("song", "hei"):
        assert typeface(face).advance("·") == 0.5
        font = TTFont(io.BytesIO(subset(face, ("·",))))
        glyph = font["glyf"][font.getGlyphName(1)]
        assert font["hmtx"][font.getGlyphName(1)][0] == 500
        assert abs((glyph.xMin + glyph.xMax) / 2 - 250) < 40, "and stands in its middle"


def test_the_same_characters_give_the_same_font() -> None:
    made_anew = subset.__wrapped__
    assert made_anew("song", tuple("王宁")) == made_anew("song", tuple("王宁"))
    assert subset("song", tuple("王宁")) != subset("song", tuple("宁王"))
