"""Numbers on the command line, one by one or in ranges: 1-40,52."""

import re
from typing import Any, Final

import click

from kiosk.console import sentence

_PART: Final = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", re.ASCII)


class NumberRanges(click.ParamType[tuple[int, ...]]):
    """Numbers from 1 to `most`, in the order given, each once."""

    name = "numbers"

    def __init__(self, most: int) -> None:
        self._most = most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """A tuple of numbers; click's own failure for what says none."""
        found: dict[int, None] = {}
        for part in str(value).split(","):
            match = _PART.fullmatch(part.strip())
            if match is None:
                self.fail(sentence("usage", "ranges", given=value), param, ctx)
            first, last = int(match[1]), int(match[2] or match[1])
            given = part.strip()
            if first > last:
                turned = f"{last}-{first}"
                self.fail(sentence("usage", "turned", given=given, turned=turned), param, ctx)
            if not 1 <= first <= last <= self._most:
                self.fail(sentence("usage", "range", given=given, most=self._most), param, ctx)
            found |= dict.fromkeys(range(first, last + 1))
        return tuple(found)
