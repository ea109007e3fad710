"""What the shell hands to the core, which may not ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from counting.model.state import LaneKey


@dataclass(frozen=True, slots=True)
class Context:
    """What the shell hands in, since the core may not ask: keys, chance, a look at seen tokens.

    `fresh` is an unused random reading handle; `seen(lane, token_hash)` tells whether a closed
    batch of the same pass has that token.
    """

    ballot_key: bytes = b""
    token_key: bytes = b""
    fresh: int = 0
    seen: Callable[[LaneKey, str], bool] = field(default=lambda lane, token: False)
