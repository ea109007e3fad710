"""Admission: whether a reading may be counted here and now. One function, one list of codes.

However a sheet was read (cards, image, mark reader, terminal), it passes this gate or is refused
with a code that says why; a refused sheet has not been counted.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from counting.codes import ballots as ballot_code
from counting.model.context import Context
from counting.model.election import Mode, Seal
from counting.model.reading import BallotCode, Purpose, Reading
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
    if refusal := counted_by_hand(place):
        return refusal
    label = reading.code
    if label is None:
        return _without_code(place) or full(place)
    code = _decoded(place.seal, label, context.ballot_key) if isinstance(label, str) else label
    if isinstance(code, Refusal):
        return code
    if refusal := foreign(place.seal, place.round, code):
        return refusal
    if code.token is None:
        return full(place)
    token = token_hash(code.token, context.token_key)
    if _seen(place, token) or context.seen(place.key, token):
        return Refusal("ballot.already_counted")
    if place.lane.number > 1 and (other := context.elsewhere(place.key, token)):
        return Refusal("ballot.other_batch", {"batch": other, "here": place.batch.id})
    return full(place) or token


def counted_by_hand(place: Place) -> Refusal | None:
    """Why no sheet is read where people have recorded their totals."""
    if place.lane.hand is None:
        return None
    return Refusal("batch.counted_by_hand", {"batch": place.batch.id})


def full(place: Place) -> Refusal | None:
    """Asked last, so that a foreign sheet is told for what it is in a full batch too."""
    if len(place.lane.sheets) < place.batch.size:
        return None
    return Refusal("batch.full", {"batch": place.batch.id, "size": place.batch.size})


def read_ballot_code(seal: Seal, round_: Round, text: str, key: bytes) -> BallotCode | Refusal:
    """Decode a ballot's code and check that it may be counted in this round of this contest."""
    code = _decoded(seal, text, key)
    if isinstance(code, Refusal):
        return code
    return foreign(seal, round_, code) or code


def _decoded(seal: Seal, text: str, key: bytes) -> BallotCode | Refusal:
    code = ballot_code.decode(
        text, key, definition=ballot_code.definition_tag(seal.hash), mode=seal.congress.mode
    )
    if isinstance(code, Refusal | BallotCode):
        return code
    return Refusal("ballot.not_a_ballot")


def foreign(seal: Seal, round_: Round, code: BallotCode) -> Refusal | None:
    """Why a ballot is none that may be counted in this round of this contest."""
    return (
        _of_this_congress(seal, code)
        or _of_this_contest(seal, round_, code)
        or _NOT_COUNTED.get(code.purpose)
    )


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


_NOT_COUNTED: Mapping[Purpose, Refusal] = {
    "specimen": Refusal("ballot.specimen"),
    "test_deck": Refusal("ballot.test_deck"),
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
