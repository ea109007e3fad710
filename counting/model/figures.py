"""The paper's figures and the sums over its sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate's sums over sheets: for + against + abstain + row_void = valid sheets."""

    for_: int = 0
    against: int = 0
    abstain: int = 0
    row_void: int = 0

    @property
    def others(self) -> Mapping[str, int]:
        """Sums of answers that only some kinds of contest have, by id."""
        return {}

    @property
    def total(self) -> int:
        """All answers together."""
        return self.for_ + self.against + self.abstain + self.row_void + sum(self.others.values())


@dataclass(frozen=True, slots=True)
class AnswerRow(Row):
    """A row that has further answers: grades by id, or `not_pressed` of a vote by keypads."""

    further: Mapping[str, int] = field(default_factory=dict)

    @property
    def others(self) -> Mapping[str, int]:
        return self.further


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over sheets: `rows` in ballot order, approvals of write-ins by name, sheet counts.

    `unmarked`: on how many of the valid sheets a name was written without a mark, by name. What
    that means the rules say, so `write_ins` holds them or does not; kept for the sensitivity note.
    """

    rows: tuple[Row, ...]
    write_ins: Mapping[str, int] = field(default_factory=dict)
    valid: int = 0
    invalid: int = 0
    pending: int = 0
    unmarked: Mapping[str, int] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        return self.valid + self.invalid + self.pending

    @property
    def by_office(self) -> tuple["Tally", ...]:
        """The sums of each office, in order, where a sheet has several."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficesTally(Tally):
    """Sums over sheets with several offices; `rows` and `write_ins` stand in those of `offices`.

    The valid and invalid sheets of an office are the sheet's, unless each office is judged alone.
    """

    offices: tuple[Tally, ...]

    @property
    def by_office(self) -> tuple[Tally, ...]:
        return self.offices


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The paper's figures of one round; None until recorded. All are sheets or persons.

    `proxies`: votes that electors here cast for absent ones, where the rules allow it.
    """

    due: int
    registered: int
    total: int
    all_members: int
    present: int | None = None
    voters: int | None = None
    unsealed: int | None = None
    issued: int | None = None
    remaining: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: int | None = None
    proxies: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One identity of the paper: `code` as in the contract, both numbers in `facts`."""

    code: str
    ok: bool
    facts: Mapping[str, int | str]
