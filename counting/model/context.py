"""What the shell hands to the core, which may not ask for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from counting.model.state import LaneKey


@dataclass(frozen=True, slots=True)
class Context:
    """What the shell hands in, since the core may not ask: who acts, keys, chance, seen tokens.

    `fresh` is an unused random reading handle; `draw` picks one of several numbers by chance;
    `seen(lane, token_hash)` tells whether a closed batch of the same pass has that token,
    `elsewhere` which other batch had it in the first pass. `by` are the roles or accounts that
    act: the log records them.
    """

    ballot_key: bytes = b""
    token_key: bytes = b""
    fresh: int = 0
    by: tuple[str, ...] = ()
    draw: Callable[[Sequence[int]], int] = min
    elsewhere: Callable[[LaneKey, str], str | None] = field(default=lambda lane, token: None)
    seen: Callable[[LaneKey, str], bool] = field(default=lambda lane, token: False)
