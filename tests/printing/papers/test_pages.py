"""What stands together on a page, what is shared out over pages, and where papers are verified."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.model.state import Batch, Lane
from printing.papers.form import PORTRAIT
from printing.papers.kinds import KINDS
from printing.papers.model import (
    Block,
    Column,
    Heading,
    Note,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from printing.papers.pages import deal
from tests.kit.congress import Rehearsal
from tests.kit.papers import facts, pages

COLUMNS = (Column("序号", 1), Column("姓名", 2))
SIGNED = Signatures(("总监票人", "监票人", "监票人", "计票人"))
VERIFIED = (("规则", "青禾县规则"), ("记录链", "ab" * 32))


def table(rows: int, height: float = 8.0) -> Table:
    return Table(COLUMNS, tuple((str(n), f"候选{n}") for n in range(1, rows + 1)), height)


def rows_a_page(*blocks: Block) -> list[int]:
    dealt, _ = deal(blocks, PORTRAIT)
    return [sum(strip.head is not None for strip, _ in page) for page in dealt]


@pytest.mark.parametrize("lines", range(40))
def test_nobody_signs_a_page_of_signatures_alone(lines: int) -> None:
    """Below text, a note or a table: some of it goes along, wherever the page ends."""
    text = tuple(Paragraph(f"第 {n} 行") for n in range(lines))
    for last in (Paragraph("票数相符。"), Note("核对：相符。"), table(30)):
        found = pages(Paper("t", (*text, last, SIGNED)))
        (signed,) = [page for page in found if "总监票人" in page]
        assert any(word in signed for word in ("第", "相符", "候选30"))
        if last == table(30):
            assert "候选29" in signed


@pytest.mark.parametrize("lines", range(18, 24))
def test_no_heading_stands_at_the_foot_of_a_page(lines: int) -> None:
    text = tuple(Paragraph(f"第 {n} 行") for n in range(lines))
    found = pages(Paper("t", (*text, Heading("一、选举"), Paragraph("投票。" * 30))))
    (headed,) = [page for page in found if "一、选举" in page]
    assert "投票" in headed


@pytest.mark.parametrize(
    ("rows", "height", "shared"),
    [(11, 24.0, [6, 5]), (39, 8.0, [20, 19]), (60, 8.0, [20, 20, 20]), (11, 8.0, [11])],
)
def test_the_rows_of_a_table_are_shared_out_evenly(
    rows: int, height: float, shared: list[int]
) -> None:
    assert rows_a_page(table(rows, height)) == shared


@given(before=st.integers(0, 21), rows=st.integers(12, 90), signed=st.booleans())
@settings(deadline=None, max_examples=40)
def test_a_table_takes_no_more_pages_than_it_needs_and_no_row_stands_alone(
    before: int, rows: int, signed: bool
) -> None:
    text = [Paragraph("一行") for _ in range(before)]
    dealt = rows_a_page(*text, table(rows), *([SIGNED] if signed else []))
    shared = [count for count in dealt if count]
    assert sum(shared) == rows
    assert min(shared) >= 2
    most = int((PORTRAIT.depth - 8.0) / 8.0)
    assert len(dealt) <= -(-(rows + 1) // most) + 2


@given(st.lists(st.integers(1, 400), max_size=8), st.booleans())
@settings(deadline=None, max_examples=40)
def test_nothing_is_lost_and_nothing_leaves_the_type_area(sizes: list[int], signed: bool) -> None:
    blocks: list[Block] = [Paragraph("选" * size) for size in sizes]
    dealt, _ = deal((*blocks, table(5), *([SIGNED] if signed else [])), PORTRAIT)
    whole, _ = deal((table(5), *([SIGNED] if signed else [])), PORTRAIT)
    for page in dealt:
        for strip, y in page:
            assert y >= PORTRAIT.top - strip.above - 1e-6
            assert y + strip.height - strip.tail <= PORTRAIT.foot + 1e-6
    lines = sum(-(-(size + 2) // 28) for size in sizes)
    assert sum(map(len, dealt)) == lines + sum(map(len, whole))


def test_what_a_simulated_device_read_is_marked_as_no_election_on_every_page() -> None:
    real = facts(Rehearsal(mode="official"))
    assert KINDS["count"](real).stripe == ""
    read = Batch("1", 2, {1: Lane(number=1, open=False, simulated=True)})
    simulated = tuple(replace(round_, batches={"1": read}) for round_ in real.rounds)
    found = pages(KINDS["rules"](replace(real, rounds=simulated)))
    assert all("不是真实选举" in page for page in found)


def test_where_people_sign_small_lines_at_the_foot_verify_the_paper() -> None:
    made = Paper("t", (table(3), SIGNED), VERIFIED)
    (only,) = pages(made)
    assert "记录链" in only
    assert "核验页" not in only


def test_what_nobody_signs_is_verified_on_a_page_that_can_be_taken_off() -> None:
    text, verified = pages(Paper("t", (Paragraph("第一条"),), VERIFIED))
    assert "记录链" not in text
    assert "核验页" in verified
    assert "ab" * 32 in verified


def test_a_signed_page_without_room_leaves_it_to_a_page_of_its_own() -> None:
    text = tuple(Paragraph(f"第 {n} 行") for n in range(18))
    *_, signed, verified = pages(Paper("t", (*text, SIGNED), VERIFIED))
    assert "总监票人" in signed
    assert "核验页" in verified
