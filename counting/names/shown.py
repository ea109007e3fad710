"""How a name is shown: one way of spacing and one middle dot, whatever way it was typed."""

import re
from typing import Final

from counting.names.same import DOTS

_HAN: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_DOT: Final = re.compile(f"(?<=\\w) ?[{DOTS}] ?(?=\\w)")
# What is typed in a middle dot's stead. A comma (、) or a full stop (。) may part two people.
_FOR_A_DOT: Final = re.compile(f"(?<=[{_HAN}]) ?[.．●◦⦁⸱⸳ꞏ᛫] ?(?=[{_HAN}])")


def shown(name: str) -> str:
    """A name without spaces within Chinese text: 李　明 is 李明, which we space where we set it.

    Between other words stands one space, around a middle dot none, and that dot is always ·.
    """
    return _FOR_A_DOT.sub("·", _DOT.sub("·", one_line(name)))


def one_line(text: str) -> str:
    """A text on one line, single spaces between its words, none within Chinese text."""
    return _BETWEEN_HAN.sub("", " ".join(text.split()))
