"""What the log of an older version leaves out is found anew when it is read."""

import json

from counting.model.state import State
from counting.steps.codec import EVENTS
from counting.steps.count import CountClosed
from counting.steps.handle import evolve
from tests.kit.congress import Rehearsal, reading


def test_what_may_be_said_of_the_order_of_the_elected() -> None:
    hall = Rehearsal(electors={"due": 3}).closed([reading("ffa")] * 3)
    state = State()
    for event in hall.events:
        stored = json.loads(EVENTS.dump(event, (), "0" * 32))
        if isinstance(event, CountClosed):
            assert stored["facts"]["outcome"].pop("order") == "strokes"
        state = evolve(state, EVENTS.load(json.dumps(stored)))
    assert state == hall.state
