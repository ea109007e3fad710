"""Printing in the browser: forms that keep what was typed, jobs, downloads, previews, refusals."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from counting.model.refusal import Refusal
from kiosk.running.congress import RunningCongress
from kiosk.web.app import create_app
from kiosk.web.faces.fonts import FontCache
from kiosk.web.wall.live import compose
from tests.kit.command_line import run
from tests.kit.congress import contest_object
from tests.kit.patience import eventually
from tests.kit.print_desks import printed, sealed_directory
from tests.kit.print_states import STATES, room_in

OWN = {"Sec-Fetch-Site": "same-origin"}
PATHS = ("/printing", "/printing/committee", "/printing/committee/preview",
         "/printing-jobs?contest=committee")  # fmt: skip


@pytest.fixture(scope="module")
def shelf() -> Iterator[FontCache]:
    fonts = FontCache(["县"])
    yield fonts
    fonts.close()


class Desk:
    """A client of a running hall's printing pages."""

    def __init__(self, hall: RunningCongress, shelf: FontCache) -> None:
        self.hall = hall
        self.client: FlaskClient = create_app(hall, fonts=shelf).test_client()

    def get(self, path: str = "/printing", language: str = "zh-CN") -> TestResponse:
        return self.client.get(path, headers={"Accept-Language": language})

    def form(self, **values: object) -> dict[str, str]:
        """What a browser sends of the form as it stands on the page, with some fields filled in."""
        page = self.get("/printing/committee").text
        form = re.search(r'name="form" value="([^"]+)"', page)
        assert form
        given = {"form": form[1], "round": "1", "purpose": "ballot", "quantity": "3",
                 "spare": "0", "printer": "download"}  # fmt: skip
        return given | {name: str(value) for name, value in values.items()}

    def send(self, form: dict[str, str], headers: dict[str, str] = OWN) -> TestResponse:
        return self.client.post("/printing/committee", data=form, headers=headers)

    def printed(self, **values: object) -> int:
        """The number of a job that was ordered and is done."""
        assert self.send(self.form(**values)).status_code == 303
        eventually(lambda: not self.hall.printing().jobs()[0].running)
        return self.hall.printing().jobs()[0].number

    def take(self, number: int, file: str = "pdf") -> TestResponse:
        path = f"/printing-jobs/{number}/{file}"
        return self.client.post(path, data={"contest": "committee"}, headers=OWN)


@pytest.fixture
def opened(tmp_path: Path, shelf: FontCache) -> Iterator[Any]:
    halls = []

    def open_one(**changes: Any) -> Desk:
        hall = RunningCongress(sealed_directory(tmp_path / str(len(halls)), **changes))
        halls.append(hall)
        return Desk(hall, shelf)

    yield open_one
    for hall in halls:
        hall.close()


@pytest.fixture
def desk(opened: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """A desk on a machine without printers, whatever this one has."""
    monkeypatch.setenv("PATH", str(tmp_path))
    made: Desk = opened()
    return made


def test_a_form_becomes_a_job_and_its_pdf_can_be_taken(desk: Desk) -> None:
    answer = desk.send(desk.form(quantity=3, spare=2))
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/printing/committee#work"
    eventually(lambda: not desk.hall.printing().jobs()[0].running)
    number = desk.hall.printing().jobs()[0].number
    taken = desk.take(number)
    assert taken.content_type == "application/pdf"
    assert "committee-ballot-1.pdf" in taken.headers["Content-Disposition"]
    assert taken.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(taken.data).hexdigest() == printed(desk.hall.store)[0].sha256
    page = desk.get().text
    assert "第 1 批" in page
    assert (printed(desk.hall.store)[0].sha256 or "?")[:12] in page


def test_sending_the_same_form_again_prints_nothing_more(desk: Desk) -> None:
    form = desk.form()
    for _ in range(3):
        assert desk.send(form).status_code == 303
    eventually(lambda: not desk.hall.printing().jobs()[0].running)
    assert len(printed(desk.hall.store)) == len(desk.hall.printing().jobs()) == 1


def test_a_number_may_be_typed_in_full_width_and_with_its_unit(desk: Desk) -> None:
    desk.printed(quantity="３ 张")
    (batch,) = printed(desk.hall.store)
    assert batch.quantity == 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"quantity": "0"}, "要印 0 张、备用 0 张；一批至少 1 张"),
        ({"quantity": "10000000"}, "要印 10000000 张"),
        ({"quantity": "-3"}, "“-3”不是数字"),
        ({"quantity": "三百"}, "“三百”不是数字"),
        ({"quantity": ""}, "“”不是数字"),
        ({"quantity": "9.5"}, "“9.5”不是数字"),
        ({"quantity": "9" * 5000}, "不是数字"),
        ({"spare": "x"}, "“x”不是数字"),
        ({"spare": "100000"}, "最多 100000 张"),
        ({"reprint_of": "7", "reason": "受潮"}, "没有印过第 7 批"),
        ({"reprint_of": "1"}, "补印第 1 批没有写理由"),
        ({"reprint_of": "1", "reason": "　 "}, "补印第 1 批没有写理由"),
        ({"reason": "长" * 301}, "理由有 301 个字"),
        ({"printer": "printer:nowhere"}, "没有打印机“nowhere”"),
        ({"printer": "/etc/passwd"}, "没有打印机“/etc/passwd”"),
        ({"purpose": "money"}, "没有选要印的是"),
        ({"form": "short"}, "这张表单不是本页刚打开的"),
        ({"round": "2"}, "第 2 轮"),
        ({"round": "9" * 5000}, "不是数字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: Desk, values: dict[str, str], said: str
) -> None:
    desk.printed()
    answer = desk.send(desk.form(**{"reason": "", **values}))
    assert answer.status_code == 422
    assert said in answer.text
    for name in {"quantity", "spare", "reason"} & values.keys():
        assert f'value="{values[name].strip()}"' in answer.text
    assert len(desk.hall.printing().jobs()) == 1


