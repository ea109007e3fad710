"""Names that only look alike: different by every rule, but people may see one person in them."""

from collections import defaultdict
from collections.abc import Iterable

from counting.names.same import key
from counting.names.strokes import sequence

Pair = tuple[str, str]


def look_alike(names: Iterable[str]) -> tuple[Pair, ...]:
    """Pairs of names that differ in one character, sorted; for people to judge.

    Either the two characters are written with the same strokes but for one (青 and 靑, 未 and 末),
    or the names have three characters or more and begin alike: a slip of pen, reader or keyboard.
    Names with equal keys are one name and stand in no pair.
    """
    forms = {key(name): name for name in sorted(set(names), reverse=True)}
    by_gap: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for plain in forms:
        for place in range(len(plain)):
            by_gap[plain[:place], plain[place + 1 :]].append(plain)
    pairs: set[Pair] = set()
    for (before, after), several in by_gap.items():
        begin_alike = bool(before) and len(before) + len(after) >= 2
        for number, one in enumerate(several):
            for other in several[number + 1 :]:
                place = len(before)
                if begin_alike or _written_alike(one[place], other[place]):
                    first, second = sorted((forms[one], forms[other]))
                    pairs.add((first, second))
    return tuple(sorted(pairs))


def _written_alike(one: str, other: str) -> bool:
    """Whether two characters have the same strokes in the same order, but for one at most."""
    first, second = sequence(one), sequence(other)
    if not first or not second or abs(len(first) - len(second)) > 1:
        return False
    longer, shorter = sorted((first, second), key=len, reverse=True)
    at = next((i for i, stroke in enumerate(shorter) if stroke != longer[i]), len(shorter))
    rest = shorter[at:] if len(longer) > len(shorter) else shorter[at + 1 :]
    return longer[at + 1 :] == rest
