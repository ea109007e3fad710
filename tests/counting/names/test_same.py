"""One answer to "the same name?": however a name is typed, copied or spaced, and nowhere else."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.model.ballot import Mark, WriteIn
from counting.model.election import Candidate
from counting.model.figures import Row
from counting.names.listed import labels, listed_names, namesakes, not_eligible
from counting.names.same import DOTS, key, key_of
from counting.rounds import candidates
from counting.rounds.next_round import Named
from counting.rounds.status import progress
from counting.steps.attendance import RecordAttendance
from counting.steps.batches import CloseBatch, OpenBatch
from counting.steps.certify import Certify
from counting.steps.codec import EVENTS
from counting.steps.count import CloseCount, OpenCount
from counting.steps.define import CongressSealed
from counting.steps.hand_totals import RecordTally, TallyRecorded
from counting.steps.handle import evolve
from counting.steps.paper import RecordIssued, RecordReturned
from counting.steps.rounds import OpenRound
from counting.steps.sheets import ReadingRecorded, RecordReading
from tests.kit.congress import Rehearsal, contest_object, reading
from tests.kit.contests import contest

UIGHUR = "艾尔肯·吐尔逊"
NOTHING = ("", " ", "　", "\u00a0", "\u200b", "\u2060", "\ufe00", "\U000e0100", "\t", *DOTS)
texts = st.text(max_size=8)
gaps = st.sampled_from(NOTHING)


def wide(text: str) -> str:
    """The full-width forms of what has them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class TestKey:
    @given(texts)
    def test_the_key_of_a_key_is_itself(self, name: str) -> None:
        assert key(key(name)) == key(name)

    @given(st.lists(st.sampled_from("李明艾尔肯王AbÉß"), max_size=6), st.lists(gaps, min_size=7))
    def test_spaces_dots_and_invisible_characters_never_count(
        self, name: list[str], between: list[str]
    ) -> None:
        apart = "".join(gap + char for gap, char in zip(between, (*name, ""), strict=False))
        assert key(apart) == key("".join(name))

    @given(texts)
    def test_width_case_and_compatibility_forms_never_count(self, name: str) -> None:
        assert key(wide(name)) == key(name)
        assert key(key(name).upper().casefold()) == key(name.casefold())
        assert key(unicodedata.normalize("NFKD", name)) == key(name)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("A李明", "Ａ李明"),
            ("a李明", "A李明"),
            ("李　明", "李明"),
            (UIGHUR, "艾尔肯‧吐尔逊"),
            (UIGHUR, "艾尔肯吐尔逊"),
            ("⻰⼩⻘", "龙小青"),
            ("\uf9dd明", "利明"),
            ("葛\U000e0101明", "葛明"),
        ],
    )
    def test_these_are_one_name(self, one: str, other: str) -> None:
        assert key(one) == key(other)

    @pytest.mark.parametrize(("one", "other"), [("青", "靑"), ("李明", "李铭"), ("A李", "李A")])
    def test_and_these_are_two(self, one: str, other: str) -> None:
        assert key(one) != key(other)

    def test_no_radical_is_left_as_one(self) -> None:
        radicals = [chr(n) for n in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))]
        named = [c for c in radicals if unicodedata.name(c, "")]
        left = [c for c in named if key(c) == c]
        assert [unicodedata.name(c) for c in left] == ["CJK RADICAL REPEAT"]


class TestContest:
    """What a contest knows of names goes by their keys."""

    def test_candidates_of_one_name_are_namesakes_whatever_form_it_has(self) -> None:
        twins = (Candidate("c01", "A李明", "女"), Candidate("c02", "Ａ李明", "男"))
        both = replace(contest(), candidates=twins)
        assert labels(both) == ("A李明（女）", "Ａ李明（男）")
        assert namesakes(both, twins) == ("a李明",)

    @pytest.mark.parametrize("dot", DOTS)
    def test_a_written_name_is_the_listed_one_whatever_dot_it_has(self, dot: str) -> None:
        name = UIGHUR.replace("·", dot)
        assert key(name) in listed_names(contest(candidates=(UIGHUR, "白露")))
        assert not not_eligible(replace(contest(), eligible=(UIGHUR,)), [name])


