"""The one place that knows SQL: a hash-chained log, the sheet journal, and rebuildable views."""

from counting.store.store import Done, Store
from counting.store.verify import verify

__all__ = ["Done", "Store", "verify"]
