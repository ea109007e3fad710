"""Which papers there are: a table from a kind to the module that builds it."""

from collections.abc import Callable, Mapping
from typing import Final

from printing.papers import (
    adjudication,
    agenda,
    attendance,
    candidates,
    count,
    delegations,
    distribution,
    elected,
    filling_in,
    preparatory,
    presidium,
    returned,
    rules,
    script,
    scrutineers,
    sealing,
    seals,
    sign_in,
    sources,
    tally_sheet,
    timetable,
)
from printing.papers.facts import Facts
from printing.papers.model import Paper

KINDS: Final[Mapping[str, Callable[[Facts], Paper]]] = {
    "rules": rules.paper,
    "sources": sources.paper,
    "agenda": agenda.paper,
    "timetable": timetable.paper,
    "preparatory-agenda": preparatory.agenda,
    "preparatory-script": preparatory.script,
    "presidium": presidium.paper,
    "delegations": delegations.paper,
    "candidates": candidates.paper,
    "sign-in": sign_in.paper,
    "filling-in": filling_in.paper,
    "attendance": attendance.paper,
    "distribution": distribution.paper,
    "return": returned.paper,
    "count": count.paper,
    "elected": elected.paper,
    "script": script.paper,
    "scrutineers": scrutineers.paper,
    "tally-sheet": tally_sheet.paper,
    "adjudication": adjudication.paper,
    "sealing": sealing.paper,
    "seals": seals.paper,
}
"""Kind → builder. A new paper is a module and a row here."""
