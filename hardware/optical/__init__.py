"""Pictures: what stands on a page, seen in its pixels."""
