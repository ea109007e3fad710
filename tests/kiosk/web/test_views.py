"""What stands behind the pages: combs, pages of names, sizes, release, rules in words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.outcome import Finding, Outcome
from counting.model.state import Phase, Round, RowDifference
from counting.rounds.status import closed_tally
from kiosk.web.site import break_points
from kiosk.web.wall.names import name_view
from kiosk.web.wall.results import balanced, result_pages
from kiosk.web.wall.scenes import scene_of
from kiosk.web.wall.setting import WIDTH, lines_class
from kiosk.web.wall.tick_bar import comb
from tests.kit.web_pages import closed, counting, drawn_tally, returned, sealed, with_names
from tools import translations


@given(st.integers(0, 500), st.integers(1, 12))
def test_balanced_pages_keep_order_and_differ_by_one_at_most(count: int, most: int) -> None:
    parts = balanced(range(count), most)
    assert [row for part in parts for row in part] == list(range(count))
    lengths = [len(part) for part in parts]
    assert all(length <= most for length in lengths)
    assert not lengths or max(lengths) - min(lengths) <= 1


def test_thirty_five_names_are_five_pages_of_seven() -> None:
    assert [len(part) for part in balanced(range(35), 8)] == [7] * 5


@given(st.data(), st.integers(1, 12_000))
def test_a_comb_gives_every_kind_that_occurs_a_tick_and_fits(
    data: st.DataObject, total: int
) -> None:
    counted = data.draw(st.integers(0, total))
    invalid = data.draw(st.integers(0, min(counted, 30)))
    pending = data.draw(st.integers(0, min(counted - invalid, 30)))
    drawn = comb(total, counted - invalid - pending, invalid, pending)
    assert len(drawn.ticks) <= 400
    assert list(drawn.bounds) == sorted(drawn.bounds)
    assert drawn.bounds[-1] == 1000
    if total * 0.8 > counted > 1000:
        assert (drawn.bounds[1] > drawn.bounds[0]) == (invalid > 0)
        assert (drawn.bounds[2] > drawn.bounds[1]) == (pending > 0)


def test_up_to_four_hundred_sheets_have_a_tick_each() -> None:
    assert comb(400, 0).each == 1
    assert comb(401, 0).each == 10


def test_two_characters_are_spaced_and_long_names_break_after_the_dot() -> None:
    assert name_view("王宁").spaced
    assert not name_view("王建川").spaced
    assert not name_view("Bo").spaced
    assert name_view("艾尔肯·吐尔逊").parts == ("艾尔肯·", "吐尔逊")


@given(st.text(alphabet="甲乙丙丁·A ", min_size=1, max_size=30))
def test_a_name_is_never_changed_by_its_setting(text: str) -> None:
    assert "".join(name_view(text).parts) == text


@given(st.text(alphabet="选举委员会、，的关于工作", min_size=1, max_size=40))
def test_break_points_keep_the_title(title: str) -> None:
    assert "".join(break_points(title)) == title
    assert lines_class(break_points(title), 87, 36, 12).startswith("set-")


def test_every_name_of_a_page_is_set_in_the_same_size_and_fits() -> None:
    long_name = "阿卜杜热合曼·买买提依明"
    stems = "川山水木金火土日月星石田白露雨雪风云雷电天地人和"
    names = (*(f"王建{stem}" for stem in stems), long_name)
    state = with_names(sealed(), "committee", names, 24)
    round_ = state.current("committee")
    assert round_ is not None
    done = closed(state, "committee", 298, tally=drawn_tally(round_.contest, 298))
    board = result_pages(done, figures=True, height=66)[0]
    assert board.kind == "board"
    width = (WIDTH - (len(board.columns) - 1) * 3.0) / len(board.columns)
    longest = max(row.name.ems for row in board.rows)
    assert longest * board.setting.size / 10 <= width


@pytest.mark.parametrize(
    ("valid", "invalid", "pending", "kind"),
    [(200, 1, 3, "counting"), (297, 0, 1, "counting"), (297, 1, 0, "complete")],
)
def test_the_wall_says_all_in_only_when_nothing_is_missing_or_doubtful(
    valid: int, invalid: int, pending: int, kind: str
) -> None:
    state = sealed()
    scene = scene_of(state, counting(state, "committee", 298, valid, invalid, pending), ())
    assert scene.kind == kind


def test_a_count_with_errors_is_held_back_and_never_called_balanced() -> None:
    state = sealed()
    done = closed(state, "committee", 298)
    assert isinstance(done.outcome, Outcome)
    finding = replace(done.outcome, errors=done.outcome.errors + done.outcome.warnings[:1])
    if not finding.errors:
        finding = replace(finding, errors=(Finding("counted=returned", {}),))
    scene = scene_of(state, replace(done, outcome=finding), ())
    assert scene.kind == "held"
    assert scene.imbalance


def test_a_sheet_moves_the_figures_but_not_the_signature() -> None:
    state = sealed()
    before = scene_of(state, counting(state, "committee", 298, 208, 1, 3), ())
    after = scene_of(state, counting(state, "committee", 298, 209, 1, 3), ())
    assert before.signature == after.signature
    assert before.figures != after.figures


def test_a_phase_moves_the_signature() -> None:
    state = sealed()
    before = scene_of(state, returned(state, "committee", 298), ())
    after = scene_of(state, returned(state, "committee", 298, declared=True), ())
    assert before.signature != after.signature


def test_chinese_has_words_for_every_message_and_its_catalogue_is_compiled() -> None:
    assert translations.main(["--check"]) == 0


def test_a_batch_counted_anew_counts_on_the_wall_again_once_its_passes_agree() -> None:
    state = sealed()
    done = closed(state, "committee", 298)
    twice = replace(done.contest, passes=2)
    differed = replace(done.batches["1"], differences=(RowDifference("c01", {"for": 1}, {}),))

    def counted(*passes: int) -> Round:
        lanes = {number: replace(differed.lanes[1], number=number) for number in passes}
        open_again = replace(done, contest=twice, phase=Phase.COUNTING, outcome=None, tally=None)
        return replace(open_again, batches={"1": replace(differed, lanes=lanes)})

    assert scene_of(state, counted(1), ()).kind == "counting"
    assert closed_tally(counted(1)).counted == 0
    assert scene_of(state, counted(1, 2), ()).kind == "complete"
    assert closed_tally(counted(1, 2)) == done.tally
