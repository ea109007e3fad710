"""How a name is shown: one way of spacing and one middle dot, whatever way it was typed."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from counting.names.same import DOTS, LIKE_DOTS

if TYPE_CHECKING:  # a terminal sets no names of a contest
    from counting.model.election import Contest

_HAN: Final = (
    r"\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff"  # radicals, signs, ideographs
    r"\uff01-\uff20\uff3b-\uff40\uff5b-\uff65"  # full-width signs and digits, no letters
    r"\U00020000-\U0003ffff"
)
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_DOT: Final = re.compile(f"(?<=\\w) ?[{DOTS}](?: ?[{DOTS}])* ?(?=\\w)")
_FOR_A_DOT: Final = re.compile(f"(?<=[{_HAN}]) ?[{LIKE_DOTS}] ?(?=[{_HAN}])")


def shown(name: str) -> str:
    """A name without spaces within Chinese text: 李　明 is 李明, which we space where we set it.

    Between other words stands one space, around a middle dot none, and that dot is always ·.
    """
    return _DOT.sub("·", _FOR_A_DOT.sub("·", one_line(name)))


def shown_in(contest: "Contest") -> Callable[[str], str]:
    """How a name that is written in this contest is kept: as `shown`, but as it was written in
    what 0.1 sealed, which counts every form by itself."""
    return str.strip if contest.as_first_version else shown


def one_line(text: str) -> str:
    """A text on one line, single spaces between its words, none within Chinese text."""
    return _BETWEEN_HAN.sub("", " ".join(text.split()))
