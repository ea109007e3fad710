"""What a printed code says: digits to a value and back, refusing every label that is not ours.

The format, with test vectors, is docs/ballot-code.md. Every code is 22 digits (a ballot in token
mode 34): kind, format version, mode, fields of the kind, seven digits of a keyed MAC, two check
digits. Lengths are even, so Code 128 packs two digits into one symbol.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from counting.codes.digits import (
    BADGE,
    BALLOT,
    BATCH,
    CARD,
    CODE_LENGTH,
    SLEEVE,
    body_of,
    closed,
    made_with,
    mode_of,
    number,
    opening,
)
from counting.model.election import Mode
from counting.model.reading import BallotCode, Purpose
from counting.model.refusal import Refusal
from counting.model.rules import Identification

RowAction = Literal["for", "against", "abstain", "void_row"]
SheetAction = Literal[
    "all_for",
    "all_abstain",
    "rest_for",
    "write_in",
    "doubtful",
    "undo",
    "done",
    "end_batch",
    "checked",
]
Action = RowAction | SheetAction

TOKEN_DIGITS: Final = 12
MAX_CONTESTS: Final = 100
MAX_CANDIDATES: Final = 999
MAX_ROUND: Final = 9
MAX_BATCH: Final = 999
MAX_SLEEVE: Final = 999

_IDENTIFICATIONS: Mapping[Identification, str] = {"style": "1", "token": "2"}
_PURPOSES: Mapping[Purpose, str] = {"ballot": "1", "test_deck": "2", "specimen": "3"}
_ROW_ACTIONS: Mapping[Action, str] = {"for": "1", "against": "2", "abstain": "3", "void_row": "4"}
_SHEET_ACTIONS: Mapping[Action, str] = {
    "all_for": "1",
    "all_abstain": "2",
    "rest_for": "3",
    "write_in": "4",
    "doubtful": "5",
    "undo": "6",
    "done": "7",
    "end_batch": "8",
    "checked": "9",
}
_IDENTIFICATION_OF = {digit: name for name, digit in _IDENTIFICATIONS.items()}
_PURPOSE_OF = {digit: name for name, digit in _PURPOSES.items()}
_ROW_ACTION_OF = {digit: name for name, digit in _ROW_ACTIONS.items()}
_SHEET_ACTION_OF = {digit: name for name, digit in _SHEET_ACTIONS.items()}

ROW_ACTIONS: Final[tuple[Action, ...]] = tuple(_ROW_ACTIONS)
SHEET_ACTIONS: Final[tuple[Action, ...]] = tuple(_SHEET_ACTIONS)


@dataclass(frozen=True, slots=True)
class CardCode:
    """A command card; `candidate` is an index in the sealed contest, None for a sheet action."""

    definition_tag: int
    contest: int
    action: Action
    candidate: int | None = None
    mode: Mode = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """The header sheet of a batch; `batch` is the batch's id, a number 1 to 999 as text."""

    mode: Mode
    definition_tag: int
    contest: int
    round: int
    batch: str


@dataclass(frozen=True, slots=True)
class SleeveLabel:
    """A sleeve for sheets that people decide; `number` is 1 to 999."""

    mode: Mode
    definition_tag: int
    contest: int
    round: int
    number: int


Code = BallotCode | CardCode | BatchHeader | SleeveLabel


def definition_tag(seal_hash: str) -> int:
    """Four digits (0 to 9999) that name a sealed definition: its SHA-256 in hex, modulo 10,000."""
    return int(seal_hash, 16) % 10_000


def encode(code: Code, key: bytes) -> str:
    """The digits of a code under the congress's own key; ValueError if a field is out of range."""
    return closed(_BODIES[type(code)](code), key)


def decode(
    text: str, key: bytes, *, definition: int | None = None, mode: Mode | None = None
) -> Code | Refusal:
    """The value of a scanned text, or why it is none of this congress's.

    Give `definition` (tag) and `mode` of the congress that reads, so that a label of a rehearsal
    or of another congress is named as such. In this order: `ballot.unreadable` not digits, wrong
    length or check digits (scan again); `ballot.badge` a delegate's badge, of whatever meeting;
    `ballot.foreign` not one of our kinds or versions; `ballot.other_mode`;
    `ballot.other_congress`; `ballot.foreign` not made with this key.
    """
    if not (text.isascii() and text.isdigit() and len(text) in _LENGTHS):
        return Refusal("ballot.unreadable", {"length": len(text)})
    body = body_of(text)
    if body is None:
        return Refusal("ballot.unreadable", {"length": len(text)})
    if body[0] == BADGE and len(text) == CODE_LENGTH:
        return Refusal("ballot.badge")
    said_mode = mode_of(body)
    if body[0] not in _READERS or said_mode is None:
        return Refusal("ballot.foreign")
    if mode is not None and said_mode is not mode:
        return Refusal("ballot.other_mode", {"mode": said_mode.value, "here": mode.value})
    if definition is not None and int(body[3:7]) != definition:
        return Refusal("ballot.other_congress")
    if not made_with(text, key):
        return Refusal("ballot.foreign")
    code = _READERS[body[0]](body, said_mode)
    return code if code is not None else Refusal("ballot.foreign")


