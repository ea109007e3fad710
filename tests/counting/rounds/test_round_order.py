"""In which order candidates stand on the ballot of a later round."""

from counting.model.state import Round
from counting.rounds.next_round import Named
from printing.ballot.wording import seats
from tests.kit.congress import Rehearsal, contest_object
from tests.kit.rounds import names, now, open_round, rounds_hall, vote


class TestOrderByStrokes:
    LISTED = ("魏一", "丁一", "田一", "王一")

    @classmethod
    def hall(cls, **changes: object) -> Rehearsal:
        people = [{"id": f"c{i}", "name": name} for i, name in enumerate(cls.LISTED)]
        given = {"seats": 2, "candidates": people, "order": "strokes"} | changes
        hall = rounds_hall(contests=[contest_object(**given)])
        assert len(names(now(hall))) == 4
        return hall

    def vacant(self, **changes: object) -> Rehearsal:
        hall = self.hall(**changes)
        approvals = [9 if name == "丁一" else 2 for name in names(now(hall))]
        vote(hall, *approvals)
        return hall

    def test_newcomers_have_their_place_by_strokes_and_the_ballot_says_so(self) -> None:
        chosen = (Named("c0"), Named(name="白露"), Named("c3"))
        found = open_round(self.vacant(), "separate_vote", candidates=chosen)
        assert names(found) == ("王一", "白露", "魏一")
        assert seats(found.contest).endswith("按姓氏笔画为序")

    def test_the_clerk_s_moves_hold_among_those_who_still_stand(self) -> None:
        moved = [{"id": "c0", "before": "c3", "reason": "按批准名单"}]
        chosen = (Named("c2"), Named("c3"), Named("c0"))
        found = open_round(self.vacant(moved=moved), "separate_vote", candidates=chosen)
        assert names(found) == ("魏一", "王一", "田一")
        without = open_round(
            self.vacant(moved=moved), "separate_vote", candidates=(Named("c0"), Named("c2"))
        )
        assert (names(without), without.contest.moved) == (("田一", "魏一"), ())

    def test_strokes_that_are_not_known_leave_the_order_to_people(self) -> None:
        chosen = (Named("c0"), Named(name="王\U0002a6d6"), Named("c3"))
        found = open_round(self.vacant(), "separate_vote", candidates=chosen)
        assert names(found) == ("魏一", "王\U0002a6d6", "王一")
        assert "笔画" not in seats(found.contest)

    def test_an_order_that_people_set_stands_and_is_not_said_to_be_by_strokes(self) -> None:
        def again(*order: Named) -> Round:
            hall = self.hall()
            vote(hall, 8, 6, 6, 0)
            return open_round(hall, "revote", candidates=order)

        assert names(again()) == ("王一", "田一")
        assert seats(again().contest).endswith("按姓氏笔画为序")
        set_by_people = again(Named("c2"), Named("c3"))
        assert names(set_by_people) == ("田一", "王一")
        assert "笔画" not in seats(set_by_people.contest)
