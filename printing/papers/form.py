"""The form of official papers, GB/T 9704-2012 section 5: the page, and faces and sizes by role."""

from dataclasses import dataclass
from typing import Final

from printing.pdf.roles import Role

POINT: Final = 25.4 / 72
"""Millimetres."""

LINES: Final = 22
CHARACTERS: Final = 28
"""Of a full page, and of a full line of it (5.2.3)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's size and margins in millimetres. What they leave is the type area."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def room(self) -> float:
        """The width of the type area."""
        return self.width - self.left - self.right

    @property
    def depth(self) -> float:
        """The height of the type area."""
        return self.height - self.top - self.bottom

    @property
    def foot(self) -> float:
        """Where the type area ends, from the top of the page."""
        return self.height - self.bottom


PORTRAIT: Final = Sheet(210.0, 297.0, 28.0, 26.0, 37.0, 35.0)
LANDSCAPE: Final = Sheet(297.0, 210.0, 18.0, 18.0, 17.0, 22.0)
"""Of wide forms, which the standard leaves open: narrow margins."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A role's face, its size and the pitch of its lines, in points; no pitch: that of the text."""

    role: Role
    size: float
    pitch: float | None = None


BODY: Final = Setting("body", 16.0)  # 三号仿宋
TITLE: Final = Setting("title", 22.0, 36.0)  # 二号小标宋
HEADING: Final = Setting("heading", 16.0)  # 三号黑体
SUBHEADING: Final = Setting("subheading", 16.0)  # 三号楷体
NOTE: Final = Setting("table", 12.0, 18.0)  # 小四宋体
CELL: Final = Setting("table", 12.0, 16.0)
COLUMN_TITLE: Final = Setting("heading", 10.5, 14.0)  # 五号黑体
NAME_NOTE: Final = Setting("table", 10.5, 13.5)
NUMBER: Final = Setting("table", 14.0, 14.0)  # 四号宋体
VERIFICATION: Final = Setting("table", 9.0, 12.5)

HEADINGS: Final = {1: TITLE, 2: HEADING, 3: SUBHEADING}
NUMBER_BELOW: Final = 7.0
"""From the foot of the type area to the dashes of the page number, in millimetres (7.5)."""

DATE_INDENT: Final = 4
"""Characters that stay free to the right of a date (7.3.5)."""


def page_number(number: int | str) -> str:
    """— 1 —."""
    return f"— {number} —"
