"""Admission: whether a reading may be counted here and now. One function, one list of codes.

However a sheet was read (cards, image, mark reader, terminal), it passes this gate or is refused
with a code that says why; a refused sheet has not been counted.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from counting.codes import ballots as ballot_code
from counting.codes.ballots import BallotCode
from counting.model.ballot import Reading
from counting.model.context import Context
from counting.model.election import Mode, Seal
from counting.model.refusal import Refusal
from counting.model.state import Batch, Lane, LaneKey, Round


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading wants to be counted."""

    seal: Seal
    round: Round
    batch: Batch
    lane: Lane

    @property
    def key(self) -> LaneKey:
        return (*self.round.key, self.batch.id, self.lane.number)


def token_hash(token: str, key: bytes) -> str:
    """The keyed hash under which a token is remembered (HMAC-SHA-256, 128 bits, hex)."""
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()[:32]


def admit(place: Place, reading: Reading, context: Context) -> str | Refusal | None:
    """The token's hash (None in style mode) when the sheet may be counted, else a refusal."""
    known = {candidate.id for candidate in place.round.contest.candidates}
    if unknown := sorted(set(reading.marks) - known):
        return Refusal("reading.unknown_candidate", {"candidate": ", ".join(unknown)})
    if reading.code is None:
        return _without_code(place) or _full(place)
    code = read_ballot_code(place.seal, place.round, reading.code, context.ballot_key)
    if isinstance(code, Refusal):
        return code
    if code.token is None:
        return _full(place)
    token = token_hash(code.token, context.token_key)
    if _seen(place, token) or context.seen(place.key, token):
        return Refusal("ballot.already_counted")
    return _full(place) or token


def _full(place: Place) -> Refusal | None:
    """Asked last, so that a foreign sheet is told for what it is in a full batch too."""
    if len(place.lane.sheets) < place.batch.size:
        return None
    return Refusal("batch.full", {"batch": place.batch.id, "size": place.batch.size})


def read_ballot_code(seal: Seal, round_: Round, text: str, key: bytes) -> BallotCode | Refusal:
    """Decode a ballot's code and check that it belongs to this round of this contest."""
    code = ballot_code.decode(
        text, key, definition=ballot_code.definition_tag(seal.hash), mode=seal.congress.mode
    )
    if isinstance(code, Refusal):
        return code
    if not isinstance(code, BallotCode):
        return Refusal("ballot.not_a_ballot")
    checks = (
        partial(_of_this_congress, seal),
        partial(_of_this_contest, seal, round_),
        _countable,
    )
    for check in checks:
        if refusal := check(code):
            return refusal
    return code


def _of_this_congress(seal: Seal, code: BallotCode) -> Refusal | None:
    if code.mode != seal.congress.mode:
        return Refusal("ballot.other_mode", {"mode": code.mode, "here": seal.congress.mode.value})
    if code.definition_tag != ballot_code.definition_tag(seal.hash):
        return Refusal("ballot.other_congress")
    return None


def _of_this_contest(seal: Seal, round_: Round, code: BallotCode) -> Refusal | None:
    contests = seal.congress.contests
    if code.contest >= len(contests):
        return Refusal("ballot.other_congress")
    named = contests[code.contest]
    if named.id != round_.contest.id:
        return Refusal(
            "ballot.other_contest", {"contest": named.title, "here": round_.contest.title}
        )
    if code.round != round_.number:
        return Refusal("ballot.other_round", {"round": code.round, "here": round_.number})
    if code.identification != round_.contest.identification:
        return Refusal("ballot.other_identification", {"here": round_.contest.identification})
    return None


def _countable(code: BallotCode) -> Refusal | None:
    return _NOT_COUNTED.get(code.purpose, lambda: None)()


_NOT_COUNTED: Mapping[str, Callable[[], Refusal | None]] = {
    "specimen": lambda: Refusal("ballot.specimen"),
    "test_deck": lambda: Refusal("ballot.test_deck"),
}


def _without_code(place: Place) -> Refusal | None:
    """Sheets without a code are for rehearsals of style-mode contests only."""
    if place.seal.congress.mode is Mode.REHEARSAL and (
        place.round.contest.identification == "style"
    ):
        return None
    return Refusal("ballot.code_missing")


def _seen(place: Place, token: str) -> bool:
    """Whether an open batch of this pass already holds the token."""
    return any(
        sheet.token == token
        for batch in place.round.batches.values()
        for lane in batch.lanes.values()
        if lane.open and lane.number == place.lane.number
        for sheet in lane.sheets.values()
    )
