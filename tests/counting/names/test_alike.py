"""Names that only look alike are shown to people; none is ever joined for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.ballot import Mark, WriteIn
from counting.names.alike import look_alike
from counting.names.same import key
from counting.rounds.status import written_alike
from tests.kit.congress import Rehearsal, contest_object, reading

names = st.lists(st.text("青靑山未末王玉明李　·", min_size=1, max_size=4), max_size=8)


@pytest.mark.parametrize(
    ("one", "other"),
    [("白青山", "白靑山"), ("李未", "李末"), ("李小明", "李小朋"), ("王大", "玉大")],
)
def test_these_are_told(one: str, other: str) -> None:
    assert look_alike([one, other, "周文"]) == (tuple(sorted((one, other))),)


@pytest.mark.parametrize(
    ("one", "other"), [("李　明", "李明"), ("王伟", "王强"), ("田富", "田大富"), ("周安", "陈安")]
)
def test_these_are_not(one: str, other: str) -> None:
    assert look_alike([one, other]) == ()


@given(names)
def test_every_pair_differs_in_one_character_whatever_the_order(given_: list[str]) -> None:
    pairs = look_alike(given_)
    assert pairs == look_alike(reversed(given_))
    for one, other in pairs:
        first, second = key(one), key(other)
        assert len(first) == len(second)
        assert sum(a != b for a, b in zip(first, second, strict=True)) == 1


def test_a_written_name_is_held_against_the_candidates_once_all_sheets_are_read() -> None:
    listed = [{"id": "c00", "name": "白青山"}, {"id": "c01", "name": "白靑水"}]
    hall = Rehearsal(contests=[contest_object(seats=1, candidates=listed)]).counting(2)
    sheet = reading("aa", write_ins=(WriteIn("白靑山", Mark.FOR),))
    hall.batch([sheet])
    assert written_alike(hall.state.rounds["committee", 1]) == ()
    hall.batch([sheet], batch="2")
    assert written_alike(hall.state.rounds["committee", 1]) == (
        ("白靑山", "白靑水"),
        ("白靑山", "白青山"),
    )