def test_words_stand_at_the_field_they_are_about(desk: Desk) -> None:
    text = desk.send(desk.form(quantity="x", spare="y")).text
    for field in ("quantity", "spare"):
        assert f'aria-describedby="wrong-{field}"' in text
        assert f'id="wrong-{field}"' in text
    assert text.count("autofocus") == 1


def test_after_an_error_the_same_form_can_still_be_sent_once(desk: Desk) -> None:
    form = desk.form(quantity="0")
    text = desk.send(form).text
    assert f'value="{form["form"]}"' in text
    assert desk.send(form | {"quantity": "2"}).status_code == 303
    assert desk.send(form | {"quantity": "2"}).status_code == 303
    assert len(desk.hall.printing().jobs()) == 1


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://x"}])
def test_another_site_can_neither_print_nor_cancel_nor_take(
    desk: Desk, headers: dict[str, str]
) -> None:
    number = desk.printed()
    assert desk.send(desk.form(), headers).status_code == 403
    for path in (f"/printing-jobs/{number}/cancel", f"/printing-jobs/{number}/pdf"):
        data = {"contest": "committee"}
        assert desk.client.post(path, data=data, headers=headers).status_code == 403
        assert desk.client.get(path).status_code == 405
    assert len(desk.hall.printing().jobs()) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/printing/nobody",
        "/printing/nobody/preview",
        "/printing/nobody/cards.pdf",
        "/printing/committee/money.pdf",
        "/printing/committee/preview/1-huge.png",
        "/printing/committee/preview/9-page.png",
        "/printing/nobody/preview/1-page.png",
        "/printing-jobs?contest=nobody",
    ],
)
def test_what_is_not_there_is_a_page_of_ours_with_404(desk: Desk, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_an_order_for_a_contest_that_is_not_there_is_not_found(desk: Desk) -> None:
    answer = desk.client.post("/printing/nobody", data=desk.form(), headers=OWN)
    assert answer.status_code == 404
    assert desk.take(1, "money").status_code == 404


def test_too_late_and_gone_are_said_on_the_page(desk: Desk) -> None:
    number = desk.printed()
    late = desk.client.post(
        f"/printing-jobs/{number}/cancel", data={"contest": "committee"}, headers=OWN
    )
    assert late.status_code == 409
    assert "已经做完" in late.text
    gone = desk.take(number, "expected.pdf")
    assert gone.status_code == 410
    assert "本机没有保存" in gone.text


def test_the_pdf_of_a_token_batch_is_handed_out_once(opened: Any) -> None:
    desk = opened(contests=[contest_object(identification="token")])
    number = desk.printed()
    assert "只能取一次" in desk.get().text
    assert desk.take(number).status_code == 200
    assert desk.take(number).status_code == 410
    assert "PDF 已取走一次" in desk.get().text


def test_a_machine_without_a_printer_says_so_and_offers_the_pdf(desk: Desk) -> None:
    assert "本机没有连接打印机" in desk.get().text
    assert "No printer is connected to this machine." in desk.get(language="en").text


def test_an_official_congress_offers_specimens_and_names_the_command_line(opened: Any) -> None:
    desk = opened(mode="official")
    page = desk.get().text
    assert 'value="specimen"' in page
    assert 'value="ballot"' not in page
    assert "scrutineer print" in page
    refused = desk.send(desk.form(purpose="ballot"))
    assert refused.status_code == 422
    assert "正式大会" in refused.text
    assert desk.printed(purpose="specimen")
    cards = desk.get("/printing/committee/cards.pdf")
    assert cards.status_code == 422
    assert "还没有账户" in cards.text


def test_before_the_seal_nothing_can_be_printed(tmp_path: Path, shelf: FontCache) -> None:
    sealed_directory(tmp_path)
    unsealed = tmp_path / "unsealed"
    assert run("init", unsealed, tmp_path / "definition.json").exit_code == 0
    hall = RunningCongress(unsealed)
    try:
        desk = Desk(hall, shelf)
        assert "定义封存之前不能印制" in desk.get().text
        assert "定义封存之前不能印制" in desk.get("/printing/committee/preview").text
        assert desk.get("/printing/committee/preview/1-page.png").status_code == 404
        given = {"form": "x" * 20, "round": "1", "purpose": "ballot", "quantity": "3"}
        assert desk.send(given).status_code == 422
    finally:
        hall.close()


def test_a_reprint_link_fills_in_the_batch(desk: Desk) -> None:
    desk.printed()
    page = desk.get("/printing/committee?reprint=1&purpose=ballot").text
    assert '<option value="1" selected>' in page


def test_reasons_are_text_and_never_markup(desk: Desk) -> None:
    desk.printed()
    desk.printed(reprint_of=1, reason='<script>alert("1")</script>')
    page = desk.get().text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_each_side_is_a_picture_of_its_width(desk: Desk) -> None:
    for size, width in (("small", 300), ("page", 1000), ("close", 2000)):
        picture = desk.get(f"/printing/committee/preview/1-{size}.png")
        assert picture.content_type == "image/png"
        assert int.from_bytes(picture.data[16:20]) == width


@pytest.mark.parametrize("kind", ["cards", "sleeves"])
def test_tellers_paper_is_taken_as_a_file(desk: Desk, kind: str) -> None:
    answer = desk.get(f"/printing/committee/{kind}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert f"committee-{kind}.pdf" in answer.headers["Content-Disposition"]


def test_the_live_message_changes_with_jobs_and_the_page_carries_its_mark(desk: Desk) -> None:
    before = compose(desk.hall)["marks"]
    desk.printed()
    after = compose(desk.hall)["marks"]
    assert before["printing"] != after["printing"]  # type: ignore[index]
    mark = after["printing"]  # type: ignore[index]
    assert f'data-signature="{mark}"' in desk.get("/printing-jobs?contest=committee").text


def test_the_screens_page_leads_here_and_the_public_tabs_do_not(desk: Desk) -> None:
    assert 'href="/printing"' in desk.get("/screens").text
    assert 'href="/printing"' not in desk.get("/").text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_open_in_both_languages_without_inline_script_or_style(
    desk: Desk, path: str, language: str
) -> None:
    desk.printed()
    answer = desk.get(path, language)
    assert answer.status_code == 200
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script type="module" src="')


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_state_of_a_job_has_words(shelf: FontCache, state: str, language: str) -> None:
    room = room_in(state)
    client = create_app(room, fonts=shelf).test_client()
    text = client.get("/printing", headers={"Accept-Language": language}).text
    jobs = re.findall(r'<p class="state">(.*?)</p>', text, re.DOTALL)
    assert len(jobs) == len(room.desk.jobs())
    assert all(re.sub(r"<.*?>", "", job, flags=re.DOTALL).strip() for job in jobs)
    for job in room.desk.jobs():
        for trouble in job.troubles:
            assert str(next(iter(trouble.facts.values()))) in text
    if isinstance(room.desk.there, Refusal):
        assert "Scheduler is not running" in text


def test_a_problem_of_a_candidate_names_the_candidate(shelf: FontCache) -> None:
    client = create_app(room_in("ended"), fonts=shelf).test_client()
    assert "王建川：" in client.get("/printing").text


def test_starting_the_web_loads_nothing_of_printing(tmp_path: Path) -> None:
    import subprocess
    import sys

    directory = sealed_directory(tmp_path)
    code = f"""
import sys
from pathlib import Path
from kiosk.running.congress import RunningCongress
from kiosk.web.app import create_app
from kiosk.web.wall.live import compose
hall = RunningCongress(Path({str(directory)!r}))
create_app(hall); compose(hall)
hall.close()
print([m for m in sys.modules if m.split('.')[0] in ('printing', 'reportlab', 'pypdfium2')])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
