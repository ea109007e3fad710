"""Web fonts: cut once, kept under the hash of what they are cut from."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.web.faces.fonts import MAIN, FontCache


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache directory of this test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "scrutineer" / "fonts"


def served(text: str, part: str = MAIN) -> bytes | None:
    fonts = FontCache([text])
    try:
        return fonts.woff2("sans", part)
    finally:
        fonts.close()


def test_a_font_is_cut_once_for_all_servers_of_a_user(kept: Path) -> None:
    first = served("县")
    assert first is not None
    assert ord("县") in TTFont(io.BytesIO(first)).getBestCmap()
    (path,) = kept.iterdir()
    path.write_bytes(b"cut before")
    assert served("县") == b"cut before"


def test_other_characters_are_another_font(kept: Path) -> None:
    served("县")
    other = served("乡")
    assert other is not None
    assert ord("乡") in TTFont(io.BytesIO(other)).getBestCmap()
    assert len(list(kept.iterdir())) == 2


def test_a_slice_is_the_same_for_every_congress(kept: Path) -> None:
    assert served("县", "4c00") == served("乡", "4c00")
    assert len(list(kept.iterdir())) == 1


def test_where_nothing_can_be_kept_fonts_are_cut_for_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    cut = served("县")
    assert cut is not None
    assert ord("县") in TTFont(io.BytesIO(cut)).getBestCmap()
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


def test_a_part_that_there_is_not_is_no_font(kept: Path) -> None:
    assert served("县", "../4c00") is None
