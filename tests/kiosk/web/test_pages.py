"""Pages: access, security headers, language, and what each of them says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from counting.model.ballot import Mark
from counting.model.refusal import Refusal
from counting.model.state import Adjournment, Phase, State
from counting.result.outcome import decide
from counting.steps.adjudicate import ConfirmInvalid
from hardware.readers.reader import Link
from kiosk.stations.verdict import Verdict, VerdictKind
from kiosk.web import access
from kiosk.web.app import create_app, create_chooser
from kiosk.web.faces.fonts import FontCache
from kiosk.web.views import papers
from printing.papers.kinds import KINDS
from tests.kit.congress import Rehearsal, reading
from tests.kit.web_pages import (
    Showcase,
    closed,
    counting,
    returned,
    sealed,
    sheet_rows,
    station,
    verdicts,
)

PAGES = (
    "/",
    "/agenda",
    "/agenda?day=2026-11-24",
    "/ballot",
    "/ballot/discipline",
    "/candidates/discipline",
    "/rules",
    "/screens",
    "/display",
    "/display/committee",
    "/station/A",
    "/doubtful",
)


@pytest.fixture
def room() -> Showcase:
    hall = Showcase(sealed(), current=15)
    hall.show(counting(sealed(), "committee", 298, 208, 1, 3), stations=(station(),))
    return hall


@pytest.fixture(scope="module")
def shelf() -> Iterator[FontCache]:
    fonts = FontCache(["县"])
    yield fonts
    fonts.close()


@pytest.fixture
def app(room: Showcase, shelf: FontCache) -> Flask:
    return create_app(room, fonts=shelf)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_opens_in_both_languages_with_its_language_set(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page", "/display/nobody", "/fonts/old.css"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page"])
def test_no_page_holds_inline_script_or_style(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src="')


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fetches_nothing_from_another_host(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text


@pytest.mark.parametrize("path", ["/ballot/none", "/display/none", "/station/Z", "/nothing"])
def test_what_does_not_exist_is_a_page_of_ours_with_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_the_app_refuses_to_start_with_a_route_that_has_no_access_rule(
    room: Showcase, shelf: FontCache
) -> None:
    app = create_app(room, fonts=shelf)
    app.add_url_rule("/secret", "secret", lambda: "")
    with pytest.raises(access.UnruledRoute, match="/secret"):
        access.guard(app, access.CONGRESS)


def test_the_app_refuses_to_start_with_a_method_beyond_the_rule(
    room: Showcase, shelf: FontCache
) -> None:
    app = create_app(room, fonts=shelf)
    app.add_url_rule("/again", "public.now", methods=["POST"])
    with pytest.raises(access.UnruledRoute, match="/again"):
        access.guard(app, access.CONGRESS)


def test_every_app_has_a_table_of_its_own_with_a_rule_for_each_route_and_no_more(
    app: Flask, shelf: FontCache
) -> None:
    chooser = create_chooser({"/a": Showcase(State())}, fonts=shelf)
    for one, table in ((app, access.CONGRESS), (chooser, access.CHOOSER)):
        assert {rule.endpoint for rule in one.url_map.iter_rules()} == table.keys()


def test_another_app_is_held_to_the_table_that_it_brings() -> None:
    small = Flask("small")
    small.add_url_rule("/mine", "mine", lambda: "mine")
    small.add_url_rule("/staff", "staff", lambda: "staff")
    own = {"static": access.Rule(frozenset({access.ANYONE}))}
    own["mine"], own["staff"] = own["static"], access.Rule(frozenset({"administrator"}))
    access.guard(small, own)
    assert small.test_client().get("/mine").status_code == 200
    assert small.test_client().get("/staff").status_code == 403


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_cannot_be_written_to(client: FlaskClient, path: str, method: str) -> None:
    answer = getattr(client, method)(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (403, 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({}, 403),
    ],
)
def test_a_post_from_another_site_is_refused(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/language", data={"lang": "en", "next": "/"}, headers=headers)
    assert answer.status_code == status


def test_a_chosen_language_stays_and_beats_the_browser(client: FlaskClient) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/language", data={"lang": "en", "next": "/agenda"}, headers=own)
    assert answer.headers["Location"] == "/agenda"
    page = client.get("/agenda", headers={"Accept-Language": "zh-CN"})
    assert '<html lang="en"' in page.text


@pytest.mark.parametrize(
    "target",
    [
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:0",
        "",
    ],
)
def test_the_language_button_never_leads_to_another_host(client: FlaskClient, target: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/language", data={"lang": "en", "next": target}, headers=own)
    assert answer.headers["Location"] == "/"


def test_while_counting_under_progress_a_wall_shows_no_name(client: FlaskClient) -> None:
    text = client.get("/display/committee").text
    assert 'data-figure="counted">212<' in text
    assert "王建川" not in text


def test_running_figures_come_from_closed_batches_only(shelf: FontCache) -> None:
    state = sealed("township")
    room = Showcase(state)
    client = create_app(room, fonts=shelf).test_client()
    room.show(counting(state, "committee", 108, 30))
    assert "王谷雨" not in client.get("/display/committee").text
    room.show(counting(state, "committee", 108, 70))
    assert "王谷雨" in client.get("/display/committee").text


def test_the_result_names_the_level_and_both_numbers_of_a_full_vote(
    room: Showcase, client: FlaskClient
) -> None:
    room.show(closed(room.state(), "committee", 298, released_to="floor"))
    text = client.get("/display/committee").text
    assert "全票（按实到会）" in text
    assert "298＝298" in text


def test_a_revote_names_the_base_by_which_it_is_decided(
    room: Showcase, client: FlaskClient
) -> None:
    first = closed(room.state(), "committee", 298, released_to="floor")
    assert first.tally
    rules = replace(first.contest.rules, tie_needs_majority=True)
    contest = replace(first.contest, vote="revote", rules=rules)
    outcome = decide(contest, first.figures, first.tally)
    room.show(replace(first, number=2, contest=contest, outcome=outcome))
    text = client.get("/display/committee").text
    assert outcome.needed == 150
    assert "当选须 150 票（实到会 298 的过半数）" in text


@pytest.mark.parametrize(
    ("language", "hints"),
    [
        ("zh-CN", ("赞成的多于 35 名，整张无效。", "不能另选他人。")),
        ("en", ("More than 35 approvals:", "No other names may be written in.")),
    ],
)
def test_how_to_fill_in_a_ballot_follows_the_rules(
    room: Showcase, client: FlaskClient, language: str, hints: tuple[str, ...]
) -> None:
    round_ = room.state().current("committee")
    assert round_
    room.show(replace(round_, contest=replace(round_.contest, write_in_lines=0)))
    text = client.get("/ballot/committee", headers={"Accept-Language": language}).text
    assert all(hint in text for hint in hints)


def test_the_doubtful_list_gives_sleeves_and_no_marks(client: FlaskClient) -> None:
    text = client.get("/doubtful").text
    assert "10 号封套" in text
    assert "++++" not in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [("counted", "已计入"), ("person", "待认定"), ("refused", "未计入"), ("undone", "已撤销")],
)
def test_a_station_says_the_verdict_in_words(
    room: Showcase, client: FlaskClient, kind: str, words: str
) -> None:
    room.show(stations=(station(verdicts=verdicts(kind)),))
    text = client.get("/station/A").text
    assert f"<h1>{words}</h1>" in text
    assert f'class="verdict {kind}"' in text


def test_a_station_lists_the_rows_of_the_sheet_in_hand_by_name_and_mark(
    room: Showcase, client: FlaskClient
) -> None:
    rows = sheet_rows(3, Mark.AGAINST)
    room.show(stations=(station(in_hand=True, rows=rows, screen=None),))
    text = client.get("/station/A").text
    exceptions = re.findall(r'<li><span lang="zh-CN">(.+?)</span> <b>(.+?)</b>', text)
    assert exceptions == [("候选01", "不赞成")]
    assert "其余 2 行：赞成" in text
    assert re.findall(r'<span lang="zh-CN">(候选0[23])</span>', text) == ["候选02", "候选03"]


def test_a_held_sheet_says_what_was_missed_and_what_to_do(
    room: Showcase, client: FlaskClient
) -> None:
    held = {"in_hand": True, "rows": sheet_rows(3), "hold": Refusal("frame.no_read")}
    room.show(stations=(station(**held),))
    text = client.get("/station/A").text
    assert "<h1>请核对这张票</h1>" in text
    assert "重扫这张票自己的条码" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"screen": Verdict(VerdictKind.BATCH_CLOSED)}, "本批已结束"),
        ({"screen": Verdict(VerdictKind.SWITCHED)}, "第 5 批"),
        ({"blocked": Refusal("station.no_open_batch", {"contest": "x"})}, "现在不能读票"),
        ({"verdicts": ()}, "可以读票"),
        ({"verdicts": (), "before_start": Verdict(VerdictKind.COUNTED, "valid")}, "可以读票"),
    ],
)
def test_what_is_no_sheet_has_a_screen_of_its_own(
    room: Showcase, client: FlaskClient, changes: dict[str, Any], words: str
) -> None:
    room.show(stations=(station(**changes),))
    assert f"<h1>{words}</h1>" in client.get("/station/A").text


def test_a_station_without_its_reader_says_so(room: Showcase, client: FlaskClient) -> None:
    room.show(stations=(station(link=Link.LOST),))
    assert "读票器未连接" in client.get("/station/A").text


def test_an_empty_hall_has_pages_too(shelf: FontCache) -> None:
    client = create_app(Showcase(State()), fonts=shelf).test_client()
    for path in ("/", "/agenda", "/ballot", "/candidates", "/rules", "/display", "/doubtful"):
        answer = client.get(path)
        assert answer.status_code == 200, path
    assert "尚未建立大会" in client.get("/").text


def test_the_rules_page_quotes_its_sources_without_marks_hashes_or_ids(
    client: FlaskClient,
) -> None:
    text = client.get("/rules").text
    assert "《中国共产党地方组织选举工作条例》第二十四条" in text
    assert not re.search(r"\[[THM]\]|cpc-local", text)
    assert sealed().seal.hash[:8] not in text
    assert "302 人中至少 152 人" in text


def test_before_its_day_a_congress_says_on_which_it_begins(shelf: FontCache) -> None:
    room = Showcase(sealed(), current=-1)
    begins = room.agenda().waiting[0].expected
    for now, words in (
        (begins - timedelta(days=3), f"{begins:%-m月%-d日}"),
        (begins - timedelta(minutes=5), "大会 "),
    ):
        room.now = now
        client = create_app(room, fonts=shelf).test_client()
        text = client.get("/").text
        assert words in text
        assert (f"{begins:%-d日}" in text) == (now.date() != begins.date())
        assert words in client.get("/display").text


def test_an_override_is_marked_on_the_rules_page(shelf: FontCache) -> None:
    client = create_app(Showcase(sealed("township")), fonts=shelf).test_client()
    assert "本次大会另行规定" in client.get("/rules").text


def test_the_specimen_never_shows_marks_beside_a_candidates_name(client: FlaskClient) -> None:
    text = client.get("/ballot").text
    assert "候选人甲" in text
    assert "王建川" not in text


def test_several_congresses_hang_below_a_chooser(shelf: FontCache) -> None:
    halls = {"/county": Showcase(sealed()), "/township": Showcase(sealed("township"))}
    text = create_chooser(halls, fonts=shelf).test_client().get("/").text
    for prefix in halls:
        assert f'href="{prefix}/display"' in text


class _BrokenRoom(Showcase):
    """A hall that fails once its app has started."""

    working = True

    def state(self) -> State:
        if not self.working:
            raise RuntimeError("inner matter")
        return super().state()


def test_a_bug_is_a_page_of_ours_with_500_and_tells_nothing(shelf: FontCache) -> None:
    room = _BrokenRoom(sealed())
    client = create_app(room, fonts=shelf).test_client()
    room.working = False
    answer = client.get("/candidates")
    assert answer.status_code == 500
    assert "inner matter" not in answer.text
    assert "<html" in answer.text


@pytest.mark.parametrize("phase", list(Phase))
def test_a_wall_has_a_scene_for_every_phase(
    room: Showcase, client: FlaskClient, phase: Phase
) -> None:
    done = closed(room.state(), "committee", 298)
    early = phase in (Phase.DEFINED, Phase.SEALED, Phase.ATTENDED, Phase.ISSUED, Phase.RETURNED)
    outcome = None if early or phase is Phase.COUNTING else done.outcome
    room.show(replace(done, phase=phase, outcome=outcome))
    assert client.get("/display/committee").status_code == 200


class TestPapers:
    def test_a_paper_comes_as_a_file_of_its_name(self, room: Showcase, client: FlaskClient) -> None:
        answer = client.get("/papers/rules.docx")
        assert answer.data == b"rules docx None"
        assert "rules.docx" in answer.headers["Content-Disposition"]

    def test_every_kind_of_paper_is_offered(self) -> None:
        of_congress = {kind for kinds in papers.CONGRESS.values() for kind in kinds}
        assert of_congress | papers.CONTEST.keys() | papers.RESULT.keys() == KINDS.keys()

    def test_the_script_and_the_forms_stand_there_before_any_figure_is_known(
        self, room: Showcase, client: FlaskClient
    ) -> None:
        page = client.get("/papers").get_data(as_text=True)
        for contest in room.state().congress.contests:  # type: ignore[union-attr]
            for kind in ("script", "adjudication", "sealing", "candidates"):
                path = f"/papers/{kind}.pdf?contest={contest.id}"
                assert path in page
                assert client.get(path).status_code == 200
        assert client.get("/papers/script.docx").status_code == 200

    @pytest.mark.parametrize("kind", ["badges", "table-cards"])
    def test_badges_and_table_cards_are_printed_of_the_roll(
        self, client: FlaskClient, kind: str
    ) -> None:
        path = f"/papers/people/{kind}.pdf"
        assert path in client.get("/papers").get_data(as_text=True)
        assert client.get(path).data == f"{kind} of the roll".encode()

    def test_without_a_roll_they_are_not_offered(
        self, room: Showcase, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(room, "has_roll", lambda: False)
        assert "/papers/people/" not in client.get("/papers").get_data(as_text=True)

    @pytest.mark.parametrize(
        "path",
        ["/papers/odd.pdf", "/papers/people/odd.pdf", "/papers/rules.exe", "/papers/count.pdf"],
    )
    def test_what_is_no_paper_is_not_found(self, client: FlaskClient, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_results_are_on_paper_only_when_the_hall_may_see_them(
        self, room: Showcase, client: FlaskClient
    ) -> None:
        held = next(round_ for round_ in room.state().rounds.values() if round_.outcome is None)
        path = f"/papers/elected.pdf?contest={held.contest.id}"
        assert client.get(path).status_code == 404
        assert path not in client.get("/papers").get_data(as_text=True)


def test_the_wall_says_that_a_contest_is_not_held_and_why_in_figures(
    room: Showcase, client: FlaskClient
) -> None:
    held = returned(room.state(), "committee", 298)
    room.show(replace(held, adjourned=Adjournment("put_off", "设备未到")))
    text = client.get("/display/committee").text
    assert "本项选举不举行" in text
    assert "改期举行" in text
    assert "设备未到" not in text  # the reason is for the record


def test_sheets_found_invalid_wait_on_the_page_until_they_are_confirmed(shelf: FontCache) -> None:
    hall = Rehearsal().counting(2).as_official()
    hall.batch([reading("fff"), reading("ffa")])
    room = Showcase(hall.state)
    page = create_app(room, fonts=shelf).test_client()
    assert "待认定 1 张" in page.get("/doubtful").text
    (handle,) = hall.state.rounds["committee", 1].batches["1"].lanes[1].sheets
    hall.must(ConfirmInvalid(contest="committee", batch="1", reading=handle))
    assert (
        "待认定 0 张"
        in create_app(Showcase(hall.state), fonts=shelf).test_client().get("/doubtful").text
    )
