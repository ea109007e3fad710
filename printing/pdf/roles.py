"""The roles that type has on an official paper, and settings that name something for a role."""

import os
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from counting.model.refusal import Problem

Role = Literal["title", "heading", "subheading", "body", "table"]

SHIPPED: Final[Mapping[Role, Literal["song", "hei"]]] = {
    "title": "song",
    "heading": "hei",
    "subheading": "song",
    "body": "song",
    "table": "song",
}
"""Role → the face of ours that stands for it: for 小标宋, 黑体, 楷体, 仿宋 and 宋体 (GB/T 9704)."""


def entries(setting: str) -> Iterator[tuple[Role | None, str]]:
    """What a setting names, parted as in PATH: `role=value`, or a value for no role (None).

    Only a known role is one: a file's name may have "=" in it.
    """
    for entry in filter(None, setting.split(os.pathsep)):
        name, equals, value = entry.partition("=")
        role = next((role for role in SHIPPED if role == name), None)
        yield (role, value) if equals and role else (None, entry)


def unknown_role(name: str, place: str) -> Problem:
    """The problem of a setting that names something for a role that there is not."""
    return Problem("fonts.role", place, {"role": name, "roles": "、".join(SHIPPED)})
