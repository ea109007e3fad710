"""Command cards of a contest: what a teller scans to say how a sheet is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from counting.codes.ballots import ROW_ACTIONS, SHEET_ACTIONS, Action, CardCode, encode
from counting.model.election import Candidate, Contest
from counting.model.geometry import Box
from counting.names.listed import labels
from printing.ballot.name_setting import NAME_FACE, draw_name, set_name
from printing.ballot.symbols import HAIRLINE
from printing.ballot.type_sizes import ORDINARY_NAMES
from printing.cards.page import (
    FOOT,
    MARGIN,
    ROOM,
    TOP,
    WIDTH,
    ContestPages,
    Grid,
    code_at,
    line,
    rule,
)
from printing.cards.round import RoundOnPaper
from printing.pdf.canvas import Canvas
from printing.pdf.document import Output, PrintedPages

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
    "doubtful": ("疑难票", "本张放入疑难票封套，由监票人认定"),
    "end_batch": ("本批结束", "清点张数后扫描"),
    "checked": ("已核对", "有扫描未读入时：重扫本张条码，核对后扫此卡"),
}

_COLUMNS: Final = 2
_ROWS: Final = 13
_CODE_HEIGHT: Final = 10.0
_NAME: Final = 5.4
# The note is what tells an equal name apart, so a teller must read it at arm's length.
_SIZES: Final = replace(ORDINARY_NAMES, note=(3.8, 2.1))


@dataclass(frozen=True, slots=True)
class _Card:
    """`person`: the candidate with the note that tells an equal name from it, else without one."""

    action: Action
    candidate: str | None
    person: Candidate
    code: str


def card_codes(round_: RoundOnPaper) -> list[dict[str, object]]:
    """The cards as the contract's `cards --json`; sheet actions have `candidate` None.

    Cards are bound to contest and definition, not to a round: a candidate keeps the place it has
    in the round's roster.
    """
    return [
        {"action": card.action, "candidate": card.candidate, "code": card.code}
        for card in _cards(round_)
    ]


def print_cards(round_: RoundOnPaper, out: Output) -> PrintedPages:
    """Write the card sheets: one page of sheet actions, then pages per action on a candidate.

    Each page says one thing about every name on it, and a name stands between any two codes of a
    row: a gun aimed at one cannot catch the other. InputError `glyph.missing`.
    """
    cards = {(card.action, card.candidate): card for card in _cards(round_)}
    pages = ContestPages(out, round_.congress, round_.contest, "指令卡")
    with pages.page("指令卡：整张选票") as canvas:
        _sheet_page(canvas, [cards[action, None] for action in _SHEET_WORDS])
    most = _ROWS * _COLUMNS
    for action, (words, meaning) in _ROW_WORDS.items():
        row_cards = [cards[action, candidate.id] for candidate in round_.contest.candidates]
        of = -(-len(row_cards) // most)
        even = -(-len(row_cards) // of)  # pages are filled evenly
        for number in range(of):
            title = f"指令卡：{words}" + (f"（{number + 1}／{of}）" if of > 1 else "")
            with pages.page(title) as canvas:
                _row_page(canvas, meaning, row_cards[number * even : (number + 1) * even])
    return pages.save()


def _cards(round_: RoundOnPaper) -> list[_Card]:
    contest, places = round_.contest, round_.places
    tag, index, mode = round_.tag, round_.index, round_.congress.mode

    def code(action: Action, place: int | None) -> str:
        return encode(CardCode(tag, index, action, place, mode=mode), round_.key)

    rows = [
        _Card(action, person.id, person, code(action, places[person.id]))
        for person in _told_apart(contest)
        for action in ROW_ACTIONS
    ]
    nobody = Candidate("", "")
    return rows + [_Card(action, None, nobody, code(action, None)) for action in SHEET_ACTIONS]


def _told_apart(contest: Contest) -> list[Candidate]:
    """The candidates, without the notes by which nobody must be told from an equal name."""
    return [
        candidate if label != candidate.name else replace(candidate, note="")
        for candidate, label in zip(contest.candidates, labels(contest), strict=True)
    ]


def _sheet_page(canvas: Canvas, cards: Sequence[_Card]) -> None:
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
            rule(canvas, y)


def _row_page(canvas: Canvas, meaning: str, cards: Sequence[_Card]) -> None:
    line(canvas, "hei", 3.6, Box(MARGIN, TOP - 2.5, ROOM, 5.0), meaning)
    rows = max(-(-len(cards) // _COLUMNS), 1)
    top = TOP + 5.0
    grid = Grid(
        left=MARGIN,
        top=top,
        columns=_COLUMNS,
        rows=rows,
        width=ROOM / _COLUMNS,
        height=min((FOOT - top) / rows, 24.0),
    )
    for card, cell in zip(cards, grid.columnwise(), strict=False):
        name = Box(cell.x, cell.y + 1.0, cell.w - 62.0, cell.h - 2.0)
        _draw_name(canvas, card.person, name)
        code_y = cell.y + (cell.h - _CODE_HEIGHT) / 2
        code_at(canvas, card.code, cell.x + cell.w - 61.0, code_y, _CODE_HEIGHT)
        if cell.y > top:
            canvas.line(cell.x, cell.y, cell.x + cell.w - 2.0, cell.y, HAIRLINE)


def _draw_name(canvas: Canvas, person: Candidate, cell: Box) -> None:
    """A name and note set as on the ballot; what no ballot could hold shrinks into a line."""
    as_set = set_name(person, cell, _NAME, _SIZES)
    if as_set is None:
        line(canvas, NAME_FACE, _NAME, cell, f"{person.name}　{person.note}".rstrip())
    else:
        draw_name(canvas, as_set, cell, "left", "middle")
