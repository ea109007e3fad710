"""The composition root: the only place where the parts are put together."""

from collections.abc import Iterable
from pathlib import Path

from counting.model import AgendaItem, Congress, Problem
from counting.store.ledger import Ledger
from counting.store.log import Stream
from kiosk.congress import agenda as meeting

MEETING_FILE = "meeting.db"
Meeting = Ledger[meeting.Agenda, meeting.Event, meeting.Command]


def open_meeting(directory: Path) -> Meeting:
    """The meeting's own log, beside the count's. Raises InputError `store.*`."""
    stream: Stream[meeting.Agenda, meeting.Event] = Stream(
        meeting.Agenda(), meeting.evolve, meeting.dump, meeting.load
    )
    return Ledger(directory / MEETING_FILE, stream, meeting.handle)


def glyph_problems(congress: Congress, agenda: Iterable[AgendaItem] = ()) -> tuple[Problem, ...]:
    """Every character that no font of ours can print, with the place it stands at.

    Composed here, since counting knows no fonts and printing no definitions.
    """
    from printing.fonts import missing_glyphs

    return tuple(
        Problem("glyph.missing", place, {"character": character, "codepoint": codepoint})
        for place, text in _texts(congress, agenda)
        for character, codepoint in missing_glyphs(text)
    )


def _texts(congress: Congress, agenda: Iterable[AgendaItem]) -> Iterable[tuple[str, str]]:
    yield "title", congress.title
    yield "place", congress.place
    for d, delegation in enumerate(congress.delegations):
        yield f"delegations[{d}].name", delegation.name
    for a, item in enumerate(agenda):
        yield f"agenda[{a}].title", item.title
    for c, contest in enumerate(congress.contests):
        yield f"contests[{c}].title", contest.title
        yield f"contests[{c}].ballot.colour", contest.ballot.colour
        for i, candidate in enumerate(contest.candidates):
            yield f"contests[{c}].candidates[{i}].name", candidate.name
            yield f"contests[{c}].candidates[{i}].note", candidate.note
