"""A deck of test sheets: what is drawn on each, and what a count of them has to give.

Before the vote the deck goes through the same devices and the same count as ballots will; a box
that is not seen, or two columns taken for each other, shows as a figure that differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal

from counting.deck.patterns import Least, enough, pattern
from counting.model.ballot import CastVoteRecord, Mark, SheetStatus, WriteIn
from counting.model.election import Contest
from counting.model.figures import Tally
from counting.model.reading import Reading
from counting.model.rules import Rules
from counting.rules.schemes import SCHEMES, mark_of
from counting.sheets import tally
from counting.sheets.validity import record_of

Kind = Literal["pattern", "full", "overvote", "blank", "doubtful", "write_in", "undervote"]
"""Why a sheet is in the deck: its share of the pattern that tells candidates apart, or one case."""

NAMES: Final = tuple(f"测试{one}" for one in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")


@dataclass(frozen=True, slots=True)
class DrawnName:
    """A name written on a write-in line (from 1), and the symbol in one of its boxes, if any."""

    line: int
    name: str
    choice: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class DeckSheet:
    """What is drawn on one sheet: per candidate in ballot order, box (choice) → symbols in it.

    A box that is left out stays empty; two symbols in one box are drawn one over the other.
    """

    kind: Kind
    rows: tuple[Mapping[str, str], ...]
    names: tuple[DrawnName, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """A sheet (from 1) that the count does not take as valid, and the codes why."""

    sheet: int
    kind: Kind
    status: SheetStatus
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untested:
    """What a deck leaves open. `boxes`: rows' boxes that no valid sheet marks; `pairs`: pairs of
    candidates whose figures are equal, so that one taken for the other would not show; `symbols`
    (choice and symbol) and `kinds` of sheets that do not occur.

    `sheets_needed`: from so many sheets on nothing is left open; None where no deck can do it,
    because the rules leave but one valid way to mark a sheet.
    """

    boxes: int
    pairs: int
    symbols: tuple[str, ...]
    kinds: tuple[Kind, ...]
    sheets_needed: int | None

    @property
    def nothing(self) -> bool:
        return not (self.boxes or self.pairs or self.symbols or self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What counting a deck has to give: sums as of any count, and the sheets that are set apart."""

    contest: str
    round: int
    sheets: int
    tally: Tally
    apart: tuple[Apart, ...]
    untested: Untested
    candidates: tuple[str, ...] = field(default=())


