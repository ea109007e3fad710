"""How a name is shown: one way of spacing, whatever way it was typed."""

import re
from typing import Final

from counting.names.same import DOTS

_HAN: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_DOT: Final = re.compile(f" ?[{DOTS}] ?")


def shown(name: str) -> str:
    """A name on one line, without spaces within Chinese text: 李　明 is 李明, which we space.

    Between other words stands one space, around a middle dot none, and that dot is always ·.
    """
    plain = " ".join(name.split())
    return _BETWEEN_HAN.sub("", _DOT.sub("·", plain) if len(plain) > 1 else plain)
