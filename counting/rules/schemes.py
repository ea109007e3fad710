"""Mark schemes (划票符号约定): what each symbol in a box means."""

from collections.abc import Mapping
from dataclasses import dataclass
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
