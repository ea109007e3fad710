"""Names in characters of the operator's own fonts print and show; a bad font is told in words."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from counting.model.refusal import InputError
from counting.store import Store
from kiosk.web.faces import fonts as shelf
from kiosk.web.faces.fonts import MAIN, SPARE, FontCache
from printing.pdf.fonts import SETTING
from tests.kit.command_line import run, write
from tests.kit.congress import contest_object, definition_object
from tests.kit.font_files import LACKED, font_file

NAME = f"王{LACKED[0]}"


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    """A congress with a name that our faces lack."""
    candidates = [{"id": "a", "name": NAME}, {"id": "b", "name": "李明"}]
    contest = contest_object(seats=1, candidates=candidates)
    return write(tmp_path / "congress.json", definition_object(contests=[contest]))


@pytest.fixture
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's font, named."""
    file = font_file(tmp_path / "rare.ttf", name="VeryRare-Regular")
    monkeypatch.setenv(SETTING, str(file))
    return file


def test_without_a_font_that_has_it_a_character_is_refused_and_named(
    definition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    refused = run("check", definition)
    assert refused.exit_code == 2
    assert "U+2A700" in refused.stderr


def test_with_the_operators_font_it_prints_and_the_log_names_that_font(
    definition: Path, font: Path, tmp_path: Path
) -> None:
    directory, out = tmp_path / "congress", tmp_path / "ballots.pdf"
    for arguments in (
        ("init", directory, definition),
        ("seal", directory),
        ("print", directory, "--contest", "committee", "--quantity", 2, "--out", out),
    ):
        assert run(*arguments).exit_code == 0
    store = Store.open(directory)
    try:
        round_ = store.state().current("committee")
    finally:
        store.close()
    assert round_ is not None
    (batch,) = round_.printed
    assert batch.fonts[-1] == "VeryRare-Regular"


@pytest.mark.parametrize(("language", "words"), [("zh", "读不出来"), ("en", "cannot be read")])
def test_a_font_that_is_not_there_is_told_in_words_with_its_place(
    language: str, words: str, definition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "absent.ttf"))
    monkeypatch.setenv("SCRUTINEER_LANG", language)
    refused = run("check", definition)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert f"{tmp_path / 'absent.ttf'}" in refused.stderr
    assert "[fonts.unreadable]" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(("language", "words"), [("zh", "不许"), ("en", "does not allow")])
def test_a_font_that_may_not_be_embedded_is_told_in_words(
    language: str, words: str, definition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = font_file(tmp_path / "restricted.ttf", name="Bound-Regular", fs_type=2)
    monkeypatch.setenv(SETTING, str(file))
    monkeypatch.setenv("SCRUTINEER_LANG", language)
    refused = run("check", definition)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert "Bound-Regular" in refused.stderr


def test_server_and_printer_read_the_same_setting() -> None:
    assert shelf.SETTING == SETTING


def test_the_web_serves_what_the_faces_lack_from_the_operators_font(font: Path) -> None:
    fonts = FontCache([NAME])
    try:
        order = fonts.css("FACE PART").split("@font-face")
        assert [part for part in (MAIN, SPARE) if f"serif {part}" in order[-1]] == [MAIN]
        assert f"serif {SPARE}" in order[-2], "asked for what the main part lacks"
        for face in ("serif", "sans"):
            part = fonts.woff2(face, SPARE)
            assert part is not None
            served = TTFont(io.BytesIO(part))
            assert list(served.getBestCmap()) == [ord(LACKED[0])]
            assert served["glyf"][served.getBestCmap()[ord(LACKED[0])]].numberOfContours == 2
            later = fonts.woff2(face, f"{SPARE}-2a400")
            assert later is not None
            assert set(TTFont(io.BytesIO(later)).getBestCmap()) == set(map(ord, LACKED))
    finally:
        fonts.close()


def test_without_such_fonts_the_web_offers_no_part_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    fonts = FontCache([NAME])
    try:
        assert SPARE not in fonts.css("FACE PART")
        assert fonts.woff2("serif", SPARE) is None
    finally:
        fonts.close()


def test_a_server_with_a_font_that_is_not_there_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "absent.ttf"))
    with pytest.raises(InputError) as error:
        FontCache([NAME])
    assert error.value.problems[0].code == "fonts.unreadable"
