"""What the parameters of a profile are called; those that say rules in words need no more."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final, get_args

from counting.model.election import OfficeType
from counting.model.rules import Rules

PARAMETERS: Final[tuple[str, ...]] = tuple(field.name for field in fields(Rules))
"""In the order in which people read them."""
OFFICES: Final[tuple[OfficeType, ...]] = get_args(OfficeType)
OWN_SOURCE: Final[Mapping[str, tuple[str, ...]]] = {"write_in": ("who", "unmarked")}
"""Fields that have a source of their own beside that of their parameter."""
SOURCED: Final[tuple[str, ...]] = tuple(
    key for name in PARAMETERS for key in (name, *(f"{name}.{f}" for f in OWN_SOURCE.get(name, ())))
)
NONE_IS: Final[Mapping[str, str]] = {"quorum": "none", "separate_vote": "same", "blank": "scheme"}
"""The word for the absence of a value, for the parameters that may have none."""
