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
