"""From a scanned text to a label of this contest, or why it is none. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from counting.codes import ballots as ballot_code
from counting.codes.ballots import Action, BatchHeader, CardCode, SleeveLabel
from counting.model.ballot import Mark
from counting.model.election import Candidate, Seal
from counting.model.reading import BallotCode
from counting.model.refusal import Refusal
from counting.model.state import Round
from counting.names.listed import labels
from counting.sheets.admission import foreign
from kiosk.stations.inputs.sheet import Label, RowCard

ROW_MARKS: Mapping[Action, Mark] = {
    "for": Mark.FOR,
    "against": Mark.AGAINST,
    "abstain": Mark.ABSTAIN,
    "void_row": Mark.VOID,
}


def read_label(
    seal: Seal,
    round_: Round,
    text: str,
    key: bytes,
    roster: Sequence[Candidate] = (),
) -> Label | Refusal:
    """The label that a text is in this round of this contest.

    `roster` are all who ever stood for it, as cards number them (default: the sealed
    candidates). Refusals are those of `ballot_code.decode`, of `admission.foreign`, and
    `card.other_contest`, `card.unknown_row`, `card.other_round`, and `batch.…` or `sleeve.…`
    `other_contest` and `other_round`.
    """
    code = ballot_code.decode(
        text,
        key,
        definition=ballot_code.definition_tag(seal.hash),
        mode=seal.congress.mode,
    )
    match code:
        case Refusal():
            return code
        case BallotCode():
            return foreign(seal, round_, code) or code
        case CardCode():
            return _card(seal, round_, code, roster)
        case BatchHeader():
            return _of_round(seal, round_, code, "batch") or code
        case SleeveLabel():
            return _of_round(seal, round_, code, "sleeve") or code


def _elsewhere(seal: Seal, round_: Round, index: int, code: str) -> Refusal | None:
    """A refusal by `code` when the contest of that index is not this one."""
    contests = seal.congress.contests
    named = contests[index] if index < len(contests) else None
    if named is not None and named.id == round_.contest.id:
        return None
    title = named.title if named else "?"
    return Refusal(code, {"contest": title, "here": round_.contest.title})


def _card(
    seal: Seal, round_: Round, code: CardCode, roster: Sequence[Candidate]
) -> Label | Refusal:
    if refusal := _elsewhere(seal, round_, code.contest, "card.other_contest"):
        return refusal
    if code.candidate is None:
        return code.action
    everyone = roster or seal.congress.contests[code.contest].candidates
    if code.candidate >= len(everyone):
        return Refusal("card.unknown_row", {"row": code.candidate + 1, "rows": len(everyone)})
    candidate = everyone[code.candidate]
    if candidate.id not in {c.id for c in round_.contest.candidates}:
        ever = replace(seal.congress.contests[code.contest], candidates=tuple(everyone))
        named = labels(ever)[code.candidate]
        return Refusal("card.other_round", {"name": named, "round": round_.number})
    return RowCard(candidate.id, ROW_MARKS[code.action])


def _of_round(
    seal: Seal, round_: Round, code: BatchHeader | SleeveLabel, what: str
) -> Refusal | None:
    """Why a paper that bears its round is none of this one."""
    if refusal := _elsewhere(seal, round_, code.contest, f"{what}.other_contest"):
        return refusal
    if code.round == round_.number:
        return None
    return Refusal(f"{what}.other_round", {"round": code.round, "here": round_.number})
