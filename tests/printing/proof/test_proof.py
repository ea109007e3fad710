"""Pages as pixels: read back, shown on a screen, and hung on one wall, without a countable code."""

import io
import re
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from PIL import Image

from counting.model.election import Seal
from counting.model.geometry import Box
from hardware.optical.codes import read_codes
from printing.pdf.barcodes import bars
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document
from printing.proof import contact_sheet as wall
from printing.proof.proof import page_png
from tests.kit.ballots import ballot, page_image, printed, sealed
from tests.kit.proofs import contact_sheet, decode_pdf, page_texts


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def sheet(pdf: bytes, **options: Any) -> tuple[Image.Image, int]:
    out = io.BytesIO()
    shown = contact_sheet(pdf, out, **{"title": "青禾县代表大会", **options})
    return picture(out.getvalue()), shown


def areas(seal: Seal) -> list[Any]:
    return [page.barcode for page in seal.geometry["contest"]]


class TestReadingBack:
    def test_progress_is_told_after_every_page_and_may_end_the_proof(self) -> None:
        seal = sealed(ballot(9))
        pdf, _ = printed(seal, 3)
        told: list[tuple[int, int]] = []
        codes = decode_pdf(pdf, areas=areas(seal), progress=lambda *at: told.append(at))
        assert len(list(codes)) == 3
        assert told == [(1, 3), (2, 3), (3, 3)]

        def cancelled(done: int, of: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        begun = decode_pdf(pdf, areas=areas(seal), progress=cancelled)
        assert next(begun)
        with pytest.raises(KeyboardInterrupt):
            next(begun)

    def test_a_page_whose_code_is_spoilt_is_not_read_back(self) -> None:
        out = io.BytesIO()
        document = Document(out, "", 210, 297)
        canvas = Canvas(document)
        canvas.text("hei", 5, 20, 20, "没有条码的一页")
        document.page(operators=canvas.operators)
        document.save()
        assert list(decode_pdf(out.getvalue())) == [""]

    def test_proofs_in_many_threads_do_not_disturb_each_other(self) -> None:
        """One pdfium cannot: the web shows pages while a batch is being proved."""
        seal = sealed(ballot(9, token=True))
        pdf, _ = printed(seal, 12)
        expected, found = list(decode_pdf(pdf, areas=areas(seal))), []
        shown = page_png(pdf, 1, 300)

        def prove() -> None:
            found.append(list(decode_pdf(pdf, areas=areas(seal))))

        def show() -> None:
            found.append(expected if page_png(pdf, 1, 300) == shown else [])

        threads = [threading.Thread(target=work) for work in (prove, show) * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [expected] * 8


class TestPreview:
    def test_the_preview_is_the_printed_page_made_smaller(self) -> None:
        pdf, _ = printed(sealed(ballot(120)))

        def off(shown: int, printed_: int) -> float:
            small = picture(page_png(pdf, shown, 826))
            whole = Image.fromarray(page_image(pdf, printed_ - 1)).resize(small.size, Image.BOX)
            pair = [np.asarray(image, dtype=int) for image in (small, whole)]
            return float(np.abs(pair[0] - pair[1]).mean())

        for side, other in ((1, 2), (2, 1)):
            assert off(side, side) < 6 < 12 < off(side, other)

    @pytest.mark.parametrize("width", [1, 333, 420, 900])
    def test_it_has_the_width_asked_for_and_is_the_same_each_time(self, width: int) -> None:
        pdf, _ = printed(sealed(ballot(9)))
        png = page_png(pdf, 1, width)
        assert abs(picture(png).width - width) <= 1
        assert page_png(pdf, 1, width) == png

    @pytest.mark.parametrize("page", [-1, 0, 2])
    def test_a_page_that_is_not_there_is_an_error(self, page: int) -> None:
        pdf, _ = printed(sealed(ballot(9)))
        with pytest.raises(IndexError):
            page_png(pdf, page, 420)


def shown_pages(count: int, most: int, sides: int = 1, wrong: Sequence[int] = ()) -> list[int]:
    return [number + 1 for number in wall._chosen(count, most, sides, wrong)]


class TestWhichPages:
    def test_a_small_print_is_shown_whole(self) -> None:
        assert shown_pages(5, 24) == [1, 2, 3, 4, 5]

    def test_of_a_large_one_the_first_the_last_and_others_spread_between(self) -> None:
        shown = shown_pages(3000, 24)
        assert (len(shown), shown[0], shown[-1]) == (24, 1, 3000)
        assert max(np.diff(shown)) <= 2 * 3000 / 23

    def test_the_pages_of_one_sheet_stay_together(self) -> None:
        shown = shown_pages(200, 8, sides=2)
        assert len(shown) == 8
        assert shown[:2] == [1, 2]
        assert shown[-2:] == [199, 200]
        assert all(front % 2 == 1 for front in shown[::2])
        assert shown[1::2] == [front + 1 for front in shown[::2]]

    def test_pages_that_were_not_read_back_are_among_them(self) -> None:
        assert {18, 77} <= set(shown_pages(100, 6, wrong=[17, 76]))
        assert len(shown_pages(100, 6, wrong=list(range(50)))) == 6

    @pytest.mark.parametrize("count", [1, 2, 3, 23, 24, 25, 26, 100])
    @pytest.mark.parametrize("most", [1, 2, 3, 24])
    def test_as_many_as_there_is_room_for_and_none_twice(self, count: int, most: int) -> None:
        shown = shown_pages(count, most)
        assert len(set(shown)) == len(shown) == min(count, most)
        assert shown == sorted(shown)


class TestContactSheet:
    def test_it_shows_the_pages_and_says_how_many_there_are(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is drawn around the pages is text of ours, read back here before it is rendered."""
        seal, words = sealed(ballot(39)), []
        pdf, _ = printed(seal, 30)
        real = wall.open_pdf

        def listening(source: Any) -> Any:
            if source is not pdf:
                words.extend(page_texts(source))
            return real(source)

        monkeypatch.setattr(wall, "open_pdf", listening)
        verdicts = ["" if number != 17 else "条码属于另一个大会" for number in range(30)]
        found, shown = sheet(pdf, areas=areas(seal), verdicts=verdicts)
        (text,) = words
        assert shown == 24
        assert "共 30 页，示出 24 页" in text
        assert "1 页没有读回" in text
        assert "条码属于另一个大会" in text
        numbers = [int(number) for number in re.findall(r"第 (\d+) 页", text)]
        assert len(numbers) == 24
        assert {1, 18, 30} <= set(numbers)
        assert text.count("读回") == 24
        assert found.mode == "L"

    def test_a_page_hangs_there_as_it_is_printed(self) -> None:
        seal = sealed(ballot(9))
        pdf, _ = printed(seal)
        found, _ = sheet(pdf, areas=areas(seal))
        page = np.asarray(picture(page_png(pdf, 1, 420)))
        top = round(areas(seal)[0].y * 2) - 4
        x, y = wall._EDGE, wall._EDGE + wall._HEAD
        assert (np.asarray(found)[y : y + top, x : x + 420] == page[:top]).all()

    @pytest.mark.parametrize("paper", ["A5", "A4", "A3"])
    @pytest.mark.parametrize("token", [False, True])
    def test_no_code_in_it_can_be_decoded(self, paper: str, token: bool) -> None:
        seal = sealed(ballot(9, paper=paper, token=token))
        pdf, _ = printed(seal, 2)
        for where in (areas(seal), ()):
            if where or not token:
                found, _ = sheet(pdf, areas=where, hide_codes=token)
                for larger in (1, 2, 3):
                    enlarged = found.resize((found.width * larger, found.height * larger))
                    assert read_codes(enlarged) == []

    @pytest.mark.parametrize("known", [False, True])
    def test_not_even_a_code_on_a_small_page_that_is_shown_larger(self, known: bool) -> None:
        """Where nobody says where codes stand, whatever can still be read is blurred."""
        out = io.BytesIO()
        document = Document(out, "", 62, 50)
        area = Box(2, 20, 58, 14)
        digits = "31415926535897932384"
        document.page(operators=[bars(digits, area)])
        document.save()
        pdf = out.getvalue()
        assert [text for text, _ in read_codes(picture(page_png(pdf, 1, 420)))] == [digits]
        found, _ = sheet(pdf, areas=[area] if known else [])
        assert read_codes(found) == []

    def test_of_token_ballots_the_sheets_look_alike_and_have_no_place(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two batches whose tokens differ give one picture: nothing of a token is left in it."""
        seal, made = sealed(ballot(60, token=True)), []
        for start in (1, 1000):
            pdf, _ = printed(seal, 9, tokens=iter([f"{start + n:012d}" for n in range(9)]))
            out = io.BytesIO()
            verdicts = [""] * 18
            contact_sheet(
                pdf, out, title="", areas=areas(seal), verdicts=verdicts, hide_codes=True, most=8
            )
            made.append(out.getvalue())
        assert made[0] == made[1]

    def test_a_verdict_cannot_carry_a_code_into_it(self) -> None:
        seal = sealed(ballot(9, token=True))
        pdf, _ = printed(seal)
        options = {"areas": areas(seal), "hide_codes": True}
        one, _ = sheet(pdf, verdicts=["读到 271828182845"], **options)
        other, _ = sheet(pdf, verdicts=["读到 314159265358"], **options)
        assert one.tobytes() == other.tobytes()

    def test_a_title_or_verdict_that_no_font_has_does_not_stop_it(self) -> None:
        pdf, _ = printed(sealed(ballot(9)))
        assert sheet(pdf, title="标\ue000题\n", verdicts=["\U0010ffff"])[1] == 1

    def test_the_same_print_gives_the_same_picture(self) -> None:
        seal = sealed(ballot(9))
        pdf, _ = printed(seal, 3)
        made = [sheet(pdf, areas=areas(seal))[0].tobytes() for _ in range(2)]
        assert made[0] == made[1]

    def test_codes_to_hide_must_be_said_where(self) -> None:
        pdf, _ = printed(sealed(ballot(9)))
        with pytest.raises(ValueError, match="areas"):
            sheet(pdf, hide_codes=True)
        with pytest.raises(ValueError, match="verdicts"):
            sheet(pdf, verdicts=["", ""])