def deck(contest: Contest, sheets: int) -> tuple[DeckSheet, ...]:
    """The deck of `sheets` (at least 1) sheets for a contest: the same for the same input.

    First the pattern, by which any two candidates get different figures; then one sheet for each
    case. Of a small deck the cases are at most half.
    """
    if sheets < 1:
        raise ValueError("a deck has at least one sheet")
    cases = _cases(contest)
    most = sheets - (_pattern_length(contest) or 1)
    kept = cases[: max(sheets // 2, most)]
    blocks = _blocks(contest, sheets - len(kept))
    first = blocks[0][0]
    return (*chain.from_iterable(blocks), *(_CASES[kind](contest, first, n) for kind, n in kept))


def sheets_needed(contest: Contest) -> int | None:
    """From how many sheets on a deck leaves nothing untested; None where none can.

    Where as many must be approved as there are candidates, every valid sheet is the same.
    """
    length = _pattern_length(contest)
    return None if length is None else length + len(_cases(contest))


def expected(contest: Contest, round_number: int, sheets: Sequence[DeckSheet]) -> Expectation:
    """What counting these sheets gives, by the rules of the count itself."""
    known: dict[int, CastVoteRecord] = {}  # a long deck repeats its sheets
    for sheet in sheets:
        if id(sheet) not in known:
            known[id(sheet)] = record_of(contest, _reading(contest, sheet))
    records = [known[id(sheet)] for sheet in sheets]
    summed = tally.of(records, len(contest.candidates))
    apart = tuple(
        Apart(number, sheet.kind, record.status, record.reasons)
        for number, (sheet, record) in enumerate(zip(sheets, records, strict=True), 1)
        if record.status is not SheetStatus.VALID
    )
    valid = [
        sheet
        for sheet, record in zip(sheets, records, strict=True)
        if record.status is SheetStatus.VALID
    ]
    return Expectation(
        contest=contest.id,
        round=round_number,
        sheets=len(sheets),
        tally=summed,
        apart=apart,
        untested=_untested(contest, sheets, valid, summed),
        candidates=tuple(candidate.id for candidate in contest.candidates),
    )


def to_json(expectation: Expectation) -> dict[str, object]:
    """The expectation as `print --json` gives it; `tally` and `write_ins` as in `status`."""
    sums, open_ = expectation.tally, expectation.untested
    return {
        "contest": expectation.contest,
        "round": expectation.round,
        "sheets": expectation.sheets,
        "counted": sums.counted,
        "valid": sums.valid,
        "invalid": sums.invalid,
        "pending": sums.pending,
        "tally": [
            {
                "candidate": candidate,
                "for": row.for_,
                "against": row.against,
                "abstain": row.abstain,
                "row_void": row.row_void,
            }
            for candidate, row in zip(expectation.candidates, sums.rows, strict=True)
        ],
        "write_ins": [{"name": name, "for": votes} for name, votes in sums.write_ins.items()],
        "apart": [
            {
                "sheet": one.sheet,
                "kind": one.kind,
                "status": one.status.value,
                "reasons": list(one.reasons),
            }
            for one in expectation.apart
        ],
        "untested": {
            "boxes": open_.boxes,
            "pairs": open_.pairs,
            "symbols": list(open_.symbols),
            "kinds": list(open_.kinds),
            "sheets_needed": open_.sheets_needed,
        },
    }


def _reading(contest: Contest, sheet: DeckSheet) -> Reading:
    """What an image reader sees: ink on a write-in line is a name that people have to read."""
    marks = {
        candidate.id: mark_of(contest.rules, seen)
        for candidate, seen in zip(contest.candidates, sheet.rows, strict=True)
    }
    written = tuple(WriteIn("", None) for _ in sheet.names)
    return Reading(code=None, marks=marks, write_ins=written, source="image")


def _untested(
    contest: Contest, sheets: Sequence[DeckSheet], valid: Sequence[DeckSheet], summed: Tally
) -> Untested:
    different = {id(sheet): sheet for sheet in valid}.values()
    marked = {
        (row, choice, symbol)
        for sheet in different
        for row, seen in enumerate(sheet.rows)
        for choice, symbol in seen.items()
    }
    accepts = SCHEMES[contest.scheme].accepts
    boxes = len(contest.candidates) * len(accepts)
    used = {(choice, symbol) for _, choice, symbol in marked}
    alike: dict[tuple[int, int, int], int] = {}
    for row in summed.rows:
        figures = (row.for_, row.against, row.abstain)
        alike[figures] = alike.get(figures, 0) + 1
    there = [sheet.kind for sheet in sheets]
    wanted = [kind for kind, _ in _cases(contest)]
    return Untested(
        boxes=boxes - len({(row, choice) for row, choice, _ in marked}),
        pairs=sum(times * (times - 1) // 2 for times in alike.values()),
        symbols=tuple(
            f"{choice} {symbol}"
            for choice, meaning in accepts.items()
            for symbol in meaning
            if (choice, symbol) not in used
        ),
        kinds=tuple(
            kind for kind in dict.fromkeys(wanted) if there.count(kind) < wanted.count(kind)
        ),
        sheets_needed=sheets_needed(contest),
    )


def _ways(rules: Rules, mark: Mark) -> tuple[tuple[str, str], ...]:
    """Every (box, symbol) that gives a mark; none where only an empty row does."""
    return tuple(
        (choice, symbol)
        for choice, meaning in SCHEMES[rules.marks].accepts.items()
        for symbol, meant in meaning.items()
        if meant is mark
    )


def _least(contest: Contest) -> Least:
    """How often each row has to get each mark, so that every symbol comes up in some row."""
    count = len(contest.candidates)
    each = (-(-len(_ways(contest.rules, mark)) // count) for mark in _VOTES)
    return Least(*each)


_VOTES: Final = (Mark.FOR, Mark.AGAINST, Mark.ABSTAIN)


def _one_way(contest: Contest) -> bool:
    """Whether every candidate must be approved on every valid sheet."""
    return contest.rules.undervote == "void" and contest.seats >= len(contest.candidates)


def _pattern_length(contest: Contest) -> int | None:
    if _one_way(contest):
        return None
    exactly = contest.rules.undervote == "void"
    return enough(len(contest.candidates), contest.seats, _least(contest), exactly=exactly)


def _blocks(contest: Contest, sheets: int) -> list[list[DeckSheet]]:
    """The pattern over so many sheets: once, or again and again at about equal length.

    In every block figures rise in the same order of candidates, so their sums differ as well.
    """
    length = _pattern_length(contest)
    parts = max(sheets // length, 1) if length else sheets
    shorter, longer = sheets // parts, sheets % parts
    drawn = {size: _block(contest, size) for size in {shorter, shorter + (longer > 0)}}
    return [drawn[shorter + (part < longer)] for part in range(parts)]


def _block(contest: Contest, sheets: int) -> list[DeckSheet]:
    count = len(contest.candidates)
    if _one_way(contest):
        marks = [[Mark.FOR] * count for _ in range(sheets)]
    else:
        exactly = contest.rules.undervote == "void"
        marks = pattern(count, contest.seats, sheets, _least(contest), exactly=exactly)
    turns = dict.fromkeys(_VOTES, 0)
    return [
        DeckSheet("pattern", tuple(_drawn(contest.rules, mark, turns) for mark in sheet))
        for sheet in marks
    ]


def _drawn(rules: Rules, mark: Mark, turns: dict[Mark, int] | None = None) -> Mapping[str, str]:
    """The mark as symbols in boxes: with `turns`, each symbol that means it in its turn."""
    ways = _ways(rules, mark)
    if not ways:
        return {}
    turn = 0
    if turns is not None:
        turn, turns[mark] = turns[mark], turns[mark] + 1
    choice, symbol = ways[turn % len(ways)]
    return {choice: symbol}


def _cases(contest: Contest) -> list[tuple[Kind, int]]:
    """The single cases this contest can have, with a number each, the most telling first."""
    lines = min(contest.write_in_lines, len(NAMES))
    names: list[tuple[Kind, int]] = [("write_in", line) for line in range(1, lines + 1)]
    found: list[tuple[Kind, int]] = []
    if contest.rules.undervote == "valid":
        found.append(("full", 1))  # elsewhere every sheet of the pattern is
    if contest.seats < len(contest.candidates):
        found.append(("overvote", 1))
    found += [("blank", 1), ("doubtful", 1), *names[:1]]
    if contest.rules.undervote == "void":
        found.append(("undervote", 1))
    return [*found, ("blank", 2), *names[1:]]


def _approving(contest: Contest, kind: Kind, approvals: int) -> DeckSheet:
    """The last candidates approved, all others opposed."""
    count = len(contest.candidates)
    opposed = max(count - approvals, 0)
    marks = [Mark.AGAINST] * opposed + [Mark.FOR] * (count - opposed)
    return DeckSheet(kind, tuple(_drawn(contest.rules, mark) for mark in marks))


def _full(contest: Contest, _first: DeckSheet, _: int) -> DeckSheet:
    """Just as many as there are seats; figures still rise in the same order of candidates."""
    return _approving(contest, "full", contest.seats)


def _overvote(contest: Contest, _first: DeckSheet, _: int) -> DeckSheet:
    return _approving(contest, "overvote", contest.seats + 1)


def _undervote(contest: Contest, _first: DeckSheet, _: int) -> DeckSheet:
    return _approving(contest, "undervote", contest.seats - 1)


def _blank(contest: Contest, _first: DeckSheet, _: int) -> DeckSheet:
    return DeckSheet("blank", ({},) * len(contest.candidates))


def _doubtful(contest: Contest, first: DeckSheet, _: int) -> DeckSheet:
    """Two marks in the last row: of one box, or of two beside each other."""
    both: dict[str, str] = {}
    for choice, symbol in [ways[0] for mark in _VOTES if (ways := _ways(contest.rules, mark))][:2]:
        both[choice] = both.get(choice, "") + symbol
    return DeckSheet("doubtful", (*first.rows[:-1], both))


def _write_in(contest: Contest, first: DeckSheet, line: int) -> DeckSheet:
    choice, symbol = next(iter(_ways(contest.rules, Mark.FOR)), ("", ""))
    name = DrawnName(line, NAMES[line - 1], choice, symbol)
    return DeckSheet("write_in", first.rows, (name,))


_CASES: Final = {
    "full": _full,
    "overvote": _overvote,
    "blank": _blank,
    "doubtful": _doubtful,
    "write_in": _write_in,
    "undervote": _undervote,
}
