"""The one place that knows SQL: hash-chained logs, the sheet journal, and rebuildable views."""

from counting.store.count.store import FILE, CountDone, Store
from counting.store.evidence import Evidence, Record, evidence
from counting.store.verify import verify

__all__ = ["FILE", "CountDone", "Evidence", "Record", "Store", "evidence", "verify"]
