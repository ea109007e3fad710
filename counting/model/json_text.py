"""JSON as it is stored and sealed: one text for one value."""

import json


def canonical(value: object) -> str:
    """Canonical JSON of plain values: keys sorted, no spaces, characters as themselves.

    NaN and infinity raise ValueError.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
