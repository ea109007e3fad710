"""The commands of `scrutineer`, one module for each kind of work."""