class TestSealedByTheFirstVersion:
    """What version 0.1 sealed is compared as it was then: no later rule changes its outcome."""

    @staticmethod
    def hall(name_key: int) -> Rehearsal:
        listed = [{"id": "c00", "name": UIGHUR}, {"id": "c01", "name": "白露"}]
        hall = Rehearsal(contests=[contest_object(seats=1, candidates=listed, write_in_lines=1)])
        hall.sealed()
        assert hall.state.seal
        event = CongressSealed(hall.state.seal, (), name_key)
        hall.state = evolve(hall.state, EVENTS.load(EVENTS.dump(event, (), "0" * 32)))
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest="committee", unsealed=10, issued=10, remaining=0),
        )
        hall.must(RecordReturned("committee", 10), OpenCount("committee"))
        return hall

    @pytest.mark.parametrize(("name_key", "people"), [(1, "n1"), (2, "c00")])
    def test_rounds_name_people_by_the_key_of_the_seal(self, name_key: int, people: str) -> None:
        contest = self.hall(name_key).state.rounds["committee", 1].contest
        named = [Named(name=UIGHUR.replace("·", "•"))]
        found = candidates._resolved(named, contest.candidates, key_of(contest))
        assert [candidate.id for candidate in found] == [people]

    def test_a_seal_that_says_nothing_of_names_is_of_that_version(self) -> None:
        hall = Rehearsal().sealed()
        assert hall.state.seal
        body = EVENTS.dump(CongressSealed(hall.state.seal, (), 1), (), "0" * 32)
        silent = body.replace('"name_key":1,', "")
        assert "name_key" not in silent
        old = EVENTS.load(silent)
        assert isinstance(old, CongressSealed)
        assert old.name_key == 1

    @pytest.mark.parametrize(("name_key", "told_apart"), [(1, True), (2, False)])
    def test_a_dot_told_two_names_apart_there_and_does_so_no_more(
        self, name_key: int, told_apart: bool
    ) -> None:
        hall = self.hall(name_key)
        written = WriteIn(UIGHUR.replace("·", ""), Mark.FOR)
        sheet = reading("ab", write_ins=(written,))
        hall.must(OpenBatch("committee", "1", 10))
        hall.must(*(RecordReading("committee", "1", sheet) for _ in range(10)))
        round_ = hall.state.current("committee")
        assert round_
        assert (progress(round_).pending == 0) == told_apart
        if told_apart:
            hall.must(CloseBatch("committee", "1"), CloseCount("committee"))
            round_ = hall.state.current("committee")
            assert round_
            assert round_.outcome
            assert (round_.outcome.elected, round_.outcome.errors) == ((written.name,), ())

    @pytest.mark.parametrize(("name_key", "kept"), [(1, {"白 露", "白　露"}), (2, {"白露"})])
    def test_written_names_are_set_as_names_are_but_where_it_sealed(
        self, name_key: int, kept: set[str]
    ) -> None:
        listed = [{"id": "c00", "name": "王宁"}, {"id": "c01", "name": "丁一"}]
        hall = Rehearsal(contests=[contest_object(seats=1, candidates=listed, write_in_lines=1)])
        hall.sealed()
        assert hall.state.seal
        hall.state = evolve(hall.state, CongressSealed(hall.state.seal, (), name_key))
        hall.must(
            RecordAttendance(10),
            RecordIssued(contest="committee", unsealed=10, issued=10, remaining=0),
        )
        hall.must(RecordReturned("committee", 10), OpenCount("committee"))
        hall.must(OpenBatch("committee", "1", 1), OpenBatch("committee", "2", 9))
        written = (WriteIn(" 白 露 ", Mark.FOR),)
        (read,) = hall.must(RecordReading("committee", "1", reading("bb", write_ins=written)))
        assert isinstance(read, ReadingRecorded)
        rows = {"c00": Row(against=9), "c01": Row(against=9)}
        (totals,) = hall.must(
            RecordTally(
                contest="committee",
                batch="2",
                rows=rows,
                valid=9,
                invalid=0,
                write_ins={" 白　露": 2, "白　露 ": 3},
            )
        )
        assert isinstance(totals, TallyRecorded)
        assert totals.tally.write_ins in ({"白　露": 5}, {"白露": 5})
        assert {name for name, _ in read.record.write_ins} | {*totals.tally.write_ins} == kept

    def test_a_later_round_keeps_what_the_seal_says(self) -> None:
        hall = self.hall(1)
        rows = {"c00": Row(against=10), "c01": Row(against=10)}
        hall.must(
            OpenBatch("committee", "1", 10),
            RecordTally(
                contest="committee", batch="1", rows=rows, valid=10, invalid=0, write_ins={}
            ),
        )
        hall.must(CloseBatch("committee", "1"), CloseCount("committee"), Certify("committee"))
        people = (Named("c00"), Named("c01"))
        (event,) = hall.must(
            OpenRound(
                contest="committee", why="separate_vote", candidates=people, reason="再次投票"
            )
        )
        hall.state = evolve(hall.state, EVENTS.load(EVENTS.dump(event, (), "0" * 32)))
        round_ = hall.state.current("committee")
        assert round_
        assert (round_.number, round_.contest.name_key) == (2, 1)
