"""What a docx calls the font of each role: those that offices have, or the operator's own."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Final

from counting.model.refusal import InputError
from printing.pdf.roles import Role, entries, unknown_role

SETTING: Final = "SCRUTINEER_FONT_NAMES"
"""The environment variable that names fonts for roles, parted as in PATH: `body=仿宋`."""

_NAMES: Final[Mapping[Role, str]] = {
    "title": "方正小标宋简体",
    "heading": "黑体",
    "subheading": "楷体_GB2312",
    "body": "仿宋_GB2312",
    "table": "宋体",
}
STAND_INS: Final[Mapping[str, str]] = {
    "方正小标宋简体": "华文中宋",
    "楷体_GB2312": "楷体",
    "仿宋_GB2312": "仿宋",
}
"""What an office without a font most likely has: Word then takes this."""


def font_names() -> Mapping[Role, str]:
    """The font of each role, by this process's environment.

    InputError `fonts.role` for a role that there is not.
    """
    return _named(os.environ.get(SETTING, ""))


@cache
def _named(setting: str) -> Mapping[Role, str]:
    named = dict(_NAMES)
    problems = []
    for role, name in entries(setting):
        if role:
            named[role] = name
        else:
            problems.append(unknown_role(name.partition("=")[0], SETTING))
    if problems:
        raise InputError(tuple(problems))
    return named
