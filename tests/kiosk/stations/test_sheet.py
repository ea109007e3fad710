"""The sheet in hand, as a teller meets it: pure steps, no port and no store."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.codes.ballots import BatchHeader
from counting.model.ballot import Mark, WriteIn
from counting.model.election import Mode
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal
from kiosk.stations.inputs.sheet import Deed, Effect, RowCard, step

ROWS = ("c00", "c01", "c02")
STYLE = BallotCode(
    mode=Mode.REHEARSAL,
    identification="style",
    purpose="ballot",
    definition_tag=1,
    contest=0,
    round=1,
)
HEADER = BatchHeader(Mode.REHEARSAL, 1, 0, 1, "7")


def token_ballot(token: str) -> BallotCode:
    return replace(STYLE, identification="token", token=token)


def against(candidate: str) -> RowCard:
    return RowCard(candidate, Mark.AGAINST)


def scan(*labels, hand=None):
    """The hand and the effect after these labels."""
    effect = None
    for label in labels:
        hand, effect = step(hand, label, ROWS)
    return hand, effect


def committed(*labels):
    """The reading that these labels and *done* make of a ballot."""
    hand, effect = scan(STYLE, *labels, "done")
    assert effect.deed is Deed.COMMIT
    return hand.reading


def code_of(effect) -> str:
    assert effect.deed is Deed.REFUSE, effect
    return effect.refusal.code


def test_a_ballot_with_empty_hands_opens_a_sheet() -> None:
    hand, effect = scan(STYLE)
    assert effect == Effect(Deed.OPEN)
    assert hand.code == STYLE


def test_a_ballot_and_done_leave_every_row_to_the_scheme() -> None:
    reading = committed()
    assert reading.code == STYLE
    assert reading.marks == {}
    assert (reading.source, reading.doubtful, reading.write_ins) == ("cards", False, ())


def test_a_double_beep_on_an_untouched_sheet_is_ignored() -> None:
    opened, _ = scan(STYLE)
    hand, effect = scan(STYLE, hand=opened)
    assert (hand, effect) == (opened, Effect(Deed.IGNORE))


def test_the_other_side_of_the_ballot_in_hand_is_the_same_ballot() -> None:
    _, effect = scan(STYLE, replace(STYLE, side=2))
    assert effect == Effect(Deed.IGNORE)


def test_a_ballot_after_a_card_is_refused_and_the_sheet_stays() -> None:
    touched, _ = scan(STYLE, against("c00"))
    hand, effect = scan(STYLE, hand=touched)
    assert code_of(effect) == "sheet.in_hand"
    assert hand == touched


def test_another_token_while_a_sheet_is_in_hand_is_refused_and_the_sheet_stays() -> None:
    hand, effect = scan(token_ballot("000000000001"), token_ballot("000000000002"))
    assert code_of(effect) == "sheet.in_hand"
    assert hand.code.token == "000000000001"


@pytest.mark.parametrize(
    "label",
    [against("c00"), "all_for", "all_abstain", "rest_for", "write_in", "doubtful"],
    ids=str,
)
def test_a_card_without_a_sheet_in_hand_is_refused(label) -> None:
    hand, effect = scan(label)
    assert hand is None
    assert code_of(effect) == "sheet.none_in_hand"


def test_done_without_a_sheet_in_hand_is_refused() -> None:
    hand, effect = scan("done")
    assert hand is None
    assert code_of(effect) == "sheet.none_in_hand"


def test_exceptions_set_their_rows_only() -> None:
    reading = committed(against("c00"), RowCard("c02", Mark.VOID))
    assert reading.marks == {"c00": Mark.AGAINST, "c02": Mark.VOID}


@pytest.mark.parametrize(("action", "mark"), [("all_for", Mark.FOR), ("all_abstain", Mark.ABSTAIN)])
def test_an_all_card_sets_every_row_over_earlier_cards(action: str, mark: Mark) -> None:
    assert committed(against("c00"), action).marks == dict.fromkeys(ROWS, mark)


def test_rest_for_leaves_rows_that_have_a_card_as_they_are() -> None:
    marks = committed(against("c01"), "rest_for").marks
    assert marks == {"c00": Mark.FOR, "c01": Mark.AGAINST, "c02": Mark.FOR}


def test_later_cards_win_over_sheet_cards_and_over_the_same_row() -> None:
    marks = committed("all_for", against("c01"), RowCard("c01", Mark.ABSTAIN)).marks
    assert marks == {"c00": Mark.FOR, "c01": Mark.ABSTAIN, "c02": Mark.FOR}


def test_each_write_in_card_is_a_name_that_people_will_read() -> None:
    assert committed("write_in", "write_in").write_ins == (WriteIn("", None),) * 2


def test_the_doubtful_card_leaves_the_sheet_to_people() -> None:
    assert committed("doubtful").doubtful


def test_cards_never_reach_the_next_sheet() -> None:
    first, effect = scan(STYLE, against("c00"), "done")
    assert effect.deed is Deed.COMMIT
    assert committed().marks == {}
    assert first.marks == {"c00": Mark.AGAINST}


def test_undo_puts_the_sheet_in_hand_down() -> None:
    assert scan(STYLE, against("c00"), "undo") == (None, Effect(Deed.DROP))


def test_undo_with_empty_hands_takes_the_last_sheet_back() -> None:
    assert scan("undo") == (None, Effect(Deed.UNDO_LAST))


@pytest.mark.parametrize(
    ("label", "effect"),
    [("end_batch", Effect(Deed.END_BATCH)), (HEADER, Effect(Deed.SWITCH_BATCH, "7"))],
)
def test_a_batch_ends_or_changes_only_between_sheets(label, effect) -> None:
    assert scan(label) == (None, effect)
    hand, refused = scan(STYLE, label)
    assert code_of(refused) == "sheet.in_hand"
    assert hand is not None


labels = st.one_of(
    st.just(STYLE),
    st.sampled_from(ROWS).map(against),
    st.sampled_from(["all_for", "rest_for", "all_abstain", "write_in", "doubtful"]),
    st.sampled_from(["done", "undo", HEADER, "end_batch"]),
)


@given(st.lists(labels, max_size=30))
def test_a_refused_or_ignored_label_never_changes_the_sheet_in_hand(scanned) -> None:
    hand = None
    for label in scanned:
        after, effect = step(hand, label, ROWS)
        if effect.deed in (Deed.REFUSE, Deed.IGNORE):
            assert after == hand
        hand = None if effect.deed is Deed.COMMIT else after


@given(st.lists(labels, max_size=40))
def test_every_committed_sheet_had_its_own_ballot_scan(scanned) -> None:
    hand, opened, counted = None, 0, 0
    for label in scanned:
        hand, effect = step(hand, label, ROWS)
        opened += effect.deed is Deed.OPEN
        if effect.deed is Deed.COMMIT:
            counted += 1
            hand = None
        assert counted <= opened <= scanned.count(STYLE)


@given(st.lists(labels.filter(lambda label: label not in ("done", "undo", HEADER)), max_size=10))
def test_scanning_every_ballot_twice_is_scanning_it_once(cards) -> None:
    cards = [c for c in cards if c not in (STYLE, "end_batch")]
    assert scan(STYLE, STYLE, *cards, "done") == scan(STYLE, *cards, "done")


class TestHeld:
    """A frame that was refused or not read may have been a card of the sheet in hand."""

    MISSED = Refusal("frame.no_read")

    def held(self, *labels):
        hand, _ = scan(STYLE, *labels)
        return hand.held(self.MISSED)

    @pytest.mark.parametrize("label", ["done", "end_batch", HEADER])
    def test_it_is_not_done_and_nothing_ends_until_it_is_checked(self, label) -> None:
        hand, effect = scan(label, hand=self.held())
        assert code_of(effect) == "sheet.held"
        assert hand == self.held()

    def test_its_own_label_and_checked_release_it_with_its_marks(self) -> None:
        hand, effect = scan(STYLE, "checked", "done", hand=self.held(against("c01")))
        assert effect.deed is Deed.COMMIT
        assert hand.reading.marks == {"c01": Mark.AGAINST}

    def test_with_old_cards_its_label_twice_stands_for_checked(self) -> None:
        _, effect = scan(STYLE, STYLE, "done", hand=self.held())
        assert effect.deed is Deed.COMMIT

    def test_checked_alone_is_not_enough(self) -> None:
        assert code_of(scan("checked", hand=self.held())[1]) == "sheet.held"

    def test_the_card_that_was_missed_is_scanned_again_meanwhile(self) -> None:
        hand, _ = scan(against("c02"), STYLE, "checked", "done", hand=self.held())
        assert hand.reading.marks == {"c02": Mark.AGAINST}

    def test_another_missed_frame_asks_for_the_label_again(self) -> None:
        hand, _ = scan(STYLE, hand=self.held())
        again = hand.held(Refusal("frame.partial"))
        assert again.hold.reason == self.MISSED
        assert code_of(scan("checked", hand=again)[1]) == "sheet.held"

    def test_undo_puts_it_down(self) -> None:
        assert scan("undo", hand=self.held()) == (None, Effect(Deed.DROP))

    def test_checked_does_nothing_to_a_sheet_that_is_not_held(self) -> None:
        hand, effect = scan(STYLE, "checked")
        assert effect.deed is Deed.IGNORE
        assert hand.hold is None
