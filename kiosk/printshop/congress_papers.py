"""The papers of one congress directory: what they are made from, and writing one to a file."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

from counting.model.refusal import Refusal
from counting.model.state import Round, State
from counting.rounds.audience import Audience, state_seen_by
from counting.steps.messages import find_round
from counting.store import Record
from kiosk.congress.agenda import Agenda, timetable
from kiosk.congress.meeting import Meeting
from kiosk.printshop.bearers import bearer
from kiosk.printshop.files import unwritable, whole_file
from printing.papers.docx import write_docx
from printing.papers.facts import Facts, Planned, unsealed
from printing.papers.kinds import KINDS
from printing.papers.model import Paper
from printing.papers.pdf import write_pdf
from printing.pdf.document import Output

FORMS: Final[Mapping[str, Callable[[Paper, Output], object]]] = {
    "docx": write_docx,
    "pdf": write_pdf,
}
"""Form → what writes it."""


def facts_of(
    store: Record,
    meeting: Meeting | None,
    contest: str | None = None,
    round_number: int | None = None,
    *,
    audience: Audience = "scrutineers",
) -> Facts | Refusal:
    """The facts that papers are made from: every contest, or the one that is named.

    `meeting` is None for papers that show neither agenda nor people. Without `round_number` a
    contest's current round. They hold of the results what `audience` may know. Refusals as of any
    command on a contest.
    """
    state = state_seen_by(audience, store.state())
    if state.congress is None:
        return Refusal("congress.not_defined")
    rounds = _rounds(state, contest, round_number)
    if isinstance(rounds, Refusal):
        return rounds
    schedule = _schedule(meeting.agenda) if meeting else ()
    roll = tuple(map(bearer, meeting.roll.present)) if meeting else ()
    return Facts(state.congress, state, schedule, rounds, store.shown_head, roll)


def paper_bytes(facts: Facts, kind: str, form: str) -> bytes:
    """One paper as the bytes of its file."""
    out = BytesIO()
    FORMS[form](KINDS[kind](facts), out)
    return out.getvalue()


def write_paper(facts: Facts, kind: str, form: str, out: Path, *, force: bool = False) -> str:
    """Write one paper, whole or not at all; its title. InputError `file.exists`,
    `file.unwritable`."""
    with unwritable(out), whole_file(out, force=force) as file:
        paper = KINDS[kind](facts)
        FORMS[form](paper, file)
    return paper.title


def _rounds(
    state: State, contest: str | None, round_number: int | None
) -> tuple[Round, ...] | Refusal:
    assert state.congress is not None
    if state.seal is None and round_number is None:
        drafts = unsealed(state.congress)
        if contest is None:
            return drafts
        if one := tuple(draft for draft in drafts if draft.contest.id == contest):
            return one
    if contest is not None:
        round_ = find_round(state, contest, round_number)
        return round_ if isinstance(round_, Refusal) else (round_,)
    current = (state.current(c.id) for c in state.congress.contests)
    return tuple(round_ for round_ in current if round_ is not None)


def _schedule(agenda: Agenda) -> tuple[Planned, ...]:
    return tuple(
        Planned(line.item, line.planned, line.planned + timedelta(minutes=line.item.minutes))
        for line in timetable(agenda)
    )
