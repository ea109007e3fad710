"""Command cards of a contest: what a teller scans to say how a sheet is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from counting.codes.ballots import (
    ROW_ACTIONS,
    SHEET_ACTIONS,
    Action,
    CardCode,
    definition_tag,
    encode,
)
from counting.model.election import Candidate, Contest, Seal
from counting.model.geometry import Box
from counting.names.listed import labels
from printing.ballot.names import NAME_FACE, draw_name, set_name
from printing.cards.page import (
    FOOT,
    HEIGHT,
    MARGIN,
    TOP,
    WIDTH,
    code_at,
    contest_of,
    line,
    open_page,
    refuse_missing_glyphs,
)
from printing.pdf.canvas import Canvas
from printing.pdf.document import Document

_ROW_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    "against": ("不赞成", "扫描后，本张选票上该候选人记不赞成"),
    "abstain": ("弃权", "扫描后，本张选票上该候选人记弃权"),
    "for": ("赞成", "扫描后，本张选票上该候选人记赞成"),
    "void_row": ("该行无效", "扫描后，本张选票上该候选人一行不计"),
}
_SHEET_WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    "done": ("本张完成", "记录本张，可扫下一张"),
    "undo": ("撤销", "放弃手中一张；手中无票时撤销上一张"),
    "rest_for": ("其余赞成", "未扫到的各行都记赞成"),
    "all_for": ("全部赞成", "本张各行都记赞成"),
    "all_abstain": ("全部弃权", "本张各行都记弃权"),
    "write_in": ("有另选人", "本张转人工登记另选人"),
    "doubtful": ("疑难票", "本张放入编号封套，由监票人认定"),
    "end_batch": ("本批结束", "清点张数后扫描"),
    "checked": ("已核对", "有扫描未读入时：重扫本张条码，核对后扫此卡"),
}

_COLUMNS: Final = 2
_ROWS: Final = 13
_CODE_HEIGHT: Final = 10.0
_NAME: Final = 5.4


@dataclass(frozen=True, slots=True)
class _Card:
    action: Action
    candidate: str | None
    name: str
    code: str


def card_codes(
    seal: Seal,
    contest_id: str,
    key: bytes,
    *,
    contest: Contest | None = None,
    roster: Sequence[Candidate] = (),
) -> list[dict[str, object]]:
    """The cards as the contract's `cards --json`; sheet actions have `candidate` None.

    Cards are bound to contest and definition, not to a round: a candidate keeps the place it has
    in `roster`, all who ever stood (default: the sealed candidates). A later round hands in its
    own `contest`. InputError `print.no_such_contest`.
    """
    sealed = contest_of(seal, contest_id)
    return [
        {"action": card.action, "candidate": card.candidate, "code": card.code}
        for card in _cards(seal, sealed, contest or sealed, roster or sealed.candidates, key)
    ]


def print_cards(
    seal: Seal,
    contest_id: str,
    key: bytes,
    out: BinaryIO,
    *,
    contest: Contest | None = None,
    roster: Sequence[Candidate] = (),
) -> tuple[str, ...]:
    """Write the card sheets: one page of sheet actions, then pages per action on a candidate.

    Each page says one thing about every name on it, and a name stands between any two codes of a
    row: a gun aimed at one cannot catch the other. `contest` and `roster` as in `card_codes`.
    Returns the fonts embedded. InputError `print.no_such_contest`, `glyph.missing`.
    """
    sealed = contest_of(seal, contest_id)
    contest = contest or sealed
    all_cards = _cards(seal, sealed, contest, roster or sealed.candidates, key)
    refuse_missing_glyphs(seal.congress, contest)
    document = Document(out, f"{seal.congress.title}　{contest.title}　命令卡", WIDTH, HEIGHT)
    cards = {(card.action, card.candidate): card for card in all_cards}
    _sheet_page(document, seal, contest, [cards[action, None] for action in _SHEET_WORDS])
    per_page = _ROWS * _COLUMNS
    for action in _ROW_WORDS:
        row_cards = [cards[action, candidate.id] for candidate in contest.candidates]
        pages = -(-len(row_cards) // per_page)
        even = -(-len(row_cards) // pages)  # pages are filled evenly
        for number in range(pages):
            shown = row_cards[number * even : (number + 1) * even]
            _row_page(document, seal, contest, action, shown, (number + 1, pages))
    document.save()
    return document.font_names


def _cards(
    seal: Seal, sealed: Contest, contest: Contest, roster: Sequence[Candidate], key: bytes
) -> list[_Card]:
    tag, index = definition_tag(seal.hash), seal.congress.contests.index(sealed)
    places = {candidate.id: place for place, candidate in enumerate(roster)}

    def code(action: Action, place: int | None) -> str:
        return encode(CardCode(tag, index, action, place, mode=seal.congress.mode), key)

    rows = [
        _Card(action, candidate.id, label, code(action, places[candidate.id]))
        for candidate, label in zip(contest.candidates, labels(contest), strict=True)
        for action in ROW_ACTIONS
    ]
    return rows + [_Card(action, None, "", code(action, None)) for action in SHEET_ACTIONS]


def _sheet_page(document: Document, seal: Seal, contest: Contest, cards: Sequence[_Card]) -> None:
    canvas = open_page(document, seal.congress, contest, "命令卡：整张选票")
    pitch = (FOOT - TOP) / len(cards)
    for number, card in enumerate(cards):
        words, meaning = _SHEET_WORDS[card.action]
        # Codes stand alternately right and left: no two are near each other.
        y = TOP + number * pitch
        code_x, words_x = (WIDTH - MARGIN - 60.0, MARGIN) if number % 2 else (MARGIN, 92.0)
        code_at(canvas, card.code, code_x, y + (pitch - 14.0) / 2, 14.0)
        line(canvas, "song", 9.0, Box(words_x, y + pitch / 2 - 8.5, 90.0, 10.0), words)
        line(canvas, "hei", 3.8, Box(words_x, y + pitch / 2 + 2.8, 90.0, 5.0), meaning)
        if number:
            canvas.line(MARGIN, y, WIDTH - MARGIN, y, 0.12)
    document.page(operators=canvas.operators)


def _row_page(
    document: Document,
    seal: Seal,
    contest: Contest,
    action: Action,
    cards: Sequence[_Card],
    page: tuple[int, int],
) -> None:
    words, meaning = _ROW_WORDS[action]
    title = f"命令卡：{words}" + (f"（{page[0]}／{page[1]}）" if page[1] > 1 else "")
    canvas = open_page(document, seal.congress, contest, title)
    line(canvas, "hei", 3.6, Box(MARGIN, TOP - 2.5, WIDTH - 2 * MARGIN, 5.0), meaning)
    rows = max(-(-len(cards) // _COLUMNS), 1)
    top = TOP + 5.0
    pitch = min((FOOT - top) / rows, 24.0)
    column = (WIDTH - 2 * MARGIN) / _COLUMNS
    for number, card in enumerate(cards):
        across, down = divmod(number, rows)
        x, y = MARGIN + across * column, top + down * pitch
        _draw_name(canvas, card.name, Box(x, y + 1.0, column - 62.0, pitch - 2.0))
        code_at(canvas, card.code, x + column - 61.0, y + (pitch - _CODE_HEIGHT) / 2, _CODE_HEIGHT)
        if down:
            canvas.line(x, y, x + column - 2.0, y, 0.12)
    document.page(operators=canvas.operators)


def _draw_name(canvas: Canvas, name: str, cell: Box) -> None:
    """A name set as on the ballot; one that no ballot could hold is shrunk into its line."""
    as_set = set_name(Candidate("", name), cell, _NAME)
    if as_set is None:
        line(canvas, NAME_FACE, _NAME, cell, name)
    else:
        draw_name(canvas, as_set, cell, "left", "middle")
