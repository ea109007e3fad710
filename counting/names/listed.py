"""The names that a contest knows: on its ballot, eligible to be written in, elected before."""

from collections import Counter
from collections.abc import Callable, Iterable

from counting.model.election import Candidate, Contest
from counting.names.same import key, key_of


def namesakes(contest: Contest, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Names that several of these people have, as this contest compares names."""
    times = Counter(map(_key_of_namesakes(contest), (candidate.name for candidate in candidates)))
    return tuple(sorted(name for name, people in times.items() if people > 1))


def labels(contest: Contest) -> tuple[str, ...]:
    """Names in ballot order as outcomes and screens say them, no two alike.

    A name that stands twice, here or in rounds of this contest, is followed by its note:
    王军（女）. In a definition such names have different notes.
    """
    same = _key_of_namesakes(contest)
    several = {*map(same, contest.namesakes), *namesakes(contest, contest.candidates)}
    return tuple(
        f"{candidate.name}（{candidate.note}）"
        if candidate.note and same(candidate.name) in several
        else candidate.name
        for candidate in contest.candidates
    )


def _key_of_namesakes(contest: Contest) -> Callable[[str], str]:
    """`key`, but for what version 0.1 sealed: there only spaces did not count."""
    return (lambda name: "".join(name.split())) if contest.as_first_version else key


def listed_names(contest: Contest) -> frozenset[str]:
    """The keys of the names on the ballot, with and without a note."""
    names = (*(candidate.name for candidate in contest.candidates), *labels(contest))
    return frozenset(map(key_of(contest), names))


def not_eligible(contest: Contest, names: Iterable[str]) -> list[str]:
    """Those of `names` that are not on the list of who may be written in, where there is one."""
    if contest.eligible is None:
        return []
    same = key_of(contest)
    eligible = set(map(same, contest.eligible))
    return [name for name in names if same(name) not in eligible]


def names_elected_before(contest: Contest) -> frozenset[str]:
    """The keys of those elected in earlier rounds of this contest: they hold their seat."""
    return frozenset(map(key_of(contest), contest.elected_before))
