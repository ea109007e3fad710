"""People of the roll as badges, table cards and papers show them."""

from kiosk.congress.roll import Person
from printing.cards.badges import Bearer


def bearer(person: Person, code: str = "") -> Bearer:
    """A person of the roll; `code` is that of the badge."""
    return Bearer(
        number=person.number,
        name=person.name,
        delegation=person.delegation,
        capacity=person.capacity,
        seat=person.seat,
        code=code,
    )
