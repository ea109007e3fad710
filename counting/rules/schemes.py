"""Mark schemes (划票符号约定): what each symbol in a box means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from counting.model.ballot import Mark
from counting.model.rules import Rules

BLANK = ""


Column = Literal["for", "against", "abstain"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One agreement on symbols (划票符号约定): what each means in which box.

    `accepts[choice]` maps a symbol found in that box to its mark; the choice is `symbol` in
    one-box layouts, else a column. `blank` is the meaning of a row without any symbol; None
    leaves that to the rules. A symbol that is not in the table goes to people.
    Source: rules.md, mark schemes.
    """

    name: str
    layout: Literal["one-box", "three-box"]
    accepts: Mapping[str, Mapping[str, Mark]]
    blank: Mark | None


def _one_box(name: str, approve: str, oppose: str, abstain: str, blank: Mark | None) -> Scheme:
    meaning = {
        **dict.fromkeys(approve, Mark.FOR),
        **dict.fromkeys(oppose, Mark.AGAINST),
        **dict.fromkeys(abstain, Mark.ABSTAIN),
    }
    return Scheme(name, "one-box", {"symbol": meaning}, blank)


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        scheme.name: scheme
        for scheme in (
            _one_box("S1", approve="○", oppose="×", abstain="", blank=Mark.ABSTAIN),
            _one_box("S2", approve="", oppose="×", abstain="○", blank=Mark.FOR),
            Scheme(
                "S3",
                "three-box",
                {
                    "for": dict.fromkeys("√○", Mark.FOR),
                    "against": dict.fromkeys("√○×", Mark.AGAINST),
                    "abstain": dict.fromkeys("√○", Mark.ABSTAIN),
                },
                blank=Mark.ABSTAIN,
            ),
            _one_box("S4", approve="○√", oppose="×", abstain="", blank=Mark.ABSTAIN),
            _one_box("S5", approve="√", oppose="×", abstain="○", blank=None),
        )
    }
)
"""The mark schemes in use. A new scheme is a new row here."""


def blank_mark(rules: Rules) -> Mark:
    """What a row without any symbol means under these rules: abstaining unless they say so."""
    return SCHEMES[rules.marks].blank or rules.blank or Mark.ABSTAIN


@dataclass(frozen=True, slots=True)
class Meaning:
    """One way to give a mark: one of `symbols` in a box, or where `blank` an empty box as well.

    `column` is the box of a three-box ballot; "" is the only box, and all boxes for a blank.
    """

    mark: Mark
    symbols: tuple[str, ...]
    blank: bool = False
    column: str = ""


def meanings(rules: Rules) -> tuple[Meaning, ...]:
    """What people are told that symbols and an empty box mean: for, against, abstain, void."""
    return tuple(meaning for mark in Mark for meaning in _meanings(rules, mark))


def _meanings(rules: Rules, mark: Mark) -> list[Meaning]:
    scheme = SCHEMES[rules.marks]
    drawn = [
        Meaning(mark, symbols, column="" if choice == "symbol" else choice)
        for choice, accepted in scheme.accepts.items()
        if (symbols := tuple(s for s, meant in accepted.items() if meant is mark))
    ]
    if blank_mark(rules) is not mark:
        return drawn
    if drawn and scheme.layout == "one-box":
        return [replace(drawn[0], blank=True)]
    return [*drawn, Meaning(mark, (), blank=True)]


def mark_of(rules: Rules, seen: Mapping[str, str]) -> Mark | None:
    """The mark of one row, from the symbol seen in each of its boxes; None: left to people.

    `seen` maps a box's choice (`symbol`, or a column) to the symbol in it; "" is an empty box.
    """
    scheme = SCHEMES[rules.marks]
    marked = {choice: symbol for choice, symbol in seen.items() if symbol != BLANK}
    if not marked:
        return blank_mark(rules)
    if len(marked) > 1:
        return None
    ((choice, symbol),) = marked.items()
    return scheme.accepts.get(choice, {}).get(symbol)
