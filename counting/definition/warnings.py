"""What people should know of a definition that may be sealed all the same."""

from collections.abc import Iterator

from counting.model.election import Congress
from counting.model.outcome import Finding
from counting.names.ballot_order import first_difference, list_order


def warnings_of(congress: Congress) -> tuple[Finding, ...]:
    """Every warning, contest by contest; what is only true with care is said on no paper."""
    return tuple(_lists_out_of_order(congress))


def _lists_out_of_order(congress: Congress) -> Iterator[Finding]:
    """Lists that stand in another order than the rules name, with the first two who do not."""
    for contest in congress.contests:
        if list_order(contest) != "listed" or (pair := first_difference(contest)) is None:
            continue
        facts = {"contest": contest.title, "before": pair[0], "after": pair[1]}
        yield Finding("order.not_by_strokes", {**facts, "order": contest.rules.name_order})
