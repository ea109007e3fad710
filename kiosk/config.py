"""Which readers this machine counts with: the optional `kiosk.toml` of a congress directory."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from counting.model.refusal import InputError, Problem
from kiosk.stations.station import StationSettings

FILE = "kiosk.toml"


@dataclass(frozen=True, slots=True)
class _Station:
    """A table `[[station]]`."""

    contest: str
    reader: str
    id: str = ""
    teller: str = ""
    batch: str | None = None
    pass_number: int | None = None


@dataclass(frozen=True, slots=True)
class _File:
    station: list[_Station]


def stations(directory: Path) -> tuple[StationSettings, ...]:
    """The stations that `kiosk.toml` names; none when there is no such file.

    Raises InputError `config.*` with every problem, each at its key.
    """
    path = directory / FILE
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError((Problem("config.unreadable", FILE, {"problem": str(error)}),)) from error
    try:
        # Through JSON, where strict still takes an object for a dataclass.
        given = json.dumps(_named(tables), default=str)
        read = TypeAdapter(_File).validate_json(given, strict=True, extra="forbid")
    except ValidationError as error:
        raise InputError(
            tuple(
                Problem("config.field", f"{FILE}: {_key(e['loc'])}", {"problem": e["msg"]})
                for e in error.errors()
            )
        ) from error
    return tuple(
        StationSettings(s.contest, s.reader, s.batch, s.pass_number, s.teller, s.id)
        for s in read.station
    )


def _named(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """`pass` is a word of the language, so the field has another name."""
    listed = tables.get("station", [])
    if not isinstance(listed, list):
        return tables
    renamed = [
        {("pass_number" if key == "pass" else key): value for key, value in table.items()}
        if isinstance(table, dict)
        else table
        for table in listed
    ]
    return {**tables, "station": renamed}


def _key(location: tuple[int | str, ...]) -> str:
    return ".".join("pass" if part == "pass_number" else str(part) for part in location)
