"""Every rule value has its words, and the words say what the count does."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from itertools import permutations
from typing import Any, get_args, get_type_hints

import pytest

from counting.model.ballot import Mark, SheetStatus, WriteIn
from counting.model.election import Contest
from counting.model.reading import Reading
from counting.model.rules import Base, Differential, Rules, Source, Threshold, Way, WriteInRule
from counting.rules.differential import bounds
from counting.rules.keys import OFFICES, PARAMETERS, SOURCED
from counting.rules.lines import RuleLine, describe, lines_of
from counting.rules.schemes import SCHEMES, meanings
from counting.rules.thresholds import HALF_OF_PRESENT, in_force, needed, quorum
from counting.rules.wording import (
    LANGUAGES,
    Register,
    fraction_words,
    names,
    rule_words,
    value_words,
    vocabulary,
    words_for,
)
from counting.sheets.validity import FOR, record_of, sheet_faults
from tests.kit.contests import at_least, contest, figures, more_than, rules, write_in_rule

SOURCES = {key: Source("第一条", "M") for key in SOURCED}
ALL_BASES = get_args(Base)
SAID: list[tuple[Register, str]] = [("sentence", "zh"), ("clause", "zh"), ("sentence", "en")]
SHORT = ("overvote", "undervote", "write_in", "full_vote")
in_every_register = pytest.mark.parametrize(("register", "language"), SAID)


def variants() -> list[Rules]:
    """Rules in which every value that a parameter may take occurs."""
    base = rules()
    hints = get_type_hints(Rules)
    found = [base, replace(base, quorum=None), replace(base, blank=None)]
    for field in fields(Rules):
        values = [word for word in get_args(hints[field.name]) if isinstance(word, str)]
        found += [replace(base, **{field.name: value}) for value in values]
    found += [replace(base, marks=scheme) for scheme in SCHEMES]
    found += [replace(base, blank=mark) for mark in Mark]
    for share in (more_than("1/2", "due"), at_least("2/3", "registered")):
        found.append(replace(base, quorum=share, majority=share, separate_vote=share))
    for kind in ("ratio", "plus"):
        for most in (None, Fraction(1)):
            found.append(replace(base, differential=Differential(kind, Fraction(1), most)))
            third = Differential("ratio", Fraction(1, 3), most)
            found.append(replace(base, differential=third))
    found += [replace(base, differential=Differential(kind)) for kind in ("equal", "any")]
    for field in fields(WriteInRule):
        for value in get_args(get_type_hints(WriteInRule)[field.name]):
            found.append(replace(base, write_in=write_in_rule(**{field.name: value})))
    found.append(replace(base, write_in=write_in_rule(allowed=False)))
    for flag in (True, False):
        found.append(replace(base, invalid_review=flag, tie_needs_majority=flag))
    ways = get_args(Way)
    for number in range(len(ways) + 1):
        for some in permutations(ways, number):
            found.append(replace(base, fewer_than_seats=some))
    return found


def held(lines: int = 2, **changes: Any) -> Contest:
    return replace(contest(3, 5, **changes), sources=SOURCES, write_in_lines=lines)


def every_line() -> Iterator[RuleLine]:
    for given in variants():
        yield from describe(given, SOURCES)
        yield from lines_of(replace(held(), rules=given))
    yield from lines_of(held(lines=0))


def line_of(given: Contest, key: str) -> RuleLine:
    (line,) = [line for line in lines_of(given) if line.key == key]
    return line


def said(given: Contest, key: str, register: Register, language: str = "zh") -> str:
    return rule_words(line_of(given, key), register, language)


def bases_in(text: str, register: Register, language: str) -> set[str]:
    return {b for b, word in words_for("bases", register, language).items() if word in text}


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def tokens(language: str) -> tuple[str, str]:
    return ("超过", "达到|不少于|不得少于") if language == "zh" else ("more than", "at least")


class TestEveryValue:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_words_and_no_words_are_there_for_a_value_that_is_none(self, language: str) -> None:
        rows = vocabulary(language)["rules"]
        worded = {(key, code) for key in rows for code, row in rows[key].items() if code != "name"}
        worded -= {(key, "label") for key in rows}
        assert worded == {(line.key, line.value_code) for line in every_line()}
        assert list(rows) == sorted(rows, key=list(names()).index)
        assert set(rows) == set(SOURCED) >= set(PARAMETERS)

    @in_every_register
    def test_is_said_whole(self, register: Register, language: str) -> None:
        for line in every_line():
            text = rule_words(line, register, language)
            assert text, line
            assert not set("{}%") & set(re.sub("[0-9]%", "", text)), text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_said_short_where_walls_and_terminals_say_it(self, language: str) -> None:
        for key in SHORT:
            codes = {line.value_code for line in every_line() if line.key == key}
            assert set(value_words(key, "short", language)) == codes

    def test_both_languages_name_the_same_facts(self) -> None:
        def facts(language: str) -> dict[tuple[str, str], set[str]]:
            rows = vocabulary(language)["rules"]
            return {
                (key, code): set(re.findall(r"{(\w+)}", row["sentence"]))
                for key in rows
                for code, row in rows[key].items()
                if isinstance(row, dict)
            }

        assert facts("zh") == facts("en")

    def test_has_a_name_of_its_own(self) -> None:
        for called in (names(), names("label")):
            assert len(set(called.values())) == len(SOURCED)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_so_have_bases_marks_and_offices(self, language: str) -> None:
        assert set(words_for("bases", language=language)) == set(ALL_BASES)
        assert set(words_for("marks", language=language)) == set(Mark)
        assert tuple(words_for("offices", language=language)) == OFFICES
        assert list(value_words("marks", "label")) == list(SCHEMES)


class TestThresholds:
    """Share, base and number in words are those by which the count decides."""

    @in_every_register
    @pytest.mark.parametrize("make", [more_than, at_least])
    @pytest.mark.parametrize("key", ["quorum", "majority", "separate_vote"])
    def test_share_and_base_are_the_count_s(
        self, key: str, make: Any, register: Register, language: str
    ) -> None:
        for base in ALL_BASES:
            for share in ("1/2", "2/3", "3/10", "7/13"):
                threshold: Threshold = make(share, base)
                given = replace(rules(), **{key: threshold})
                (line,) = [each for each in describe(given, SOURCES) if each.key == key]
                text = rule_words(line, register, language)
                assert bases_in(text, register, language) == {base}
                assert fraction_words(Fraction(share), register, language) in text
                more, least = tokens(language)
                assert bool(re.search(more, text)) is threshold.strict
                assert bool(re.search(least, text)) is not threshold.strict

    @in_every_register
    @pytest.mark.parametrize("share", [more_than("1/2", "due"), at_least("2/3", "registered")])
    @pytest.mark.parametrize("due", [99, 100, 302])
    def test_numbers_are_the_count_s(
        self, share: Threshold, due: int, register: Register, language: str
    ) -> None:
        given = held(due=due, quorum=share, majority=share)
        counted = figures(due)
        met = quorum(given.rules, counted)
        assert numbers(said(given, "quorum", register, language)) == [due, met.needed]
        assert numbers(said(given, "majority", register, language)) == [
            due,
            needed(in_force(given.rules, "first"), counted),
        ]

    def test_a_share_of_nothing_still_takes_one_approval(self) -> None:
        given = held(majority=at_least("0", "due"))
        assert numbers(said(given, "majority", "clause"))[-1] == needed(
            given.rules.majority, figures(100)
        )

    @in_every_register
    def test_a_revote_is_decided_by_the_base_that_is_said(
        self, register: Register, language: str
    ) -> None:
        given = held(tie_needs_majority=True)
        threshold = in_force(given.rules, "revote")
        assert needed(threshold, figures(100, 60)) == 31  # of those present, not of those due
        text = said(given, "tie_needs_majority", register, language)
        assert bases_in(text, register, language) == {threshold.base}
        assert fraction_words(threshold.fraction, register, language) in text
        assert re.search(tokens(language)[0], text)
        without = said(held(tie_needs_majority=False), "tie_needs_majority", register, language)
        assert bases_in(without, register, language) == set()

    def test_so_does_the_workbook(self) -> None:
        label = names("label")["tie_needs_majority"]
        assert bases_in(label, "clause", "zh") == {HALF_OF_PRESENT.base}
        assert fraction_words(HALF_OF_PRESENT.fraction, "clause") in label

    def test_shares_are_said_in_words_where_there_are_any(self) -> None:
        assert fraction_words(Fraction(1, 2), "clause") == "半数"
        assert fraction_words(Fraction(1, 2), "sentence") == "二分之一"
        assert fraction_words(Fraction(4, 5), "clause") == "五分之四"
        assert fraction_words(Fraction(7, 13), "clause") == "7/13"
        assert fraction_words(Fraction(1), "sentence", "en") == "all"


class TestNumbers:
    @in_every_register
    @pytest.mark.parametrize("kind", ["ratio", "plus"])
    @pytest.mark.parametrize("most", [None, 3])
    def test_the_differential_is_the_count_s(
        self, kind: Any, most: int | None, register: Register, language: str
    ) -> None:
        scale = Fraction(1, 10) if kind == "ratio" else Fraction(1)
        rule = Differential(kind, 2 * scale, None if most is None else most * scale)
        read = numbers(said(held(differential=rule), "differential", register, language))
        seats = 7
        more = [-(-n * seats // 100) if kind == "ratio" else n for n in read]
        assert (seats + more[0], seats + more[1] if most else None) == bounds(rule, seats)

    @in_every_register
    def test_shares_of_the_seats_that_are_no_whole_per_cent_are_said_as_the_law_says_them(
        self, register: Register, language: str
    ) -> None:
        thirds = Differential("ratio", Fraction(1, 3), Fraction(1))
        text = said(held(differential=thirds), "differential", register, language)
        assert ("三分之一至一倍" if language == "zh" else "a third to all of the seats") in text
        least = said(
            held(differential=Differential("ratio", Fraction(1, 3))),
            "differential",
            register,
            language,
        )
        assert ("至少多三分之一" if language == "zh" else "at least a third of the seats") in least

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("register", ["sentence", "short"])
    @pytest.mark.parametrize("undervote", ["valid", "void"])
    def test_so_many_approvals_are_valid_as_is_said(
        self, undervote: Any, register: Register, language: str
    ) -> None:
        given = held(undervote=undervote)
        (most,) = numbers(said(given, "overvote", register, language))
        (least,) = numbers(said(given, "undervote", register, language))
        assert most == least == given.seats
        faults = [sheet_faults(given, FOR * n, ()) for n in range(most + 2)]
        assert faults[most] == frozenset()
        assert faults[most + 1] == {"overvote"}
        assert faults[least - 1] == ({"undervote"} if undervote == "void" else frozenset())
        if language == "zh":
            note = value_words("undervote", "ballot")[undervote]
            assert set(numbers(note.format(seats=given.seats, including=""))) == {most}


class TestMarks:
    @pytest.mark.parametrize("scheme", [s for s in SCHEMES if SCHEMES[s].layout == "one-box"])
    @pytest.mark.parametrize(("register", "language"), [*SAID, ("label", "zh")])
    def test_symbols_mean_what_the_count_takes_them_for(
        self, scheme: str, register: Register, language: str
    ) -> None:
        text = said(held(marks=scheme), "marks", register, language)
        told = {}
        for part in re.split(r" (?=赞|不|弃)|[，,]", text.removeprefix(scheme).strip()):
            mark = next(m for m in ("against", "for", "abstain") if marks_word(m, language) in part)
            blank = bool(re.search("空白|不画|blank", part.lower()))
            told[mark] = (set(part) & set("○×√"), blank)
        open_blank = SCHEMES[scheme].blank is None  # said as a rule of its own
        assert told == {
            meaning.mark.value: (set(meaning.symbols), meaning.blank and not open_blank)
            for meaning in meanings(held(marks=scheme).rules)
        }

    @in_every_register
    def test_a_blank_is_what_the_count_makes_of_it(self, register: Register, language: str) -> None:
        for blank in (Mark.FOR, Mark.AGAINST, Mark.ABSTAIN):
            text = said(held(marks="S5", blank=blank), "blank", register, language)
            assert mark_said(text, language) == blank
        assert not any(line.key == "blank" for line in lines_of(held(marks="S1")))

    @in_every_register
    @pytest.mark.parametrize("unmarked", ["for", "abstain", "void"])
    def test_a_name_without_a_mark_is_what_the_count_makes_of_it(
        self, unmarked: Any, register: Register, language: str
    ) -> None:
        given = held(write_in=write_in_rule(unmarked=unmarked))
        against = {"c01": Mark.AGAINST}
        sheet = record_of(
            given,
            Reading(code=None, marks=against, write_ins=(WriteIn("某", None, unmarked=True),)),
        )
        text = said(given, "write_in.unmarked", register, language)
        assert (mark_said(text, language) or Mark.VOID) == sheet.write_ins[0][1]

    @in_every_register
    @pytest.mark.parametrize("needs", ["after_against", "one_for_one", "free"])
    def test_whoever_abstains_is_told_to_write_nobody_in(
        self, needs: Any, register: Register, language: str
    ) -> None:
        given = held(write_in=write_in_rule(needs=needs))
        names = (WriteIn("某", Mark.FOR),)
        sheet = record_of(given, Reading(code=None, marks={}, write_ins=names))
        assert (set(sheet.marks), sheet.status) == ({"0"}, SheetStatus.PENDING)
        text = said(given, "write_in", register, language)
        assert re.search("弃权的(名额)?，不[能得]另选他人|abstain", text)


def marks_word(mark: str, language: str) -> str:
    return words_for("marks", language=language)[mark]


def mark_said(text: str, language: str) -> str | None:
    """The last mark that a text names, without the word for void."""
    last = text[-6:] if language == "zh" else " ".join(text.split()[-2:])
    return next((m for m in ("against", "for", "abstain") if marks_word(m, language) in last), None)


class TestWhereARuleDecidesNothing:
    """No screen and no paper says it: both take the lines of the contest."""

    def test_without_lines_nobody_may_be_written_in_whatever_the_rules_allow(self) -> None:
        assert line_of(held(lines=0), "write_in").value_code == "no_lines"
        keys = {line.key for line in lines_of(held(lines=0))}
        assert not keys & {"write_in.who", "write_in.unmarked"}

    def test_where_writing_in_is_not_allowed_that_is_the_reason(self) -> None:
        given = held(lines=0, write_in=write_in_rule(allowed=False))
        assert line_of(given, "write_in").value_code == "none"

    def test_a_floor_for_a_revote_is_said_where_there_may_be_one(self) -> None:
        assert not any(x.key == "tie_needs_majority" for x in lines_of(held(tie="lot")))

    def test_the_order_of_strokes_is_said_where_a_ballot_or_the_elected_follow_it(self) -> None:
        def told(ballot_order: str, announce_order: str) -> bool:
            given = held(ballot_order=ballot_order, announce_order=announce_order)
            return any(line.key == "name_order" for line in lines_of(given))

        assert told("superior", "votes_then_strokes")
        assert told("strokes", "superior")
        assert not told("superior", "superior")

    @pytest.mark.parametrize("register", ["sentence", "clause"])
    @pytest.mark.parametrize("ways", list(permutations(("报请上级", "另行选举", "减少名额"))))
    def test_ways_are_said_in_the_order_of_the_rule(
        self, ways: tuple[str, ...], register: str
    ) -> None:
        keys = {"另行选举": "separate_vote", "减少名额": "reduce_seats", "报请上级": "ask_superior"}
        contest = held(fewer_than_seats=tuple(keys[way] for way in ways))
        words = said(contest, "fewer_than_seats", register)
        assert sorted(ways, key=words.index) == list(ways)
