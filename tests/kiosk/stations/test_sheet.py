"""The sheet in hand, as a teller meets it: pure steps, no port and no store."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.codes.ballots import BallotCode, BatchHeader, CardCode
from counting.model.ballot import Mark, WriteIn
from counting.model.election import Mode
from kiosk.stations import sheet
from kiosk.stations.sheet import Ballot, Row, step

ROWS = ("c00", "c01", "c02")
STYLE = BallotCode(Mode.REHEARSAL, "style", "ballot", 1, 0, 1)
BALLOT = Ballot("1" * 22, STYLE)
HEADER = BatchHeader(Mode.REHEARSAL, 1, 0, 1, "7")


def token_ballot(token: str) -> Ballot:
    code = replace(STYLE, identification="token", token=token)
    return Ballot(f"code of {token}", code)


def card(action: str) -> CardCode:
    return CardCode(1, 0, action, None, mode=Mode.REHEARSAL)


def against(candidate: str) -> Row:
    return Row(candidate, Mark.AGAINST)


DONE, UNDO = card("done"), card("undo")


def scan(*labels, hand=None):
    """The hand and the effect after these labels."""
    effect = None
    for label in labels:
        hand, effect = step(hand, label, ROWS)
    return hand, effect


def committed(*labels):
    """The reading that these labels and *done* make of a ballot."""
    _, effect = scan(BALLOT, *labels, DONE)
    assert isinstance(effect, sheet.Commit)
    return effect.reading


def code_of(effect) -> str:
    assert isinstance(effect, sheet.Refused), effect
    return effect.refusal.code


def test_a_ballot_with_empty_hands_opens_a_sheet() -> None:
    hand, effect = scan(BALLOT)
    assert effect == sheet.Opened()
    assert hand.text == BALLOT.text


def test_a_ballot_and_done_leave_every_row_to_the_scheme() -> None:
    reading = committed()
    assert reading.code == BALLOT.text
    assert reading.marks == {}
    assert (reading.source, reading.doubtful, reading.write_ins) == ("cards", False, ())


def test_a_double_beep_on_an_untouched_sheet_is_ignored() -> None:
    opened, _ = scan(BALLOT)
    hand, effect = scan(BALLOT, hand=opened)
    assert (hand, effect) == (opened, sheet.Ignored())


def test_the_other_side_of_the_ballot_in_hand_is_the_same_ballot() -> None:
    _, effect = scan(BALLOT, Ballot("2" * 22, replace(STYLE, side=2)))
    assert effect == sheet.Ignored()


def test_a_ballot_after_a_card_is_refused_and_the_sheet_stays() -> None:
    touched, _ = scan(BALLOT, against("c00"))
    hand, effect = scan(BALLOT, hand=touched)
    assert code_of(effect) == "sheet.in_hand"
    assert hand == touched


def test_another_token_while_a_sheet_is_in_hand_is_refused_and_the_sheet_stays() -> None:
    hand, effect = scan(token_ballot("000000000001"), token_ballot("000000000002"))
    assert code_of(effect) == "sheet.in_hand"
    assert hand.code.token == "000000000001"


@pytest.mark.parametrize(
    "label",
    [against("c00"), *map(card, ["all_for", "all_abstain", "rest_for", "write_in", "doubtful"])],
    ids=str,
)
def test_a_card_without_a_sheet_in_hand_is_refused(label) -> None:
    hand, effect = scan(label)
    assert hand is None
    assert code_of(effect) == "sheet.none_in_hand"


def test_done_without_a_sheet_in_hand_is_refused() -> None:
    hand, effect = scan(DONE)
    assert hand is None
    assert code_of(effect) == "sheet.none_in_hand"


def test_exceptions_set_their_rows_only() -> None:
    reading = committed(against("c00"), Row("c02", Mark.VOID))
    assert reading.marks == {"c00": Mark.AGAINST, "c02": Mark.VOID}


@pytest.mark.parametrize(("action", "mark"), [("all_for", Mark.FOR), ("all_abstain", Mark.ABSTAIN)])
def test_an_all_card_sets_every_row_over_earlier_cards(action: str, mark: Mark) -> None:
    assert committed(against("c00"), card(action)).marks == dict.fromkeys(ROWS, mark)


def test_rest_for_leaves_rows_that_have_a_card_as_they_are() -> None:
    marks = committed(against("c01"), card("rest_for")).marks
    assert marks == {"c00": Mark.FOR, "c01": Mark.AGAINST, "c02": Mark.FOR}


def test_later_cards_win_over_sheet_cards_and_over_the_same_row() -> None:
    marks = committed(card("all_for"), against("c01"), Row("c01", Mark.ABSTAIN)).marks
    assert marks == {"c00": Mark.FOR, "c01": Mark.ABSTAIN, "c02": Mark.FOR}


def test_each_write_in_card_is_a_name_that_people_will_read() -> None:
    assert committed(card("write_in"), card("write_in")).write_ins == (WriteIn("", None),) * 2


def test_the_doubtful_card_leaves_the_sheet_to_people() -> None:
    assert committed(card("doubtful")).doubtful


def test_cards_never_reach_the_next_sheet() -> None:
    first, effect = scan(BALLOT, against("c00"), DONE)
    assert isinstance(effect, sheet.Commit)
    assert committed().marks == {}
    assert first.marks == {"c00": Mark.AGAINST}


def test_undo_puts_the_sheet_in_hand_down() -> None:
    assert scan(BALLOT, against("c00"), UNDO) == (None, sheet.Dropped())


def test_undo_with_empty_hands_takes_the_last_sheet_back() -> None:
    assert scan(UNDO) == (None, sheet.UndoLast())


@pytest.mark.parametrize(
    ("label", "effect"),
    [(card("end_batch"), sheet.EndBatch()), (HEADER, sheet.SwitchBatch("7"))],
)
def test_a_batch_ends_or_changes_only_between_sheets(label, effect) -> None:
    assert scan(label) == (None, effect)
    hand, refused = scan(BALLOT, label)
    assert code_of(refused) == "sheet.in_hand"
    assert hand is not None


labels = st.one_of(
    st.just(BALLOT),
    st.sampled_from(ROWS).map(against),
    st.sampled_from(["all_for", "rest_for", "all_abstain", "write_in", "doubtful"]).map(card),
    st.sampled_from([DONE, UNDO, HEADER, card("end_batch")]),
)


@given(st.lists(labels, max_size=30))
def test_a_refused_or_ignored_label_never_changes_the_sheet_in_hand(scanned) -> None:
    hand = None
    for label in scanned:
        after, effect = step(hand, label, ROWS)
        if isinstance(effect, sheet.Refused | sheet.Ignored):
            assert after == hand
        hand = None if isinstance(effect, sheet.Commit) else after


@given(st.lists(labels, max_size=40))
def test_every_committed_sheet_had_its_own_ballot_scan(scanned) -> None:
    hand, opened, counted = None, 0, 0
    for label in scanned:
        hand, effect = step(hand, label, ROWS)
        opened += isinstance(effect, sheet.Opened)
        if isinstance(effect, sheet.Commit):
            counted += 1
            hand = None
        assert counted <= opened <= scanned.count(BALLOT)


@given(st.lists(labels.filter(lambda label: label not in (DONE, UNDO, HEADER)), max_size=10))
def test_scanning_every_ballot_twice_is_scanning_it_once(cards) -> None:
    cards = [c for c in cards if c not in (BALLOT, card("end_batch"))]
    assert scan(BALLOT, BALLOT, *cards, DONE) == scan(BALLOT, *cards, DONE)
