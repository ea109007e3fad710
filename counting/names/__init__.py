"""Names: when two are the same, and in which order they stand."""
