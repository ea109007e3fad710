"""Counting stations: a reader's labels become sheets, sheets become committed readings."""
