"""Congress directories on a disk whose count is open, driven by commands that have to succeed."""

from pathlib import Path

from counting.codes import ballots as ballot_code
from counting.model.reading import BallotCode
from counting.steps.attendance import RecordAttendance
from counting.steps.count import OpenCount
from counting.steps.define import DefineCongress, SealCongress
from counting.steps.paper import RecordIssued, RecordReturned
from counting.store import CountDone, Store
from tests.kit.congress import congress

C = "committee"


def must(store: Store, *commands: object) -> CountDone:
    done = CountDone(())
    for command in commands:
        answer = store.execute(command)
        assert isinstance(answer, CountDone), (command, answer)
        done = answer
    return done


def open_count(directory: Path, returned: int = 6, **changes: object) -> Store:
    """A congress directory whose count is open."""
    store = Store.create(directory)
    must(
        store,
        DefineCongress(congress(**changes)[0]),
        SealCongress(),
        RecordAttendance(10),
        RecordIssued(contest=C, unsealed=10, issued=10, remaining=0),
        RecordReturned(C, returned),
        OpenCount(C),
    )
    return store


def token_ballot(store: Store, token: str) -> str:
    seal = store.state().seal
    assert seal
    value = BallotCode(
        mode=seal.congress.mode,
        identification="token",
        purpose="ballot",
        definition_tag=ballot_code.definition_tag(seal.hash),
        contest=0,
        round=1,
        token=token,
    )
    return ballot_code.encode(value, store.ballot_key)
