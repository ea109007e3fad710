"""Which readers this machine counts with: the optional `kiosk.toml` of a congress directory."""

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Field, ValidationError

from counting.input.documents import toml_table
from counting.input.forms import INPUT, Form, Text, problems_of
from counting.model.refusal import InputError, system_errors
from kiosk.congress.directory import SETTINGS
from kiosk.stations.station import StationSettings


class _Station(Form):
    """A table `[[station]]`."""

    contest: str
    reader: str
    id: str = ""
    teller: str = ""
    batch: str | None = None
    pass_number: int | None = Field(None, alias="pass")


class _File(Form):
    station: list[_Station] = Field([])
    names: list[Text] = Field([])


@dataclass(frozen=True, slots=True)
class Machine:
    """What `kiosk.toml` says of a machine.

    `names`: by which browsers may call it, besides localhost and loopback addresses.
    """

    stations: tuple[StationSettings, ...] = ()
    names: tuple[str, ...] = ()


def machine(directory: Path) -> Machine:
    """What the `kiosk.toml` of a congress says; nothing when there is no such file.

    Raises InputError with every problem, each at its key: `file.unreadable`, `config.syntax`,
    `input.*`.
    """
    path = directory / SETTINGS
    if not path.is_file():
        return Machine()
    with system_errors("file.unreadable", path):
        data = path.read_bytes()
    given = toml_table(data, "config.syntax", SETTINGS)
    try:
        read = _File.model_validate(given)
    except ValidationError as error:
        problems = problems_of(error, INPUT, _File)
        raise InputError(
            tuple(replace(problem, place=f"{SETTINGS}: {problem.place}") for problem in problems)
        ) from error
    stations = tuple(StationSettings(**dict(station)) for station in read.station)
    return Machine(stations, tuple(read.names))
