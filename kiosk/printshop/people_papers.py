"""Paper about people as one act: a list taken into the roll, and what is printed of the roll."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Literal

from counting.codes.badges import BadgeCode, badge_tag, encode
from counting.model.election import Congress
from counting.model.refusal import InputError, Problem, Refusal, system_errors
from counting.store import Store
from kiosk.congress.meeting import MeetingLog
from kiosk.congress.roll import (
    EnterPeople,
    PeopleCorrected,
    PeopleEntered,
    Person,
    Roll,
    chosen,
    evolve,
    handle,
    not_due,
    numbered,
)
from kiosk.congress.roll_list import MAX_BYTES, read
from kiosk.printshop.bearers import bearer
from kiosk.printshop.files import RefusedPrint, paper_file
from printing.cards.badges import ATTENDANT, DELEGATE, print_badges
from printing.cards.table_cards import print_table_cards
from printing.papers.facts import electors
from printing.pdf.document import PrintedPages
from printing.pdf.fonts import missing_glyphs

Kind = Literal["badges", "table-cards"]
_KEY: Final = "badge"
_VOTERS: Final[Mapping[str, str]] = {"代表": DELEGATE, "选民": "选民证"}
"""What those who vote are called → their badge, where it is called after them."""


@dataclass(frozen=True, slots=True)
class PeopleOrder:
    """What is to be printed: of a new list too (`roll`), of some numbers only, of those seated.

    `force`: a file that exists is replaced.
    """

    kind: Kind
    roll: Path | None = None
    only: tuple[int, ...] = ()
    seat_only: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePrinted:
    """How many people stand on how many pages; how many the list added and corrected, if any.

    `warnings` are what people should look at: `roll.not_due`.
    """

    people: int
    pages: PrintedPages
    entered: int = 0
    corrected: int = 0
    warnings: tuple[Problem, ...] = ()


def print_people(
    store: Store, meeting: MeetingLog, order: PeopleOrder, out: Path
) -> PeoplePrinted | Refusal:
    """Print to the file `out`, and take the list in; on any failure there is neither.

    Raises InputError `roll.*`, `workbook.*`, `file.*`, `store.*`.
    """
    congress = store.state().congress
    if congress is None:
        return Refusal("congress.not_defined")
    try:
        return _print(store, congress, meeting, order, out)
    except RefusedPrint as error:
        return error.refusal


def people_bytes(store: Store, meeting: MeetingLog, kind: str) -> bytes | Refusal:
    """Everybody on the roll as a `Kind` of paper, as the bytes of a PDF.

    Raises InputError `roll.glyph`, `roll.name_too_long`.
    """
    congress, people = store.state().congress, chosen(meeting.state().roll)
    if congress is None:
        return Refusal("congress.not_defined")
    if isinstance(people, Refusal):
        return people
    out = BytesIO()
    _PRINTERS[kind](congress, meeting, people, out)
    return out.getvalue()


def _print(
    store: Store, congress: Congress, meeting: MeetingLog, order: PeopleOrder, out: Path
) -> PeoplePrinted | Refusal:
    before = meeting.state().roll
    command = _entering(before, order.roll) if order.roll else None
    events = handle(before, command) if command else ()
    if isinstance(events, Refusal):
        return events
    after = reduce(evolve, events, before)
    people = chosen(after, order.only)
    if isinstance(people, Refusal):
        return people
    if order.seat_only:
        people = tuple(person for person in people if person.seat)
        if not people:
            return Refusal("roll.no_seats")
    with paper_file(store, out, force=order.force) as whole:
        pages = _PRINTERS[order.kind](congress, meeting, people, whole.files[0])
        whole.place()
        if command and events and isinstance(answer := meeting.execute(command), Refusal):
            raise RefusedPrint(answer)
    entered = sum(len(e.people) for e in events if isinstance(e, PeopleEntered))
    corrected = sum(len(e.people) for e in events if isinstance(e, PeopleCorrected))
    warnings = not_due(after, congress.electors.due) if command else ()
    return PeoplePrinted(len(people), pages, entered, corrected, warnings)


def _entering(roll: Roll, path: Path) -> EnterPeople:
    """What a list asks for. InputError with everything that is wrong with it, each at its place."""
    with system_errors("file.unreadable", path), path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        people = numbered(roll, read(data, path.suffix.lower(), missing_glyphs))
    except InputError as error:
        raise InputError(
            tuple(Problem(p.code, f"{path.name}: {p.place}", p.facts) for p in error.problems)
        ) from error
    return EnterPeople(people, roll.events)


def _badges(
    congress: Congress, meeting: MeetingLog, people: Sequence[Person], file: BinaryIO
) -> PrintedPages:
    key = meeting.key(_KEY)
    tag = badge_tag(key)
    bearers = [
        bearer(person, encode(BadgeCode(congress.mode, tag, person.number), key))
        for person in people
    ]
    voters = _VOTERS.get(electors(congress), ATTENDANT)
    return print_badges(congress.title, congress.mode, bearers, file, voters)


def _table_cards(
    congress: Congress, _meeting: MeetingLog, people: Sequence[Person], file: BinaryIO
) -> PrintedPages:
    bearers = [bearer(person) for person in people]
    return print_table_cards(congress.title, congress.mode, bearers, file)


_PRINTERS: Final[
    Mapping[str, Callable[[Congress, MeetingLog, Sequence[Person], BinaryIO], PrintedPages]]
] = {
    "badges": _badges,
    "table-cards": _table_cards,
}
