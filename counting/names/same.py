"""When two names are the same, and which characters are the dots between their parts."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # a terminal compares no names of a contest, it only sets them
    from counting.model.election import Contest

DOTS: Final = "·•‧∙⋅・･"
"""The middle dots that stand between the parts of a name. Keyboards give any of them."""

LIKE_DOTS: Final = ".．․﹒˙●◦⦁⸱⸳ꞏ᛫"
"""What is typed or read where a middle dot is meant, between ideographs."""

_PARTING: Final = "。、"  # a dot by mistake, or what parts two people: only compared

# Radicals that look like an ideograph and that NFKC leaves as they are, above the ideograph that
# Unicode gives as equivalent (EquivalentUnifiedIdeograph.txt). They come from copied PDF text.
_RADICALS: Final = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰"
    "⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟"
    "⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟"
    "罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠"
    "饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
_UNCOMPARED: Final = frozenset(DOTS + LIKE_DOTS + _PARTING)
_INVISIBLE: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_MARKS: Final = frozenset({"Mn", "Me"})
# Fillers and variation selectors, which show nothing but count as letters or marks.
_FILLERS: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """What of a name is compared: people whose names have equal keys have the same name.

    Width and compatibility forms, radicals, letter case, spaces, invisible characters, middle dots
    and marks over an ideograph do not count. Variant characters (青, 靑) do.
    """
    folded = _folded(name)
    while folded != name:  # what is left out may let the rest be composed, or fold once more
        name, folded = folded, _folded(folded)
    return name


def _folded(name: str) -> str:
    # A dot goes before it is folded: ˙ would become a mark above the letter before it.
    parts = "".join(char for char in name if char not in _UNCOMPARED)
    plain = unicodedata.normalize("NFKC", parts).translate(_RADICALS).casefold()
    kept: list[str] = []
    for char in _FILLERS.sub("", plain):
        category = unicodedata.category(char)
        if char in _UNCOMPARED or category in _INVISIBLE:
            continue
        if category in _MARKS and (not kept or is_ideograph(kept[-1])):
            continue  # vowels of other scripts are marks too, and those count
        kept.append(char)
    return "".join(kept)


def is_ideograph(char: str) -> bool:
    """Whether this is a Chinese character; planes 2 and 3 hold nothing else."""
    return 0x20000 <= ord(char) <= 0x3FFFF or unicodedata.name(char, "").startswith("CJK UNI")


def key_of(contest: "Contest") -> Callable[[str], str]:
    """What compares the names of this contest: `key`, but as it was sealed where 0.1 sealed it."""
    return _key_of_first_version if contest.as_first_version else key


def identity_of(contest: "Contest") -> Callable[[str], str]:
    """What two forms of one written name share: the key; in what 0.1 sealed, every character."""
    return str if contest.as_first_version else key


def _key_of_first_version(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
