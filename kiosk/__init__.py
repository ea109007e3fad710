"""Everything a person touches, and the only place where parts are put together."""
