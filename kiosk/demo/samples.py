"""Which sample congresses there are, and what their simulated electors are like."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """How the electors of one contest mark their sheets. Chances are shares of all sheets.

    `unpopularity` is a candidate's weight among those rejected (0: never), `usual` that of the
    candidates it does not name. `further` is the chance, times weight, that a candidate is
    rejected beyond what the seats demand, `abstaining` that a sheet is left wholly blank,
    `stay_away` how many issued sheets never come back.
    """

    seed: int
    overvote: float = 0.0
    doubtful: float = 0.0
    write_in: float = 0.0
    abstaining: float = 0.0
    usual: float = 1.0
    further: float = 0.01
    stay_away: int = 0
    unpopularity: Mapping[str, float] = field(default_factory=dict)

    def weight(self, candidate: str) -> float:
        """How likely a candidate is among those rejected, against the others' weights."""
        return self.unpopularity.get(candidate, self.usual)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample congress: its definition, who is present, how many scanners count a contest."""

    name: str
    definition: Path
    present: int
    scanners: int
    contests: Mapping[str, Electorate]


def samples() -> tuple[Sample, ...]:
    """The sample congresses, in the order in which they are shown."""
    tables = tomllib.loads(files(__package__).joinpath("samples.toml").read_text(encoding="utf-8"))
    return tuple(
        Sample(
            name,
            definition(table["file"]),
            table["present"],
            table["scanners"],
            {contest: Electorate(**values) for contest, values in table["contests"].items()},
        )
        for name, table in tables.items()
    )


def definition(name: str) -> Path:
    """A definition of `examples/`: inside an installed package, else beside the source tree."""
    here = Path(__file__).resolve().parent
    installed = here / "examples" / name
    return installed if installed.is_file() else here.parents[1] / "examples" / name