def _opening(kind: str, code: Code) -> str:
    contest = number(code.contest, 0, MAX_CONTESTS - 1, "contest index")
    return opening(kind, code.mode, code.definition_tag, "definition tag") + contest


def _ballot_body(code: BallotCode) -> str:
    token = code.token or ""
    if code.identification == "token":
        if not (token.isascii() and token.isdigit() and len(token) == TOKEN_DIGITS):
            raise ValueError(f"a token is {TOKEN_DIGITS} digits")
    elif token:
        raise ValueError("a ballot in style mode carries no token")
    return (
        _opening(BALLOT, code)
        + number(code.round, 1, MAX_ROUND, "round")
        + number(code.side, 1, 2, "side")
        + _IDENTIFICATIONS[code.identification]
        + _PURPOSES[code.purpose]
        + token
    )


def _card_body(code: CardCode) -> str:
    table = _SHEET_ACTIONS if code.candidate is None else _ROW_ACTIONS
    if code.action not in table:
        raise ValueError(f"action {code.action} with candidate {code.candidate}")
    candidate = 0 if code.candidate is None else code.candidate + 1
    return (
        _opening(CARD, code)
        + table[code.action]
        + number(candidate, 0 if code.candidate is None else 1, MAX_CANDIDATES, "candidate")
    )


def _batch_body(code: BatchHeader) -> str:
    if not (code.batch.isascii() and code.batch.isdigit() and code.batch[0] != "0"):
        raise ValueError(f"batch {code.batch!r} has no header: only numbers have")
    return (
        _opening(BATCH, code)
        + number(code.round, 1, MAX_ROUND, "round")
        + number(int(code.batch), 1, MAX_BATCH, "batch")
    )


def _sleeve_body(code: SleeveLabel) -> str:
    return (
        _opening(SLEEVE, code)
        + number(code.round, 1, MAX_ROUND, "round")
        + number(code.number, 1, MAX_SLEEVE, "sleeve")
    )


def _read_ballot(body: str, mode: Mode) -> Code | None:
    token = body[13:]
    identification = _IDENTIFICATION_OF.get(body[11])
    purpose = _PURPOSE_OF.get(body[12])
    if identification is None or purpose is None or body[9] == "0" or body[10] not in "12":
        return None
    if len(token) != (TOKEN_DIGITS if identification == "token" else 0):
        return None
    return BallotCode(
        mode=mode,
        identification=identification,
        purpose=purpose,
        definition_tag=int(body[3:7]),
        contest=int(body[7:9]),
        round=int(body[9]),
        token=token or None,
        side=int(body[10]),
    )


def _read_card(body: str, mode: Mode) -> Code | None:
    candidate = int(body[10:13])
    action = (_ROW_ACTION_OF if candidate else _SHEET_ACTION_OF).get(body[9])
    if action is None or len(body) != 13:
        return None
    return CardCode(
        definition_tag=int(body[3:7]),
        contest=int(body[7:9]),
        action=action,
        candidate=candidate - 1 if candidate else None,
        mode=mode,
    )


def _read_batch(body: str, mode: Mode) -> Code | None:
    if len(body) != 13 or body[9] == "0" or body[10:] == "000":
        return None
    return BatchHeader(mode, int(body[3:7]), int(body[7:9]), int(body[9]), str(int(body[10:])))


def _read_sleeve(body: str, mode: Mode) -> Code | None:
    if len(body) != 13 or body[9] == "0" or body[10:] == "000":
        return None
    return SleeveLabel(mode, int(body[3:7]), int(body[7:9]), int(body[9]), int(body[10:]))


_BODIES: Mapping[type, Callable[..., str]] = {
    BallotCode: _ballot_body,
    CardCode: _card_body,
    BatchHeader: _batch_body,
    SleeveLabel: _sleeve_body,
}
_READERS: Mapping[str, Callable[[str, Mode], Code | None]] = {
    BALLOT: _read_ballot,
    CARD: _read_card,
    BATCH: _read_batch,
    SLEEVE: _read_sleeve,
}
_LENGTHS: Final = frozenset({CODE_LENGTH, CODE_LENGTH + TOKEN_DIGITS})
