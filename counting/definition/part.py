"""A table of a definition as far as it can be read, for the checks between its parts."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from counting.input.forms import tables


class Part:
    """A table of a definition as far as it fits its form, with its place.

    What does not fit, or is not there, is None; what may be left out has its default. Tables
    within are parts too.
    """

    def __init__(self, form: type[BaseModel], fitting: object, place: str = "") -> None:
        self._form = form
        self._fitting = fitting if isinstance(fitting, Mapping) else {}
        self.place = place

    def at(self, key: str) -> str:
        """The place of one of its values."""
        return f"{self.place}.{key}" if self.place else key

    def __getitem__(self, key: str) -> Any:
        field = self._form.model_fields[key]
        value = self._fitting.get(key)
        if value is None and not field.is_required():
            value = field.get_default(call_default_factory=True)
        if isinstance(value, BaseModel):
            value = value.model_dump()
        form = next(tables(field.annotation), None)
        if form is None or not isinstance(value, dict | list):
            return value
        if isinstance(value, dict):
            return Part(form, value, self.at(key))
        return tuple(Part(form, v, f"{self.at(key)}[{n}]") for n, v in enumerate(value))

    def list(self, key: str) -> tuple[Any, ...]:
        """The entries of a list; none where it cannot be read."""
        return tuple(self[key] or ())
